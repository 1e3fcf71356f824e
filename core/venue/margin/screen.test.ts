/** Whom a margin check values, by hand. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { TestVenue } from '../testing/test-venue.ts';

const resources = {
  ...instruments,
  instruments: instruments.instruments.filter(({ index }) => index === 'BTC'),
  indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
};
const DOLLAR = 1_000_000;
const PRICE_TICKS = 600_000;
const SUBACCOUNTS = 100;

let venue: TestVenue;
let house: number;
let traders: number[];

const valuedAt = (price: number): number => {
  venue.prices({ BTC: price });
  return venue.venue.valuedSubaccounts;
};

/** A hundred that are long a bitcoin at 60,000 each, with 6,000 to 15,900 dollars. */
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house', funds: { USDT: 1_000_000_000 * DOLLAR } });
  traders = Array.from({ length: SUBACCOUNTS }, (_, n) =>
    venue.open(`${n}`, { funds: { USDT: (6_000 + 100 * n) * DOLLAR } }),
  );
  for (const buyer of traders) {
    venue.trade({ buyer, seller: house }, 'BTCUSDT', 1_000, PRICE_TICKS);
  }
});

describe('MARG-13 a margin check values whoever may be across a threshold', () => {
  test('once all who traded, and then nobody until a price has come to one', () => {
    expect(valuedAt(60_000)).toBe(SUBACCOUNTS);
    expect(valuedAt(60_000)).toBe(0);
    expect(valuedAt(61_000)).toBe(0);
    // The first has 5,970 after its fee, and 150 % of 330 of maintenance: 5,475 to lose.
    expect(valuedAt(54_526)).toBe(0);
    // It has 470 left and no call yet, for maintenance is now less too: 150 % of it are 449.62.
    expect(valuedAt(54_500)).toBe(1);
    expect(venue.take('call.raised')).toEqual([]);
    expect(valuedAt(54_450)).toBe(1);
    expect(venue.take('call.raised')).toHaveLength(1);
    // The second had 100 more to lose.
    expect(valuedAt(54_400)).toBe(2);
  });

  test('whose orders trade, whose money moves and whom a setting of theirs concerns', () => {
    valuedAt(60_000);
    const [first, second] = traders as [number, number];
    venue.trade({ buyer: house, seller: first }, 'BTCUSDT', 500, PRICE_TICKS);
    venue.mirror(second, 'USDT', DOLLAR);
    expect(valuedAt(60_000)).toBe(2);
    venue.place(first, 'BTCUSDT', 'buy', 1, { priceTicks: 590_000 });
    venue.open('another', { funds: { USDT: DOLLAR } });
    expect(valuedAt(60_000)).toBe(1);
    const callPercents = [200, 125, 110];
    venue.ok({ kind: 'subaccount.limits', subaccount: first, callPercents }, { by: 'risk' });
    expect(valuedAt(60_000)).toBe(SUBACCOUNTS + 1);
    expect(valuedAt(60_000)).toBe(0);
  });

  test('who has a call open is valued until it is cured', () => {
    valuedAt(60_000);
    expect(valuedAt(54_450)).toBe(1);
    expect(venue.take('call.raised')).toHaveLength(1);
    expect(valuedAt(54_460)).toBe(1);
    expect(valuedAt(58_000)).toBe(1);
    expect(venue.take('call.cured')).toHaveLength(1);
    expect(valuedAt(58_010)).toBe(0);
  });

  test('a loaded venue values everybody once', () => {
    valuedAt(60_000);
    venue = venue.reloaded();
    expect(valuedAt(60_000)).toBe(SUBACCOUNTS);
    expect(valuedAt(60_000)).toBe(0);
  });
});

describe('MARG-13, PROF-05 who is asked by a profile is valued where that leaps', () => {
  test('though the instrument’s own tiers would leave it alone', () => {
    const rates = (floorAtoms: number, maintenancePpm: number, initialPpm: number) => ({
      floorAtoms,
      maintenancePpm,
      initialPpm,
    });
    const tiers = [rates(0, 5_000, 10_000), rates(60_000 * DOLLAR, 100_000, 100_000)];
    const margin = { tierMode: 'step', tiers } as const;
    const contracts = [{ instrument: 1, margin }];
    const profile = venue.ok(
      { kind: 'profile.define', label: 'leaps', contracts },
      { by: 'admin' },
    );
    const short = venue.open('short', { profile, funds: { USDT: 5_000 * DOLLAR } });
    venue.trade({ buyer: house, seller: short }, 'BTCUSDT', 990, PRICE_TICKS);
    expect(valuedAt(60_000)).toBe(SUBACCOUNTS + 1);
    expect(valuedAt(60_500)).toBe(0);
    venue.take();
    // 0.99 x 60,607 are 60,000.93, of which 10.05 % is more than 4,369 that are left.
    expect(valuedAt(60_607)).toBe(1);
    expect(venue.take('liquidation.started')).toMatchObject([{ subaccount: short }]);
  });
});
