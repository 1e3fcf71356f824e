/** Keeps a grid's rows as the feed's: adds, updates and removals in one transaction. */
import type { GridApi } from 'ag-grid-community';
import type { Feed } from '../feed/feed.ts';
import type { Changes } from '../feed/rows.ts';
import type { Topics } from '../feed/streams.ts';

type RowTopic = 'accounts' | 'positions' | 'orders' | 'balances' | 'calls' | 'adl' | 'fundEntries';
type RowOf<S extends RowTopic> = Topics[S] extends Changes<infer Row> ? Row : never;

/** Returns what ends it. */
export function bindRows<S extends RowTopic>(
  feed: Feed,
  stream: S,
  api: GridApi<RowOf<S>>,
): () => void {
  type Row = RowOf<S> & { readonly key: string };
  const held = new Set<string>();
  const known = (): Row[] => feed.rows[stream].values() as unknown as Row[];
  const replaceAll = (): void => {
    const rows = known();
    held.clear();
    for (const { key } of rows) held.add(key);
    api.setGridOption('rowData', rows);
  };
  const stop = feed.on(stream, (changes) => {
    const { isFresh, changed, gone } = changes as unknown as Changes<Row>;
    if (isFresh) return replaceAll();
    const add = changed.filter(({ key }) => !held.has(key));
    const update = changed.filter(({ key }) => held.has(key));
    const remove = gone.filter((key) => held.has(key)).map((key) => ({ key }) as Row);
    for (const { key } of add) held.add(key);
    for (const { key } of remove) held.delete(key);
    api.applyTransactionAsync({ add, update, remove });
  });
  replaceAll();
  return stop;
}
