import { mulDivFloor, PPM, SECOND_US } from '../numbers.ts';
import type { PriceE8, TimeUs } from '../numbers.ts';
import type { IndexDefinition } from './definition.ts';
import { isBeyond, medianQuarters } from './index-price.ts';

/** What a feed saw of one source when it recorded an observation. */
export interface SourceInput {
  /** Place in the definition's list of sources. */
  readonly source: number;
  /** 0 = absent. */
  readonly bidE8: PriceE8;
  readonly askE8: PriceE8;
  readonly lastE8: PriceE8;
  /** Age of the last trade. */
  readonly lastAgeMs: number;
  /** The source's stamp on its newest price-bearing message; receive time if it stamps none. */
  readonly sourceTimeUs: TimeUs;
  /** Age, by the feed's monotonic clock, of the newest message of any kind, heartbeats too. */
  readonly receiveAgeMs: number;
  /** Bits of SOURCE_FLAGS. */
  readonly flags: number;
}

/** Bits of `flags`; either stays set until the feed has resynchronised. */
export const SOURCE_FLAGS = { sequenceBroken: 1, checksumBroken: 2 } as const;

export type InputFault = 'OK' | 'UNKNOWN_SOURCE' | 'DUPLICATE_SOURCE' | 'OUT_OF_RANGE';

/** Why a source does not count. */
export type ExclusionReason =
  | 'CROSSED'
  | 'WIDE'
  | 'NOPRICE'
  | 'STALE'
  | 'CLOCK'
  | 'FLAT'
  | 'SCALE'
  | 'SEQ'
  | 'OUTLIER';

/** What is said of a source that still counts: a clock off, or a message dropped. */
export type FlagReason = 'CLOCK_OFF' | 'CLOCK_BACK';

export interface Exclusion {
  readonly source: number;
  readonly reason: ExclusionReason;
}

export interface Flagging {
  readonly source: number;
  readonly reason: FlagReason;
}

/** What the index remembers of one source: its last accepted message and what that led to. */
export interface SourceMemory {
  bidE8: PriceE8;
  askE8: PriceE8;
  lastE8: PriceE8;
  lastTimeUs: TimeUs;
  sourceTimeUs: TimeUs;
  /** When the newest accepted price-bearing message was received; 0 = none yet. */
  priceTimeUs: TimeUs;
  /** The stamp of a message refused for its clock, which stays refused. */
  refusedSourceTimeUs: TimeUs;
  clockOffMs: number;
  /** Since when bid, ask and last have stood, and every source's price in quarters then. */
  unchangedSinceUs: TimeUs;
  pricesThenQuarters: number[];
  outlier: boolean;
  /** Since when an outlier has been within the re-entry band; 0 = it is not. */
  withinSinceUs: TimeUs;
  /** Its price in quarters when an index was last accepted; 0 = it had none. */
  acceptedQuarters: number;
}

export interface Judgement {
  /** Price of each source in quarters of 1e-8; 0 = excluded. */
  readonly quarters: number[];
  readonly excluded: Exclusion[];
  readonly flagged: Flagging[];
}

/** 10,000,000 of the quote: four times this in 1e-8 is still a safe integer. */
export const MAX_PRICE_E8: PriceE8 = 1_000_000_000_000_000;
const MAX_AGE_MS = 1_000_000_000;

export function createSourceMemory(): SourceMemory {
  return {
    bidE8: 0,
    askE8: 0,
    lastE8: 0,
    lastTimeUs: 0,
    sourceTimeUs: 0,
    priceTimeUs: 0,
    refusedSourceTimeUs: 0,
    clockOffMs: 0,
    unchangedSinceUs: 0,
    pricesThenQuarters: [],
    outlier: false,
    withinSinceUs: 0,
    acceptedQuarters: 0,
  };
}

