/** Other venues' ways with collateral and portfolios. */
import collateralFile from '../../resources/collateral.json' with { type: 'json' };
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { laidOver } from '../../core/host/catalogue.ts';
import { foundingCommands, loadResources } from '../../core/host/founding.ts';
import { walletAtoms } from '../../core/venue/accounts/ledger.ts';
import { bucketFigures, freeAtoms } from '../../core/venue/margin/buckets.ts';
import { plainPrices, TestVenue } from '../../core/venue/testing/test-venue.ts';
import { one } from './proof.ts';
import type { Proof, Proofs } from './proof.ts';
import { USDT } from './scenes.ts';
import type { Patch } from './scenes.ts';

const XBT = 100_000_000;
const HOUSE = 4;
const point = (movePpm: number, weightPpm = 1_000_000) => ({ movePpm, weightPpm });
const flat = (maintenancePpm: number, initialPpm: number) => [
  { floorAtoms: 0, maintenancePpm, initialPpm },
];

/** A venue without fees, its terms of bitcoin and parameters of its underlying changed. */
function founded(bitcoin: Patch, underlying: Patch = {}): TestVenue {
  const changed = (entry: { asset?: string; index?: string }): object => {
    if (entry.asset === 'XBT') return laidOver(entry, bitcoin) as object;
    return entry.asset === undefined && entry.index === 'BTC'
      ? (laidOver(entry, underlying) as object)
      : entry;
  };
  const given = {
    ...instruments,
    indices: indices.replay,
    collateral: collateralFile.collateral.map(changed) as typeof collateralFile.collateral,
    portfolio: collateralFile.portfolio.map(changed) as typeof collateralFile.portfolio,
  };
  const free = { fees: { makerPpm: 0, takerPpm: 0 } };
  const venue = TestVenue.found(given, (spec) => ({ ...plainPrices(spec), ...free }));
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  venue.open('house', { kind: 'house' });
  return venue;
}

const figures = (venue: TestVenue, who: number) =>
  bucketFigures(venue.venue.state, venue.balance(who, 'USDT').bucket);
const free = (venue: TestVenue, who: number): number =>
  freeAtoms(venue.venue.state, venue.of(who), 1) / USDT;

/** A bitcoin long in a portfolio with 100,000: what initial margin takes, and maintenance. */
function outright(underlying: Patch): [initial: number, maintenance: number] {
  const venue = founded({}, underlying);
  const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 100_000 * USDT } });
  venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSDT', 1_000, 600_000);
  return [100_000 - free(venue, trader), figures(venue, trader).maintenanceAtoms / USDT];
}
const portfolio = (patch: Patch, changed: [number, number]): Proof => ({
  patch,
  figure: outright,
  expected: [[9_000, 7_200], changed],
});

/** A bitcoin as collateral, with a short of 0.4 in dollars where it is asked for. */
function coin(patch: Patch, shortLots = 0): [equity: number, free: number] {
  const venue = founded(patch);
  const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT } });
  if (shortLots > 0) {
    venue.trade({ buyer: HOUSE, seller: trader }, 'BTCUSDT', shortLots, 600_000);
  }
  return [figures(venue, trader).equityAtoms / USDT, free(venue, trader)];
}

/** What is left of a bitcoin and twenty ether after an exchange for 12,000 that are owed. */
function exchanged(patch: Patch): number[] {
  const venue = founded(laidOver({ tiers: flat(30_000, 30_000) }, patch) as Patch);
  venue.contribute('USDT', 50_000 * USDT);
  const funds = { XBT, ETH: 20 * XBT };
  const trader = venue.open('trader', { mode: 'multiAsset', funds });
  venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSDT', 20_000, 600_000);
  venue.trade({ buyer: HOUSE, seller: trader }, 'BTCUSDT', 20_000, 594_000);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  return ['XBT', 'ETH'].map((asset) => walletAtoms(venue.balance(trader, asset)) / XBT);
}

/** What becomes of a pool at 103 % of maintenance, and of an order at 110 % of it. */
function states(patch: Patch): [order: string, liquidations: number, left: number] {
  const venue = founded({});
  const trader = venue.open('trader', { mode: 'multiAsset', funds: { USDT: 30_000 * USDT } });
  venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSDT', 10_000, 600_000);
  const said = { reduceOnlyPercent: 0, liquidationPercent: 0, runsOut: false, ...patch };
  venue.ok({ kind: 'subaccount.ratios', subaccount: trader, ...said }, { by: 'core' });
  venue.prices({ BTC: 57_315 });
  const order = venue.placement(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 560_000 });
  const code = venue.code(order);
  venue.take();
  venue.place(HOUSE, 'BTCUSDT', 'buy', 100_000, { priceTicks: 572_950, by: 'house' });
  venue.prices({ BTC: 57_295 });
  const started = venue.take('liquidation.started').length;
  // Long enough for a slice of a quarter to cure it twice.
  for (let n = 0; n < 25; n++) venue.prices({ BTC: 57_295 });
  return [code, started, venue.position(trader, 'BTCUSDT').lots];
}

