import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FundingMode } from '../pricing/permissions.ts';
import {
  createFundingState,
  fundingFault,
  fundingPaymentAtoms,
  indicativeRateE8,
  isFundingDue,
  nextFundingTimeUs,
  payableRateE8,
  premiumE8,
  rateOfSamples,
  settleFunding,
  takeSample,
} from './funding.ts';
import type { FundingParameters, FundingState } from './funding.ts';

const USD = 100_000_000;
const MINUTE_US = 60_000_000;
const HOUR_US = 3_600_000_000;
/** 2023-11-14 00:00 UTC, which is 19,675 days after 1970. */
const MIDNIGHT = 19_675 * 24 * HOUR_US;

/** Eight hours; R 0.01 %, c 0.05 %, cap 0.375 %. */
const parameters: FundingParameters = {
  intervalHours: 8,
  interestE8: 10_000,
  damperE8: 50_000,
  capE8: 375_000,
  samplesFrom: 'sameInterval',
};

/** Samples every minute of [from, to) after midnight at an impact book of bid and ask. */
function sampleMinutes(
  state: FundingState,
  [from, to]: readonly [number, number],
  [bid, ask]: readonly [number, number],
  mode: FundingMode = 'normal',
  given: FundingParameters = parameters,
): void {
  const inputs = { indexE8: 1_000 * USD, impactBidE8: bid * USD, impactAskE8: ask * USD, mode };
  for (let minute = from; minute < to; minute += 1) {
    samplePremium(given, state, inputs, MIDNIGHT + minute * MINUTE_US);
  }
}

interface Seen {
  readonly indexE8: number;
  readonly impactBidE8: number;
  readonly impactAskE8: number;
  readonly mode: FundingMode;
}

/** A sample of a book over its index; whether one was taken. */
function samplePremium(
  given: FundingParameters,
  state: FundingState,
  { indexE8, impactBidE8, impactAskE8, mode }: Seen,
  timeUs: number,
): boolean {
  const see = (): number => premiumE8(indexE8, impactBidE8, impactAskE8);
  return takeSample(given, state, mode, see, timeUs) !== null;
}

function halfUp(numerator: bigint, denominator: bigint): bigint {
  const doubled = 2n * numerator + denominator;
  const quotient = doubled / (2n * denominator);
  return doubled < 0n && doubled % (2n * denominator) !== 0n ? quotient - 1n : quotient;
}

/** Hours after midnight of the payment that follows a time given in the same way. */
function hours(from: number, interval: number): number {
  return (nextFundingTimeUs(MIDNIGHT + from * HOUR_US, interval) - MIDNIGHT) / HOUR_US;
}

describe('FUND-01 the premium of a book', () => {
  test.each<[string, number, number, number]>([
    ['around the index: none', 999, 1_001, 0],
    ['above it: bid over index', 1_002, 1_003, 200_000],
    ['below it: ask under index', 997, 998, -200_000],
    ['crossed by both: the difference', 1_005, 998, 300_000],
    ['no bid that fills: only the ask speaks', 0, 998, -200_000],
    ['no ask that fills: only the bid speaks', 1_002, 0, 200_000],
    ['neither fills: none', 0, 0, 0],
    ['never more than the index itself', 2_500, 2_600, 100_000_000],
  ])('%s', (_, bid, ask, expected) => {
    expect(premiumE8(1_000 * USD, bid * USD, ask * USD)).toBe(expected);
  });

  test('is rounded half up', () => {
    // 1 in 8e8 is 0.125 of 1e-8, 4 are 0.5; below the index the half goes up to nought.
    expect(premiumE8(8 * USD, 8 * USD + 3, 8 * USD + 9)).toBe(0);
    expect(premiumE8(8 * USD, 8 * USD + 4, 8 * USD + 9)).toBe(1);
    expect(premiumE8(8 * USD, 8 * USD - 9, 8 * USD - 4)).toBe(0);
    expect(premiumE8(8 * USD, 8 * USD - 9, 8 * USD - 5)).toBe(-1);
  });
});

