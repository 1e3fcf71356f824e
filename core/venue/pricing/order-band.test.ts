import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderBand } from './order-band.ts';

const USD = 100_000_000;
/** Ticks of 0.5, Y 1 %, Z 2 %. */
const parameters = { tickE8: 50_000_000, innerPpm: 10_000, outerPpm: 20_000 };
const INDEX = 100_000 * USD;

/** Bounds in whole units of the quote. */
function bandAt(basis: number, collar: 'normal' | 'halved' | 'onePercent'): [number, number] {
  const { maxBidTicks, minAskTicks } = orderBand(parameters, INDEX, basis * USD, collar);
  return [maxBidTicks / 2, minAskTicks / 2];
}

function largest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

describe('BAND-01 the band of order prices', () => {
  test.each<[string, number, [number, number]]>([
    ['no basis: Y', 0, [101_000, 99_000]],
    ['a premium moves both', 500, [101_500, 99_500]],
    ['a discount moves both', -500, [100_500, 98_500]],
    ['a large premium: Z above, the index below', 1_500, [102_000, 100_000]],
    ['a large discount: the index above, Z below', -1_500, [100_000, 98_000]],
  ])('%s', (_, basis, expected) => {
    expect(bandAt(basis, 'normal')).toEqual(expected);
  });

  test('is rounded inwards to the tick', () => {
    // Index 1 above a round one in 1e-8: 101,000.0000000101 and 99,000.0000000099.
    const { maxBidTicks, minAskTicks } = orderBand(parameters, INDEX + 1, 0, 'normal');
    expect([maxBidTicks, minAskTicks]).toEqual([202_000, 198_001]);
  });

  test('is the exact bound rounded inwards once, as BigInt has it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 1_000_000_000_000_000 }),
        fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }),
        fc.integer({ min: 1, max: 50_000_000 }),
        (indexE8, basisE8, tickE8) => {
          const band = orderBand({ ...parameters, tickE8 }, indexE8, basisE8, 'normal');
          const unit = 1_000_000n;
          const index = BigInt(indexE8);
          const basis = BigInt(basisE8) * unit;
          const inBid = largest(index * unit, index * 1_010_000n + basis);
          const maxBid = -largest(-inBid, -index * 1_020_000n);
          const inAsk = -largest(-index * unit, -(index * 990_000n + basis));
          const minAsk = largest(inAsk, index * 980_000n);
          const tick = BigInt(tickE8) * unit;
          expect(BigInt(band.maxBidTicks)).toBe(maxBid / tick);
          expect(BigInt(band.minAskTicks)).toBe((minAsk + tick - 1n) / tick);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('BAND-02 the collar', () => {
  test('halves Y and Z', () => {
    expect(bandAt(0, 'halved')).toEqual([100_500, 99_500]);
    expect(bandAt(1_500, 'halved')).toEqual([101_000, 100_000]);
  });

  test('or holds both at one per cent, which never widens a narrower band', () => {
    expect(bandAt(0, 'onePercent')).toEqual([101_000, 99_000]);
    expect(bandAt(1_500, 'onePercent')).toEqual([101_000, 100_000]);
    const narrow = { ...parameters, innerPpm: 4_000, outerPpm: 8_000 };
    const { maxBidTicks, minAskTicks } = orderBand(narrow, INDEX, 0, 'onePercent');
    expect([maxBidTicks / 2, minAskTicks / 2]).toEqual([100_400, 99_600]);
  });
});
