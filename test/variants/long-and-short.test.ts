/**
 * Positions are net. A desk that wants a long and a short of one contract side by side, as other
 * venues have them by a mode, has two subaccounts of one account: `docs/variants.md` says what is
 * shared and what is not, and here it is so.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { bucketFigures } from '../../core/venue/margin/buckets.ts';
import type { TestVenue } from '../../core/venue/testing/test-venue.ts';
import { listed, maintenanceOf, USDT } from './scenes.ts';

let venue: TestVenue;
let house: number;
let longs: number;
let shorts: number;

const lotsOf = (who: number): number => venue.position(who, 'BTCUSDT').lots;
const equityOf = (who: number): number =>
  bucketFigures(venue.venue.state, venue.balance(who, 'USDT').bucket).equityAtoms / USDT;
const place = (who: number, side: 'buy' | 'sell', lots: number, more = {}) =>
  venue.place(who, 'BTCUSDT', side, lots, { priceTicks: 600_000, ...more });

beforeEach(() => {
  venue = listed({ fees: { makerPpm: 0, takerPpm: 0 } });
  house = venue.open('house', { kind: 'house' });
  longs = venue.open('longs', { owner: 77, funds: { USDT: 4_000 * USDT } });
  const { account } = venue.of(longs);
  shorts = venue.open('shorts', { account, owner: 77, funds: { USDT: 9_000 * USDT } });
  venue.trade({ buyer: longs, seller: house }, 'BTCUSDT', 1_000, 600_000);
  venue.trade({ buyer: house, seller: shorts }, 'BTCUSDT', 1_000, 600_000);
});

describe('a long and a short of one contract in two subaccounts of one account', () => {
  test('stand side by side, and an order changes that of its own', () => {
    expect([lotsOf(longs), lotsOf(shorts)]).toEqual([1_000, -1_000]);
    // Selling 400 closes so much of the long; in the other it opens more of the short.
    venue.trade({ buyer: house, seller: longs }, 'BTCUSDT', 400, 600_000);
    expect([lotsOf(longs), lotsOf(shorts)]).toEqual([600, -1_000]);
    // What only reduces cannot touch the other leg.
    expect(place(shorts, 'sell', 1, { reduceOnly: true }).code).not.toBe('OK');
    expect(place(longs, 'sell', 1, { reduceOnly: true }).code).toBe('OK');
  });

  test('have leverage and margin of their own', () => {
    const leverage = { kind: 'position.leverage', instrument: 1, leverageX100: 1_000 } as const;
    venue.ok({ ...leverage, subaccount: shorts });
    expect(venue.position(longs, 'BTCUSDT').leverageX100).toBe(2_000);
    expect(venue.position(shorts, 'BTCUSDT').leverageX100).toBe(1_000);
  });

  test('the ruin of one is not the other’s, whose gain does not stand behind it either', () => {
    venue.contribute('USDT', 10_000 * USDT);
    venue.prices({ BTC: 55_900 });
    expect([lotsOf(longs), lotsOf(shorts)]).toEqual([0, -1_000]);
    expect([equityOf(longs), equityOf(shorts)]).toEqual([0, 9_000 + 4_100]);
  });

  test('where the fund has nothing, the short may be deleveraged against the ruined long', () => {
    venue.prices({ BTC: 55_900 });
    expect(venue.take('adl.executed')).toMatchObject([{ subaccount: shorts }]);
    expect([lotsOf(longs), lotsOf(shorts)]).toEqual([0, 0]);
  });

  test('money goes from one to the other while both stand, within the account alone', () => {
    const transfer = { kind: 'transfer', asset: 1, amountAtoms: 2_000 * USDT } as const;
    const by = { by: 'treasurer' } as const;
    venue.prices({ BTC: 57_000 });
    venue.ok({ ...transfer, from: shorts, to: longs }, by);
    expect([equityOf(longs), equityOf(shorts)]).toEqual([3_000, 10_000]);
    venue.prices({ BTC: 55_900 });
    expect(lotsOf(longs)).toBe(1_000);
    const stranger = venue.open('stranger', { owner: 78 });
    expect(venue.code({ ...transfer, from: shorts, to: stranger }, by)).toBe('DIFFERENT_ACCOUNTS');
  });

  test('never trade with each other, being of one owner group', () => {
    expect(place(longs, 'sell', 10).code).toBe('OK');
    place(shorts, 'buy', 10);
    expect([lotsOf(longs), lotsOf(shorts)]).toEqual([1_000, -1_000]);
  });

  test('are asked by the profile of the account, each for itself', () => {
    const tiers = [{ floorAtoms: 0, maintenancePpm: 10_000, initialPpm: 20_000 }];
    const contracts = [{ instrument: 1, margin: { tiers } }];
    const profile = venue.ok(
      { kind: 'profile.define', label: 'elsewhere', contracts },
      { by: 'admin' },
    );
    const one = venue.open('one', { owner: 79, profile, funds: { USDT: 9_000 * USDT } });
    const { account } = venue.of(one);
    const other = venue.open('other', { account, owner: 79, funds: { USDT: 9_000 * USDT } });
    venue.trade({ buyer: one, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: house, seller: other }, 'BTCUSDT', 1_000, 600_000);
    expect([one, other].map((who) => maintenanceOf(venue, who))).toEqual([600, 600]);
    expect(maintenanceOf(venue, longs)).toBe(300);
  });

  test('are suspended together, and may then only reduce', () => {
    const { account } = venue.of(longs);
    const suspend = { kind: 'account.suspend', account, suspended: true } as const;
    venue.ok(suspend, { by: 'compliance' });
    expect(place(longs, 'buy', 1).code).toBe('ACCOUNT_SUSPENDED');
    expect(place(shorts, 'sell', 1).code).toBe('ACCOUNT_SUSPENDED');
    expect(place(longs, 'sell', 1).code).toBe('OK');
  });
});
