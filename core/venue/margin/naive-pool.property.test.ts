/**
 * Collateral and portfolio margin agree to the atom with their twin in fractions of BigInt; what is
 * asked is never below the worst loss of its own grid, nor with orders below what fills may ask.
 *
 * 1,000 cases a rule by default and 50,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the
 * seed is printed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec, PortfolioTerms } from '../commands.ts';
import { deriveScales, lotsWorth } from '../instruments/value.ts';
import {
  naiveCollateral,
  naiveCredit,
  naiveDebt,
  naiveLoss,
  naiveMoves,
  naiveNetWith,
  naivePortfolio,
} from '../testing/naive-pool.ts';
import type { NaiveLeg } from '../testing/naive-pool.ts';
import {
  AT_PAR,
  collateralAtoms,
  equityOfAsset,
  exchanged,
  isSound,
  rateAt,
} from './collateral.ts';
import { portfolioMargin } from './portfolio.ts';
import { creditAtoms, surelyNetAtoms } from './portfolio-charges.ts';
import type { PortfolioLeg } from './portfolio.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 50_000 : 1_000;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`pool twin: BULKHEAD_SEED=${seed}\n`);
const E8 = 100_000_000;
const YEAR_US = 31_536_000_000_000;

const tiers = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 1_000_000_000_000 }),
      cut: fc.integer({ min: 0, max: 150_000 }),
      more: fc.integer({ min: 0, max: 100_000 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((steps) => {
    let [floorAtoms, maintenancePpm, initialPpm] = [0, 0, 0];
    return steps.map(({ step, cut, more }, n) => {
      floorAtoms += n === 0 ? 0 : step;
      maintenancePpm = Math.min(1_000_000, maintenancePpm + cut);
      initialPpm = Math.min(1_000_000, Math.max(initialPpm, maintenancePpm + more));
      return { floorAtoms, maintenancePpm, initialPpm };
    });
  });

const coin = fc.record({
  decimals: fc.integer({ min: 0, max: 8 }),
  priceE8: fc.integer({ min: 1, max: 10_000_000 * E8 }),
});

test('COLL-02 what is held of an asset counts as its twin says', () => {
  const given = fc.record({ tiers, coin, atoms: fc.integer({ min: 0, max: 2 ** 49 }) });
  const holds = fc.property(given, ({ tiers: of, coin: { decimals, priceE8 }, atoms }) => {
    expect(isSound({ tiers: of })).toBe(true);
    const holding = { terms: { tiers: of }, rate: rateAt(priceE8, decimals, 6), extraPpm: 0 };
    for (const which of ['maintenancePpm', 'initialPpm'] as const) {
      const naive = naiveCollateral(
        of,
        { decimals, priceE8: BigInt(priceE8) },
        BigInt(atoms),
        which,
      );
      if (naive > 2n ** 51n) continue;
      expect(BigInt(collateralAtoms(holding, atoms, which))).toBe(naive);
    }
  });
  fc.assert(holds, { numRuns, seed });
});

test('VAR-14 what is owed counts as its twin says', () => {
  const given = fc.record({
    coin,
    atoms: fc.integer({ min: 0, max: 2 ** 49 }),
    debtWeightPpm: fc.integer({ min: 1_000_000, max: 2_000_000 }),
  });
  const holds = fc.property(given, ({ coin: { decimals, priceE8 }, atoms, debtWeightPpm }) => {
    const whole = [{ floorAtoms: 0, maintenancePpm: 0, initialPpm: 0 }];
    const rate = rateAt(priceE8, decimals, 6);
    const holding = { terms: { tiers: whole, debtWeightPpm }, rate, extraPpm: 0 };
    const naive = naiveDebt(
      { decimals, priceE8: BigInt(priceE8) },
      BigInt(atoms),
      BigInt(debtWeightPpm),
    );
    if (naive > 2n ** 51n) return;
    expect(BigInt(equityOfAsset(holding, 0 - atoms, 0, 'maintenancePpm'))).toBe(-naive);
  });
  fc.assert(holds, { numRuns, seed });
});

test('COLL-06 the coins of an exchange are the fewest whose loss is worth the debt', () => {
  const debt = fc.integer({ min: 1, max: 2 ** 45 });
  const given = fc.record({ tiers, coin, held: fc.integer({ min: 1, max: 2 ** 45 }), debt });
  const holds = fc.property(
    given,
    ({ tiers: of, coin: { decimals, priceE8 }, held, debt: owed }) => {
      const holding = { terms: { tiers: of }, rate: rateAt(priceE8, decimals, 6), extraPpm: 0 };
      const { paidAtoms, takenAtoms } = exchanged(holding, held, AT_PAR, owed);
      const worth = (left: number): number => collateralAtoms(holding, left, 'maintenancePpm');
      const loss = worth(held) - worth(held - takenAtoms);
      expect(takenAtoms).toBeLessThanOrEqual(held);
      expect(paidAtoms).toBeLessThanOrEqual(Math.min(owed, loss));
      if (takenAtoms === 0) expect(paidAtoms).toBe(0);
      else if (paidAtoms === owed && takenAtoms < held) {
        expect(worth(held) - worth(held - takenAtoms + 1)).toBeLessThan(owed);
      }
    },
  );
  fc.assert(holds, { numRuns, seed });
});

const points = fc.array(
  fc.record({
    movePpm: fc.oneof(fc.integer({ min: -900_000, max: 1_000_000 }), fc.constantFrom(0, 5_000_000)),
    weightPpm: fc.integer({ min: 1, max: 1_000_000 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const slices = [0, 20_000, 70_000].map((floorWhole, n) => ({ floorWhole, n }));

/** What other venues do otherwise, each there or not. */
const ways = {
  grid: fc.option(points, { nil: undefined }),
  stress: fc.option(fc.record({ sharePpm: fc.integer({ min: 1, max: 1_000_000 }), points }), {
    nil: undefined,
  }),
  initialPpm: fc.option(fc.integer({ min: 1_000_000, max: 3_000_000 }), { nil: undefined }),
  minimumByDelta: fc.option(fc.constant({ netPpm: 20_000, hedgedPpm: 10_000 }), { nil: undefined }),
  minimumTiers: fc.option(
    fc.constant(slices.map(({ floorWhole, n }) => ({ floorWhole, ratePpm: 3_000 * n }))),
    { nil: undefined },
  ),
  contingency: fc.option(
    fc.record({
      of: fc.constantFrom('perpetuals' as const, 'all' as const),
      tiers: fc.constant(
        slices.map(({ floorWhole, n }) => {
          return { floorWhole, initialPpm: 20_000 * (n + 1), maintenancePpm: 15_000 * n };
        }),
      ),
    }),
    { nil: undefined },
  ),
  concentrationSlopePpm: fc.option(fc.integer({ min: 0, max: 3_000_000 }), { nil: undefined }),
};

