/** Orders that follow a price, as messages of depth: nobody asked for what changes by them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { BUY, SELL } from '../venue/book/contract.ts';
import { TestVenue } from '../venue/testing/test-venue.ts';
import { DepthFeed } from './depth-feed.ts';
import { topLevels, topOrders } from './shown.ts';
import { LevelsConsumer, OrdersConsumer } from './testing/consumer.ts';

const start = TestVenue.found({
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ index }) => index === 'BTC'),
  indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
});
start.prices({ BTC: 60_000 });
const house = start.open('house', { kind: 'house' });
const trader = start.open('trader', { funds: { USDT: 100_000_000_000 } });

const side = fc.constantFrom('buy' as const, 'sell' as const);
const act = fc.oneof(
  fc.record({ is: fc.constant('quote' as const), side, by: fc.nat(30) }),
  fc.record({
    is: fc.constant('peg' as const),
    side,
    to: fc.constantFrom('primary' as const, 'market' as const),
    by: fc.nat(12),
  }),
  fc.record({ is: fc.constant('unquote' as const) }),
);

test('DEP-01, PEG-05 a consumer of either stream has the book after whatever was followed', () => {
  let moves = 0;
  let parked = 0;
  fc.assert(
    fc.property(fc.array(act, { minLength: 10, maxLength: 60 }), (acts) => {
      const venue = start.reloaded();
      const feed = new DepthFeed(venue.venue);
      const stream = feed.stream(1)!;
      const levels = new LevelsConsumer(stream.levelsSnapshot());
      const orders = new OrdersConsumer(stream.ordersSnapshot(() => false));
      const { book } = venue.instrument('BTCUSDT');
      for (const one of acts) {
        if (one.is === 'quote') {
          const priceTicks = 600_000 + (one.side === 'buy' ? -1 : 1) * (one.by + 1);
          venue.place(house, 'BTCUSDT', one.side, 5, { priceTicks, by: 'house' });
        } else if (one.is === 'unquote') {
          const slot = book.firstOrderOf(house);
          const order = slot === -1 ? 1 : book.orderIdOf(slot);
          const cancel = { kind: 'order.cancel', subaccount: house, instrument: 1, order } as const;
          venue.apply(cancel, { by: 'house' });
        } else {
          const pegOffsetTicks = one.side === 'buy' ? -one.by : one.by;
          const pegged = { type: 'pegged', timeInForce: 'gtc', peg: one.to } as const;
          const offset = one.by === 0 ? {} : { pegOffsetTicks };
          venue.place(trader, 'BTCUSDT', one.side, 3, { ...pegged, ...offset });
        }
        for (const news of feed.read()) {
          expect(news.levels === null ? null : levels.apply(news.levels)).toBeNull();
          const told = news.ordersFor?.(() => false);
          expect(told === undefined ? null : orders.apply(told)).toBeNull();
        }
        for (const [name, of] of [['buy', BUY] as const, ['sell', SELL] as const]) {
          expect(levels.side(name)).toEqual(topLevels(book, of, Infinity));
          const shown = topOrders(book, of, Infinity).map(({ order, lots }) => [order, lots]);
          expect(orders.side(name).map(({ order, lots }) => [order, lots])).toEqual(shown);
        }
        for (const { priceTicks } of venue.take('order.followed')) {
          if (priceTicks === 0) parked += 1;
          else moves += 1;
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(moves).toBeGreaterThan(100);
  expect(parked).toBeGreaterThan(30);
});
