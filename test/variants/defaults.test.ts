/** Venues' ways of asking for orders that are the default, by the formulas that they give. */
import { describe, expect, test } from 'vitest';
import { freeAtoms, initialMarginAtoms } from '../../core/venue/margin/buckets.ts';
import { bought, listed, rich, USDT } from './scenes.ts';

describe('MARG-03, MARG-04 what an order costs', () => {
  // q p / L + q p f + q p (1 - 1 / L) f with 20x and 0.05 %, of a bid of 1 at 59,000.
  test('linear: margin, the fee to open and that to close at the bankruptcy price', () => {
    const venue = listed({});
    const trader = rich(venue);
    venue.place(trader, 'BTCUSDT', 'buy', 1_000, { priceTicks: 590_000 });
    const { state } = venue.venue;
    const asked = initialMarginAtoms(state, venue.of(trader), 1, null);
    expect(asked / USDT).toBe(2_950 + 29.5 + 28.025);
  });

  // (q / p) (1 / L + f + f (1 + 1 / L)) of 60,000 dollars at 60,000 sold or bought.
  test.each([
    ['buy', 600_000, 0.05 + 0.0005 + 0.0005 * 1.05],
    ['sell', 600_000, 0.05 + 0.0005 + 0.0005 * 0.95],
  ] as const)('inverse, %s', (side, priceTicks, coins) => {
    const venue = listed({}, 'BTCUSD');
    const trader = rich(venue);
    const { state } = venue.venue;
    const before = freeAtoms(state, venue.of(trader), 2);
    venue.place(trader, 'BTCUSD', side, 600, { priceTicks });
    const asked = before - freeAtoms(state, venue.of(trader), 2);
    expect(asked).toBe(Math.round(coins * 100_000_000));
  });
});

describe('MARG-04 the riskier of what would be held if all buys or all sells traded', () => {
  // max(position + buys, sells - position): 1 + 2, or 5 - 1, and 7 - 1.
  test.each([
    [2, 2, 3],
    [2, 5, 4],
    [6, 7, 7],
  ])('of one bitcoin with buys of %i and sells of %i: %i', (buys, sells, size) => {
    const fees = { makerPpm: 0, takerPpm: 0 };
    const venue = listed({ fees });
    const trader = bought(venue, 1_000);
    const order = (side: 'buy' | 'sell', lots: number, priceTicks: number) =>
      expect(venue.place(trader, 'BTCUSDT', side, lots * 1_000, { priceTicks }).code).toBe('OK');
    order('buy', buys, 599_999);
    order('sell', sells, 600_001);
    const { state } = venue.venue;
    const asked = initialMarginAtoms(state, venue.of(trader), 1, null) / USDT;
    // A twentieth of each bitcoin, to within the ticks that orders are apart.
    expect(Math.abs(asked - size * 3_000)).toBeLessThan(1);
  });
});
