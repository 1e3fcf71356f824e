import { dockOf } from '../../workspace/dock/dock.ts';

/** Takes the keyboard to the ticket's first field: trigger or price, else the size. */
export function focusTicket(): void {
  dockOf('trading').open('order');
  const field = document.querySelector<HTMLInputElement>('.ticket .number-field input');
  field?.focus();
  field?.select();
}
