/**
 * The part of a long numbered list that is in view: the newest page, and older ones as they are
 * asked for. Each entry has the key that its number is.
 */
export const PAGE = 100;

export type Keyed<Entry> = Entry & { readonly key: string };

export interface PageView<Entry> {
  /** Newest first, without a gap. */
  readonly rows: readonly Keyed<Entry>[];
  /** Whether there may be older ones. */
  readonly hasOlder: boolean;
}

/** How the entries of a list are told apart. */
export interface Numbering<Entry> {
  /** Rises with every entry. */
  numberOf(entry: Entry): number;
  /** Whether an entry still says what it said; one that goes on counting does not. */
  isSame(before: Entry, now: Entry): boolean;
}

export const NOTHING: PageView<never> = { rows: [], hasOlder: false };

/** Puts an answered page to what is in view. */
export type Join<Entry> = (
  view: PageView<Entry>,
  entries: readonly Entry[],
  numbering: Numbering<Entry>,
) => PageView<Entry>;

function keyed<Entry>(entries: readonly Entry[], numbering: Numbering<Entry>): Keyed<Entry>[] {
  return entries.map((entry) => ({ ...entry, key: String(numbering.numberOf(entry)) }));
}

/** The newest page again: what is new goes on top; more than a page of it stands alone. */
export function withNewest<Entry>(
  view: PageView<Entry>,
  entries: readonly Entry[],
  numbering: Numbering<Entry>,
): PageView<Entry> {
  const page = keyed(entries, numbering);
  const [first] = view.rows;
  const newest = first === undefined ? 0 : numbering.numberOf(first);
  const isFull = page.length >= PAGE;
  const added = page.filter((row) => numbering.numberOf(row) > newest);
  const meets = added.length < page.length;
  if (!meets && (isFull || first === undefined)) return { rows: page, hasOlder: isFull };
  const byKey = new Map(page.map((row) => [row.key, row]));
  const before = view.rows.map((row) => {
    const now = byKey.get(row.key);
    return now === undefined || numbering.isSame(row, now) ? row : now;
  });
  const isSame = added.length === 0 && before.every((row, at) => row === view.rows[at]);
  return isSame ? view : { ...view, rows: [...added, ...before] };
}

/** The page below the last row. */
export function withOlder<Entry>(
  view: PageView<Entry>,
  entries: readonly Entry[],
  numbering: Numbering<Entry>,
): PageView<Entry> {
  const last = view.rows.at(-1);
  const oldest = last === undefined ? Infinity : numbering.numberOf(last);
  const added = entries.filter((entry) => numbering.numberOf(entry) < oldest);
  return { rows: [...view.rows, ...keyed(added, numbering)], hasOlder: entries.length >= PAGE };
}
