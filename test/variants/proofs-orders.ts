/** Equity and availability, orders that pass within a group, bands, triggers and calls. */
import { freeAtoms } from '../../core/venue/margin/buckets.ts';
import { withdrawableAtoms } from '../../core/venue/margin/withdrawable.ts';
import { shownBand } from '../../core/venue/orders/checks.ts';
import type { TestVenue } from '../../core/venue/testing/test-venue.ts';
import { one } from './proof.ts';
import type { Proofs } from './proof.ts';
import { bought, listed, USDT } from './scenes.ts';
import type { Patch } from './scenes.ts';

/** Two subaccounts of one owner at one price, both with what a patch says. */
function ofOneOwner(patch: Patch): [venue: TestVenue, maker: number, taker: number] {
  const venue = listed({});
  const [maker, taker] = ['maker', 'taker'].map((label) =>
    venue.open(label, { owner: 77, funds: { USDT: 100_000 * USDT } }),
  ) as [number, number];
  venue.place(maker, 'BTCUSDT', 'sell', 4, { priceTicks: 600_000, ...patch });
  venue.place(taker, 'BTCUSDT', 'buy', 6, { priceTicks: 600_000, ...patch });
  return [venue, maker, taker];
}

/** A bitcoin long from 60,000 with 9,970 beside; what an amount of it comes to at a price. */
const held = (price: number, read: typeof freeAtoms) => (patch: Patch) => {
  const venue = listed(patch);
  const trader = bought(venue, 1_000, 10_000);
  venue.prices({ BTC: price });
  return read(venue.venue.state, venue.of(trader), 1) / USDT;
};

/** Highest bid and lowest offer once the last trade was above the mark, some seconds later. */
const band = (afterUs: number) => (patch: Patch) => {
  const venue = listed(patch);
  const buyer = bought(venue, 1_000);
  const house = 4;
  venue.trade({ buyer, seller: house }, 'BTCUSDT', 1, 601_000);
  venue.prices({ BTC: 60_000 }, afterUs);
  const found = shownBand(venue.venue.state, venue.instrument('BTCUSDT'));
  return [found?.maxBidTicks, found?.minAskTicks];
};
const moving = { bands: { markPpm: 10_000, basisTauS: 1 } };
const calls = { callS: 10, extensionS: 5, extendPpm: 20_000, postOnlyS: 10, feePpm: 200 };
const atMarket = { type: 'market', timeInForce: 'ioc' } as const;

export const orderWayProofs: Proofs = {
  // 3,078.975 are asked at 61,000.
  'equity.profit: kept': one(
    { equity: { profit: 'kept' } },
    held(61_000, freeAtoms),
    7_891.025,
    6_891.025,
  ),
  // A tenth of 60,000, or what is asked.
  'equity.staysPpm': one(
    { equity: { staysPpm: 0 } },
    held(60_000, withdrawableAtoms),
    3_970,
    6_941.5,
  ),
  // 329.7 are left, and 120 % of 328.35 are 394.02.
  'equity.levels': {
    base: { margin: { defaultLeverageX100: 10_000 }, equity: { staysPpm: 0 } },
    patch: {
      equity: { levels: { searchPpm: 1_100_000, initialPpm: 1_200_000, releasePpm: 1_400_000 } },
    },
    figure: (patch) => {
      const venue = listed(patch);
      const house = venue.open('house', { kind: 'house' });
      const funds = { USDT: 2_000 * USDT };
      const trader = venue.open('trader', { mode: 'isolated', funds });
      venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
      venue.prices({ BTC: 59_700 });
      return venue.position(trader, 'BTCUSDT').allocatedAtoms / USDT;
    },
    expected: [629.7, 694.02],
  },
  'monitoring.callS': {
    base: { auction: calls, monitoring: [{ movePpm: 10_000, withinS: 60 }] },
    patch: { monitoring: [{ movePpm: 10_000, withinS: 60, callS: 20 }] },
    figure: (patch) => {
      const venue = listed(patch);
      venue.prices({ BTC: 61_000 });
      const { untilUs } = venue.instrument('BTCUSDT').life;
      return (untilUs - venue.timeUs) / 1_000_000;
    },
    expected: [10, 20],
  },
  // The mark is between the index and the last trade, 60,050.
  'bands.around: mark': {
    base: moving,
    patch: { bands: { around: 'mark' } },
    figure: band(1_000_000),
    expected: [
      [606_000, 594_000],
      [606_505, 594_495],
    ],
  },
  'bands.around: hour': one(
    { bands: { around: 'hour' } },
    band(3_600_000_000),
    [606_000, 594_000],
    [607_010, 594_990],
  ),
  'bands.lowerPpm': {
    base: { bands: { around: 'mark' } },
    patch: { bands: { lowerPpm: 30_000 } },
    figure: band(1_000_000),
    expected: [
      [606_000, 594_000],
      [606_000, 582_000],
    ],
  },
  maxMarketLots: one(
    { maxMarketLots: 5 },
    (patch) => {
      const venue = listed(patch);
      return venue.place(bought(venue, 1), 'BTCUSDT', 'buy', 6, atMarket).code;
    },
    'OK',
    'TOO_LARGE',
  ),
  triggerProtectPpm: one(
    { triggerProtectPpm: 5_000 },
    (patch) => {
      const venue = listed(patch);
      const trader = bought(venue, 10);
      const stop = { ...atMarket, trigger: 'last', triggerTicks: 597_000 } as const;
      venue.place(trader, 'BTCUSDT', 'sell', 1, stop);
      venue.trade({ buyer: 4, seller: trader }, 'BTCUSDT', 1, 596_900);
      return venue.take('order.triggered').length;
    },
    1,
    0,
  ),
  // Two stops, of which one asks.
  'triggerProtects: asked': {
    base: { triggerProtectPpm: 5_000 },
    patch: { triggerProtects: 'asked' },
    figure: (patch) => {
      const venue = listed(patch);
      const trader = bought(venue, 10);
      const stop = { ...atMarket, trigger: 'last', triggerTicks: 597_000 } as const;
      venue.place(trader, 'BTCUSDT', 'sell', 1, { ...stop, priceProtect: true });
      const { reference } = venue.place(trader, 'BTCUSDT', 'sell', 1, stop);
      venue.trade({ buyer: 4, seller: trader }, 'BTCUSDT', 1, 596_900);
      return venue.take('order.triggered').map(({ order }) => Number(order) - reference);
    },
    expected: [[], [0]],
  },
  // Of another owner they trade.
  owner: one(
    { owner: 77 },
    ({ owner }) => {
      const venue = listed({});
      const funds = { USDT: 100_000 * USDT };
      const [maker, taker] = [1, 2].map((n) =>
        venue.open(`of ${n}`, { funds, ...(owner !== undefined && { owner: Number(owner) }) }),
      ) as [number, number];
      venue.place(maker, 'BTCUSDT', 'sell', 4, { priceTicks: 600_000 });
      venue.place(taker, 'BTCUSDT', 'buy', 4, { priceTicks: 600_000 });
      return venue.position(taker, 'BTCUSDT').lots;
    },
    4,
    0,
  ),
  'selfTrade: transfer': {
    patch: { selfTrade: 'transfer' },
    figure: (patch) => {
      const [venue, maker, taker] = ofOneOwner(patch);
      const lots = [maker, taker].map((who) => venue.position(who, 'BTCUSDT').lots);
      return [...lots, venue.position(taker, 'BTCUSDT').feesAtoms];
    },
    expected: [
      [0, 0, 0],
      [-4, 4, 0],
    ],
  },
};
