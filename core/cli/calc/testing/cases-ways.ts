/** Random inputs of rules about other venues' ways, other venues themselves, and pools beside. */
import fc from 'fast-check';
import {
  always,
  cash,
  deal,
  fine,
  flag,
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
import { assets, OF_GRID, portfolio, reaching, SCAN, terms } from './cases-market.ts';

const ATOM = 1e-6;
const E8 = 1e-8;
const TIERS = [
  { floor: '0', maintenance: '0.005', initial: '0.01' },
  { floor: '2000000', maintenance: '0.01', initial: '0.02' },
];
const TIERED = { ...LINEAR, takerFee: '0.0005', tiers: TIERS };
const STEPPED = { ...TIERED, tierMode: 'step' };

const near = steps(5_950_000_000_000, 6_050_000_000_000, 8);
/** So much that a part of it, down to an atom, moves what is held by less than a lot. */
const large = steps(1_000_000_000, 100_000_000_000, 6);
const held = { side, quantity, entry: price, mark: price };
const limits = { damper: steps(0, 100_000, 8), cap: steps(0, 400_000, 8), hours: whole(1, 8) };
const coins = steps(0, 10_000_000_000, 8);
const coin = { held: coins, coinPrice: fine, coinAtom: always('0.00000001') };
/** A position with what is not asked of it: its initial margin, a fee and a loss, each up. */
const THREE = 3 * ATOM;
const move = { move: steps(-900_000, 900_000, 6), ...optional({ weight: steps(1, 1_000_000, 6) }) };
const uncut = fc.tuple(
  fc.record({ floor: always('0'), maintenance: share, initial: share }),
  fc.record({ floor: always('20'), maintenance: share, initial: share }),
);
const held8 = { price: fine, atom: always('0.00000001'), tiers: uncut };
/** Coins lose by one figure more, up, and may offset all that is held. */
const OF_COINS = { ...OF_GRID, scan: SCAN + 10 * ATOM };

/** Bands of a call, and multiples of maintenance that rise. */
const calls = { bands: listOf({ move: share, call: whole(1, 600) }) };
const levels = { search: always('1.1'), initial: always('1.2'), release: always('1.4') };

export const wayCases: readonly Case[] = [
  of('VAR-64', { wallet: cash, unrealised: cash, initial: money, value: money, stays: share }),
  of('VAR-65', { equity: cash, maintenance: money, ...levels, free: money, leaving: money }),
  of('VAR-67', { price, above: share, below: share }),
  of('VAR-68', { price, lowest: price, highest: price, ...calls }),
  of('VAR-69', { last: price, mark: price, part: share }),
  of(
    'VAR-12',
    { damping: always('interest'), premium: rate, interest: rate, ...limits },
    {},
    {
      rate: E8,
    },
  ),
  of('VAR-12', { damping: always('deadZone'), premium: rate, ...limits }, {}, { rate: E8 }),
  of(
    'VAR-12',
    {
      damping: always('none'),
      premium: rate,
      interest: rate,
      cap: limits.cap,
      hours: limits.hours,
    },
    {},
    { rate: E8 },
  ),
  of(
    'VAR-13',
    {
      index: near,
      mark: near,
      ...optional({ impactBid: near, impactAsk: near }),
      rate,
      rateHours: whole(8, 24),
      hours: limits.hours,
    },
    {},
    { premium: E8, rate: E8 },
  ),
  of(
    'VAR-72',
    {
      samples: listOf({
        index: near,
        above: steps(-90_000_000_000, 90_000_000_000, 8),
        ...optional({ minute: whole(1, 480) }),
      }),
    },
    {},
    { premium: E8, index: E8 },
  ),
  // An atom of the coin, up, is worth less than a thousandth; and then an atom of the reference.
  of(
    'VAR-14',
    {
      amount: coins,
      weight: steps(1_000_000, 2_000_000, 6),
      price: fine,
      atom: always('0.00000001'),
    },
    LINEAR,
    { worth: 0.0013 },
  ),
  of(
    'VAR-15',
    {
      quantity,
      mark: price,
      lower: steps(0, 10_000_000, 0),
      upper: steps(10_000_001, 90_000_000, 0),
    },
    TIERED,
  ),
  of('VAR-16', { rate: share, days: whole(1, 60), left: whole(0, 6_000_000) }, {}),
  of('VAR-17', { value: money, leverage: steps(100, 10_000, 2), tier: whole(1, 2) }, STEPPED, {
    initial: ATOM,
    maintenance: 2 * ATOM,
  }),
  of(
    'VAR-19',
    {
      quantity,
      share: steps(1, 1_000_000, 6),
      later: steps(1, 1_000_000, 6),
      slices: whole(0, 2),
      ...optional({ all: flag }),
    },
    LINEAR,
  ),
  of('VAR-37', { loss: money, winners: listOf({ gain: cash, free: cash }) }, LINEAR, {
    taken: ATOM,
    owed: 0,
  }),
  of('VAR-37', { loss: money, part: share, winners: listOf({ gain: cash, free: cash }) }, LINEAR, {
    taken: ATOM,
    fund: 8 * ATOM,
  }),
  of('VAR-38', { loss: money, holders: listOf({ quantity }) }, LINEAR, { taken: ATOM }),
  of('VAR-40', { held: quantity, loss: large, behind: large, limit: share, floor: share }, LINEAR),
  of('VAR-41', { side, quantity, bankruptcy: price, fund: money, limit: share }, LINEAR),
  of(
    'VAR-25',
    {
      quantity,
      missing: steps(1_000_000, 1_000_000_000_000, 6),
      freed: money,
      first: steps(0, 1_000_000, 6),
      full: whole(1, 86_400),
      elapsed: whole(0, 86_400),
    },
    LINEAR,
    // What is freed is down to an atom of a million at the least, and lots are up.
    { quantity: 0.003 },
  ),
  of(
    'VAR-26',
    {
      equity: money,
      maintenance: money,
      spread: steps(0, 2_000_000, 6),
      ...optional({ rating: steps(0, 10_000_000, 6) }),
    },
    LINEAR,
    { loss: 3 * ATOM },
  ),
  of(
    'VAR-21',
    {
      longAsked: money,
      // What asks anything is worth something.
      longWorth: steps(1_000_000, 1_000_000_000_000, 6),
      shortAsked: money,
      shortWorth: steps(1_000_000, 1_000_000_000_000, 6),
      charge: steps(0, 100_000, 6),
    },
    LINEAR,
    { asked: 2 * ATOM, spared: 2 * ATOM },
  ),
  of(
    'VAR-56',
    {
      quantity: steps(-500_000, 500_000, 3),
      mark: price,
      grid: listOf(move),
      ...optional({ stress: listOf(move) }),
      share: steps(0, 1_000_000, 6),
    },
    LINEAR,
    // Half a tick of five hundred.
    { scan: 26 },
  ),
  of(
    'VAR-57',
    {
      net: money,
      hedged: money,
      netRate: share,
      hedgedRate: share,
      scan: money,
      factor: steps(1_000_000, 3_000_000, 6),
    },
    LINEAR,
    { minimum: 2 * ATOM, initial: 10 * ATOM },
  ),
  of(
    'VAR-58',
    {
      gross: money,
      slices: fc.tuple(
        fc.record({ from: always('0'), rate: share }),
        fc.record({ from: whole(1, 500_000), rate: share }),
      ),
      beyond: share,
      slope: steps(0, 3_000_000, 6),
    },
    LINEAR,
    { contingency: 2 * ATOM },
  ),
  of('VAR-59', { own: cash, other: cash, range: share, rate: steps(0, 1_000_000, 6) }, LINEAR, {
    credit: 2 * ATOM,
  }),
  of('VAR-60', { amount: coins, more: share, ...held8 }, LINEAR, { worth: 0.004 }),
  of('VAR-61', { amount: coins, short: money, ...held8 }, LINEAR, { worth: 0.004 }),
  // A part to a ppm of all that counts.
  of(
    'VAR-62',
    { amount: coins, deposits: coins, limit: coins, debt: money, off: share, ...held8 },
    LINEAR,
    { worth: 40, taken: 3 * E8 },
  ),
  of('VAR-63', { maintenance: money, percent: whole(100, 1_000) }),
  of('VAR-30', {
    side,
    value: money,
    rates: listOf({ rate, seconds: whole(0, 3_600) }),
    ...optional({ rateHours: whole(1, 24) }),
  }),
  of(
    'VAR-31',
    {
      rate,
      cap: limits.cap,
      ...optional({ scale: steps(1, 3_000_000, 6), last: rate, hours: limits.hours }),
      change: steps(0, 2_000_000, 6),
      initial: steps(20_000, 90_000, 6),
      maintenance: steps(1, 20_000, 6),
      what: fc.constantFrom('spread', 'maintenance'),
      share: steps(1, 5_000_000, 6),
    },
    {},
    { cap: E8, rate: 2 * E8 },
  ),
  of(
    'VAR-31',
    { rate, least: steps(-90_000, 0, 8), most: steps(0, 90_000, 8), cap: limits.cap },
    {},
    { cap: E8, rate: E8 },
  ),
  of('VAR-33', { side, rate, ...optional({ factor: steps(1, 5_000_000, 6) }) }, {}),
  of('VAR-34', { missing: money, receivers: listOf({ due: money }) }),
  // The imbalance is taken in whole millionths.
  of(
    'VAR-35',
    {
      longs: whole(0, 500),
      shorts: whole(0, 500),
      ...optional({ was: rate, decrease: limits.cap, least: steps(0, 2_000, 8) }),
      increase: limits.cap,
      ...optional({ stable: share, below: share, seconds: whole(1, 60) }),
      borrow: limits.cap,
      open: money,
      full: steps(1, 1_000_000_000_000, 6),
    },
    LINEAR,
    { rate: 2 * E8, holding: E8 },
  ),
  of(
    'VAR-35',
    { longs: whole(0, 500), shorts: whole(0, 500), factor: limits.cap },
    {},
    { rate: E8, holding: E8 },
  ),
  of('ISO-06', { ...held, leverage: steps(100, 10_000, 2) }, TIERED, { amount: THREE }),
  of('LIQ-09', { wallet: cash, positions: listOf(held) }, TIERED, { maintenance: 8 * ATOM }),
  of('INS-10', { ...coin, ...held }, LINEAR, { counted: 0.0013, price: 0.2, lost: 2 * ATOM }),
  of('COLL-09', { assets, initial: money }, LINEAR, { free: 0.02 }),
  of('PM-12', { terms, legs: reaching }, LINEAR, OF_GRID),
  of('PM-13', { ...portfolio, coins: money }, LINEAR, OF_COINS),
  of('PM-13', { terms, legs: reaching, coins: money }, LINEAR, OF_COINS),
  of('EXT-06', {
    position: steps(-500_000, 500_000, 3),
    entry: price,
    side: deal,
    quantity,
    price,
    fee: cash,
    ...optional({ margin: money }),
  }),
  of('EXT-09', { ...held, wallet: cash, first: fc.constantFrom('1.5', '2') }, TIERED, {
    maintenance: 2 * ATOM,
    cure: 6 * ATOM,
  }),
  of('EXT-10', { side, quantity, mark: price, rate }),
];
