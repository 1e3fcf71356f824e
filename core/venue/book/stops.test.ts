import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { InvariantError } from '../numbers.ts';
import { BUY, SELL, type Side } from './book.ts';
import { StopBook, type StopOrder, type TriggerSource } from './stops.ts';

type Stop = StopOrder<{ readonly lots: number }>;

interface Command {
  readonly kind: 'add' | 'cancel' | 'price';
  readonly source: TriggerSource;
  readonly side: Side;
  readonly ticks: number;
  readonly how: 'stop' | 'touched' | 'trailing';
}

/** The naive twin: one list, a filter and a sort. */
class NaiveStops implements Pick<StopBook<Stop['payload']>, 'add' | 'cancel' | 'due' | 'count'> {
  #waiting: Stop[] = [];
  readonly #previous = new Map<TriggerSource, number>();

  get count(): number {
    return this.#waiting.length;
  }

  add(added: Stop): void {
    this.#waiting.push(added);
  }

  cancel(orderId: number): Stop | undefined {
    const found = this.#waiting.find((one) => one.orderId === orderId);
    this.#waiting = this.#waiting.filter((one) => one !== found);
    return found;
  }

  due(source: TriggerSource, ticks: number): Stop[] {
    const from = this.#previous.get(source) ?? ticks;
    this.#previous.set(source, ticks);
    this.#waiting = this.#waiting.map((one) => followed(one, source, ticks));
    const ahead = ({ side, triggerTicks, ifTouched }: Stop, price: number) =>
      (side === BUY) !== (ifTouched === true) ? triggerTicks - price : price - triggerTicks;
    const triggered = this.#waiting.filter(
      (one) => one.source === source && ahead(one, ticks) <= 0,
    );
    this.#waiting = this.#waiting.filter((one) => !triggered.includes(one));
    return triggered.sort((a, b) => ahead(a, from) - ahead(b, from) || a.orderId - b.orderId);
  }
}

/** A trailing stop after a price of its source. */
function followed(one: Stop, source: TriggerSource, ticks: number): Stop {
  const { side, trailTicks } = one;
  if (trailTicks === undefined || one.source !== source) return one;
  const triggerTicks =
    side === BUY
      ? Math.min(one.triggerTicks, ticks + trailTicks)
      : Math.max(one.triggerTicks, ticks - trailTicks);
  return { ...one, triggerTicks };
}

/** What a program of commands gives back, command by command. */
function run(commands: readonly Command[], stops: NaiveStops | StopBook<Stop['payload']>) {
  return commands.map(({ kind, source, side, ticks, how }, index) => {
    if (kind === 'price') return stops.due(source, ticks);
    if (kind === 'cancel') return stops.cancel((index * 11) % 37);
    const orderId = (index * 11) % 37;
    stops.cancel(orderId);
    const more = { stop: {}, touched: TOUCHED, trailing: { trailTicks: 3 } }[how];
    stops.add({ ...stop(orderId, side, ticks, source), ...more });
    return stops.count;
  });
}

const TOUCHED = { ifTouched: true } as const;

function stop(
  orderId: number,
  side: Side,
  triggerTicks: number,
  source: TriggerSource = 'last',
): Stop {
  return { orderId, source, side, triggerTicks, payload: { lots: orderId } };
}

