/** What a payer of funding has for it, and who bears what it has not. Rule VAR-34. */
import { sharesOf } from '../liquidation/arithmetic.ts';
import { bucketFigures, bucketOf } from '../margin/buckets.ts';
import { withdrawableAtoms } from '../margin/withdrawable.ts';
import type { Atoms } from '../numbers.ts';
import { isMargined, isPooled } from '../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';

/** What one position pays, or with a minus receives, at an instrument's funding. */
export interface Payment {
  readonly subaccount: Subaccount;
  readonly position: Position;
  readonly valueAtoms: Atoms;
  amountAtoms: Atoms;
}

/** What is free beside an isolated position, where that pays first; else nothing. */
export function besideAtoms(
  state: VenueState,
  { spec }: Instrument,
  { subaccount, position }: Pick<Payment, 'subaccount' | 'position'>,
): Atoms {
  if (spec.funding.isolatedFrom !== 'wallet' || position.mode !== 'isolated') return 0;
  return isMargined(state, subaccount) ? withdrawableAtoms(state, subaccount, spec.settleAsset) : 0;
}

/** What a payer has: all of its bucket. Who is not margined, and a pool, pay what they owe. */
function affordedAtoms(state: VenueState, instrument: Instrument, payment: Payment): Atoms {
  const { subaccount, position, amountAtoms } = payment;
  const isPool = position.mode === 'cross' && isPooled(subaccount);
  if (!isMargined(state, subaccount) || isPool) return amountAtoms;
  const { equityAtoms } = bucketFigures(state, bucketOf(state, subaccount, position));
  return Math.max(0, equityAtoms) + besideAtoms(state, instrument, payment);
}

/** Takes from who receives, pro rata and to the atom, what payers do not have. */
export function shareShortage(step: Step, instrument: Instrument, payments: Payment[]): void {
  const { state, events } = step;
  if (instrument.spec.funding.shortage !== 'shared') return;
  let missing = 0;
  for (const payment of payments) {
    if (payment.amountAtoms <= 0) continue;
    const unpaid = payment.amountAtoms - affordedAtoms(state, instrument, payment);
    if (unpaid <= 0) continue;
    payment.amountAtoms -= unpaid;
    missing += unpaid;
    events.emit('funding.unpaid', payment.subaccount.id, instrument.id, unpaid);
  }
  const receivers = payments.filter(({ amountAtoms }) => amountAtoms < 0);
  const dues = receivers.map(({ amountAtoms }) => -amountAtoms);
  const due = dues.reduce((sum, atoms) => sum + atoms, 0);
  if (missing === 0 || due === 0) return;
  const shares = sharesOf(Math.min(missing, due), dues);
  for (const [n, receiver] of receivers.entries()) receiver.amountAtoms += shares[n] ?? 0;
}
