/** Calls as long as what was broken. BTCUSDT at 600,000 ticks, a mark a second. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { longerBy, termsOfCall } from './price-calls.ts';

const resources = { ...instruments, indices: indices.replay };
const SECOND_US = 1_000_000;
const auction = { callS: 10, extensionS: 5, extendPpm: 20_000, postOnlyS: 10, feePpm: 200 };
/** 1 % in 10 s: 20 s. 2 % in 60 s: 30 s more. 5 % in 600 s: 50 s more. */
const bands = [
  { movePpm: 10_000, withinS: 10, callS: 20 },
  { movePpm: 20_000, withinS: 60, callS: 30 },
  { movePpm: 50_000, withinS: 600, callS: 50 },
];

let venue: TestVenue;
let house: number;
let trader: number;
function found(change: Partial<InstrumentSpec> = {}): void {
  venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    auction,
    monitoring: bands,
    ...change,
  }));
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 100_000_000_000 } });
}
beforeEach(() => found());

const instrument = () => venue.instrument('BTCUSDT');
/** After how many seconds the call is over, at most 200; at an index of so much. */
function lasts(price: number): number {
  for (let n = 1; n <= 200; n++) {
    venue.prices({ BTC: price });
    if (instrument().state !== 'auction') return n;
  }
  return 0;
}
/** Both sides at a price, where the call would end. */
function meet(priceTicks: number): void {
  venue.place(house, 'BTCUSDT', 'sell', 5, { priceTicks, by: 'house' });
  venue.place(trader, 'BTCUSDT', 'buy', 5, { priceTicks });
}

describe('VAR-68 a call is as long as those of the bands that were broken', () => {
  test.each([
    ['the first alone', 60_700, 20],
    ['the first two together', 61_300, 50],
    ['all three', 63_300, 100],
  ])('%s', (_, price, seconds) => {
    venue.prices({ BTC: price });
    expect(instrument().state).toBe('auction');
    expect(lasts(price)).toBe(seconds);
  });

  test('at its end its price may break others, each once', () => {
    found({ bands: { ...instrument().spec.bands, innerPpm: 100_000, outerPpm: 100_000 } });
    venue.prices({ BTC: 60_700 });
    meet(640_000);
    venue.take();
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
    // 20 s, and then what the second and third ask together.
    expect(lasts(60_700)).toBe(20 + 30 + 50);
    expect(venue.take('auction.extended')).toMatchObject([{ priceTicks: 640_000 }]);
    expect(instrument().life.bounds).toBeUndefined();
  });

  test('what a band is measured from grows too old for it', () => {
    const monitor = { seconds: [100], marks: [600_000] };
    const call = termsOfCall(bands, monitor, 606_001, 100 * SECOND_US);
    expect(call).toEqual({
      callS: 20,
      bounds: [
        { lowTicks: 588_000, highTicks: 612_000, callS: 30, untilUs: 160 * SECOND_US },
        { lowTicks: 570_000, highTicks: 630_000, callS: 50, untilUs: 700 * SECOND_US },
      ],
    });
    const { bounds = [] } = call ?? {};
    expect(longerBy(bounds, 612_000, 120 * SECOND_US).callS).toBe(0);
    expect(longerBy(bounds, 612_001, 120 * SECOND_US).callS).toBe(30);
    expect(longerBy(bounds, 612_001, 160 * SECOND_US).callS).toBe(0);
    expect(longerBy(bounds, 569_999, 120 * SECOND_US)).toEqual({ callS: 80, bounds: [] });
    expect(longerBy(bounds, 0, 120 * SECOND_US).callS).toBe(0);
  });

  test('a call that nothing broke is like any other', () => {
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'auction' }, { by: 'risk' });
    expect(lasts(60_000)).toBe(10);
  });

  test('all bands have calls of their own, or none has', () => {
    const { spec } = instrument();
    const [first, ...rest] = bands;
    const { callS: _, ...plain } = first as (typeof bands)[number];
    const listing = { ...spec, symbol: 'X', monitoring: [plain, ...rest] };
    expect(venue.code({ kind: 'instrument.list', ...listing }, { by: 'core' })).toBe(
      'INVALID_SPEC',
    );
  });
});