describe('stops', () => {
  let stops: StopBook<{ readonly lots: number }>;
  const due = (priceTicks: number, source: TriggerSource = 'last') =>
    stops.due(source, priceTicks).map((one) => one.orderId);

  beforeEach(() => {
    stops = new StopBook();
  });

  test('books that share a tally count there what waits in all of them', () => {
    const tally = { count: 0 };
    const [one, other] = [new StopBook<{ lots: number }>(tally), new StopBook(tally)];
    one.add(stop(1, BUY, 105));
    one.add(stop(2, BUY, 110));
    other.add(stop(3, SELL, 90));
    expect(tally.count).toBe(3);
    one.due('last', 105);
    one.cancel(1);
    expect(tally.count).toBe(2);
    other.load(one.save());
    expect([one.count, other.count, tally.count]).toEqual([1, 1, 2]);
    one.cancel(2);
    expect(tally.count).toBe(1);
  });

  test('STOP-01 a buy is due at or above its trigger', () => {
    stops.add(stop(1, BUY, 105));
    expect(due(104)).toEqual([]);
    expect(due(105)).toEqual([1]);
    stops.add(stop(2, BUY, 105));
    expect(due(200)).toEqual([2]);
  });

  test('STOP-01 a sell is due at or below its trigger', () => {
    stops.add(stop(1, SELL, 95));
    expect(due(96)).toEqual([]);
    expect(due(95)).toEqual([1]);
    stops.add(stop(2, SELL, 95));
    expect(due(1)).toEqual([2]);
  });

  test('STOP-01 only the source of a stop triggers it', () => {
    stops.add(stop(1, BUY, 105, 'mark'));
    stops.add(stop(2, BUY, 105, 'index'));
    expect(due(110, 'last')).toEqual([]);
    expect(due(110, 'mark')).toEqual([1]);
    expect(due(110, 'index')).toEqual([2]);
  });

  test('STOP-01 a stop is due once, with what the venue put into it', () => {
    stops.add(stop(1, BUY, 105));
    expect(stops.due('last', 105)).toEqual([stop(1, BUY, 105)]);
    expect([due(106), stops.count]).toEqual([[], 0]);
  });

  test('STOP-08 an order if touched is due from the other side', () => {
    stops.add({ ...stop(1, BUY, 95), ...TOUCHED });
    stops.add({ ...stop(2, SELL, 105), ...TOUCHED });
    expect([due(96), due(104)]).toEqual([[], []]);
    expect([due(95), due(105)]).toEqual([[1], [2]]);
  });

  test('STOP-09 a trailing stop follows the best price, and never goes back', () => {
    stops.add({ ...stop(1, SELL, 90), trailTicks: 10 });
    stops.add({ ...stop(2, BUY, 110), trailTicks: 10 });
    const triggers = (): unknown[] => [1, 2].map((id) => stops.get(id)?.triggerTicks);
    due(105);
    expect(triggers()).toEqual([95, 110]);
    due(97);
    expect(triggers()).toEqual([95, 107]);
    due(200, 'mark');
    expect(triggers()).toEqual([95, 107]);
    expect(due(95)).toEqual([1]);
    expect(triggers()).toEqual([undefined, 105]);
    expect(due(105)).toEqual([2]);
  });

  test('STOP-09 one that is added later has seen nothing before', () => {
    due(120);
    stops.add({ ...stop(1, SELL, 90), trailTicks: 10 });
    expect(due(120)).toEqual([]);
    expect(stops.get(1)?.triggerTicks).toBe(110);
  });

  test('STOP-02 buys come lowest trigger first, sells highest first, ties by id', () => {
    due(100);
    for (const [orderId, ticks] of [
      [9, 103],
      [4, 102],
      [3, 103],
      [5, 101],
      [6, 120],
    ] as const) {
      stops.add(stop(orderId, BUY, ticks));
    }
    expect(due(103)).toEqual([5, 4, 3, 9]);
    for (const [orderId, ticks] of [
      [29, 97],
      [24, 98],
      [23, 97],
      [25, 99],
      [26, 80],
    ] as const) {
      stops.add(stop(orderId, SELL, ticks));
    }
    expect(due(97)).toEqual([25, 24, 23, 29]);
    expect(stops.count).toBe(2);
  });

  test('STOP-02 of both sides, the nearer to the previous price comes first, then by id', () => {
    due(100);
    stops.add(stop(1, BUY, 104));
    stops.add(stop(2, BUY, 102));
    // Added behind the price: due at the next one, and nearer than any that lies ahead of it.
    stops.add(stop(3, SELL, 107));
    stops.add(stop(4, SELL, 106));
    expect(due(105)).toEqual([3, 4, 2, 1]);
    stops.add(stop(6, SELL, 108));
    stops.add(stop(5, BUY, 102));
    expect(due(106)).toEqual([5, 6]);
  });

  test('STOP-02 before the first price of a source, its own price is the previous', () => {
    stops.add(stop(2, BUY, 90));
    stops.add(stop(1, SELL, 105));
    expect(due(100)).toEqual([2, 1]);
  });

  test('a cancelled stop is returned, and is never due', () => {
    stops.add(stop(1, BUY, 105));
    stops.add(stop(2, BUY, 105));
    expect(stops.cancel(1)).toEqual(stop(1, BUY, 105));
    expect([stops.cancel(1), stops.cancel(7), stops.get(1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(stops.get(2)).toEqual(stop(2, BUY, 105));
    expect(due(105)).toEqual([2]);
  });

  test('an id twice and a trigger that is no price are broken invariants', () => {
    stops.add(stop(1, BUY, 105));
    expect(() => stops.add(stop(1, SELL, 90))).toThrow(InvariantError);
    expect(() => stops.add(stop(2, SELL, 0))).toThrow(InvariantError);
    expect(() => stops.add(stop(3, SELL, 1.5))).toThrow(InvariantError);
  });

  test('canonical order is source, buys first, nearest first, id; an image keeps it', () => {
    stops.add(stop(8, SELL, 90, 'mark'));
    stops.add(stop(7, BUY, 120));
    stops.add(stop(6, BUY, 110));
    stops.add(stop(5, SELL, 80));
    stops.add(stop(4, SELL, 95));
    stops.add(stop(3, BUY, 110));
    stops.add(stop(2, BUY, 50, 'index'));
    due(100);
    const seen: number[] = [];
    stops.forEach((one) => seen.push(one.orderId));
    expect(seen).toEqual([3, 6, 7, 4, 5, 8, 2]);

    const loaded = new StopBook<{ readonly lots: number }>();
    loaded.add(stop(99, BUY, 1));
    loaded.load(JSON.parse(JSON.stringify(stops.save())));
    expect(loaded.save()).toEqual(stops.save());
    expect([loaded.count, loaded.previousTicks('last'), loaded.previousTicks('mark')]).toEqual([
      7, 100, 0,
    ]);
  });

  test('STOP-01, STOP-02, STOP-08, STOP-09 random programs agree with a filter and a sort', () => {
    const command = fc.record({
      kind: fc.constantFrom<Command['kind']>('add', 'add', 'add', 'cancel', 'price'),
      source: fc.constantFrom<TriggerSource>('last', 'mark', 'index'),
      side: fc.constantFrom<Side>(BUY, SELL),
      ticks: fc.integer({ min: 1, max: 40 }),
      how: fc.constantFrom<Command['how']>('stop', 'touched', 'trailing'),
    });
    const property = fc.property(fc.array(command, { maxLength: 200, size: 'max' }), (commands) => {
      expect(run(commands, new StopBook())).toEqual(run(commands, new NaiveStops()));
    });
    fc.assert(property, { numRuns: 200 });
  });
});
