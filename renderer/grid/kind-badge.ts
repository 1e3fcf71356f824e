/**
 * The kind of account (DESIGN section 5) as every grid has it: a quiet tag right behind the name
 * of the subaccount or the firm. Where there is no room it goes, and the name's tooltip says it.
 */
import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import { fileOnly } from './csv.ts';
import './kind-badge.css';

/** A row that names a subaccount. */
interface OfAccount {
  readonly subaccount: string;
  readonly accountKind: string;
}

export function kindBadge(kind: string): HTMLElement {
  const badge = document.createElement('span');
  badge.className = 'kind';
  badge.textContent = kind;
  return badge;
}

function subaccountCell<T extends OfAccount>({ data }: ICellRendererParams<T>): HTMLElement {
  const cell = document.createElement('span');
  cell.className = 'of-account';
  const name = document.createElement('span');
  name.className = 'clipped';
  name.textContent = data?.subaccount ?? '';
  cell.append(name);
  const kind = data?.accountKind ?? '';
  if (kind === '') return cell;
  cell.title = `${data?.subaccount ?? ''}, ${kind} account`;
  cell.append(kindBadge(kind));
  return cell;
}

/**
 * The subaccount with its badge, and in files the kind in a column of its own. With `flex` it takes
 * what the others leave.
 */
export function subaccountColumns<T extends OfAccount>(width: number, flex = 0): ColDef<T>[] {
  const field = 'subaccount' as ColDef<T>['field'];
  const size = flex === 0 ? { width } : { width, flex, minWidth: width };
  const shown = { field, headerName: 'Subaccount', ...size, cellRenderer: subaccountCell };
  return [shown as ColDef<T>, fileOnly<T>('accountKind' as ColDef<T>['field'], 'Account kind')];
}
