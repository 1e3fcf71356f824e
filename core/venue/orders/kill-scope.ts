/** What a kill switch stops, and whom it refuses. */
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { isMargined } from '../state.ts';
import type { Kill, Subaccount, VenueState } from '../state.ts';

/** Whether a subaccount is in a kill's scope; any is in a strategy's, which trades for many. */
export function isKilled(state: VenueState, kill: Kill, subaccount: Subaccount): boolean {
  // The house is the market, and the venue's own subaccounts only close.
  if (!isMargined(state, subaccount)) return false;
  switch (kill.scope) {
    case 'subaccount':
      return kill.subject === subaccount.id;
    case 'account':
      return kill.subject === subaccount.account;
    case 'desk':
      return kill.desk === subaccount.desk;
    case 'venue':
    case 'strategy':
      return true;
    case 'order':
      return false;
  }
}

/**
 * Null where no engaged kill switch stops the order. What only closes a position passes, so that a
 * person can get out, but not by the hand of a strategy that was stopped. Rules KILL-02, KILL-03.
 */
export function killRefusal(
  state: VenueState,
  subaccount: Subaccount,
  strategy: number,
  closing: boolean,
): Outcome | null {
  for (const kill of state.kills) {
    const isOfStrategy = kill.scope === 'strategy';
    if (isOfStrategy ? kill.subject !== strategy : closing) continue;
    if (isKilled(state, kill, subaccount)) return refused('KILLED', kill.id);
  }
  return null;
}
