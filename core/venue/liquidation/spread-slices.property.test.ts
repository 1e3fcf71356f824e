/**
 * What a slice of legs that offset each other would close, on random positions in a perpetual and
 * two futures, at random equities: it leaves no more on either side than nothing offset before, and
 * no lot fewer would reach the target.
 *
 * 60 programs by default and 3,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { notionalAtoms } from '../instruments/value.ts';
import { bucketFigures } from '../margin/buckets.ts';
import { listDated } from '../testing/dated.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';
import { at } from '../state.ts';
import { isCured } from './arithmetic.ts';
import { largestPosition } from './machine.ts';
import { slicesOf } from './slices.ts';
import type { SlicePart } from './pooled.ts';

const isLong = process.env.BULKHEAD_LONG === '1';
const numRuns = isLong ? 3_000 : 60;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`slices of two legs: BULKHEAD_SEED=${seed}\n`);

const DAY_US = 86_400_000_000;
const SYMBOLS = ['BTCUSDT', 'BTC-NEAR', 'BTC-FAR'] as const;
const FUNDS = 1_000_000_000_000;
const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSDT'),
  indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
};

function found(held: readonly number[], marks: readonly number[]) {
  const venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    margin: { ...spec.margin, interMonthSpread: { chargePpm: 1_000 } },
    liquidation: { ...spec.liquidation, targetPpm: 1_020_000 },
  }));
  for (const [n, symbol] of SYMBOLS.slice(1).entries()) {
    listDated(venue, START_US + (30 + n) * DAY_US + 30_000_000, { symbol });
  }
  venue.prices({ BTC: 60_000 });
  const house = venue.open('house', { kind: 'house' });
  const trader = venue.open('trader', { funds: { USDT: FUNDS } });
  for (const [n, symbol] of SYMBOLS.entries()) {
    const lots = held[n] ?? 0;
    if (lots === 0) continue;
    const [buyer, seller] = lots > 0 ? [trader, house] : [house, trader];
    venue.trade({ buyer, seller }, symbol, Math.abs(lots), 600_000);
    venue.instrument(symbol).markTicks = marks[n] ?? 600_000;
  }
  return { venue, trader };
}

const lots = fc.integer({ min: -2_500, max: 2_500 });
const mark = fc.integer({ min: 590_000, max: 610_000 });
const program = fc.record({
  held: fc.tuple(lots, lots, lots),
  marks: fc.tuple(mark, mark, mark),
  /** Of what is asked. */
  equityPercent: fc.integer({ min: 67, max: 101 }),
});

test('VAR-22 a slice closes bare lots and then both legs, no more than the target needs', () => {
  let [pairs, bare] = [0, 0];
  fc.assert(
    fc.property(program, ({ held, marks, equityPercent }) => {
      const { venue, trader } = found(held, marks);
      const { state } = venue.venue;
      const { bucket } = venue.balance(trader, 'USDT');
      const { positions } = venue.of(trader);
      const standing = bucketFigures(state, bucket);
      const equityAtoms = Math.floor((standing.maintenanceAtoms * equityPercent) / 100);
      const largest = largestPosition({ state }, bucket);
      if (largest === null || standing.spared?.has(largest.instrument.id) !== true) return;
      const figures = { ...standing, equityAtoms };
      const parts = slicesOf({ state }, bucket, { slices: 0 }, largest, figures);
      const [heavy, light] = parts;
      if (heavy === undefined) throw new Error('nothing would be closed');
      const worth = ({ instrument }: SlicePart, size: number): number =>
        size === 0 ? 0 : notionalAtoms(instrument.scales, size, instrument.markTicks);
      const net = (): number =>
        positions.reduce((sum, { instrument, lots: own }) => {
          const { scales, markTicks } = at(state.instruments, instrument);
          return (
            sum + Math.sign(own) * (own === 0 ? 0 : notionalAtoms(scales, Math.abs(own), markTicks))
          );
        }, 0);
      /** The venue once so many lots were closed of each part, and as it was again. */
      const closing = <T>(by: readonly number[], read: () => T): T => {
        const before = positions.map((position) => position.lots);
        for (const [n, { position }] of parts.entries()) {
          position.lots -= Math.sign(position.lots) * (by[n] ?? 0);
        }
        const result = read();
        for (const [n, position] of positions.entries()) position.lots = before[n] ?? 0;
        return result;
      };
      const reaches = (by: readonly number[]): boolean => {
        const { maintenanceAtoms } = closing(by, () => bucketFigures(state, bucket));
        const paid = parts.map((part, n) => Math.ceil((worth(part, by[n] ?? 0) * 2_500) / 1e6));
        const left = equityAtoms - paid.reduce((a, b) => a + b, 0);
        return isCured(largest.instrument.spec, { equityAtoms: left, maintenanceAtoms });
      };
      const planned = parts.map((part) => part.lots);
      for (const part of parts) {
        const all = Math.abs(part.position.lots);
        const isSmall = worth(part, all) <= 10_000_000_000;
        expect(part.lots).toBeLessThanOrEqual(isSmall ? all : Math.max(1, Math.floor(all / 4)));
      }
      // Neither side comes to have more than it had, but for less than a lot.
      const most = Math.max(Math.abs(net()), 62_000_000);
      expect(Math.abs(closing(planned, net))).toBeLessThanOrEqual(most);
      const after = closing(planned, () => bucketFigures(state, bucket));
      expect(after.maintenanceAtoms).toBeLessThanOrEqual(standing.maintenanceAtoms);
      if (reaches(planned) && heavy.lots > 1) {
        const beyond = Math.max(0, worth(heavy, heavy.lots - 1) - Math.abs(net()));
        const along = light === undefined ? 0 : Math.floor(beyond / worth(light, 1));
        expect(reaches([heavy.lots - 1, along])).toBe(false);
      }
      if (parts.length === 2) pairs += 1;
      else bare += 1;
    }),
    { seed, numRuns },
  );
  expect(Math.min(pairs, bare)).toBeGreaterThan(numRuns / 30);
});
