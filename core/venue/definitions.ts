/** What defines an index and an instrument, and what an observation of a price carries. */
import {
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
/** Of a listing's data; the first where nothing is said. */
const version = integer(1, 1_000_000);

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

/** A contract and every parameter that makes one venue differ from another. */
export const instrumentFields = {
  symbol: label,
  contract: choice('linear', 'inverse', 'quanto', 'spot'),
  index: id,
  settleAsset: id,
  /** Of a pair alone: what is bought and sold, and paid for in `settleAsset`. */
  baseAsset: optional(id),
  tickE8: integer(1, MAX_INTEGER),
  /**
   * Of a lot in 1e-8: its base quantity (linear, spot), its value in the quote (inverse), or what
   * of its settlement coin it is worth for each whole unit of its price (quanto).
   */
  lotE8: integer(1, MAX_INTEGER),
  version: optional(version),
  maxOrderLots: lots,
  /** How long after 00:00 UTC the day ends, at which day orders expire; at once unless given. */
  dayEndUs: optional(integer(0, 86_399_999_999)),
  fees: record({ makerPpm: integer(-10_000, 100_000), takerPpm: integer(0, 100_000) }),
  margin: record({
    defaultLeverageX100: integer(100, 25_000),
    /** Marginal brackets by position value, first floor 0, rates rising. */
    tiers: list(
      record({ floorAtoms: integer(0, MAX_INTEGER), maintenancePpm: ppm, initialPpm: ppm }),
      16,
    ),
  }),
  /** Of a perpetual alone: the median of three prices unless given. */
  markMethod: optional(choice('median', 'fairPrice', 'lastPriceProtected')),
  bands: record({ innerPpm: ppm, outerPpm: ppm, markPpm: ppm, basisTauS: s }),
  funding: record({
    intervalHours: integer(1, 8),
    interestE8: rateE8,
    damperE8: rateE8,
    capE8: rateE8,
    samplesFrom: choice('previousInterval', 'sameInterval'),
    /** Whether all minutes count alike, as they do unless given, or later ones for more. */
    weighting: optional(choice('mean', 'linear')),
    /** What the impact prices must fill, in 1e-8 of the quote, or of what a quanto settles in. */
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
  /** Absent: it does not end. Its funding is then all zero, and its mark ends at the settlement. */
  expiry: optional(
    record({
      /** A whole minute: it settles at what its index was in the half hour before. */
      expiresUs: integer(1, MAX_INTEGER),
      feePpm: integer(0, 100_000),
      /** So far may its mark be from the index so many days before; from there it narrows. */
      farBandPpm: ppm,
      farDays: integer(1, 3_650),
    }),
  ),
  /** Absent: open. In preOpen orders are collected until two people open it by an auction. */
  startsIn: optional(choice('open', 'preOpen')),
} as const;

/** What of a listing may change while people hold it; each part is given whole. */
export const amendableFields = {
  version,
  maxOrderLots: optional(lots),
  fees: optional(instrumentFields.fees),
  margin: optional(instrumentFields.margin),
  bands: optional(instrumentFields.bands),
  funding: optional(instrumentFields.funding),
  liquidation: optional(instrumentFields.liquidation),
  auction: instrumentFields.auction,
  monitoring: instrumentFields.monitoring,
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
