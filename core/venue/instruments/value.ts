/**
 * What a position is worth: `margin-rules.md` section 1, as pure functions on integers.
 *
 * Linear and quanto contracts are worth lots x ticks x k atoms exactly, and differ in what an atom
 * is of; inverse ones lots x k / ticks, rounded once, half away from zero. Signs: a long position
 * has positive value, a long inverse one negative, so unrealised = value - cost in all.
 */
import type { Asset, Scales } from '../state.ts';
import type { InstrumentSpec } from '../commands.ts';
import { broken, mulDivCeil, mulDivFloor, mulDivRound, positiveZero } from '../numbers.ts';
import type { Atoms, Lots, PriceE8, Ticks } from '../numbers.ts';
import { MAX_INT32, MAX_INTEGER } from '../schema.ts';

/** Whether a long gains as the price rises by owning value, and not by owing less coin. VAL-03. */
export function risesWithPrice({ contract }: Pick<InstrumentSpec, 'contract'>): boolean {
  return contract !== 'inverse';
}

/** Unsigned value in atoms of `lots` (> 0) at `ticks` (> 0). VAL-01, VAL-02, VAL-09, VAR-01. */
export function notionalAtoms(scales: Scales, lots: Lots, ticks: Ticks): Atoms {
  if (scales.lotTickAtoms === 0) {
    return scales.isPerContract === true
      ? exactAtoms(lots * contractAtoms(scales, ticks), lots, ticks)
      : mulDivRound(lots, scales.contractAtomTicks, ticks);
  }
  return exactAtoms(lots * (ticks * scales.lotTickAtoms), lots, ticks);
}

function exactAtoms(value: Atoms, lots: Lots, ticks: Ticks): Atoms {
  return value <= MAX_INTEGER
    ? value
    : broken(`a value of ${lots} lots at ${ticks} ticks passes 2^53`);
}

/** What one inverse contract is worth, rounded by itself. Rule VAR-01. */
function contractAtoms({ contractAtomTicks }: Scales, ticks: Ticks): Atoms {
  return mulDivRound(1, contractAtomTicks, ticks);
}

/** Signed value of a signed position. Rule VAL-03. */
export function valueAtoms(scales: Scales, lots: Lots, ticks: Ticks): Atoms {
  if (lots === 0) return 0;
  const notional = notionalAtoms(scales, Math.abs(lots), ticks);
  const long = lots > 0;
  return long === scales.lotTickAtoms > 0 ? notional : positiveZero(-notional);
}

/** U = value at the mark - cost. Rule VAL-04. */
export function unrealisedAtoms(
  scales: Scales,
  position: { readonly lots: Lots; readonly costAtoms: Atoms },
  markTicks: Ticks,
): Atoms {
  if (position.lots === 0) return 0;
  return valueAtoms(scales, position.lots, markTicks) - position.costAtoms;
}

/**
 * The price in ticks at which `lots` are worth `notional` atoms, rounded up or down to a tick and
 * kept within what an order may carry; 0 when no positive price is. Rule VAL-07.
 */
export function ticksAtNotional(
  scales: Scales,
  lots: Lots,
  notional: Atoms,
  round: 'up' | 'down',
): Ticks {
  if (notional <= 0) return 0;
  const divide = round === 'up' ? mulDivCeil : mulDivFloor;
  const ticks =
    scales.lotTickAtoms > 0
      ? divide(notional, 1, lots * scales.lotTickAtoms)
      : scales.isPerContract === true
        ? contractTicks(scales, lots, notional, round)
        : inverseTicks(scales, lots, notional, divide);
  return Math.min(ticks, MAX_INT32);
}

/**
 * Up: the lowest price at which contracts that are rounded each are worth no more; down: the
 * highest at which they are worth no less. The bounds of a contract's value lie on its halves.
 */
function contractTicks(
  { contractAtomTicks }: Scales,
  lots: Lots,
  notional: Atoms,
  round: 'up' | 'down',
): Ticks {
  const each = round === 'up' ? Math.floor(notional / lots) : Math.ceil(notional / lots);
  const halves = round === 'up' ? 2 * each + 1 : 2 * each - 1;
  if (contractAtomTicks / halves > MAX_INT32) return MAX_INT32;
  const ticks = mulDivFloor(2, contractAtomTicks, halves);
  return round === 'up' ? ticks + 1 : ticks;
}

