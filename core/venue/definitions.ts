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
import { fundingWayFields } from './funding/fields.ts';
import { feeWays, realisation, root, settlementWays } from './instruments/own-ways.ts';
import { ADL_RANKS } from './liquidation/adl-arithmetic.ts';
import { insuranceFields } from './liquidation/cover-terms.ts';
import { liquidationFields } from './liquidation/settings.ts';
import { equityFields } from './margin/equity-fields.ts';
import { collateralWayFields, portfolioWayFields } from './margin/pool-fields.ts';
import { MOST_CHARGE_PPM } from './margin/spread.ts';
import { ownMarkFields } from './pricing/own-mark-fields.ts';

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
  sources: list(record({ name: label, weightPpm: share, staleMs: optional(ms) }), 32),
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
  combine: optional(choice('clampedMean', 'median', 'weightedMedian')),
  medianFromOut: optional(count),
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
   * that a value reaches to all of it, the first rising with the value, or the first rising with
   * the root of the lots.
   */
  tierMode: optional(choice('marginal', 'step', 'linear', 'sizeRoot')),
  /** Of linear: a value by which the rates would have risen by all of it. */
  rampAtoms: optional(integer(1, MAX_INTEGER)),
  /** Of sizeRoot: how fast they rise. */
  root,
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
  /** Between which open interests initial rates rise to all of the value; nowhere unless given. */
  openInterest: optional(
    record({ lowerAtoms: integer(0, MAX_INTEGER), upperAtoms: integer(1, MAX_INTEGER) }),
  ),
  /**
   * Of steps: a position has a tier of its own, which its holder chooses, and is asked by that one
   * at the least. An order beyond it is refused, or has it be asked by what it needs.
   */
  riskLimit: optional(choice('refused', 'raised')),
  /**
   * In cross, longs and shorts of one index that settle in one asset and all have this are asked
   * for the larger side, and for this of the worth that offsets; each for itself unless given.
   */
  interMonthSpread: optional(record({ chargePpm: integer(0, MOST_CHARGE_PPM) })),
  /** How many times all rates have in them what a holder would pay of funding as it stands. */
  pendingFundingPpm: optional(integer(1, 10_000_000)),
} as const;

const {
  defaultLeverageX100: _,
  riskLimit: __,
  interMonthSpread: ___,
  root: ____,
  ...ways
} = marginFields;

/** The same of a venue's profile, which has longer tables and no leverage that is taken. */
export const profileMarginFields = {
  ...ways,
  tierMode: optional(choice('marginal', 'step', 'linear')),
  tiers: list(tier, 64),
} as const;
/** What floors and a ramp are of: a position's value unless given, or its lots. */
export const tierBy = optional(choice('value', 'lots'));
/** What accounts are asked by in so many instruments. */
export const profileFields = {
  label,
  contracts: list(record({ instrument: id, tierBy, margin: record(profileMarginFields) }), 64),
} as const;

