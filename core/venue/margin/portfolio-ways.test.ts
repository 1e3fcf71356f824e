/** Other venues' ways with portfolio margin, as parameters of an underlying. */
import { describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { PortfolioTerms } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { AT_PAR } from './collateral.ts';
import { portfolioMargin } from './portfolio.ts';
import type { PortfolioLeg } from './portfolio.ts';
import { underlyingMargin } from './pool.ts';
import { poolOrders } from './pool-orders.ts';

const USDT = 1_000_000;
const YEAR_US = 31_536_000_000_000;
const [bitcoin] = collateral.portfolio;
const { index: _, ...terms } = { ...bitcoin!, basisPpm: 0, minimumPpm: 0 };
const units = { unitAtoms: USDT, nowUs: 0 };

/** BTCUSDT at 60,000.0: a lot is 0.001 bitcoin, a tick 0.1. */
function held(lots: number, more: Partial<PortfolioLeg> = {}): PortfolioLeg {
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

/** Figures in dollars of what is asked with some ways. */
function asked(more: Partial<PortfolioTerms>, legs: readonly PortfolioLeg[], credit = 0) {
  const given = { ...terms, ...more } as PortfolioTerms;
  const margin = portfolioMargin(given, legs, { ...units, creditAtoms: credit * USDT });
  const { scanAtoms, worstPoint, minimumAtoms, concentrationPpm } = margin;
  return {
    scan: scanAtoms / USDT,
    worstPoint,
    minimum: minimumAtoms / USDT,
    concentration: concentrationPpm,
    initial: margin.initialAtoms / USDT,
    maintenance: margin.maintenanceAtoms / USDT,
  };
}

const point = (movePpm: number, weightPpm = 1_000_000) => ({ movePpm, weightPpm });
const outer = [point(-240_000, 500_000), point(240_000, 500_000)];
const grid = [0, -40_000, 40_000, -80_000, 80_000, -120_000, 120_000].map((by) => point(by));

describe('VAR-56 the moves of a scan are listed', () => {
  test('a long loses most of the falls, each by its weight, the first of two alike', () => {
    const { scan, worstPoint } = asked({ grid: [...grid, ...outer] }, [held(1_000)]);
    expect([scan, worstPoint]).toEqual([7_200, 5]);
    expect(asked({ grid: [...grid, point(-240_000, 500_001)] }, [held(1_000)])).toMatchObject({
      scan: 7_200.0144,
      worstPoint: 7,
    });
  });

  test('a rise of five times the price is one of them', () => {
    const dampened = [point(-660_000, 300_000), point(5_000_000, 30_000)];
    expect(asked({ grid: dampened }, [held(-1_000)]).scan).toBe(9_000);
    expect(asked({ grid: dampened }, [held(1_000)]).scan).toBe(11_880);
  });

  test('the worst of a second grid is mixed in by its share', () => {
    const stress = { sharePpm: 250_000, points: [point(-500_000)] };
    // 0.75 x 7,200 and 0.25 x 30,000.
    expect(asked({ grid, stress }, [held(1_000)]).scan).toBe(12_900);
    // A short gains in it, and what is gained is no credit.
    expect(asked({ grid, stress }, [held(-1_000)]).scan).toBe(5_400);
  });
});

describe('VAR-75 the loss of a rank is the scan', () => {
  // A year of days: 1, 2 ... 250 hundredths of a per cent, falls and rises in turn.
  const days = Array.from({ length: 250 }, (_day, n) =>
    point((n % 2 === 0 ? -100 : 100) * (n + 1)),
  );
  const year = { grid: days, lossRank: 3 };

  test('the third worst of 250 days is a value at risk of 99 %', () => {
    // A long loses most of the 249th, the 247th and the 245th: 2.45 % of 60,000.
    expect(asked(year, [held(1_000)])).toMatchObject({ scan: 1_470, worstPoint: 244 });
    // A short of the 250th, the 248th and the 246th.
    expect(asked(year, [held(-1_000)])).toMatchObject({ scan: 1_476, worstPoint: 245 });
    expect(asked({ grid: days }, [held(1_000)]).scan).toBe(1_494);
  });

  test('stress is mixed in by its worst, whatever the rank', () => {
    const stress = { sharePpm: 250_000, points: [point(-300_000), point(-500_000)] };
    // 0.75 x 1,470 and 0.25 x 30,000.
    expect(asked({ ...year, stress }, [held(1_000)]).scan).toBe(8_602.5);
  });

  test('what is no loss at that rank asks nothing, and of two alike the first counts', () => {
    const twice = [-40_000, -40_000, 40_000].map((by) => point(by));
    const of = (lossRank: number) => asked({ grid: twice, lossRank }, [held(1_000)]);
    expect([of(1), of(2), of(3)].map(({ scan, worstPoint }) => [scan, worstPoint])).toEqual([
      [2_400, 0],
      [2_400, 1],
      [0, -1],
    ]);
  });

  test('with orders it is a bound of whatever trades', () => {
    // Either what it holds, or one more: no size between them loses more at that rank.
    const most = asked(year, [held(1_000, { mostLots: 2_000 })]).scan;
    const held2 = [1_000, 1_250, 1_500, 2_000].map((lots) => asked(year, [held(lots)]).scan);
    expect(Math.max(...held2)).toBe(most);
  });
});

describe('VAR-57 factors and minimum', () => {
  test('initial margin is a multiple of what is asked, and maintenance a part', () => {
    const given = { grid, initialPpm: 1_300_000, maintenancePpm: 1_000_000 };
    expect(asked(given, [held(1_000, { takerPpm: 500 })])).toMatchObject({
      initial: 9_390,
      maintenance: 7_230,
    });
  });

  test('the minimum is of what is net and of what is hedged', () => {
    const minimumByDelta = { netPpm: 20_000, hedgedPpm: 10_000 };
    expect(asked({ minimumByDelta }, [held(2_000), held(-1_000)]).minimum).toBe(1_800);
    expect(asked({ minimumByDelta }, [held(-1_000)]).minimum).toBe(1_200);
    // With a buy beside it as much may be net long, or all of it hedged.
    expect(asked({ minimumByDelta }, [held(-1_000), held(0, { mostLots: 1_000 })]).minimum).toBe(
      1_800,
    );
  });

  test('or of slices of gross worth', () => {
    const minimumTiers = [
      { floorWhole: 0, ratePpm: 1_000 },
      { floorWhole: 200_000, ratePpm: 2_000 },
    ];
    const legs = [held(5_000), held(-3_333), held(0)];
    // 499,980 of gross worth: 200 and 299,980 x 0.2 %.
    expect(asked({ minimumTiers }, legs).minimum).toBe(799.96);
  });
});

describe('VAR-58 contingency and the slope of concentration', () => {
  const slice = { floorWhole: 0, initialPpm: 20_000, maintenancePpm: 15_000 };

  test('perpetuals ask more beside everything, whatever the factors', () => {
    const given = { grid, contingency: { of: 'perpetuals' as const, tiers: [slice] } };
    const legs = [held(1_000), held(-1_000, { expiryUs: YEAR_US })];
    const alone = asked({ grid, initialPpm: 2_000_000 }, legs);
    const more = asked({ ...given, initialPpm: 2_000_000 }, legs);
    expect(more.initial - alone.initial).toBe(1_200);
    expect(more.maintenance - alone.maintenance).toBe(900);
  });

  test('of all contracts, larger books at higher rates', () => {
    const beyond = { floorWhole: 100_000, initialPpm: 50_000, maintenancePpm: 50_000 };
    const contingency = { of: 'all' as const, tiers: [slice, beyond] };
    const legs = [held(1_000), held(-1_000, { expiryUs: YEAR_US })];
    const flat = { grid: [point(0)], basisYearPpm: 0, contingency };
    // 100,000 at 2 % and 20,000 at 5 %.
    expect(asked(flat, legs)).toMatchObject({ initial: 3_000, maintenance: 2_500 });
  });

  test('each part of open interest beyond the usual asks twice as much', () => {
    const leg = held(200_000, { openLots: 800_000 });
    expect(asked({ concentrationSlopePpm: 2_000_000 }, [leg]).concentration).toBe(1_300_000);
    expect(asked({ concentrationSlopePpm: 0 }, [leg]).concentration).toBe(1_000_000);
  });
});

describe('VAR-59 a credit between two underlyings', () => {
  const resources = { ...instruments, indices: indices.replay, collateral: collateral.collateral };
  const plain = { ...terms, basisYearPpm: 0 };
  function founded(): TestVenue {
    const venue = TestVenue.found(resources, (spec) => ({
      ...plainPrices(spec),
      fees: { makerPpm: 0, takerPpm: 0 },
    }));
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    return venue;
  }
  const set = (venue: TestVenue, index: number, more: object): string =>
    venue.code({ kind: 'index.portfolio', index, ...plain, ...more }, { by: 'core' });
  const credit = (index: number) => ({ credit: { index, ratePpm: 500_000 } });

  function pair(venue: TestVenue, ether: number): number {
    const house = venue.open('house', { kind: 'house' });
    const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 90_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: house, seller: trader }, 'ETHUSDT', ether, 300_000);
    return trader;
  }

  test('takes half of what both would lose together off either scan', () => {
    const venue = founded();
    expect([set(venue, 1, credit(2)), set(venue, 2, {})]).toEqual(['OK', 'OK']);
    const { scales } = venue.instrument('ETHUSDT');
    const trader = pair(venue, (45_000 * USDT) / (300_000 * scales.lotTickAtoms));
    const { state } = venue.venue;
    const parts = [1, 2].map((index) => underlyingMargin(state, venue.of(trader), index)!);
    // Long 60,000 and short 45,000: 45,000 x 15 % x 0.5 of each.
    expect(parts.map(({ creditAtoms }) => creditAtoms / USDT)).toEqual([3_375, 3_375]);
    expect(parts.map(({ initialAtoms }) => initialAtoms / USDT)).toEqual([5_625, 3_375]);
    // A sell of what is long may leave nothing of it: no credit is sure.
    const offer = { priceTicks: 606_000 };
    venue.place(trader, 'BTCUSDT', 'sell', 1_000, offer);
    expect(poolOrders(state, venue.of(trader), null).initialAtoms / USDT).toBe(15_750);
  });

  test('is none for two that are net the same way', () => {
    const venue = founded();
    set(venue, 1, credit(2));
    set(venue, 2, {});
    const trader = pair(venue, 1);
    const house = venue.open('other', { kind: 'house' });
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 2, 300_000);
    const margin = underlyingMargin(venue.venue.state, venue.of(trader), 1);
    expect(margin?.creditAtoms).toBe(0);
  });

  test('is between two that there are, and neither has another', () => {
    const venue = founded();
    expect(set(venue, 1, credit(9))).toBe('UNKNOWN_INDEX');
    expect(set(venue, 1, credit(1))).toBe('INVALID_SPEC');
    expect(set(venue, 1, credit(2))).toBe('OK');
    // Once from either side: it is the same credit.
    expect(set(venue, 2, credit(1))).toBe('INVALID_SPEC');
    expect(set(venue, 1, {})).toBe('OK');
    expect(set(venue, 2, credit(1))).toBe('OK');
  });

  test('PM-10 tables begin at zero and rise, and a minimum is of one kind', () => {
    const venue = founded();
    const tier = (floorWhole: number, ratePpm: number) => ({ floorWhole, ratePpm });
    const rates = { initialPpm: 1, maintenancePpm: 2 };
    const unsound = [
      { grid: [] },
      { lossRank: 1 },
      { grid: [point(1)], lossRank: 2 },
      { stress: { sharePpm: 1, points: [] } },
      { minimumTiers: [] },
      { minimumTiers: [tier(1, 1)] },
      { minimumTiers: [tier(0, 2), tier(1, 1)] },
      { minimumTiers: [tier(0, 2)], minimumByDelta: { netPpm: 1, hedgedPpm: 1 } },
      { contingency: { of: 'all', tiers: [{ floorWhole: 0, ...rates }] } },
    ];
    for (const more of unsound) expect(set(venue, 1, more)).toBe('INVALID_SPEC');
  });
});
