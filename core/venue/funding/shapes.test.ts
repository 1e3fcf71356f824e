/**
 * Funding as other venues pay it, with worked numbers. Index 1,000 and a book around it, so that a
 * dollar is 0.1 %; rates in 1e-8. BTCUSDT at 60,000: 1,000 lots are a bitcoin.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { fundingFault, premiumE8, rateOfSamples } from './funding.ts';
import type { FundingParameters } from './funding.ts';

const USD = 100_000_000;
const USDT = 1_000_000;
/** R 0.01 %, c 0.05 %, cap 1 %. */
const parameters: FundingParameters = {
  intervalHours: 8,
  interestE8: 10_000,
  damperE8: 50_000,
  capE8: 1_000_000,
  samplesFrom: 'sameInterval',
};

const rate = (premium: number, change: Partial<FundingParameters>): number =>
  rateOfSamples({ ...parameters, ...change }, premium, 1, 1);

describe('VAR-12 how interest and premium make a rate', () => {
  const deadZone = { damping: 'deadZone', interestE8: 0, damperE8: 25_000 } as const;
  const none = { damping: 'none', damperE8: 0 } as const;
  test.each([
    ['drawn to the interest, inside the damper', {}, 40_000, 10_000],
    ['drawn to it by the damper alone', {}, 100_000, 50_000],
    // max(0.025 %, 0.02 %) + min(-0.025 %, 0.02 %) = 0.
    ['nothing inside a dead zone', deadZone, 20_000, 0],
    ['nothing at its edge', deadZone, -25_000, 0],
    ['what is beyond it', deadZone, 100_000, 75_000],
    ['what is beyond it, below', deadZone, -100_000, -75_000],
    // As dYdX: premium and interest, here over eight hours.
    ['the sum of both', none, 40_000, 50_000],
    ['the sum of both, below', none, -40_000, -30_000],
  ] as [string, Partial<FundingParameters>, number, number][])('%s', (_, change, premium, made) => {
    expect(rate(premium, change)).toBe(made);
  });

  test('a dead zone has no interest, and a sum no damper', () => {
    expect(fundingFault({ ...parameters, ...deadZone })).toBe('OK');
    expect(fundingFault({ ...parameters, ...none })).toBe('OK');
    expect(fundingFault({ ...parameters, damping: 'deadZone' })).toBe('RATE_UNUSED');
    expect(fundingFault({ ...parameters, damping: 'none' })).toBe('RATE_UNUSED');
  });
});

