/** Commands that one person may give to tighten what stands, and only two to loosen it. */
import { loosens } from '../accounts/opening.ts';
import type { Command } from '../commands.ts';
import { loosensLimits, loosensRates } from '../limits/settings.ts';
import type { VenueState } from '../state.ts';

/** True when the command loosens a limit that stands. Rules CALL-06, LIM-06. */
export function isLoosening(state: VenueState, command: Command): boolean {
  const isLimit =
    command.kind === 'subaccount.limits' ||
    command.kind === 'subaccount.orderLimits' ||
    command.kind === 'subaccount.orderRates';
  const subaccount = isLimit ? state.subaccounts[command.subaccount - 1] : undefined;
  if (!isLimit || subaccount === undefined) return false;
  if (command.kind === 'subaccount.limits') return loosens(subaccount, command.callPercents);
  return command.kind === 'subaccount.orderLimits'
    ? loosensLimits(subaccount, command)
    : loosensRates(subaccount, command);
}
