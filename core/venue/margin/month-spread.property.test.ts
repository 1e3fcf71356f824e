/**
 * What legs and their orders are asked together, on random positions and orders in a perpetual and
 * two futures of one underlying: never more than each for itself nor less than the larger side, and
 * no order that trades has more asked than was asked for it while it waited.
 *
 * 40 programs by default and 2,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { listDated } from '../testing/dated.ts';
import { marginFault } from '../testing/naive-proof.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';
import { liquidationPriceFault } from '../testing/watch.ts';
import { bucketFigures, initialMarginAtoms, requirementAtoms } from './buckets.ts';
import { sparedAtoms, withSide } from './spread.ts';
import type { Spread } from './spread.ts';

const isLong = process.env.BULKHEAD_LONG === '1';
const numRuns = isLong ? 2_000 : 40;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`offsets between months: BULKHEAD_SEED=${seed}\n`);

const atoms = fc.integer({ min: 0, max: 10_000_000 });
const side = fc
  .record({ worthAtoms: atoms, ppm: fc.integer({ min: 1_000, max: 600_000 }) })
  .map(({ worthAtoms, ppm }) => {
    return { worthAtoms, askedAtoms: Math.ceil((worthAtoms * ppm) / 1_000_000) };
  });
const chargePpm = fc.integer({ min: 0, max: 100_000 });

test('VAR-21 both sides ask the larger and a charge, and no less as a side grows', () => {
  const asked = (spread: Spread): number =>
    spread.long.askedAtoms + spread.short.askedAtoms - sparedAtoms(spread);
  fc.assert(
    fc.property(side, side, side, chargePpm, (long, short, more, ppm) => {
      const spread = { long, short, chargePpm: ppm };
      const larger = Math.max(long.askedAtoms, short.askedAtoms);
      const offset = Math.min(long.worthAtoms, short.worthAtoms);
      const charged = larger + Number((BigInt(offset) * BigInt(ppm) + 999_999n) / 1_000_000n);
      expect(asked(spread)).toBe(Math.min(long.askedAtoms + short.askedAtoms, charged));
      for (const way of [1, -1] as const) {
        const grown = asked(withSide(spread, way, more));
        expect(grown).toBeGreaterThanOrEqual(asked(spread));
        // An atom of a charge may be rounded up beside one of margin.
        const mostCharged = Math.ceil((more.worthAtoms * ppm) / 1_000_000) + 1;
        expect(grown - asked(spread)).toBeLessThanOrEqual(more.askedAtoms + mostCharged);
      }
    }),
    { seed, numRuns: 50 * numRuns },
  );
});

const USDT = 1_000_000;
const DAY_US = 86_400_000_000;
const SYMBOLS = ['BTCUSDT', 'BTC-NEAR', 'BTC-FAR'] as const;
const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSDT'),
  indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
};

interface Here {
  readonly venue: TestVenue;
  readonly house: number;
  readonly trader: number;
}

function found(charge: number): Here {
  const venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    fees: { makerPpm: 500, takerPpm: 500 },
    margin: { ...spec.margin, interMonthSpread: { chargePpm: charge } },
  }));
  const [first, ...tiers] = venue.instrument('BTCUSDT').spec.margin.tiers;
  const { margin } = venue.instrument('BTCUSDT').spec;
  for (const [n, symbol] of SYMBOLS.slice(1).entries()) {
    const dearer = { ...first!, maintenancePpm: 7_000, initialPpm: 12_000 };
    const own = { ...margin, tiers: [dearer, ...tiers] };
    listDated(venue, START_US + (30 + n) * DAY_US + 30_000_000, { symbol, margin: own });
  }
  venue.prices({ BTC: 60_000 });
  const house = venue.open('house', { kind: 'house' });
  const trader = venue.open('trader', { funds: { USDT: 400_000 * USDT } });
  return { venue, house, trader };
}

const position = fc.integer({ min: -3_000, max: 3_000 });
const order = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  lots: fc.integer({ min: 1, max: 2_000 }),
  isBuy: fc.boolean(),
  /** Beyond the mark by so many ticks: never through it. */
  away: fc.integer({ min: 0, max: 900 }),
});

const asked = ({ venue, trader }: Here): number =>
  initialMarginAtoms(venue.venue.state, venue.of(trader), 1, null);

/** Asked and what is owned: what an order that trades as it said changes by no more than fees. */
function free(here: Here): number {
  const { venue, trader } = here;
  const { bucket } = venue.balance(trader, 'USDT');
  return bucketFigures(venue.venue.state, bucket).equityAtoms - asked(here);
}

function holds({ venue, house, trader }: Here, symbol: string, lots: number): void {
  if (lots === 0) return;
  const [buyer, seller] = lots > 0 ? [trader, house] : [house, trader];
  venue.trade({ buyer, seller }, symbol, Math.abs(lots), 600_000);
}

test('VAR-21 MARG-04 orders are asked for whatever of them may trade', () => {
  const program = fc.record({
    held: fc.tuple(position, position, position),
    orders: fc.array(order, { maxLength: 6 }),
    filled: fc.array(fc.nat(100), { minLength: 6, maxLength: 6 }),
    charge: fc.constantFrom(0, 1_000, 20_000),
    moved: fc.integer({ min: -700, max: 700 }),
  });
  let offset = 0;
  fc.assert(
    fc.property(program, ({ held, orders, filled, charge, moved }) => {
      const here = found(charge);
      const { venue, house, trader } = here;
      for (const [n, symbol] of SYMBOLS.entries()) holds(here, symbol, held[n] ?? 0);
      const placed = orders.flatMap(({ symbol, lots, isBuy, away }, n) => {
        const priceTicks = 600_000 + (isBuy ? -away : away);
        const wish = [trader, symbol, isBuy ? 'buy' : 'sell', lots, { priceTicks }] as const;
        const { code } = venue.place(...wish);
        return code === 'OK' ? [{ symbol, lots, isBuy, priceTicks, n }] : [];
      });
      const { state } = venue.venue;
      const alone = state.instruments.map((one) => requirementAtoms(one, venue.of(trader), null));
      expect(asked(here)).toBeLessThanOrEqual(alone.reduce((a, b) => a + b, 0));
      expect(asked(here)).toBeGreaterThanOrEqual(Math.max(...alone));
      offset += asked(here) < alone.reduce((a, b) => a + b, 0) ? 1 : 0;
      expect(marginFault(state, () => {})).toBeNull();
      const before = free(here);
      for (const { symbol, lots, isBuy, priceTicks, n } of placed) {
        const some = Math.floor((lots * (filled[n] ?? 0)) / 100);
        if (some === 0) continue;
        const opposite = isBuy ? 'sell' : 'buy';
        venue.place(house, symbol, opposite, some, { priceTicks, by: 'house' });
      }
      // What fees were paid was asked for; roundings were not.
      expect(free(here)).toBeGreaterThanOrEqual(before - 20);
      venue.ok({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
      venue.prices({ BTC: 60_000 + moved });
      expect(marginFault(state, () => {}) ?? liquidationPriceFault(state)).toBeNull();
    }),
    { seed, numRuns },
  );
  expect(offset).toBeGreaterThan(numRuns / 10);
});
