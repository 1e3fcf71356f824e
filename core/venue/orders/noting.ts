/** What an order carries beside its place in a book is kept, and told. */
import type { CommandOf } from '../commands.ts';
import { packText } from '../packed-text.ts';
import { setTimer } from '../state.ts';
import type { Step } from '../step.ts';
import { expiryUs } from './instructions.ts';
import type { ReadyOrder } from './placing.ts';

type PlaceCommand = CommandOf<'order.place'>;

/** Whether an order has more to it than a book keeps. */
export function isNoted({ clientId, timeInForce }: PlaceCommand): boolean {
  return clientId !== undefined || timeInForce === 'day' || timeInForce === 'gtd';
}

/** Keeps the note of an accepted order, and tells the name that it has. Rules NAME-02, TIF-01. */
export function note(
  step: Step,
  { orderId, subaccount, instrument }: Pick<ReadyOrder, 'orderId' | 'subaccount' | 'instrument'>,
  command: PlaceCommand,
): void {
  const { clientId = '', timeInForce } = command;
  const expiresUs = expiryUs(command, instrument, step.timeUs);
  if (expiresUs !== 0) setTimer(step.state, expiresUs);
  const where = { orderId, subaccount: subaccount.id, instrument: instrument.id };
  step.state.notes.add({ ...where, clientId, timeInForce, expiresUs });
  if (clientId === '') return;
  step.events.emit('order.named', orderId, subaccount.id, ...packText(clientId));
}
