/** Five lights: how near a position is to being deleveraged. Those that are on are filled. */
import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import './lights.css';

const MOST = 5;

function lightsCell({ value }: ICellRendererParams<unknown, number>): HTMLElement {
  const cell = document.createElement('span');
  const lights = value ?? 0;
  if (lights === 0) {
    cell.className = 'muted';
    cell.textContent = '\u2014';
    return cell;
  }
  cell.className = 'lights';
  cell.role = 'img';
  cell.ariaLabel = `${lights} of ${MOST} lights`;
  cell.title = cell.ariaLabel;
  for (let n = 1; n <= MOST; n++) {
    const light = document.createElement('span');
    if (n <= lights) light.className = 'on';
    cell.append(light);
  }
  return cell;
}

export function lightsColumn<T extends { readonly lights: number }>(
  headerName: string,
  width: number,
): ColDef<T> {
  return { field: 'lights', headerName, width, cellRenderer: lightsCell } as ColDef<T>;
}
