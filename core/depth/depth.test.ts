/** The depth of a book as messages: what a consumer makes of them is what the book shows. */
import { readFileSync } from 'node:fs';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { BUY, SELF_TRADE_MODES, SELL } from '../venue/book/contract.ts';
import { commandsOf, openProgramVenue } from '../venue/testing/actions.ts';
import type { Action } from '../venue/testing/actions.ts';
import { plainPrices, TestVenue } from '../venue/testing/test-venue.ts';
import { CHECKED, checksumOf, checksumText } from './checksum.ts';
import { crc32 } from './crc32.ts';
import { DepthFeed } from './depth-feed.ts';
import { DepthStream } from './depth-stream.ts';
import type { LevelsMessage, LevelsSnapshot, OrdersMessage, OrdersSnapshot } from './messages.ts';
import { topLevels, topOrders } from './shown.ts';
import { LevelsConsumer, OrdersConsumer } from './testing/consumer.ts';

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ index }) => index === 'BTC'),
  indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
};
const BTCUSDT = 1;

let venue: TestVenue;
let house: number;
let trader: number;
let feed: DepthFeed;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 100_000_000_000 } });
  feed = new DepthFeed(venue.venue);
});

const owns = (subaccount: number): boolean => subaccount === trader;
const nobody = (): boolean => false;

function place(side: 'buy' | 'sell', lots: number, priceTicks: number): number {
  return venue.place(trader, 'BTCUSDT', side, lots, { priceTicks }).reference;
}

function quote(side: 'buy' | 'sell', lots: number, priceTicks: number): number {
  return venue.place(house, 'BTCUSDT', side, lots, { priceTicks, by: 'house' }).reference;
}

function cancel(order: number): void {
  venue.ok({ kind: 'order.cancel', subaccount: trader, instrument: BTCUSDT, order });
}

/** What the last commands have to tell of the one book that they touched. */
function told(): { levels: LevelsMessage | null; orders: OrdersMessage | null } {
  const [news] = feed.read();
  return { levels: news?.levels ?? null, orders: news?.ordersFor?.(owns) ?? null };
}

const stream = (): DepthStream => feed.stream(BTCUSDT) as DepthStream;

describe('DEP-01 a message says what has changed, and nothing else', () => {
  test('an order that comes, shrinks, gives and goes', () => {
    const order = place('buy', 10, 599_000);
    const added = { action: 'add', side: 'buy', priceTicks: 599_000, order, lots: 10, own: true };
    const came = told();
    expect(came.levels?.changes).toEqual([{ side: 'buy', priceTicks: 599_000, lots: 10 }]);
    expect(came.orders?.changes).toEqual([added]);
    const amend = { kind: 'order.amend', subaccount: trader, instrument: BTCUSDT, order } as const;
    venue.ok({ ...amend, quantityLots: 8 });
    expect(told().orders?.changes).toEqual([{ action: 'change', order, lots: 8 }]);
    quote('sell', 3, 599_000);
    const gave = told();
    expect(gave.levels?.changes).toEqual([{ side: 'buy', priceTicks: 599_000, lots: 5 }]);
    expect(gave.orders?.changes).toEqual([{ action: 'change', order, lots: 5 }]);
    cancel(order);
    const went = told();
    expect(went.levels?.changes).toEqual([{ side: 'buy', priceTicks: 599_000, lots: 0 }]);
    expect(went.orders?.changes).toEqual([{ action: 'remove', order }]);
  });

  test('an order that moves goes from one price and comes to the other', () => {
    const order = place('buy', 10, 599_000);
    const second = place('buy', 5, 599_000);
    told();
    const amend = { kind: 'order.amend', subaccount: trader, instrument: BTCUSDT, order } as const;
    venue.ok({ ...amend, priceTicks: 599_500 });
    const { levels, orders } = told();
    expect(levels?.changes).toEqual([
      { side: 'buy', priceTicks: 599_500, lots: 10 },
      { side: 'buy', priceTicks: 599_000, lots: 5 },
    ]);
    expect(orders?.changes.map(({ action }) => action)).toEqual(['remove', 'add']);
    // It is known where it stands: what happens to it next is heard.
    cancel(order);
    expect(told().orders?.changes).toEqual([{ action: 'remove', order }]);
    cancel(second);
    expect(told().orders?.changes).toEqual([{ action: 'remove', order: second }]);
  });

  test('one that loses its place at its price is told by order, and not by price', () => {
    const order = place('buy', 10, 599_000);
    place('buy', 5, 599_000);
    told();
    const amend = { kind: 'order.amend', subaccount: trader, instrument: BTCUSDT, order } as const;
    venue.ok({ ...amend, priceTicks: 598_000 });
    venue.ok({ ...amend, priceTicks: 599_000 });
    const { levels, orders } = told();
    expect(levels).toBeNull();
    expect(orders?.changes).toMatchObject([
      { action: 'remove', order },
      { action: 'add', order, lots: 10 },
    ]);
  });

  test('one that takes, waits or is refused shows nothing of itself', () => {
    quote('sell', 5, 600_100);
    told();
    place('buy', 5, 600_100);
    const { levels, orders } = told();
    expect(levels?.changes).toEqual([{ side: 'sell', priceTicks: 600_100, lots: 0 }]);
    expect(orders?.changes).toHaveLength(1);
    venue.place(trader, 'BTCUSDT', 'buy', 1, { trigger: 'mark', triggerTicks: 601_000 });
    venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 700_000 });
    venue.tick();
    expect(told()).toEqual({ levels: null, orders: null });
  });
});

