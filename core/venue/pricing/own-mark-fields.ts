/** What an instrument may make its mark of in place of the default; meanings in `own-mark.ts`. */
import { boolean, choice, id, integer, list, optional, record } from '../schema.ts';
import type { RecordOf } from '../schema.ts';

const seconds = integer(1, 86_400);

/** How a part is smoothed. */
const smoothFields = {
  /** A moving average that never quite forgets, or the mean of the samples of the last seconds. */
  by: choice('ema', 'mean'),
  overS: seconds,
  /** Of a mean: one sample for so many seconds, of each second unless given. */
  everyS: optional(seconds),
  /** What is averaged: how far it is from the index, which is then added, or the price itself. */
  what: choice('basis', 'price'),
} as const;

const partFields = {
  of: choice('index', 'fair', 'last', 'market', 'quote', 'mid', 'impact', 'elsewhere'),
  smooth: optional(record(smoothFields)),
  /** Of a mean: how much it counts beside the others; all alike unless given. */
  weightPpm: optional(integer(1, 1_000_000)),
  /** It joins only where exactly two of the others are there. */
  standsIn: optional(boolean),
} as const;

export const ownMarkFields = {
  /** What the mark is of the parts that are there. */
  combine: choice('median', 'mean'),
  /** The first three are told with each mark. */
  parts: list(record(partFields), 4),
  /** The index that a part `elsewhere` is: of other venues' contracts, or another oracle. */
  elsewhere: optional(id),
  /** How far the mark may be from the one at which the present so many seconds began. */
  limit: optional(record({ movePpm: integer(1, 999_999), everyS: seconds })),
} as const;

export type OwnMark = RecordOf<typeof ownMarkFields>;
export type MarkPart = RecordOf<typeof partFields>;
export type Smoothing = RecordOf<typeof smoothFields>;
