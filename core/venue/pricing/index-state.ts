/**
 * An index as the venue carries it: what its sources last said, the price in force, the ladder.
 *
 * A price is replaced by an observation while it stands at GREEN, AMBER or RESUME, by the secondary
 * index in FALLBACK, and not at all in HOLD and HALT, where the last one stands with its age.
 */
import type { PriceE8, TimeUs } from '../numbers.ts';
import type { IndexDefinition } from './definition.ts';
import { combinedE8 } from './index-combination.ts';
import { isBeyond, medianQuarters, movedWith, quartersToE8 } from './index-price.ts';
import { createLadder, lowerLadder, releaseLadder, standing, stepLadder } from './ladder.ts';
import type {
  LadderPhase,
  LadderState,
  LoweredState,
  PriceQuality,
  PriceState,
  Reading,
  SecondaryView,
  Transition,
} from './ladder.ts';
import { outlierStays } from './outlier.ts';
import { qualityOf, secondaryQuality } from './quality.ts';
import type { QualityReading } from './quality.ts';
import { createSourceMemory, judgeSources } from './source-validity.ts';
import type { Exclusion, Flagging, SourceInput, SourceMemory } from './source-validity.ts';

/** Plain and JSON-able; all of it belongs to the venue's state. Times are 0 while never or not. */
export interface IndexState {
  /** The price in force; 0 while there is none. */
  priceE8: PriceE8;
  /** When that price was observed: venue time less this is its age. */
  priceTimeUs: TimeUs;
  /** The last price in force that came from our own sources. */
  goodE8: PriceE8;
  observedTimeUs: TimeUs;
  /** The index that the jump guard last let pass, published or not. */
  acceptedE8: PriceE8;
  acceptedTimeUs: TimeUs;
  jumpTicks: number;
  /** Since when the secondary index has been further off than AMBER allows. */
  secondaryOffSinceUs: TimeUs;
  reading: Reading;
  readonly ladder: LadderState;
  readonly sources: SourceMemory[];
}

/** What a step left behind. Transitions are for events; exclusions hold for this observation. */
export interface IndexStep {
  readonly priceE8: PriceE8;
  readonly priceTimeUs: TimeUs;
  readonly state: PriceState;
  readonly phase: LadderPhase;
  readonly transitions: Transition[];
  readonly excluded: Exclusion[];
  readonly flagged: Flagging[];
}

const NO_READING: Reading = {
  quality: 'HOLD',
  reason: 'STALE',
  survivors: 0,
  secondary: 'absent',
};

const QUALITY_RANK: Readonly<Record<PriceQuality, number>> = { GREEN: 0, AMBER: 1, HOLD: 2 };

export function createIndexState(definition: IndexDefinition): IndexState {
  return {
    priceE8: 0,
    priceTimeUs: 0,
    goodE8: 0,
    observedTimeUs: 0,
    acceptedE8: 0,
    acceptedTimeUs: 0,
    jumpTicks: 0,
    secondaryOffSinceUs: 0,
    reading: NO_READING,
    ladder: createLadder(),
    sources: definition.sources.map(createSourceMemory),
  };
}

/**
 * Takes an observation into the index and changes `state` (ORA-01 to ORA-11). The inputs must have
 * passed `inputsFault`; `secondaryE8` is an independent published index, 0 if there is no
 * fresh one.
 */
