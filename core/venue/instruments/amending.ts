/** A listing changes while people hold the instrument: what may, two people may. */
import { describeHolder } from '../beginning.ts';
import type { CommandOf, InstrumentSpec } from '../commands.ts';
import { instrumentRefusal } from '../external/domains.ts';
import { keepInterval } from '../funding/funding.ts';
import { takeUpPending } from '../funding/pending.ts';
import { groupRefusal, movePool } from '../liquidation/pools.ts';
import { keepsProfit } from '../margin/availability.ts';
import { bucketFigures, bucketIn } from '../margin/buckets.ts';
import { isCapped } from '../margin/capped.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { packText } from '../packed-text.ts';
import { keepHour } from '../pricing/reference-band.ts';
import { profilesFit } from '../profiles/defining.ts';
import { leastEquityAtoms } from '../margin/ratios.ts';
import { at, isMargined, isObserved } from '../state.ts';
import type { Bucket, Instrument, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { isSound } from './listing.ts';

/** Changes a listing to its next version, or leaves everything as it was. Rule LIST-06. */
export function amendInstrument(step: Step, command: CommandOf<'instrument.amend'>): Outcome {
  const { state } = step;
  const { kind: _, instrument: id, note = '', ...given } = command;
  const instrument = at(state.instruments, id);
  const before = instrument.spec;
  if (instrument.state === 'expired') return refused('WRONG_STATE');
  const present = before.version ?? 1;
  if (given.version !== present + 1) return refused('WRONG_VERSION', present);
  const after = { ...before, ...given };
  if (!isSound(after) || !profilesFit(state, id, after)) return refused('INVALID_SPEC');
  const misplaced = instrumentRefusal(state, after) ?? groupRefusal(state, after, before);
  if (misplaced !== null) return misplaced;
  // Pools hold what counts as usual, and nothing else.
  const isSameEquity = keepsProfit(after) === keepsProfit(before);
  // Who is short has posted the fee of closing as it was.
  const isDearer = isCapped(before) && after.fees.takerPpm > before.fees.takerPpm;
  const isSame = isSameGrid(before.funding, after.funding) && isSameEquity;
  if (!isSame || isDearer) return refused('NOT_AMENDABLE');
  const standing = standingIn(state, instrument);
  const undo = takeTerms(step, instrument, after);
  const ruined = standing.find((bucket) => isBelow(state, bucket));
  if (ruined !== undefined) {
    undo();
    return refused('WOULD_LIQUIDATE', ruined.subaccount);
  }
  if (instrument.markTicks !== 0) keepHour(instrument, step.timeUs);
  if (given.insurance !== undefined || given.adl !== undefined) movePool(state, before, after);
  instrument.band.forget();
  instrument.sums.forgetAll();
  for (const subaccount of state.subaccounts) describeHolder(state, subaccount, instrument);
  step.events.emit('instrument.amended', id, given.version, step.operator, ...packText(note));
  return done(id);
}

/**
 * Whether what was sampled may stand. Where a listing says so its interval may change: the one that
 * runs is paid as it was begun. Rules LIST-06, VAR-30.
 */
function isSameGrid(before: InstrumentSpec['funding'], after: InstrumentSpec['funding']): boolean {
  const { intervalHours, interval, samplesFrom, weighting, averageOf, sampleS, everyS, paidWhen } =
    before;
  const isSameInterval = interval === 'amendable' || after.intervalHours === intervalHours;
  const isSameMean = after.weighting === weighting && after.averageOf === averageOf;
  const isPaidAlike = (after.paidWhen === 'touched') === (paidWhen === 'touched');
  const isSameSampling = after.samplesFrom === samplesFrom && isSameMean && isPaidAlike;
  return isSameInterval && isSameSampling && after.sampleS === sampleS && after.everyS === everyS;
}

/**
 * An instrument has other terms, and of its funding what follows from them; how it was. What is
 * remembered of a way that it no longer has is not there when it has it again. LIST-06, VAR-33.
 */
function takeTerms(step: Step, instrument: Instrument, after: InstrumentSpec): () => void {
  const { spec: before, funding } = instrument;
  const was = { ...funding };
  instrument.spec = after;
  if (after.funding.intervalHours !== before.funding.intervalHours) {
    keepInterval(before.funding, funding);
  }
  if (after.funding.payOn !== 'startIndex') delete funding.startTicks;
  if (after.funding.imbalance === undefined) delete funding.movedE14;
  takeUpPending(step.state, instrument, step.timeUs);
  return () => {
    instrument.spec = before;
    delete funding.startUs;
    delete funding.pendingE8;
    Object.assign(funding, was);
  };
}

/**
 * Who stands at or above maintenance. Whoever holds the instrument holds it in one bucket: its own,
 * that of the asset, or a pool.
 */
function standingIn(state: VenueState, instrument: Instrument): Bucket[] {
  return state.subaccounts
    .filter((subaccount) => isMargined(state, subaccount) && !isObserved(state, subaccount))
    .map(({ id }) => bucketIn(state, instrument, id))
    .filter((bucket) => !isBelow(state, bucket));
}

function isBelow(state: VenueState, bucket: Bucket): boolean {
  const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
  const owner = at(state.subaccounts, bucket.subaccount);
  return equityAtoms < leastEquityAtoms(owner, maintenanceAtoms, bucket.instrument);
}