const terms = fc.record({
  ...ways,
  rangePpm: fc.integer({ min: 1, max: 450_000 }),
  extremeDivisor: fc.integer({ min: 1, max: 10 }),
  basisPpm: fc.integer({ min: 1, max: 50_000 }),
  basisYearPpm: fc.integer({ min: 0, max: 200_000 }),
  depegTiers: fc.constant([
    { floorWhole: 0, ratePpm: 1_000 },
    { floorWhole: 50_000, ratePpm: 7_000 },
  ]),
  minimumPpm: fc.integer({ min: 1, max: 50_000 }),
  concentrationPpm: fc.integer({ min: 1, max: 1_000_000 }),
  concentrationWhole: fc.integer({ min: 0, max: 1_000_000 }),
  maintenancePpm: fc.integer({ min: 1, max: 1_000_000 }),
});

const drawn = fc.record({
  listed: fc.constantFrom(...instruments.instruments),
  markTicks: fc.integer({ min: 10_000, max: 2_000_000 }),
  settledE8: fc.integer({ min: E8, max: 200_000 * E8 }),
  moves: fc.boolean(),
  currency: fc.integer({ min: 0, max: 2 }),
  expiryUs: fc.constantFrom(0, YEAR_US / 4, YEAR_US),
  share: fc.integer({ min: -1_000, max: 1_000 }),
  buys: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000 })),
  sells: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000 })),
  filled: fc.integer({ min: -1_000, max: 1_000 }),
  others: fc.integer({ min: 0, max: 3_000 }),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** Sizes are shares of ten million dollars or a hundred coins: what is bounded is tested above. */
function legOf(given: Drawn): { leg: PortfolioLeg; naive: NaiveLeg; filledLots: number } {
  const { listed, markTicks, currency, expiryUs } = given;
  const spec = listed as unknown as InstrumentSpec;
  const isPar = listed.settleAsset === 'USDT';
  const decimals = isPar ? 6 : 8;
  const scales = deriveScales(spec, { decimals })!;
  const most = isPar ? 10_000_000_000 : 100_000_000;
  const unit = Math.max(1, Math.floor(lotsWorth(scales, markTicks, most) / 10));
  const lots = given.share * unit;
  const openLots = Math.abs(lots) + given.others * unit;
  const rate = isPar ? AT_PAR : rateAt(given.settledE8, decimals, 6);
  const [buys, sells] = [given.buys * unit, given.sells * unit];
  const filledLots = given.filled > 0 ? Math.min(buys, given.filled * unit) : 0;
  const soldLots = given.filled < 0 ? Math.min(sells, -given.filled * unit) : 0;
  const fixed = { scales, takerPpm: spec.fees.takerPpm, markTicks, rate, currency, expiryUs };
  const movesRate = given.moves && !isPar;
  const reach = { lots, mostLots: lots + buys, leastLots: lots - sells };
  const leg = { ...fixed, movesRate, ...reach, openLots };
  const priceE8 = isPar ? null : BigInt(given.settledE8);
  const naive = {
    contract: { spec, decimals },
    coin: { decimals, priceE8 },
    moves: movesRate,
    currency,
    expiryUs,
    sizes: [BigInt(lots)],
    markTicks: BigInt(markTicks),
    openLots: BigInt(openLots),
  };
  return { leg, naive, filledLots: filledLots - soldLots };
}

