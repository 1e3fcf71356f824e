/** What sources say of subaccounts at other venues: who is reported, fills and transfers. */
import { walletAtoms } from '../accounts/ledger.ts';
import { BUY, SELL } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import { lotsWorth } from '../instruments/value.ts';
import { reviewCall } from '../margin/calls.ts';
import type { Atoms } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, isObserved } from '../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { fillChange, keptAtoms, MOST_OBSERVED_ATOMS } from './arithmetic.ts';
import { KNOWN_BY, TRANSFER_REASONS } from './commands.ts';
import { domainOfSubaccount } from './domains.ts';
import { endFlat, ofPosition, withdraw, withdrawBucket } from './expecting.ts';
import { positionFits, postPosition, postWallet, walletFits } from './posting.ts';
import type { Observed } from './state.ts';

/** Who reports is told once, and anew where it changes. Rule EXT-04. */
export function openObserved(step: Step, command: CommandOf<'external.open'>): Outcome {
  const { state } = step;
  const subaccount = at(state.subaccounts, command.subaccount);
  if (!isObserved(state, subaccount)) return refused('NOT_OBSERVED');
  const { source, knownBy, reference } = command;
  const known = observedOf(state, subaccount.id);
  const isSame =
    known?.source === source && known.knownBy === knownBy && known.reference === reference;
  if (isSame) return refused('NOTHING_TO_CHANGE');
  const said = { source, knownBy, reference };
  if (known !== undefined) Object.assign(known, said);
  else {
    const never = { reportedUs: 0, comparedUs: 0, figures: [] };
    state.external.observed.push({ subaccount: subaccount.id, ...said, ...never });
  }
  const domain = domainOfSubaccount(state, subaccount);
  step.events.emit('external.opened', subaccount.id, domain, KNOWN_BY.indexOf(knownBy));
  return done(subaccount.id);
}

export function observedOf({ external }: VenueState, subaccount: number): Observed | undefined {
  return external.observed.find((one) => one.subaccount === subaccount);
}

type Report = CommandOf<
  'external.snapshot' | 'external.fill' | 'external.transfer' | 'external.venueFigure'
>;

/** Who a report is of; a refusal where it does not count. Rule EXT-04. */
export function reported(state: VenueState, command: Report): Observed | Outcome {
  const subaccount = at(state.subaccounts, command.subaccount);
  const observed = observedOf(state, subaccount.id);
  if (observed === undefined) return refused('NOT_OBSERVED');
  if (observed.source !== command.source) return refused('WRONG_SOURCE');
  const seen = state.sources[command.source] ?? 0;
  return command.sourceSequence <= seen ? refused('ALREADY_SEEN', seen) : observed;
}

/** A report has been taken: it is not taken again, and what it ended is expected no more. */
export function accept(step: Step, observed: Observed, command: Report): Outcome {
  const { state } = step;
  state.sources[command.source] = command.sourceSequence;
  observed.reportedUs = step.timeUs;
  endFlat(step, at(state.subaccounts, observed.subaccount));
  return done(observed.subaccount);
}

/** What a position has of its own, or that it has none: the venue says so. */
export function allocate(
  step: Step,
  subaccount: Subaccount,
  position: Position,
  allocatedAtoms: Atoms | undefined,
): void {
  const isIsolated = allocatedAtoms !== undefined;
  const after = allocatedAtoms ?? 0;
  if (position.allocatedAtoms !== after) {
    const delta = after - position.allocatedAtoms;
    position.allocatedAtoms = after;
    const { instrument } = position;
    step.events.emit('position.margin', subaccount.id, instrument, delta, after);
  }
  if ((position.mode === 'isolated') === isIsolated) return;
  position.mode = isIsolated ? 'isolated' : 'cross';
  const flag = isIsolated ? 1 : 0;
  step.events.emit('position.isolated', subaccount.id, position.instrument, flag);
  if (isIsolated) return;
  // Its own bucket is looked at no more: nothing of it may stay open.
  const empty = { walletAtoms: 0, equityAtoms: 0, maintenanceAtoms: 0, hasPosition: false };
  reviewCall(step, position.bucket, empty);
  withdrawBucket(step, position.bucket);
  position.bucket.belowSinceUs = 0;
}

