/** What listings ask for margin, how they are marked, and how they pay funding. */
import { bucketFigures } from '../../core/venue/margin/buckets.ts';
import { DATED, listDated } from '../../core/venue/testing/dated.ts';
import { START_US } from '../../core/venue/testing/test-venue.ts';
import { one } from './proof.ts';
import type { Proofs } from './proof.ts';
import {
  bought,
  funding,
  listed,
  maintenance,
  maintenanceOf,
  mark,
  reserved,
  rich,
  USDT,
} from './scenes.ts';
import type { Patch } from './scenes.ts';

const margin = (settings: Patch): Patch => ({ margin: settings });
const cost = (change: Patch): Patch =>
  margin({ orderCost: { gap: true, openFee: true, closeFee: 'bankruptcy', ...change } });
/** 40 bitcoin at 61,000 are 2,440,000; the second bracket is of 1 %, from 2,000,000 on. */
export const marginProofs: Proofs = {
  'rounding: perContract': one(
    { rounding: 'perContract' },
    (patch) => {
      const venue = listed(patch, 'BTCUSD');
      const house = venue.open('house', { kind: 'house' });
      const trader = rich(venue);
      venue.trade({ buyer: trader, seller: house }, 'BTCUSD', 3, 600_000);
      return venue.position(trader, 'BTCUSD').costAtoms;
    },
    -500_000,
    -500_001,
  ),
  // 24,400 - 10,000 and 0.05 % of all; without the deduction.
  'margin.tierMode: step': one(margin({ tierMode: 'step' }), maintenance, 15_620, 25_620),
  // 0.5 % of all, the square over 244 million, and the fee.
  'margin.tierMode: linear': one(
    margin({
      tierMode: 'linear',
      tiers: [{ floorAtoms: 0, maintenancePpm: 5_000, initialPpm: 10_000 }],
      rampAtoms: 244_000_000 * USDT,
    }),
    maintenance,
    15_620,
    12_200 + 24_400 + 1_220,
  ),
  'margin.rampAtoms': {
    base: margin({
      tierMode: 'linear',
      tiers: [{ floorAtoms: 0, maintenancePpm: 5_000, initialPpm: 10_000 }],
      rampAtoms: 244_000_000 * USDT,
    }),
    patch: margin({ rampAtoms: 488_000_000 * USDT }),
    figure: maintenance,
    expected: [37_820, 12_200 + 12_200 + 1_220],
  },
  'margin.mmBasis: entry': one(margin({ mmBasis: 'entry' }), maintenance, 15_620, 15_200),
  'margin.mmIncludesCloseFee: false': one(
    margin({ mmIncludesCloseFee: false }),
    maintenance,
    15_620,
    14_400,
  ),
  // 3,015 by leverage, 300 of gap, 30.15 to open, 0.05 % of 57,285 to close.
  'margin.orderCost.gap: false': one(cost({ gap: false }), reserved, 3_373.7925, 3_073.7925),
  'margin.orderCost.openFee: false': one(
    cost({ openFee: false }),
    reserved,
    3_373.7925,
    3_343.6425,
  ),
  'margin.orderCost.closeFee: value': one(
    cost({ closeFee: 'value' }),
    reserved,
    3_373.7925,
    3_375.3,
  ),
  'margin.orderCost.closeFee: none': one(
    cost({ closeFee: 'none' }),
    reserved,
    3_373.7925,
    3_345.15,
  ),
  // 60,000 are held, half way: 1 % + 99 % / 2 of 60,300, and 0.05 % of what that leaves.
  'margin.openInterest': one(
    margin({ openInterest: { lowerAtoms: 30_000 * USDT, upperAtoms: 90_000 * USDT } }),
    reserved,
    3_373.7925,
    30_796.574_25,
  ),
  'margin.riskLimit: refused': {
    base: margin({ tierMode: 'step' }),
    patch: margin({ riskLimit: 'refused' }),
    figure: (patch) => {
      const venue = listed(patch);
      return venue.place(rich(venue), 'BTCUSDT', 'buy', 40_000, { priceTicks: 600_000 }).code;
    },
    expected: ['OK', 'OVER_RISK_LIMIT'],
  },
  'margin.riskLimit: raised': {
    base: margin({ tierMode: 'step' }),
    patch: margin({ riskLimit: 'raised' }),
    figure: (patch) => {
      const venue = listed(patch);
      const subaccount = bought(venue, 1_000);
      const choice = { kind: 'position.riskLimit', subaccount, instrument: 1, tier: 2 } as const;
      return [venue.code(choice), maintenanceOf(venue, subaccount)];
    },
    expected: [
      ['NO_RISK_LIMIT', 330],
      ['OK', 630],
    ],
  },
};

