/**
 * How an instrument's positions are liquidated and what was taken over is disposed of: the settings
 * of a listing that `margin-rules.md` section 8 names, each venue's way among them, and what of
 * them goes together.
 */
import type { InstrumentSpec } from '../commands.ts';
import { PPM } from '../numbers.ts';
import { choice, id, integer, list, MAX_INT32, MAX_INTEGER, optional, record } from '../schema.ts';

const lots = integer(1, MAX_INT32);
const ppm = integer(0, 10_000_000);
const share = integer(1, 1_000_000);
const durationUs = integer(0, 86_400_000_000);

export const liquidationFields = {
  feePpm: ppm,
  slipPpm: ppm,
  targetPpm: ppm,
  slicePpm: ppm,
  waitUs: durationUs,
  /** None: all is taken over as soon as cancelling orders was not enough. */
  maxSlices: integer(0, 1_000),
  uncappedValueAtoms: integer(0, MAX_INTEGER),
  takeoverPpm: ppm,
  disposalStepUs: durationUs,
  disposalFractionPpm: ppm,
  disposalBookSharePpm: ppm,
  disposalFullLots: lots,
  /** In place of slices: brackets that each rung goes down. */
  ladderTiers: optional(integer(1, 16)),
  /** The lowest tier, counted from 1, that has a rung; the second unless given. */
  ladderFrom: optional(integer(2, 16)),
  /**
   * What a slice closes: what reaches the target unless given, always its share, or of so many
   * times its share the fewest that reach the target.
   */
  sizing: optional(choice('enough', 'share', 'multiple')),
  /** The share of every slice but the first, where it is another. */
  laterPpm: optional(share),
  /** Of which positions of a bucket: the largest unless given, or the same share of all. */
  sliceOf: optional(choice('largest', 'all')),
  /** Of what is missing so much may be freed at once, and all of it after so long. */
  growth: optional(
    record({ firstPpm: integer(10_000, 1_000_000), fullUs: integer(1, 86_400_000_000) }),
  ),
  /** How far from the mark a slice may sell: nothing at maintenance, and all of it at ruin. */
  fillable: optional(record({ spreadPpm: integer(0, 2_000_000), ratingPpm: ppm })),
  /** What bounds the fee of a slice: all equity unless given, or what its fill left above ruin. */
  feeBound: optional(choice('equity', 'fill')),
  /** Whose orders go at the beginning: the bucket's unless given, or those of the contract. */
  cancels: optional(choice('bucket', 'contract')),
  /** When the rest is taken over after the last slice: at the next check unless given. */
  afterSlices: optional(choice('nextCheck', 'atOnce')),
  /** Who has committed to take positions over before anybody else, and how much of each. */
  assignees: optional(list(record({ subaccount: id, lots }), 16)),
  /** A subaccount that takes over in place of the fund, as long as its margin lets it. */
  vault: optional(id),
  /** Where disposal may sell: in the band unless given, or for what it was taken over at. */
  disposalLimit: optional(choice('band', 'takeover')),
  /** How far from the mark, in the band and where monitoring would let the mark be. */
  disposalRangePpm: optional(integer(1, 999_999)),
} as const;

/** Whether what is said of liquidation agrees with itself and with margin. Rule LIST-01. */
export function liquidationFits(spec: InstrumentSpec): boolean {
  const base = spec.margin.tiers[0]?.maintenancePpm ?? 0;
  const { feePpm, targetPpm, takeoverPpm, slicePpm, feeBound } = spec.liquidation;
  // A fee that no fill pays beyond its own price may be as high as it likes.
  const isPayable = feePpm < (feeBound === 'fill' ? PPM : base);
  return isPayable && targetPpm > PPM && takeoverPpm < PPM && slicePpm > 0 && waysFit(spec);
}

/** A hundred times it are all there are to try. */
const LEAST_MULTIPLE_PPM = 10_000;

/** A setting that another one leaves without a meaning is refused. */
function waysFit({ liquidation }: InstrumentSpec): boolean {
  const { ladderTiers, ladderFrom, sizing = 'enough', sliceOf, growth, assignees } = liquidation;
  const { slicePpm, laterPpm = slicePpm } = liquidation;
  if (ladderFrom !== undefined && ladderTiers === undefined) return false;
  if (sizing === 'multiple' && Math.min(slicePpm, laterPpm) < LEAST_MULTIPLE_PPM) return false;
  if (growth !== undefined && (sizing !== 'enough' || sliceOf === 'all')) return false;
  const named = new Set(assignees?.map(({ subaccount }) => subaccount));
  return named.size === (assignees?.length ?? 0);
}
