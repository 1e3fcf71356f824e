/** The part of the trail that is in view: the newest page, and older ones as they are asked for. */
import type { TrailEntry } from '../../../core/desk/messages.ts';

export const PAGE = 100;

/** A row of the trail with the key that its sequence number is. */
export type TrailRow = TrailEntry & { readonly key: string };

export interface TrailView {
  /** Newest first, without a gap. */
  readonly rows: readonly TrailRow[];
  /** Whether there may be older ones. */
  readonly hasOlder: boolean;
}

export const NOTHING: TrailView = { rows: [], hasOlder: false };

function keyed(entries: readonly TrailEntry[]): TrailRow[] {
  return entries.map((entry) => ({ ...entry, key: String(entry.sequence) }));
}

/** The newest page again: what is new goes on top; more than a page of it stands alone. */
export function withNewest(view: TrailView, page: readonly TrailEntry[]): TrailView {
  const newest = view.rows[0]?.sequence ?? 0;
  const isFull = page.length >= PAGE;
  const meets = page.some(({ sequence }) => sequence <= newest);
  if (!meets && (isFull || view.rows.length === 0)) {
    return { rows: keyed(page), hasOlder: isFull };
  }
  const added = page.filter(({ sequence }) => sequence > newest);
  return added.length === 0 ? view : { ...view, rows: [...keyed(added), ...view.rows] };
}

/** The page below the last row. */
export function withOlder(view: TrailView, page: readonly TrailEntry[]): TrailView {
  const oldest = view.rows.at(-1)?.sequence ?? Infinity;
  const added = page.filter(({ sequence }) => sequence < oldest);
  return { rows: [...view.rows, ...keyed(added)], hasOlder: page.length >= PAGE };
}
