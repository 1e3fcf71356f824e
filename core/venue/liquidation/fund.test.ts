/**
 * The insurance fund and what it pays for. A trader holds 1,000 lots of BTCUSDT bought at 60,000
 * with 3,400 USDT less a fee of 30, so that 56,630 ruins it.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;
const FUND = 2;
const LIQUIDATION = 3;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 3_400 * USDT } });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
  venue.take();
});

function bid(lots: number, priceTicks: number): void {
  const placed = venue.place(house, 'BTCUSDT', 'buy', lots, { priceTicks, by: 'house' });
  expect(placed.code).toBe('OK');
}

function pass(seconds: number, price: number): void {
  for (let n = 0; n < seconds; n++) venue.prices({ BTC: price });
}

const wallet = (subaccount: number): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(subaccount, 'USDT');
  return mirroredAtoms + unsettledAtoms;
};

/** A gap while nobody may be liquidated yet, in which the trader closes below nothing. */
function closeBelowNothing(): void {
  const amber = { kind: 'price.status', index: 1, to: 'AMBER' } as const;
  const proposal = venue.ok({ kind: 'proposal.open', command: amber }, { by: 'risk' });
  venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
  venue.prices({ BTC: 56_000 });
  bid(1_000, 560_000);
  venue.ok({ kind: 'position.close', subaccount: trader, instrument: 1 });
  // 3,370 - 4,000 - a fee of 28.
  expect(wallet(trader)).toBe(-658 * USDT);
  venue.take();
}

describe('INS-01 what is paid in is told with its reason and the balance', () => {
  test('a contribution', () => {
    venue.contribute('USDT', 500 * USDT);
    expect(venue.take('fund.changed')).toMatchObject([
      { amountAtoms: 500 * USDT, balanceAtoms: 500 * USDT, reason: 'contribution' },
    ]);
  });

  test('more than is exact is refused', () => {
    const amountAtoms = Number.MAX_SAFE_INTEGER;
    const command = { kind: 'insurance.contribute', asset: 1, amountAtoms } as const;
    expect(venue.code(command, { by: 'treasurer' })).toBe('AMOUNT_TOO_LARGE');
    expect(venue.code({ ...command, asset: 9 }, { by: 'treasurer' })).toBe('UNKNOWN_ASSET');
  });
});

describe('INS-04 a bucket without positions that owes money is made whole', () => {
  test('INS-02 by the fund, as far as it goes', () => {
    venue.contribute('USDT', 1_000 * USDT);
    closeBelowNothing();
    venue.prices({ BTC: 56_000 });
    expect(wallet(trader)).toBe(0);
    expect(wallet(FUND)).toBe(342 * USDT);
    expect(venue.take('fund.changed')).toMatchObject([
      { amountAtoms: -658 * USDT, balanceAtoms: 342 * USDT, reason: 'shortfall' },
    ]);
  });

  test('INS-03 the rest stays owed by the liquidation account, and orders only reduce', () => {
    venue.contribute('USDT', 600 * USDT);
    closeBelowNothing();
    venue.prices({ BTC: 56_000 });
    expect(wallet(trader)).toBe(0);
    expect(wallet(FUND)).toBe(0);
    expect(wallet(LIQUIDATION)).toBe(-58 * USDT);
    expect(venue.take('fund.short')).toMatchObject([{ shortAtoms: 58 * USDT, instrument: 1 }]);
    expect(venue.instrument('BTCUSDT').state).toBe('reduceOnly');
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('a contribution first pays what is owed', () => {
    closeBelowNothing();
    venue.prices({ BTC: 56_000 });
    venue.contribute('USDT', 1_000 * USDT);
    expect(wallet(LIQUIDATION)).toBe(0);
    expect(wallet(FUND)).toBe(342 * USDT);
    // Who halted it was the venue; that it opens again is for two people.
    expect(venue.instrument('BTCUSDT').state).toBe('reduceOnly');
  });
});

describe('LIQ-07, INS-05 what was taken over is sold in steps, for the fund', () => {
  test('not at once, and then at what the book pays', () => {
    venue.prices({ BTC: 56_800 });
    // A tenth of the depth: 1,000 of 20,000 would be more than is held.
    bid(20_000, 568_000);
    venue.take();
    pass(9, 56_800);
    expect(venue.take('liquidation.disposed')).toEqual([]);
    pass(1, 56_800);
    expect(venue.take('liquidation.disposed')).toMatchObject([
      { wantedLots: 1_000, filledLots: 1_000, limitTicks: 562_320, remainingLots: 0 },
    ]);
    // Taken over at 56,630 and sold at 56,800.
    expect(wallet(FUND)).toBe(170 * USDT);
    expect(wallet(LIQUIDATION)).toBe(0);
    expect(venue.instrument('BTCUSDT').disposalDueUs).toBe(0);
  });

  test('a tenth of the depth each ten seconds, and never moving the last price', () => {
    venue.prices({ BTC: 56_800 });
    bid(4_000, 568_000);
    venue.take();
    const { lastTicks } = venue.instrument('BTCUSDT');
    pass(21, 56_800);
    // 400 of 4,000, 360 of 3,600.
    expect(venue.take('liquidation.disposed').map(({ filledLots }) => filledLots)).toEqual([
      400, 360,
    ]);
    expect(venue.instrument('BTCUSDT').lastTicks).toBe(lastTicks);
  });

  test('a loss is paid by the fund', () => {
    venue.contribute('USDT', 10_000 * USDT);
    venue.prices({ BTC: 50_000 });
    bid(20_000, 500_000);
    pass(10, 50_000);
    expect(wallet(FUND)).toBe(10_000 * USDT - 6_630 * USDT);
  });

  test('or stays owed when it cannot', () => {
    venue.contribute('USDT', 1_000 * USDT);
    venue.prices({ BTC: 50_000 });
    bid(20_000, 500_000);
    venue.take();
    pass(10, 50_000);
    expect(wallet(FUND)).toBe(0);
    expect(wallet(LIQUIDATION)).toBe(-5_630 * USDT);
    expect(venue.take('fund.short')).toMatchObject([{ shortAtoms: 5_630 * USDT }]);
  });

  test('nothing is sold on a price that is not trusted', () => {
    venue.prices({ BTC: 56_800 });
    bid(20_000, 568_000);
    for (let n = 0; n < 12; n++) venue.tick();
    expect(venue.position(LIQUIDATION, 'BTCUSDT').lots).toBe(1_000);
  });

  test('a takeover that closes an earlier one settles without a sale', () => {
    // A short of as much, bankrupt at 63,370: 60,000 + 3,370.
    const short = venue.open('short', { funds: { USDT: 3_400 * USDT } });
    venue.prices({ BTC: 60_000 });
    venue.place(house, 'BTCUSDT', 'buy', 1_000, { priceTicks: 600_000, by: 'house' });
    venue.place(short, 'BTCUSDT', 'sell', 1_000, { priceTicks: 600_000 });
    venue.contribute('USDT', 10_000 * USDT);
    venue.prices({ BTC: 56_000 });
    venue.prices({ BTC: 64_000 });
    expect(venue.position(LIQUIDATION, 'BTCUSDT').lots).toBe(0);
    pass(11, 64_000);
    // Bought at 56,630 and given to the short's loss at 63,370.
    expect(wallet(LIQUIDATION)).toBe(0);
    expect(wallet(FUND)).toBe(16_740 * USDT);
  });
});
