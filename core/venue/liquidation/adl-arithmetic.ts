/**
 * Auto-deleveraging as pure functions on integers: who comes first, how many lights that is, how
 * much is taken and at what price. `margin-rules.md` sections 9 and 10.
 */
import { ticksAtNotional } from '../instruments/value.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, Ticks, TimeUs } from '../numbers.ts';
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
  /** What was drawn for it. */
  readonly lot: number;
}

/** How positions are ranked; what other venues use are settings. Rule ADL-01. */
export const ADL_RANKS = [
  'leveragedReturn',
  'plainReturn',
  'walletReturn',
  'exposure',
  'drawn',
] as const;
export type AdlRank = (typeof ADL_RANKS)[number];

/** A whole number beyond 2^53 as parts of 24 bits, the lowest first. */
type Limbs = readonly number[];

/** A ratio of two products, which are kept whole: sign x over / under. */
export interface Ratio {
  readonly sign: number;
  readonly over: Limbs;
  readonly under: Limbs;
}

/** Nothing, and what is owed, count as one atom: leverage is then as high as it can be. */
function atLeastOne(atoms: Atoms): Atoms {
  return Math.max(1, atoms);
}

function ratioOf(
  sign: number,
  [a, b]: readonly [number, number],
  [c, d]: readonly [number, number],
): Ratio {
  return { sign, over: product(limbsOf(a), limbsOf(b)), under: product(limbsOf(c), limbsOf(d)) };
}

/**
 * The rank of a position. `leveragedReturn`: U / cost x leverage in profit and U / cost / leverage
 * in loss, with leverage = V / E. `plainReturn`: U / cost x leverage in both. `walletReturn`: the
 * bucket's max(0, U) / W x MM / E. `exposure`: price now over price paid x V / bucket's E. `drawn`:
 * by lot, which is another at another time.
 */
export function rankOf(how: AdlRank, of: RankInputs): Ratio {
  const value = atLeastOne(of.valueAtoms);
  const cost = atLeastOne(of.costAtoms);
  const equity = atLeastOne(of.equityAtoms);
  const bucketEquity = atLeastOne(of.bucketEquityAtoms);
  if (how === 'drawn') return ratioOf(1, [of.lot, 1], [1, 1]);
  if (how === 'exposure') {
    const [now, paid] = of.gainsWithValue ? [value, cost] : [cost, value];
    return ratioOf(1, [now, value], [paid, bucketEquity]);
  }
  if (how === 'walletReturn') {
    const unrealised = Math.max(0, of.bucketEquityAtoms - of.bucketWalletAtoms);
    const isNothing = unrealised === 0 || of.bucketMaintenanceAtoms === 0;
    const wallet = atLeastOne(of.bucketWalletAtoms);
    return ratioOf(
      isNothing ? 0 : 1,
      [unrealised, of.bucketMaintenanceAtoms],
      [wallet, bucketEquity],
    );
  }
  const result = Math.abs(of.unrealisedAtoms);
  const sign = Math.sign(of.unrealisedAtoms);
  const isDivided = how === 'leveragedReturn' && sign < 0;
  return isDivided
    ? ratioOf(sign, [result, equity], [cost, value])
    : ratioOf(sign, [result, value], [cost, equity]);
}

const LIMB = 16_777_216; // 2^24: a sum of products of two and a carry stay far below 2^53.

/** An integer from 0 to 2^53 - 1. */
function limbsOf(value: number): Limbs {
  return [value % LIMB, Math.floor(value / LIMB) % LIMB, Math.floor(value / LIMB / LIMB)];
}

function product(one: Limbs, other: Limbs): Limbs {
  const limbs: number[] = [];
  for (let n = 0; n < one.length + other.length; n++) limbs.push(0);
  for (let n = 0; n < one.length; n++) {
    const limb = one[n] as number;
    let carry = 0;
    for (let m = 0; m < other.length; m++) {
      const sum = (limbs[n + m] as number) + limb * (other[m] as number) + carry;
      carry = Math.floor(sum / LIMB);
      limbs[n + m] = sum - carry * LIMB;
    }
    limbs[n + other.length] = carry;
  }
  return limbs;
}

/** Compares two ratios: below, at or above 0, with no rounding anywhere. Rule ADL-01. */
export function compareRatios(left: Ratio, right: Ratio): number {
  if (left.sign !== right.sign) return left.sign - right.sign;
  if (left.sign === 0) return 0;
  const one = product(left.over, right.under);
  const other = product(right.over, left.under);
  for (let n = Math.max(one.length, other.length) - 1; n >= 0; n--) {
    const difference = (one[n] ?? 0) - (other[n] ?? 0);
    if (difference !== 0) return left.sign * difference;
  }
  return 0;
}

/**
 * A subaccount's lot at a time, from 1 to 2^32: its number and the time mixed, which is as good as
 * drawn and the same again on every machine.
 */
export function drawnLot(subaccount: number, timeUs: TimeUs): number {
  let mixed = (subaccount ^ Math.floor(timeUs / TWO_TO_32)) | 0;
  mixed = Math.imul(mixed ^ (timeUs | 0), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) + 1;
}

const TWO_TO_32 = 4_294_967_296;

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

/**
 * The fewest lots without which the rest loses no more than a share of what stands behind it, once
 * all of it loses more than a larger one. Rule VAR-40.
 */
export function beyondLimitLots(
  heldLots: Lots,
  lossAtoms: Atoms,
  behindAtoms: Atoms,
  { limitPpm, floorPpm }: { readonly limitPpm: Ppm; readonly floorPpm: Ppm },
): Lots {
  if (lossAtoms <= mulDivFloor(behindAtoms, limitPpm, PPM)) return 0;
  return uncoveredLots(heldLots, lossAtoms, mulDivFloor(behindAtoms, floorPpm, PPM));
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
export function meanCostTicks(scales: Scales, lots: Lots, costAtoms: Atoms): Ticks {
  const round = lots > 0 ? 'up' : 'down';
  return ticksAtNotional(scales, Math.abs(lots), Math.abs(costAtoms), round);
}
