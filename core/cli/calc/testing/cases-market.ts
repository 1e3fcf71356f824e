/** Random inputs of rules about prices, funding, liquidation, the fund and pools. */
import fc from 'fast-check';
import {
  always,
  cash,
  fine,
  LINEAR,
  listOf,
  money,
  of,
  optional,
  price,
  quantity,
  rate,
  share,
  side,
  steps,
  whole,
} from './figures.ts';
import type { Case } from './figures.ts';

const ATOM = 1e-6;
const E8 = 1e-8;
const FEE = { ...LINEAR, takerFee: '0.0005' };
const TIERS = [
  { floor: '0', maintenance: '0.005', initial: '0.01' },
  { floor: '2000000', maintenance: '0.01', initial: '0.02' },
];
const TIERED = { ...FEE, tiers: TIERS };

const near = steps(5_950_000_000_000, 6_050_000_000_000, 8);
const spread = always('0.01');
const weighed = { price: near, weight: steps(100_000, 900_000, 6) };
const few = { amberSurvivors: whole(1, 2), greenSurvivors: whole(3, 3), agree: share };
const weights = { greenWeight: always('0.6'), amberWeight: always('0.4') };
const time = { left: whole(0, 28_800), rate };
const band = { index: fine, basis: steps(-1e9, 1e9, 8), inner: share, outer: share };
const funded = {
  interest: rate,
  damper: steps(0, 100_000, 8),
  cap: steps(0, 400_000, 8),
  hours: whole(1, 8),
};
const minutes = whole(10, 480);
const sample = { premium: rate };
const little = steps(0, 1_000_000_000, 6);
const bucket = { equity: little, initial: little, maintenance: little };
const asset = { price: fine, atom: always('0.00000001') };
const coins = steps(0, 10_000_000_000, 8);
const cut = (from: string, most: number) =>
  fc.record({ floor: always(from), maintenance: steps(0, most, 6), initial: steps(0, most, 6) });
const tiers = fc.tuple(cut('0', 200_000), cut('5', 300_000), cut('20', 400_000));
const member = { ...asset, wallet: coins, unrealised: coins, asked: coins, tiers };
export const assets = fc.array(fc.record(member), { minLength: 1, maxLength: 3 });
export const terms = fc.record({
  range: steps(50_000, 300_000, 6),
  extremeDivisor: whole(1, 5),
  basis: share,
  basisYear: share,
  depeg: fc.tuple(
    fc.record({ from: always('0'), rate: share }),
    fc.record({ from: always('500000'), rate: share }),
  ),
  minimum: share,
  concentration: share,
  concentrationFrom: whole(0, 1_000_000),
  maintenance: steps(500_000, 1_000_000, 6),
});
const leg = {
  quantity: steps(-10_000, 10_000, 3),
  mark: price,
  currency: fc.constantFrom('USDT', 'USDC'),
  open: quantity,
  fee: share,
  price: steps(90_000_000, 110_000_000, 8),
  moves: fc.boolean(),
};
export const portfolio = { terms, legs: listOf({ ...leg, days: whole(1, 400) }) };
export const reaching = listOf({
  ...leg,
  most: steps(10_000, 20_000, 3),
  least: steps(-20_000, -10_000, 3),
});
/** Four legs of 20 coins: half a tick of the mark moved, at most 1.8 of the reference a coin. */
export const SCAN = 4 * 20 * 0.05 * 1.8;
/** A ppm of their worth, at most 120,000 x 1.1 a coin, for each rate that is rounded to one. */
const RATED = (4 * 20 * 132_000) / 1e6;
const ASKED = 3 * (SCAN + 3 * RATED);
const MOVES = ['down1', 'up1', 'down2', 'up2', 'down3', 'up3', 'down6', 'up6', 'scan'];
export const OF_GRID = {
  ...Object.fromEntries(MOVES.map((name) => [name, SCAN])),
  worst: null,
  basis: RATED,
  depeg: 10 * ATOM,
  minimum: 10 * ATOM,
  fees: 10 * ATOM,
  initial: ASKED,
  maintenance: ASKED,
  part: ASKED,
};
const before = { before: near, price: near };
const rank = {
  side,
  unrealised: cash,
  value: money,
  cost: money,
  equity: cash,
  bucketEquity: cash,
  wallet: cash,
  maintenance: money,
  rank: fc.constantFrom('leveragedReturn', 'plainReturn', 'walletReturn', 'exposure'),
};
const taken = { side, quantity, mark: price, bankruptcy: price, cap: money };
const exchange = { held: coins, ...asset, tiers, debt: steps(0, 1e9, 6) };
const asks = {
  target: always('1.25'),
  fee: always('0.002'),
  slip: always('0.0005'),
  slice: always('0.25'),
};

