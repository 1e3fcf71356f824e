/**
 * The margin arithmetic a second time, in fractions of BigInt and straight from the words of
 * `margin-rules.md` sections 1 and 3 to 5: values from the contract's own units, brackets as slices
 * that each pay their rate, prices from the closed formulas. Slow, and not clever anywhere.
 */
import type { InstrumentSpec } from '../commands.ts';
import { powerOfTen } from '../instruments/value.ts';

/** An exact fraction; the denominator is positive. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export function fraction(top: bigint, bottom = 1n): Fraction {
  return bottom < 0n ? { top: -top, bottom: -bottom } : { top, bottom };
}

const plus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, fraction(-b.top, b.bottom));
const times = (a: Fraction, b: Fraction): Fraction => fraction(a.top * b.top, a.bottom * b.bottom);
const over = (a: Fraction, b: Fraction): Fraction => fraction(a.top * b.bottom, a.bottom * b.top);
const isLess = (a: Fraction, b: Fraction): boolean => a.top * b.bottom < b.top * a.bottom;

export function floor({ top, bottom }: Fraction): bigint {
  const quotient = top / bottom;
  return top % bottom < 0n ? quotient - 1n : quotient;
}

export function ceil(value: Fraction): bigint {
  return -floor(fraction(-value.top, value.bottom));
}

/** To the nearest whole number, halves away from zero. */
export function round({ top, bottom }: Fraction): bigint {
  const magnitude = floor(fraction(2n * (top < 0n ? -top : top) + bottom, 2n * bottom));
  return top < 0n ? -magnitude : magnitude;
}

const PPM = 1_000_000n;
const E8 = 100_000_000n;
const rate = (ppm: number): Fraction => fraction(BigInt(ppm), PPM);

export interface NaiveContract {
  readonly spec: InstrumentSpec;
  /** Decimals of the settlement asset. */
  readonly decimals: number;
}

/** Value of one lot at one tick in atoms: to divide by the ticks when inverse, else to multiply. */
function unit({ spec, decimals }: NaiveContract): Fraction {
  const lot = fraction(BigInt(spec.lotE8), E8);
  const tick = fraction(BigInt(spec.tickE8), E8);
  const atoms = fraction(BigInt(powerOfTen(decimals)));
  return spec.contract !== 'inverse'
    ? times(times(lot, tick), atoms)
    : over(times(lot, atoms), tick);
}

/** Unsigned value in atoms, rounded half away from zero. */
export function naiveNotional(contract: NaiveContract, lots: bigint, ticks: bigint): bigint {
  const one = unit(contract);
  const price = fraction(ticks);
  if (contract.spec.contract === 'inverse' && contract.spec.rounding === 'perContract') {
    return lots * round(over(one, price));
  }
  const value = contract.spec.contract !== 'inverse' ? times(one, price) : over(one, price);
  return round(times(value, fraction(lots)));
}

/** A long linear or quanto or a short inverse position is worth plus, the others minus. */
export function naiveValue(contract: NaiveContract, lots: bigint, ticks: bigint): bigint {
  const notional = naiveNotional(contract, lots < 0n ? -lots : lots, ticks);
  return lots > 0n === (contract.spec.contract !== 'inverse') ? notional : -notional;
}

/** Each slice of a value pays the rate of the bracket that it lies in. */
function bySlices(
  spec: InstrumentSpec,
  value: bigint,
  which: 'maintenancePpm' | 'initialPpm',
): Fraction {
  let sum = fraction(0n);
  spec.margin.tiers.forEach((tier, n) => {
    const next = spec.margin.tiers[n + 1];
    const from = BigInt(tier.floorAtoms);
    const to =
      next === undefined || BigInt(next.floorAtoms) > value ? value : BigInt(next.floorAtoms);
    if (to > from) sum = plus(sum, times(fraction(to - from), rate(tier[which])));
  });
  return sum;
}

/** What a ramp adds: the value's square over it, along the tangent beyond a quarter of it. */
function byRamp(ramp: bigint, value: bigint): Fraction {
  const square = fraction(value * value, ramp);
  const tangent = minus(fraction(value, 2n), fraction(ramp, 16n));
  return 4n * value <= ramp ? square : tangent;
}

/** What the tiers ask of a value, with so much of it beside, each part rounded up. */
function byTiers(
  spec: InstrumentSpec,
  value: bigint,
  which: 'maintenancePpm' | 'initialPpm',
  beside: Fraction,
): bigint {
  const { tierMode = 'marginal', tiers, rampAtoms = 0 } = spec.margin;
  if (tierMode === 'marginal') return ceil(plus(bySlices(spec, value, which), beside));
  const reached = tiers.filter(({ floorAtoms }) => BigInt(floorAtoms) < value);
  const tier = (tierMode === 'step' ? reached.at(-1) : undefined) ?? tiers[0];
  const level = ceil(plus(times(fraction(value), rate(tier?.[which] ?? 0)), beside));
  return tierMode === 'step' ? level : level + ceil(byRamp(BigInt(rampAtoms), value));
}

