/**
 * The way back: ids and whole numbers of the venue as names and decimals, for people. The names of
 * fields are those that the boundary takes (`priceTicks` goes out as `price`).
 */
import { BUY, SELL } from '../../venue/book/contract.ts';
import { ORDER_LIMITS } from '../../venue/commands.ts';
import type { Command } from '../../venue/commands.ts';
import { columnsOf } from '../../venue/events.ts';
import { referenceAsset } from '../../venue/margin/pool.ts';
import type { VenueEvent } from '../../venue/events.ts';
import { paidAsset } from '../../venue/instruments/pair.ts';
import type { Outcome, OutcomeCode } from '../../venue/outcomes.ts';
import type { VenueState } from '../../venue/state.ts';
import { formatSteps, formatUnits } from './decimal.ts';
import { humanName } from './human-fields.ts';
import { Names } from './names.ts';
import { priceScale, quantityScale } from './scales.ts';
import { formatTimeUs } from './time.ts';

/** What stands where there is nothing: no price does it, no instrument is meant. */
export const NONE = 'none';

const IDS_PER_BUCKET_PART = 1_024;
const FLAGS = ['reduceOnly', 'postOnly', 'ifTouched', 'trailing', 'closePosition', 'priceProtect'];
const BOOLEANS = ['resumed', 'suspended', 'isolated', 'kept', 'included', 'reprice', 'passes'];

/** A rate in 1e-8 as per cent. */
export function percentOfE8(rateE8: number): string {
  return `${formatUnits(rateE8, 6, 0)}%`;
}

/** A ratio in 1e-6 as per cent. */
export function percentOfPpm(ppm: number): string {
  return `${formatUnits(ppm, 4, 0)}%`;
}

/** A price or other figure in 1e-8, with two decimals at least. */
export function decimalOfE8(figureE8: number): string {
  return formatUnits(figureE8, 8, 2);
}

/** An event with its columns as names and decimals. */
export interface PresentedEvent {
  readonly kind: VenueEvent['kind'];
  readonly sequence: number;
  readonly timeUs: number;
  readonly columns: Readonly<Record<string, string>>;
}

export class Presenter {
  readonly names: Names;
  readonly #state: VenueState;

  constructor(state: VenueState) {
    this.#state = state;
    this.names = new Names(state);
  }

  /** A price of an instrument with the decimals of its tick; none for 0. */
  price(instrument: number, ticks: number): string {
    const spec = this.names.instrument(instrument)?.spec;
    if (ticks === 0) return NONE;
    return spec === undefined ? String(ticks) : formatSteps(ticks, priceScale(spec).step);
  }

  /** A signed size with the decimals of the instrument's lot. */
  quantity(instrument: number, lots: number): string {
    const spec = this.names.instrument(instrument)?.spec;
    return spec === undefined ? String(lots) : formatSteps(lots, quantityScale(spec).step);
  }

  /** An amount of an asset, with two decimals at least. */
  money(asset: number, atoms: number): string {
    const decimals = this.names.asset(asset)?.decimals;
    return decimals === undefined
      ? String(atoms)
      : formatUnits(atoms, decimals, Math.min(2, decimals));
  }

  /** A bucket as its subaccount and its asset, or its instrument when it is isolated. */
  bucket(id: number): string {
    const { subaccount, asset, instrument } = bucketParts(id);
    const kind = instrument === 0 ? 'asset' : 'instrument';
    const of = instrument === 0 ? asset : instrument;
    return `${this.names.nameOf('subaccount', subaccount)} ${this.names.nameOf(kind, of)}`;
  }

  /** An event as it left the ring. */
  event(event: VenueEvent): PresentedEvent {
    const columns: Record<string, string> = {};
    for (const column of columnsOf(event.kind)) {
      columns[humanName(column)] = this.#column(event, column, event[column] ?? 0);
    }
    return { kind: event.kind, sequence: event.sequence, timeUs: event.timeUs, columns };
  }