/** What is wrong with the inputs of an observation; the venue refuses all but 'OK'. */
export function inputsFault(
  definition: IndexDefinition,
  inputs: readonly SourceInput[],
): InputFault {
  const seen = new Set<number>();
  for (const input of inputs) {
    if (definition.sources[input.source] === undefined) return 'UNKNOWN_SOURCE';
    if (seen.has(input.source)) return 'DUPLICATE_SOURCE';
    seen.add(input.source);
    const inRange =
      isWithin(input.bidE8, MAX_PRICE_E8) &&
      isWithin(input.askE8, MAX_PRICE_E8) &&
      isWithin(input.lastE8, MAX_PRICE_E8) &&
      isWithin(input.lastAgeMs, MAX_AGE_MS) &&
      isWithin(input.receiveAgeMs, MAX_AGE_MS) &&
      isWithin(input.sourceTimeUs, Number.MAX_SAFE_INTEGER) &&
      isWithin(input.flags, SOURCE_FLAGS.sequenceBroken | SOURCE_FLAGS.checksumBroken);
    if (!inRange) return 'OUT_OF_RANGE';
  }
  return 'OK';
}

function isWithin(value: number, limit: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= limit;
}

/**
 * Step 0 of the index (ORA-01): which sources have a valid price at `timeUs`, and which not and
 * why. `memories` (one per source) is brought up to date. Source: oracles section 2, step 0.
 */
export function judgeSources(
  definition: IndexDefinition,
  memories: readonly SourceMemory[],
  inputs: readonly SourceInput[],
  timeUs: TimeUs,
): Judgement {
  const quarters = memories.map(() => 0);
  const reasons: (ExclusionReason | 'NONE')[] = memories.map(() => 'NOPRICE');
  const flagged: Flagging[] = [];
  for (const input of inputs) {
    const memory = memories[input.source]!;
    const message = takeMessage(definition, memory, input, timeUs);
    if (message === 'CLOCK_BACK') flagged.push({ source: input.source, reason: 'CLOCK_BACK' });
    const reason =
      message === 'SEQ' || message === 'CLOCK'
        ? message
        : priceFault(definition, memory, input, timeUs);
    reasons[input.source] = reason;
    if (reason !== 'NONE') continue;
    quarters[input.source] = sourceQuarters(definition, memory);
    if (memory.clockOffMs > definition.clockFlagMs) {
      flagged.push({ source: input.source, reason: 'CLOCK_OFF' });
    }
  }
  excludeFlat(definition, memories, quarters, reasons, timeUs);
  excludeScaled(definition, quarters, reasons);
  const excluded: Exclusion[] = [];
  reasons.forEach((reason, source) => {
    if (reason !== 'NONE') excluded.push({ source, reason });
  });
  return { quarters, excluded, flagged };
}

/** Lets a message into the memory, or says why not. A dropped one leaves the older standing. */
function takeMessage(
  definition: IndexDefinition,
  memory: SourceMemory,
  input: SourceInput,
  timeUs: TimeUs,
): 'TAKEN' | 'SEQ' | 'CLOCK' | 'CLOCK_BACK' {
  if (input.flags !== 0) return 'SEQ';
  const receivedUs = timeUs - input.receiveAgeMs * 1_000;
  const stamped = input.sourceTimeUs > 0;
  if (stamped && input.sourceTimeUs === memory.refusedSourceTimeUs) return 'CLOCK';
  if (!isPriceBearing(memory, input)) return 'TAKEN';
  // Only a new message is compared with the receive clock: an old one only grows older.
  const isNewStamp = stamped && input.sourceTimeUs !== memory.sourceTimeUs;
  if (isNewStamp) {
    const offMs = Math.floor(Math.abs(input.sourceTimeUs - receivedUs) / 1_000);
    if (offMs > definition.clockExcludeMs) {
      memory.refusedSourceTimeUs = input.sourceTimeUs;
      return 'CLOCK';
    }
    const backUs = memory.sourceTimeUs - input.sourceTimeUs;
    if (backUs > definition.clockBackMs * 1_000) return 'CLOCK_BACK';
    memory.clockOffMs = offMs;
  }
  if (memory.priceTimeUs === 0 || hasOtherPrice(memory, input)) memory.unchangedSinceUs = timeUs;
  memory.bidE8 = input.bidE8;
  memory.askE8 = input.askE8;
  memory.lastE8 = input.lastE8;
  memory.lastTimeUs = timeUs - input.lastAgeMs * 1_000;
  memory.sourceTimeUs = input.sourceTimeUs;
  memory.priceTimeUs = receivedUs;
  return 'TAKEN';
}

/**
 * Whether the source has sent a price since the message we hold: another stamp or another price.
 */
