/** What other venues do otherwise with pooled margin, as data: `margin-rules.md` 12 and 13. */
import { choice, id, integer, list, MAX_INTEGER, optional, record } from '../schema.ts';

const share = integer(1, 1_000_000);
const rate = integer(0, 1_000_000);
/** Whole units of the reference currency. */
const whole = integer(0, 1_000_000_000);

/** A move of the price, and the part of its loss that counts. */
const point = record({ movePpm: integer(-999_999, 5_000_000), weightPpm: share });

/** So many moves may be listed, as a year of a venue's own days. */
const MOST_MOVES = 366;

/** Of an underlying, beside what every portfolio has. All but absent where nothing is said. */
export const portfolioWayFields = {
  /** The moves of the scan one by one, in place of thirds of R. */
  grid: optional(list(point, MOST_MOVES)),
  /** Which of their losses is the scan's: the worst unless given, the second worst, and so on. */
  lossRank: optional(integer(1, MOST_MOVES)),
  /** A second grid, whose worst loss is mixed into that of the first by its share. */
  stress: optional(record({ sharePpm: share, points: list(point, 32) })),
  /** Of what is asked without fees, so much is initial margin: all of it unless given, or more. */
  initialPpm: optional(integer(1_000_000, 10_000_000)),
  /** The minimum as parts of what is net and of what is hedged, in place of that of gross worth. */
  minimumByDelta: optional(record({ netPpm: rate, hedgedPpm: rate })),
  /** The minimum of gross worth, each slice at its own rate. */
  minimumTiers: optional(list(record({ floorWhole: whole, ratePpm: rate }), 16)),
  /** More for gross worth, of perpetuals alone or of all, each slice at its own rates. */
  contingency: optional(
    record({
      of: choice('perpetuals', 'all'),
      tiers: list(record({ floorWhole: whole, initialPpm: rate, maintenancePpm: rate }), 16),
    }),
  ),
  /** How much more is asked for each part of open interest beyond the usual: as much again. */
  concentrationSlopePpm: optional(integer(0, 10_000_000)),
  /** What is net in it and net the other way in another underlying is no risk for this part. */
  credit: optional(record({ index: id, ratePpm: share })),
} as const;

/** Of an asset as collateral, likewise. */
export const collateralWayFields = {
  /** More of the haircuts while anything is asked or owed in another asset: the highest of them. */
  against: optional(list(record({ asset: id, maintenancePpm: rate, initialPpm: rate }), 16)),
  /**
   * What of it is not cut: what its own positions ask of it unless given, nothing, or also what
   * hedges a net short of its underlying.
   */
  exempt: optional(choice('own', 'none', 'hedged')),
  /** Deposits of it in the whole venue beyond which its initial weight falls. */
  depositsAtoms: optional(integer(1, MAX_INTEGER)),
  /** Where fewer of its index's sources than this survive, what is missing is cut initially. */
  confidencePpm: optional(share),
  /** What an exchange takes off its index, in place of its haircuts. */
  exchangePpm: optional(integer(0, 999_999)),
  /** Its place among what an exchange takes; what has none goes last, by haircut. */
  seizeRank: optional(integer(1, 1_000)),
} as const;
