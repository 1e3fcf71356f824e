/**
 * Orders of one instrument that wait for a trigger price; in the book they are nothing yet.
 *
 * A buy stop is due when the price of its source is at or above its trigger, a sell when at or
 * below (STOP-01), an order if touched the other way round (STOP-08). A trailing stop's trigger
 * follows its source's best price at a distance, and never goes back (STOP-09). What is due comes
 * out nearest first, then by id (STOP-02): near is how far the trigger lies beyond the previous
 * price of the source, in the direction that triggers; a trigger that was behind the price when its
 * stop was added is nearest of all. Stops are few beside orders and are added far less often than
 * prices are seen, so sorted arrays of objects serve.
 */
import { invariant, type Ticks } from '../numbers.ts';
import { BUY, SELL, type Side } from './contract.ts';

export type TriggerSource = 'last' | 'mark' | 'index';
const SOURCES: readonly TriggerSource[] = ['last', 'mark', 'index'];

export interface StopOrder<Payload> {
  readonly orderId: number;
  readonly source: TriggerSource;
  readonly side: Side;
  readonly triggerTicks: Ticks;
  /** Waits for a better price and not for a worse one. */
  readonly ifTouched?: true;
  /** How far the trigger stays behind the best price since it was placed. */
  readonly trailTicks?: Ticks;
  /** It stays as it is at a price that is not to be trusted. */
  readonly priceProtect?: true;
  /** What the venue needs to place the order; the book of stops only keeps it. */
  readonly payload: Payload;
}

/** A saved book of stops in canonical order; plain JSON when the payloads are. */
export interface StopImage<Payload> {
  /** Price last seen of each source, 0 before the first. */
  readonly previousTicks: Readonly<Record<TriggerSource, Ticks>>;
  readonly stops: readonly StopOrder<Payload>[];
}

/** How many stops several books have together, so that nobody need ask each for nothing. */
export interface StopTally {
  count: number;
}

/** The way its price must go: 1 where it must rise to the trigger, -1 where it must fall. */
export function directionOf(stop: Pick<StopOrder<unknown>, 'side' | 'ifTouched'>): Side {
  if (stop.ifTouched !== true) return stop.side;
  return stop.side === BUY ? SELL : BUY;
}