export function observe(
  definition: IndexDefinition,
  state: IndexState,
  inputs: readonly SourceInput[],
  secondaryE8: PriceE8,
  timeUs: TimeUs,
): IndexStep {
  // After a gap the feed has been silent, whether or not a tick has said so.
  const transitions = isSilent(definition, state, timeUs)
    ? passTime(definition, state, timeUs)
    : [];
  const { quarters, excluded, flagged } = judgeSources(definition, state.sources, inputs, timeUs);
  const median = medianQuarters(quarters.filter((price) => price > 0));
  let out = 0;
  state.sources.forEach((memory, source) => {
    const price = quarters[source]!;
    if (!outlierStays(definition, memory, price, median, timeUs) || price === 0) return;
    out += 1;
    quarters[source] = 0;
    excluded.push({ source, reason: 'OUTLIER' });
  });

  const seen = { quarters, median, out };
  const index = readIndex(definition, state, seen, timeUs);
  const own = worseOf(index, crossCheck(definition, state, index.priceE8, secondaryE8, timeUs));
  state.reading = { ...own, secondary: viewSecondary(definition, state, own, secondaryE8) };
  state.observedTimeUs = timeUs;
  transitions.push(...stepLadder(definition, state.ladder, state.reading, timeUs));
  publish(state, index.priceE8, secondaryE8, timeUs);
  return stepOf(state, transitions, excluded, flagged);
}

/** Lets time pass without an observation: hold times run on, and a silent feed becomes HOLD. */
export function tick(definition: IndexDefinition, state: IndexState, timeUs: TimeUs): IndexStep {
  return stepOf(state, passTime(definition, state, timeUs), [], []);
}

/** A person lowers the price's state; see `lowerLadder`. */
export function lower(state: IndexState, to: LoweredState): IndexStep | 'NOT_LOWER' {
  const transitions = lowerLadder(state.ladder, to, state.reading.survivors);
  return transitions === 'NOT_LOWER' ? transitions : stepOf(state, transitions, [], []);
}

/** A person's state is taken away again; see `releaseLadder`. */
export function release(state: IndexState, timeUs: TimeUs): IndexStep | 'NOT_LOWERED' {
  const transitions = releaseLadder(state.ladder, state.reading.survivors, timeUs);
  return transitions === 'NOT_LOWERED' ? transitions : stepOf(state, transitions, [], []);
}

function stepOf(
  state: IndexState,
  transitions: Transition[],
  excluded: Exclusion[],
  flagged: Flagging[],
): IndexStep {
  const { priceE8, priceTimeUs } = state;
  return { priceE8, priceTimeUs, ...standing(state.ladder), transitions, excluded, flagged };
}

function isSilent(definition: IndexDefinition, state: IndexState, timeUs: TimeUs): boolean {
  return timeUs - state.observedTimeUs >= definition.dataStaleMs * 1_000;
}

function passTime(definition: IndexDefinition, state: IndexState, timeUs: TimeUs): Transition[] {
  if (isSilent(definition, state, timeUs)) {
    state.reading = NO_READING;
    state.jumpTicks = 0;
    state.secondaryOffSinceUs = 0;
    // An outlier's way back must be watched without a gap.
    for (const memory of state.sources) memory.withinSinceUs = 0;
  }
  return stepLadder(definition, state.ladder, state.reading, timeUs);
}

interface IndexReading extends QualityReading {
  /** 0 if there is none to publish. */
  readonly priceE8: PriceE8;
}

/** What an observation leaves of its sources: prices of survivors, 0 of others, in quarters. */
interface Seen {
  readonly quarters: readonly number[];
  /** Of all valid prices, outliers too. */
  readonly median: number;
  /** How many outliers there are. */
  readonly out: number;
}

/** Steps 3 to 5: clamp, weights and jump guard over the surviving prices. */
function readIndex(
  definition: IndexDefinition,
  state: IndexState,
  { quarters, median, out }: Seen,
  timeUs: TimeUs,
): IndexReading {
  const survivors = quarters.flatMap((price, source) => (price > 0 ? [source] : []));
  const prices = survivors.map((source) => quarters[source]!);
  const weights = survivors.map((source) => definition.sources[source]!.weightPpm);
  const quality = qualityOf(definition, prices, weights, median);
  if (quality.quality === 'HOLD') return { ...quality, priceE8: 0 };

  const isMedian = out >= (definition.medianFromOut ?? Infinity);
  const combined = isMedian
    ? quartersToE8(median)
    : combinedE8(definition, prices, weights, median);
  let priceE8 = combined;
  if (isUnsupportedJump(definition, state, quarters, combined, timeUs)) {
    if (state.jumpTicks < definition.jumpHoldTicks) {
      state.jumpTicks += 1;
      return { quality: 'HOLD', reason: 'JUMP', survivors: prices.length, priceE8: 0 };
    }
    priceE8 = quartersToE8(median);
  }
  state.jumpTicks = 0;
  state.acceptedE8 = priceE8;
  state.acceptedTimeUs = timeUs;
  state.sources.forEach((memory, source) => {
    memory.acceptedQuarters = quarters[source]!;
  });
  return { ...quality, priceE8 };
}