/**
 * A table of which a tier was chosen, the last of a shorter one, whose rates have risen by so much
 * before the end, and whose initial ones rise to all between two open interests.
 */
export function naiveTiers(
  tiers: InstrumentSpec['margin']['tiers'],
  more: Readonly<Record<'chosen' | 'rampPpm' | 'openAtoms' | 'lowerAtoms' | 'upperAtoms', number>>,
): InstrumentSpec['margin']['tiers'] {
  const { chosen, rampPpm, openAtoms, lowerAtoms, upperAtoms } = more;
  const from = Math.min(chosen, tiers.length - 1);
  const above = Math.max(0, Math.min(openAtoms, upperAtoms) - lowerAtoms);
  const part = fraction(BigInt(above), BigInt(upperAtoms - lowerAtoms));
  return tiers.slice(from).map(({ floorAtoms, maintenancePpm, initialPpm }, n) => {
    const asked = BigInt(Math.min(1_000_000, initialPpm + rampPpm));
    const rise = ceil(times(fraction(PPM - asked), part));
    return {
      floorAtoms: n === 0 ? 0 : floorAtoms,
      maintenancePpm: Math.min(1_000_000, maintenancePpm + rampPpm),
      initialPpm: Number(asked + rise),
    };
  });
}

export function naiveMaintenance(spec: InstrumentSpec, value: bigint): bigint {
  const feePpm = spec.margin.mmIncludesCloseFee === false ? 0 : spec.fees.takerPpm;
  return byTiers(spec, value, 'maintenancePpm', times(fraction(value), rate(feePpm)));
}

/** What maintenance is asked of: what was paid, at least an atom, or the value at a price. */
export function naiveBasis(
  contract: NaiveContract,
  lots: bigint,
  costAtoms: bigint,
  ticks: bigint,
): bigint {
  const paid = costAtoms < 0n ? -costAtoms : costAtoms;
  if (contract.spec.margin.mmBasis === 'entry') return paid === 0n ? 1n : paid;
  return naiveNotional(contract, lots < 0n ? -lots : lots, ticks);
}

export function naiveInitial(spec: InstrumentSpec, value: bigint, leverageX100: number): bigint {
  const byTier = byTiers(spec, value, 'initialPpm', fraction(0n));
  const byLeverage = ceil(fraction(100n * value, BigInt(leverageX100)));
  return byTier > byLeverage ? byTier : byLeverage;
}

function feeOf(spec: InstrumentSpec, value: bigint): bigint {
  return ceil(times(fraction(value), rate(spec.fees.takerPpm)));
}

/** The fee of closing where the margin is gone: a linear long's value is then smaller by it. */
export function naiveCloseFee(
  spec: InstrumentSpec,
  isLong: boolean,
  value: bigint,
  initial: bigint,
): bigint {
  const { closeFee = 'bankruptcy' } = spec.margin.orderCost ?? {};
  if (closeFee === 'none') return 0n;
  if (closeFee === 'value') return feeOf(spec, value);
  const left = isLong === (spec.contract !== 'inverse') ? value - initial : value + initial;
  return feeOf(spec, left < 0n ? 0n : left);
}

export interface NaiveOrder {
  readonly lots: bigint;
  readonly priceTicks: bigint;
  readonly reduceOnly: boolean;
}

export interface NaiveSide {
  readonly isBuy: boolean;
  readonly positionLots: bigint;
  readonly markTicks: bigint;
  readonly leverageX100: number;
  readonly orders: readonly NaiveOrder[];
  readonly isIsolated: boolean;
}

/** What a side holds or may open, that before its orders, and what gap and fees come to. */
interface NaiveSums {
  readonly holding: bigint;
  readonly opened: bigint;
  readonly beside: bigint;
}

/** The best priced lots reduce until there is nothing to reduce. */
function naiveSums(contract: NaiveContract, side: NaiveSide): NaiveSums {
  const { spec } = contract;
  const sign = side.isBuy ? 1n : -1n;
  const held = side.positionLots * sign > 0n ? side.positionLots * sign : 0n;
  let reducible = side.positionLots * sign < 0n ? -side.positionLots * sign : 0n;
  const best = [...side.orders].sort((a, b) => Number((b.priceTicks - a.priceTicks) * sign));
  let opened = 0n;
  let gap = 0n;
  let fees = 0n;
  for (const { lots, priceTicks, reduceOnly } of reducible > 0n ? best : side.orders) {
    const reducing = lots < reducible ? lots : reducible;
    reducible -= reducing;
    const opening = reduceOnly ? 0n : lots - reducing;
    const charged = side.isIsolated ? opening : lots;
    if (charged > 0n) fees += feeOf(spec, naiveNotional(contract, charged, priceTicks));
    if (opening === 0n) continue;
    opened += naiveNotional(contract, opening, priceTicks);
    const worse =
      naiveValue(contract, opening * sign, priceTicks) -
      naiveValue(contract, opening * sign, side.markTicks);
    if (worse > 0n) gap += worse;
  }
  const cost = spec.margin.orderCost ?? { gap: true, openFee: true };
  if (!cost.gap) gap = 0n;
  if (!cost.openFee) fees = 0n;
  const holding = held === 0n ? 0n : naiveNotional(contract, held, side.markTicks);
  return { holding, opened, beside: gap + fees };
}

