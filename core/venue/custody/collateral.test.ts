/**
 * Collateral in, out and between. A trader has 10,000 USDT and 1,000 lots of BTCUSDT bought at
 * 60,000: 30 of fees, 3,000 + 28.5 of initial margin, 10 % of the notional being 6,000.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { TestVenue } from '../testing/test-venue.ts';
import { releasableAtoms } from './collateral.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
});

const buy = (lots = 1_000): void =>
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', lots, 600_000);
const releasable = (): number => releasableAtoms(venue.venue.state, venue.of(trader), 1) / USDT;
const release = (amount: number) =>
  venue.apply(venue.movement('collateral.release', trader, 'USDT', Math.round(amount * USDT)), {
    by: 'custodian',
  });

describe('CUST-01 a source’s sequence is accepted once, and only forward', () => {
  test('in both directions', () => {
    const again = venue.movement('collateral.mirror', trader, 'USDT', 5);
    venue.ok(again, { by: 'custodian' });
    const before = venue.balance(trader, 'USDT').mirroredAtoms;
    expect(venue.apply(again, { by: 'custodian' })).toMatchObject({
      code: 'ALREADY_SEEN',
      detail: (again as { sourceSequence: number }).sourceSequence,
    });
    expect(
      venue.code({ ...again, kind: 'collateral.release' } as typeof again, { by: 'custodian' }),
    ).toBe('ALREADY_SEEN');
    expect(venue.balance(trader, 'USDT').mirroredAtoms).toBe(before);
  });

  test('a refused one is not seen: it may come again', () => {
    const early = venue.movement('collateral.release', trader, 'USDT', 20_000 * USDT);
    expect(venue.code(early, { by: 'custodian' })).toBe('INSUFFICIENT_COLLATERAL');
    venue.mirror(house, 'USDT', 1);
    const later = venue.movement('collateral.release', trader, 'USDT', 20_000 * USDT);
    expect(venue.code(later, { by: 'custodian' })).toBe('INSUFFICIENT_COLLATERAL');
  });

  test.each(['__proto__', 'constructor', 'toString', 'toJSON'])('of one named %s too', (source) => {
    const named = { ...venue.movement('collateral.mirror', trader, 'USDT', 5), source };
    const first = { ...named, sourceSequence: 1 } as typeof named;
    for (const one of [venue, venue.reloaded()]) {
      one.ok(first, { by: 'custodian' });
      expect(one.code(first, { by: 'custodian' })).toBe('ALREADY_SEEN');
      const loaded = one.reloaded();
      expect(loaded.code(first, { by: 'custodian' })).toBe('ALREADY_SEEN');
      expect(loaded.meaning()).toBe(one.meaning());
      expect(one.meaning()).toContain(`"${source}":1`);
    }
  });

  test('each source has its own', () => {
    const mirrored = venue.movement('collateral.mirror', trader, 'USDT', 5);
    venue.ok(mirrored, { by: 'custodian' });
    venue.ok({ ...mirrored, source: 'other' } as typeof mirrored, { by: 'custodian' });
  });
});

describe('CUST-02 what the custodian attests is credited, and the world outside owes it', () => {
  test('to the atom', () => {
    venue.mirror(trader, 'XBT', 7);
    expect(venue.balance(trader, 'XBT').mirroredAtoms).toBe(7);
    expect(venue.venue.state.externalAtoms[1]).toBe(7);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test.each([
    ['an unknown asset', { asset: 9 }, 'UNKNOWN_ASSET'],
    ['the venue’s own subaccounts', { subaccount: 2 }, 'WRONG_ACCOUNT_KIND'],
  ] as const)('%s is refused', (_, change, code) => {
    const movement = venue.movement('collateral.mirror', trader, 'USDT', 5);
    expect(venue.code({ ...movement, ...change }, { by: 'custodian' })).toBe(code);
  });
});

test('CUST-05 all that is mirrored of an asset is at most half of 2^53', () => {
  const most = Math.floor(Number.MAX_SAFE_INTEGER / 2);
  const over = venue.movement('collateral.mirror', trader, 'XBT', most + 1);
  expect(venue.code(over, { by: 'custodian' })).toBe('AMOUNT_TOO_LARGE');
  venue.mirror(trader, 'XBT', most - 1);
  const contribution = { kind: 'insurance.contribute', asset: 2, amountAtoms: 2 } as const;
  expect(venue.code(contribution, { by: 'treasurer' })).toBe('AMOUNT_TOO_LARGE');
  expect(venue.code({ ...contribution, amountAtoms: 1 }, { by: 'treasurer' })).toBe('OK');
});

describe('CUST-03 releasable is min(M - max(0, -N), withdrawable), never below zero', () => {
  test('all of it without a position', () => {
    expect(releasable()).toBe(10_000);
    expect(release(10_000).code).toBe('OK');
    expect(venue.balance(trader, 'USDT').mirroredAtoms).toBe(0);
  });

  test('equity less a tenth of the notional, which is more than initial margin', () => {
    buy();
    // 9,970 - 6,000.
    expect(releasable()).toBe(3_970);
    expect(release(3_970.000001)).toMatchObject({
      code: 'INSUFFICIENT_COLLATERAL',
      detail: 3_970 * USDT,
    });
    expect(release(3_970).code).toBe('OK');
  });

  test('or initial margin, where that is more', () => {
    const names = { subaccount: trader, instrument: 1 };
    buy();
    venue.ok({ kind: 'position.leverage', ...names, leverageX100: 800 });
    // 60,000 / 8 = 7,500 and 0.05 % of 52,500 = 26.25.
    expect(releasable()).toBe(9_970 - 7_526.25);
  });

  test('what orders hold stays too', () => {
    venue.place(trader, 'BTCUSDT', 'buy', 1_000, { priceTicks: 600_000 });
    // 3,000 + 30 + 28.5: an order has no notional yet.
    expect(releasable()).toBe(10_000 - 3_058.5);
  });

  test('unrealised profit does not leave', () => {
    buy(100);
    venue.prices({ BTC: 66_000 });
    // Wallet 9,997, of which unsettled fees hold 3; equity 10,597 less 660.
    expect(releasable()).toBe(9_937);
    venue.prices({ BTC: 72_000 });
    expect(releasable()).toBe(9_997);
  });

  test('nor does realised profit that is not settled, and a loss holds what was mirrored', () => {
    buy(100);
    venue.prices({ BTC: 66_000 });
    venue.place(house, 'BTCUSDT', 'buy', 100, { priceTicks: 660_000, by: 'house' });
    venue.ok({ kind: 'position.close', subaccount: trader, instrument: 1 });
    // 600 gained; fees of 3 and 3.3.
    expect(venue.balance(trader, 'USDT').unsettledAtoms).toBe(593.7 * USDT);
    expect(releasable()).toBe(10_000);
  });

  test('what an isolated position owns does not leave', () => {
    const isolated = venue.open('isolated', { mode: 'isolated', funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: isolated, seller: house }, 'BTCUSDT', 1_000, 600_000);
    // 3,028.5 is the position's, 30 was paid.
    expect(releasableAtoms(venue.venue.state, venue.of(isolated), 1)).toBe(6_941.5 * USDT);
    venue.prices({ BTC: 65_000 });
    expect(releasableAtoms(venue.venue.state, venue.of(isolated), 1)).toBe(6_941.5 * USDT);
  });
});

describe('CUST-04 a transfer stays within an account and moves attested money first', () => {
  let sibling: number;
  beforeEach(() => {
    const { account } = venue.of(trader);
    sibling = venue.open('sibling', { account });
  });
  const move = (amount: number, to = sibling) =>
    venue.apply({
      kind: 'transfer',
      from: trader,
      to,
      asset: 1,
      amountAtoms: Math.round(amount * USDT),
    });

  test('what is withdrawable, and no more', () => {
    buy();
    expect(move(3_970.000001)).toMatchObject({
      code: 'INSUFFICIENT_COLLATERAL',
      detail: 3_970 * USDT,
    });
    expect(move(3_970).code).toBe('OK');
    expect(venue.balance(sibling, 'USDT')).toMatchObject({
      mirroredAtoms: 3_970 * USDT,
      unsettledAtoms: 0,
    });
  });

  test('unsettled profit goes last, and stays unsettled', () => {
    buy(100);
    venue.prices({ BTC: 66_000 });
    venue.place(house, 'BTCUSDT', 'buy', 100, { priceTicks: 660_000, by: 'house' });
    venue.ok({ kind: 'position.close', subaccount: trader, instrument: 1 });
    expect(move(10_100).code).toBe('OK');
    expect(venue.balance(sibling, 'USDT')).toMatchObject({
      mirroredAtoms: 10_000 * USDT,
      unsettledAtoms: 100 * USDT,
    });
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test.each([
    ['itself', () => trader, 'NOTHING_TO_CHANGE'],
    ['another account', () => venue.open('stranger'), 'DIFFERENT_ACCOUNTS'],
    ['a subaccount that is not there', () => 99, 'UNKNOWN_SUBACCOUNT'],
  ])('to %s it is refused', (_, to, code) => {
    expect(move(1, to()).code).toBe(code);
  });

  test('from a suspended account it is refused', () => {
    const { account } = venue.of(trader);
    venue.ok({ kind: 'account.suspend', account, suspended: true }, { by: 'risk' });
    expect(move(1).code).toBe('ACCOUNT_SUSPENDED');
  });

  test('of an asset that is not listed it is refused', () => {
    const command = {
      kind: 'transfer',
      from: trader,
      to: sibling,
      asset: 9,
      amountAtoms: 1,
    } as const;
    expect(venue.code(command)).toBe('UNKNOWN_ASSET');
  });
});
