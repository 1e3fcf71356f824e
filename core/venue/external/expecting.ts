/**
 * What another venue is expected to do with what is observed there: our engines say it by that
 * venue's terms and our prices, once for each condition, and take it back when the reason is gone.
 * They move nothing. Rules EXT-08 to EXT-11.
 */
import { EXPECTED_ACTS } from '../choices.ts';
import { fundingPaymentAtoms } from '../funding/funding.ts';
import { notionalAtoms } from '../instruments/value.ts';
import type { BucketFigures } from '../margin/buckets.ts';
import { cureAtoms } from '../margin/calls.ts';
import type { Atoms, Lots, RateE8, Ticks } from '../numbers.ts';
import { at } from '../state.ts';
import type { Bucket, Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { domainOfInstrument, domainOfSubaccount } from './domains.ts';
import type { Expectation, ExpectedAct } from './state.ts';

/** What is expected of what. */
type Subject = Pick<Expectation, 'subaccount' | 'what' | 'asset' | 'instrument'>;

/** What it is expected with; what does not apply is nothing. */
interface Reason {
  readonly equityAtoms?: Atoms;
  readonly maintenanceAtoms?: Atoms;
  readonly amountAtoms?: Atoms;
  readonly quantityLots?: Lots;
  readonly markTicks?: Ticks;
}

function placeOf(state: VenueState, subject: Subject): number {
  const { subaccount, what, asset, instrument } = subject;
  return state.external.expected.findIndex(
    (one) =>
      one.subaccount === subaccount &&
      one.what === what &&
      one.asset === asset &&
      one.instrument === instrument,
  );
}

/** Expects something, unless it is expected already. Rule EXT-08. */
export function expect(step: Step, subject: Subject, reason: Reason): void {
  const { state } = step;
  if (placeOf(state, subject) !== -1) return;
  const { external } = state;
  external.expectations += 1;
  const id = external.expectations;
  const { subaccount, what, asset, instrument } = subject;
  external.expected.push({ id, subaccount, what, asset, instrument, sinceUs: step.timeUs });
  step.events.emit(
    'external.expected',
    id,
    subaccount,
    domainOfSubaccount(state, at(state.subaccounts, subaccount)),
    EXPECTED_ACTS.indexOf(what),
    asset,
    instrument,
    reason.equityAtoms ?? 0,
    reason.maintenanceAtoms ?? 0,
    reason.amountAtoms ?? 0,
    reason.quantityLots ?? 0,
    reason.markTicks ?? 0,
  );
}

/** Takes something back that is expected, if it is. Rule EXT-08. */
export function withdraw(step: Step, subject: Subject): void {
  const { state } = step;
  const place = placeOf(state, subject);
  if (place === -1) return;
  const [gone] = state.external.expected.splice(place, 1);
  if (gone === undefined) return;
  const { id, subaccount, what, asset, instrument } = gone;
  const domain = domainOfSubaccount(state, at(state.subaccounts, subaccount));
  const act = EXPECTED_ACTS.indexOf(what);
  step.events.emit('external.withdrawn', id, subaccount, domain, act, asset, instrument);
}

function ofBucket(what: ExpectedAct, { subaccount, asset, instrument }: Bucket): Subject {
  return { subaccount, what, asset, instrument };
}

export function ofPosition(
  what: ExpectedAct,
  subaccount: number,
  { id, spec }: Instrument,
): Subject {
  return { subaccount, what, asset: spec.settleAsset, instrument: id };
}

/** A call stands here, and what it asks is to be brought in there. Rule EXT-09. */
export function expectCall(step: Step, bucket: Bucket, figures: BucketFigures): void {
  const subject = ofBucket('call', bucket);
  if (bucket.call === null) return withdraw(step, subject);
  const { callPercents } = at(step.state.subaccounts, bucket.subaccount);
  const { equityAtoms, maintenanceAtoms } = figures;
  const amountAtoms = cureAtoms(callPercents, figures);
  expect(step, subject, { equityAtoms, maintenanceAtoms, amountAtoms });
}

/** A bucket is below maintenance, on a price at which we would liquidate. Rule EXT-09. */
export function expectLiquidation(step: Step, bucket: Bucket, figures: BucketFigures): void {
  const { equityAtoms, maintenanceAtoms } = figures;
  const amountAtoms = maintenanceAtoms - equityAtoms;
  const instrument = step.state.instruments[bucket.instrument - 1];
  const lots = instrument === undefined ? 0 : at(instrument.positions, bucket.subaccount).lots;
  expect(step, ofBucket('liquidation', bucket), {
    equityAtoms,
    maintenanceAtoms,
    amountAtoms,
    quantityLots: lots,
    markTicks: instrument?.markTicks ?? 0,
  });
}

export function withdrawLiquidation(step: Step, bucket: Bucket): void {
  withdraw(step, ofBucket('liquidation', bucket));
}

/** The bucket of a position that has none of its own any more: nothing is expected of it. */
export function withdrawBucket(step: Step, bucket: Bucket): void {
  withdraw(step, ofBucket('call', bucket));
  withdraw(step, ofBucket('liquidation', bucket));
}

/** What only a position gives a reason for; withdrawn where there is none. Rule EXT-08. */
export function endFlat(step: Step, subaccount: Subaccount): void {
  for (const instrument of step.state.instruments) {
    if (at(instrument.positions, subaccount.id).lots !== 0) continue;
    for (const what of ['deleveraging', 'funding', 'settlement'] as const) {
      withdraw(step, ofPosition(what, subaccount.id, instrument));
    }
  }
}

/** Whether an instrument is another venue's, which pays its funding and settles it itself. */
export function isElsewhere(state: VenueState, instrument: Instrument): boolean {
  return state.external.domains.length > 0 && domainOfInstrument(state, instrument) !== 0;
}

function holdersOf(state: VenueState, { id }: Instrument): Subaccount[] {
  return state.external.observed
    .map(({ subaccount }) => at(state.subaccounts, subaccount))
    .filter(({ positions }) => at(positions, id).lots !== 0);
}

/** Funding is due by our samples: what each would pay, a minus being what it gets. EXT-10. */
export function expectFunding(step: Step, instrument: Instrument, rateE8: RateE8): void {
  const { scales, markTicks, positions } = instrument;
  for (const { id } of holdersOf(step.state, instrument)) {
    const subject = ofPosition('funding', id, instrument);
    // What was due before and nobody has reported is not due twice.
    withdraw(step, subject);
    const { lots } = at(positions, id);
    if (markTicks === 0) continue;
    const notional = notionalAtoms(scales, Math.abs(lots), markTicks);
    const amountAtoms = fundingPaymentAtoms(lots > 0 ? notional : -notional, rateE8);
    if (amountAtoms !== 0) expect(step, subject, { amountAtoms, quantityLots: lots, markTicks });
  }
}

/** It has ended, and its venue settles it. Rule EXT-11. */
export function expectSettlement(step: Step, instrument: Instrument): void {
  const { markTicks, positions } = instrument;
  for (const { id } of holdersOf(step.state, instrument)) {
    const quantityLots = at(positions, id).lots;
    expect(step, ofPosition('settlement', id, instrument), { quantityLots, markTicks });
  }
}
