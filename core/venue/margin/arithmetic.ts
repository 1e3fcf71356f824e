/**
 * Margin as pure functions on integers: `margin-rules.md` sections 3 to 5. Marginal brackets on the
 * mark value with the closing fee inside maintenance, and the other venues' ways as settings.
 */
import {
  notionalAtoms,
  risesWithPrice,
  ticksAtNotional,
  valueAtoms,
} from '../instruments/value.ts';
import { clamp, invariant, mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import { MAX_INT32 } from '../schema.ts';
import type { Scales } from '../state.ts';
import { sparedAtoms, withSide } from './spread.ts';
import type { Spread } from './spread.ts';
import { isInFirst, stepAt, tierAtoms } from './tiers.ts';
import type { Terms } from './tiers.ts';

/** The rate of the closing fee inside maintenance. Rule VAR-03. */
export function closingPpm({ margin, fees }: Terms): Ppm {
  return margin.mmIncludesCloseFee === false ? 0 : fees.takerPpm;
}

/** MM = V (m + taker fee) - d, rounded up once. Rules MARG-01, VAR-02, VAR-03. */
export function maintenanceAtoms(spec: Terms, notional: Atoms): Atoms {
  if (notional === 0) return 0;
  return tierAtoms(spec.margin, notional, 'maintenancePpm', closingPpm(spec));
}

/**
 * The value that maintenance is asked of: at a price, or what was paid, of which an atom is the
 * least, so that no position is without maintenance. Rule VAR-03.
 */
export function basisAtoms(
  spec: Terms,
  scales: Scales,
  position: { readonly lots: Lots; readonly costAtoms: Atoms },
  ticks: Ticks,
): Atoms {
  if (spec.margin.mmBasis === 'entry') return Math.max(1, Math.abs(position.costAtoms));
  return notionalAtoms(scales, Math.abs(position.lots), ticks);
}

/** The larger of V / leverage and the tier's initial margin, rounded up. Rule MARG-02. */
export function initialAtoms(spec: Terms, notional: Atoms, leverageX100: number): Atoms {
  if (notional === 0) return 0;
  const { tiers, tierMode } = spec.margin;
  if (tierMode !== undefined && tierMode !== 'marginal') {
    const byTier = tierAtoms(spec.margin, notional, 'initialPpm', 0);
    return Math.max(byTier, mulDivCeil(notional, 100, leverageX100));
  }
  // In the first bracket both are a rate of the same value, and the higher rate asks for more.
  const isByLeverage =
    isInFirst(tiers, notional) && (tiers[0]?.initialPpm ?? 0) * leverageX100 < 100 * PPM;
  if (isByLeverage) return mulDivCeil(notional, 100, leverageX100);
  const byTier = tierAtoms(spec.margin, notional, 'initialPpm', 0);
  return isInFirst(tiers, notional)
    ? byTier
    : Math.max(byTier, mulDivCeil(notional, 100, leverageX100));
}

/**
 * What a side's gap and fees count for: all of it unless the instrument says otherwise. VAR-04.
 */
export function besideAtoms({ margin }: Terms, gap: Atoms, fees: Atoms): Atoms {
  const cost = margin.orderCost;
  if (cost === undefined) return gap + fees;
  return (cost.gap ? gap : 0) + (cost.openFee ? fees : 0);
}

/**
 * The taker fee of closing at the bankruptcy price that `initial` leaves, or of the value, or none.
 * Rules MARG-03, VAR-04.
 */
export function closeFeeAtoms(spec: Terms, side: 1 | -1, notional: Atoms, initial: Atoms): Atoms {
  const cost = spec.margin.orderCost;
  if (cost !== undefined && cost.closeFee !== 'bankruptcy') {
    return cost.closeFee === 'none' ? 0 : mulDivCeil(notional, spec.fees.takerPpm, PPM);
  }
  const worse = risesWithPrice(spec) ? -side : side;
  return mulDivCeil(Math.max(0, notional + worse * initial), spec.fees.takerPpm, PPM);
}

/** IM of what is open on one side, with the fee of closing it. */
export function openAtoms(spec: Terms, side: 1 | -1, notional: Atoms, leverageX100: number): Atoms {
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
  readonly spec: Terms;
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

/** What of a side is held or may be opened, and what its orders pay beside margin. */
export interface SideSums {
  readonly heldAtoms: Atoms;
  /** With what is held. */
  readonly openedAtoms: Atoms;
  readonly gapAtoms: Atoms;
  readonly feesAtoms: Atoms;
}

/** A side's orders, of which those that reduce the position take it best price first. MARG-04. */
export function sideSums(inputs: SideInputs): SideSums {
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
  return { heldAtoms: held, openedAtoms: held + increasing, gapAtoms: gap, feesAtoms: fees };
}

/** Initial margin, gap funding, opening and closing fees of one side. Rule MARG-04. */
export function sideRequirementAtoms(inputs: SideInputs): Atoms {
  const { spec, side, leverageX100 } = inputs;
  const { heldAtoms, openedAtoms, gapAtoms, feesAtoms } = sideSums(inputs);
  const beside = besideAtoms(spec, gapAtoms, feesAtoms);
  if (!inputs.isolated) return openAtoms(spec, side, openedAtoms, leverageX100) + beside;
  const more =
    initialAtoms(spec, openedAtoms, leverageX100) - initialAtoms(spec, heldAtoms, leverageX100);
  return more + beside + closeFeeAtoms(spec, side, openedAtoms - heldAtoms, more);
}

/** What liquidation needs of a position to say where equity meets maintenance. */
export interface PositionInputs {
  readonly spec: Terms;
  readonly scales: Scales;
  /** Signed, not zero. */
  readonly lots: Lots;
  readonly costAtoms: Atoms;
  /** Wallet and other positions' unrealised less their maintenance. */
  readonly otherAtoms: Atoms;
  /** The mark, where tiers are steps: an atom more of value may then ask for a leap of margin. */
  readonly markTicks?: Ticks;
  /** What it offsets between months. Rule VAR-21. */
  readonly spread?: Spread | undefined;
}

function isBelowMaintenance(position: PositionInputs, ticks: Ticks): boolean {
  const { spec, scales, lots, costAtoms, otherAtoms } = position;
  const equity = otherAtoms + valueAtoms(scales, lots, ticks) - costAtoms;
  const asked = maintenanceAtoms(spec, basisAtoms(spec, scales, position, ticks));
  if (position.spread === undefined) return equity < asked;
  const own = { askedAtoms: asked, worthAtoms: notionalAtoms(scales, Math.abs(lots), ticks) };
  return equity < asked - sparedAtoms(withSide(position.spread, lots > 0 ? 1 : -1, own));
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
  const safe = long ? high : low;
  const dangerous = long ? low : high;
  if (position.spec.margin.tierMode === 'step') {
    return steppedTicks(position, clamp(position.markTicks ?? safe, low, high), dangerous);
  }
  if (!isBelowMaintenance(position, dangerous)) return 0;
  if (isBelowMaintenance(position, safe)) return safe;
  return firstTicks(safe, dangerous, (ticks) => isBelowMaintenance(position, ticks));
}

/** The first price on the way from one where something is not so to one where it is. */
function firstTicks(from: Ticks, to: Ticks, isSo: (ticks: Ticks) => boolean): Ticks {
  let not = from;
  let so = to;
  while (Math.abs(not - so) > 1) {
    const middle = Math.floor((not + so) / 2);
    if (isSo(middle)) so = middle;
    else not = middle;
  }
  return so;
}

/**
 * The same where tiers are steps. A position that loses value may fall into a lower tier, be asked
 * for less by a leap and be safe again, so that the check goes one way within a tier alone: they
 * are searched one after the other, from the mark on. The mark itself when it is below there.
 */
function steppedTicks(position: PositionInputs, mark: Ticks, end: Ticks): Ticks {
  const { spec, scales } = position;
  const { tiers } = spec.margin;
  const stepOf = (ticks: Ticks): number => stepAt(tiers, basisAtoms(spec, scales, position, ticks));
  const isBelow = (ticks: Ticks): boolean => isBelowMaintenance(position, ticks);
  const way = Math.sign(end - mark);
  let from = mark;
  for (;;) {
    if (isBelow(from)) return from;
    const step = stepOf(from);
    const isLast = stepOf(end) === step;
    const next = isLast ? end : firstTicks(from, end, (ticks) => stepOf(ticks) !== step);
    const last = isLast ? end : next - way;
    if (isBelow(last)) return firstTicks(from, last, isBelow);
    if (isLast) return 0;
    from = next;
  }
}

/** More than all collateral there can be, and far enough from 2^53 to add and subtract. */
const MOST_EXACT_ATOMS = Math.floor(Number.MAX_SAFE_INTEGER / 4);

/** Lowest and highest price at which the position's value stays an exact integer. */
export function exactRange({
  scales,
  lots,
}: Pick<PositionInputs, 'scales' | 'lots'>): [low: Ticks, high: Ticks] {
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
  spec: Pick<Terms, 'contract'>,
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

/**
 * What of money may leave while so much is asked: equity keeps initial margin and what must stay,
 * 10 % of notional, and unrealised profit stays. Rules EQ-03, ISO-04.
 */
export function leavableAtoms(
  moneyAtoms: Atoms,
  equityAtoms: Atoms,
  askedAtoms: Atoms,
  stayingAtoms: Atoms,
): Atoms {
  const held = Math.max(askedAtoms, stayingAtoms);
  return Math.max(0, Math.min(moneyAtoms, equityAtoms - held));
}

/** Leverage beyond which the base tier's rate is asked anyway, in hundredths. Rule MARG-10. */
export function mostLeverageX100({ margin }: Terms): number {
  const base = margin.tiers[0]?.initialPpm ?? 0;
  return base === 0 ? Infinity : Math.floor((100 * PPM) / base);
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
