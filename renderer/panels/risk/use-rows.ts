/** Rows of a stream as React sees them, and as a grid has them. */
import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { ColDef, GridApi, RowClassRules } from 'ag-grid-community';
import { useFeed, useScalar, useSlow } from '../../feed/hooks.ts';
import type { Feed } from '../../feed/feed.ts';
import { bindRows } from '../../grid/bind.ts';
import { makeGrid } from '../../grid/create.ts';
import type { RowKeys } from '../../grid/create.ts';
import { age } from '../../text/times.ts';

type Few = 'fundings' | 'funds' | 'oracles';
type FewRows<S extends Few> = ReturnType<Feed['rows'][S]['values']>;

/** All rows of a stream that has few. */
export function useFew<S extends Few>(stream: S): FewRows<S> {
  const feed = useFeed();
  const [rows, show] = useState(() => feed.rows[stream].values() as FewRows<S>);
  useEffect(() => {
    const told = (): void => show(feed.rows[stream].values() as FewRows<S>);
    told();
    return feed.on(stream, told);
  }, [feed, stream]);
  return rows;
}

type Many = 'adl' | 'calls' | 'fundEntries';
type RowOf<S extends Many> = ReturnType<Feed['rows'][S]['values']>[number];

export interface RiskGrid<S extends Many> {
  readonly stream: S;
  readonly columns: ColDef<RowOf<S>>[];
  readonly compare: (a: RowOf<S>, b: RowOf<S>) => number;
  readonly keys: RowKeys<RowOf<S>>;
  /** A row was clicked. */
  readonly picked?: (row: RowOf<S>) => void;
  readonly rowClassRules?: RowClassRules<RowOf<S>>;
}

/** A grid of a stream; how many rows it has. The spec is the same for as long as it is drawn. */
export function useRiskGrid<S extends Many>(
  spec: RiskGrid<S>,
): { readonly element: RefObject<HTMLDivElement | null>; readonly count: number } {
  const feed = useFeed();
  const element = useRef<HTMLDivElement>(null);
  const [count, setCount] = useState(feed.rows[spec.stream].size);
  useEffect(() => {
    const { stream, columns, compare, keys, picked, rowClassRules } = spec;
    const api: GridApi<RowOf<S>> = makeGrid<RowOf<S>>(
      element.current!,
      {
        columnDefs: columns,
        ...(rowClassRules !== undefined && { rowClassRules }),
        postSortRows: ({ nodes }) => void nodes.sort((a, b) => compare(a.data!, b.data!)),
        ...(picked !== undefined && {
          onRowClicked: ({ data }) => data !== undefined && picked(data),
        }),
        onModelUpdated: ({ api: shown }) => setCount(shown.getDisplayedRowCount()),
      },
      keys,
    );
    const stop = bindRows(feed, stream, api as never);
    return () => {
      stop();
      api.destroy();
    };
  }, [feed, spec]);
  return { element, count };
}

/** What makes all of Risk late: the core is silent, or a feed that prices rest on. */
export function useLate(): string | null {
  const link = useScalar('link');
  const strip = useSlow('strip');
  if (link.state === 'stale') return 'Stale: the core sends nothing';
  const old = (strip?.feeds ?? []).filter(({ isStale }) => isStale);
  if (old.length === 0) return null;
  const oldest = Math.max(...old.map(({ ageMs }) => ageMs));
  return `Stale: ${old.map(({ name }) => name).join(', ')}, last change ${age(oldest)} ago`;
}