  /** What an outcome says is missing or would fit, in the unit of its code; empty when nothing. */
  detail(command: Command, { code, detail }: Outcome): string {
    if (detail === 0) return '';
    const named = command as { instrument?: number; asset?: number; side?: string };
    const { instrument = 0, asset = 0, side } = named;
    switch (DETAIL_UNIT[code] ?? 'number') {
      case 'price':
        return this.price(instrument, detail);
      case 'quantity':
        return this.quantity(instrument, detail);
      case 'money':
        return this.money(asset === 0 ? this.#settleAsset(instrument) : asset, detail);
      case 'paid':
        return this.money(asset === 0 ? this.#paidAsset(instrument, side) : asset, detail);
      case 'reference':
        return this.money(referenceAsset(this.#state), detail);
      case 'leverage':
        return formatUnits(detail, 2, 0);
      case 'time':
        return formatTimeUs(detail);
      case 'number':
        return String(detail);
    }
  }

  #settleAsset(instrument: number): number {
    return this.names.instrument(instrument)?.spec.settleAsset ?? 0;
  }

  /** What an order of a side pays with: who sells in a pair pays with its base. */
  #paidAsset(instrument: number, side: string | undefined): number {
    const spec = this.names.instrument(instrument)?.spec;
    return spec === undefined ? 0 : paidAsset(spec, side === 'sell' ? SELL : BUY);
  }

  #assetOf(event: VenueEvent): number {
    const { asset, bucket, instrument } = event;
    if (typeof asset === 'number') return asset;
    if (typeof bucket === 'number') return bucketParts(bucket).asset;
    return this.#settleAsset(Number(instrument ?? 0));
  }

  #column(event: VenueEvent, column: string, value: number | string): string {
    // Choices have their names already.
    if (typeof value === 'string') return value;
    const instrument = Number(event['instrument'] ?? 0);
    if (column.endsWith('Ticks')) return this.price(instrument, value);
    if (column.endsWith('Lots')) return this.quantity(instrument, value);
    // A fee is paid in what the contract settles in, whatever its bucket counts in.
    if (column === 'feeAtoms') return this.money(this.#settleAsset(instrument), value);
    if (column.endsWith('Atoms')) return this.money(this.#assetOf(event), value);
    if (column === 'rateE8' || column === 'premiumE8') return percentOfE8(value);
    if (column.endsWith('E8')) return decimalOfE8(value);
    if (column.endsWith('Ppm')) return percentOfPpm(value);
    if (column.endsWith('X100')) return formatUnits(value, 2, 0);
    if (column.endsWith('Us')) return formatTimeUs(value);
    if (BOOLEANS.includes(column)) return String(value === 1);
    return this.#named(column, value);
  }

  #named(column: string, value: number): string {
    switch (column) {
      case 'instrument':
      case 'account':
      case 'asset':
      case 'index':
      case 'subaccount':
      case 'strategy':
        return value === 0 ? NONE : this.names.nameOf(column, value);
      case 'otherAsset':
        return value === 0 ? NONE : this.names.nameOf('asset', value);
      case 'from':
      case 'to':
      case 'makerSubaccount':
      case 'assignee':
        return this.names.nameOf('subaccount', value);
      case 'bucket':
        return this.bucket(value);
      case 'domain':
        return this.#state.external.domains[value - 1]?.venue ?? NONE;
      case 'side':
      case 'takerSide':
        // Nobody takes in a call.
        return value === 0 ? NONE : value > 0 ? 'buy' : 'sell';
      case 'riskGroup':
        return this.#state.pools[value - 1]?.group ?? NONE;
      case 'flags':
        return namesOfBits(FLAGS, value);
      case 'limits':
        return namesOfBits(ORDER_LIMITS, value);
      case 'session':
        return this.#state.sessions[value - 1]?.name ?? NONE;
      default:
        return String(value);
    }
  }
}

function namesOfBits(names: readonly string[], value: number): string {
  const set = names.filter((_, bit) => (value & (1 << bit)) !== 0);
  return set.length === 0 ? NONE : set.join(' ');
}

type DetailUnit =
  | 'price'
  | 'quantity'
  | 'money'
  | 'paid'
  | 'reference'
  | 'leverage'
  | 'time'
  | 'number';
const DETAIL_UNIT: Partial<Record<OutcomeCode, DetailUnit>> = {
  INSUFFICIENT_COLLATERAL: 'money',
  INSUFFICIENT_MARGIN: 'paid',
  OUTSIDE_BAND: 'price',
  BEYOND_BANKRUPTCY: 'price',
  POST_ONLY_WOULD_TAKE: 'price',
  TRIGGERED_ALREADY: 'price',
  TOO_LARGE: 'quantity',
  ALREADY_FILLED: 'quantity',
  FOK_UNFILLABLE: 'quantity',
  DISPLAY_TOO_SMALL: 'quantity',
  LEVERAGE_TOO_HIGH: 'leverage',
  OVER_ORDER_QUANTITY: 'quantity',
  OVER_ORDER_VALUE: 'money',
  TOO_FAR_FROM_MARK: 'price',
  TOO_MANY_ORDERS: 'time',
  TOO_MANY_EXECUTIONS: 'time',
  MODE_NEEDS_MARGIN: 'reference',
};

/** The parts that `bucketId` of the venue is made of. */
function bucketParts(id: number): { subaccount: number; asset: number; instrument: number } {
  const instrument = id % IDS_PER_BUCKET_PART;
  const rest = (id - instrument) / IDS_PER_BUCKET_PART;
  const asset = rest % IDS_PER_BUCKET_PART;
  return { subaccount: (rest - asset) / IDS_PER_BUCKET_PART, asset, instrument };
}