describe('DEP-02 each message names the one before, so that none can be missed', () => {
  test('from the snapshot on, by price and by order apart', () => {
    place('buy', 10, 599_000);
    const first = told();
    const snapshot = stream().levelsSnapshot();
    expect(snapshot.sequence).toBe(first.levels?.sequence);
    place('buy', 5, 599_000);
    const second = told();
    expect(second.levels?.previous).toBe(snapshot.sequence);
    expect(second.orders?.previous).toBe(first.orders?.sequence);
    expect(second.levels?.sequence).toBe(venue.venue.state.sequence);
  });

  test('another instrument’s commands leave no hole', () => {
    place('buy', 10, 599_000);
    const { levels } = told();
    venue.mirror(trader, 'XBT', 1_000_000_000);
    venue.place(trader, 'BTCUSD', 'buy', 5, { priceTicks: 1_000 });
    feed.read();
    place('buy', 5, 598_000);
    expect(told().levels?.previous).toBe(levels?.sequence);
  });

  test('a reader that begins later tells the same from then on', () => {
    place('buy', 10, 599_000);
    feed.read();
    const late = new DepthFeed(venue.venue);
    const known = stream().levelsSnapshot();
    const begun = (late.stream(BTCUSDT) as DepthStream).levelsSnapshot();
    expect({ ...begun, sequence: 0 }).toEqual({ ...known, sequence: 0 });
    place('buy', 5, 599_500);
    const [one] = feed.read();
    const [other] = late.read();
    expect(other?.levels).toEqual({ ...one?.levels, previous: begun.sequence });
  });
});

describe('DEP-03 the checksum is CRC-32 of the first 25 of each side', () => {
  test('the checksum of a text is that of everybody', () => {
    expect(crc32('123456789')).toBe(0xcbf43926);
    expect(crc32('')).toBe(0);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(crc32(text)).toBe(zlibCrc32(text));
      }),
    );
  });

  test('the text is best bid, best ask, second bid and so on, whichever side is longer', () => {
    const level = (priceTicks: number, lots: number) => ({ priceTicks, lots });
    const bids = [level(100, 5), level(99, 3)];
    expect(checksumText(bids, [level(101, 2)])).toBe('100:5:101:2:99:3');
    expect(checksumText([], [level(101, 2)])).toBe('101:2');
    expect(checksumText([], [])).toBe('');
    const order = (id: number) => ({ ...level(100, 5), order: id });
    expect(checksumText([order(7), order(8)], [])).toBe('7:100:5:8:100:5');
  });

  test('what stands deeper is not in it', () => {
    for (let n = 0; n < CHECKED; n++) place('buy', 1, 599_000 - n);
    const { levels } = told();
    place('buy', 1, 590_000);
    const deeper = told();
    expect(deeper.levels?.changes).toHaveLength(1);
    expect(deeper.levels?.checksum).toBe(levels?.checksum);
    place('buy', 1, 598_999);
    expect(told().levels?.checksum).not.toBe(levels?.checksum);
  });

  test('two books with the same levels and another order of priority differ by order', () => {
    const [first, second] = [place('buy', 5, 599_000), place('buy', 5, 599_000)];
    const before = told();
    const names = { kind: 'order.amend', subaccount: trader, instrument: BTCUSDT } as const;
    venue.ok({ ...names, order: first, priceTicks: 598_000 });
    venue.ok({ ...names, order: first, priceTicks: 599_000 });
    const after = told();
    expect(
      stream()
        .ordersSnapshot(owns)
        .bids.map(({ order }) => order),
    ).toEqual([second, first]);
    expect(after.orders?.checksum).not.toBe(before.orders?.checksum);
    expect(stream().levelsSnapshot().checksum).toBe(before.levels?.checksum);
  });
});

