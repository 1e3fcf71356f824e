/**
 * The arithmetic of funding agrees with fractions of BigInt: premium, rate step by step, payment,
 * and what all payers and receivers of one rate leave for the fund.
 *
 * 1,000 cases a rule by default and 100,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the
 * seed is printed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveFunding } from '../testing/naive-bucket.ts';
import { floor, fraction } from '../testing/naive-margin.ts';
import { fundingPaymentAtoms, premiumE8, rateOfSamples } from './funding.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 100_000 : 1_000;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`funding twin: BULKHEAD_SEED=${seed}\n`);
const E8 = 100_000_000;

/** floor(x + 1/2) of a fraction. */
const halfUp = (top: bigint, bottom: bigint): bigint =>
  floor(fraction(2n * top + bottom, 2n * bottom));
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const within = (x: bigint, bound: bigint): bigint => most(-bound, least(x, bound));

const price = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1e15 }));
const impact = fc.oneof(fc.constant(0), price);

test('FUND-01 a premium is [max(0, bid - I) - max(0, I - ask)] / I', () => {
  const holds = fc.property(price, impact, impact, (indexE8, bidE8, askE8) => {
    const [index, bid, ask] = [BigInt(indexE8), BigInt(bidE8), BigInt(askE8)];
    // Who could buy at twice the index is no dearer than that.
    const above = least(most(0n, bid - index), index);
    const below = ask === 0n ? 0n : most(0n, index - ask);
    const naive = halfUp((above - below) * BigInt(E8), index);
    expect(BigInt(premiumE8(indexE8, bidE8, askE8))).toBe(naive);
  });
  fc.assert(holds, { seed, numRuns });
});

const rate = fc.integer({ min: -E8, max: E8 });
const bound = fc.integer({ min: 0, max: E8 - 1 });
const parameters = fc.record({
  intervalHours: fc.constantFrom(1, 2, 3, 4, 6, 8),
  interestE8: fc.integer({ min: 1 - E8, max: E8 - 1 }),
  damperE8: bound,
  capE8: bound,
  samplesFrom: fc.constant('sameInterval' as const),
  weighting: fc.constantFrom('mean' as const, 'linear' as const),
});

test('FUND-03, FUND-04, FUND-08 a rate is the damped and capped mean of what was seen', () => {
  const seen = fc.array(fc.option(rate, { nil: null }), { minLength: 1, maxLength: 60 });
  const holds = fc.property(parameters, seen, (given, minutes) => {
    const samples = minutes.flatMap((premium, n) =>
      premium === null
        ? []
        : [{ premium: BigInt(premium), counts: given.weighting === 'linear' ? BigInt(n + 1) : 1n }],
    );
    const sum = samples.reduce((all, { premium, counts }) => all + premium * counts, 0n);
    const weight = samples.reduce((all, { counts }) => all + counts, 0n);
    const is = rateOfSamples(given, Number(sum), samples.length, minutes.length, Number(weight));
    if (samples.length === 0) {
      expect(is).toBe(0);
      return;
    }
    const mean = halfUp(sum, weight);
    const damped = mean + within(BigInt(given.interestE8) - mean, BigInt(given.damperE8));
    const capped = within(damped, BigInt(given.capE8));
    const [hours, share] = [BigInt(given.intervalHours), BigInt(samples.length)];
    expect(BigInt(is)).toBe(halfUp(capped * hours * share, 8n * BigInt(minutes.length)));
  });
  fc.assert(holds, { seed, numRuns });
});

test('FUND-06 payers pay up, receivers get down, and the fund is never asked', () => {
  const value = fc.integer({ min: 1, max: 2 ** 49 });
  const holds = fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), rate, (longs, at) => {
    // One short against all longs, of which each is a whole position of its own.
    const total = longs.reduce((sum, atoms) => sum + atoms, 0);
    fc.pre(total <= 2 ** 51);
    const values = [...longs, -total];
    const payments = values.map((atoms) => fundingPaymentAtoms(atoms, at));
    const twins = values.map((atoms) => naiveFunding(BigInt(atoms), BigInt(at)));
    expect(payments.map(BigInt)).toEqual(twins);
    const left = twins.reduce((sum, atoms) => sum + atoms, 0n);
    expect(left >= 0n && left <= BigInt(values.length)).toBe(true);
  });
  fc.assert(holds, { seed, numRuns });
});
