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
/** Rounds that are not counted: a core compiles its code for some millions of orders. */
const WARM_UP_ROUNDS = 3;

/** Commands of a round, and what they meet. */
interface Size {
  readonly commands: number;
  readonly resting: number;
  readonly subaccounts: number;
}

export interface VenueBenchOptions extends Size {
  readonly rounds: number;
  readonly onProgress: (done: number, total: number) => void;
}

export const VENUE_BENCH = {
  commands: 2_000_000,
  resting: 10_000,
  subaccounts: 10_000,
  rounds: 9,
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

/** What the next commands of the stream came to on one side. */
interface Round {
  readonly perSecond: number;
  readonly trades: number;
}

/** The book that is filled first, and behind it commands for so many rounds. */
function streamOf({ commands, resting, subaccounts }: Size, rounds: number): Stream {
  const length = { commands: rounds * commands, resting, accounts: subaccounts };
  return makeStream({ seed: STREAM_SEED, ...length });
}

/**
 * The venue's side: one venue for all rounds, as a core has one for as long as it lives. One that
 * is let go takes with it the code that was compiled for it.
 */
class VenueSide {
  readonly run: VenueRun;
  readonly #size: Size;
  #untilPlace: number;

  constructor(stream: Stream, size: Size) {
    this.run = new VenueRun(stream, size.subaccounts);
    this.#size = size;
    this.#untilPlace = stream.warmUp;
    while (this.run.parse(this.#untilPlace) > 0) this.run.apply();
  }

  #next(): number {
    this.run.trades = 0;
    this.#untilPlace += this.#size.commands;
    return this.#untilPlace;
  }

  /** Gives the venue the commands of the next round; the sums over all accounts must hold. */
  turn(): Round {
    const until = this.#next();
    let tookNs = 0;
    while (this.run.parse(until) > 0) tookNs += this.run.apply();
    const breach = this.run.venue.conservationBreach();
    if (breach !== null) throw new Error(`The bench's venue: ${breach}`);
    return { perSecond: (this.#size.commands / tookNs) * 1e9, trades: this.run.trades };
  }

  /** The same, with the time of each command by itself, sorted; each has a look at the clock. */
  timedTurn(): Float64Array {
    const until = this.#next();
    const timesNs = new Float64Array(this.#size.commands);
    let from = 0;
    for (let count = this.run.parse(until); count > 0; count = this.run.parse(until)) {
      this.run.applyTimed(timesNs, from);
      from += count;
    }
    return timesNs.sort();
  }
}

/** The package's side, of which there is one for all rounds as well. */
class MatchOnlySide {
  readonly #run: MatchOnlyRun;
  readonly #size: Size;
  #untilPlace: number;

  constructor(run: MatchOnlyRun, stream: Stream, size: Size) {
    this.#run = run;
    this.#size = size;
    this.#untilPlace = stream.warmUp;
    while (run.parse(this.#untilPlace, BLOCK_COMMANDS) > 0) run.apply();
  }

  turn(): Round {
    this.#run.trades = 0;
    this.#untilPlace += this.#size.commands;
    let tookNs = 0;
    while (this.#run.parse(this.#untilPlace, BLOCK_COMMANDS) > 0) tookNs += this.#run.apply();
    return { perSecond: (this.#size.commands / tookNs) * 1e9, trades: this.#run.trades };
  }
}

/** Commands a second of the venue's side in rounds behind one that warms up. */
export function venueRates(size: Size, rounds: number): number[] {
  const side = new VenueSide(streamOf(size, rounds + 1), size);
  side.turn();
  return Array.from({ length: rounds }, () => side.turn().perSecond);
}

/** Runs the bench. Both sides must make the same trades, or neither figure means anything. */
export async function runVenueBench(options: VenueBenchOptions): Promise<VenueFigures> {
  const { commands, subaccounts, rounds, onProgress } = options;
  const before = machine();
  const counted = WARM_UP_ROUNDS + rounds;
  const stream = streamOf(options, counted + 1);
  const matchOnly = await loadMatchOnly();
  const own = new VenueSide(stream, options);
  let ownTrades = 0;
  const other =
    matchOnly === null
      ? null
      : new MatchOnlySide(new MatchOnlyRun(matchOnly, stream), stream, options);
  const collect = collector();
  const ownRates: number[] = [];
  const otherRates: number[] = [];
  for (let round = 0; round < counted; round++) {
    onProgress(round, counted + 1);
    // What one side leaves behind is not collected in the other's time.
    collect();
    const { perSecond, trades } = own.turn();
    ownTrades += trades;
    if (round >= WARM_UP_ROUNDS) ownRates.push(perSecond);
    if (other === null) continue;
    collect();
    const matched = other.turn();
    requireTrades(`round ${round + 1} of the match-only book`, matched.trades, trades);
    if (round >= WARM_UP_ROUNDS) otherRates.push(matched.perSecond);
  }
  onProgress(counted, counted + 1);
  const timesNs = own.timedTurn();
  requireTrades('the stream', stream.trades, ownTrades + own.run.trades);
  const at = (share: number): number => Math.round(timesNs[Math.floor(commands * share)] ?? 0);
  const ratios = otherRates.map((rate, round) => (ownRates[round] ?? 0) / rate);
  return {
    bench: 'venue',
    ratio: matchOnly === null ? null : hundredths(median(ratios)),
    floor: FLOOR,
    goal: GOAL,
    p50_ns: at(0.5),
    p99_ns: at(0.99),
    p999_ns: at(0.999),
    commandsPerSecond: Math.round(median(ownRates)),
    matchOnlyPerSecond: matchOnly === null ? null : Math.round(median(otherRates)),
    conditions: {
      against: 'nodejs-order-book, matching only, the same stream in the same process, in turns',
      commands,
      rounds,
      ratios: ratios.map(hundredths),
      warmUpRounds: WARM_UP_ROUNDS,
      collected: 'before each turn, outside the clock',
      lives: 'one venue and one book of the package for all rounds of one stream',
      instruments: 'one, BTCUSDT',
      subaccounts,
      sessions: SESSIONS,
      restingMean: stream.meanResting,
      trades: stream.trades,
      mixPercent: { ...STREAM_MIX, take: 100 - STREAM_MIX.add - STREAM_MIX.cancel },
      parsedAheadCommands: BLOCK_COMMANDS,
      refused: own.run.refused,
      price: 'stands still: what a price sets off is not in it',
    },
    machine: before,
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function requireTrades(where: string, there: number, own: number): void {
  if (own === there) return;
  throw new Error(`The venue made ${own} trades where there are ${there} in ${where}.`);
}
