/**
 * What the longs and the shorts of one underlying are asked together: `margin-rules.md` section 11,
 * `interMonthSpread`, as a pure function on integers. Rule VAR-21.
 */
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Ppm } from '../numbers.ts';

/** A side of an underlying: what its legs are asked each for itself, and what they are worth. */
export interface SpreadSide {
  readonly askedAtoms: Atoms;
  readonly worthAtoms: Atoms;
}

export interface Spread {
  readonly long: SpreadSide;
  readonly short: SpreadSide;
  /** Of legs with charges of their own the highest. */
  readonly chargePpm: Ppm;
}

/** More than this of what offsets no listing may charge. */
export const MOST_CHARGE_PPM = 100_000;

/**
 * What both sides are spared: together they are asked for the larger and a charge, up, on the worth
 * that offsets, and never for more than both alone. As a side grows so does what is asked.
 */
export function sparedAtoms({ long, short, chargePpm }: Spread): Atoms {
  const smaller = Math.min(long.askedAtoms, short.askedAtoms);
  const offset = Math.min(long.worthAtoms, short.worthAtoms);
  if (smaller === 0 || offset === 0) return 0;
  return Math.max(0, smaller - mulDivCeil(offset, chargePpm, PPM));
}

/** A spread with so much more on one of its sides. */
export function withSide(
  { long, short, chargePpm }: Spread,
  side: 1 | -1,
  { askedAtoms, worthAtoms }: SpreadSide,
): Spread {
  const own = side === 1 ? long : short;
  const more = {
    askedAtoms: own.askedAtoms + askedAtoms,
    worthAtoms: own.worthAtoms + worthAtoms,
  };
  return side === 1 ? { long: more, short, chargePpm } : { long, short: more, chargePpm };
}
