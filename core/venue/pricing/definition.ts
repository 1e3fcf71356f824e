import { PPM } from '../numbers.ts';
import type { Ppm } from '../numbers.ts';

/** One market whose price enters an index. */
export interface IndexSource {
  readonly name: string;
  readonly weightPpm: Ppm;
  /** In place of `priceStaleMs`, of this source. */
  readonly staleMs?: number;
}

/** What an index is of its survivors: their clamped and weighted mean unless it says otherwise. */
export type Combination = 'clampedMean' | 'median' | 'weightedMedian';

/**
 * How one index is made: data, versioned with the journal. Prices of an index are always in 1e-8 of
 * the quote currency. Defaults and reasons: oracles section 2.
 */
export interface IndexDefinition {
  readonly symbol: string;
  /** What a screen must say beside this price, e.g. ONE SOURCE, PEG ASSUMED. */
  readonly badges: readonly string[];
  /** Weights sum to 1,000,000. A source is referred to by its place in this list. */
  readonly sources: readonly IndexSource[];

  /** Feeds send an observation this often, and at once when the median moves by more than this. */
  readonly observeIntervalMs: number;
  readonly observeMovePpm: Ppm;

  // Step 0: when a source counts.
  /** A quote wider than this share of its mid gives no price. */
  readonly spreadLimitPpm: Ppm;
  /** A last trade up to this old stands in for a bad quote. */
  readonly lastPriceMaxAgeMs: number;
  /** No message of any kind for this long: the source, or the whole observation, is stale. */
  readonly dataStaleMs: number;
  /** No price-bearing message for this long: the source is stale, heartbeats or not. */
  readonly priceStaleMs: number;
  /** A source's clock further off than this is flagged, and than the next is excluded. */
  readonly clockFlagMs: number;
  readonly clockExcludeMs: number;
  /** A message stamped further than this before its predecessor is dropped. */
  readonly clockBackMs: number;
  /** Flat: unchanged this long while so many other sources each moved by more than so much. */
  readonly flatAfterS: number;
  readonly flatOthers: number;
  readonly flatMovePpm: Ppm;
  /** A price this near to a power of ten times the median is a scale error. */
  readonly scaleTolerancePpm: Ppm;

  // Steps 2 to 4: outliers, clamp, weights.
  readonly outlierPpm: Ppm;
  /** An outlier returns after `reentryS` continuously within this share of the median. */
  readonly reentryPpm: Ppm;
  readonly reentryS: number;
  readonly clampPpm: Ppm;
  readonly weightCapPpm: Ppm;
  readonly combine?: Combination;
  /** With so many outliers at once the index is the median of all valid prices. */
  readonly medianFromOut?: number;

  // Step 5: jump guard.
  readonly jumpPpm: Ppm;
  readonly jumpSurvivors: number;
  readonly jumpSurvivorMovePpm: Ppm;
  readonly jumpHoldTicks: number;

  // The ladder.
  readonly greenSurvivors: number;
  readonly greenWeightPpm: Ppm;
  readonly amberSurvivors: number;
  readonly amberWeightPpm: Ppm;
  /** Fewer survivors than GREEN asks for must lie within this of each other. */
  readonly amberAgreePpm: Ppm;
  readonly fallbackAfterS: number;
  readonly fallbackAgreeS: number;
  /** A secondary index further than this from the last good index is no fallback. */
  readonly fallbackBandPpm: Ppm;
  readonly haltAfterS: number;
  readonly resumeGreenS: number;
  readonly resumePostOnlyS: number;

  // Step 6: cross-check against an independent published index.
  readonly secondaryAmberPpm: Ppm;
  readonly secondaryAmberS: number;
  readonly secondaryHoldPpm: Ppm;
}

export type DefinitionFault =
  | 'OK'
  | 'NO_SOURCES'
  | 'NOT_AN_INTEGER'
  | 'WEIGHTS_NOT_ONE'
  | 'BAND_NOT_ORDERED'
  | 'QUORUM_IMPOSSIBLE'
  | 'TIMES_NOT_ORDERED';

/** What is wrong with a definition, for whoever loads it. The venue takes only 'OK'. */
export function definitionFault(definition: IndexDefinition): DefinitionFault {
  const { sources } = definition;
  if (sources.length === 0) return 'NO_SOURCES';
  const figures = [
    ...Object.values(definition).filter((value) => typeof value === 'number'),
    ...sources.map((source) => source.weightPpm),
  ];
  if (!figures.every((value) => Number.isSafeInteger(value) && value > 0)) return 'NOT_AN_INTEGER';
  if (sources.reduce((sum, source) => sum + source.weightPpm, 0) !== PPM) return 'WEIGHTS_NOT_ONE';
  if (!bandsOrdered(definition)) return 'BAND_NOT_ORDERED';
  if (!quorumPossible(definition)) return 'QUORUM_IMPOSSIBLE';
  const timesOrdered =
    definition.clockFlagMs < definition.clockExcludeMs &&
    definition.dataStaleMs <= definition.priceStaleMs &&
    definition.fallbackAfterS < definition.haltAfterS;
  return timesOrdered ? 'OK' : 'TIMES_NOT_ORDERED';
}

function bandsOrdered(definition: IndexDefinition): boolean {
  return (
    definition.clampPpm < definition.outlierPpm &&
    definition.reentryPpm < definition.outlierPpm &&
    definition.outlierPpm < PPM &&
    definition.weightCapPpm <= PPM &&
    definition.secondaryAmberPpm < definition.secondaryHoldPpm
  );
}

function quorumPossible(definition: IndexDefinition): boolean {
  return (
    definition.amberSurvivors <= definition.greenSurvivors &&
    definition.greenSurvivors <= definition.sources.length &&
    definition.amberWeightPpm <= definition.greenWeightPpm &&
    definition.greenWeightPpm <= PPM
  );
}
