/**
 * The venue's rate beside that of a book that only matches: the same stream, in the same process,
 * in turns. The venue's side is its real path: session, retry memory, authority, gates, band,
 * margin, book, postings, conservation and events.
 */
import { collector } from './collector.ts';
import { machine } from './machine.ts';
import { loadMatchOnly, MatchOnlyRun } from './match-only.ts';
import { makeStream, STREAM_MIX } from './stream.ts';
import type { Stream } from './stream.ts';
import { SESSIONS } from './stream-commands.ts';
import { BLOCK_COMMANDS, VenueRun } from './venue-run.ts';

export const STREAM_SEED = 1;
/** What the ratio should be at least, and what it is meant to become. */
const FLOOR = 18;
const GOAL = 26;
/** Rounds that are not counted: a core compiles its code for some ten million orders. */
const WARM_UP_ROUNDS = 3;

export interface VenueBenchOptions {
  readonly commands: number;
  readonly resting: number;
  readonly subaccounts: number;
  readonly rounds: number;
  readonly onProgress: (done: number, total: number) => void;
}

export const VENUE_BENCH = {
  commands: 2_000_000,
  resting: 10_000,
  subaccounts: 10_000,
  rounds: 5,
} as const;

export interface VenueFigures {
  readonly bench: 'venue';
  /** Median over the rounds of venue's rate over match-only's; null without the package. */
  readonly ratio: number | null;
  readonly floor: number;
  readonly goal: number;
  readonly p50_ns: number;
  readonly p99_ns: number;
  readonly p999_ns: number;
  readonly commandsPerSecond: number;
  readonly matchOnlyPerSecond: number | null;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly machine: Readonly<Record<string, unknown>>;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** What one run of the whole stream came to. */
interface Round {
  readonly tookNs: number;
  readonly trades: number;
  readonly refused: number;
}

function runVenue(stream: Stream, { subaccounts }: { readonly subaccounts: number }): Round {
  const run = new VenueRun(stream, subaccounts);
  while (run.parse(stream.warmUp) > 0) run.apply();
  run.trades = 0;
  let tookNs = 0;
  while (run.parse(stream.length) > 0) tookNs += run.apply();
  requireConserved(run);
  return { tookNs, trades: run.trades, refused: run.refused };
}

/** Commands a second of the venue's side in so many rounds, of which the median is quoted. */
export function roundsOf(stream: Stream, subaccounts: number, rounds: number): number[] {
  return Array.from({ length: rounds }, () => {
    const round = runVenue(stream, { subaccounts });
    requireTrades('venue', round, stream);
    return ((stream.length - stream.warmUp) / round.tookNs) * 1e9;
  });
}

function requireConserved({ venue }: VenueRun): void {
  const breach = venue.conservationBreach();
  if (breach !== null) throw new Error(`The bench's venue: ${breach}`);
}

function runMatchOnly(stream: Stream, run: MatchOnlyRun): Round {
  while (run.parse(stream.warmUp, BLOCK_COMMANDS) > 0) run.apply();
  run.trades = 0;
  let tookNs = 0;
  while (run.parse(stream.length, BLOCK_COMMANDS) > 0) tookNs += run.apply();
  return { tookNs, trades: run.trades, refused: 0 };
}

/** The time of each command by itself, sorted; reading the clock is in every one. */
function timeEach(stream: Stream, { commands, subaccounts }: VenueBenchOptions): Float64Array {
  const run = new VenueRun(stream, subaccounts);
  while (run.parse(stream.warmUp) > 0) run.apply();
  const timesNs = new Float64Array(commands);
  let from = 0;
  for (let count = run.parse(stream.length); count > 0; count = run.parse(stream.length)) {
    run.applyTimed(timesNs, from);
    from += count;
  }
  return timesNs.sort();
}

/** Runs the bench. Both sides must make the same trades, or neither figure means anything. */
export async function runVenueBench(options: VenueBenchOptions): Promise<VenueFigures> {
  const { commands, resting, subaccounts, rounds, onProgress } = options;
  const before = machine();
  const stream = makeStream({ seed: STREAM_SEED, commands, resting, accounts: subaccounts });
  const matchOnly = await loadMatchOnly();
  const venueRates: number[] = [];
  const matchRates: number[] = [];
  let refused = 0;
  const collect = collector();
  const steps = WARM_UP_ROUNDS + rounds + 1;
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    onProgress(round, steps);
    runVenue(stream, options);
  }
  for (let round = 0; round < rounds; round++) {
    onProgress(WARM_UP_ROUNDS + round, steps);
    // What one side leaves behind is not collected in the other's time.
    collect();
    const own = runVenue(stream, options);
    requireTrades('venue', own, stream);
    refused = own.refused;
    venueRates.push((commands / own.tookNs) * 1e9);
    if (matchOnly === null) continue;
    collect();
    const other = runMatchOnly(stream, new MatchOnlyRun(matchOnly, stream));
    requireTrades('match-only book', other, stream);
    matchRates.push((commands / other.tookNs) * 1e9);
  }
  onProgress(steps - 1, steps);
  const timesNs = timeEach(stream, options);
  const at = (share: number): number => Math.round(timesNs[Math.floor(commands * share)] ?? 0);
  const ratios = matchRates.map((rate, round) => (venueRates[round] ?? 0) / rate);
  return {
    bench: 'venue',
    ratio: matchOnly === null ? null : Math.round(median(ratios) * 100) / 100,
    floor: FLOOR,
    goal: GOAL,
    p50_ns: at(0.5),
    p99_ns: at(0.99),
    p999_ns: at(0.999),
    commandsPerSecond: Math.round(median(venueRates)),
    matchOnlyPerSecond: matchOnly === null ? null : Math.round(median(matchRates)),
    conditions: {
      against: 'nodejs-order-book, matching only, the same stream in the same process, in turns',
      commands,
      rounds,
      warmUpRounds: WARM_UP_ROUNDS,
      collected: 'before each round, outside the clock',
      instruments: 'one, BTCUSDT',
      subaccounts,
      sessions: SESSIONS,
      restingMean: stream.meanResting,
      trades: stream.trades,
      mixPercent: { ...STREAM_MIX, take: 100 - STREAM_MIX.add - STREAM_MIX.cancel },
      parsedAheadCommands: BLOCK_COMMANDS,
      refused,
      price: 'stands still: what a price sets off is not in it',
    },
    machine: before,
  };
}

function requireTrades(who: string, { trades }: Round, stream: Stream): void {
  if (trades === stream.trades) return;
  throw new Error(`The ${who} made ${trades} trades where the stream has ${stream.trades}.`);
}
