/** Random inputs of rules about numbers, contracts, positions and the money behind them. */
import fc from 'fast-check';
import {
  always,
  cash,
  contracts,
  deal,
  fine,
  INVERSE,
  LINEAR,
  listOf,
  money,
  of,
  optional,
  price,
  quantity,
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
  { floor: '10000000', maintenance: '0.025', initial: '0.05' },
];
const TIERED = { ...FEE, tiers: TIERS };
const STEPPED = { ...TIERED, tierMode: 'step' };
const RAMPED = { ...FEE, tiers: TIERS.slice(0, 1), tierMode: 'linear', ramp: '160000' };
const BY_LOTS = {
  ...TIERED,
  tiers: TIERS.map((tier, n) => ({ ...tier, floor: `${n * 100}` })),
  tierMode: 'step',
  tierBy: 'lots',
};

const numbers = { a: whole(-1e9, 1e9), b: whole(-1e6, 1e6), c: whole(1, 1e9) };
const value = { value: money };
const held = { side, quantity, mark: price, equity: money };
const rounding = fc.constantFrom('up', 'down');
const leaves = { money: cash, equity: cash, initial: money, value: money };
const standing = { side, quantity, entry: price, mark: price, leverage: whole(1, 100) };
const account = { wallet: money, positions: listOf(standing) };
const order = { price, quantity, reduceOnly: fc.boolean() };
const orders = {
  side,
  position: steps(-100_000, 100_000, 3),
  mark: price,
  leverage: whole(1, 100),
  orders: listOf(order),
  isolated: fc.boolean(),
};
const fill = { entry: price, side: deal, price, position: steps(-500_000, 500_000, 3) };
const lots = fc.integer({ min: -9_000, max: 9_000 }).map((count) => `${count * 100}`);
const result = steps(-1_000_000, 1_000_000, 6);
const call = { first: always('1.5'), second: always('1.25'), third: always('1.1') };
const capped = {
  initial: share,
  openInterest: money,
  lower: always('1000'),
  upper: always('9000'),
};
const levels = { search: always('1.1'), initial: always('1.2'), release: always('1.4') };
const pair = { side: deal, quantity, price };
const has = { wallet: money, equity: money, maintenance: steps(0, 1e9, 6) };
const step = { average: fine, sample: fine, elapsed: whole(1, 400), tau: whole(1, 300) };
/** Margin is rounded up for each of four positions, in two terms; a price by that and a tick. */
const OF_ACCOUNT = {
  equity: 0,
  maintenance: 8 * ATOM,
  initial: 16 * ATOM,
  share: null,
  liquidation: 0.3,
  bankruptcy: null,
};

