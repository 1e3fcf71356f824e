/** How many coins of a subaccount offset contracts of their underlying: `margin-rules.md` 13. */
import type { CommandOf } from '../commands.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, isMargined } from '../state.ts';
import type { Step } from '../step.ts';
import { poolOrders, toldAtoms } from './pool-orders.ts';

/**
 * Sets how much of an asset may offset; what it is of no more than is held. Refused where initial
 * margin rises by it and is missing. Rule PM-13.
 */
export function setSpotOffset(step: Step, command: CommandOf<'subaccount.spotOffset'>): Outcome {
  const { state } = step;
  const { asset, amountAtoms } = command;
  const subaccount = at(state.subaccounts, command.subaccount);
  if (!isMargined(state, subaccount)) return refused('WRONG_ACCOUNT_KIND');
  const listed = state.assets[asset - 1];
  if (listed === undefined) return refused('UNKNOWN_ASSET');
  // A coin offsets contracts of the index that prices it.
  if (listed.collateral?.index === undefined) return refused('NOT_IN_MODE');
  const was = subaccount.spotOffsets;
  const others = (was ?? []).filter((entry) => entry.asset !== asset);
  const now = amountAtoms === 0 ? others : [...others, { asset, atoms: amountAtoms }];
  const said = was?.find((entry) => entry.asset === asset)?.atoms ?? 0;
  if (said === amountAtoms) return refused('NOTHING_TO_CHANGE');
  const isUsed = subaccount.mode === 'portfolio';
  const before = isUsed ? poolOrders(state, subaccount, null).initialAtoms : 0;
  const set = (offsets: typeof was): void => {
    if (offsets === undefined || offsets.length === 0) delete subaccount.spotOffsets;
    else subaccount.spotOffsets = offsets;
  };
  set(now.toSorted((a, b) => a.asset - b.asset));
  const after = isUsed ? poolOrders(state, subaccount, null) : null;
  if (after !== null && after.missingAtoms > 0 && after.initialAtoms > before) {
    set(was);
    return refused('INSUFFICIENT_MARGIN', toldAtoms(state, asset, after.missingAtoms));
  }
  step.events.emit('subaccount.spotOffset', subaccount.id, asset, amountAtoms);
  return done();
}