describe('DEP-04 a read tells the net of what has happened since the last', () => {
  test('in one message for a book, with the newest command’s sequence', () => {
    const order = place('buy', 10, 599_000);
    place('sell', 10, 601_000);
    cancel(order);
    const { sequence } = venue.venue.state;
    const news = feed.read();
    expect(news).toHaveLength(1);
    expect(news[0]?.levels).toMatchObject({
      sequence,
      changes: [{ side: 'sell', priceTicks: 601_000, lots: 10 }],
    });
    expect(feed.read()).toEqual([]);
  });

  test('an instrument that is listed later has its stream from the start', () => {
    const spec = { ...venue.instrument('BTCUSDT').spec, symbol: 'BTCUSDT-2' };
    const instrument = venue.ok({ kind: 'instrument.list', ...spec }, { by: 'core' });
    feed.read();
    const snapshot = feed.stream(instrument)?.levelsSnapshot();
    expect(snapshot).toMatchObject({ instrument: 'BTCUSDT-2', bids: [], asks: [], checksum: 0 });
    expect(feed.stream(99)).toBeUndefined();
  });
});

describe('DEP-05 own orders are marked, and of the others nobody learns whose they are', () => {
  test('in messages and snapshots alike', () => {
    quote('buy', 3, 599_000);
    place('buy', 5, 599_000);
    const news = feed.read()[0];
    const own = (message: OrdersMessage | undefined) =>
      message?.changes.map((change) => 'own' in change && change.own);
    expect(own(news?.ordersFor?.(owns))).toEqual([false, true]);
    expect(own(news?.ordersFor?.(nobody))).toEqual([false, false]);
    expect(news?.ordersFor?.(owns).checksum).toBe(news?.ordersFor?.(nobody).checksum);
    const snapshot = stream().ordersSnapshot(owns);
    expect(snapshot.bids.map((order) => order.own)).toEqual([false, true]);
    const texts = [snapshot, news?.ordersFor?.(owns)].map((one) => JSON.stringify(one));
    expect(texts.filter((text) => text.includes('subaccount'))).toEqual([]);
  });
});

