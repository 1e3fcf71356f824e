/**
 * The matching engine by itself: one instrument, one thread, a seeded stream that was made before;
 * no journal, no margin, no events. The npm package `nodejs-order-book` gets the same stream in
 * turn with it, and both must end with the same book.
 */
import { Book, BUY, SELL } from '../../venue/book/book.ts';
import type { MatchPolicy } from '../../venue/book/book.ts';
import { openPeer, PEER } from './book-peer.ts';
import type { Peer } from './book-peer.ts';
import { benchOrder, BOOK_MIX, makeStream, readOrder } from './book-stream.ts';
import type { BookStream } from './book-stream.ts';
import { collector } from './collector.ts';
import { BenchError } from './desk-window.ts';
import { machine } from './machine.ts';

export const DEPTH = 10_000;
export const COMMANDS = 2_000_000;
export const RUNS = 5;
const SEED = 1;
/** What the engine must reach against the package, what it should, and what it could. */
const FLOOR = 50;
const GOAL = 70;
const STRETCH = 100;

export interface BookBenchOptions {
  readonly depth: number;
  readonly commands: number;
  readonly runs: number;
  readonly onProgress: (done: number, total: number) => void;
}

export interface BookFigures {
  readonly bench: 'book';
  /** Commands a second over those of the package; median of the runs, each with its own. */
  readonly ratio: number;
  readonly floor: number;
  readonly goal: number;
  readonly stretch: number;
  readonly commandsPerSecond: number;
  readonly peerCommandsPerSecond: number;
  /** One command, the clock's own cost included. */
  readonly p50_ns: number;
  readonly p99_ns: number;
  readonly p999_ns: number;
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** Lets every reduce-only maker trade, and counts what traded. */
export class Tally implements MatchPolicy {
  trades = 0;
  lots = 0;

  makerAllowanceLots(_: number, wantedLots: number): number {
    return wantedLots;
  }

  onFill(_: number, quantityLots: number): void {
    this.trades += 1;
    this.lots += quantityLots;
  }

  onSelfTrade(): void {}

  onTransfer(): void {}

  onMakerCancelled(): void {
    throw new BenchError('the stream let an order meet its own group');
  }
}

/** Our book under the stream. */
class Engine {
  readonly #stream: BookStream;
  readonly #order = benchOrder();
  book = new Book();
  tally = new Tally();

  constructor(stream: BookStream) {
    this.#stream = stream;
  }

  fill(): void {
    this.book = new Book();
    this.tally = new Tally();
    this.#drive(0, this.#stream.fillCount);
  }

  run(): void {
    this.#drive(this.#stream.fillCount, this.#stream.count);
  }

  /** `run` with a look at the clock after each command; the times in nanoseconds. */
  runTimed(): Float64Array {
    const { fillCount, count } = this.#stream;
    const timesNs = new Float64Array(count - fillCount);
    let beforeMs = performance.now();
    for (let n = fillCount; n < count; n += 1) {
      this.#drive(n, n + 1);
      const nowMs = performance.now();
      timesNs[n - fillCount] = (nowMs - beforeMs) * 1e6;
      beforeMs = nowMs;
    }
    return timesNs;
  }

  #drive(from: number, to: number): void {
    const stream = this.#stream;
    const { sides, orderIds } = stream;
    const { book, tally } = this;
    const order = this.#order;
    for (let n = from; n < to; n += 1) {
      if (sides[n] === 0) {
        book.cancel(book.slotOf(orderIds[n] as number));
      } else {
        readOrder(stream, n, order);
        book.place(order, tally);
      }
    }
  }
}

/** A book under the stream. */
interface Driven {
  fill(): void;
  run(): void;
}

/** Runs the bench. */
export async function runBook(options: BookBenchOptions): Promise<BookFigures> {
  const { depth, commands, runs, onProgress } = options;
  const conditions = machine();
  const collect = collector();
  const timeOf = (driven: Driven): number => {
    // What one leaves behind is not collected in the other's time; its own garbage is in its own.
    collect();
    return secondsOf(driven);
  };
  const stream = makeStream(SEED, depth, commands);
  const engine = new Engine(stream);
  const peer = await openPeer(stream);
  const steps = 2 * runs + 2;
  const pairs: { readonly ours: number; readonly theirs: number }[] = [];
  timeOf(engine);
  onProgress(1, steps);
  for (let run = 0; run < runs; run += 1) {
    const ours = commands / timeOf(engine);
    onProgress(2 * run + 2, steps);
    const theirs = commands / timeOf(peer);
    onProgress(2 * run + 3, steps);
    requireSameBook(engine.book, peer);
    pairs.push({ ours, theirs });
  }
  const { trades } = engine.tally;
  engine.fill();
  const timesNs = engine.runTimed().sort();
  const at = (share: number): number =>
    Math.round(timesNs[Math.min(timesNs.length - 1, Math.floor(timesNs.length * share))] ?? 0);
  const { book } = engine;
  return {
    bench: 'book',
    ratio: tenths(median(pairs.map(({ ours, theirs }) => ours / theirs))),
    floor: FLOOR,
    goal: GOAL,
    stretch: STRETCH,
    commandsPerSecond: Math.round(median(pairs.map(({ ours }) => ours))),
    peerCommandsPerSecond: Math.round(median(pairs.map(({ theirs }) => theirs))),
    p50_ns: at(0.5),
    p99_ns: at(0.99),
    p999_ns: at(0.999),
    conditions: {
      ...conditions,
      peer: `${PEER} ${peer.version}`,
      code: 'the modules as the core loads them, types stripped by Node, not bundled',
      measured: 'place and cancel with a policy that only counts; no journal, margin or events',
      seed: SEED,
      commands,
      runs,
      warmUpRuns: 1,
      collected: 'before each run, outside the clock',
      restingOrders: book.orderCount,
      levels: book.levelCount(BUY) + book.levelCount(SELL),
      trades,
      mixPercent: BOOK_MIX,
      ratios: pairs.map(({ ours, theirs }) => tenths(ours / theirs)),
      clock_ns: clockNs(),
      sameBookAsPeer: true,
    },
  };
}

/** Seconds that a run takes, without filling the book. */
function secondsOf(driven: Driven): number {
  driven.fill();
  const begunMs = performance.now();
  driven.run();
  return (performance.now() - begunMs) / 1_000;
}

function requireSameBook(book: Book, peer: Peer): void {
  const ours: [number, number][] = [];
  for (const side of [BUY, SELL] as const) {
    for (let depth = 0; depth < book.levelCount(side); depth += 1) {
      ours.push([book.levelTicks(side, depth), book.levelLots(side, depth)]);
    }
  }
  if (JSON.stringify(ours) !== JSON.stringify(peer.levels())) {
    throw new BenchError(`${PEER} ends with another book than ours: the ratio would say nothing`);
  }
}

/** What a look at the clock costs: it is in every time of a command. */
function clockNs(): number {
  const looks = 100_000;
  const begunMs = performance.now();
  let lastMs = begunMs;
  for (let n = 0; n < looks; n += 1) lastMs = performance.now();
  return Math.round(((lastMs - begunMs) * 1e6) / looks);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
