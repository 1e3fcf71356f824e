/** The grid of one blotter: its rows, its keys, and what a filter leaves of them. */
import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { ColDef, GridApi, RowClassRules } from 'ag-grid-community';
import type { Feed } from '../../feed/feed.ts';
import { useFeed } from '../../feed/hooks.ts';
import { onlyNew } from '../../feed/only-new.ts';
import type { RowKeys } from '../../grid/create.ts';
import { makeGrid } from '../../grid/create.ts';
import { FREEZE_KEY } from '../../grid/use-frozen.tsx';
import type { Frozen } from '../../grid/use-frozen.tsx';
import { deskState, onDesk } from '../../workspace/desk-state.ts';

/** Rows that are ordered anew with every change are taken in less often. */
const SORTED_WAIT_MS = 250;

export interface BlotterRow {
  readonly key: string;
  readonly subaccount: string;
}

export interface BlotterSpec<T extends BlotterRow> {
  readonly columns: ColDef<T>[];
  readonly bind: (feed: Feed, api: GridApi<T>) => () => void;
  readonly keys: RowKeys<T>;
  /** An order of rows other than that of their arrival. */
  readonly compare?: (a: T, b: T) => number;
  readonly rowClassRules?: RowClassRules<T>;
}

export interface BlotterGrid<T> {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly grid: RefObject<GridApi<T> | null>;
}

export function useBlotter<T extends BlotterRow>(
  spec: BlotterSpec<T>,
  { order, toggle }: Frozen,
  counted: (count: number) => void,
): BlotterGrid<T> {
  const feed = useFeed();
  const element = useRef<HTMLDivElement>(null);
  const grid = useRef<GridApi<T> | null>(null);
  useEffect(() => {
    const { columns, bind, keys, compare, rowClassRules } = spec;
    const count = onlyNew(counted);
    const api = makeGrid<T>(
      element.current!,
      {
        columnDefs: columns,
        ...(rowClassRules !== undefined && { rowClassRules }),
        isExternalFilterPresent: () => deskState().isSelectedOnly,
        doesExternalFilterPass: ({ data }) => data?.subaccount === deskState().subaccount,
        onModelUpdated: ({ api: shown }) => count(shown.getDisplayedRowCount()),
        ...(compare === undefined
          ? {}
          : {
              asyncTransactionWaitMillis: SORTED_WAIT_MS,
              postSortRows: ({ nodes }) => {
                nodes.sort((a, b) => order.compare(a.data!, b.data!, compare));
              },
            }),
      },
      compare === undefined ? keys : { ...keys, [FREEZE_KEY]: (_, shown) => toggle(shown) },
    );
    grid.current = api;
    let filter = '';
    const stops = [
      bind(feed, api),
      onDesk(() => {
        const { isSelectedOnly, subaccount } = deskState();
        const wanted = isSelectedOnly ? subaccount : '';
        if (wanted !== filter) api.onFilterChanged();
        filter = wanted;
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      grid.current = null;
      api.destroy();
    };
  }, [feed, spec, order, toggle, counted]);
  return { element, grid };
}
