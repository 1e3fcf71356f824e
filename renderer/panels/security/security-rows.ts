/** The part of the security log that is in view: the newest page, and older ones as asked for. */
import type { SecurityRow as Entry } from '../../../core/desk/messages.ts';

export const PAGE = 100;

/** An entry with the key that its number is. */
export type SecurityRow = Entry & { readonly key: string };

export interface SecurityView {
  /** Newest first, without a gap. */
  readonly rows: readonly SecurityRow[];
  /** Whether there may be older ones. */
  readonly hasOlder: boolean;
}

export const NOTHING: SecurityView = { rows: [], hasOlder: false };

function keyed(entries: readonly Entry[]): SecurityRow[] {
  return entries.map((entry) => ({ ...entry, key: String(entry.number) }));
}

/** What an entry that goes on counting says now. */
function recounted(rows: readonly SecurityRow[], page: readonly SecurityRow[]): SecurityRow[] {
  const byKey = new Map(page.map((row) => [row.key, row]));
  return rows.map((row) => {
    const now = byKey.get(row.key);
    return now === undefined || now.times === row.times ? row : now;
  });
}

/** The newest page again: what is new goes on top; more than a page of it stands alone. */
export function withNewest(view: SecurityView, entries: readonly Entry[]): SecurityView {
  const page = keyed(entries);
  const newest = view.rows[0]?.number ?? 0;
  const isFull = page.length >= PAGE;
  const meets = page.some(({ number }) => number <= newest);
  if (!meets && (isFull || view.rows.length === 0)) return { rows: page, hasOlder: isFull };
  const added = page.filter(({ number }) => number > newest);
  const before = recounted(view.rows, page);
  const isSame = added.length === 0 && before.every((row, at) => row === view.rows[at]);
  return isSame ? view : { ...view, rows: [...added, ...before] };
}

/** The page below the last row. */
export function withOlder(view: SecurityView, entries: readonly Entry[]): SecurityView {
  const oldest = view.rows.at(-1)?.number ?? Infinity;
  const added = entries.filter(({ number }) => number < oldest);
  return { rows: [...view.rows, ...keyed(added)], hasOlder: entries.length >= PAGE };
}
