/** The fields that a pegged order has and no other. */
import { useKey } from '../../workspace/keys.ts';
import { FOLLOWINGS, followingWords } from './peg-terms.ts';
import type { Following } from './peg-terms.ts';
import type { TicketModel } from './use-ticket.ts';

/** Which price the order follows, and from which side. It takes no Tab: a key goes through them. */
export function FollowingField({ model }: { model: TicketModel }) {
  const { state } = model;
  const key = useKey('ticket', 'G');
  return (
    <select
      className="source"
      tabIndex={-1}
      aria-label="Follows"
      title={`What it follows (${key}: the next)`}
      value={state.following}
      onChange={({ target }) => {
        model.act({ kind: 'set', fields: { following: target.value as Following } });
      }}
    >
      {FOLLOWINGS.map((following) => (
        <option key={following} value={following}>
          {followingWords({ ...state, following })}
        </option>
      ))}
    </select>
  );
}
