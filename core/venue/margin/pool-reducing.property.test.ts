/**
 * What only reduces passes in a pool, whatever is missing and however its tenors are offset.
 *
 * 25 programs by default and 1,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { BUY, SELL } from '../book/contract.ts';
import { listDated } from '../testing/dated.ts';
import { START_US, TestVenue } from '../testing/test-venue.ts';
import { withdrawableAtoms } from './withdrawable.ts';
import { poolOrders } from './pool-orders.ts';

const isLong = process.env.BULKHEAD_LONG === '1';
const numRuns = isLong ? 1_000 : 25;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`reducing orders of pools: BULKHEAD_SEED=${seed}\n`);

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const DAY_US = 86_400_000_000;
const TODAY_US = Math.floor(START_US / DAY_US) * DAY_US;
const NEAR = 'BTC-NEAR';
const FAR = 'BTC-FAR';
const SYMBOLS = ['BTCUSDT', NEAR, FAR] as const;

/** A perpetual and two dated contracts of bitcoin, and whom they are traded with. */
function founded(): { venue: TestVenue; house: number } {
  const venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  listDated(venue, TODAY_US + 91 * DAY_US, { symbol: NEAR });
  listDated(venue, TODAY_US + 365 * DAY_US, { symbol: FAR });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  return { venue, house: venue.open('house', { kind: 'house' }) };
}

test('PM-12 an offset between several tenors may be closed in parts, up to all of it', () => {
  const { venue, house } = founded();
  const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 15_000 * USDT } });
  const { state } = venue.venue;
  for (const symbol of [NEAR, FAR]) {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 500, 600_000);
    venue.trade({ buyer: house, seller: trader }, symbol, 500, 600_000);
  }
  // All but 10 % of 120,000 leaves.
  const most = withdrawableAtoms(state, venue.of(trader), 1);
  venue.ok(venue.movement('collateral.release', trader, 'USDT', most), { by: 'custodian' });
  const figures = () => poolOrders(state, venue.of(trader), null);
  // Basis: 30,000 x 1.2466 % (91 days at 5 % a year) and 30,000 x 5 %. Fees of 120,000: 60.
  expect(figures()).toMatchObject({ equityAtoms: 12_000 * USDT, initialAtoms: 1_933_980_000 });
  const sell = (lots: number, more = {}): string =>
    venue.place(trader, 'BTCUSDT', 'sell', lots, { priceTicks: 600_100, ...more }).code;
  expect(sell(1_001)).toBe('INSUFFICIENT_MARGIN');
  expect(sell(600)).toBe('OK');
  expect(figures().missingAtoms).toBe(0);
  expect(sell(400)).toBe('OK');
  // 60,000 bare at 15 %, all of it offset at the year's 5 %, and the fees: 9,000 + 3,000 + 60.
  expect(figures()).toMatchObject({ initialAtoms: 12_060 * USDT, missingAtoms: 60 * USDT });
  // With it more would be sold than there is, whichever goes first.
  expect(sell(1, { reduceOnly: true })).toBe('INSUFFICIENT_MARGIN');
  expect(sell(1)).toBe('INSUFFICIENT_MARGIN');
});

const held = fc.integer({ min: -60, max: 60 });
const order = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  lots: fc.integer({ min: 1, max: 60 }),
  away: fc.integer({ min: 1, max: 40 }),
  reduceOnly: fc.boolean(),
});
const program = fc.record({
  held: fc.tuple(held, held, held),
  released: fc.boolean(),
  price: fc.integer({ min: 98, max: 102 }),
  orders: fc.array(order, { minLength: 4, maxLength: 12 }),
});

interface Resting {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly lots: number;
  readonly reduceOnly: boolean;
}

/** The most that orders of one side may take of a position, or bring beyond it. */
function mostTaken(orders: readonly Resting[], position: number): number {
  let ordinary = 0;
  let reducing = 0;
  for (const { lots, reduceOnly } of orders) {
    if (reduceOnly) reducing += lots;
    else ordinary += lots;
  }
  return ordinary + Math.min(Math.abs(position), reducing);
}

test('PM-12, MARG-09 an order passes where nothing misses, it asks no more or only reduces', () => {
  let reduced = 0;
  const holds = fc.property(program, (given) => {
    const { venue, house } = founded();
    const { state } = venue.venue;
    const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 60_000 * USDT } });
    for (const [n, symbol] of SYMBOLS.entries()) {
      const lots = 10 * (given.held[n] as number);
      const parties =
        lots > 0 ? { buyer: trader, seller: house } : { buyer: house, seller: trader };
      if (lots !== 0) venue.trade(parties, symbol, Math.abs(lots), 600_000);
    }
    if (given.released) {
      const most = withdrawableAtoms(state, venue.of(trader), 1);
      const release = venue.movement('collateral.release', trader, 'USDT', most);
      if (most > 0) venue.ok(release, { by: 'custodian' });
    }
    venue.prices({ BTC: given.price * 600, ETH: 3_000 });
    if (venue.balance(trader, 'USDT').bucket.liquidation !== null) return;
    const resting: Resting[] = [];
    for (const { symbol, side, lots: tens, away, reduceOnly } of given.orders) {
      const { markTicks, id } = venue.instrument(symbol);
      const position = venue.position(trader, symbol).lots;
      const sign = side === 'buy' ? BUY : SELL;
      const wished = { symbol, side, lots: 10 * tens, reduceOnly };
      const lots = reduceOnly ? Math.min(wished.lots, Math.max(0, -sign * position)) : wished.lots;
      const priceTicks = markTicks - sign * away * 10;
      const candidate = { instrument: id, side: sign, priceTicks, lots, reduceOnly } as const;
      const before = poolOrders(state, venue.of(trader), null);
      const after = poolOrders(state, venue.of(trader), { ...candidate, replacesSlot: -1 });
      const same = resting.filter((one) => one.symbol === symbol && one.side === side);
      const taken = mostTaken([...same, { ...wished, lots }], position);
      const isReducing = -sign * position > 0 && taken <= Math.abs(position);
      const isAsked = after.missingAtoms === 0 || after.initialAtoms <= before.initialAtoms;
      const options = { priceTicks, reduceOnly };
      const { code } = venue.place(trader, symbol, side, wished.lots, options);
      if (lots === 0) {
        expect(code).toBe('NOTHING_TO_REDUCE');
        continue;
      }
      expect(code === 'OK', JSON.stringify({ ...wished, position, code })).toBe(
        isReducing || isAsked,
      );
      if (isReducing && !isAsked) reduced += 1;
      if (code === 'OK') resting.push({ ...wished, lots });
    }
  });
  fc.assert(holds, { numRuns, seed });
  if (isLong) expect(reduced).toBeGreaterThan(0);
});
