/** What the blotters show, in the order in which columns survive a narrow window. */
import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import type { Alert, BalanceRow, Execution, PositionRow } from '../../../core/desk/messages.ts';
import { figure, words } from '../../grid/create.ts';
import { fileOnly } from '../../grid/csv.ts';
import { subaccountColumns } from '../../grid/kind-badge.ts';
import { timeOfDay } from '../../text/times.ts';
import { modeWord } from '../mode-word.ts';
import { lightsColumn } from '../risk/lights.ts';

/** An item of a lossless stream with the key that its place gives it. */
export type Keyed<T> = T & { readonly key: string };

type Sign = -1 | 0 | 1;

/** Signed figures: sign and colour say the same. */
export function signed<T>(sign: (row: T) => Sign): Pick<ColDef<T>, 'cellClassRules'> {
  return {
    cellClassRules: {
      up: ({ data }) => data !== undefined && sign(data) > 0,
      down: ({ data }) => data !== undefined && sign(data) < 0,
    },
  };
}

/** The unit stands in the header. */
const perCent = { valueFormatter: ({ value }: { value: string }) => value.replace(/\s?%$/, '') };

function sideCell({ value }: ICellRendererParams<unknown, string>): HTMLElement {
  const cell = document.createElement('span');
  const isUp = value === 'LONG' || value === 'BUY';
  cell.className = `side ${isUp ? 'up' : 'down'}`;
  cell.textContent = `${isUp ? '\u25b2' : '\u25bc'} ${value ?? ''}`;
  return cell;
}

function modeCell({ value }: ICellRendererParams<unknown, string>): HTMLElement {
  const cell = document.createElement('span');
  cell.className = 'mode';
  cell.textContent = value ?? '';
  // The letter alone is nothing to whoever hears it.
  cell.title = modeWord((value ?? '') as PositionRow['mode']);
  cell.ariaLabel = cell.title;
  cell.role = 'img';
  return cell;
}

/** Its unit is that of the contract, which differs from row to row. */
function withUnit(unitOf: (row: PositionRow) => string) {
  return ({ value, data }: ICellRendererParams<PositionRow, string>): HTMLElement => {
    const cell = document.createElement('span');
    const unit = document.createElement('span');
    unit.className = 'muted';
    unit.textContent = data === undefined ? '' : ` ${unitOf(data)}`;
    cell.append(value ?? '', unit);
    return cell;
  };
}

const sizeCell = withUnit(({ sizeUnit }) => sizeUnit);
const valueCell = withUnit(({ valueUnit }) => valueUnit);

function time<T>(field: ColDef<T>['field'], headerName: string): ColDef<T> {
  const column = words<T>(field, headerName, 76);
  return { ...column, valueFormatter: ({ value }) => timeOfDay(value as number) };
}

export function side<T>(headerName = 'Side'): ColDef<T> {
  return { ...words<T>('side' as never, headerName, 76), cellRenderer: sideCell };
}

/** How near liquidation is: warned within 1 %, danger within half of that. */
function distanceTone({ distancePercent, liquidationTicks }: PositionRow, per100: number): boolean {
  if (liquidationTicks === 0) return false;
  const digits = distancePercent.replaceAll(/[^\d.]/g, '');
  return Number(digits) * 100 < per100;
}

const distance: ColDef<PositionRow> = {
  ...figure<PositionRow>('distancePercent', 'Dist. %', 56),
  ...perCent,
  cellClassRules: {
    'danger strong': ({ data }) => data !== undefined && distanceTone(data, 50),
    'warn strong': ({ data }) =>
      data !== undefined && !distanceTone(data, 50) && distanceTone(data, 100),
  },
};

const unrealised: ColDef<PositionRow> = {
  ...figure<PositionRow>('unrealised', 'Unreal. PnL', 98),
  ...signed<PositionRow>(({ unrealisedSign }) => unrealisedSign),
};

const position = {
  mode: { ...words<PositionRow>('mode', 'Mode', 46), cellRenderer: modeCell },
  instrument: words<PositionRow>('instrument', 'Instrument', 74),
  side: { ...side<PositionRow>(), width: 70 },
  size: figure<PositionRow>('size', 'Size', 108),
  value: { ...figure<PositionRow>('value', 'Value', 134), cellRenderer: valueCell },
  entry: figure<PositionRow>('entry', 'Avg entry', 70),
  mark: figure<PositionRow>('mark', 'Mark', 70),
  liquidation: figure<PositionRow>('liquidation', 'Liq. price', 74),
  maintenance: figure<PositionRow>('maintenance', 'MM', 90),
};