describe('DEP-06 a level has what its book shows there, whatever else its orders have', () => {
  test('levels are the book’s own figure and no sum of orders', () => {
    const real = venue.instrument('BTCUSDT');
    // A book that shows two lots of every level.
    const book = new Proxy(real.book, {
      get: (target, name) => {
        if (name === 'levelLots') return () => 2;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const showing = new DepthStream({ ...real, book }, 0);
    const { events } = venue.venue;
    const from = events.written;
    place('buy', 10, 599_000);
    for (let at = from; at < events.written; at++) {
      if (events.kindAt(at) === 'order.rested') showing.hear(events, at);
    }
    const changes = [{ side: 'buy', priceTicks: 599_000, lots: 2 }];
    expect(showing.take(1).levels?.changes).toEqual(changes);
    expect(showing.levelsSnapshot().bids).toEqual([{ priceTicks: 599_000, lots: 2 }]);
  });
});

describe('the examples of docs/depth.md', () => {
  const page = readFileSync(new URL('../../docs/depth.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json]) =>
    JSON.parse(json ?? ''),
  );

  test('are messages, one after the other, with the checksums that they have', () => {
    const [levels, message, orders] = blocks as [LevelsSnapshot, LevelsMessage, OrdersSnapshot];
    expect(blocks.map((block) => block.kind)).toEqual([
      'levelsSnapshot',
      'levels',
      'ordersSnapshot',
    ]);
    expect(checksumOf(levels.bids, levels.asks)).toBe(levels.checksum);
    expect(checksumOf(orders.bids, orders.asks)).toBe(orders.checksum);
    expect(page).toContain(`\`${checksumText(levels.bids, levels.asks)}\``);
    expect(page).toContain(`\`${checksumText(orders.bids, orders.asks)}\``);
    expect(new LevelsConsumer(levels).apply(message)).toBeNull();
  });
});

const near = fc.integer({ min: -6_000, max: 6_000 });
const lots = fc.integer({ min: 1, max: 60 });
const who = fc.integer({ min: 0, max: 3 });
const kind = <K extends Action['kind']>(name: K) => fc.constant(name);

const placed = fc.record({
  kind: kind('place'),
  who,
  symbol: fc.constant(0),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  awayPpm: near,
  lots,
  timeInForce: fc.constantFrom('gtc' as const, 'gtc' as const, 'ioc' as const),
  postOnly: fc.constant(false),
  display: fc.constantFrom(1, 1, 0.3, 0),
  reduceOnly: fc.nat(5).map((n) => n === 0),
  selfTrade: fc.constantFrom(...SELF_TRADE_MODES),
});
const called = { kind: 'halt', symbol: 0, to: 'auction' } as const;
const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: placed },
    {
      weight: 4,
      arbitrary: fc.record({ kind: kind('amend'), pick: fc.nat(50), awayPpm: near, lots }),
    },
    { weight: 3, arbitrary: fc.record({ kind: kind('cancel'), pick: fc.nat(50) }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('cancelAll'), who }) },
    { weight: 2, arbitrary: fc.constantFrom(called, { kind: 'tick' } as const) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: kind('quote'),
        symbol: fc.constant(0),
        spreadPpm: fc.integer({ min: 500, max: 2_000 }),
        lots,
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: kind('close'), pick: fc.nat(50) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: kind('price'),
        movePpm: fc.integer({ min: -3_000, max: 3_000 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: kind('press'), pick: fc.nat(50), beyondPpm: fc.nat(2_000) }),
    },
  ),
  { minLength: 5, maxLength: 50, size: 'max' },
);

interface Told {
  readonly levels: LevelsMessage[];
  readonly orders: OrdersMessage[];
}

/** Runs a program, hands over what each read tells, and reads after every so many commands. */
function runProgram(
  program: readonly Action[],
  readEvery: number,
  hear: (venue: TestVenue, news: Told, feed: DepthFeed) => void,
): void {
  const fresh = start.reloaded();
  const reader = new DepthFeed(fresh.venue);
  const alpha = (subaccount: number): boolean => subaccount === 5;
  let since = 0;
  hear(fresh, { levels: [], orders: [] }, reader);
  for (const action of program) {
    for (const { command, by, afterUs } of commandsOf(fresh, action)) {
      fresh.apply(command, { by, afterUs });
      since += 1;
      if (since < readEvery) continue;
      since = 0;
      const news = reader.read().filter(({ instrument }) => instrument === BTCUSDT);
      const levels = news.flatMap((one) => (one.levels === null ? [] : [one.levels]));
      const orders = news.flatMap((one) => (one.ordersFor === null ? [] : [one.ordersFor(alpha)]));
      hear(fresh, { levels, orders }, reader);
      fresh.take();
    }
  }
}

const shortCalls = { callS: 2, extensionS: 1, extendPpm: 30_000, postOnlyS: 1, feePpm: 200 };
const start = TestVenue.found(resources, (spec) => ({ ...plainPrices(spec), auction: shortCalls }));
openProgramVenue(start);

