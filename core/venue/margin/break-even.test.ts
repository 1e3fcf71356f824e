/** The price at which nothing was won or lost, worked by hand and held against BigInt. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { valueAtoms } from '../instruments/value.ts';
import { MAX_INT32 } from '../schema.ts';
import { naiveNotional, naiveValue } from '../testing/naive-margin.ts';
import { breakEvenTicks } from './break-even.ts';

const specOf = (symbol: string): InstrumentSpec =>
  instruments.instruments.find((entry) => entry.symbol === symbol) as unknown as InstrumentSpec;
const fees = { makerPpm: -50, takerPpm: 500 };
const linear = {
  spec: { ...specOf('BTCUSDT'), fees },
  scales: { lotTickAtoms: 100, contractAtomTicks: 0 },
  decimals: 6,
};
const inverse = {
  spec: { ...specOf('BTCUSD'), fees },
  scales: { lotTickAtoms: 0, contractAtomTicks: 100_000_000_000 },
  decimals: 8,
};
const quanto = {
  spec: { ...specOf('BTCUSD'), fees, contract: 'quanto', lotE8: 100, tickE8: 5_000_000 } as const,
  scales: { lotTickAtoms: 5, contractAtomTicks: 0 },
  decimals: 8,
};
const none = { realisedAtoms: 0, feesAtoms: 0, fundingAtoms: 0 };

describe('POS-04 the price at which a position has cost nothing', () => {
  test('is further than its entry by both fees', () => {
    // 1 BTC at 60,000 and 30 paid: P (1 - 0.0005) = 60,030, P = 60,060.03.
    const long = { ...none, lots: 1_000, costAtoms: 60_000_000_000, feesAtoms: 30_000_000 };
    expect(breakEvenTicks(linear, long)).toBe(600_601);
    // P (1 + 0.0005) = 59,970: 59,940.03.
    const short = { ...long, lots: -1_000, costAtoms: -60_000_000_000 };
    expect(breakEvenTicks(linear, short)).toBe(599_400);
  });

  test('a rebate, funding and what was realised bring it nearer', () => {
    // 60,000 - 3 of rebate - 17 of funding - 100 realised: P = 59,880 / 0.9995 = 59,909.96.
    const results = { realisedAtoms: 100_000_000, feesAtoms: -3_000_000, fundingAtoms: 17_000_000 };
    const position = { lots: 1_000, costAtoms: 60_000_000_000, ...results };
    expect(breakEvenTicks(linear, position)).toBe(599_100);
  });

  test('of an inverse contract too', () => {
    // 600 contracts of 100 dollars at 60,000: 1 XBT, 0.0005 paid. 1.0005 V = 0.9995: 60,060.03.
    const long = { ...none, lots: 600, costAtoms: -100_000_000, feesAtoms: 50_000 };
    expect(breakEvenTicks(inverse, long)).toBe(600_601);
  });

  test('what nothing can make good has none, and what won already is good at any', () => {
    const lost = { ...none, lots: -1, costAtoms: -60_000_000, realisedAtoms: -61_000_000 };
    expect(breakEvenTicks(linear, lost)).toBe(0);
    const won = { ...none, lots: 1, costAtoms: 60_000_000, realisedAtoms: 61_000_000 };
    expect(breakEvenTicks(linear, won)).toBe(1);
  });

  test('is where BigInt has it, of every contract', () => {
    const given = fc.record({
      one: fc.constantFrom(linear, inverse, quanto),
      lots: fc.integer({ min: 1, max: 90_000 }),
      isLong: fc.boolean(),
      entry: fc.integer({ min: 100_000, max: 1_000_000 }),
      besidePpm: fc.integer({ min: -500_000, max: 500_000 }),
    });
    fc.assert(
      fc.property(given, ({ one, lots, isLong, entry, besidePpm }) => {
        const held = isLong ? lots : -lots;
        const costAtoms = valueAtoms(one.scales, held, entry);
        const realisedAtoms = Math.floor((Math.abs(costAtoms) / 1_000_000) * besidePpm);
        const found = breakEvenTicks(one, { ...none, lots: held, costAtoms, realisedAtoms });
        const left = (ticks: number): bigint => {
          const at = BigInt(ticks);
          const notional = naiveNotional(one, BigInt(lots), at);
          const fee = (notional * 500n + 999_999n) / 1_000_000n;
          const value = naiveValue(one, BigInt(held), at);
          return BigInt(realisedAtoms) + value - BigInt(costAtoms) - fee;
        };
        if (found === 0) {
          expect(left(isLong ? MAX_INT32 : 1) < 0n).toBe(true);
          return;
        }
        expect(left(found) >= 0n).toBe(true);
        const worse = found + (isLong ? -1 : 1);
        if (worse >= 1 && worse <= 10_000_000) expect(left(worse) < 0n).toBe(true);
      }),
    );
  });
});
