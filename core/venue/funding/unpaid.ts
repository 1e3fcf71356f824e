/**
 * Funding that is paid when its position is touched, and not when it is due: until then it is in
 * what the position has cost, so that its equity is the same as if it were paid.
 * `margin-rules.md` section 7. Rule VAR-74.
 */
import { setOrDrop } from '../accounts/realised.ts';
import type { InstrumentSpec } from '../commands.ts';
import { notionalAtoms } from '../instruments/value.ts';
import type { Atoms } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';
import type { Step } from '../step.ts';

/** Whether what is due of an instrument's positions is put aside. */
export function isPutAside({ spec }: Instrument): boolean {
  return spec.funding.paidWhen === 'touched';
}

/** What was put aside of a position; below zero where it is to receive. */
export function unpaidAtoms({ funding }: Pick<Instrument, 'funding'>, subaccount: number): Atoms {
  return funding.unpaid?.[subaccount] ?? 0;
}

/** Puts what is due of a position aside, into its cost. */
export function putAside(
  { ledger }: Step,
  instrument: Instrument,
  subaccount: number,
  amountAtoms: Atoms,
): void {
  const { funding, spec, positions } = instrument;
  ledger.changePosition(at(positions, subaccount), spec.settleAsset, 0, amountAtoms);
  funding.unpaid ??= {};
  setOrDrop(funding.unpaid, subaccount, unpaidAtoms(instrument, subaccount) + amountAtoms);
}

/** Pays what was put aside of a position, before anything else becomes of it. */
export function payAside(
  { ledger, events }: Step,
  instrument: Instrument,
  subaccount: number,
): void {
  const { funding, spec, positions, balances, scales, markTicks } = instrument;
  const amount = unpaidAtoms(instrument, subaccount);
  if (funding.unpaid === undefined || amount === 0) return;
  setOrDrop(funding.unpaid, subaccount, 0);
  const position = at(positions, subaccount);
  ledger.changePosition(position, spec.settleAsset, 0, -amount);
  ledger.postTo(at(balances, subaccount), -amount);
  position.fundingAtoms -= amount;
  if (position.mode === 'isolated') position.allocatedAtoms -= amount;
  const worth =
    Math.sign(position.lots) * notionalAtoms(scales, Math.abs(position.lots), markTicks);
  // It is of the rates of many payments, of which each was told when it was due.
  events.emit('funding.paid', subaccount, instrument.id, amount, 0, worth);
}

/** What positions of an asset in cross are to pay, which is theirs but may not leave. */
export function heldForFundingAtoms(
  { instruments }: VenueState,
  subaccount: number,
  asset: number,
): Atoms {
  let held = 0;
  for (const instrument of instruments) {
    const { funding, spec, positions } = instrument;
    if (funding.unpaid === undefined || spec.settleAsset !== asset) continue;
    if (at(positions, subaccount).mode !== 'cross') continue;
    held += Math.max(0, unpaidAtoms(instrument, subaccount));
  }
  return held;
}

/** What is asked by terms, its own or a profile's, must not depend on when funding is paid. */
export function asksAlike(
  { funding }: Pick<InstrumentSpec, 'funding'>,
  { mmBasis }: Pick<InstrumentSpec['margin'], 'mmBasis'>,
): boolean {
  return funding.paidWhen !== 'touched' || mmBasis !== 'entry';
}

/** Nor what of a profit counts; and nobody is found short of what is not yet paid. */
export function unpaidFits(spec: InstrumentSpec): boolean {
  const { funding, margin, equity, realisation, capTicks } = spec;
  if (funding.paidWhen !== 'touched') return true;
  const isAsDue = funding.shortage !== 'shared' && funding.isolatedFrom !== 'wallet';
  const isOfCost = equity?.profit === 'kept' || realisation !== undefined || capTicks !== undefined;
  return isAsDue && !isOfCost && asksAlike(spec, margin);
}
