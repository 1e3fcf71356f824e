/** What is held in one instrument of an underlying, and what it is worth to a portfolio. */
import { notionalAtoms } from '../instruments/value.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import type { Scales } from '../state.ts';
import { askedAtoms, bounded, MOST_POOLED_ATOMS } from './collateral.ts';
import type { Rate } from './collateral.ts';

/** A dollar of a contract that is settled in coins, and that of a coin, is no stablecoin's. */
export const DOLLAR = 0;

/** What is held in one instrument, and may be once its orders trade. */
export interface PortfolioLeg {
  readonly scales: Scales;
  readonly takerPpm: Ppm;
  /** Signed. */
  readonly lots: Lots;
  /** The most and the least that it may become: with all buys, and with all sells. */
  readonly mostLots: Lots;
  readonly leastLots: Lots;
  readonly markTicks: Ticks;
  readonly rate: Rate;
  /** The settlement asset is the underlying itself, and moves with it. */
  readonly movesRate: boolean;
  /** What it is quoted in: hedges between two of them may part. */
  readonly currency: number;
  /** When it expires; 0 never. */
  readonly expiryUs: number;
  /** Lots that all longs hold, own ones among them; not asked of a leg that is worth little. */
  readonly openLots: Lots;
}

/** Coins that offset shorts: with all sells of contracts, and with all buys. */
export interface Spot {
  readonly mostAtoms: Atoms;
  readonly leastAtoms: Atoms;
}

export const NO_COINS: Spot = { mostAtoms: 0, leastAtoms: 0 };

/** Sizes that a leg may have. */
export function sizesOf({ lots, mostLots, leastLots }: PortfolioLeg): readonly Lots[] {
  return mostLots === lots && leastLots === lots ? [lots] : [lots, mostLots, leastLots];
}

/** Whether orders may change what is held. */
export function mayChange({ lots, mostLots, leastLots }: PortfolioLeg): boolean {
  return mostLots !== lots || leastLots !== lots;
}

/** Unsigned value, or the bound where it is beyond that. */
export function worthAtoms(scales: Scales, lots: Lots, ticks: Ticks): Atoms {
  if (lots === 0) return 0;
  const size = Math.abs(lots);
  const estimate =
    scales.lotTickAtoms > 0
      ? size * (ticks * scales.lotTickAtoms)
      : (size * scales.contractAtomTicks) / ticks;
  return estimate > MOST_POOLED_ATOMS ? MOST_POOLED_ATOMS : notionalAtoms(scales, size, ticks);
}

/** Signed, as `valueAtoms` has it. */
export function signedWorth(scales: Scales, lots: Lots, ticks: Ticks): Atoms {
  const worth = worthAtoms(scales, lots, ticks);
  return lots > 0 === scales.lotTickAtoms > 0 ? worth : -worth;
}

/** Worth at the mark in the reference, up. */
export function deltaAtoms(
  { scales, rate, markTicks }: Pick<PortfolioLeg, 'scales' | 'rate' | 'markTicks'>,
  lots: Lots,
): Atoms {
  return askedAtoms(rate, worthAtoms(scales, lots, markTicks));
}

/** The most that a leg is worth in any of its sizes. */
export function grossOf(leg: PortfolioLeg): Atoms {
  return Math.max(...sizesOf(leg).map((lots) => deltaAtoms(leg, lots)));
}

type Size = 'lots' | 'mostLots' | 'leastLots';

/** What legs are net long of, each of a size; net short below zero. */
export function netAtoms(legs: readonly PortfolioLeg[], which: Size): Atoms {
  let net = 0;
  for (const leg of legs) net = bounded(net + Math.sign(leg[which]) * deltaAtoms(leg, leg[which]));
  return net;
}

/** Of so many coins, those that offset what is net short. */
export function coinsAgainst(legs: readonly PortfolioLeg[], heldAtoms: Atoms, which: Size): Atoms {
  if (heldAtoms === 0) return 0;
  return Math.min(heldAtoms, Math.max(0, -netAtoms(legs, which)));
}

export function sum(figures: readonly Atoms[]): Atoms {
  return figures.reduce((total, figure) => bounded(total + figure), 0);
}
