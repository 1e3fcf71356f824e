/** Every figure of margin in a venue beside its twin: said in sentences where they differ. */
import {
  bucketFigures,
  bucketOf,
  initialMarginAtoms,
  positionBankruptcyTicks,
} from '../margin/buckets.ts';
import { movesByItself, positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { walletAtoms } from '../accounts/ledger.ts';
import type { VenueEvent } from '../events.ts';
import { adlQueue } from '../liquidation/adl-queue.ts';
import { exactRange } from '../margin/arithmetic.ts';
import { isCapped, underCap } from '../margin/capped.ts';
import { poolOrders } from '../margin/pool-orders.ts';
import { poolBucket } from '../margin/pool.ts';
import { withdrawableAtoms } from '../margin/withdrawable.ts';
import { MAX_INT32 } from '../schema.ts';
import { at, INSURANCE_SUBACCOUNT, isMargined, isPooled } from '../state.ts';
import type { Bucket, Instrument, Position, Subaccount, VenueState } from '../state.ts';
import {
  naiveBankruptcy,
  naiveBucket,
  naiveFunding,
  naiveInitialIn,
  naiveRank,
} from './naive-bucket.ts';
import type { NaiveFigures } from './naive-bucket.ts';
import { isDue, naivePool } from './naive-pooled.ts';

/** Told of each situation that was looked at, so that a program can say what it reached. */
export type Count = (what: string) => void;

/**
 * ADL-01, ADL-10: whoever is asked by positions stands in the queue as the twin's ranks say, of
 * ties the youngest. Of a pool's share of equity the twin has another notion, and it is passed
 * over.
 */
export function queueFault(state: VenueState, count: Count): string | null {
  for (const instrument of state.instruments) {
    if (instrument.spec.adl?.rank !== 'leveragedReturn') continue;
    for (const side of [1, -1] as const) {
      const queue = adlQueue(state, instrument, side)
        .map(({ subaccount }) => subaccount)
        .filter((subaccount) => !isPooled(subaccount));
      const ranks = queue.map((subaccount) => naiveRank(state, subaccount, instrument));
      for (const [n, rank] of ranks.entries()) {
        const before = ranks[n - 1];
        const [earlier, later] = [queue[n - 1], queue[n]];
        if (before === undefined || earlier === undefined || later === undefined) continue;
        count('places in a queue');
        const order = before.top * rank.bottom - rank.top * before.bottom;
        if (order > 0n || (order === 0n && isBefore(instrument, earlier.id, later.id))) continue;
        return `${earlier.label} stands before ${later.label} in ${instrument.spec.symbol}`;
      }
    }
  }
  return null;
}

function isBefore({ positions }: Instrument, earlier: number, later: number): boolean {
  const [one, other] = [at(positions, earlier).openedAt, at(positions, later).openedAt];
  return one > other || (one === other && earlier < later);
}

/**
 * FUND-06, VAR-34, INS-02: each payment is the value at the rate, up for who pays, or what it has
 * of that where who receives bears the rest; the fund never owes.
 */
export function paymentFault(state: VenueState, events: readonly VenueEvent[]): string | null {
  for (const event of events) {
    const fault = event.kind === 'funding.paid' ? paidFault(state, event, events) : null;
    if (fault !== null) return fault;
  }
  const fund = at(state.subaccounts, INSURANCE_SUBACCOUNT).balances.map(walletAtoms);
  return fund.some((atoms) => atoms < 0) ? `the fund owns ${fund.join(', ')}` : null;
}

function paidFault(
  state: VenueState,
  { instrument, subaccount, amountAtoms, valueAtoms, rateE8 }: VenueEvent,
  events: readonly VenueEvent[],
): string | null {
  const { everyS, borrow, shortage } = at(state.instruments, Number(instrument)).spec.funding;
  // What accrues, and what is paid for holding, is proved where it is computed.
  if (everyS !== undefined || borrow !== undefined) return null;
  const due = naiveFunding(BigInt(Number(valueAtoms)), BigInt(Number(rateE8)));
  const unpaid = events.filter(
    (event) => event.kind === 'funding.unpaid' && event['instrument'] === instrument,
  );
  if (shortage !== 'shared' || unpaid.length === 0) {
    return differs('a payment of funding', Number(amountAtoms), due);
  }
  const own = unpaid.find((event) => event['subaccount'] === subaccount);
  if (due > 0n) {
    return differs('what is paid', Number(amountAtoms) + Number(own?.['amountAtoms'] ?? 0), due);
  }
  const isLess = Number(amountAtoms) <= 0 && BigInt(Number(amountAtoms)) >= due;
  return isLess ? null : `${String(amountAtoms)} of ${due} are received`;
}

/** The first figure of anybody that is not its twin's, or null. */
export function marginFault(state: VenueState, count: Count): string | null {
  for (const subaccount of state.subaccounts) {
    if (!isMargined(state, subaccount)) continue;
    const fault = isPooled(subaccount)
      ? poolFault(state, subaccount, count)
      : bucketsFault(state, subaccount, count);
    if (fault !== null) return `${subaccount.label}: ${fault}`;
  }
  return null;
}

function differs(what: string, is: number, twin: bigint): string | null {
  return BigInt(is) === twin ? null : `${what} is ${is}, and ${twin} of the twin`;
}

function bucketsFault(state: VenueState, subaccount: Subaccount, count: Count): string | null {
  const flat = subaccount.positions.every(({ lots }) => lots === 0);
  for (const { asset, bucket } of subaccount.balances) {
    if (bucketFigures(state, bucket).spared !== undefined) count('spared between months');
    const asked = initialMarginAtoms(state, subaccount, asset, null);
    const fault =
      figuresFault(state, subaccount, bucket, asset) ??
      differs('initial margin', asked, naiveInitialIn(state, subaccount, asset));
    if (fault !== null) return fault;
  }
  if (flat) return null;
  for (const position of subaccount.positions) {
    const fault = positionFault(state, subaccount, position, count);
    if (fault !== null) return fault;
  }
  return null;
}

/** Of a position that is isolated, or in the bucket of its asset. */
function positionFault(
  state: VenueState,
  subaccount: Subaccount,
  position: Position,
  count: Count,
): string | null {
  if (position.lots === 0) return null;
  const { spec } = at(state.instruments, position.instrument);
  const isolated = position.mode === 'isolated';
  const twin = naiveBucket(state, subaccount, spec.settleAsset, isolated ? position.instrument : 0);
  const fault =
    (isolated ? figuresFault(state, subaccount, position.bucket, spec.settleAsset) : null) ??
    bankruptcyFault(state, subaccount, position, twin) ??
    noneFault(state, subaccount, position, count);
  return fault === null ? null : `${spec.symbol}: ${fault}`;
}

function figuresFault(
  state: VenueState,
  subaccount: Subaccount,
  bucket: Bucket,
  asset: number,
): string | null {
  const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
  const twin = naiveBucket(state, subaccount, asset, bucket.instrument);
  return (
    differs('equity', equityAtoms, twin.equity) ??
    differs('maintenance', maintenanceAtoms, twin.maintenance)
  );
}

function poolFault(state: VenueState, subaccount: Subaccount, count: Count): string | null {
  const figures = bucketFigures(state, poolBucket(state, subaccount));
  const twin = naivePool(state, subaccount, 'maintenance');
  const asked = poolOrders(state, subaccount, null);
  const fault =
    differs('equity', figures.equityAtoms, twin.equity) ??
    differs('maintenance', figures.maintenanceAtoms, twin.maintenance) ??
    initialFault(state, subaccount, asked);
  if (fault !== null) return fault;
  for (const position of subaccount.positions) {
    if (position.lots === 0) continue;
    const share = twin.shares.get(position.instrument) ?? 0n;
    const wrong =
      position.mode === 'isolated'
        ? positionFault(state, subaccount, position, count)
        : (bankruptcyFault(state, subaccount, position, twin, share) ??
          noneFault(state, subaccount, position, count));
    if (wrong !== null) return wrong;
  }
  return null;
}

/** With orders a portfolio is asked a bound, and what hedges is one, each proved by itself. */
function initialFault(
  state: VenueState,
  subaccount: Subaccount,
  asked: ReturnType<typeof poolOrders>,
): string | null {
  const hasOrders = state.instruments.some(({ book }) => book.firstOrderOf(subaccount.id) !== -1);
  const isBound =
    subaccount.mode === 'portfolio' ||
    state.assets.some(({ collateral }) => collateral?.exempt === 'hedged');
  if (isBound && hasOrders) return null;
  const twin = naivePool(state, subaccount, 'initial');
  return (
    differs('initial margin', asked.initialAtoms, twin.maintenance) ??
    differs('equity by the initial parameters', asked.equityAtoms, twin.equity)
  );
}

/** MARG-06: the price that leaves nothing of what is the position's, as the twin rounds it. */
function bankruptcyFault(
  state: VenueState,
  subaccount: Subaccount,
  position: Position,
  figures: NaiveFigures,
  share?: bigint,
): string | null {
  const instrument = at(state.instruments, position.instrument);
  // Where each contract is rounded the price is confirmed where the arithmetic is.
  if (instrument.spec.rounding === 'perContract') return null;
  if (isCapped(instrument.spec)) return null;
  const bucket = bucketOf(state, subaccount, position);
  const ticks = positionBankruptcyTicks(state, instrument, position, bucketFigures(state, bucket));
  const twin = naiveBankruptcy(state, subaccount, instrument, figures, share);
  if (twin === null) {
    const none = position.lots > 0 === (instrument.spec.contract !== 'inverse');
    const best = none ? 0 : position.lots > 0 ? MAX_INT32 : 1;
    return ticks === best ? null : `bankruptcy is ${ticks} where the twin has none`;
  }
  const most = BigInt(MAX_INT32);
  return differs('bankruptcy', ticks, twin < 1n ? 1n : twin > most ? most : twin);
}

/** MARG-05, PM-09: where there is no liquidation price no price far away liquidates. */
function noneFault(
  state: VenueState,
  subaccount: Subaccount,
  position: Position,
  count: Count,
): string | null {
  const instrument = at(state.instruments, position.instrument);
  const { spec, markTicks } = instrument;
  const ticks = positionLiquidationTicks(state, subaccount, position);
  const isOfPool = isPooled(subaccount) && position.mode === 'cross';
  const mode = isOfPool ? subaccount.mode : position.mode;
  const has = ticks === 0 ? 'none' : 'price';
  count(`${has} ${mode}`);
  count(`${has} ${spec.contract}${spec.expiry === undefined ? '' : ' dated'}`);
  if (ticks !== 0) return null;
  const [low, high] = exactRange({ scales: instrument.scales, lots: position.lots });
  for (const parts of [1, 2, 5, 20, 100]) {
    const far = underCap(
      spec,
      position.lots > 0 ? Math.ceil(markTicks / parts) : markTicks * parts,
    );
    if (far < low || far > high || !isBelowAt(state, subaccount, position, instrument, far))
      continue;
    return `${spec.symbol} has no liquidation price, and fails at ${far}`;
  }
  return null;
}

/** Whether a position is liquidated at a mark, if all else stays, and all comes that would. */
export function isBelowAt(
  state: VenueState,
  subaccount: Subaccount,
  position: Position,
  instrument: Instrument,
  ticks: number,
): boolean {
  const comes = movesByItself(instrument, position)
    ? withdrawableAtoms(state, subaccount, instrument.spec.settleAsset)
    : 0;
  const standing = instrument.markTicks;
  instrument.markTicks = ticks;
  const { equityAtoms, maintenanceAtoms } = bucketFigures(
    state,
    bucketOf(state, subaccount, position),
  );
  instrument.markTicks = standing;
  return isDue(subaccount, position, equityAtoms + comes, maintenanceAtoms);
}
