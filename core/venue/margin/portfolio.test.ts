import { describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import { AT_PAR, rateAt } from './collateral.ts';
import { partAtoms, portfolioMargin } from './portfolio.ts';
import type { PortfolioLeg } from './portfolio.ts';

const USDT = 1_000_000;
const E8 = 100_000_000;
const YEAR_US = 31_536_000_000_000;
const terms = collateral.portfolio[0]!;
const units = { unitAtoms: USDT, nowUs: 0 };

/** BTCUSDT at 60,000.0: a lot is 0.001 bitcoin, a tick 0.1. */
function linear(lots: number, more: Partial<PortfolioLeg> = {}): PortfolioLeg {
  return {
    scales: { lotTickAtoms: 100, contractAtomTicks: 0 },
    takerPpm: 0,
    lots,
    mostLots: lots,
    leastLots: lots,
    markTicks: 600_000,
    rate: AT_PAR,
    movesRate: false,
    currency: 1,
    expiryUs: 0,
    openLots: 1_000_000_000,
    ...more,
  };
}

/** BTCUSD at 60,000.0: a contract is 100 dollars, settled in bitcoin. */
function inverse(lots: number, more: Partial<PortfolioLeg> = {}): PortfolioLeg {
  return linear(lots, {
    scales: { lotTickAtoms: 0, contractAtomTicks: 100_000_000_000 },
    rate: rateAt(60_000 * E8, 8, 6),
    movesRate: true,
    currency: 0,
    ...more,
  });
}

const dollars = (atoms: number): number => atoms / USDT;

describe('PM-01 the scan', () => {
  test('of a long bitcoin is 15 % of it, where its price falls by R', () => {
    const margin = portfolioMargin(terms, [linear(1_000)], units);
    expect(dollars(margin.scanAtoms)).toBe(9_000);
    expect(margin.worstThirds).toBe(-3);
    // Twice as far, a third of 18,000 is 6,000: less.
    expect(dollars(margin.initialAtoms)).toBe(9_000);
    expect(dollars(margin.maintenanceAtoms)).toBe(7_200);
  });

  test('of a short one is worst where the price rises', () => {
    const margin = portfolioMargin(terms, [linear(-1_000)], units);
    expect([dollars(margin.scanAtoms), margin.worstThirds]).toEqual([9_000, 3]);
  });

  test('values an inverse contract anew, with the coin that it pays in', () => {
    // 600 x 100 dollars are a bitcoin: at 69,000 worth 0.86956522, 0.13043478 less; x 69,000.
    const margin = portfolioMargin(terms, [inverse(-600)], units);
    expect(margin.worstThirds).toBe(3);
    expect(dollars(margin.scanAtoms)).toBeCloseTo(9_000, 2);
  });

  test('of a hedge, linear against inverse, is next to nothing', () => {
    const { scanAtoms } = portfolioMargin(terms, [linear(1_000), inverse(-600)], units);
    expect(dollars(scanAtoms)).toBeLessThan(0.01);
  });

  test('asks for the extremes where they are worse, at their share', () => {
    const margin = portfolioMargin({ ...terms, extremeDivisor: 1 }, [linear(1_000)], units);
    expect([dollars(margin.scanAtoms), margin.worstThirds]).toEqual([18_000, -6]);
  });
});

describe('PM-02 the basis of offset longs and shorts', () => {
  test('of perpetuals is half a per cent of what offsets', () => {
    const { basisAtoms } = portfolioMargin(terms, [linear(1_000), linear(-400)], units);
    // 0.4 bitcoin: 24,000 x 0.5 %.
    expect(dollars(basisAtoms)).toBe(120);
  });

  test('between tenors a year apart is 5 %, the nearest first', () => {
    const legs = [
      linear(1_000),
      linear(-400, { expiryUs: YEAR_US }),
      linear(-400, { expiryUs: YEAR_US / 2 }),
    ];
    // 24,000 at half a year 2.5 % = 600, then 24,000 at a year 5 % = 1,200.
    expect(dollars(portfolioMargin(terms, legs, units).basisAtoms)).toBe(1_800);
  });

  test('of one side alone is none', () => {
    expect(portfolioMargin(terms, [linear(1_000), linear(500)], units).basisAtoms).toBe(0);
  });
});

describe('PM-03 hedges between currencies', () => {
  test('pay each tier of what is hedged: 1.2 m are 1 m x 0.2 % and 0.2 m x 0.5 %', () => {
    const legs = [linear(20_000), linear(-30_000, { currency: 2 })];
    expect(dollars(portfolioMargin(terms, legs, units).depegAtoms)).toBe(3_000);
  });

  test('a dollar of inverse contracts is a currency of its own', () => {
    const legs = [linear(1_000), inverse(-600)];
    expect(dollars(portfolioMargin(terms, legs, units).depegAtoms)).toBe(120);
  });

  test('within one currency pay nothing', () => {
    expect(portfolioMargin(terms, [linear(1_000), linear(-1_000)], units).depegAtoms).toBe(0);
  });
});

describe('PM-04 no portfolio asks for less than its minimum', () => {
  test('0.5 % of 120,000 gross where scan, basis and de-peg are less', () => {
    const small = { ...terms, basisPpm: 1_000 };
    const margin = portfolioMargin(small, [linear(1_000), linear(-1_000)], units);
    expect(dollars(margin.minimumAtoms)).toBe(600);
    expect(dollars(margin.basisAtoms)).toBe(60);
    expect(dollars(margin.initialAtoms)).toBe(600);
  });
});

describe('PM-05 concentration', () => {
  test('a quarter of open interest asks 15 % more than a tenth', () => {
    const leg = linear(200_000, { openLots: 800_000 });
    const margin = portfolioMargin(terms, [leg], units);
    expect(margin.concentrationPpm).toBe(1_150_000);
    // 12 m x 15 % = 1.8 m x 1.15.
    expect(dollars(margin.initialAtoms)).toBe(2_070_000);
  });

  test('is not asked of what is worth little', () => {
    const margin = portfolioMargin(terms, [linear(1_000, { openLots: 1_000 })], units);
    expect(margin.concentrationPpm).toBe(1_000_000);
  });
});

describe('PM-06 initial and maintenance margin', () => {
  test('maintenance is 0.8 of what is asked without fees, and the fees of closing', () => {
    const margin = portfolioMargin(terms, [linear(1_000, { takerPpm: 500 })], units);
    expect(dollars(margin.feesAtoms)).toBe(30);
    expect(dollars(margin.initialAtoms)).toBe(9_030);
    expect(dollars(margin.maintenanceAtoms)).toBe(7_230);
  });
});

describe('PM-07 with orders each instrument takes its worse side', () => {
  test('a buy beside a long asks for both, a sell that closes it for no more', () => {
    const held = portfolioMargin(terms, [linear(1_000)], units);
    const buying = portfolioMargin(terms, [linear(1_000, { mostLots: 1_500 })], units);
    const closing = portfolioMargin(terms, [linear(1_000, { leastLots: 0 })], units);
    expect(dollars(buying.initialAtoms)).toBe(13_500);
    expect(closing.initialAtoms).toBe(held.initialAtoms);
  });

  test('closing one leg of a hedge asks for the other', () => {
    const hedge = [linear(1_000), linear(-1_000)] as const;
    const before = portfolioMargin(terms, hedge, units);
    const after = portfolioMargin(terms, [linear(1_000, { leastLots: 0 }), hedge[1]], units);
    expect(dollars(before.initialAtoms)).toBe(600);
    expect(dollars(after.initialAtoms)).toBe(9_300);
  });
});

describe('PM-08 a leg’s part', () => {
  test('is by what it is worth', () => {
    const margin = portfolioMargin(terms, [linear(1_000), linear(-500)], units);
    const parts = [0, 1].map((leg) => partAtoms(margin, 'maintenanceAtoms', leg));
    expect(parts.map(dollars)).toEqual([2_480, 1_240]);
  });
});
