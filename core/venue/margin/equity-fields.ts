/** What of equity may be used, what stays, and levels that margin is kept between, as data. */
import { choice, integer, optional, record } from '../schema.ts';

/** Of maintenance: at least all of it. */
const multiple = integer(1_000_000, 100_000_000);

export const equityFields = {
  /** Whether unrealised profit stands behind what is beside it, as it does unless given. */
  profit: optional(choice('usable', 'kept')),
  /** What of a position's worth stays when money leaves: a tenth unless given. */
  staysPpm: optional(integer(0, 1_000_000)),
  /**
   * Multiples of maintenance: an isolated position below the first is filled up to the second from
   * what is free, and what is above the third goes back.
   */
  levels: optional(record({ searchPpm: multiple, initialPpm: multiple, releasePpm: multiple })),
} as const;
