/** A listing changes while people hold the instrument: what may, two people may. */
import { describeHolder } from '../beginning.ts';
import type { CommandOf, InstrumentSpec } from '../commands.ts';
import { instrumentRefusal } from '../external/domains.ts';
import { isFunded, keepInterval } from '../funding/funding.ts';
import { pendingNowE8 } from '../funding/pending.ts';
import { groupRefusal, movePool } from '../liquidation/pools.ts';
import { keepsProfit } from '../margin/availability.ts';
import { bucketFigures, bucketIn } from '../margin/buckets.ts';
import { isCapped } from '../margin/capped.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { packText } from '../packed-text.ts';
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
  const ruined = firstRuined(step, instrument, after);
  if (ruined !== 0) return refused('WOULD_LIQUIDATE', ruined);
  const hasNewInterval = after.funding.intervalHours !== before.funding.intervalHours;
  if (hasNewInterval) keepInterval(before.funding, instrument.funding);
  instrument.spec = after;
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
  const { intervalHours, interval, samplesFrom, weighting, sampleS, everyS } = before;
  const isSameInterval = interval === 'amendable' || after.intervalHours === intervalHours;
  const isSameSampling = after.samplesFrom === samplesFrom && after.weighting === weighting;
  return isSameInterval && isSameSampling && after.sampleS === sampleS && after.everyS === everyS;
}

/**
 * The first subaccount that a specification would put below maintenance; 0 where none is. Whoever
 * holds the instrument holds it in one bucket: its own, that of the asset, or a pool.
 */
function firstRuined(
  { state, timeUs }: Step,
  instrument: Instrument,
  spec: InstrumentSpec,
): number {
  const { spec: before, funding } = instrument;
  const standing = state.subaccounts
    .filter((subaccount) => isMargined(state, subaccount) && !isObserved(state, subaccount))
    .map(({ id }) => bucketIn(state, instrument, id))
    .filter((bucket) => !isBelow(state, bucket));
  instrument.spec = spec;
  // By what funding would then be, which is taken up at the next price.
  const { pendingE8 } = funding;
  if (isFunded(spec)) funding.pendingE8 = pendingNowE8(spec, funding, timeUs);
  const ruined = standing.find((bucket) => isBelow(state, bucket));
  if (pendingE8 === undefined) delete funding.pendingE8;
  else funding.pendingE8 = pendingE8;
  instrument.spec = before;
  return ruined?.subaccount ?? 0;
}

function isBelow(state: VenueState, bucket: Bucket): boolean {
  const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
  const owner = at(state.subaccounts, bucket.subaccount);
  return equityAtoms < leastEquityAtoms(owner, maintenanceAtoms, bucket.instrument);
}