const DAY_US = 86_400_000_000;
/** What a spread asks: long a bitcoin against a future of it, both at 60,000. */
const between = (patch: Patch): unknown => {
  const venue = listed(patch);
  listDated(venue, START_US + 30 * DAY_US + 30_000_000);
  venue.prices({ BTC: 60_000 });
  const trader = bought(venue, 1_000);
  const house = venue.open('other', { kind: 'house' });
  venue.trade({ buyer: house, seller: trader }, DATED, 1_000, 600_000);
  const { maintenanceAtoms } = bucketFigures(
    venue.venue.state,
    venue.balance(trader, 'USDT').bucket,
  );
  return maintenanceAtoms / USDT;
};
export const spreadProofs: Proofs = {
  // 330 each, or 330 and 0.1 %.
  'margin.interMonthSpread': one(
    margin({ interMonthSpread: { chargePpm: 1_000 } }),
    between,
    660,
    390,
  ),
};
const noFunding = { interestE8: 0, damperE8: 0, capE8: 0 };
/** Over within two days: the first of two daily steps has been taken. */
const ends = (more: Patch): Patch => ({
  funding: noFunding,
  expiry: {
    expiresUs: START_US + 2 * DAY_US - 30_000_000,
    feePpm: 0,
    farBandPpm: 0,
    farDays: 1,
    ...more,
  },
});

export const priceProofs: Proofs = {
  // 2 % over two days is 1 % in the first of them.
  'expiry.ramp': {
    base: ends({}),
    patch: ends({ ramp: { days: 2, ratePpm: 20_000 } }),
    figure: (patch) => {
      const venue = listed(patch);
      return maintenanceOf(venue, bought(venue, 1_000));
    },
    expected: [330, 930],
  },
  expiry: {
    base: { funding: noFunding },
    patch: {
      expiry: { expiresUs: START_US + 90_000_000, feePpm: 0, farBandPpm: 0, farDays: 1 },
    },
    figure: (patch) => {
      const venue = listed(patch);
      venue.tick(120_000_000);
      return venue.instrument('BTCUSDT').state;
    },
    expected: ['open', 'settled'],
  },
  // The median of 60,000, of the middle of the book and of the last trade within the book.
  'markMethod: fairPrice': one({ markMethod: 'fairPrice' }, mark, 60_199, 60_000),
  // It is within half of 0.5 % of 60,000.
  'markMethod: lastPriceProtected': one({ markMethod: 'lastPriceProtected' }, mark, 60_199, 60_100),
  'funding.samplesFrom: previousInterval': one(
    { funding: { samplesFrom: 'previousInterval' } },
    (patch) => funding(patch).rateE8,
    1_250,
    0,
  ),
  'funding.intervalHours': one(
    { funding: { intervalHours: 4 } },
    (patch) => funding(patch).hours,
    1,
    4,
  ),
  // The premium of 0.02 % stands in the last 29 of 60 minutes, whose weight is 1,334 of 1,830.
  'funding.weighting: linear': {
    base: { funding: { damping: 'none', damperE8: 0, interestE8: 0 } },
    patch: { funding: { weighting: 'linear' } },
    figure: (patch) => funding(patch, { fromMinute: 30 }).rateE8,
    expected: [1_208, 1_822],
  },
  // Drawn to the interest of 0.01 %, or nothing beyond a damper of 0.05 %; an eighth of each.
  'funding.damping: deadZone': one(
    { funding: { damping: 'deadZone', interestE8: 0 } },
    (patch) => funding(patch).rateE8,
    1_250,
    0,
  ),
  'funding.damping: none': one(
    { funding: { damping: 'none', damperE8: 0 } },
    (patch) => funding(patch).rateE8,
    1_250,
    3_708,
  ),
  // A book from 60,000 to 60,024 has no premium over the index; the mark is 0.02 % above it.
  'funding.premiumOver: mark': {
    base: { funding: { damping: 'none', damperE8: 0, interestE8: 0 } },
    patch: { funding: { premiumOver: 'mark' } },
    figure: (patch) => funding(patch, { book: [600_000, 600_240], lastTicks: 600_180 }).rateE8 > 0,
    expected: [false, true],
  },
  'funding.rateHours': {
    base: { funding: { damping: 'none', damperE8: 0 } },
    patch: { funding: { rateHours: 24 } },
    figure: (patch) => funding(patch).rateE8,
    expected: [3_708, 1_236],
  },
  'funding.payOn: index': one(
    { funding: { payOn: 'index' } },
    (patch) => funding(patch, { book: [605_990, 606_010] }).valueUsdt,
    60_599,
    60_000,
  ),
};
