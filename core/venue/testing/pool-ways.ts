/** The terms of pooled margin with other venues' ways laid over them, as many at once as can be. */
import collateral from '../../../resources/collateral.json' with { type: 'json' };

const [USDT, XBT, ETH] = [1, 2, 3] as const;
const point = (movePpm: number, weightPpm = 1_000_000) => ({ movePpm, weightPpm });
const slice = (floorWhole: number, initialPpm: number, maintenancePpm: number) => ({
  floorWhole,
  initialPpm,
  maintenancePpm,
});

const ofAssets: Readonly<Record<string, object>> = {
  USDT: { against: [{ asset: XBT, maintenancePpm: 10_000, initialPpm: 20_000 }] },
  XBT: {
    against: [
      { asset: USDT, maintenancePpm: 20_000, initialPpm: 30_000 },
      { asset: ETH, maintenancePpm: 50_000, initialPpm: 50_000 },
    ],
    exempt: 'hedged',
    // Of about a coin that all bring.
    depositsAtoms: 70_000_000,
    exchangePpm: 20_000,
    seizeRank: 2,
  },
  ETH: { exempt: 'none', confidencePpm: 1_000_000, debtWeightPpm: 1_100_000, seizeRank: 1 },
};

const ofIndices: Readonly<Record<string, object>> = {
  BTC: {
    grid: [
      ...[-120_000, -40_000, 40_000, 120_000].map((by) => point(by)),
      point(-240_000, 500_000),
    ],
    stress: { sharePpm: 250_000, points: [point(-500_000), point(1_000_000, 300_000)] },
    initialPpm: 1_300_000,
    minimumByDelta: { netPpm: 20_000, hedgedPpm: 10_000 },
    contingency: { of: 'all', tiers: [slice(0, 20_000, 15_000), slice(20_000, 30_000, 15_000)] },
    credit: { index: 2, ratePpm: 400_000 },
  },
  ETH: {
    minimumTiers: [
      { floorWhole: 0, ratePpm: 1_000 },
      { floorWhole: 10_000, ratePpm: 4_000 },
    ],
    concentrationWhole: 1_000,
    concentrationSlopePpm: 2_000_000,
  },
};

/** Terms of assets, parameters of underlyings and ratios, as a founded venue takes them. */
export const otherPools = {
  collateral: collateral.collateral.map((terms) => ({ ...terms, ...ofAssets[terms.asset] })),
  portfolio: collateral.portfolio.map((terms) => ({ ...terms, ...ofIndices[terms.index] })),
  ratios: { reduceOnlyPercent: 120, liquidationPercent: 105, runsOut: true },
};