/** How many of the venue's own commands a founding takes with terms of a profile, by their kind. */
function profiled({ profile }: Patch): unknown {
  const resources = loadResources();
  const file = resources.collateral as typeof collateralFile;
  const named = profile === undefined ? {} : { profile };
  const given = { ...file, portfolio: file.portfolio.map((entry) => ({ ...entry, ...named })) };
  const commands = foundingCommands({ ...resources, collateral: given }, 'replay');
  const [first] = commands.filter(({ kind }) => kind === 'index.portfolio');
  return first !== undefined && 'grid' in first ? first.grid?.length : undefined;
}

const slices = [
  { floorWhole: 0, ratePpm: 100_000 },
  { floorWhole: 30_000, ratePpm: 400_000 },
];

export const poolProofs: Proofs = {
  // A fifth of it down, or the half of a half.
  grid: portfolio({ grid: [point(-200_000), point(-500_000, 500_000)] }, [15_000, 12_000]),
  // The second worst of what a fall of a tenth, a fifth and a third lose.
  lossRank: {
    base: { grid: [point(-100_000), point(-200_000), point(-333_000)] },
    patch: { lossRank: 2 },
    figure: outright,
    expected: [
      [19_980, 15_984],
      [12_000, 9_600],
    ],
  },
  // 0.6 x 9,000 and 0.4 x 30,000.
  stress: portfolio({ stress: { sharePpm: 400_000, points: [point(-500_000)] } }, [17_400, 13_920]),
  initialPpm: portfolio({ initialPpm: 1_300_000 }, [11_700, 7_200]),
  maintenancePpm: portfolio({ maintenancePpm: 500_000 }, [9_000, 4_500]),
  minimumByDelta: portfolio(
    { minimumByDelta: { netPpm: 250_000, hedgedPpm: 0 } },
    [15_000, 12_000],
  ),
  // 3,000 and 12,000.
  minimumTiers: portfolio({ minimumTiers: slices }, [15_000, 12_000]),
  contingency: portfolio(
    {
      contingency: {
        of: 'perpetuals',
        tiers: [{ floorWhole: 0, initialPpm: 20_000, maintenancePpm: 15_000 }],
      },
    },
    [10_200, 8_100],
  ),
  // All of the market is 30 % more than the usual share: x 1.3, or x 1.9.
  concentrationSlopePpm: {
    base: { concentrationWhole: 0, concentrationPpm: 700_000 },
    patch: { concentrationSlopePpm: 3_000_000 },
    figure: outright,
    expected: [
      [11_700, 9_360],
      [17_100, 13_680],
    ],
  },
  basisPpm: {
    patch: { basisPpm: 20_000 },
    figure: (patch) => {
      const venue = founded({}, patch);
      const trader = venue.open('trader', {
        mode: 'portfolio',
        funds: { USDT: 90_000 * USDT, XBT },
      });
      venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSDT', 1_000, 600_000);
      venue.trade({ buyer: HOUSE, seller: trader }, 'BTCUSD', 600, 600_000);
      return Math.round(figures(venue, trader).maintenanceAtoms / USDT);
    },
    // 0.8 x (0.5 % or 2 % of 60,000 and a de-peg of 120), or 0.5 % of 120,000.
    expected: [480, 1_056],
  },
  depegTiers: {
    patch: { depegTiers: [{ floorWhole: 0, ratePpm: 20_000 }] },
    figure: (patch) => poolProofs['basisPpm']?.figure(patch),
    expected: [480, 1_200],
  },
  credit: {
    patch: { credit: { index: 2, ratePpm: 500_000 } },
    figure: (patch) => {
      const venue = founded({}, patch);
      const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 90_000 * USDT } });
      venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSDT', 1_000, 600_000);
      const { lotTickAtoms } = venue.instrument('ETHUSDT').scales;
      const lots = (45_000 * USDT) / (300_000 * lotTickAtoms);
      venue.trade({ buyer: HOUSE, seller: trader }, 'ETHUSDT', lots, 300_000);
      return figures(venue, trader).maintenanceAtoms / USDT;
    },
    // 0.8 x 15 % of 105,000, less half of twice 45,000.
    expected: [12_600, 7_200],
  },
  against: {
    base: { tiers: flat(0, 0) },
    patch: { against: [{ asset: 1, maintenancePpm: 20_000, initialPpm: 50_000 }] },
    figure: (patch) => coin(patch, 400),
    expected: [
      [60_000, 58_800],
      [58_800, 55_800],
    ],
  },
  'exempt: none': {
    base: { tiers: flat(100_000, 100_000) },
    patch: { exempt: 'none' },
    figure: (patch) => {
      const venue = founded(patch);
      const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT } });
      venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSD', 600, 600_000);
      return figures(venue, trader).equityAtoms / USDT;
    },
    // 0.5 % of 60,000 is asked in bitcoin, and not cut.
    expected: [54_030, 54_000],
  },
  'exempt: hedged': {
    base: { tiers: flat(0, 100_000) },
    patch: { exempt: 'hedged' },
    figure: (patch) => coin(patch, 400),
    expected: [
      [60_000, 52_800],
      [60_000, 55_200],
    ],
  },
  // What is there counts whole until something begins: a haircut of initial margin alone.
  'tiers.initialPpm': one(
    { tiers: flat(0, 50_000) },
    (patch) => coin(patch),
    [58_200, 57_000],
    [60_000, 57_000],
  ),
  depositsAtoms: {
    base: { tiers: flat(0, 0) },
    patch: { depositsAtoms: XBT / 4 },
    figure: (patch) => coin(patch),
    expected: [
      [60_000, 60_000],
      [60_000, 15_000],
    ],
  },
  confidencePpm: {
    base: { tiers: flat(0, 0) },
    patch: { confidencePpm: 600_000 },
    figure: (patch) => {
      const venue = founded(patch);
      const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT } });
      const { price } = venue.venue.state.indices[0]!;
      Object.assign(price, { sources: [price.sources[0], price.sources[0]] });
      return free(venue, trader);
    },
    expected: [60_000, 30_000],
  },
  exchangePpm: one({ exchangePpm: 10_000 }, (patch) => exchanged(patch)[0], 0.79381444, 0.7979798),
  // Ether is cut by 4 %, and goes first unless it is said otherwise.
  seizeRank: {
    base: { tiers: flat(50_000, 50_000) },
    patch: { seizeRank: 1 },
    figure: exchanged,
    expected: [
      [1, 15.83333334],
      [0.78947369, 20],
    ],
  },
  debtAtoms: {
    patch: { debtAtoms: 0 },
    figure: ({ debtAtoms = 10_000_000 }) => {
      const venue = founded({ debtAtoms });
      venue.contribute('XBT', XBT);
      const funds = { USDT: 90_000 * USDT, XBT: 1_000_000 };
      const trader = venue.open('trader', { mode: 'multiAsset', funds });
      venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSD', 3_000, 603_000);
      venue.trade({ buyer: HOUSE, seller: trader }, 'BTCUSD', 3_000, 597_000);
      venue.prices({ BTC: 60_000, ETH: 3_000 });
      return walletAtoms(venue.balance(trader, 'XBT')) < 0;
    },
    expected: [true, false],
  },
  spotOffset: one(
    { amountAtoms: XBT },
    ({ amountAtoms }) => {
      const venue = founded({});
      const funds = { XBT, USDT: 90_000 * USDT };
      const trader = venue.open('trader', { mode: 'portfolio', funds });
      venue.trade({ buyer: HOUSE, seller: trader }, 'BTCUSDT', 1_000, 600_000);
      if (amountAtoms !== undefined) {
        const said = { asset: 2, amountAtoms: Number(amountAtoms) };
        venue.ok({ kind: 'subaccount.spotOffset', subaccount: trader, ...said }, { by: 'trader' });
      }
      return figures(venue, trader).maintenanceAtoms / USDT;
    },
    7_200,
    336,
  ),
  reduceOnlyPercent: one(
    { reduceOnlyPercent: 120 },
    (patch) => states(patch)[0],
    'INSUFFICIENT_MARGIN',
    'REDUCE_ONLY_STATE',
  ),
  liquidationPercent: one({ liquidationPercent: 105 }, (patch) => states(patch)[1], 0, 1),
  runsOut: {
    base: { liquidationPercent: 105 },
    patch: { runsOut: true },
    figure: (patch) => states(patch)[2] < 5_000,
    expected: [false, true],
  },
  'underlying.profile': one({ profile: 'okx' }, profiled, undefined, 9),
};
