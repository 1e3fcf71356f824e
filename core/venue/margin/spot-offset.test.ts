/** Coins that offset contracts of their underlying, up to what their owner has said. */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Outcome } from '../outcomes.ts';
import { listPair, PAIR } from '../testing/pairs.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import type { Adjust } from '../testing/test-venue.ts';
import { poolOrders } from './pool-orders.ts';
import { underlyingMargin } from './pool.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const XBT = 100_000_000;

/** Without fees, and with the mark at the index. */
const free: Adjust = (spec) => ({ ...plainPrices(spec), fees: { makerPpm: 0, takerPpm: 0 } });

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources, free);
  listPair(venue);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { mode: 'portfolio', funds: { XBT, USDT: 1_000 * USDT } });
});

const offset = (atoms: number, asset = 'XBT'): Outcome =>
  venue.apply({
    kind: 'subaccount.spotOffset',
    subaccount: trader,
    asset: venue.assetId(asset),
    amountAtoms: atoms,
  });
const margin = () => underlyingMargin(venue.venue.state, venue.of(trader), 1);
const asked = (): number =>
  poolOrders(venue.venue.state, venue.of(trader), null).initialAtoms / USDT;

describe('PM-13 coins offset shorts of their underlying', () => {
  test('as many as are said, and at most what is short', () => {
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 600_000);
    expect(margin()).toMatchObject({ scanAtoms: 9_000 * USDT, spotAtoms: 0 });
    expect(offset(XBT / 4).code).toBe('OK');
    // 45,000 bare at 15 %; basis 15,000 x 0.5 % and de-peg x 0.2 %.
    expect(margin()).toMatchObject({
      scanAtoms: 6_750 * USDT,
      spotAtoms: 15_000 * USDT,
      basisAtoms: 75 * USDT,
      depegAtoms: 30 * USDT,
    });
    expect(asked()).toBe(6_855);
    expect(offset(3 * XBT).code).toBe('OK');
    // All of it: 300 and 120, of at least 60,000 x 0.5 %; 0.8 of it stands.
    expect(margin()).toMatchObject({
      scanAtoms: 0,
      spotAtoms: 60_000 * USDT,
      initialAtoms: 420 * USDT,
      maintenanceAtoms: 336 * USDT,
    });
  });

  test('longs are not offset, nor is anything asked for coins alone', () => {
    expect(offset(XBT).code).toBe('OK');
    expect(asked()).toBe(0);
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 100, 600_000);
    expect(margin()).toMatchObject({ scanAtoms: 900 * USDT, spotAtoms: 0 });
  });

  test('no more than is there, and not what an order keeps', () => {
    expect(offset(XBT).code).toBe('OK');
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 600_000);
    const before = asked();
    // A tenth of the coins is kept: 6,000 are bare, 900, and the tenth itself counts 5,700.
    expect(venue.place(trader, PAIR, 'sell', 100, { priceTicks: 600_000 }).code).toBe('OK');
    expect(asked() - before).toBe(900 - 42 + 5_700);
    venue.place(house, PAIR, 'buy', 100, { priceTicks: 600_000, by: 'house' });
    expect(margin()).toMatchObject({ spotAtoms: 54_000 * USDT, scanAtoms: 900 * USDT });
  });

  test('less of it is refused where margin is missing by that, and more never', () => {
    expect(offset(XBT).code).toBe('OK');
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 5_000, 600_000);
    // 240,000 bare ask 36,000, with 420 beside: 57,000 and 1,000 are there.
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 600_000);
    const meaning = venue.meaning();
    // 360,000 x 15 % = 54,000: there. An order for 1,000 lots more is not, without the coins.
    expect(venue.place(trader, 'BTCUSDT', 'sell', 1_000, { priceTicks: 600_000 }).code).toBe('OK');
    const refused = offset(0);
    // 63,000 of 58,000; in bitcoin.
    expect(refused).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 8_333_334 });
    venue.ok({ kind: 'order.cancelAll', subaccount: trader });
    expect(venue.meaning()).toBe(meaning);
    expect(offset(0).code).toBe('OK');
    expect(venue.meaning()).not.toContain('spotOffsets');
  });

  test('is said of what an index prices, once, and of nobody without margin', () => {
    expect(offset(1, 'USDT').code).toBe('NOT_IN_MODE');
    expect(offset(0).code).toBe('NOTHING_TO_CHANGE');
    const unmargined = { kind: 'subaccount.spotOffset', subaccount: house, asset: 2 } as const;
    expect(venue.code({ ...unmargined, amountAtoms: 1 }, { by: 'core' })).toBe(
      'WRONG_ACCOUNT_KIND',
    );
  });

  test('is saved, loaded and part of the meaning', () => {
    venue.take();
    expect(offset(XBT).code).toBe('OK');
    expect(venue.take('subaccount.spotOffset')).toMatchObject([
      { subaccount: trader, asset: 2, amountAtoms: XBT },
    ]);
    expect(venue.meaning()).toContain(`"spotOffsets":[{"asset":2,"atoms":${XBT}}]`);
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
  });
});
