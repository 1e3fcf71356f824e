/**
 * What people read off a position: `margin-rules.md` section 1 as pure functions on integers. A
 * position remembers what was paid, and none of these figures is remembered or leaks back into it.
 */
import { mulDivCeil, mulDivFloor, mulDivRound, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, PriceE8, Ticks } from '../numbers.ts';
import type { Scales } from '../state.ts';
import { ticksAtNotional } from './value.ts';

/** A position as the figures of this file need it. */
export interface Paid {
  /** Signed, not zero. */
  readonly lots: Lots;
  readonly costAtoms: Atoms;
}

/**
 * The average entry in 1e-8 of the quote, to the nearest: arithmetic where contracts are linear,
 * since cost is then lots x price, and harmonic where they are inverse, since it is lots / price. 0
 * where nothing was paid. Rule VAR-05.
 */
export function averageEntryE8(scales: Scales, tickE8: number, { lots, costAtoms }: Paid): PriceE8 {
  const size = Math.abs(lots);
  const cost = Math.abs(costAtoms);
  if (cost === 0) return 0;
  if (scales.lotTickAtoms > 0) return mulDivRound(cost, tickE8, size * scales.lotTickAtoms);
  return mulDivRound(size * tickE8, scales.contractAtomTicks, cost);
}

/**
 * The first tick at which closing pays back the cost, what was paid in fees and funding, and the
 * fee of closing: V (1 - s f) = |cost| + s paid, with s = +1 where value is what is gained. 0 where
 * no price does, the least or greatest price where every one does. Rule VAR-06.
 */
export function paidBackTicks(scales: Scales, held: Paid, paidAtoms: Atoms, feePpm: Ppm): Ticks {
  const long = held.lots > 0;
  const cost = Math.abs(held.costAtoms);
  const gains = long === scales.lotTickAtoms > 0;
  const value = gains
    ? mulDivCeil(cost + paidAtoms, PPM, PPM - feePpm)
    : mulDivFloor(cost - paidAtoms, PPM, PPM + feePpm);
  if (value <= 0) return gains ? 1 : 0;
  return ticksAtNotional(scales, Math.abs(held.lots), value, long ? 'up' : 'down');
}

/** Value over equity in hundredths, rounded up; 0 where there is no equity. Rule VAR-07. */
export function effectiveLeverageX100(notionalAtoms: Atoms, equityAtoms: Atoms): number {
  return equityAtoms <= 0 ? 0 : mulDivCeil(notionalAtoms, 100, equityAtoms);
}

/**
 * A position whose result is taken into the wallet at the mark, as some venues do every few minutes
 * or once a day: it then has cost what it is worth. Rule VAR-08.
 */
export function realisedAtMark(
  walletAtoms: Atoms,
  costAtoms: Atoms,
  valueAtoms: Atoms,
): { readonly walletAtoms: Atoms; readonly costAtoms: Atoms } {
  return { walletAtoms: walletAtoms + valueAtoms - costAtoms, costAtoms: valueAtoms };
}