function isPriceBearing(memory: SourceMemory, input: SourceInput): boolean {
  return (
    memory.priceTimeUs === 0 ||
    input.sourceTimeUs !== memory.sourceTimeUs ||
    hasOtherPrice(memory, input)
  );
}

function hasOtherPrice(memory: SourceMemory, input: SourceInput): boolean {
  return (
    input.bidE8 !== memory.bidE8 || input.askE8 !== memory.askE8 || input.lastE8 !== memory.lastE8
  );
}

function priceFault(
  definition: IndexDefinition,
  memory: SourceMemory,
  { source, receiveAgeMs }: SourceInput,
  timeUs: TimeUs,
): ExclusionReason | 'NONE' {
  const priceAgeUs = timeUs - memory.priceTimeUs;
  const staleMs = definition.sources[source]?.staleMs ?? definition.priceStaleMs;
  if (receiveAgeMs >= definition.dataStaleMs) return 'STALE';
  if (priceAgeUs >= staleMs * 1_000) return 'STALE';
  const quote = quoteFault(definition, memory);
  if (quote === 'NONE') return 'NONE';
  const lastIsFresh = timeUs - memory.lastTimeUs <= definition.lastPriceMaxAgeMs * 1_000;
  return memory.lastE8 > 0 && lastIsFresh ? 'NONE' : quote;
}

function quoteFault(
  definition: IndexDefinition,
  { bidE8, askE8 }: SourceMemory,
): 'NONE' | 'NOPRICE' | 'CROSSED' | 'WIDE' {
  if (bidE8 === 0 || askE8 === 0) return 'NOPRICE';
  if (bidE8 >= askE8) return 'CROSSED';
  // The spread as a share of the mid, both doubled so that the mid is whole.
  const limit = mulDivFloor(bidE8 + askE8, definition.spreadLimitPpm, PPM);
  return 2 * (askE8 - bidE8) > limit ? 'WIDE' : 'NONE';
}

/** The mid, or the last trade where the quote is bad, in quarters of 1e-8. */
export function sourceQuarters(definition: IndexDefinition, memory: SourceMemory): number {
  if (quoteFault(definition, memory) !== 'NONE') return 4 * memory.lastE8;
  return 2 * (memory.bidE8 + memory.askE8);
}

/** FLAT: a source stood still while enough others moved, measured from when it last changed. */
function excludeFlat(
  definition: IndexDefinition,
  memories: readonly SourceMemory[],
  quarters: number[],
  reasons: (ExclusionReason | 'NONE')[],
  timeUs: TimeUs,
): void {
  const now = [...quarters];
  memories.forEach((memory, source) => {
    if (memory.unchangedSinceUs === timeUs) memory.pricesThenQuarters = now;
    if (reasons[source] !== 'NONE') return;
    if (timeUs - memory.unchangedSinceUs < definition.flatAfterS * SECOND_US) return;
    const moved = now.filter((price, other) => {
      const then = memory.pricesThenQuarters[other] ?? 0;
      if (other === source || price === 0 || then === 0) return false;
      return isBeyond(price, then, definition.flatMovePpm);
    });
    if (moved.length < definition.flatOthers) return;
    quarters[source] = 0;
    reasons[source] = 'FLAT';
  });
}

/** SCALE: a price near ten, a hundred, a tenth ... of the median of all prices so far. */
function excludeScaled(
  definition: IndexDefinition,
  quarters: number[],
  reasons: (ExclusionReason | 'NONE')[],
): void {
  const median = medianQuarters(quarters.filter((price) => price > 0));
  quarters.forEach((price, source) => {
    if (price === 0 || !isScaled(price, median, definition.scaleTolerancePpm)) return;
    quarters[source] = 0;
    reasons[source] = 'SCALE';
  });
}

function isScaled(price: number, median: number, tolerancePpm: number): boolean {
  // Multiplying the smaller keeps both in range: it stops as soon as it has passed the larger.
  for (let up = 10 * median; up <= 2 * price; up *= 10) {
    if (!isBeyond(price, up, tolerancePpm)) return true;
  }
  for (let up = 10 * price; up <= 2 * median; up *= 10) {
    if (!isBeyond(up, median, tolerancePpm)) return true;
  }
  return false;
}
