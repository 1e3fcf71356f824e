/**
 * `bench book --soak`: minutes of churn at one depth. What the book holds must stay what it is: the
 * heap after a forced collection, and the arrays of orders and levels.
 */
import { setImmediate } from 'node:timers/promises';
import { Book, BUY, SELL } from '../../venue/book/book.ts';
import type { Side } from '../../venue/book/book.ts';
import { Random } from '../../feeds/simulated/random.ts';
import { Tally } from './book.ts';
import { benchOrder } from './book-stream.ts';
import { collector } from './collector.ts';
import { machine } from './machine.ts';

const SAMPLES = 20;
const ID_STEP = 65_536;
const SPREAD_TICKS = 500;
/** Commands between two looks at the clock. */
const BURST = 100_000;
/** From then on everything has its size. */
const WARM_SHARE = 0.2;

export interface SoakSample {
  readonly seconds: number;
  readonly commands: number;
  readonly heapBytes: number;
  readonly arrayBytes: number;
  readonly orderCapacity: number;
  readonly levelCapacity: number;
}

export interface SoakFigures {
  readonly bench: 'book-soak';
  readonly minutes: number;
  readonly commands: number;
  readonly heapGrowthPercent: number;
  readonly arrayGrowthPercent: number;
  readonly isFlat: boolean;
  readonly samples: readonly SoakSample[];
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** A market that wanders: orders come and go at one depth around a middle that moves for ever. */
class Churn {
  readonly book = new Book();
  readonly #tally = new Tally();
  readonly #random = new Random(1, 1);
  readonly #order = benchOrder();
  readonly #depth: number;
  /** Ids by turn: each turn replaces the order that has been there the longest. */
  readonly #ids: Float64Array;
  #midTicks = 600_000;
  commands = 0;

  constructor(depth: number) {
    this.#depth = depth;
    this.#ids = new Float64Array(depth);
  }

  burst(count: number): void {
    for (let n = 0; n < count; n += 1) this.#turn();
  }

  #turn(): void {
    const { book } = this;
    const place = this.commands % this.#depth;
    const old = book.slotOf(this.#ids[place] as number);
    if (old >= 0) book.cancel(old);
    this.commands += 1;
    if (this.commands % 64 === 0) this.#midTicks += this.#random.below(2) === 0 ? -1 : 1;
    const side: Side = this.#random.below(2) === 0 ? BUY : SELL;
    const order = this.#order;
    order.orderId = this.commands * ID_STEP;
    order.subaccount = this.#random.below(64);
    order.side = side;
    // One in twenty takes; its rest stays, as that of any order.
    const away = this.#random.below(20) === 0 ? -20 : this.#random.between(1, SPREAD_TICKS);
    order.priceTicks = this.#midTicks - side * away;
    order.quantityLots = this.#random.between(1, 10);
    book.place(order, this.#tally);
    this.#ids[place] = order.orderId;
  }
}

/** Runs the soak. */
export async function runSoak(
  minutes: number,
  depth: number,
  onProgress: (done: number, total: number) => void,
): Promise<SoakFigures> {
  const conditions = machine();
  const collect = collector();
  const churn = new Churn(depth);
  const samples: SoakSample[] = [];
  const lengthMs = minutes * 60_000;
  const begunMs = performance.now();
  for (let elapsedMs = 0; elapsedMs < lengthMs; elapsedMs = performance.now() - begunMs) {
    churn.burst(BURST);
    onProgress(elapsedMs, lengthMs);
    if (elapsedMs >= (samples.length * lengthMs) / SAMPLES) {
      // What the event loop holds is no business of the book.
      await setImmediate();
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      samples.push({
        seconds: Math.round(elapsedMs / 1_000),
        commands: churn.commands,
        heapBytes: heapUsed,
        arrayBytes: arrayBuffers,
        orderCapacity: churn.book.orderCapacity,
        levelCapacity: churn.book.levelCapacity,
      });
    }
  }
  churn.book.validate();
  const warm = samples[Math.floor(samples.length * WARM_SHARE)] as SoakSample;
  const last = samples.at(-1) as SoakSample;
  const heapGrowthPercent = growthPercent(warm.heapBytes, last.heapBytes);
  const arrayGrowthPercent = growthPercent(warm.arrayBytes, last.arrayBytes);
  return {
    bench: 'book-soak',
    minutes,
    commands: churn.commands,
    heapGrowthPercent,
    arrayGrowthPercent,
    isFlat: heapGrowthPercent < 2 && arrayGrowthPercent < 2,
    samples,
    conditions: { ...conditions, turnover: 'cancel the oldest, place one', depth },
  };
}

function growthPercent(from: number, to: number): number {
  return Math.round((to / from - 1) * 1_000) / 10;
}