/** ORA-06: a jump from the last accepted index that too few survivors have made with it. */
function isUnsupportedJump(
  definition: IndexDefinition,
  state: IndexState,
  quarters: readonly number[],
  priceE8: PriceE8,
  timeUs: TimeUs,
): boolean {
  if (state.acceptedE8 === 0) return false;
  // A price from before a silence is no measure of what comes after it.
  if (timeUs - state.acceptedTimeUs >= definition.dataStaleMs * 1_000) return false;
  if (!isBeyond(priceE8, state.acceptedE8, definition.jumpPpm)) return false;
  const up = priceE8 > state.acceptedE8;
  const movers = state.sources.filter(({ acceptedQuarters }, source) => {
    const price = quarters[source]!;
    return price > 0 && movedWith(price, acceptedQuarters, definition.jumpSurvivorMovePpm, up);
  });
  return movers.length < definition.jumpSurvivors;
}

/** Step 6 (ORA-13), with the time for which the secondary index has been off. */
function crossCheck(
  definition: IndexDefinition,
  state: IndexState,
  priceE8: PriceE8,
  secondaryE8: PriceE8,
  timeUs: TimeUs,
): Pick<Reading, 'quality' | 'reason'> {
  const isOff =
    priceE8 > 0 && secondaryE8 > 0 && isBeyond(secondaryE8, priceE8, definition.secondaryAmberPpm);
  if (!isOff) {
    state.secondaryOffSinceUs = 0;
    return { quality: 'GREEN', reason: 'SECONDARY_DIFFERS' };
  }
  if (state.secondaryOffSinceUs === 0) state.secondaryOffSinceUs = timeUs;
  const offUs = timeUs - state.secondaryOffSinceUs;
  const quality = secondaryQuality(definition, priceE8, secondaryE8, offUs);
  return { quality, reason: 'SECONDARY_DIFFERS' };
}

/** The worse of two judgements; at par the sources' own reason stands. */
function worseOf(
  { quality, reason, survivors }: QualityReading,
  check: Pick<Reading, 'quality' | 'reason'>,
): QualityReading {
  const isWorse = QUALITY_RANK[check.quality] > QUALITY_RANK[quality];
  return isWorse ? { ...check, survivors } : { quality, reason, survivors };
}

/** Whether the secondary index could stand in for our own. */
function viewSecondary(
  definition: IndexDefinition,
  state: IndexState,
  own: QualityReading,
  secondaryE8: PriceE8,
): SecondaryView {
  if (secondaryE8 === 0 || state.goodE8 === 0) return 'absent';
  if (isBeyond(secondaryE8, state.goodE8, definition.fallbackBandPpm)) return 'differs';
  const isDisputed = own.quality !== 'GREEN' && own.reason === 'SECONDARY_DIFFERS';
  return isDisputed ? 'disputed' : 'agrees';
}

function publish(state: IndexState, priceE8: PriceE8, secondaryE8: PriceE8, timeUs: TimeUs): void {
  switch (standing(state.ladder).state) {
    case 'GREEN':
    case 'AMBER':
    case 'RESUME':
      state.goodE8 = priceE8;
      state.priceE8 = priceE8;
      state.priceTimeUs = timeUs;
      return;
    case 'FALLBACK':
      state.priceE8 = secondaryE8;
      state.priceTimeUs = timeUs;
      return;
    case 'NONE':
    case 'HOLD':
    case 'HALT':
      return;
  }
}
