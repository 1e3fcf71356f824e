/**
 * Funding by what margined accounts hold on one side more than on the other, and what they pay for
 * holding, as pure functions. The market makers of a house stand where a pool would. Rule VAR-35.
 */
import { IS_UNMARGINED } from '../accounts/holders.ts';
import type { InstrumentSpec } from '../commands.ts';
import { clamp, mulDivCeil, mulDivFloor, mulDivRound, PPM } from '../numbers.ts';
import type { Atoms, Lots, RateE8 } from '../numbers.ts';
import { mulDivHalfUp } from '../pricing/half-up.ts';
import type { Instrument } from '../state.ts';

type Imbalance = NonNullable<InstrumentSpec['funding']['imbalance']>;
type Borrow = NonNullable<InstrumentSpec['funding']['borrow']>;

const HOUR_S = 3_600;

/** Lots of all longs and of all shorts, unsigned. */
export interface Sides {
  readonly longLots: Lots;
  readonly shortLots: Lots;
}

/** What margined accounts hold. */
export function sidesOf({ positions, holders }: Pick<Instrument, 'positions' | 'holders'>): Sides {
  let longLots = 0;
  let shortLots = 0;
  for (const [n, { lots }] of positions.entries()) {
    if (lots === 0 || (holders.unusualOf(n + 1) & IS_UNMARGINED) !== 0) continue;
    if (lots > 0) longLots += lots;
    else shortLots -= lots;
  }
  return { longLots, shortLots };
}

/**
 * A rate in 1e-14 after another `sampleS`: it moves towards the larger side by the imbalance, where
 * it has not that side's sign yet or the imbalance is above `stablePpm`; and falls below the other
 * threshold, to nothing at most.
 */
export function movedE14(
  { increaseE8, decreaseE8, stablePpm, belowPpm }: Imbalance,
  capE8: RateE8,
  wasE14: number,
  { longLots, shortLots }: Sides,
  sampleS: number,
): number {
  const all = longLots + shortLots;
  if (all === 0) return wasE14;
  const skew = longLots - shortLots;
  const imbalancePpm = mulDivFloor(Math.abs(skew), PPM, all);
  const isTurned = wasE14 === 0 || Math.sign(wasE14) === -Math.sign(skew);
  if (isTurned || imbalancePpm > stablePpm) {
    const rise = mulDivRound(increaseE8 * imbalancePpm, sampleS, HOUR_S);
    return clamp(wasE14 + Math.sign(skew) * rise, -capE8 * PPM, capE8 * PPM);
  }
  if (imbalancePpm >= belowPpm) return wasE14;
  const fall = mulDivRound(decreaseE8 * PPM, sampleS, HOUR_S);
  return Math.sign(wasE14) * Math.max(0, Math.abs(wasE14) - fall) + 0;
}

/** What a rate that moves is taken for, half up: if anything, at least the least. */
export function takenE8({ leastE8 }: Imbalance, rateE14: number): RateE8 {
  const rateE8 = mulDivHalfUp(rateE14, 1, PPM);
  if (rateE14 === 0 || Math.abs(rateE8) >= leastE8) return rateE8;
  return Math.sign(rateE14) * leastE8;
}

/** A rate that is a part of the imbalance, half up; nothing where nobody holds any. */
export function imbalanceE8({ factorE8 }: Imbalance, { longLots, shortLots }: Sides): RateE8 {
  const all = longLots + shortLots;
  return all === 0 ? 0 : mulDivHalfUp(factorE8, longLots - shortLots, all);
}

/** What holding costs on a side that is worth so much, half up. */
export function borrowE8({ rateE8, fullAtoms }: Borrow, sideAtoms: Atoms): RateE8 {
  return mulDivHalfUp(rateE8, Math.min(sideAtoms, fullAtoms), fullAtoms);
}

/** Whether a side pays for holding: each of them, or the one that holds more. */
export function paysBorrow({ payer }: Borrow, side: 1 | -1, sides: Sides): boolean {
  return payer === 'all' || side * (sides.longLots - sides.shortLots) > 0;
}

/** What a position of a value pays for so many seconds at a rate for hours, rounded up. */
export function borrowAtoms(
  valueAtoms: Atoms,
  rateE8: RateE8,
  seconds: number,
  rateHours: number,
): Atoms {
  return mulDivCeil(valueAtoms, rateE8 * seconds, 100 * PPM * rateHours * HOUR_S);
}
