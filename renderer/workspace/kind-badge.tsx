/** The kind of account outside grids, as `grid/kind-badge.ts` has it in them. */
import type { AccountRow } from '../../core/desk/messages.ts';
import { useFeed, useSlow } from '../feed/hooks.ts';
import '../grid/kind-badge.css';

export function KindBadge({ kind }: { kind: string }) {
  return kind === '' ? null : <span className="kind">{kind}</span>;
}

/** A subaccount's own row of the accounts. */
export function useAccountRow(subaccount: string): AccountRow | undefined {
  const feed = useFeed();
  useSlow('strip');
  return feed.rows.accounts.values().find(({ depth, name }) => depth === 2 && name === subaccount);
}