describe('FUND-02 one sample a minute', () => {
  test('the first call of a minute decides it, and none is taken from the due time on', () => {
    const state = createFundingState(parameters, MIDNIGHT);
    const inputs = { indexE8: 1_000 * USD, impactBidE8: 1_002 * USD, impactAskE8: 1_003 * USD };
    const sampleAt = (us: number, mode: FundingMode = 'normal'): boolean =>
      samplePremium(parameters, state, { ...inputs, mode }, MIDNIGHT + us);
    expect(sampleAt(0)).toBe(true);
    expect(sampleAt(MINUTE_US - 1)).toBe(false);
    expect(sampleAt(MINUTE_US, 'excluded')).toBe(false);
    expect(sampleAt(MINUTE_US + 1)).toBe(false);
    expect(sampleAt(2 * MINUTE_US, 'postponed')).toBe(false);
    expect(sampleAt(3 * MINUTE_US, 'flagged')).toBe(true);
    expect(sampleAt(8 * HOUR_US)).toBe(false);
    expect(state).toMatchObject({ premiumSumE8: 400_000, observedMinutes: 2, flaggedMinutes: 1 });
    settleFunding(parameters, state, MIDNIGHT + 8 * HOUR_US);
    expect(sampleAt(8 * HOUR_US)).toBe(true);
  });
});

describe('FUND-03 F = P + clamp(R - P, -c, c), then the cap', () => {
  test.each<[string, number, number]>([
    ['no premium: the interest rate', 0, 10_000],
    ['inside the damper F is R exactly', 40_000, 10_000],
    ['at its upper edge too', 60_000, 10_000],
    ['and at its lower edge', -40_000, 10_000],
    ['above: premium less c', 160_000, 110_000],
    ['below: premium plus c', -160_000, -110_000],
    ['held at the cap', 500_000, 375_000],
    ['and at the floor', -500_000, -375_000],
  ])('%s', (_, premium, expected) => {
    expect(rateOfSamples(parameters, premium * 480, 480, 480)).toBe(expected);
  });

  test('the mean is plain and rounded half up', () => {
    // 160,001 over two minutes is 80,000.5, 80,001; less 50,000.
    expect(rateOfSamples(parameters, 160_001, 2, 2)).toBe(30_001);
    expect(rateOfSamples(parameters, -320_001, 2, 2)).toBe(-110_000);
  });
});

