/** What there is to pay for an order of a pair, as it trades. */
import type { Side } from '../book/contract.ts';
import { paidAsset, payableLots } from '../instruments/pair.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { at, isMargined, isPooled } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';
import { bucketFigures } from './buckets.ts';
import { poolSpendableAtoms } from './pool-kept.ts';

/** The house may owe so much of what it sells, far from 2^53 for all that it may have. */
const MOST_OWED_ATOMS = 281_474_976_710_656;

/**
 * What there is of an asset to pay with: money that is there, and no more than leaves its bucket
 * its maintenance; of whom no margin binds, also what may be owed. Rules SPOT-04, ISO-05.
 */
export function spendableAtoms(state: VenueState, subaccount: number, asset: number): Atoms {
  const owner = at(state.subaccounts, subaccount);
  if (isPooled(owner)) return poolSpendableAtoms(state, owner, asset);
  const { bucket } = at(owner.balances, asset);
  const { walletAtoms, equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
  if (!isMargined(state, owner)) return walletAtoms + MOST_OWED_ATOMS;
  return Math.min(walletAtoms, equityAtoms - maintenanceAtoms);
}

/** Most lots of a pair that a subaccount can pay now at a price. Rule SPOT-04. */
export function fundedLots(
  state: VenueState,
  pair: Instrument,
  order: { readonly subaccount: number; readonly side: Side; readonly priceTicks: Ticks },
): Lots {
  const { subaccount, side, priceTicks } = order;
  const there = spendableAtoms(state, subaccount, paidAsset(pair.spec, side));
  return payableLots(pair, side, priceTicks, there);
}
