/** A contract in which one holder has too much of what is open only reduces. Rule VAR-53. */
import { openLots } from '../margin/open-interest.ts';
import { mulDivFloor, PPM } from '../numbers.ts';
import type { Lots } from '../numbers.ts';
import { isMargined } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { moveInstrument } from './life.ts';

/** Moves what is held by too few to what only reduces; two people move it back. */
export function restrainConcentrated(step: Step): void {
  for (const instrument of step.state.instruments) {
    const { concentration } = instrument.spec;
    if (concentration === undefined) continue;
    const open = openLots(instrument);
    if (open < concentration.fromLots) continue;
    const most = mulDivFloor(open, concentration.holderPpm, PPM);
    if (mostHeld(step.state, instrument) > most) moveInstrument(step, instrument, 'concentrated');
  }
}

/** The most that one account holds on one side, whom margin binds. Rule VAR-53. */
function mostHeld(state: VenueState, { positions }: Instrument): Lots {
  const held = new Map<number, [long: Lots, short: Lots]>();
  let most = 0;
  for (const [n, { lots }] of positions.entries()) {
    const subaccount = state.subaccounts[n];
    if (lots === 0 || subaccount === undefined || !isMargined(state, subaccount)) continue;
    const sides = held.get(subaccount.account) ?? [0, 0];
    sides[lots > 0 ? 0 : 1] += Math.abs(lots);
    held.set(subaccount.account, sides);
    most = Math.max(most, ...sides);
  }
  return most;
}
