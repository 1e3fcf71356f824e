/** Grids as the desk has them: rows of 24, no animation, the desk's colours, keyed rows. */
import {
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  createGrid,
  CsvExportModule,
  EventApiModule,
  ExternalFilterModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
  themeQuartz,
  ValidationModule,
} from 'ag-grid-community';
import type { CellKeyDownEvent, ColDef, GridApi, GridOptions } from 'ag-grid-community';
import { holdRow } from './held-row.ts';
import { meantKey } from '../workspace/keys.ts';

ModuleRegistry.registerModules([
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  CsvExportModule,
  EventApiModule,
  ExternalFilterModule,
  RenderApiModule,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
  ...(import.meta.env.DEV ? [ValidationModule] : []),
]);

const theme = themeQuartz.withParams({
  accentColor: 'var(--accent)',
  backgroundColor: 'var(--panel)',
  foregroundColor: 'var(--text)',
  cellTextColor: 'var(--text)',
  borderColor: 'var(--line)',
  chromeBackgroundColor: 'var(--panel)',
  browserColorScheme: 'inherit',
  headerBackgroundColor: 'var(--panel)',
  headerTextColor: 'var(--muted)',
  headerFontSize: 11,
  headerFontWeight: 400,
  headerHeight: 28,
  rowHeight: 24,
  fontFamily: 'inherit',
  fontSize: 12,
  cellHorizontalPadding: 8,
  spacing: 4,
  iconSize: 12,
  borderRadius: 4,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  rowBorder: { color: 'var(--line)', width: 1 },
  headerRowBorder: { color: 'var(--line)', width: 1 },
  headerColumnResizeHandleColor: 'transparent',
  columnBorder: false,
  pinnedColumnBorder: false,
  rowHoverColor: 'var(--raised)',
  selectedRowBackgroundColor: 'var(--selected)',
  rangeSelectionBorderColor: 'var(--accent)',
  focusShadow: 'none',
});

/** The page's style nonce, which every grid of a realm must share. */
function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce ?? '';
}

/** Acts of single keys on a row; a key that is not named is the grid's own. */
export type RowKeys<T> = Readonly<Record<string, (row: T, api: GridApi<T>) => void>>;

const DOWN = ['J'];
const UP = ['K'];

function moveRow<T>(event: CellKeyDownEvent<T>, by: 1 | -1): void {
  const index = (event.rowIndex ?? 0) + by;
  if (index < 0 || index >= event.api.getDisplayedRowCount()) return;
  event.api.ensureIndexVisible(index);
  event.api.setFocusedCell(index, event.column);
}

async function copyCell<T>(event: CellKeyDownEvent<T>): Promise<void> {
  await navigator.clipboard.writeText(String(event.value ?? '').replaceAll(',', ''));
}

/** Creates a grid in an element. `keys` act on the row that has the focus. */
export function makeGrid<T extends { readonly key: string }>(
  element: HTMLElement,
  options: GridOptions<T>,
  keys: RowKeys<T>,
): GridApi<T> {
  const nonce = styleNonce();
  const api = createGrid<T>(element, {
    theme,
    ...(nonce === '' ? {} : { styleNonce: nonce }),
    animateRows: false,
    asyncTransactionWaitMillis: 100,
    suppressColumnMoveAnimation: true,
    suppressMovableColumns: true,
    suppressDragLeaveHidesColumns: true,
    // A bar that came later would cover the last column; so wide is it in base.css.
    alwaysShowVerticalScroll: true,
    scrollbarWidth: 8,
    ensureDomOrder: true,
    rowSelection: { mode: 'singleRow', checkboxes: false, enableClickSelection: true },
    suppressNoRowsOverlay: true,
    getRowId: ({ data }) => data.key,
    defaultColDef: {
      sortable: false,
      resizable: false,
      suppressHeaderMenuButton: true,
      suppressKeyboardEvent: ({ event }) => {
        const meant = meantKey(event, 'grids');
        return meant in keys || meant === 'Enter';
      },
    },
    onCellKeyDown: (event) => {
      const pressed = meantKey(event.event as KeyboardEvent, 'grids');
      if (DOWN.includes(pressed)) return moveRow(event as CellKeyDownEvent<T>, 1);
      if (UP.includes(pressed)) return moveRow(event as CellKeyDownEvent<T>, -1);
      if (pressed === 'Ctrl C') return void copyCell(event as CellKeyDownEvent<T>);
      const act = keys[pressed];
      if (act === undefined || event.data === undefined) return;
      if (!row.isMeant(event.node.id)) return;
      event.event?.preventDefault();
      // Otherwise the key would act again as one of the workspace.
      event.event?.stopPropagation();
      act(event.data, event.api);
    },
    ...options,
  });
  const row = holdRow(element, api);
  return api;
}

/** A column of figures: right-aligned, header too. */
export function figure<T>(field: ColDef<T>['field'], headerName: string, width: number): ColDef<T> {
  return { field, headerName, width, cellClass: 'figure', headerClass: 'figure' } as ColDef<T>;
}

/** A column of words. */
export function words<T>(field: ColDef<T>['field'], headerName: string, width: number): ColDef<T> {
  return { field, headerName, width } as ColDef<T>;
}
