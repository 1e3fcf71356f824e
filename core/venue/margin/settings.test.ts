/** Leverage and the margin of an isolated position. BTCUSDT at 60,000: 1,000 lots are 60,000. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;

function open(mode: 'cross' | 'isolated', funds = 10_000): void {
  trader = venue.open(`${mode} ${funds}`, { mode, funds: { USDT: Math.round(funds * USDT) } });
}

beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  open('cross');
});

const buy = (lots = 1_000): void =>
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', lots, 600_000);

describe('MARG-10 leverage changes if margin passes with it', () => {
  const leverage = (leverageX100: number): Command => ({
    kind: 'position.leverage',
    subaccount: trader,
    instrument: 1,
    leverageX100,
  });

  test('up to what the first tier allows', () => {
    // 1 / 1 %.
    expect(venue.code(leverage(10_000))).toBe('OK');
    expect(venue.apply(leverage(10_001))).toMatchObject({
      code: 'LEVERAGE_TOO_HIGH',
      detail: 10_000,
    });
    expect(venue.code(leverage(10_000))).toBe('NOTHING_TO_CHANGE');
  });

  test('lower, it asks for more, and what is missing is told', () => {
    buy();
    // 60,000 / 6 = 10,000 + 0.05 % of 50,000 = 25, of 9,970.
    const before = venue.meaning();
    expect(venue.apply(leverage(600))).toMatchObject({
      code: 'INSUFFICIENT_MARGIN',
      detail: 55 * USDT,
    });
    expect(venue.meaning()).toBe(before);
    expect(venue.code(leverage(700))).toBe('OK');
  });

  test('higher, it asks for less and always passes', () => {
    buy(3_000);
    // Equity 9,910 - 8,000 of an initial margin of 8,600.
    venue.prices({ BTC: 57_333.3, ETH: 3_000 });
    expect(venue.code(leverage(2_100))).toBe('OK');
  });

  test('an isolated position must have it itself', () => {
    open('isolated');
    buy();
    // 3,028.5 are with it. At 19 times: 3,157.894737 + 0.05 % of 56,842.105263.
    expect(venue.apply(leverage(1_900))).toMatchObject({
      code: 'INSUFFICIENT_MARGIN',
      detail: 3_157_894_737 + 28_421_053 - 3_028_500_000,
    });
    const more = { kind: 'position.transferMargin', subaccount: trader, instrument: 1 } as const;
    venue.ok({ ...more, amountAtoms: 157_815_790 });
    expect(venue.code(leverage(1_900))).toBe('OK');
  });

  test('isolated orders must find their money beside the position', () => {
    open('isolated', 3_100);
    venue.place(trader, 'BTCUSDT', 'buy', 1_000, { priceTicks: 600_000 });
    // 3,157.894737 + 30 + 28.421053.
    expect(venue.apply(leverage(1_900))).toMatchObject({
      code: 'INSUFFICIENT_MARGIN',
      detail: 3_157_894_737 + 30_000_000 + 28_421_053 - 3_100_000_000,
    });
  });
});

describe('ISO-04 margin goes in from what is withdrawable, and out to what is needed', () => {
  const move = (amount: number) =>
    venue.apply({
      kind: 'position.transferMargin',
      subaccount: trader,
      instrument: 1,
      amountAtoms: Math.round(amount * USDT),
    });
  const allocated = (): number => venue.position(trader, 'BTCUSDT').allocatedAtoms / USDT;

  test('in, up to what is free beside it', () => {
    open('isolated');
    buy();
    expect(move(6_941.500001)).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 1 });
    expect(move(6_941.5).code).toBe('OK');
    expect(allocated()).toBe(9_970);
  });

  test('out, down to a tenth of the notional or its initial margin', () => {
    open('isolated');
    buy();
    move(5_000);
    // 8,028.5 - 6,000.
    expect(move(-2_028.500001)).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 1 });
    expect(move(-2_028.5).code).toBe('OK');
    expect(allocated()).toBe(6_000);
  });

  test('out, without unrealised profit', () => {
    open('isolated');
    buy();
    venue.prices({ BTC: 70_000, ETH: 3_000 });
    // 3,028.5 + 10,000 - 7,000 would be more than is there.
    expect(move(-3_028.500001).code).toBe('INSUFFICIENT_MARGIN');
    expect(move(-3_028.5).code).toBe('OK');
    expect(allocated()).toBe(0);
  });

  test('in, it cures a liquidation; out, nothing leaves while one runs', () => {
    open('isolated');
    buy();
    venue.prices({ BTC: 57_280, ETH: 3_000 });
    expect(venue.position(trader, 'BTCUSDT').bucket.liquidation).not.toBeNull();
    expect(move(-1).code).toBe('POSITION_IN_LIQUIDATION');
    expect(move(1_000).code).toBe('OK');
    venue.prices({ BTC: 57_280, ETH: 3_000 });
    expect(venue.take('liquidation.ended')).toMatchObject([{ how: 'cured' }]);
  });

  test.each([
    ['a cross position', 'cross', 1_000, 1, 'NOT_ISOLATED'],
    ['a flat one', 'isolated', 0, 1, 'NOTHING_TO_REDUCE'],
    ['nothing', 'isolated', 1_000, 0, 'NOTHING_TO_CHANGE'],
  ] as const)('%s is refused', (_, mode, lots, amount, code) => {
    open(mode, 9_000);
    if (lots > 0) buy(lots);
    expect(move(amount).code).toBe(code);
  });
});
