/** Orders whose time has ended leave, wherever they are. Rules TIF-02, TIF-03. */
import { at } from '../state.ts';
import type { Step } from '../step.ts';
import { takeOut } from './changing.ts';
import { emitCancelled } from './placing.ts';

/** When the next order expires; 0 where none does. */
export function nextExpiryUs({ state }: Step): number {
  return state.notes.firstToExpire()?.expiresUs ?? 0;
}

/** Takes the first order out that is to expire. */
export function expireOrder(step: Step): void {
  const note = step.state.notes.firstToExpire();
  if (note === undefined) return;
  const { orderId, subaccount, instrument } = note;
  const remainingLots = takeOut(step, at(step.state.instruments, instrument), orderId, subaccount);
  emitCancelled(step, { orderId, subaccount, instrument, remainingLots }, 'expired');
}