export class StopBook<Payload> {
  readonly #byId = new Map<number, StopOrder<Payload>>();
  /** By direction, nearest last, so that what is due comes off the end. */
  readonly #queues: Readonly<Record<TriggerSource, Record<Side, StopOrder<Payload>[]>>> = {
    last: { [BUY]: [], [SELL]: [] },
    mark: { [BUY]: [], [SELL]: [] },
    index: { [BUY]: [], [SELL]: [] },
  };
  readonly #previousTicks: Record<TriggerSource, Ticks> = { last: 0, mark: 0, index: 0 };
  readonly #trailing: Readonly<Record<TriggerSource, Set<number>>> = {
    last: new Set(),
    mark: new Set(),
    index: new Set(),
  };
  /** The price that every trailing stop of a source has seen; 0 where one has yet to see any. */
  readonly #followedTicks: Record<TriggerSource, Ticks> = { last: 0, mark: 0, index: 0 };

  /** The price that only protected stops, which may not, would come out at; 0 where others may. */
  readonly #heldTicks: Record<TriggerSource, Ticks> = { last: 0, mark: 0, index: 0 };

  readonly #tally: StopTally;

  constructor(tally: StopTally = { count: 0 }) {
    this.#tally = tally;
  }

  get count(): number {
    return this.#byId.size;
  }

  /** Adds a stop; it can be due at the very next price, also when it is past its trigger now. */
  add(stop: StopOrder<Payload>): void {
    const { orderId, triggerTicks } = stop;
    invariant(!this.#byId.has(orderId), `stop ${orderId} is waiting already`);
    invariant(
      Number.isSafeInteger(triggerTicks) && triggerTicks >= 1,
      `stop ${orderId} has a trigger of ${triggerTicks} ticks`,
    );
    const queue = this.#queues[stop.source][directionOf(stop)];
    queue.splice(positionOf(queue, stop), 0, stop);
    this.#byId.set(orderId, stop);
    this.#tally.count += 1;
    this.#heldTicks[stop.source] = 0;
    if (stop.trailTicks === undefined) return;
    this.#trailing[stop.source].add(orderId);
    this.#followedTicks[stop.source] = 0;
  }

  get(orderId: number): StopOrder<Payload> | undefined {
    return this.#byId.get(orderId);
  }

  /** Removes and returns a waiting stop; undefined when none has this id. */
  cancel(orderId: number): StopOrder<Payload> | undefined {
    const stop = this.#byId.get(orderId);
    if (stop === undefined) return undefined;
    const queue = this.#queues[stop.source][directionOf(stop)];
    queue.splice(positionOf(queue, stop), 1);
    this.#forget(stop);
    return stop;
  }

  #forget({ orderId, source, trailTicks }: StopOrder<Payload>): void {
    this.#byId.delete(orderId);
    this.#tally.count -= 1;
    if (trailTicks !== undefined) this.#trailing[source].delete(orderId);
  }

  /** Trailing stops move their triggers after a price that is the best so far. Rule STOP-09. */
  #follow(source: TriggerSource, priceTicks: Ticks, isHeld: boolean): void {
    if (this.#trailing[source].size === 0 || this.#followedTicks[source] === priceTicks) return;
    // Each that moves leaves the set and comes back to it.
    const trailing = [...this.#trailing[source]];
    for (const orderId of trailing) {
      const stop = this.#byId.get(orderId)!;
      if (isHeld && stop.priceProtect === true) continue;
      const triggerTicks = priceTicks + stop.side * stop.trailTicks!;
      if ((stop.triggerTicks - triggerTicks) * stop.side <= 0) continue;
      this.cancel(orderId);
      this.add({ ...stop, triggerTicks });
    }
    this.#followedTicks[source] = isHeld ? 0 : priceTicks;
  }

  /**
   * Takes in a price of a source; removes and returns what it triggers, in order of release. Where
   * it is not to be trusted those that are protected neither follow it nor are due at it: `isHeld`.
   */
  due(source: TriggerSource, priceTicks: Ticks, isHeld = false): StopOrder<Payload>[] {
    if (isHeld && this.#heldTicks[source] === priceTicks) return [];
    const seen = this.#previousTicks[source];
    const previous = seen === 0 ? priceTicks : seen;
    this.#previousTicks[source] = priceTicks;
    this.#follow(source, priceTicks, isHeld);
    const released: StopOrder<Payload>[] = [];
    const held: StopOrder<Payload>[] = [];
    for (const direction of [BUY, SELL] as const) {
      const queue = this.#queues[source][direction];
      for (;;) {
        const nearest = queue.at(-1);
        if (nearest === undefined || (nearest.triggerTicks - priceTicks) * direction > 0) break;
        queue.pop();
        this.#forget(nearest);
        (isHeld && nearest.priceProtect === true ? held : released).push(nearest);
      }
    }
    for (const stop of held) this.add(stop);
    this.#heldTicks[source] = isHeld ? priceTicks : 0;
    const distance = (stop: StopOrder<Payload>): number =>
      (stop.triggerTicks - previous) * directionOf(stop);
    return released.sort((a, b) => distance(a) - distance(b) || a.orderId - b.orderId);
  }

  /** Price last seen of a source, 0 before the first: it decides the order of what is due next. */
  previousTicks(source: TriggerSource): Ticks {
    return this.#previousTicks[source];
  }

  /** Every stop in canonical order: by source, rising first, nearest first, then id. */
  forEach(visit: (stop: StopOrder<Payload>) => void): void {
    for (const source of SOURCES) {
      for (const side of [BUY, SELL] as const)
        this.#queues[source][side].toReversed().forEach(visit);
    }
  }

  save(): StopImage<Payload> {
    const stops: StopOrder<Payload>[] = [];
    this.forEach((stop) => stops.push(stop));
    return { previousTicks: { ...this.#previousTicks }, stops };
  }

  /** Replaces the content by that of an image. */
  load(image: StopImage<Payload>): void {
    this.#tally.count -= this.#byId.size;
    this.#byId.clear();
    for (const source of SOURCES) {
      this.#queues[source][BUY].length = 0;
      this.#queues[source][SELL].length = 0;
      this.#trailing[source].clear();
      this.#previousTicks[source] = image.previousTicks[source];
    }
    for (const stop of image.stops) this.add(stop);
  }
}

/** Where a stop stands, or would stand, in a queue with the nearest last and ties by falling id. */
function positionOf<Payload>(
  queue: readonly StopOrder<Payload>[],
  stop: StopOrder<Payload>,
): number {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = queue[middle]!;
    const further =
      (other.triggerTicks - stop.triggerTicks) * directionOf(stop) || other.orderId - stop.orderId;
    if (further > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
