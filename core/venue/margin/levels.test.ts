/**
 * Margin that moves by levels. Long one bitcoin from 60,000, isolated at 100x: maintenance at the
 * mark p is 0.55 % of p, search 1.1 of it, filled to 1.2, released above 1.4.
 */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { conservationBreach } from '../accounts/conservation.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { bucketFigures } from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';
import { withdrawableAtoms } from './withdrawable.ts';

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSDT'),
  indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
};
const USDT = 1_000_000;
const levels = { searchPpm: 1_100_000, initialPpm: 1_200_000, releasePpm: 1_400_000 };

function founded(equity: InstrumentSpec['equity'] = { staysPpm: 0, levels }): TestVenue {
  const venue = TestVenue.found(resources, (spec) => {
    const plain = plainPrices(spec);
    return { ...plain, equity, margin: { ...plain.margin, defaultLeverageX100: 10_000 } };
  });
  venue.prices({ BTC: 60_000 });
  return venue;
}

let venue: TestVenue;
let house: number;
let trader: number;
function open(usdt: number, side: 1 | -1 = 1, equity?: InstrumentSpec['equity']): void {
  venue = founded(equity);
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { mode: 'isolated', funds: { USDT: usdt * USDT } });
  const [buyer, seller] = side === 1 ? [trader, house] : [house, trader];
  venue.trade({ buyer, seller }, 'BTCUSDT', 1_000, 600_000);
  venue.take();
}
beforeEach(() => open(2_000));

const position = () => venue.position(trader, 'BTCUSDT');
const own = (): number => position().allocatedAtoms / USDT;
const moved = (): number[] =>
  venue.take('position.margin').map((event) => Number(event['amountAtoms']) / USDT);
const free = (): number => withdrawableAtoms(venue.venue.state, venue.of(trader), 1) / USDT;

describe('VAR-65 the margin of an isolated position moves by levels', () => {
  test('it is opened as any, and nothing moves between the levels', () => {
    // 1 % and 0.05 % of 59,400; asked are 330, search is 363.
    expect(own()).toBe(629.7);
    venue.prices({ BTC: 59_800 });
    // 429.7 of 328.9: above 361.79.
    expect([own(), moved()]).toEqual([629.7, []]);
  });

  test('below search it is filled up to initial from what is free', () => {
    venue.prices({ BTC: 59_700 });
    // 329.7 are left, search is 361.185; 394.02 are 120 % of 328.35.
    expect(moved()).toEqual([64.32]);
    expect(own()).toBeCloseTo(694.02, 6);
    expect(venue.take('call.raised')).toEqual([]);
  });

  test('with what there is, and no more', () => {
    open(800);
    expect(free()).toBeCloseTo(140.3, 6);
    venue.prices({ BTC: 59_400 });
    const told = venue.take().filter(({ kind }) => /margin$|started$/.test(kind));
    expect(told).toMatchObject([
      { kind: 'position.margin', amountAtoms: 140.3 * USDT },
      { kind: 'liquidation.started' },
    ]);
    expect(free()).toBe(0);
  });

  test('above release it gives back down to initial, but no profit that is not realised', () => {
    venue.ok({
      kind: 'position.transferMargin',
      subaccount: trader,
      instrument: 1,
      amountAtoms: 1_000 * USDT,
    });
    moved();
    venue.prices({ BTC: 60_000 });
    // 1,629.7 are above 462: down to what it would be opened with, more than 396.
    expect(moved()).toEqual([-1_000]);
    expect(own()).toBe(629.7);
  });

  test('what stays when money leaves stays here too', () => {
    open(8_000, 1, { levels });
    venue.ok({
      kind: 'position.transferMargin',
      subaccount: trader,
      instrument: 1,
      amountAtoms: 6_000 * USDT,
    });
    moved();
    venue.prices({ BTC: 60_000 });
    // 6,629.7: a tenth of 60,000 stays.
    expect(moved()).toEqual([-629.7]);
  });

  test('nothing moves on a price that nobody is liquidated on', () => {
    const command = { kind: 'price.status', index: 1, to: 'HALT' } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.prices({ BTC: 59_700 });
    expect(moved()).toEqual([]);
  });

  test('a cross position has none', () => {
    const other = venue.open('other', { funds: { USDT: 5_000 * USDT } });
    venue.trade({ buyer: other, seller: house }, 'BTCUSDT', 1_000, 600_000);
    moved();
    venue.prices({ BTC: 59_700 });
    expect(venue.position(other, 'BTCUSDT').allocatedAtoms).toBe(0);
  });

  test('levels rise', () => {
    const { spec } = venue.instrument('BTCUSDT');
    const equity = { levels: { ...levels, initialPpm: 1_400_000 } };
    const listing = { kind: 'instrument.list', ...spec, symbol: 'X', equity } as const;
    expect(venue.code(listing, { by: 'core' })).toBe('INVALID_SPEC');
  });
});

describe('VAR-65 the liquidation price counts what would be moved in', () => {
  test.each([
    [1, 800],
    [1, 2_000],
    [-1, 800],
    [-1, 3_000],
  ] as const)('side %i with %i: it is safe a tick before and due there', (side, usdt) => {
    open(usdt, side);
    const { state } = venue.venue;
    const ticks = positionLiquidationTicks(state, venue.of(trader), position());
    expect(ticks).toBeGreaterThan(0);
    for (const [at, due] of [
      [ticks + side, 0],
      [ticks, 1],
    ] as const) {
      const copy = venue.reloaded();
      copy.prices({ BTC: at / 10 });
      expect(copy.instrument('BTCUSDT').markTicks).toBe(at);
      expect(copy.take('liquidation.started')).toHaveLength(due);
    }
  });
});

describe('VAR-65 after every check', () => {
  const numRuns = process.env.BULKHEAD_LONG === '1' ? 500 : 15;
  test('no position is below search with money free, nor above release with some to give', () => {
    const walk = fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 5, maxLength: 30 });
    const terms = fc.record({ usdt: fc.integer({ min: 700, max: 6_000 }), long: fc.boolean() });
    fc.assert(
      fc.property(walk, terms, (steps, { usdt, long }) => {
        open(usdt, long ? 1 : -1);
        let price = 60_000;
        for (const step of steps) {
          price += step;
          venue.prices({ BTC: price });
          const { state } = venue.venue;
          expect(conservationBreach(state)).toBeNull();
          const { lots, bucket, allocatedAtoms } = position();
          if (lots === 0 || bucket.liquidation !== null) return;
          const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
          const least = BigInt(maintenanceAtoms) * 11n;
          if (BigInt(equityAtoms) * 10n < least) expect(free()).toBe(0);
          // 1 % of the mark, and the fee to close, are more than 120 % of maintenance.
          const { markTicks } = venue.instrument('BTCUSDT');
          const asked = markTicks * 1_000 + Math.ceil(markTicks * (long ? 49.5 : 50.5));
          const isAbove = equityAtoms * 10 > maintenanceAtoms * 14;
          if (isAbove) expect(Math.min(allocatedAtoms, equityAtoms - asked)).toBeLessThanOrEqual(0);
        }
      }),
      { numRuns },
    );
  });
});
