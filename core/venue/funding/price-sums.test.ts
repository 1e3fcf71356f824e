/**
 * A premium of averages, with worked numbers: 60 above 60,000 is a thousandth, and half an hour of
 * it beside one of nothing at 40,000 is 30 / 50,000 = 0.06 %, where the premiums' mean is 0.05 %.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { addPrices, createPriceSums, meanIndexE8, premiumOfMeansE8 } from './price-sums.ts';
import { HOURLY, hourly, paid, pass, trader } from './testing/hourly.ts';
import type { TestVenue } from '../testing/test-venue.ts';
import { wayFault } from './ways.ts';

const E8 = 100_000_000;
const USD = E8;

describe('VAR-72 the difference of two averages', () => {
  test('is of prices, and divided by the average index last', () => {
    const sums = createPriceSums();
    addPrices(sums, 1, 60 * USD, 60_000 * USD);
    addPrices(sums, 1, 0, 40_000 * USD);
    expect(meanIndexE8(sums, 2)).toBe(50_000 * USD);
    expect(premiumOfMeansE8(sums, 2)).toBe(60_000);
  });

  test('of later ones that count for more', () => {
    const sums = createPriceSums();
    addPrices(sums, 1, -60 * USD, 60_000 * USD);
    addPrices(sums, 3, 20 * USD, 40_000 * USD);
    expect(meanIndexE8(sums, 4)).toBe(45_000 * USD);
    expect(premiumOfMeansE8(sums, 4)).toBe(0);
  });

  test('agrees with fractions of BigInt, in the longest interval of the dearest prices too', () => {
    const price = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    const sample = fc.record({ index: price, share: fc.integer({ min: -E8, max: E8 }) });
    const times = fc.constantFrom(1, 7, 4_320, 8_640);
    const halfUp = (top: bigint, bottom: bigint): bigint => {
      const [a, b] = [2n * top + bottom, 2n * bottom];
      return a < 0n && a % b !== 0n ? a / b - 1n : a / b;
    };
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 4 }), times, (samples, each) => {
        const sums = createPriceSums();
        let [weight, above, index] = [0, 0n, 0n];
        for (let n = 1; n <= each; n += 1) {
          const { index: indexE8, share } = samples[n % samples.length] ?? { index: 1, share: 0 };
          const aboveE8 = Math.trunc((indexE8 / E8) * share) + 0;
          addPrices(sums, n, aboveE8, indexE8);
          weight += n;
          above += BigInt(aboveE8) * BigInt(n);
          index += BigInt(indexE8) * BigInt(n);
        }
        const meanIndex = halfUp(index, BigInt(weight));
        expect(BigInt(meanIndexE8(sums, weight))).toBe(meanIndex);
        const meanAbove = halfUp(above, BigInt(weight));
        const twin = halfUp(meanAbove * BigInt(E8), meanIndex);
        expect(BigInt(premiumOfMeansE8(sums, weight))).toBe(twin);
      }),
      { numRuns: 40 },
    );
  });
});

type Funding = Partial<InstrumentSpec['funding']>;

/** An hour that is 60 above an index of 60,000, and then at one of 40,000; each pays one way. */
function hour(funding: Funding): { venue: TestVenue; pays: number; premiumE8: number } {
  const undamped = { interestE8: 0, damperE8: 0, damping: 'none' } as const;
  const venue = hourly({ ...undamped, averageOf: 'prices', ...funding });
  const house = venue.open('house', { kind: 'house' });
  const [long, short] = [trader(venue, 'long', 50_000), trader(venue, 'short', 50_000)];
  venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
  const priced = { priceTicks: 600_600, by: 'house' } as const;
  const bid = venue.place(house, 'BTCUSDT', 'buy', 1_000, priced).reference;
  // The step that pays an hour has the first sample of the next one.
  pass(venue, 60 + 29);
  venue.ok({ kind: 'order.cancel', subaccount: house, instrument: 1, order: bid }, { by: 'house' });
  venue.take();
  pass(venue, 31, 40_000);
  const events = venue.take();
  const settled = events.find(({ kind }) => kind === 'funding.settled');
  const pays = events.find(({ kind }) => kind === 'funding.paid');
  return {
    venue,
    pays: Number(pays?.['amountAtoms']) / 1_000_000,
    premiumE8: Number(settled?.['premiumE8']),
  };
}

describe('VAR-72 a listing that averages prices', () => {
  test('pays an hour of eight by it, on the worth at the mark', () => {
    // 40,000 x 0.06 % / 8.
    expect(hour({})).toMatchObject({ pays: 3, premiumE8: 60_000 });
  });

  test('or on the worth at the average index: the difference itself', () => {
    // 30 for eight hours.
    expect(hour({ payOn: 'averageIndex' }).pays).toBe(3.75);
    expect(hour({ payOn: 'averageIndex', rateHours: 1 }).pays).toBe(30);
  });

  test('begins each interval anew, and is saved within one', () => {
    const { venue } = hour({ payOn: 'averageIndex' });
    expect('prices' in venue.instrument('BTCUSDT').funding).toBe(true);
    const copy = venue.reloaded();
    for (const one of [venue, copy]) pass(one, 60, 40_000);
    expect(copy.meaning()).toBe(venue.meaning());
    expect(paid(venue)).toEqual([]);
  });

  test('may not begin or cease to be while people hold it', () => {
    const { venue } = hour({});
    const command = {
      kind: 'instrument.amend',
      instrument: 1,
      version: 2,
      funding: { ...HOURLY, interestE8: 0, damperE8: 0, damping: 'none' },
    } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    const code = venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(code).toBe('NOT_AMENDABLE');
  });

  test.each<[string, Funding, string]>([
    ['prices', { averageOf: 'prices' }, 'OK'],
    ['and paid on them', { averageOf: 'prices', payOn: 'averageIndex' }, 'OK'],
    ['an average that is none', { payOn: 'averageIndex' }, 'RATE_UNUSED'],
    [
      'one that is not yet known',
      { averageOf: 'prices', payOn: 'averageIndex', samplesFrom: 'previousInterval' },
      'RATE_UNUSED',
    ],
    ['none is taken of what accrues', { averageOf: 'prices', everyS: 1 }, 'RATE_UNUSED'],
  ])('%s', (_, change, fault) => {
    expect(wayFault({ ...HOURLY, ...change })).toBe(fault);
  });
});
