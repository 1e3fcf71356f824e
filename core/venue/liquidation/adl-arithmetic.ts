/**
 * Auto-deleveraging as pure functions on integers: who comes first, how many lights that is, how
 * much is taken and at what price. `margin-rules.md` sections 9 and 10.
 */
import { ticksAtNotional } from '../instruments/value.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import type { Scales } from '../state.ts';

/** What a rank is made of; all at the mark. */
export interface RankInputs {
  /** Of the position: U with its sign, its value and what was paid for it, both without. */
  readonly unrealisedAtoms: Atoms;
  readonly valueAtoms: Atoms;
  readonly costAtoms: Atoms;
  /** The position's share of its bucket's equity. */
  readonly equityAtoms: Atoms;
  /** Whether its profit grows with its value: a linear long, an inverse short. */
  readonly gainsWithValue: boolean;
  readonly bucketEquityAtoms: Atoms;
  readonly bucketWalletAtoms: Atoms;
  readonly bucketMaintenanceAtoms: Atoms;
}

/** How positions are ranked; what other venues use are settings. Rule ADL-01. */
export const ADL_RANKS = ['leveragedReturn', 'plainReturn', 'walletReturn', 'exposure'] as const;
export type AdlRank = (typeof ADL_RANKS)[number];

/** A ratio of products, kept as its factors: sign x over / under, exactly. */
export interface Ratio {
  readonly sign: number;
  readonly over: readonly number[];
  readonly under: readonly number[];
}

/** Nothing, and what is owed, count as one atom: leverage is then as high as it can be. */
function atLeastOne(atoms: Atoms): Atoms {
  return Math.max(1, atoms);
}

/**
 * The rank of a position. `leveragedReturn`: U / cost x leverage in profit and U / cost / leverage
 * in loss, with leverage = V / E. `plainReturn`: U / cost x leverage in both. `walletReturn`: the
 * bucket's max(0, U) / W x MM / E. `exposure`: price now over price paid x V / bucket's E.
 */
export function rankOf(how: AdlRank, of: RankInputs): Ratio {
  const value = atLeastOne(of.valueAtoms);
  const cost = atLeastOne(of.costAtoms);
  const equity = atLeastOne(of.equityAtoms);
  const bucketEquity = atLeastOne(of.bucketEquityAtoms);
  if (how === 'exposure') {
    const [now, paid] = of.gainsWithValue ? [value, cost] : [cost, value];
    return { sign: 1, over: [now, value], under: [paid, bucketEquity] };
  }
  if (how === 'walletReturn') {
    const unrealised = Math.max(0, of.bucketEquityAtoms - of.bucketWalletAtoms);
    const over = [unrealised, of.bucketMaintenanceAtoms];
    const under = [atLeastOne(of.bucketWalletAtoms), bucketEquity];
    return { sign: over.includes(0) ? 0 : 1, over, under };
  }
  const result = Math.abs(of.unrealisedAtoms);
  const sign = Math.sign(of.unrealisedAtoms);
  const isDivided = how === 'leveragedReturn' && sign < 0;
  return isDivided
    ? { sign, over: [result, equity], under: [cost, value] }
    : { sign, over: [result, value], under: [cost, equity] };
}

const LIMB = 16_777_216; // 2^24: a product of two and a few carries stay far below 2^53.

/** Factors up to 2^53 multiplied exactly, as limbs of 24 bits with the lowest first. */
function productLimbs(factors: readonly number[]): number[] {
  let limbs = [1];
  for (const factor of factors) {
    const parts = [
      factor % LIMB,
      Math.floor(factor / LIMB) % LIMB,
      Math.floor(factor / LIMB / LIMB),
    ];
    const next = Array.from({ length: limbs.length + parts.length }, () => 0);
    for (const [n, limb] of limbs.entries()) {
      for (const [m, part] of parts.entries()) next[n + m] = (next[n + m] ?? 0) + limb * part;
    }
    let carry = 0;
    limbs = next.map((sum) => {
      const whole = sum + carry;
      carry = Math.floor(whole / LIMB);
      return whole - carry * LIMB;
    });
  }
  return limbs;
}

/** Compares two products of factors from 0 to 2^53 - 1: below, at or above 0. Exact. */
export function compareProducts(left: readonly number[], right: readonly number[]): number {
  const [one, other] = [productLimbs(left), productLimbs(right)];
  for (let n = Math.max(one.length, other.length) - 1; n >= 0; n--) {
    const difference = (one[n] ?? 0) - (other[n] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Compares two ratios: below, at or above 0, with no rounding anywhere. Rule ADL-01. */
export function compareRatios(left: Ratio, right: Ratio): number {
  if (left.sign !== right.sign) return left.sign - right.sign;
  if (left.sign === 0) return 0;
  const cross = compareProducts([...left.over, ...right.under], [...right.over, ...left.under]);
  return left.sign * cross;
}

/** How many lights there are; all are on for who would be first. */
export const MOST_LIGHTS = 5;

/**
 * Lights of the position whose lots bring the sum, from the first of the queue, to `cumulativeLots`
 * of all: the share of the quantity, up to a fifth. Rule ADL-02.
 */
export function lightsOf(cumulativeLots: Lots, totalLots: Lots): number {
  return MOST_LIGHTS + 1 - mulDivCeil(cumulativeLots, MOST_LIGHTS, totalLots);
}

/** The fewest lots without which the rest loses no more than is covered. Rule ADL-03. */
export function uncoveredLots(heldLots: Lots, lossAtoms: Atoms, coveredAtoms: Atoms): Lots {
  if (lossAtoms <= coveredAtoms) return 0;
  return heldLots - mulDivFloor(heldLots, coveredAtoms, lossAtoms);
}

/** Whether a balance is so much or more below its highest. Rule INS-08. */
export function isDrawnDown(balanceAtoms: Atoms, peakAtoms: Atoms, drawdownPpm: Ppm): boolean {
  if (peakAtoms === 0) return false;
  return balanceAtoms <= mulDivFloor(peakAtoms, PPM - drawdownPpm, PPM);
}

/**
 * The price at which what was taken over is given on without gain or loss: of one takeover the
 * bankruptcy price, of several their mean; to the tick so that nothing is lost. 0 when it has none.
 * Rule ADL-04.
 */
export function breakEvenTicks(scales: Scales, lots: Lots, costAtoms: Atoms): Ticks {
  const round = lots > 0 ? 'up' : 'down';
  return ticksAtNotional(scales, Math.abs(lots), Math.abs(costAtoms), round);
}
