/**
 * Margin as pure functions on integers: `margin-rules.md` sections 3 to 5, marginal brackets on the
 * mark value with the closing fee inside maintenance.
 */
import type { InstrumentSpec } from '../commands.ts';
import {
  notionalAtoms,
  risesWithPrice,
  ticksAtNotional,
  valueAtoms,
} from '../instruments/value.ts';
import { invariant, mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import { MAX_INT32 } from '../schema.ts';
import type { Scales } from '../state.ts';

type Tiers = InstrumentSpec['margin']['tiers'];
type Rate = 'maintenancePpm' | 'initialPpm';

/** The bracket that holds a value, and what the lower brackets save it, in whole atoms. */
export function tierAt(
  tiers: Tiers,
  notional: Atoms,
  rate: Rate,
): { ratePpm: Ppm; deductionAtoms: Atoms } {
  let ratePpm = 0;
  let deductionAtoms = 0;
  for (const tier of tiers) {
    if (tier.floorAtoms > notional) break;
    // Floors are multiples of a million atoms (checked at listing), so this divides exactly.
    deductionAtoms += mulDivFloor(tier.floorAtoms, tier[rate] - ratePpm, PPM);
    ratePpm = tier[rate];
  }
  return { ratePpm, deductionAtoms };
}

/** Whether the first bracket holds a value, as it does for most: it has no deduction. */
function isInFirst(tiers: Tiers, notional: Atoms): boolean {
  const second = tiers[1];
  return second === undefined || notional < second.floorAtoms;
}

/** V (rate + extra) - d in the bracket that holds V, rounded up once. */
function bracketAtoms(tiers: Tiers, notional: Atoms, rate: Rate, extraPpm: Ppm): Atoms {
  if (isInFirst(tiers, notional)) {
    return mulDivCeil(notional, (tiers[0]?.[rate] ?? 0) + extraPpm, PPM);
  }
  const { ratePpm, deductionAtoms } = tierAt(tiers, notional, rate);
  return mulDivCeil(notional, ratePpm + extraPpm, PPM) - deductionAtoms;
}

/** MM = V (m + taker fee) - d, rounded up once. Rule MARG-01. */
export function maintenanceAtoms(spec: InstrumentSpec, notional: Atoms): Atoms {
  if (notional === 0) return 0;
  return bracketAtoms(spec.margin.tiers, notional, 'maintenancePpm', spec.fees.takerPpm);
}

/** The larger of V / leverage and the tier's initial margin, rounded up. Rule MARG-02. */
export function initialAtoms(spec: InstrumentSpec, notional: Atoms, leverageX100: number): Atoms {
  if (notional === 0) return 0;
  const { tiers } = spec.margin;
  // In the first bracket both are a rate of the same value, and the higher rate asks for more.
  const isByLeverage =
    isInFirst(tiers, notional) && (tiers[0]?.initialPpm ?? 0) * leverageX100 < 100 * PPM;
  if (isByLeverage) return mulDivCeil(notional, 100, leverageX100);
  const byTier = bracketAtoms(tiers, notional, 'initialPpm', 0);
  return isInFirst(tiers, notional)
    ? byTier
    : Math.max(byTier, mulDivCeil(notional, 100, leverageX100));
}

/** The taker fee of closing at the bankruptcy price that `initial` leaves. Rule MARG-03. */
export function closeFeeAtoms(
  spec: InstrumentSpec,
  side: 1 | -1,
  notional: Atoms,
  initial: Atoms,
): Atoms {
  const worse = risesWithPrice(spec) ? -side : side;
  return mulDivCeil(Math.max(0, notional + worse * initial), spec.fees.takerPpm, PPM);
}

/** IM of what is open on one side, with the fee of closing it. */
export function openAtoms(
  spec: InstrumentSpec,
  side: 1 | -1,
  notional: Atoms,
  leverageX100: number,
): Atoms {
  if (notional === 0) return 0;
  const initial = initialAtoms(spec, notional, leverageX100);
  return initial + closeFeeAtoms(spec, side, notional, initial);
}

/** An order as margin sees it: a limit price and a size on one side. */
export interface OpenOrder {
  readonly priceTicks: Ticks;
  readonly lots: Lots;
  readonly reduceOnly: boolean;
}

/** What a position's instrument asks of one side: `margin-rules.md` section 3. */
export interface SideInputs {
  readonly spec: InstrumentSpec;
  readonly scales: Scales;
  readonly side: 1 | -1;
  /** Signed. */
  readonly positionLots: Lots;
  readonly markTicks: Ticks;
  readonly leverageX100: number;
  /** Own orders of this side. */
  readonly orders: readonly OpenOrder[];
  /** An isolated position carries its own margin: only the orders ask for more. */
  readonly isolated: boolean;
}

/** Initial margin, gap funding, opening and closing fees of one side. Rule MARG-04. */
export function sideRequirementAtoms(inputs: SideInputs): Atoms {
  const { spec, scales, side, positionLots, markTicks } = inputs;
  const same = Math.max(0, side * positionLots);
  let reducible = Math.max(0, -side * positionLots);
  let increasing = 0;
  let gap = 0;
  let fees = 0;
  const bestFirst =
    reducible > 0 && inputs.orders.length > 1
      ? inputs.orders.toSorted((a, b) => side * (b.priceTicks - a.priceTicks))
      : inputs.orders;
  for (const order of bestFirst) {
    const reducing = order.reduceOnly ? order.lots : Math.min(reducible, order.lots);
    reducible = Math.max(0, reducible - reducing);
    const lots = order.lots - reducing;
    const opened = lots === 0 ? 0 : notionalAtoms(scales, lots, order.priceTicks);
    // What closes an isolated position pays its fee from there.
    const charged = inputs.isolated ? opened : notionalAtoms(scales, order.lots, order.priceTicks);
    fees += mulDivCeil(charged, spec.fees.takerPpm, PPM);
    if (lots === 0) continue;
    increasing += opened;
    const atPrice = valueAtoms(scales, side * lots, order.priceTicks);
    gap += Math.max(0, atPrice - valueAtoms(scales, side * lots, markTicks));
  }
  const held = same > 0 ? notionalAtoms(scales, same, markTicks) : 0;
  const { leverageX100 } = inputs;
  if (!inputs.isolated) return openAtoms(spec, side, held + increasing, leverageX100) + gap + fees;
  const all = initialAtoms(spec, held + increasing, leverageX100);
  const more = all - initialAtoms(spec, held, leverageX100);
  return more + gap + fees + closeFeeAtoms(spec, side, increasing, more);
}

/** What liquidation needs of a position to say where equity meets maintenance. */
export interface PositionInputs {
  readonly spec: InstrumentSpec;
  readonly scales: Scales;
  /** Signed, not zero. */
  readonly lots: Lots;
  readonly costAtoms: Atoms;
  /** Wallet and other positions' unrealised less their maintenance. */
  readonly otherAtoms: Atoms;
}

function isBelowMaintenance(position: PositionInputs, ticks: Ticks): boolean {
  const { spec, scales, lots, costAtoms, otherAtoms } = position;
  const equity = otherAtoms + valueAtoms(scales, lots, ticks) - costAtoms;
  return equity < maintenanceAtoms(spec, notionalAtoms(scales, Math.abs(lots), ticks));
}

/**
 * The mark in ticks at which the position is liquidated if everything else stays put, or 0 when
 * no price does it. Rule MARG-05.
 *
 * Equity less maintenance is monotonic in the price, so the boundary is found by bisection of the
 * very check that liquidation makes: exact in every bracket, with no formula to drift from it.
 */
export function liquidationTicks(position: PositionInputs): Ticks {
  const long = position.lots > 0;
  const [low, high] = exactRange(position);
  // Search from the safe end towards the dangerous one.
  let safe = long ? high : low;
  let dangerous = long ? low : high;
  if (!isBelowMaintenance(position, dangerous)) return 0;
  if (isBelowMaintenance(position, safe)) return safe;
  while (Math.abs(safe - dangerous) > 1) {
    const middle = Math.floor((safe + dangerous) / 2);
    if (isBelowMaintenance(position, middle)) dangerous = middle;
    else safe = middle;
  }
  return dangerous;
}

/** More than all collateral there can be, and far enough from 2^53 to add and subtract. */
const MOST_EXACT_ATOMS = Math.floor(Number.MAX_SAFE_INTEGER / 4);

/** Lowest and highest price at which the position's value stays an exact integer. */
export function exactRange({ scales, lots }: PositionInputs): [low: Ticks, high: Ticks] {
  const held = Math.abs(lots);
  if (scales.lotTickAtoms === 0) {
    return [mulDivCeil(held, scales.contractAtomTicks, MOST_EXACT_ATOMS), MAX_INT32];
  }
  return [1, Math.min(MAX_INT32, Math.floor(MOST_EXACT_ATOMS / (held * scales.lotTickAtoms)))];
}

/**
 * The price in ticks at which closing the position leaves exactly `equityAtoms` less, that is
 * nothing; rounded so that the trader is left with zero or more. 0 when no price is so bad; where
 * no price is good enough, the best there is. Rule MARG-06.
 */
export function bankruptcyTicks(
  spec: InstrumentSpec,
  scales: Scales,
  lots: Lots,
  markTicks: Ticks,
  equityAtoms: Atoms,
): Ticks {
  invariant(lots !== 0, 'a flat position has no bankruptcy price');
  const long = lots > 0;
  const loses = long === risesWithPrice(spec);
  const notional = notionalAtoms(scales, Math.abs(lots), markTicks);
  const target = loses ? notional - equityAtoms : notional + equityAtoms;
  if (target <= 0) return loses ? 0 : long ? MAX_INT32 : 1;
  return Math.max(1, ticksAtNotional(scales, Math.abs(lots), target, long ? 'up' : 'down'));
}

/** Beyond a million times covered, or owed, the exact figure serves nobody. */
const MOST_HEALTH_PPM = PPM * PPM;

/** Health in parts per million: equity / maintenance, rounded down. Rule MARG-07. */
export function healthPpm(equity: Atoms, maintenance: Atoms): number {
  if (maintenance === 0) return Number.MAX_SAFE_INTEGER;
  // The bound also keeps the quotient within 2^53.
  if (Math.abs(equity / maintenance) > PPM) return Math.sign(equity) * MOST_HEALTH_PPM;
  return mulDivFloor(equity, PPM, maintenance);
}
