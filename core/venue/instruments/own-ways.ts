/**
 * Ways in which few instruments realise, charge and end, as fields of a listing: none of them is
 * set unless its data say so. `margin-rules.md` sections 1 and 4.
 */
import { choice, integer, list, MAX_INTEGER, optional, record } from '../schema.ts';
import type { RecordOf } from '../schema.ts';

const ppm = integer(0, 1_000_000);

/** Of the fees: how they are rounded, and of what parts a taker's is. */
export const feeWays = {
  /** A rebate toward zero unless given. */
  rounding: optional(choice('againstTrader', 'awayFromZero')),
  /** Each is rounded up by itself; together they are what a taker pays. */
  takerPartsPpm: optional(list(integer(1, 100_000), 8)),
} as const;

/** Of what positions in cross have gained, unless given only what is closed is realised. */
export const realisation = optional(
  record({
    /** How often it is realised at the mark, which divides a day. */
    everyMinutes: integer(1, 1_440),
    /** And how many minutes after 00:00 UTC. */
    atMinute: integer(0, 1_439),
    /** When a result may leave: at once unless given. */
    leaves: optional(choice('atOnce', 'whenRealised')),
  }),
);

/** Of what a dated contract ends at: over how many minutes, half an hour unless given. */
export const settlementWays = {
  windowMinutes: optional(integer(1, 240)),
  /** The mean of its minutes' means unless given, or of all seconds alike. */
  mean: optional(choice('minutes', 'seconds')),
} as const;

/** Of tiers by the root of the size: so much of the first rate, and these at so many lots. */
export const root = optional(
  record({
    keptPpm: ppm,
    unitLots: integer(1, MAX_INTEGER),
    maintenancePpm: ppm,
    initialPpm: ppm,
  }),
);

const fields = {
  feeWays: record(feeWays),
  settlementWays: record(settlementWays),
  realisation,
  root,
} as const;
type Ways = RecordOf<typeof fields>;
export type SettlementWays = Ways['settlementWays'];
export type FeeWays = Ways['feeWays'];
export type Realisation = NonNullable<Ways['realisation']>;
export type Root = NonNullable<Ways['root']>;

/** Whether a fill of an instrument is settled in a way of its own, and not by rows alone. */
export function hasOwnWay({
  fees,
  funding,
  realisation: grid,
  capTicks,
}: {
  readonly fees: FeeWays;
  readonly funding: { readonly paidWhen?: 'due' | 'touched' | undefined };
  readonly realisation?: Realisation | undefined;
  readonly capTicks?: number | undefined;
}): boolean {
  const isCharged = fees.rounding === 'awayFromZero' || fees.takerPartsPpm !== undefined;
  const isPutAside = funding.paidWhen === 'touched';
  return isCharged || isPutAside || grid !== undefined || capTicks !== undefined;
}