describe('FUND-04 scale by interval and by observed minutes', () => {
  test('an hour pays an eighth, two thirds of the minutes two thirds of it', () => {
    const hourly = { ...parameters, intervalHours: 1 };
    expect(rateOfSamples(hourly, 160_000 * 60, 60, 60)).toBe(13_750);
    expect(rateOfSamples(hourly, 160_000 * 40, 40, 60)).toBe(9_167);
    expect(rateOfSamples(hourly, -160_000 * 60, 60, 60)).toBe(-13_750);
  });

  test('no sample, no funding, not even interest', () => {
    expect(rateOfSamples(parameters, 0, 0, 480)).toBe(0);
  });

  test('minutes without a sound index are left out of the mean and scale the rate', () => {
    const state = createFundingState(parameters, MIDNIGHT);
    sampleMinutes(state, [0, 360], [1_002, 1_003]);
    sampleMinutes(state, [360, 480], [1_100, 1_101], 'excluded');
    // P 0.2 %, less 0.05 % is 0.15 %, of which 360 / 480.
    const settlement = settleFunding(parameters, state, MIDNIGHT + 8 * HOUR_US);
    expect(settlement.rateE8).toBe(112_500);
    expect(settlement.observedMinutes).toBe(360);
  });

  test('the indicative rate is over the minutes that have passed', () => {
    const state = createFundingState(parameters, MIDNIGHT);
    sampleMinutes(state, [0, 60], [1_002, 1_003]);
    const at = (minute: number): number =>
      indicativeRateE8(parameters, state, MIDNIGHT + minute * MINUTE_US);
    expect(at(59)).toBe(150_000);
    expect(at(119)).toBe(75_000);
    expect(at(480)).toBe(18_750);
  });

  test('is exact, each step half up, as BigInt has it', () => {
    const sum = fc.integer({ min: -200_000_000_000, max: 200_000_000_000 });
    const minutes = fc.integer({ min: 1, max: 480 });
    fc.assert(
      fc.property(sum, minutes, fc.constantFrom(1, 2, 4, 8), (total, observed, intervalHours) => {
        const all = intervalHours * 60;
        fc.pre(observed <= all);
        const premium = halfUp(BigInt(total), BigInt(observed));
        const pull = 10_000n - premium;
        const damped = premium + (pull > 50_000n ? 50_000n : pull < -50_000n ? -50_000n : pull);
        const capped = damped > 375_000n ? 375_000n : damped < -375_000n ? -375_000n : damped;
        const rate = halfUp(capped * BigInt(intervalHours * observed), BigInt(8 * all));
        expect(BigInt(rateOfSamples({ ...parameters, intervalHours }, total, observed, all))).toBe(
          rate,
        );
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('FUND-05 the grid and its payments', () => {
  test('00, 08 and 16 UTC for eight hours, and always the next', () => {
    expect([0, 7.5, 8, 15, 16, 23].map((from) => hours(from, 8))).toEqual([8, 8, 16, 16, 24, 24]);
    expect(hours(1, 1)).toBe(2);
    expect(hours(5.9, 3)).toBe(6);
  });

  test('is due at its time, unless the price postpones it', () => {
    const state = createFundingState(parameters, MIDNIGHT);
    const due = MIDNIGHT + 8 * HOUR_US;
    expect(isFundingDue(state, 'normal', due - 1)).toBe(false);
    expect(isFundingDue(state, 'normal', due)).toBe(true);
    expect(isFundingDue(state, 'excluded', due)).toBe(true);
    expect(isFundingDue(state, 'postponed', due)).toBe(false);
  });

  test('a postponed payment is made once, and the interval it falls in starts there', () => {
    const state = createFundingState(parameters, MIDNIGHT);
    sampleMinutes(state, [0, 480], [1_002, 1_003]);
    const late = MIDNIGHT + 25 * HOUR_US;
    expect(settleFunding(parameters, state, late)).toEqual({
      dueTimeUs: MIDNIGHT + 8 * HOUR_US,
      rateE8: 150_000,
      observedMinutes: 480,
      flaggedMinutes: 0,
    });
    expect(state.nextTimeUs).toBe(MIDNIGHT + 32 * HOUR_US);
    expect(isFundingDue(state, 'normal', late)).toBe(false);
    expect(state).toMatchObject({ premiumSumE8: 0, observedMinutes: 0 });
  });

  test('by the interval before: known for the whole interval, and nothing in the first', () => {
    const ahead: FundingParameters = { ...parameters, samplesFrom: 'previousInterval' };
    const state = createFundingState(ahead, MIDNIGHT);
    sampleMinutes(state, [0, 480], [1_002, 1_003]);
    expect(payableRateE8(ahead, state, MIDNIGHT + 8 * HOUR_US)).toBe(0);
    expect(settleFunding(ahead, state, MIDNIGHT + 8 * HOUR_US).rateE8).toBe(0);
    sampleMinutes(state, [480, 960], [999, 1_001]);
    expect(payableRateE8(ahead, state, MIDNIGHT + 12 * HOUR_US)).toBe(150_000);
    expect(settleFunding(ahead, state, MIDNIGHT + 16 * HOUR_US).rateE8).toBe(150_000);
    expect(payableRateE8(ahead, state, MIDNIGHT + 16 * HOUR_US)).toBe(10_000);
  });

  test.each<[string, Partial<FundingParameters>]>([
    ['OK', { intervalHours: 1 }],
    ['OK', { interestE8: -10_000 }],
    ['INTERVAL_NOT_ON_GRID', { intervalHours: 5 }],
    ['INTERVAL_NOT_ON_GRID', { intervalHours: 12 }],
    ['INTERVAL_NOT_ON_GRID', { intervalHours: 1.5 }],
    ['RATE_OUT_OF_RANGE', { capE8: -1 }],
    ['RATE_OUT_OF_RANGE', { interestE8: 100_000_000 }],
    ['RATE_OUT_OF_RANGE', { damperE8: 0.5 }],
  ])('parameters are %s for %o', (fault, change) => {
    expect(fundingFault({ ...parameters, ...change })).toBe(fault);
  });
});

describe('FUND-06 the payer rounds up, the receiver down', () => {
  test('1.5 atoms are 2 paid and 1 received, whichever side pays', () => {
    expect(fundingPaymentAtoms(15_000, 10_000)).toBe(2);
    expect(fundingPaymentAtoms(-15_000, 10_000)).toBe(-1);
    expect(fundingPaymentAtoms(15_000, -10_000)).toBe(-1);
    expect(fundingPaymentAtoms(-15_000, -10_000)).toBe(2);
    expect(Object.is(fundingPaymentAtoms(-1, 1), 0)).toBe(true);
  });

  test('over matched positions less than an atom each is left over, never short', () => {
    const value = fc.integer({ min: 1, max: 90_000_000_000_000 });
    const rate = fc.integer({ min: -375_000, max: 375_000 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), rate, (longs, rateE8) => {
        const short = -longs.reduce((sum, long) => sum + long, 0);
        const values = [...longs, short];
        const payments = values.map((atoms) => fundingPaymentAtoms(atoms, rateE8));
        const remainder = payments.reduce((sum, payment) => sum + payment, 0);
        expect(remainder).toBeGreaterThanOrEqual(0);
        expect(remainder).toBeLessThan(values.length);
        const exact = BigInt(values[0]!) * BigInt(rateE8);
        const above = BigInt(payments[0]!) * 100_000_000n - exact;
        expect(above >= 0n && above < 100_000_000n).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('FUND-08 later minutes may count for more', () => {
  const hourly: FundingParameters = { ...parameters, intervalHours: 1, weighting: 'linear' };

  test('the n-th of an interval n times', () => {
    const state = createFundingState(hourly, MIDNIGHT);
    // Minutes 1 to 30 without a premium, 31 to 60 with 0.2 %: 1,365 of 1,830 weights of it.
    sampleMinutes(state, [0, 30], [999, 1_001], 'normal', hourly);
    sampleMinutes(state, [30, 60], [1_002, 1_003], 'normal', hourly);
    expect([state.premiumSumE8, state.weight]).toEqual([1_365 * 200_000, 1_830]);
    // P = 149,180; F = P - 50,000; an eighth of it.
    const { rateE8 } = settleFunding(hourly, state, MIDNIGHT + HOUR_US);
    expect(rateE8).toBe(12_398);
    expect([state.premiumSumE8, state.weight, state.observedMinutes]).toEqual([0, 0, 0]);
  });

  test('a minute that is left out counts for nothing, but scales the rate', () => {
    const state = createFundingState(hourly, MIDNIGHT);
    sampleMinutes(state, [0, 30], [999, 1_001], 'excluded', hourly);
    sampleMinutes(state, [30, 60], [1_002, 1_003], 'normal', hourly);
    expect(state.weight).toBe(1_365);
    // P = 200,000; F = 150,000, an eighth of it and half of the minutes.
    expect(settleFunding(hourly, state, MIDNIGHT + HOUR_US).rateE8).toBe(9_375);
  });

  test('alike, nothing of it is remembered', () => {
    const state = createFundingState(parameters, MIDNIGHT);
    sampleMinutes(state, [0, 3], [1_002, 1_003]);
    settleFunding(parameters, state, MIDNIGHT + 8 * HOUR_US);
    expect('weight' in state).toBe(false);
  });
});