export const marketCases: readonly Case[] = [
  of('ORA-01', { ...optional({ bid: near, ask: near, last: near }), spread }, {}, { price: 0 }),
  of('ORA-02', { prices: listOf({ price: near }, 7) }, {}, { median: 0 }),
  of('ORA-03', { prices: listOf({ price: near }, 7), limit: always('0.004') }),
  of('ORA-04', { price: near, median: near, clamp: always('0.0025') }, {}, { price: E8 }),
  // Each weight to a ppm, of prices that are held within half a per cent of each other.
  of(
    'ORA-05',
    { sources: listOf(weighed, 6), cap: always('0.4') },
    {},
    {
      index: 6e-6 * 61_000 * 0.005 + E8,
      weight: 7e-6,
    },
  ),
  of('ORA-06', {
    before: near,
    index: near,
    sources: listOf(before),
    jump: always('0.003'),
    move: always('0.002'),
  }),
  of('ORA-07', { sources: listOf(weighed), ...few, ...weights }),
  of('ORA-09', { good: near, secondary: near, band: always('0.005') }),
  of('ORA-13', {
    index: near,
    secondary: near,
    amber: always('0.002'),
    hold: always('0.006'),
    after: always('5'),
    off: whole(0, 10),
  }),
  of('MARK-01', { notional: always('20000'), levels: listOf({ price, quantity }) }, LINEAR, {
    // What a level takes is rounded to 1e-8 at the lowest price, which may be a tenth of its own.
    price: 5e-6,
  }),
  of('MARK-02', { index: fine, ...time }, LINEAR, { price: E8 }),
  of('MARK-03', { index: near, impactBid: near, impactAsk: near, spread, average: rate }, LINEAR, {
    price: 2 * E8,
  }),
  of('MARK-04', { last: price, ...optional({ ask: price }) }, LINEAR, { price: 0 }),
  of('MARK-05', { a: near, ...optional({ b: near, c: steps(595_000, 605_000, 1) }) }),
  of('MARK-06', { price, index: near, band: share }),
  of(
    'MARK-07',
    { index: near, impactBid: near, impactAsk: near, spread, left: whole(1e5, 1e7) },
    LINEAR,
    {
      yearly: 4e-6,
      price: 0.001,
    },
  ),
  of('MARK-08', {
    band: share,
    farBand: always('0.2'),
    farDays: always('90'),
    left: whole(0, 1e7),
  }),
  of('MARK-09', { price: near, settlement: near, left: whole(0, 2_000) }),
  of('MARK-10', { index: fine }),
  of('MARK-11', {
    method: fc.constantFrom('fairPrice', 'lastPriceProtected'),
    index: near,
    ...time,
    ...optional({ last: steps(598_000, 602_000, 1), mark: steps(598_000, 602_000, 1) }),
    maintenance: always('0.005'),
  }),
  of('FUND-01', { index: fine, impactBid: fine, impactAsk: fine }, {}, { premium: E8 }),
  of('FUND-03', { premium: rate, ...funded }, {}, { rate: E8 }),
  of('FUND-04', { samples: listOf(sample), minutes, ...funded }, {}, { rate: 2 * E8 }),
  of(
    'FUND-08',
    { samples: listOf({ ...sample, minute: whole(1, 480) }), minutes, ...funded },
    {},
    {
      rate: 2 * E8,
    },
  ),
  of('FUND-05', { time: whole(0, 2e9), hours: whole(1, 8) }),
  of('FUND-06', { side, value: money, rate }),
  of('BAND-01', band),
  of('BAND-02', { ...band, collar: fc.constantFrom('halved', 'onePercent') }, LINEAR, {
    maxBid: 0.2,
    minAsk: 0.2,
  }),
  of('EXP-02', { samples: listOf({ minute: always('1'), price: near }) }),
  of('EXP-04', { side, quantity, entry: price, price, rate: share }),
  of('AUC-01', {
    mark: price,
    before: listOf({ price, age: whole(0, 400) }),
    move: share,
    within: always('300'),
  }),
  of('AUC-04', { price, mark: price, bound: share }),
  of('LIQ-03', { quantity, mark: price, equity: money, maintenance: money, ...asks }, TIERED, {
    quantity: 0.01,
  }),
  of('LIQ-04', { equity: money, maintenance: money, target: always('0.666667') }),
  of('LIQ-05', { value: money, rate: share, equity: cash }),
  // What is left is less than a tick of up to 500.
  of('LIQ-06', { side, quantity, mark: price, equity: steps(0, 1e11, 6) }, LINEAR, { dust: 50 }),
  of('LIQ-07', {
    held: quantity,
    depth: quantity,
    fraction: always('0.5'),
    bookShare: always('0.1'),
    full: quantity,
  }),
  of('LIQ-08', { quantity, mark: price, down: whole(1, 2) }, TIERED),
  of('INS-02', { loss: money, fund: money }, LINEAR, { fundPaid: 0, owed: 0 }),
  of('INS-06', { loss: money, group: money, asset: money }, LINEAR, { owed: 0 }),
  of('INS-07', taken),
  of('INS-08', { balance: money, peak: money, drawdown: share }),
  of('INS-09', { loss: money, winners: listOf({ gain: cash, free: cash }) }, LINEAR, {
    taken: ATOM,
    owed: 0,
  }),
  of('ADL-01', rank, LINEAR, { rank: 0 }),
  of('ADL-02', { upTo: quantity, total: always('500') }, LINEAR, { lights: 1 }),
  of('ADL-03', { held: quantity, loss: money, covered: money }),
  of('ADL-04', { side, takeovers: listOf({ quantity, price }) }),
  of(
    'ADL-06',
    {
      side,
      quantity: steps(500_000, 900_000, 3),
      entry: price,
      mark: price,
      equity: money,
      maintenance: money,
      closed: quantity,
      price,
    },
    TIERED,
    { equity: 2 * ATOM, maintenance: 2 * ATOM },
  ),
  of('COLL-01', { amount: steps(-1e10, 1e10, 8), ...asset }),
  of('COLL-02', { amount: steps(-1e10, 1e10, 8), ...asset, tiers, stale: share }, LINEAR, {
    maintenance: 0.005,
    initial: 0.005,
  }),
  of('COLL-03', { assets }, LINEAR, { equity: 0.02, maintenance: 4 * ATOM }),
  of('COLL-04', { assets, initial: money, value: money }, LINEAR, { free: 0.02, amount: 1e-6 }),
  of('COLL-06', exchange, LINEAR, { paid: 0.005, taken: 1e-6 }),
  of('MODE-02', { buckets: listOf({ ...bucket, price: fine }) }, LINEAR, {
    equity: 4 * ATOM,
    initial: 4 * ATOM,
    maintenance: 4 * ATOM,
  }),
  ...[1, 2, 3, 4, 5, 6, 8].map((n) => of(`PM-0${n}`, portfolio, LINEAR, OF_GRID)),
  of('PM-07', { terms, legs: reaching }, LINEAR, { ...OF_GRID, depeg: 10 * ATOM }),
];
