/** What a report changes, as pure functions on integers. */
import type { Side } from '../book/contract.ts';
import { lotsWorth, notionalAtoms } from '../instruments/value.ts';
import { mulDivCeil } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { costOf, realisedAtoms } from '../orders/settling.ts';
import type { Instrument, Position, Scales } from '../state.ts';

/** As a position with its orders may be worth here (ORD-07); wallets have the same bound. */
export const MOST_OBSERVED_ATOMS = 562_949_953_421_312;
/** What a contra account may hold: the opposite of many. */
export const MOST_CONTRA_ATOMS = 4 * MOST_OBSERVED_ATOMS;

/** Where contracts are worth less than an atom their number is the bound. */
const MOST_LOTS = 1_099_511_627_776;

/** By how much a wallet and a position change. */
export interface Change {
  readonly walletAtoms: Atoms;
  readonly lots: Lots;
  readonly costAtoms: Atoms;
}

/** Whether lots can be valued, and have cost no more than a position may be worth. */
export function isBounded(
  scales: Scales,
  lots: Lots,
  costAtoms: Atoms,
  ticks: Ticks,
  mostAtoms: Atoms,
): boolean {
  if (Math.abs(costAtoms) > mostAtoms || Math.abs(lots) > MOST_LOTS) return false;
  return ticks === 0 || Math.abs(lots) <= lotsWorth(scales, ticks, mostAtoms);
}

/** A fill with what it realises, by the rules of our own fills; the fee is the venue's. EXT-06. */
export interface FilledChange extends Change {
  readonly realisedAtoms: Atoms;
}

/** What a fill that can be valued changes. Rules POS-01, POS-02, EXT-06. */
export function fillChange(
  instrument: Instrument,
  position: Pick<Position, 'lots' | 'costAtoms'>,
  fill: {
    readonly side: Side;
    readonly lots: Lots;
    readonly ticks: Ticks;
    readonly feeAtoms: Atoms;
  },
): FilledChange {
  const { side, lots, ticks, feeAtoms } = fill;
  const value = costOf(instrument, side, notionalAtoms(instrument.scales, lots, ticks));
  const realised = realisedAtoms(position.lots, position.costAtoms, side, lots, value);
  return {
    walletAtoms: realised - feeAtoms,
    lots: side * lots,
    costAtoms: value + realised,
    realisedAtoms: realised,
  };
}

/**
 * What an isolated position has of its own after a fill of which the venue does not say so: its
 * share where it was reduced, what it had where it was not, nothing where it is flat or turned.
 */
export function keptAtoms(before: Lots, after: Lots, allocatedAtoms: Atoms): Atoms {
  if (after === 0 || Math.sign(after) !== Math.sign(before)) return 0;
  const isReduced = Math.abs(after) < Math.abs(before);
  return isReduced ? mulDivCeil(allocatedAtoms, Math.abs(after), Math.abs(before)) : allocatedAtoms;
}

/** Whether lots could have cost so much: a long what is bought costs, a short the reverse. */
export function isCostOf(instrument: Instrument, lots: Lots, costAtoms: Atoms): boolean {
  if (lots === 0) return costAtoms === 0;
  const sign = Math.sign(costOf(instrument, lots > 0 ? 1 : -1, 1));
  return costAtoms * sign >= 0;
}