export const positionColumns: ColDef<PositionRow>[] = [
  ...subaccountColumns<PositionRow>(140),
  position.mode,
  position.instrument,
  position.side,
  { ...position.size, cellRenderer: sizeCell },
  fileOnly<PositionRow>('sizeUnit', 'Size unit'),
  position.value,
  fileOnly<PositionRow>('valueUnit', 'Unit'),
  position.entry,
  position.mark,
  position.liquidation,
  distance,
  lightsColumn<PositionRow>('ADL', 38),
  unrealised,
  fileOnly<PositionRow>('pnlPercent', 'PnL %'),
  {
    ...figure<PositionRow>('realised', 'Realised', 90),
    ...signed<PositionRow>(({ realisedSign }) => realisedSign),
  },
  figure<PositionRow>('initial', 'IM', 98),
  position.maintenance,
  figure<PositionRow>('nextFunding', 'Next funding', 98),
];

export const compactPositionColumns: ColDef<PositionRow>[] = [
  ...subaccountColumns<PositionRow>(86, 1),
  { ...position.instrument, width: 70 },
  { ...position.side, width: 66 },
  { ...position.size, width: 74 },
  { ...distance, width: 52 },
  { ...position.liquidation, width: 68 },
  { ...unrealised, width: 94 },
  { ...position.maintenance, width: 86 },
  lightsColumn<PositionRow>('ADL', 38),
  fileOnly<PositionRow>('mark', 'Mark'),
];

/** Kinds of trade that somebody's ruin brought about. */
const FORCED = new Set(['liquidation', 'takeover', 'adl']);

export const executionColumns: ColDef<Keyed<Execution>>[] = [
  time<Keyed<Execution>>('timeUs', 'Time'),
  ...subaccountColumns<Keyed<Execution>>(148),
  words<Keyed<Execution>>('instrument', 'Instrument', 92),
  side<Keyed<Execution>>(),
  figure<Keyed<Execution>>('size', 'Size', 104),
  figure<Keyed<Execution>>('price', 'Price', 90),
  words<Keyed<Execution>>('liquidity', 'Maker or taker', 104),
  figure<Keyed<Execution>>('fee', 'Fee', 108),
  figure<Keyed<Execution>>('realised', 'Realised', 108),
  {
    ...figure<Keyed<Execution>>('order', 'Order', 124),
    cellClass: 'figure mono',
    // A takeover, a deleveraging or a settlement is of no order.
    valueFormatter: ({ value }: { value: number }) => (value === 0 ? '' : String(value)),
  },
  {
    ...words<Keyed<Execution>>('tradeKind', 'Kind', 96),
    flex: 1,
    cellClassRules: { danger: ({ value }) => FORCED.has(value) },
  },
];

function levelCell({ value }: ICellRendererParams<unknown, number>): HTMLElement {
  const cell = document.createElement('span');
  if (value === undefined || value === null || value === 0) return cell;
  cell.className = `level level-${value}`;
  cell.textContent = `L${value}`;
  return cell;
}

/** The level of a call or an alert, as a badge. */
export function levelColumn<T extends { readonly level: number }>(
  headerName: string,
  width: number,
): ColDef<T> {
  return { ...words<T>('level' as ColDef<T>['field'], headerName, width), cellRenderer: levelCell };
}

export const alertColumns: ColDef<Keyed<Alert>>[] = [
  time<Keyed<Alert>>('timeUs', 'Time'),
  levelColumn<Keyed<Alert>>('Level', 60),
  ...subaccountColumns<Keyed<Alert>>(148),
  { ...words<Keyed<Alert>>('text', 'What', 400), flex: 1 },
  { ...words<Keyed<Alert>>('event', 'Kind', 150), cellClass: 'mono muted' },
  { ...figure<Keyed<Alert>>('sequence', 'Sequence', 90), cellClass: 'figure mono' },
];

export const balanceColumns: ColDef<BalanceRow>[] = [
  ...subaccountColumns<BalanceRow>(160),
  words<BalanceRow>('asset', 'Asset', 80),
  figure<BalanceRow>('mirrored', 'Mirrored', 150),
  figure<BalanceRow>('unsettled', 'Unsettled', 150),
  figure<BalanceRow>('used', 'Used', 150),
  figure<BalanceRow>('free', 'Free', 150),
];
