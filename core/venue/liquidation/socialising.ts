/**
 * For research: a loss that the fund cannot pay is shared by those who gain in the instrument. No
 * contract that is listed with the program does so. `margin-rules.md` section 9, `lossMode`.
 */
import { unrealisedAtoms } from '../instruments/value.ts';
import { bucketFigures, bucketOf } from '../margin/buckets.ts';
import { withdrawHeadroom } from '../margin/headroom.ts';
import type { Atoms } from '../numbers.ts';
import { at, isMargined, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { sharesOf } from './arithmetic.ts';
import { attribute } from './pools.ts';

interface Winner {
  readonly subaccount: Subaccount;
  readonly position: Position;
  readonly gainAtoms: Atoms;
  /** Of the gain what leaves its bucket above maintenance. */
  readonly mostAtoms: Atoms;
}

function winnersOf(state: VenueState, instrument: Instrument): Winner[] {
  const winners: Winner[] = [];
  for (const subaccount of state.subaccounts) {
    const position = at(subaccount.positions, instrument.id);
    if (position.lots === 0 || !isMargined(state, subaccount)) continue;
    const gainAtoms = unrealisedAtoms(instrument.scales, position, instrument.markTicks);
    const figures = bucketFigures(state, bucketOf(state, subaccount, position));
    const free = figures.equityAtoms - figures.maintenanceAtoms;
    const mostAtoms = Math.max(0, Math.min(gainAtoms, free));
    if (mostAtoms > 0) winners.push({ subaccount, position, gainAtoms, mostAtoms });
  }
  return winners;
}

/**
 * Takes a loss of the liquidation account from the winners, pro rata to what each can give, to the
 * atom; returns what they could not. Rule INS-09.
 */
export function socialise(step: Step, instrument: Instrument, lossAtoms: Atoms): Atoms {
  if (instrument.spec.insurance?.lossMode !== 'socialise') return lossAtoms;
  const { state } = step;
  const winners = winnersOf(state, instrument);
  const total = winners.reduce((sum, { mostAtoms }) => sum + mostAtoms, 0);
  // Beyond 2^53 shares would not be exact.
  if (total === 0 || !Number.isSafeInteger(total)) return lossAtoms;
  const shared = Math.min(lossAtoms, total);
  const account = at(state.subaccounts, LIQUIDATION_SUBACCOUNT);
  const shares = sharesOf(
    shared,
    winners.map(({ mostAtoms }) => mostAtoms),
  );
  for (const [n, { subaccount, position, gainAtoms }] of winners.entries()) {
    const share = shares[n] ?? 0;
    if (share === 0) continue;
    const asset = instrument.spec.settleAsset;
    step.ledger.moveUnsettled(subaccount, account, asset, share);
    withdrawHeadroom(state, subaccount.id, asset);
    position.realisedAtoms -= share;
    if (position.mode === 'isolated') position.allocatedAtoms -= share;
    step.events.emit('loss.shared', subaccount.id, instrument.id, share, gainAtoms);
  }
  attribute(state, instrument, shared);
  return lossAtoms - shared;
}
