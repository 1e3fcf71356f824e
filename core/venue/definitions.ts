/** What defines an index and an instrument, and what an observation of a price carries. */
import {
  boolean,
  choice,
  id,
  integer,
  list,
  MAX_INT32,
  MAX_INTEGER,
  optional,
  record,
  text,
} from './schema.ts';
import type { RecordOf } from './schema.ts';

const label = text(32);
const lots = integer(1, MAX_INT32);
const rateE8 = integer(0, 100_000_000);
const ppm = integer(0, 10_000_000);
const durationUs = integer(0, 86_400_000_000);
const ms = integer(1, 1_000_000_000);
const s = integer(1, 1_000_000);
const share = integer(1, 1_000_000);
const count = integer(1, 32);

/** What an index is made of and how it is judged; meanings in `pricing/definition.ts`. */
export const indexFields = {
  symbol: label,
  badges: list(label, 8),
  sources: list(record({ name: label, weightPpm: share }), 32),
  observeIntervalMs: ms,
  observeMovePpm: share,
  spreadLimitPpm: share,
  lastPriceMaxAgeMs: ms,
  dataStaleMs: ms,
  priceStaleMs: ms,
  clockFlagMs: ms,
  clockExcludeMs: ms,
  clockBackMs: ms,
  flatAfterS: s,
  flatOthers: count,
  flatMovePpm: share,
  scaleTolerancePpm: share,
  outlierPpm: share,
  reentryPpm: share,
  reentryS: s,
  clampPpm: share,
  weightCapPpm: share,
  jumpPpm: share,
  jumpSurvivors: count,
  jumpSurvivorMovePpm: share,
  jumpHoldTicks: integer(1, 1_000),
  greenSurvivors: count,
  greenWeightPpm: share,
  amberSurvivors: count,
  amberWeightPpm: share,
  amberAgreePpm: share,
  fallbackAfterS: s,
  fallbackAgreeS: s,
  fallbackBandPpm: share,
  haltAfterS: s,
  resumeGreenS: s,
  resumePostOnlyS: s,
  secondaryAmberPpm: share,
  secondaryAmberS: s,
  secondaryHoldPpm: share,
} as const;

/** Marginal brackets by position value, first floor 0, rates rising. */
export const tier = record({
  floorAtoms: integer(0, MAX_INTEGER),
  maintenancePpm: ppm,
  initialPpm: ppm,
});

/** What margin is asked of, and how: one venue's ways differ from another's in these alone. */
export const marginFields = {
  defaultLeverageX100: integer(100, 25_000),
  /** Marginal brackets by position value, first floor 0, rates rising. */
  tiers: list(tier, 16),
  /**
   * How the rates apply: each to its own slice of the value, as they do unless given, the last
   * that a value reaches to all of it, or the first rising with the value.
   */
  tierMode: optional(choice('marginal', 'step', 'linear')),
  /** Of linear: a value by which the rates would have risen by all of it. */
  rampAtoms: optional(integer(1, MAX_INTEGER)),
  /** What maintenance is asked of: the value at the mark unless given, or what was paid. */
  mmBasis: optional(choice('mark', 'entry')),
  /** Whether maintenance has the fee of closing in it, as it does unless given. */
  mmIncludesCloseFee: optional(boolean),
  /** What orders reserve beside initial margin: all of it unless given. */
  orderCost: optional(
    record({
      gap: boolean,
      openFee: boolean,
      closeFee: choice('bankruptcy', 'value', 'none'),
    }),
  ),
} as const;

const { defaultLeverageX100: _, ...ways } = marginFields;

/** The same of a venue's profile, which has longer tables and no leverage that is taken. */
export const profileMarginFields = { ...ways, tiers: list(tier, 64) } as const;
/** What floors and a ramp are of: a position's value unless given, or its lots. */
export const tierBy = optional(choice('value', 'lots'));

export const feeFields = {
  makerPpm: integer(-10_000, 100_000),
  takerPpm: integer(0, 100_000),
} as const;

/** A contract and every parameter that makes one venue differ from another. */
export const instrumentFields = {
  symbol: label,
  contract: choice('linear', 'inverse'),
  index: id,
  settleAsset: id,
  tickE8: integer(1, MAX_INTEGER),
  /** Base quantity of a lot (linear) or quote value of a contract (inverse), in 1e-8. */
  lotE8: integer(1, MAX_INTEGER),
  maxOrderLots: lots,
  /** How long after 00:00 UTC the day ends, at which day orders expire; at once unless given. */
  dayEndUs: optional(integer(0, 86_399_999_999)),
  fees: record(feeFields),
  margin: record(marginFields),
  /** Where an inverse value is rounded: once a fill unless given, or for each contract. */
  rounding: optional(choice('perFill', 'perContract')),
  bands: record({ innerPpm: ppm, outerPpm: ppm, markPpm: ppm, basisTauS: s }),
  funding: record({
    intervalHours: integer(1, 8),
    interestE8: rateE8,
    damperE8: rateE8,
    capE8: rateE8,
    samplesFrom: choice('previousInterval', 'sameInterval'),
    /** What the impact prices must fill, in 1e-8 of the quote. */
    impactNotionalE8: integer(1, MAX_INTEGER),
  }),
  liquidation: record({
    feePpm: ppm,
    slipPpm: ppm,
    targetPpm: ppm,
    slicePpm: ppm,
    waitUs: durationUs,
    maxSlices: integer(1, 1_000),
    uncappedValueAtoms: integer(0, MAX_INTEGER),
    takeoverPpm: ppm,
    disposalStepUs: durationUs,
    disposalFractionPpm: ppm,
    disposalBookSharePpm: ppm,
    disposalFullLots: lots,
  }),
  /** Absent: the instrument has no auctions, and comes back from a halt without one. */
  auction: optional(
    record({
      callS: s,
      extensionS: s,
      /** The call is extended when its price lies further than this from where it began. */
      extendPpm: share,
      /** How long only post-only orders are taken after a halt, before the call. */
      postOnlyS: s,
      /** What both sides of an uncross pay, at most what a taker pays. */
      feePpm: integer(0, 100_000),
    }),
  ),
  /** Volatility: a call when the mark would move by more than this in so many seconds. */
  monitoring: optional(list(record({ movePpm: integer(1, 999_999), withinS: integer(1, 600) }), 4)),
  /** Absent: open. In preOpen orders are collected until two people open it by an auction. */
  startsIn: optional(choice('open', 'preOpen')),
} as const;

export const priceE8 = integer(0, 1_000_000_000_000_000);
const ageMs = integer(0, 1_000_000_000);

/** What one source of an index showed at an observation. Absent prices are 0. */
export const sourceInputFields = {
  source: integer(0, 31),
  bidE8: priceE8,
  askE8: priceE8,
  lastE8: priceE8,
  lastAgeMs: ageMs,
  sourceTimeUs: integer(0, MAX_INTEGER),
  receiveAgeMs: ageMs,
  flags: integer(0, 65_535),
} as const;

export type IndexDefinition = RecordOf<typeof indexFields>;
export type InstrumentSpec = RecordOf<typeof instrumentFields>;
export type SourceInput = RecordOf<typeof sourceInputFields>;
