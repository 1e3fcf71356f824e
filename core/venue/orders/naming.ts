/** Orders by the names that their clients gave them. */
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { VenueState } from '../state.ts';

/** An order is live no longer. */
export function closeNote(state: VenueState, orderId: number): void {
  state.notes.close(orderId, (id) => at(state.subaccounts, id).clientIdMemory);
}

/**
 * The order that a command names, by its number or by its client's name for it; 0 where no live
 * order has that name. Rule NAME-03.
 */
export function orderNamed(
  state: VenueState,
  command: { subaccount: number; order?: number; clientId?: string },
): number | Outcome {
  const { subaccount, order, clientId } = command;
  if (order === undefined) return state.notes.orderOf(subaccount, clientId ?? '');
  return clientId === undefined ? order : refused('CONTRADICTION');
}