/** One trade there, by the rules of our own fills; its fee is that venue's. Rule EXT-06. */
export function reportFill(step: Step, command: CommandOf<'external.fill'>): Outcome {
  const { state } = step;
  const observed = reported(state, command);
  if ('code' in observed) return observed;
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  const position = at(instrument.positions, subaccount.id);
  const { priceTicks: ticks, quantityLots: lots, feeAtoms, allocatedAtoms } = command;
  const side = command.side === 'buy' ? BUY : SELL;
  const isTooBig =
    lots > lotsWorth(instrument.scales, ticks, MOST_OBSERVED_ATOMS) ||
    Math.max(Math.abs(feeAtoms), allocatedAtoms ?? 0) > MOST_OBSERVED_ATOMS;
  if (isTooBig) return refused('AMOUNT_TOO_LARGE');
  const change = fillChange(instrument, position, { side, lots, ticks, feeAtoms });
  const { settleAsset } = instrument.spec;
  const mark = instrument.markTicks === 0 ? ticks : instrument.markTicks;
  const fits =
    walletFits(state, subaccount, settleAsset, change.walletAtoms) &&
    positionFits(state, subaccount, instrument, change, mark) &&
    isCounted(position.realisedAtoms + change.realisedAtoms) &&
    isCounted(position.feesAtoms + feeAtoms);
  if (!fits) return refused('AMOUNT_TOO_LARGE');
  const before = position.lots;
  postPosition(step, subaccount, instrument, change);
  postWallet(step, subaccount, settleAsset, change.walletAtoms);
  position.realisedAtoms += change.realisedAtoms;
  position.feesAtoms += feeAtoms;
  const kept = keptAtoms(before, position.lots, position.allocatedAtoms);
  const isFlat = position.lots === 0;
  const isIsolated = position.mode === 'isolated' || allocatedAtoms !== undefined;
  if (isIsolated) allocate(step, subaccount, position, isFlat ? 0 : (allocatedAtoms ?? kept));
  emitFilled(step, subaccount, instrument, command, change.realisedAtoms);
  return accept(step, observed, command);
}

/** Whether a sum over all that was reported is still exact. */
function isCounted(atoms: Atoms): boolean {
  return Math.abs(atoms) <= Number.MAX_SAFE_INTEGER / 2;
}

function emitFilled(
  step: Step,
  subaccount: Subaccount,
  instrument: Instrument,
  { side, priceTicks, quantityLots, feeAtoms }: CommandOf<'external.fill'>,
  realisedAtoms: Atoms,
): void {
  step.events.emit(
    'external.filled',
    subaccount.id,
    domainOfSubaccount(step.state, subaccount),
    instrument.id,
    side === 'buy' ? BUY : SELL,
    priceTicks,
    quantityLots,
    feeAtoms,
    realisedAtoms,
    at(instrument.positions, subaccount.id).lots,
  );
}

/** Whether what is said of a transfer agrees: where it comes from, and what it is of. */
function isTransfer(
  state: VenueState,
  { reason, amountAtoms, asset, instrument }: CommandOf<'external.transfer'>,
): boolean {
  if (amountAtoms === 0) return false;
  if (reason === 'deposit' && amountAtoms < 0) return false;
  if (reason === 'withdrawal' && amountAtoms > 0) return false;
  if (instrument === undefined) return true;
  const isOfPosition = reason === 'funding' || reason === 'fee';
  return isOfPosition && at(state.instruments, instrument).spec.settleAsset === asset;
}

/** Money in or out there: from the world outside, or against the venue. Rule EXT-06. */
export function reportTransfer(step: Step, command: CommandOf<'external.transfer'>): Outcome {
  const { state } = step;
  const { asset, amountAtoms, reason } = command;
  if (state.assets[asset - 1] === undefined) return refused('UNKNOWN_ASSET');
  const observed = reported(state, command);
  if ('code' in observed) return observed;
  if (!isTransfer(state, command)) return refused('CONTRADICTION');
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = state.instruments[(command.instrument ?? 0) - 1];
  const isOutside = reason === 'deposit' || reason === 'withdrawal';
  const outside = (state.externalAtoms[asset - 1] ?? 0) + (isOutside ? amountAtoms : 0);
  const position = instrument && at(instrument.positions, subaccount.id);
  const fits =
    walletFits(state, subaccount, asset, amountAtoms) &&
    isCounted(outside) &&
    isCounted((position?.fundingAtoms ?? 0) + amountAtoms) &&
    isCounted((position?.feesAtoms ?? 0) - amountAtoms);
  if (!fits) return refused('AMOUNT_TOO_LARGE');
  if (isOutside) step.ledger.enter(subaccount, asset, amountAtoms);
  else postWallet(step, subaccount, asset, amountAtoms);
  if (position !== undefined && reason === 'funding') position.fundingAtoms += amountAtoms;
  if (position !== undefined && reason === 'fee') position.feesAtoms -= amountAtoms;
  if (instrument !== undefined && reason === 'funding') {
    withdraw(step, ofPosition('funding', subaccount.id, instrument));
  }
  step.events.emit(
    'external.transferred',
    subaccount.id,
    domainOfSubaccount(state, subaccount),
    asset,
    instrument?.id ?? 0,
    TRANSFER_REASONS.indexOf(reason),
    amountAtoms,
    walletAtoms(at(subaccount.balances, asset)),
  );
  return accept(step, observed, command);
}
