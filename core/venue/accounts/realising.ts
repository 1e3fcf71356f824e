/** Results are realised at the mark when it is time: `margin-rules.md` section 1. */
import { valueAtoms } from '../instruments/value.ts';
import { permissionsOf } from '../orders/checks.ts';
import { at, isMargined } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { enteredAtoms, nextRealisationUs, setOrDrop } from './realised.ts';
import type { RealisedState } from './realised.ts';

/** Realises what is due, instruments in order, on a price that liquidates. Rule VAR-42. */
export function realiseDue(step: Step): void {
  for (const instrument of step.state.instruments) {
    const { realised, spec, markTicks } = instrument;
    if (realised === undefined || spec.realisation === undefined) continue;
    if (step.timeUs < realised.nextUs || markTicks === 0) continue;
    // What has settled has no position left to value, and its results may leave all the same.
    const isOver = instrument.state === 'settled';
    if (!isOver && permissionsOf(step.state, instrument).liquidations === 'off') continue;
    realised.nextUs = nextRealisationUs(spec.realisation, step.timeUs);
    for (const subaccount of step.state.subaccounts) {
      if (!isMargined(step.state, subaccount)) continue;
      realise(step, instrument, realised, subaccount.id);
      if (spec.realisation.leaves !== 'whenRealised') continue;
      const { realisedAtoms, fundingAtoms } = at(instrument.positions, subaccount.id);
      setOrDrop(realised.settled, subaccount.id, realisedAtoms + fundingAtoms);
    }
  }
}

/** Takes U into the wallet and makes the value the cost: W - cost stays. Rules VAR-08, VAR-42. */
function realise(step: Step, instrument: Instrument, { carried }: RealisedState, id: number): void {
  const { scales, markTicks, spec } = instrument;
  const position = at(instrument.positions, id);
  if (position.lots === 0 || position.mode !== 'cross') return;
  const gained = valueAtoms(scales, position.lots, markTicks) - position.costAtoms;
  if (gained === 0) return;
  step.ledger.changePosition(position, spec.settleAsset, 0, gained);
  step.ledger.postTo(at(instrument.balances, id), gained);
  position.realisedAtoms += gained;
  setOrDrop(carried, id, (carried[id] ?? 0) + gained);
  const entered = enteredAtoms(instrument, position);
  step.events.emit('position.realised', id, instrument.id, gained, markTicks, entered);
}