/** What one side asks in cross: for what it may be open, what that is worth, and beside it. */
export function naiveSide(
  contract: NaiveContract,
  side: NaiveSide,
): { asked: bigint; worth: bigint; beside: bigint } {
  const { spec } = contract;
  const { holding, opened, beside } = naiveSums(contract, side);
  const worth = holding + opened;
  const initial = naiveInitial(spec, worth, side.leverageX100);
  return { asked: initial + naiveCloseFee(spec, side.isBuy, worth, initial), worth, beside };
}

/** What one side asks in all. */
export function naiveSideRequirement(contract: NaiveContract, side: NaiveSide): bigint {
  const { spec } = contract;
  if (!side.isIsolated) {
    const { asked, beside } = naiveSide(contract, side);
    return asked + beside;
  }
  const { holding, opened, beside } = naiveSums(contract, side);
  const before = naiveInitial(spec, holding, side.leverageX100);
  const more = naiveInitial(spec, holding + opened, side.leverageX100) - before;
  return more + beside + naiveCloseFee(spec, side.isBuy, opened, more);
}

/** What a side posts under a cap: a long its price, a short what is left of it and a fee there. */
export function naivePosted(contract: NaiveContract, side: NaiveSide, capTicks: number): bigint {
  const { spec } = contract;
  const sign = side.isBuy ? 1n : -1n;
  let reducible = side.positionLots * sign < 0n ? -side.positionLots * sign : 0n;
  let asked = 0n;
  for (const order of [...side.orders].sort((a, b) =>
    Number((b.priceTicks - a.priceTicks) * sign),
  )) {
    const reducing = order.lots < reducible ? order.lots : reducible;
    reducible -= reducing;
    const lots = order.reduceOnly ? 0n : order.lots - reducing;
    if (lots === 0n) continue;
    const value = naiveNotional(contract, lots, order.priceTicks);
    const most = naiveNotional(contract, lots, BigInt(capTicks));
    asked += side.isBuy ? value : most - value + feeOf(spec, most) + lots;
    asked += feeOf(spec, value) + lots;
  }
  return asked;
}

/**
 * What a position is worth, unsigned, where equity meets maintenance, by the formulas of section 5
 * and without any rounding: of every bracket the root, and of the roots the one that lies in its
 * bracket; null when none does. `otherAtoms` is wallet and what other positions add.
 */
export function naiveLiquidationValue(
  { spec }: NaiveContract,
  lots: bigint,
  costAtoms: bigint,
  otherAtoms: bigint,
): Fraction | null {
  const sign = lots > 0n === (spec.contract !== 'inverse') ? 1n : -1n;
  for (const [n, tier] of spec.margin.tiers.entries()) {
    const from = fraction(BigInt(tier.floorAtoms));
    const next = spec.margin.tiers[n + 1];
    const m = plus(rate(tier.maintenancePpm), rate(spec.fees.takerPpm));
    const slices = bySlices(spec, BigInt(tier.floorAtoms), 'maintenancePpm');
    const deduction = minus(times(from, rate(tier.maintenancePpm)), slices);
    // other + s V - cost = m V - d, with V the unsigned value.
    const surplus = plus(fraction(otherAtoms - costAtoms), deduction);
    const slope = minus(m, fraction(sign));
    if (slope.top === 0n) continue;
    const value = over(surplus, slope);
    const isBelow = isLess(value, from) || value.top <= 0n;
    const isAbove = next !== undefined && !isLess(value, fraction(BigInt(next.floorAtoms)));
    if (!isBelow && !isAbove) return value;
  }
  return null;
}

/** The price that leaves nothing, rounded so that the trader is left with nothing or more. */
export function naiveBankruptcyTicks(
  contract: NaiveContract,
  lots: bigint,
  markTicks: bigint,
  equityAtoms: bigint,
): bigint | null {
  const isLinear = contract.spec.contract !== 'inverse';
  const quantity = lots < 0n ? -lots : lots;
  const sign = lots > 0n === isLinear ? 1n : -1n;
  const value = naiveNotional(contract, quantity, markTicks) - sign * equityAtoms;
  if (value <= 0n) return null;
  const all = times(unit(contract), fraction(quantity));
  const price = isLinear ? over(fraction(value), all) : over(all, fraction(value));
  return lots > 0n ? ceil(price) : floor(price);
}
