/** Ways of funding that other venues have, as settings: `margin-rules.md` section 7. */
import { choice, integer, MAX_INTEGER, optional, record } from '../schema.ts';

const rateE8 = integer(0, 100_000_000);
const signedE8 = integer(-100_000_000, 100_000_000);
const share = integer(0, 1_000_000);
const factor = integer(1, 10_000_000);

export const fundingWayFields = {
  /** Seconds from one sample to the next, of a minute unless given. */
  sampleS: optional(integer(1, 60)),
  /** Seconds between payments of what accrues at the rate of each moment; no samples are kept. */
  everyS: optional(integer(1, 3_600)),
  /** Whether an amendment may give it another interval; not unless given. */
  interval: optional(choice('fixed', 'amendable')),
  /** What is above the index: the impact prices of the book unless given, or the mark. */
  premiumOf: optional(choice('book', 'mark')),
  /** What is averaged over an interval: the premium of each sample unless given, or prices. */
  averageOf: optional(choice('premiums', 'prices')),
  /**
   * The price that positions are valued at when it is paid: the mark unless given, the index, the
   * index as it was when the interval began, so that the amount is known from then on, or as it was
   * on average.
   */
  payOn: optional(choice('mark', 'index', 'startIndex', 'averageIndex')),
  /** When a position pays what is due of it: then, unless given, or when it is next touched. */
  paidWhen: optional(choice('due', 'touched')),
  /** What a damped premium is multiplied by before it is capped. */
  scalePpm: optional(factor),
  /** Between which rates it stays, within the cap. */
  bounds: optional(record({ leastE8: signedE8, mostE8: signedE8 })),
  /** A cap that follows the first tier: a share of IM less MM, or of MM. */
  capOf: optional(record({ what: choice('spread', 'maintenance'), sharePpm: factor })),
  /** How far a rate may be from the last one, as a share of the first tier's MM. */
  changePpm: optional(factor),
  /** Who bears what a payer does not have: nobody, it is owed, unless who receives. */
  shortage: optional(choice('owed', 'shared')),
  /** What pays of an isolated position: its margin unless given, or what is free before it. */
  isolatedFrom: optional(choice('position', 'wallet')),
  /**
   * In place of a premium: by how much more lots margined accounts hold on one side than on the
   * other. Where `increaseE8` is not 0 the rate moves by the hour, and else it is `factorE8` of it.
   */
  imbalance: optional(
    record({
      factorE8: rateE8,
      increaseE8: rateE8,
      decreaseE8: rateE8,
      /** Above this imbalance the rate rises on, and below the other it falls. */
      stablePpm: share,
      belowPpm: share,
      /** A rate that moves is no nearer to nothing than this, unless it is nothing. */
      leastE8: rateE8,
    }),
  ),
  /** What margined accounts pay for holding, at so much of a side's value all of the rate. */
  borrow: optional(
    record({ rateE8, fullAtoms: integer(1, MAX_INTEGER), payer: choice('all', 'larger') }),
  ),
} as const;