function inverseTicks(
  scales: Scales,
  lots: Lots,
  notional: Atoms,
  divide: (a: number, b: number, c: number) => number,
): Ticks {
  const { contractAtomTicks } = scales;
  // Beyond the largest price the quotient is not needed, only that it is beyond; it can be so only
  // where a lot is worth less than an atom.
  const isBeyond = notional < lots && mulDivFloor(notional, MAX_INT32, lots) < contractAtomTicks;
  return isBeyond ? MAX_INT32 : divide(lots, contractAtomTicks, notional);
}

/** Most lots that are worth no more than `atoms` at a price. */
export function lotsWorth(scales: Scales, ticks: Ticks, atoms: Atoms): Lots {
  if (scales.lotTickAtoms > 0) return Math.floor(atoms / (ticks * scales.lotTickAtoms));
  if (scales.isPerContract === true) {
    const each = contractAtoms(scales, ticks);
    return each === 0 ? MAX_INTEGER : Math.floor(atoms / each);
  }
  // Where a contract is worth less than an atom the number of lots itself is the bound.
  if (ticks >= scales.contractAtomTicks) return MAX_INTEGER;
  return mulDivFloor(atoms, ticks, scales.contractAtomTicks);
}

/** 10^exponent by multiplication: exact up to 10^22. */
export function powerOfTen(exponent: number): number {
  let power = 1;
  for (let n = 0; n < exponent; n++) power *= 10;
  return power;
}

/** What of a specification its scales follow from. */
type ScaledSpec = Pick<InstrumentSpec, 'contract' | 'tickE8' | 'lotE8' | 'rounding'>;

/**
 * Scales of a specification; null when they do not divide exactly, or when a single lot would pass
 * 2^53 at the highest price (linear, quanto) or at one tick (inverse). Rules VAL-05, VAL-09.
 */
export function deriveScales(
  spec: ScaledSpec,
  settle: Pick<Asset, 'decimals'>,
  base?: Pick<Asset, 'decimals'>,
): Scales | null {
  if (base !== undefined) return pairScales(spec, settle, base);
  if (risesWithPrice(spec)) {
    const product = spec.lotE8 * spec.tickE8;
    const lotTickAtoms = product / powerOfTen(16 - settle.decimals);
    const exact = Number.isSafeInteger(product) && Number.isSafeInteger(lotTickAtoms);
    const fits = exact && Number.isSafeInteger(lotTickAtoms * MAX_INT32);
    return fits && lotTickAtoms > 0 ? { lotTickAtoms, contractAtomTicks: 0 } : null;
  }
  const atoms = powerOfTen(settle.decimals);
  const isFine = spec.tickE8 < atoms;
  if (isFine && spec.lotE8 > mulDivFloor(MAX_INTEGER, spec.tickE8, atoms)) return null;
  const contractAtomTicks = mulDivFloor(spec.lotE8, atoms, spec.tickE8);
  const exact = contractAtomTicks === mulDivCeil(spec.lotE8, atoms, spec.tickE8);
  if (!exact || contractAtomTicks <= 0) return null;
  return spec.rounding === 'perContract'
    ? { lotTickAtoms: 0, contractAtomTicks, isPerContract: true }
    : { lotTickAtoms: 0, contractAtomTicks };
}

/** A lot of a pair is whole atoms of its base too, and any order's lots are exact. Rule VAL-10. */
function pairScales(
  spec: ScaledSpec,
  settle: Pick<Asset, 'decimals'>,
  base: Pick<Asset, 'decimals'>,
): Scales | null {
  const scales = deriveScales(spec, settle);
  const inLot = spec.lotE8 / powerOfTen(8 - base.decimals);
  const fits = Number.isSafeInteger(inLot) && Number.isSafeInteger(inLot * MAX_INT32);
  return scales === null || !fits ? null : { ...scales, lotBaseAtoms: inLot };
}

/** A price in 1e-8 of the quote as ticks, rounded half up. Rule VAL-06. */
export function roundToTicks(spec: Pick<InstrumentSpec, 'tickE8'>, priceE8: PriceE8): Ticks {
  return Math.floor((priceE8 + spec.tickE8 / 2) / spec.tickE8);
}