describe('VAR-13 what a premium is over, and how many hours a rate is for', () => {
  test.each([
    // Bid 1,002 over a mark of 1,001 is 0.1 %, and the mark is 0.1 % over the index.
    ['the bid over the mark, and the mark over the index', 1_002, 1_003, 1_001, 200_000],
    ['the mark alone, where the book is around it', 1_000, 1_002, 1_001, 100_000],
    ['the ask under the mark', 997, 998, 999, -200_000],
    ['no book: what the mark says', 0, 0, 1_001, 100_000],
    ['no more than the index', 2_900, 2_901, 2_000, 100_000_000],
  ])('%s', (_, bid, ask, mark, expected) => {
    expect(premiumE8(1_000 * USD, bid * USD, ask * USD, mark * USD)).toBe(expected);
  });

  test('an hour of a rate that is for a day is a twenty-fourth of it', () => {
    const hourly = { intervalHours: 1, damperE8: 0, interestE8: 0 };
    expect(rate(240_000, { ...hourly, rateHours: 24 })).toBe(10_000);
    expect(rate(240_000, hourly)).toBe(30_000);
    expect(rate(240_000, { ...hourly, rateHours: 1 })).toBe(240_000);
  });

  test('a rate is for no less than its interval', () => {
    expect(fundingFault({ ...parameters, rateHours: 8 })).toBe('OK');
    expect(fundingFault({ ...parameters, rateHours: 7 })).toBe('RATE_OUT_OF_RANGE');
  });

  test('agrees with its words in fractions of BigInt', () => {
    const rates = fc.integer({ min: -200_000, max: 200_000 });
    const halfUp = (top: bigint, bottom: bigint): bigint => {
      const [a, b] = [2n * top + bottom, 2n * bottom];
      return a < 0n && a % b !== 0n ? a / b - 1n : a / b;
    };
    const clampTo = (x: bigint, most: bigint): bigint => (x > most ? most : x < -most ? -most : x);
    const given = fc.record({
      premium: rates,
      interest: fc.integer({ min: 0, max: 30_000 }),
      damper: fc.integer({ min: 0, max: 60_000 }),
      damping: fc.constantFrom('interest' as const, 'deadZone' as const, 'none' as const),
      hours: fc.constantFrom(1, 2, 4, 8),
      more: fc.constantFrom(0, 1, 16),
    });
    fc.assert(
      fc.property(given, ({ premium, interest, damper, damping, hours, more }) => {
        const rateHours = hours + more;
        const [p, r, c] = [BigInt(premium), BigInt(interest), BigInt(damper)];
        const beyond = p > c ? p - c : p < -c ? p + c : 0n;
        const made = { interest: p + clampTo(r - p, c), deadZone: beyond, none: p + r }[damping];
        const naive = halfUp(clampTo(made, 150_000n) * BigInt(hours), BigInt(rateHours));
        const found = rateOfSamples(
          {
            ...parameters,
            damping,
            intervalHours: hours,
            interestE8: interest,
            damperE8: damper,
            capE8: 150_000,
            rateHours,
          },
          premium,
          1,
          1,
        );
        expect(BigInt(found)).toBe(naive);
      }),
    );
  });
});

describe('VAR-12, VAR-13 an instrument that is listed with them', () => {
  type Funding = InstrumentSpec['funding'];
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSDT'),
    indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
  };
  /** One long and one short bitcoin at 60,000, the mark being 60,600 above an index of 60,000. */
  const paid = (change: Partial<Funding>): number[] => {
    const venue = TestVenue.found(resources, (spec) => ({
      ...plainPrices(spec),
      fees: { makerPpm: 0, takerPpm: 0 },
      bands: { ...spec.bands, markPpm: 10_000, basisTauS: 1 },
      funding: {
        ...spec.funding,
        interestE8: 10_000,
        damperE8: 0,
        capE8: 10_000_000,
        intervalHours: 1,
        samplesFrom: 'sameInterval',
        damping: 'none',
        impactNotionalE8: 100 * USD,
        ...change,
      },
    }));
    const house = venue.open('house', { kind: 'house' });
    venue.mirror(house, 'USDT', 1_000_000 * USDT);
    const [long, short] = ['long', 'short'].map((label) =>
      venue.open(label, { funds: { USDT: 100_000 * USDT } }),
    ) as [number, number];
    venue.prices({ BTC: 60_000 });
    venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
    for (const [side, priceTicks] of [
      ['buy', 605_999],
      ['sell', 606_001],
    ] as const) {
      venue.place(house, 'BTCUSDT', side, 1_000, { priceTicks, by: 'house' });
    }
    for (let second = 0; second < 3_700; second += 60) venue.prices({ BTC: 60_000 }, 60_000_000);
    return venue.take('funding.paid').map(({ amountAtoms }) => Number(amountAtoms));
  };

  test('is paid at the index, and at the mark otherwise', () => {
    const [atMark = 0] = paid({});
    const [atIndex = 0] = paid({ payOn: 'index' });
    expect(atMark).toBeGreaterThan(0);
    expect(atMark / atIndex).toBeCloseTo(1.01, 3);
  });

  test('what payers pay is what receivers get, to an atom of rounding', () => {
    for (const change of [{ payOn: 'index' }, { premiumOver: 'mark', rateHours: 24 }] as const) {
      const [pays = 0, gets = 0] = paid(change);
      expect(pays).toBeGreaterThan(0);
      expect(pays + gets).toBeGreaterThanOrEqual(0);
      expect(pays + gets).toBeLessThanOrEqual(1);
    }
  });
});