export const positionCases: readonly Case[] = [
  of('NUM-01', numbers, {}, { down: 1, up: 1 }),
  of('NUM-02', numbers, {}, { nearest: 0.5 }),
  of('NUM-04', numbers, {}, { halfUp: 0.5 }),
  of('NUM-03', step, {}, { average: E8 }),
  of('VAL-01', { quantity, price }, LINEAR, { value: 0 }),
  of('VAL-02', { quantity: contracts, price }, INVERSE),
  of(
    'VAR-01',
    { quantity: contracts, price },
    { ...INVERSE, rounding: 'perContract' },
    { value: 3e-4 },
  ),
  of('VAL-03', { side, quantity, price }, LINEAR, { value: 0 }),
  of('VAL-03', { side, quantity: contracts, price }, INVERSE),
  of('VAL-04', { side, quantity, entry: price, price }, LINEAR, { unrealised: 0 }),
  of('VAL-04', { side, quantity: contracts, entry: price, price }, INVERSE),
  of('VAL-05', {}, LINEAR, { value: 0 }),
  of('VAL-05', {}, INVERSE, { value: 0 }),
  of('VAL-06', { price: fine }),
  of('VAL-07', { quantity, value: steps(1e6, 1e9, 3), round: rounding }),
  of('VAL-08', { mark: price }),
  of('VAL-08', { mark: price }, INVERSE),
  of('VAL-09', { contracts: whole(1, 1e6), price }, LINEAR, { value: 0 }),
  of('VAL-10', {}, LINEAR, { base: 0 }),
  of('LIST-01', value, TIERED, { deduction: 0, rate: 0 }),
  of('EQ-01', account, TIERED, OF_ACCOUNT),
  of('PROF-03', account, TIERED, OF_ACCOUNT),
  of('EQ-02', { equity: cash, initial: money }, LINEAR, { free: 0 }),
  of('EQ-03', leaves),
  of('ISO-04', leaves),
  of('MARG-01', value, TIERED),
  of('VAR-02', value, STEPPED),
  of('VAR-02', value, RAMPED, { maintenance: 2 * ATOM }),
  of('VAR-03', value, TIERED),
  of('MARG-02', { ...value, leverage: whole(1, 100) }, TIERED),
  of('MARG-03', { side, ...value, initial: money }, TIERED),
  of('MARG-04', orders, TIERED, { requirement: 10 * ATOM }),
  of('VAR-04', orders, TIERED, { requirement: 10 * ATOM }),
  of('MARG-05', { side, quantity, entry: price, collateral: steps(0, 1e9, 6) }, TIERED, {
    price: 0.11,
  }),
  of('MARG-06', held, FEE),
  of('MARG-07', { equity: cash, maintenance: steps(1e6, 1e9, 6) }),
  of('MARG-08', { equity: cash, own: money, maintenance: always('1000000') }),
  of('MARG-09', { equity: cash, wallet: cash, initial: money, isolated: money }, LINEAR, {
    missing: 0,
  }),
  of('MARG-10', {}, TIERED),
  of(
    'MARG-13',
    { side, quantity, mark: price, part: money, coverage: steps(1e6, 2e6, 6) },
    TIERED,
    {
      low: 0.4,
      high: 0.4,
    },
  ),
  of('POS-01', { ...fill, quantity }, LINEAR, { realised: 2 * ATOM, cost: 2 * ATOM }),
  of('POS-02', { ...fill, quantity }, LINEAR, { realised: 2 * ATOM, cost: 2 * ATOM }),
  of('POS-01', { ...fill, position: lots, quantity: contracts }, INVERSE, {
    realised: 4 * E8,
    cost: 4 * E8,
  }),
  of(
    'POS-04',
    { side, quantity, entry: price, ...optional({ realised: result, fees: result }) },
    FEE,
    {
      price: 0.11,
    },
  ),
  of('FEE-01', { ...value, rate: steps(-500, 1_000, 6) }),
  of('VAR-11', { ...value, rate: steps(-500, 1_000, 6) }),
  of('ISO-01', { margin: money, held: steps(5e5, 9e5, 3), closed: quantity, result: cash }),
  of('ISO-02', held, FEE, { price: 0.11 }),
  of('ISO-05', { wallet: cash, equity: cash, maintenance: money }, LINEAR, { amount: 0 }),
  of('ORD-07', { price, mark: price }),
  of('LIM-02', { price, mark: price, ...value }),
  of('LIM-03', { mark: price, away: share }),
  of('CALL-01', { equity: cash, maintenance: money, ...call }),
  of('CALL-02', { equity: cash, maintenance: money, first: steps(105, 200, 2) }),
  of('CUST-03', { mirrored: money, unsettled: cash, withdrawable: money }),
  of('VAR-05', { fills: listOf({ quantity, price }) }),
  of('VAR-05', { fills: listOf({ quantity: contracts, price }) }, INVERSE, {
    entry: null,
    cost: 2 * E8,
  }),
  of('VAR-06', { side, quantity, entry: price, paid: result }, FEE, { price: 0.11 }),
  of('VAR-07', { ...value, equity: steps(1e6, 1e9, 6) }),
  of('VAR-08', { side, quantity, entry: price, mark: price, wallet: cash }),
  of('VAR-09', { maintenance: money, ...levels }),
  of('VAR-10', capped),
  of('PROF-02', { quantity }, BY_LOTS),
  of('PROF-04', {
    as: fc.constantFrom('maintenanceOverEquity', 'equityOverMaintenance'),
    equity: steps(1e6, 1e9, 6),
    maintenance: steps(1e6, 1e9, 6),
  }),
  of('SPOT-01', { quantity, price }, LINEAR, { base: 0, quote: 0 }),
  of('SPOT-02', pair, FEE),
  of('SPOT-03', { ...pair, rate: steps(0, 1_000, 6) }),
  of('SPOT-04', { side: always('buy'), price, ...has }, FEE),
  of('SPOT-04', { side: always('sell'), price, ...has }, FEE),
];