type Held = ReturnType<typeof legOf>;
const legs = fc.array(drawn.map(legOf), { minLength: 1, maxLength: 5 });
const units = { unitAtoms: 1_000_000, nowUs: 0 };
/** Worth of the underlying that is there beside its contracts. */
const coins = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000_000_000_000 }));
const still = (leg: PortfolioLeg, lots = leg.lots): PortfolioLeg => {
  return { ...leg, lots, mostLots: lots, leastLots: lots };
};

test('PM-01 to PM-06, PM-13, VAR-56, VAR-57, VAR-58 each part agrees with its twin', () => {
  const holds = fc.property(terms, legs, coins, coins, (given, drawnLegs, spotAtoms, credit) => {
    // Of the two ways of a minimum a listing has one.
    const own = given.minimumTiers === undefined ? given : { ...given, minimumByDelta: undefined };
    const asked = own as PortfolioTerms;
    const margin = portfolioMargin(
      asked,
      drawnLegs.map(({ leg }) => still(leg)),
      { ...units, spotAtoms, creditAtoms: credit },
    );
    const twins = drawnLegs.map((one) => one.naive);
    const naive = naivePortfolio(asked, twins, BigInt(spotAtoms), BigInt(credit));
    expect({
      scan: BigInt(margin.scanAtoms),
      basis: BigInt(margin.basisAtoms),
      depeg: BigInt(margin.depegAtoms),
      minimum: BigInt(margin.minimumAtoms),
      initial: BigInt(margin.initialAtoms),
      maintenance: BigInt(margin.maintenanceAtoms),
    }).toEqual(naive);
  });
  fc.assert(holds, { numRuns, seed });
});

test('PM-01, VAR-56 what is asked is never below the worst loss of its own grid', () => {
  const holds = fc.property(terms, legs, (drawnTerms, drawnLegs) => {
    // Into one grid a second is not mixed: then what is asked is between the two.
    const { stress: _, ...own } = drawnTerms;
    const given = own as PortfolioTerms;
    const margin = portfolioMargin(
      given,
      drawnLegs.map(({ leg }) => still(leg)),
      units,
    );
    for (const { move, weight } of naiveMoves(given)) {
      let loss = 0n;
      for (const { naive } of drawnLegs) loss += naiveLoss(naive, naive.sizes[0]!, move);
      const asked = BigInt(margin.initialAtoms) * weight.bottom;
      expect(asked).toBeGreaterThanOrEqual(loss * weight.top);
    }
  });
  fc.assert(holds, { numRuns, seed });
});

test('VAR-59 what is credited agrees with its twin, and with orders is no more', () => {
  const rates = fc.integer({ min: 1, max: 1_000_000 });
  const holds = fc.property(legs, legs, coins, rates, rates, (one, other, held, range, rate) => {
    const filled = ({ leg, filledLots }: Held): PortfolioLeg => still(leg, leg.lots + filledLots);
    const credited = (at: (given: Held) => PortfolioLeg): number => {
      const own = { netAtoms: surelyNetAtoms(one.map(at), held), rangePpm: range };
      return creditAtoms(own, surelyNetAtoms(other.map(at), 0), rate);
    };
    const alone = credited(({ leg }) => still(leg));
    const nets = [one, other].map((given, n) =>
      naiveNetWith(
        given.map(({ naive }) => naive),
        n === 0 ? BigInt(held) : 0n,
      ),
    ) as [bigint, bigint];
    expect(BigInt(alone)).toBe(naiveCredit(...nets, range, rate));
    const withOrders = credited(({ leg }) => leg);
    expect(withOrders).toBeLessThanOrEqual(alone);
    expect(withOrders).toBeLessThanOrEqual(credited(filled));
  });
  fc.assert(holds, { numRuns, seed });
});

test('PM-07, PM-13, VAR-57, VAR-58 with orders is asked what any fills of them ask', () => {
  const holds = fc.property(terms, legs, coins, (drawnTerms, drawnLegs, spotAtoms) => {
    const given = drawnTerms as PortfolioTerms;
    const all = drawnLegs.map(({ leg }) => leg);
    const bound = portfolioMargin(given, all, { ...units, spotAtoms });
    const filled = drawnLegs.map(({ leg, filledLots }) => still(leg, leg.lots + filledLots));
    const after = portfolioMargin(given, filled, { ...units, spotAtoms });
    // Values are rounded for each size, and charges for each pair: two atoms a leg, and two more.
    const slack = 4 * (2 + 2 * all.length);
    expect(after.initialAtoms).toBeLessThanOrEqual(bound.initialAtoms + slack);
  });
  fc.assert(holds, { numRuns, seed });
});
