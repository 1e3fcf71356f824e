import { dock } from '../../workspace/dock/dock.ts';

/** Takes the keyboard to the ticket: the price of a limit order, else the size. */
export function focusTicket(): void {
  dock.open('order');
  const field = document.querySelector<HTMLInputElement>('#ticket-price, #ticket-size');
  field?.focus();
  field?.select();
}
