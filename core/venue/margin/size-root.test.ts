/** Rates by the root of the size. BTCUSDT at 60,000: 1,000 lots are a bitcoin. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { naiveRoot } from '../testing/naive-root.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { liquidationPriceFault } from '../testing/watch.ts';
import { freeAtoms, positionMaintenanceAtoms } from './buckets.ts';
import { rootedPpm, rootedTerms, rootFits, rootUp } from './size-root.ts';
import type { Terms } from './tiers.ts';

const USDT = 1_000_000;
/** As FTX asked: 3 % at least, or 0.6 of the initial rate; 10 % at first, 4 % at a bitcoin. */
const FTX = { keptPpm: 0, unitLots: 1_000, maintenancePpm: 24_000, initialPpm: 40_000 } as const;
const TIERS = [{ floorAtoms: 0, maintenancePpm: 30_000, initialPpm: 100_000 }];
/** As Drift asks: 0.8 of the first rate and the same rise of both. */
const DRIFT = { keptPpm: 800_000, unitLots: 1_000, maintenancePpm: 450, initialPpm: 450 } as const;

function found(root: InstrumentSpec['margin']['root'] = FTX, tiers = TIERS): TestVenue {
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSDT'),
    indices: indices.replay,
  };
  const venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    fees: { makerPpm: 0, takerPpm: 0 },
    margin: { ...spec.margin, defaultLeverageX100: 1_000, tierMode: 'sizeRoot', root, tiers },
  }));
  venue.prices({ BTC: 60_000 });
  return venue;
}

const maintenance = (venue: TestVenue, who: number): number =>
  positionMaintenanceAtoms(venue.instrument('BTCUSDT'), venue.position(who, 'BTCUSDT')) / USDT;
const free = (venue: TestVenue, who: number): number =>
  freeAtoms(venue.venue.state, venue.of(who), 1) / USDT;

describe('VAR-45 rates rise with the root of the size', () => {
  test('a root is the least whole number whose square is no less', () => {
    expect([0, 1, 2, 4, 5, 99, 100, 101].map(rootUp)).toEqual([0, 1, 2, 2, 3, 10, 10, 11]);
    const most = 67_108_864;
    expect([rootUp(most * most), rootUp(most * most - 1)]).toEqual([most, most]);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: most }), (root) => {
        expect([rootUp(root * root), rootUp(root * root - 1), rootUp((root - 1) ** 2 + 1)]).toEqual(
          [root, root, root],
        );
      }),
    );
    expect(() => rootUp(2 ** 53)).toThrow(/not exact/);
  });

  test('2.5 bitcoin are asked 4 % x the root of 2.5, up to a ppm', () => {
    // 1.5811388
    expect(rootedPpm(30_000, 40_000, FTX, 2_500)).toBe(63_246);
    expect(rootedPpm(30_000, 40_000, FTX, -2_500)).toBe(63_246);
    expect(rootedPpm(100_000, 40_000, FTX, 2_500)).toBe(100_000);
  });

  test('Drift keeps four fifths of the first rate and adds to it', () => {
    // 0.8 x 5 % + 0.045 % x root(10,000) = 8.5 %
    expect(rootedPpm(50_000, 450, DRIFT, 10_000_000)).toBe(85_000);
    // Below the first rate it is that.
    expect(rootedPpm(50_000, 450, DRIFT, 100_000)).toBe(50_000);
  });

  test('no rate passes 90 %, however large the position', () => {
    expect(rootedPpm(30_000, 1_000_000, FTX, 2 ** 52)).toBe(900_000);
    expect(rootedPpm(30_000, 1_000_000, { keptPpm: 0, unitLots: 1 }, 1)).toBe(900_000);
    expect(rootedPpm(950_000, 1_000_000, FTX, 2 ** 52)).toBe(950_000);
  });

  test('a twin in whole numbers without an end agrees', () => {
    const spec = found().instrument('BTCUSDT').spec;
    const size = fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.maxSafeInteger());
    const ppm = fc.integer({ min: 0, max: 1_000_000 });
    const root = fc.record({
      keptPpm: ppm,
      unitLots: fc.integer({ min: 1, max: 2 ** 40 }),
      maintenancePpm: ppm,
      initialPpm: ppm,
    });
    fc.assert(
      fc.property(root, size, (drawn, lots) => {
        const margin = { ...spec.margin, root: drawn };
        const { tiers } = rootedTerms({ ...spec, margin }, lots).margin;
        expect(tiers).toEqual(naiveRoot(margin, BigInt(lots)).tiers);
      }),
    );
  });

  test('maintenance is of all of the value, and changes with the lots alone', () => {
    const venue = found();
    const house = venue.open('house', { kind: 'house' });
    const trader = venue.open('trader', { funds: { USDT: 100_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    // 3 % is more than 2.4 %.
    expect(maintenance(venue, trader)).toBe(1_800);
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 3_000, 600_000);
    // 2.4 % x 2
    expect(maintenance(venue, trader)).toBe(0.048 * 240_000);
    venue.prices({ BTC: 50_000 });
    expect(maintenance(venue, trader)).toBe(0.048 * 200_000);
    expect(liquidationPriceFault(venue.venue.state)).toBeNull();
  });

  test('orders are asked by the size that they would make, and refused one lot beyond', () => {
    const venue = found();
    venue.open('house', { kind: 'house' });
    const trader = venue.open('trader', { funds: { USDT: 100_000 * USDT } });
    venue.place(trader, 'BTCUSDT', 'buy', 4_000, { priceTicks: 600_000 });
    // 10 % by leverage and by the first tier; 8 % by the root.
    expect(free(venue, trader)).toBe(100_000 - 24_000);
    venue.place(trader, 'BTCUSDT', 'buy', 5_000, { priceTicks: 600_000 });
    // 9 bitcoin: 12 %, also of the order before.
    expect(free(venue, trader)).toBe(100_000 - 0.12 * 540_000);
    const more = venue.place(trader, 'BTCUSDT', 'buy', 3_100, { priceTicks: 600_000 });
    // 12.1 bitcoin: 13.9141 % of 726,000 are 101,016.366.
    expect([more.code, more.detail]).toEqual(['INSUFFICIENT_MARGIN', 1_016.366 * USDT]);
  });

  const terms = (margin: object, takerPpm = 0): Terms => ({
    contract: 'linear',
    fees: { makerPpm: 0, takerPpm },
    margin: { tierMode: 'sizeRoot', root: FTX, tiers: TIERS, ...margin },
  });

  test.each([
    ['more tiers than one', terms({ tiers: [...TIERS, ...TIERS] })],
    ['no root', terms({ root: undefined })],
    ['a root of other tiers', terms({ tierMode: 'step' })],
    ['initial rates that rise less', terms({ root: { ...FTX, initialPpm: 23_999 } })],
    ['a fee of a tenth', terms({}, 100_000)],
  ] as const)('%s is refused', (_, wrong) => {
    expect(rootFits(terms({}))).toBe(true);
    expect(rootFits(wrong)).toBe(false);
  });

  test('no ramp before the end goes with it', () => {
    const { spec } = found().instrument('BTCUSDT');
    expect(() => found({ ...FTX, initialPpm: 0 })).toThrow(/INVALID_SPEC/);
    expect(rootFits({ ...spec, expiry: { ramp: { days: 1, ratePpm: 1 } } } as never)).toBe(false);
  });
});
