/**
 * Own marks of random parts over random books and prices: the mark lies within its limit, or else
 * within its band, and a venue that is saved and loaded in between goes on the same.
 *
 * 20 runs by default and 500 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import { isOwnMark } from './own-mark-fits.ts';
import { limitRange } from './own-mark.ts';
import type { MarkPart, OwnMark } from './own-mark-fields.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 500 : 20;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`own marks: BULKHEAD_SEED=${seed}\n`);

const smooth = fc.record(
  {
    by: fc.constantFrom('ema' as const, 'mean' as const),
    overS: fc.integer({ min: 1, max: 20 }),
    everyS: fc.integer({ min: 1, max: 4 }),
    what: fc.constantFrom('basis' as const, 'price' as const),
  },
  { requiredKeys: ['by', 'overS', 'what'] },
);
const OF = ['index', 'fair', 'last', 'market', 'quote', 'mid', 'impact', 'elsewhere'] as const;
const part: fc.Arbitrary<MarkPart> = fc.record(
  { of: fc.constantFrom(...OF), smooth, standsIn: fc.boolean() },
  { requiredKeys: ['of'] },
);
const limit = fc.record({
  movePpm: fc.integer({ min: 1, max: 50_000 }),
  everyS: fc.integer({ min: 1, max: 20 }),
});
const own: fc.Arbitrary<OwnMark> = fc
  .record(
    {
      combine: fc.constantFrom('median' as const, 'mean' as const),
      parts: fc.array(part, { minLength: 1, maxLength: 4 }),
      limit,
    },
    { requiredKeys: ['combine', 'parts'] },
  )
  .filter(isOwnMark);

const moves = fc.array(
  fc.record({
    index: fc.integer({ min: 57_000, max: 63_000 }),
    /** Of the book’s middle over the index, in ticks, and half of its spread; 0 is no offer. */
    away: fc.integer({ min: -3_000, max: 3_000 }),
    half: fc.integer({ min: 0, max: 2_000 }),
    trades: fc.boolean(),
    seconds: fc.integer({ min: 1, max: 4 }),
    loads: fc.boolean(),
  }),
  { minLength: 5, maxLength: 12 },
);

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.slice(0, 1),
  indices: indices.replay.slice(0, 1),
};
const BANDS = { innerPpm: 200_000, outerPpm: 200_000, markPpm: 20_000, basisTauS: 30 };
const INDEX_PRICE_TICKS = 10;

type Move = typeof moves extends fc.Arbitrary<(infer M)[]> ? M : never;
const [HOUSE, TRADER] = [4, 5];

/** Quotes anew about the index, lets somebody buy, and moves the price. */
function act(venue: TestVenue, { index, away, half, trades, seconds }: Move): void {
  const ticks = INDEX_PRICE_TICKS * index + away;
  const order = (side: 'buy' | 'sell', priceTicks: number) =>
    venue.place(HOUSE, 'BTCUSDT', side, 50, { priceTicks, by: 'house' });
  venue.apply({ kind: 'order.cancelAll', subaccount: HOUSE }, { by: 'house' });
  order('buy', ticks - half);
  if (half > 0) order('sell', ticks + half);
  const taken = { priceTicks: ticks + half, timeInForce: 'ioc' } as const;
  if (trades) venue.place(TRADER, 'BTCUSDT', 'buy', 1, taken);
  venue.prices({ BTC: index }, seconds * 1_000_000);
}

/** What the mark may be: of its limit where one holds, else of the band about the index. */
function boundsOf(
  venue: TestVenue,
  { limit: limits }: OwnMark,
): readonly [least: number, most: number] {
  const { limit: state } = venue.instrument('BTCUSDT').mark;
  const range = limits === undefined || state === undefined ? null : limitRange(limits, state);
  if (range !== null) return [range.lowTicks, range.highTicks];
  const ticks = venue.venue.state.indices[0]!.price.priceE8 / 10_000_000;
  const most = mulDivFloor(ticks, PPM + BANDS.markPpm, PPM) + 1;
  return [mulDivCeil(ticks, PPM - BANDS.markPpm, PPM) - 1, most];
}

test('VAR-49 VAR-50 VAR-52 a mark keeps its bounds, and is the same once loaded', () => {
  fc.assert(
    fc.property(own, moves, (mark, steps) => {
      const kept = TestVenue.found(resources, (spec) => ({
        ...plainPrices(spec),
        bands: BANDS,
        mark,
      }));
      kept.prices({ BTC: 60_000 });
      kept.open('house', { kind: 'house' });
      kept.open('trader', { funds: { USDT: 1_000_000_000_000 } });
      let other = kept.reloaded();
      for (const move of steps) {
        if (move.loads) other = other.reloaded();
        act(kept, move);
        act(other, move);
        expect(other.meaning()).toBe(kept.meaning());
        const { markTicks } = kept.instrument('BTCUSDT');
        const [least, most] = boundsOf(kept, mark);
        expect([markTicks < least, markTicks > most]).toEqual([false, false]);
      }
    }),
    { seed, numRuns },
  );
});