export const feeFields = {
  makerPpm: integer(-10_000, 100_000),
  takerPpm: integer(0, 100_000),
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
  /** Most of an order at the market, where that is less. */
  maxMarketLots: optional(lots),
  /** No trigger is taken while last price and mark are further apart than this. */
  triggerProtectPpm: optional(share),
  /** Whose: that of every order unless given, or of those alone that ask for it. */
  triggerProtects: optional(choice('all', 'asked')),
  /** How long after 00:00 UTC the day ends, at which day orders expire; at once unless given. */
  dayEndUs: optional(integer(0, 86_399_999_999)),
  fees: record({ ...feeFields, ...feeWays }),
  realisation,
  margin: record(marginFields),
  /** What of equity may be used and what stays, where it is not as usual. */
  equity: optional(record(equityFields)),
  /** Where an inverse value is rounded: once a fill unless given, or for each contract. */
  rounding: optional(choice('perFill', 'perContract')),
  /** Of a perpetual alone: the median of three prices unless given. */
  markMethod: optional(choice('median', 'fairPrice', 'lastPriceProtected')),
  /** A mark made otherwise, of parts that are named; in place of a `markMethod`. */
  mark: optional(record(ownMarkFields)),
  /** Absent: it does not matter how much of the open interest one holder has. */
  concentration: optional(record({ holderPpm: integer(1, 999_999), fromLots: lots })),
  bands: record({
    innerPpm: ppm,
    outerPpm: ppm,
    markPpm: ppm,
    basisTauS: s,
    /** What orders may be so far from: the index unless given, and then `outerPpm` says nothing. */
    around: optional(choice('index', 'mark', 'hour')),
    /** How far below it, where that is not as far as above. */
    lowerPpm: optional(share),
  }),
  funding: record({
    intervalHours: integer(1, 8),
    /** Below zero where the base is the dearer one to borrow. */
    interestE8: integer(-100_000_000, 100_000_000),
    damperE8: rateE8,
    capE8: rateE8,
    samplesFrom: choice('previousInterval', 'sameInterval'),
    /** Whether all minutes count alike, as they do unless given, or later ones for more. */
    weighting: optional(choice('mean', 'linear')),
    /**
     * How the interest joins the premium: drawn to it by at most the damper, as it is unless given;
     * not at all, the premium counting only beyond the damper; or added to it.
     */
    damping: optional(choice('interest', 'deadZone', 'none')),
    /** What a premium is over: the index unless given, or the mark, whose own is then added. */
    premiumOver: optional(choice('index', 'mark')),
    /** How many hours the rates are for; eight unless given. */
    rateHours: optional(integer(1, 24)),
    /** What the impact prices must fill, in 1e-8 of the quote, or of what a quanto settles in. */
    impactNotionalE8: integer(1, MAX_INTEGER),
    ...fundingWayFields,
  }),
  liquidation: record(liquidationFields),
  /** Absent: the fund of the asset stands behind it, with all that it has. */
  insurance: optional(record(insuranceFields)),
  /** Absent: nobody is deleveraged, and what the fund cannot pay stays owed. */
  adl: optional(
    record({
      rank: choice(...ADL_RANKS),
      /** Where it is not the bankruptcy price and the fund cannot pay the gap, it is that one. */
      price: choice('bankruptcy', 'mark', 'previousMark', 'index', 'markIfFar'),
      /** Of `markIfFar`: how far the bankruptcy price may be from the mark and is still taken. */
      farPpm: optional(share),
      /** How long a cause stands, told to all whom it would reach, before anybody is. */
      noticeUs: durationUs,
      /** How long disposal may take; unsaid, as long as it does. */
      disposeWithinUs: optional(durationUs),
      /** The fund spends no more once its part is so far below the highest it was in that time. */
      drawdownPpm: optional(integer(1, 999_999)),
      drawdownWindowUs: optional(durationUs),
      /** What who is reached pays; unsaid, nothing. */
      fee: optional(choice('maker')),
      /** Who is taken over owing money is given on at once, whatever the fund has. */
      ruined: optional(choice('atOnce')),
      /** Of what is behind it the most that may be lost at the mark, and what that is cut to. */
      lossLimitPpm: optional(share),
      lossFloorPpm: optional(integer(0, 1_000_000)),
      /** Which orders of who is reached go: those of the instrument unless given. */
      cancels: optional(choice('all', 'none')),
    }),
  ),
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
  monitoring: optional(
    list(
      record({
        movePpm: integer(1, 999_999),
        withinS: integer(1, 600),
        /** How long its call is, and how much longer one is for it; of all of them or of none. */
        callS: optional(s),
      }),
      4,
    ),
  ),
  /** Absent: it does not end. Its funding is then all zero, and its mark ends at the settlement. */
  expiry: optional(
    record({
      /** A whole minute: it settles at what its index was in the half hour before. */
      expiresUs: integer(1, MAX_INTEGER),
      feePpm: integer(0, 100_000),
      /** So far may its mark be from the index so many days before; from there it narrows. */
      farBandPpm: ppm,
      farDays: integer(1, 3_650),
      /** So much is added to all rates of margin by the last day, in as many daily steps. */
      ramp: optional(record({ days: integer(1, 30), ratePpm: integer(1, 999_999) })),
      ...settlementWays,
    }),
  ),
  /** The most that its price can be: both sides are then paid for in full. */
  capTicks: optional(integer(2, MAX_INT32)),
  /** Absent: open. In preOpen orders are collected until two people open it by an auction. */
  startsIn: optional(choice('open', 'preOpen')),
} as const;

/** What of a listing may change while people hold it; each part is given whole. */
export const amendableFields = {
  version,
  maxOrderLots: optional(lots),
  maxMarketLots: instrumentFields.maxMarketLots,
  triggerProtectPpm: instrumentFields.triggerProtectPpm,
  triggerProtects: instrumentFields.triggerProtects,
  fees: optional(instrumentFields.fees),
  equity: instrumentFields.equity,
  margin: optional(instrumentFields.margin),
  bands: optional(instrumentFields.bands),
  funding: optional(instrumentFields.funding),
  liquidation: optional(instrumentFields.liquidation),
  insurance: instrumentFields.insurance,
  adl: instrumentFields.adl,
  auction: instrumentFields.auction,
  monitoring: instrumentFields.monitoring,
} as const;

const haircut = integer(0, 1_000_000);
/** Whole units of the reference currency. */
const whole = integer(0, 1_000_000_000);

/** What an asset counts as collateral of pooled margin; meanings in `margin/collateral.ts`. */
export const collateralFields = {
  /** What prices it in the reference currency; absent only of the reference itself. */
  index: optional(id),
  /** Marginal: each part of a holding has the haircuts of the tier that it lies in. */
  tiers: list(
    record({ floorAtoms: integer(0, MAX_INTEGER), maintenancePpm: haircut, initialPpm: haircut }),
    16,
  ),
  /** More of the initial haircut while the index is neither GREEN nor AMBER. */
  stalePpm: haircut,
  /** How far it may be owed before the debt is exchanged. */
  debtAtoms: integer(0, MAX_INTEGER),
  /** What a debt counts for: whole unless given, or more. */
  debtWeightPpm: optional(integer(1_000_000, 2_000_000)),
  ...collateralWayFields,
} as const;

/** How positions of one underlying are margined as a portfolio; `margin/portfolio.ts`. */
export const portfolioFields = {
  /** R of the scan; twice of it stays below the whole price. */
  rangePpm: integer(1, 450_000),
  /** The loss of the extreme moves counts by one part in so many. */
  extremeDivisor: integer(1, 100),
  basisPpm: haircut,
  basisYearPpm: ppm,
  depegTiers: list(record({ floorWhole: whole, ratePpm: share }), 16),
  minimumPpm: haircut,
  /** Share of open interest above which all is asked more, of positions worth so much. */
  concentrationPpm: share,
  concentrationWhole: whole,
  maintenancePpm: share,
  ...portfolioWayFields,
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
export type CollateralTerms = RecordOf<typeof collateralFields>;
export type PortfolioTerms = RecordOf<typeof portfolioFields>;
export type SourceInput = RecordOf<typeof sourceInputFields>;
