/** Other venues' ways with a rate, as pure functions, with worked numbers; rates in 1e-8. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accrue, accruedAtoms, accruedE8 } from './continuous.ts';
import { rateOfSamples } from './funding.ts';
import { borrowAtoms, borrowE8, imbalanceE8, movedE14, paysBorrow, takenE8 } from './imbalance.ts';
import { pendingPpm } from './pending.ts';
import { HOURLY } from './testing/hourly.ts';
import { boundedE8, fundingOf, steppedE8, wayFault } from './ways.ts';

const USDT = 1_000_000;
const E8 = 100_000_000n;
const ceil = (top: bigint, bottom: bigint): bigint =>
  top > 0n ? (top + bottom - 1n) / bottom : -(-top / bottom);
const halfUp = (top: bigint, bottom: bigint): bigint => {
  const [a, b] = [2n * top + bottom, 2n * bottom];
  return a < 0n && a % b !== 0n ? a / b - 1n : a / b;
};

describe('VAR-30 what accrues', () => {
  test('is the rate times the time that it stood', () => {
    const accrual = { untilMs: 0, rateE8: 0, sumE8Ms: 0 };
    accrue(accrual, 30_000, 1_000_000_000);
    expect(accrual.sumE8Ms).toBe(0);
    accrue(accrual, -10_000, 1_060_000_900);
    accrue(accrual, 0, 1_090_000_000);
    // 0.03 % for 60 s, and -0.01 % for 30.
    expect(accrual.sumE8Ms).toBe(30_000 * 60_000 - 10_000 * 30_000);
    accrue(accrual, 0, 9_000_000_000);
    expect(accrual.sumE8Ms).toBe(1_500_000_000);
  });

  test('is paid of a value, though it may be less than the least rate', () => {
    // 60,000 x 0.03 % x 60 / 28,800.
    expect(accruedAtoms(60_000 * USDT, 30_000 * 60_000, 8)).toBe(37_500);
    expect(accruedAtoms(-60_000 * USDT, 30_000 * 60_000, 8)).toBe(-37_500);
    expect(accruedE8(30_000 * 60_000, 8)).toBe(63);
    // A second of 0.01 % is 0.35 of the least rate, and 208.33 atoms of 60,000.
    expect(accruedE8(10_000 * 1_000, 8)).toBe(0);
    expect(accruedAtoms(60_000 * USDT, 10_000 * 1_000, 8)).toBe(209);
    expect(accruedAtoms(-60_000 * USDT, 10_000 * 1_000, 8)).toBe(-208);
  });

  test('after a gap no more than an hour of it', () => {
    const accrual = { untilMs: 0, rateE8: 0, sumE8Ms: 0 };
    accrue(accrual, 1, 1_000_000);
    accrue(accrual, 1, 90_000_000_000);
    expect(accrual.sumE8Ms).toBe(3_600_000);
  });

  test('agrees with fractions of BigInt', () => {
    const value = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
    const sum = fc.integer({ min: -(10 ** 14), max: 10 ** 14 });
    fc.assert(
      fc.property(value, sum, fc.integer({ min: 1, max: 24 }), (atoms, sumE8Ms, hours) => {
        const top = BigInt(atoms) * BigInt(sumE8Ms);
        const twin = ceil(top, E8 * BigInt(hours) * 3_600_000n);
        expect(BigInt(accruedAtoms(atoms, sumE8Ms, hours))).toBe(twin);
      }),
      { numRuns: 500 },
    );
  });
});

const margin = { tiers: [{ floorAtoms: 0, maintenancePpm: 5_000, initialPpm: 10_000 }] };
const spec = (funding: Partial<typeof HOURLY>) => ({
  funding: { ...HOURLY, ...funding },
  margin: { ...margin, defaultLeverageX100: 100 },
});

describe('VAR-31 within what a rate stays', () => {
  test.each([
    ['three quarters of IM less MM', { what: 'spread', sharePpm: 750_000 }, 375_000],
    ['three quarters of MM', { what: 'maintenance', sharePpm: 750_000 }, 375_000],
    ['six times IM less MM', { what: 'spread', sharePpm: 6_000_000 }, 3_000_000],
    ['no more than the cap itself', { what: 'spread', sharePpm: 10_000_000 }, 4_000_000],
  ] as const)('a cap may be %s', (_, capOf, capE8) => {
    expect(fundingOf(spec({ capOf, capE8: 4_000_000 })).capE8).toBe(capE8);
  });

  test('without such a way parameters are those of the listing themselves', () => {
    const plain = spec({});
    expect(fundingOf(plain)).toBe(plain.funding);
  });

  test.each([
    ['scaled', { scalePpm: 1_500_000 }, 200_000, 300_000],
    ['scaled, then capped', { scalePpm: 1_500_000 }, 300_000, 400_000],
    ['scaled, half up', { scalePpm: 500_000 }, -3, -1],
    ['held from below', { bounds: { leastE8: -10_000, mostE8: 50_000 } }, -90_000, -10_000],
    ['held from above', { bounds: { leastE8: -10_000, mostE8: 50_000 } }, 90_000, 50_000],
    ['never below something', { bounds: { leastE8: 5_000, mostE8: 50_000 } }, 0, 5_000],
  ] as const)('%s', (_, ways, damped, bounded) => {
    expect(boundedE8({ capE8: 400_000, ...ways }, damped)).toBe(bounded);
  });

  test('a rate of samples is scaled before it is bound', () => {
    // 0.08 % x 3 = 0.24 %, at most 0.2 %; an eighth of it, and three of four minutes.
    const parameters = { ...HOURLY, scalePpm: 3_000_000, bounds: { leastE8: 0, mostE8: 200_000 } };
    expect(rateOfSamples(parameters, 0, 3, 4)).toBe(18_750);
  });

  test('it goes so far from the last one, by the hours that it is for', () => {
    const changed = fundingOf(spec({ changePpm: 750_000 }));
    expect(changed.changeE8).toBe(375_000);
    // Eight hours may change by 0.375 %, two by a quarter of it.
    expect(steppedE8(changed, 0, 500_000, 8)).toBe(375_000);
    expect(steppedE8(changed, 500_000, 100_000, 2)).toBe(406_250);
    expect(steppedE8(changed, 500_000, 480_000, 8)).toBe(480_000);
    expect(steppedE8(HOURLY, 0, 500_000, 8)).toBe(500_000);
  });
});

describe('VAR-33 what margin has of funding', () => {
  test.each([
    ['a long of a positive rate, up to a ppm', 1_000_000, 31_250, 5, 313],
    ['a short of a negative one', 1_000_000, -31_200, -5, 312],
    ['half of it', 500_000, 31_200, 5, 156],
    ['nothing of who receives', 1_000_000, 31_250, -5, 0],
    ['nothing of nothing', 1_000_000, 0, 5, 0],
    ['nothing of who holds nothing', 1_000_000, 31_250, 0, 0],
  ])('%s', (_, factorPpm, rateE8, lots, ppm) => {
    expect(pendingPpm(factorPpm, rateE8, lots)).toBe(ppm);
  });
});

describe('VAR-35 a rate by imbalance', () => {
  const moving = {
    factorE8: 0,
    increaseE8: 120_000,
    decreaseE8: 60_000,
    stablePpm: 300_000,
    belowPpm: 100_000,
    leastE8: 500,
  };
  const sides = (longLots: number, shortLots: number) => ({ longLots, shortLots });
  const E14 = 1_000_000;

  test.each([
    // Half of all too much: 0.12 % x 0.5 in an hour, a sixtieth of it in a minute.
    ['rises towards the longs', 0, sides(300, 100), 60, 1_000],
    ['rises towards the shorts', 0, sides(100, 300), 60, -1_000],
    ['rises on above the threshold', 5_000, sides(300, 100), 60, 6_000],
    ['turns with the sides, however little', -5_000, sides(110, 90), 60, -4_800],
    ['stands between the thresholds', 5_000, sides(120, 80), 60, 5_000],
    ['falls below them', 5_000, sides(105, 95), 60, 4_000],
    ['falls in balance, from below too', -5_000, sides(100, 100), 60, -4_000],
    ['falls to nothing, not through it', 500, sides(100, 100), 60, 0],
    ['stands where nobody holds any', 5_000, sides(0, 0), 60, 5_000],
    ['is no more than its cap', 39_900, sides(100, 0), 60, 40_000],
    ['moves by the time of a sample', 0, sides(100, 0), 5, 167],
  ])('%s', (_, was, held, sampleS, isE8) => {
    const found = movedE14(moving, 40_000, was * E14, held, sampleS);
    expect(takenE8({ ...moving, leastE8: 0 }, found)).toBe(isE8);
  });

  test('is at least the least where it is anything', () => {
    expect([0, 1, -1, 400 * E14, -600 * E14].map((rate) => takenE8(moving, rate))).toEqual([
      0, 500, -500, 500, -600,
    ]);
  });

  test('that does not move is a part of it', () => {
    const still = { ...moving, factorE8: 100_000 };
    expect(imbalanceE8(still, sides(300, 100))).toBe(50_000);
    expect(imbalanceE8(still, sides(100, 200))).toBe(-33_333);
    expect(imbalanceE8(still, sides(0, 0))).toBe(0);
  });

  test('agrees with fractions of BigInt', () => {
    const lots = fc.integer({ min: 0, max: 1_000_000 });
    const rates = fc.integer({ min: 0, max: 100_000_000 });
    fc.assert(
      fc.property(lots, lots, rates, fc.integer({ min: 1, max: 60 }), (longs, shorts, rate, s) => {
        fc.pre(longs + shorts > 0);
        const skew = BigInt(longs - shorts);
        const part = (skew < 0n ? -skew : skew) * 1_000_000n;
        const ppm = part / BigInt(longs + shorts);
        const rise = halfUp(BigInt(rate) * ppm * BigInt(s), 3_600n);
        const held = sides(longs, shorts);
        const found = movedE14({ ...moving, increaseE8: rate }, 99_999_999, 0, held, s);
        const most = 99_999_999n * 1_000_000n;
        const bounded = rise > most ? most : rise;
        expect(BigInt(found)).toBe(skew < 0n ? -bounded : skew === 0n ? 0n : bounded);
        const still = imbalanceE8({ ...moving, factorE8: rate }, held);
        expect(BigInt(still)).toBe(halfUp(BigInt(rate) * skew, BigInt(longs + shorts)));
      }),
      { numRuns: 500 },
    );
  });

  test('holding costs by how much of a side is taken', () => {
    const borrow = { rateE8: 80_000, fullAtoms: 240_000 * USDT, payer: 'larger' } as const;
    // 60,000 of 240,000: a quarter of 0.08 %, for an hour of eight: 60,000 x 0.0025 % = 1.5.
    expect(borrowE8(borrow, 60_000 * USDT)).toBe(20_000);
    expect(borrowAtoms(60_000 * USDT, 20_000, 3_600, 8)).toBe(1_500_000);
    expect(borrowAtoms(1, 20_000, 3_600, 8)).toBe(1);
    expect(borrowE8(borrow, 900_000 * USDT)).toBe(80_000);
    const asked = [sides(3, 1), sides(1, 3), sides(2, 2)];
    expect(asked.map((held) => paysBorrow(borrow, 1, held))).toEqual([true, false, false]);
    expect(asked.map((held) => paysBorrow({ ...borrow, payer: 'all' }, -1, held))).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe('VAR-30, VAR-31, VAR-35 a listing whose ways contradict is refused', () => {
  const imbalance = {
    factorE8: 100_000,
    increaseE8: 0,
    decreaseE8: 0,
    stablePpm: 0,
    belowPpm: 0,
    leastE8: 0,
  };
  const measured = { damping: 'none', interestE8: 0, damperE8: 0, imbalance } as const;
  const moving = { ...imbalance, factorE8: 0, increaseE8: 1, stablePpm: 5, belowPpm: 5 };
  test.each<[string, Partial<typeof HOURLY>, string]>([
    ['five seconds', { sampleS: 5 }, 'OK'],
    ['seven seconds divide no hour', { sampleS: 7 }, 'INTERVAL_NOT_ON_GRID'],
    ['later seconds of an hour may count more', { sampleS: 1, weighting: 'linear' }, 'OK'],
    [
      'not those of eight hours',
      { sampleS: 1, weighting: 'linear', intervalHours: 8 },
      'SAMPLES_TOO_MANY',
    ],
    ['every second', { everyS: 1 }, 'OK'],
    ['every seven', { everyS: 7 }, 'INTERVAL_NOT_ON_GRID'],
    ['what accrues is not sampled', { everyS: 1, sampleS: 5 }, 'RATE_UNUSED'],
    ['nor is it for hours', { everyS: 1, intervalHours: 8 }, 'RATE_UNUSED'],
    ['nor fixed ahead', { everyS: 1, samplesFrom: 'previousInterval' }, 'RATE_UNUSED'],
    ['bounds that cross', { bounds: { leastE8: 2, mostE8: 1 } }, 'RATE_OUT_OF_RANGE'],
    ['a part of the imbalance', measured, 'OK'],
    ['a rate that moves', { ...measured, imbalance: moving }, 'OK'],
    ['both', { ...measured, imbalance: { ...moving, factorE8: 1 } }, 'RATE_UNUSED'],
    ['neither', { ...measured, imbalance: { ...imbalance, factorE8: 0 } }, 'RATE_UNUSED'],
    [
      'thresholds that cross',
      { ...measured, imbalance: { ...moving, belowPpm: 6 } },
      'RATE_UNUSED',
    ],
    ['one that is damped', { imbalance }, 'RATE_UNUSED'],
    ['beside a premium', { ...measured, premiumOf: 'mark' }, 'RATE_UNUSED'],
  ])('%s', (_, change, fault) => {
    expect(wayFault({ ...HOURLY, ...change })).toBe(fault);
  });
});
