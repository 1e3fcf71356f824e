/** A grid over a list that comes by the page: its rows, its keys, its file. */
import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { ColDef, GridApi, GridOptions } from 'ag-grid-community';
import { makeGrid } from './create.ts';
import type { RowKeys } from './create.ts';
import { exportCsv } from './csv.ts';

/** What a blotter is told by the body that it shows. */
export interface BlotterTold {
  readonly onCount: (count: number) => void;
  readonly onExport: (run: (() => void) | null) => void;
}

interface PagedGridOptions<Row> extends BlotterTold {
  readonly columns: ColDef<Row>[];
  readonly rows: readonly Row[];
  readonly older: () => void;
  readonly fileName: string;
  /** Both are taken once. The key M fetches older rows. */
  readonly options?: GridOptions<Row>;
  readonly keys: RowKeys<Row>;
}

/** Returns the place of the grid. */
export function usePagedGrid<Row extends { readonly key: string }>(
  given: PagedGridOptions<Row>,
): RefObject<HTMLDivElement | null> {
  const { columns, rows, older, fileName, onCount, onExport } = given;
  const element = useRef<HTMLDivElement>(null);
  const grid = useRef<GridApi<Row> | null>(null);
  const page = useRef(older);
  const first = useRef(given);
  useEffect(() => {
    page.current = older;
  }, [older]);
  useEffect(() => {
    const { options = {}, keys } = first.current;
    const all = { ...keys, M: () => page.current() };
    const api = makeGrid<Row>(element.current!, { rowData: [], ...options }, all);
    grid.current = api;
    onExport(() => exportCsv(api, fileName));
    return () => {
      onExport(null);
      grid.current = null;
      api.destroy();
    };
  }, [fileName, onExport]);
  useEffect(() => {
    grid.current?.setGridOption('columnDefs', columns);
  }, [columns]);
  useEffect(() => {
    grid.current?.setGridOption('rowData', [...rows]);
    onCount(rows.length);
  }, [rows, onCount]);
  return element;
}