describe('DEP-01, DEP-02, DEP-03 after random programs', () => {
  test('a consumer of either stream has the book that the venue has', () => {
    let messages = 0;
    fc.assert(
      fc.property(actions, fc.integer({ min: 1, max: 4 }), (program, readEvery) => {
        let levels: LevelsConsumer | null = null;
        let orders: OrdersConsumer | null = null;
        runProgram(program, readEvery, (fresh, news, reader) => {
          const own = reader.stream(BTCUSDT) as DepthStream;
          levels ??= new LevelsConsumer(own.levelsSnapshot());
          orders ??= new OrdersConsumer(own.ordersSnapshot(nobody));
          const faults = [
            ...news.levels.map((message) => levels?.apply(message)),
            ...news.orders.map((message) => orders?.apply(message)),
          ];
          messages += faults.length;
          expect(faults.filter((fault) => fault !== null)).toEqual([]);
          const { book } = fresh.instrument('BTCUSDT');
          for (const [name, side] of [
            ['buy', BUY],
            ['sell', SELL],
          ] as const) {
            expect(levels.side(name)).toEqual(topLevels(book, side, Infinity));
            const shown = topOrders(book, side, Infinity).map(({ order, lots: left }) => [
              order,
              left,
            ]);
            expect(orders.side(name).map((one) => [one.order, one.lots])).toEqual(shown);
          }
        });
      }),
      { numRuns: 120 },
    );
    expect(messages).toBeGreaterThan(500);
  });

  test('a snapshot taken on the way continues with the next message', () => {
    fc.assert(
      fc.property(actions, fc.nat(30), (program, joinAt) => {
        let levels: LevelsConsumer | null = null;
        let orders: OrdersConsumer | null = null;
        let reads = 0;
        runProgram(program, 1, (_, news, reader) => {
          for (const message of news.levels) expect(levels?.apply(message) ?? null).toBeNull();
          for (const message of news.orders) expect(orders?.apply(message) ?? null).toBeNull();
          if (reads === joinAt) {
            const own = reader.stream(BTCUSDT) as DepthStream;
            levels = new LevelsConsumer(own.levelsSnapshot());
            orders = new OrdersConsumer(own.ordersSnapshot(nobody));
          }
          reads += 1;
        });
      }),
      { numRuns: 60 },
    );
  });

  test('a message that is dropped is seen in the next one’s sequence, and in its checksum', () => {
    let dropped = 0;
    let seenByChecksum = 0;
    fc.assert(
      fc.property(actions, fc.nat(20), (program, dropAt) => {
        let heard = 0;
        let careful: LevelsConsumer | null = null;
        let careless: LevelsConsumer | null = null;
        runProgram(program, 1, (fresh, { levels }, reader) => {
          const snapshot = (reader.stream(BTCUSDT) as DepthStream).levelsSnapshot();
          careful ??= new LevelsConsumer(snapshot);
          careless ??= new LevelsConsumer(snapshot);
          for (const message of levels) {
            heard += 1;
            if (heard === dropAt + 1) continue;
            const isPast = heard > dropAt + 1;
            expect(careful.apply(message)).toBe(isPast ? 'gap' : null);
            const fault = careless.applyBlindly(message);
            const { book } = fresh.instrument('BTCUSDT');
            const [bids, asks] = [careless.side('buy'), careless.side('sell')];
            const its = checksumText(topLevels(book, BUY, CHECKED), topLevels(book, SELL, CHECKED));
            expect(fault).toBe(checksumText(bids, asks) === its ? null : 'checksum');
            if (isPast) dropped += 1;
            if (isPast && fault === 'checksum') seenByChecksum += 1;
          }
        });
      }),
      { numRuns: 60 },
    );
    expect(dropped).toBeGreaterThan(100);
    expect(seenByChecksum).toBeGreaterThan(20);
  });

  test('so it is by order', () => {
    fc.assert(
      fc.property(actions, fc.nat(10), (program, dropAt) => {
        let consumer: OrdersConsumer | null = null;
        let heard = 0;
        runProgram(program, 1, (_, { orders }, reader) => {
          const own = reader.stream(BTCUSDT) as DepthStream;
          consumer ??= new OrdersConsumer(own.ordersSnapshot(nobody));
          for (const message of orders) {
            heard += 1;
            if (heard === dropAt + 1) continue;
            expect(consumer.apply(message)).toBe(heard > dropAt + 1 ? 'gap' : null);
          }
        });
      }),
      { numRuns: 30 },
    );
  });
});
