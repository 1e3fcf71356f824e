/** What waits for a second person: a list in the bell, and a word to who may decide. */
import { useEffect, useRef, useState } from 'react';
import type { ProposalRow } from '../../core/desk/messages.ts';
import type { Feed } from '../feed/feed.ts';
import { useFeed, useScalar } from '../feed/hooks.ts';
import type { SignedIn } from '../feed/streams.ts';
import { KindBadge } from './kind-badge.tsx';
import { notify } from './notices.ts';

const DECIDES: readonly SignedIn['role'][] = ['risk', 'treasurer', 'compliance', 'admin'];

/** Another than the one who asked, in a role that may give the command. The core decides. */
export function mayApprove(signedIn: SignedIn | null, row: ProposalRow): boolean {
  return (
    signedIn !== null && signedIn.operator !== row.operator && row.approvers.includes(signedIn.role)
  );
}

export function mayReject(signedIn: SignedIn | null): boolean {
  return signedIn !== null && DECIDES.includes(signedIn.role);
}

export function useProposals(): readonly ProposalRow[] {
  const feed = useFeed();
  const [rows, show] = useState(() => feed.rows.proposals.values());
  useEffect(() => feed.on('proposals', () => show(feed.rows.proposals.values())), [feed]);
  return rows;
}

/** Says a proposal once to whoever may approve it; what was open before is in the bell. */
export function useProposalNotices(): void {
  const feed = useFeed();
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    known.current = new Set(feed.rows.proposals.values().map(({ key }) => key));
    return feed.on('proposals', ({ isFresh }) => {
      const rows = feed.rows.proposals.values();
      const before = isFresh ? null : known.current;
      known.current = new Set(rows.map(({ key }) => key));
      if (before === null) return;
      const fresh = rows.filter(({ key }) => !before.has(key));
      for (const row of fresh) {
        if (!mayApprove(feed.get('signedIn'), row)) continue;
        notify('information', `${row.by} asks for approval`, `${row.what}, ${row.subaccount}`);
      }
    });
  }, [feed]);
}

async function decide(feed: Feed, row: ProposalRow, how: 'approve' | 'reject'): Promise<void> {
  const command = { kind: `proposal.${how}`, proposal: row.proposal };
  const { result, code, sentence } = await feed.request({ name: 'command', command });
  const what = `${how === 'approve' ? 'Approved' : 'Rejected'}: ${row.what}`;
  if (result === 'done') notify('information', what, 'The core has recorded it.');
  else notify('warning', `${result === 'unknown' ? 'UNKNOWN' : code}: ${row.what}`, sentence);
}

function ProposalItem({ row }: { row: ProposalRow }) {
  const feed = useFeed();
  const signedIn = useScalar('signedIn');
  const { proposal, by, what, subaccount, accountKind } = row;
  const canApprove = mayApprove(signedIn, row);
  return (
    <li className="bell-call bell-proposal">
      <span className="mono muted">{proposal}</span>
      <b>{by}</b>
      <span className="muted">
        {subaccount} {accountKind !== '' && <KindBadge kind={accountKind} />}
      </span>
      <p>{what}</p>
      {(canApprove || mayReject(signedIn)) && (
        <div className="acts">
          {canApprove && (
            <button
              type="button"
              className="small primary"
              aria-label={`Approve proposal ${proposal}`}
              onClick={() => void decide(feed, row, 'approve')}
            >
              Approve
            </button>
          )}
          <button
            type="button"
            className="small outline"
            aria-label={`Reject proposal ${proposal}`}
            onClick={() => void decide(feed, row, 'reject')}
          >
            Reject
          </button>
        </div>
      )}
    </li>
  );
}

/** Left out while nothing waits. */
export function Proposals() {
  const rows = useProposals();
  if (rows.length === 0) return null;
  return (
    <>
      <h2>
        Proposals <span className="muted">wait for a second person</span>
      </h2>
      <ul>
        {rows.map((row) => (
          <ProposalItem key={row.key} row={row} />
        ))}
      </ul>
    </>
  );
}
