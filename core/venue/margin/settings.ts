/** What a trader sets on a position: leverage, isolation, and its margin. */
import { isIdle } from '../accounts/opening.ts';
import type { CommandOf } from '../commands.ts';
import { payAside, unpaidAtoms } from '../funding/unpaid.ts';
import { unrealisedAtoms } from '../instruments/value.ts';
import type { Atoms } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, isMargined, isPooled } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { leavableAtoms, mostLeverageX100 } from './arithmetic.ts';
import { keptProfitAtoms, stayingAtoms } from './availability.ts';
import { termsOfPosition } from './account-terms.ts';
import { initialMargin, missingAtoms } from './buckets.ts';
import { withdrawableAtoms } from './withdrawable.ts';
import { isCapped } from './capped.ts';
import { isolatedInitialAtoms, missingOfPosition, movePosition } from './isolating.ts';
import { toldAtoms } from './pool-orders.ts';

/**
 * Changes the chosen leverage if margin still passes afterwards; a change that margin refuses
 * leaves everything as it was. Rule MARG-10.
 */
export function setLeverage(step: Step, command: CommandOf<'position.leverage'>): Outcome {
  const { state } = step;
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  if (instrument.spec.contract === 'spot') return refused('PAIR_HAS_NO_POSITION');
  if (isCapped(instrument.spec)) return refused('PAID_IN_FULL');
  const position = at(subaccount.positions, instrument.id);
  const { leverageX100 } = command;
  if (position.leverageX100 === leverageX100) return refused('NOTHING_TO_CHANGE');
  // 1 / leverage below the base tier's rate would be shown and never used.
  const mostX100 = mostLeverageX100(termsOfPosition(instrument, position));
  if (leverageX100 > mostX100) return refused('LEVERAGE_TOO_HIGH', mostX100);
  const before = position.leverageX100;
  position.leverageX100 = leverageX100;
  const isTighter = leverageX100 < before && isMargined(state, subaccount);
  const missing = isTighter ? missingInitialAtoms(state, subaccount, instrument) : 0;
  if (missing > 0) {
    position.leverageX100 = before;
    return refused('INSUFFICIENT_MARGIN', missing);
  }
  step.events.emit('position.leverage', subaccount.id, instrument.id, leverageX100);
  return done();
}

/**
 * What is missing of initial margin as it now is, in what the instrument settles in: of the bucket,
 * or of an isolated position.
 */
export function missingInitialAtoms(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): Atoms {
  const asset = instrument.spec.settleAsset;
  const margin = initialMargin(state, subaccount, asset, null);
  const beside = missingAtoms(state, subaccount, asset, margin);
  const told = isPooled(subaccount) ? toldAtoms(state, asset, beside) : beside;
  return Math.max(told, missingOfPosition(instrument, at(subaccount.positions, instrument.id)));
}

/**
 * Isolates a position or lets it back into cross, only while it is idle; one of a pool also while
 * it stands. Rules ISO-03, ISO-06.
 */
export function isolatePosition(step: Step, command: CommandOf<'position.isolate'>): Outcome {
  const subaccount = at(step.state.subaccounts, command.subaccount);
  const instrument = at(step.state.instruments, command.instrument);
  const { spec } = instrument;
  if (spec.contract === 'spot') return refused('PAIR_HAS_NO_POSITION');
  if (isCapped(spec)) return refused('PAID_IN_FULL');
  const position = at(subaccount.positions, command.instrument);
  const mode = command.isolated ? 'isolated' : 'cross';
  if (position.mode === mode) return refused('NOTHING_TO_CHANGE');
  if (!isIdle(step.state, subaccount, position.instrument)) {
    if (!isPooled(subaccount)) return refused('POSITION_OPEN');
    const against = movePosition(step, subaccount, position, mode);
    if (against !== null) return against;
  }
  position.mode = mode;
  payAside(step, instrument, subaccount.id);
  const isolated = command.isolated ? 1 : 0;
  step.events.emit('position.isolated', subaccount.id, position.instrument, isolated);
  return done();
}

/**
 * Adds margin to an isolated position from what is free, or takes some back down to its initial
 * margin at the mark. Rule ISO-04.
 */
export function transferMargin(step: Step, command: CommandOf<'position.transferMargin'>): Outcome {
  const { state } = step;
  const { amountAtoms } = command;
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  const position = at(subaccount.positions, instrument.id);
  if (position.mode !== 'isolated') return refused('NOT_ISOLATED');
  if (isCapped(instrument.spec)) return refused('PAID_IN_FULL');
  if (position.lots === 0) return refused('NOTHING_TO_REDUCE');
  if (amountAtoms === 0) return refused('NOTHING_TO_CHANGE');
  if (amountAtoms > 0) {
    const most = withdrawableAtoms(state, subaccount, instrument.spec.settleAsset);
    if (amountAtoms > most) return refused('INSUFFICIENT_MARGIN', amountAtoms - most);
  } else {
    if (position.bucket.liquidation !== null) return refused('POSITION_IN_LIQUIDATION');
    const { scales, markTicks } = instrument;
    const held = position.allocatedAtoms - unpaidAtoms(instrument, subaccount.id);
    const unrealised = unrealisedAtoms(scales, position, markTicks);
    const usable = position.allocatedAtoms + unrealised - keptProfitAtoms(instrument, position);
    const initial = isolatedInitialAtoms(instrument, position);
    // As with a withdrawal, unrealised profit supports the position but cannot leave it.
    const spare = leavableAtoms(held, usable, initial, stayingAtoms(instrument, position));
    if (-amountAtoms > spare) return refused('INSUFFICIENT_MARGIN', -amountAtoms - spare);
  }
  payAside(step, instrument, subaccount.id);
  position.allocatedAtoms += amountAtoms;
  const columns = [subaccount.id, instrument.id, amountAtoms, position.allocatedAtoms] as const;
  step.events.emit('position.margin', ...columns);
  return done();
}
