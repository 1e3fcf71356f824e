/**
 * Every file that a grid writes. What is in it came from many hands, and a spreadsheet runs a cell
 * that begins like a formula: such a text gets an apostrophe before it, which shows it as text.
 * Figures stay figures: their sign is one that a spreadsheet knows, without commas and without the
 * per cent sign, which stands in the header. Times have their date.
 */
import type { ColDef, GridApi } from 'ag-grid-community';
import { desktop } from '../desktop.ts';
import { stamp } from '../text/times.ts';

/** As the core writes figures: a sign, thousands with commas or none, decimals, per cent. */
const FIGURE = /^([+\-\u2212]?)(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?(?: %)?$/;
/** How formulas and commands begin, in either width, also behind blanks. */
const RUNS = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** A text as a cell that a spreadsheet reads and does not run. */
export function csvText(text: string): string {
  const [, sign, whole, fraction = ''] = FIGURE.exec(text) ?? [];
  if (whole !== undefined) {
    const minus = sign === '' || sign === '+' ? '' : '-';
    return `${minus}${whole.replaceAll(',', '')}${fraction}`;
  }
  return RUNS.test(text) ? `'${text}` : text;
}

const FILE_ONLY = 'file only';
/** Context of a column that has nothing to write, such as buttons. */
export const SCREEN_ONLY = 'screen only';

/** A column that stands in the file and not on the screen, where its place is taken. */
export function fileOnly<T>(field: ColDef<T>['field'], headerName: string): ColDef<T> {
  return { field, headerName, hide: true, context: FILE_ONLY } as ColDef<T>;
}

function cellText(column: string, value: string | number | null | undefined): string {
  if (column.endsWith('Us')) return Number(value) > 0 ? stamp(Number(value)) : '';
  return csvText(String(value ?? ''));
}

/** Writes the rows and columns that are shown, in their order, with those for files alone. */
export function exportCsv<T>(api: GridApi<T>, fileName: string): void {
  const columns = (api.getColumns() ?? []).filter((column) => {
    const { headerName, context } = column.getColDef();
    if (headerName === '' || context === SCREEN_ONLY) return false;
    return column.isVisible() || context === FILE_ONLY;
  });
  const text = api.getDataAsCsv({
    columnKeys: columns,
    exportedRows: 'filteredAndSorted',
    processCellCallback: ({ column, value }) => cellText(column.getColId(), value),
  });
  void desktop().saveFile.run({ name: fileName, text: text ?? '' });
}
