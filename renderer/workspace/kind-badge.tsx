/** What kind of account it is: the same badge wherever an account is named in full. */
import type { AccountRow } from '../../core/desk/messages.ts';
import { useFeed, useSlow } from '../feed/hooks.ts';

export function KindBadge({ kind }: { kind: string }) {
  return kind === '' ? null : <span className="tag quiet kind">{kind}</span>;
}

/** A subaccount's own row of the accounts. */
export function useAccountRow(subaccount: string): AccountRow | undefined {
  const feed = useFeed();
  useSlow('strip');
  return feed.rows.accounts.values().find(({ depth, name }) => depth === 2 && name === subaccount);
}
