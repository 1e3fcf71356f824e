/**
 * For research: a loss that the fund cannot pay is shared by those who gain in the instrument, or
 * by all who hold it. No contract that is listed with the program does so. `margin-rules.md`
 * section 9, `lossMode`.
 */
import { unrealisedAtoms } from '../instruments/value.ts';
import type { Atoms } from '../numbers.ts';
import { at, isMargined, isObserved, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { sharesOf } from './arithmetic.ts';
import { givableAtoms, give } from './giving.ts';
import { attribute, groupOf, poolOf } from './pools.ts';

/** Who shares, and by how much as against others. */
interface Sharer {
  readonly subaccount: Subaccount;
  readonly position: Position;
  readonly gainAtoms: Atoms;
  readonly weight: number;
}

/** By what each can give of its gain, and still be above maintenance. Rule INS-09. */
function winnersOf(state: VenueState, instrument: Instrument): Sharer[] {
  const winners: Sharer[] = [];
  for (const subaccount of state.subaccounts) {
    const position = at(subaccount.positions, instrument.id);
    if (position.lots === 0 || !isMargined(state, subaccount)) continue;
    const gainAtoms = unrealisedAtoms(instrument.scales, position, instrument.markTicks);
    if (gainAtoms <= 0) continue;
    const weight = givableAtoms(state, subaccount, position, gainAtoms);
    if (weight > 0) winners.push({ subaccount, position, gainAtoms, weight });
  }
  return winners;
}

/** By lots, whichever side, as funding is paid: also of the house. Rule VAR-38. */
function holdersOf(state: VenueState, instrument: Instrument): Sharer[] {
  return state.subaccounts.flatMap((subaccount): Sharer[] => {
    const position = at(subaccount.positions, instrument.id);
    const isOurs = subaccount.id !== LIQUIDATION_SUBACCOUNT && !isObserved(state, subaccount);
    if (position.lots === 0 || !isOurs) return [];
    const gainAtoms = unrealisedAtoms(instrument.scales, position, instrument.markTicks);
    return [{ subaccount, position, gainAtoms, weight: Math.abs(position.lots) }];
  });
}

/**
 * Takes a loss of the liquidation account from those who share it, pro rata, to the atom; returns
 * what they could not give. One that waits for the day's end is nobody's until then. Rules INS-09,
 * VAR-37, VAR-38.
 */
export function socialise(step: Step, instrument: Instrument, lossAtoms: Atoms): Atoms {
  const { state } = step;
  const { lossMode } = instrument.spec.insurance ?? {};
  const { settleAsset } = instrument.spec;
  // What a part owes is one figure: where one of its contracts has a day all of it waits.
  if (poolOf(state, settleAsset, groupOf(instrument))?.day !== undefined) return 0;
  if (lossMode === undefined) return lossAtoms;
  const isFunding = lossMode === 'funding';
  const sharers = isFunding ? holdersOf(state, instrument) : winnersOf(state, instrument);
  const total = sharers.reduce((sum, { weight }) => sum + weight, 0);
  // Beyond 2^53 shares would not be exact.
  if (total === 0 || !Number.isSafeInteger(total)) return lossAtoms;
  const shared = isFunding ? lossAtoms : Math.min(lossAtoms, total);
  const shares = sharesOf(
    shared,
    sharers.map(({ weight }) => weight),
  );
  for (const [n, { subaccount, position, gainAtoms }] of sharers.entries()) {
    const atoms = shares[n] ?? 0;
    if (atoms === 0) continue;
    give(step, subaccount, settleAsset, { position, atoms });
    position.realisedAtoms -= atoms;
    step.events.emit('loss.shared', subaccount.id, instrument.id, atoms, gainAtoms);
  }
  attribute(state, instrument, shared);
  return lossAtoms - shared;
}
