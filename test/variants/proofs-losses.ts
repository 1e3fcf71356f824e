/** Who stands for a loss, and who is given what was taken over. */
import type { Proof, Proofs } from './proof.ts';
import { breached, deleveraged, gapped, ruin, USDT } from './scenes.ts';
import type { Patch } from './scenes.ts';

const FUND = 2;
const SHORT = 6;
const HOUR_US = 3_600_000_000;
const adl = { rank: 'leveragedReturn', price: 'bankruptcy', noticeUs: 0 } as const;
/** All of what was taken over is sold at once. */
const atOnce = {
  liquidation: { disposalFullLots: 1_000, disposalBookSharePpm: 1_000_000 },
};
/** The day ends half a minute after the scene begins. */
const soon = { ...atOnce, dayEndUs: 60_000_000 };

/** 3,600 are lost, so much is there, and the short has gained 7,000; the day then ends. */
function lost(patch: Patch, fund: number) {
  const here = gapped(patch, fund);
  here.bid(20_000, 530_000);
  here.pass(40, 53_000);
  return here;
}

const shared = (patch: Patch): number[] =>
  lost(patch, 2_000)
    .venue.take('loss.shared')
    .map(({ amountAtoms }) => Number(amountAtoms) / USDT);

const limit = { lossLimitPpm: 300_000, lossFloorPpm: 180_000 };

/** Where the short of a ruined long still has orders, each below the market. */
const cancels = (name: string, left: string[]): Proof => ({
  base: { adl: { ...adl, disposeWithinUs: 0 } },
  patch: { adl: { cancels: name } },
  figure: (patch) => {
    const here = ruin(patch);
    here.venue.contribute('USDT', 10_000 * USDT);
    here.holder('long', 1_000, 3_400);
    here.holder('short', -1_000, 9_000);
    here.venue.place(SHORT, 'BTCUSDT', 'buy', 10, { priceTicks: 595_000 });
    here.venue.place(SHORT, 'ETHUSDT', 'buy', 10, { priceTicks: 299_000 });
    here.prices(56_000);
    return ['BTCUSDT', 'ETHUSDT'].filter(
      (symbol) => here.venue.instrument(symbol).book.firstOrderOf(SHORT) !== -1,
    );
  },
  expected: [['ETHUSDT'], left],
});

export const lossProofs: Proofs = {
  // 250 lots at 56,840.
  'liquidation.feePpm': {
    base: { liquidation: { sizing: 'share' } },
    patch: { liquidation: { feePpm: 2_000 } },
    figure: (patch) => breached(patch).wallet(FUND) / USDT,
    expected: [0, 28.42],
  },
  // The same when it is paid, and when the hour is over.
  'insurance.feesCome: hourly': {
    base: { liquidation: { sizing: 'share', feePpm: 2_000 } },
    patch: { insurance: { feesCome: 'hourly' } },
    figure: (patch) => {
      const here = breached(patch);
      const paid = here.wallet(FUND) / USDT;
      here.venue.prices({ BTC: 60_000, ETH: 3_000 }, HOUR_US);
      return [paid, here.wallet(FUND) / USDT];
    },
    expected: [
      [28.42, 28.42],
      [0, 28.42],
    ],
  },
  // A bitcoin that was taken over at 56,600 is sold at 56,840.
  'liquidation.takeoverPpm': {
    base: atOnce,
    patch: { liquidation: { takeoverPpm: 999_999 } },
    figure: (patch) => {
      const here = breached(patch);
      here.pass(12, 56_850);
      return [here.lots(5) === 0, here.wallet(FUND) / USDT];
    },
    expected: [
      [false, 0],
      [true, 240],
    ],
  },
  'insurance.backstop: none': {
    base: { ...atOnce, insurance: { riskGroup: 'listed' } },
    patch: { insurance: { backstop: 'none' } },
    figure: (patch) => lost(patch, 10_000).wallet(FUND) / USDT,
    expected: [6_400, 10_000],
  },
  'insurance.lossMode: day': {
    base: soon,
    patch: { insurance: { lossMode: 'day' } },
    figure: shared,
    expected: [[], [1_600]],
  },
  // 30 % of 7,000, and 500 are the fund's.
  'insurance.winnersPpm': {
    base: { ...soon, insurance: { lossMode: 'day' } },
    patch: { insurance: { winnersPpm: 300_000 } },
    figure: shared,
    expected: [[1_600], [2_100]],
  },
  // The house has bought as many as the short has sold: half each.
  'insurance.lossMode: funding': {
    base: atOnce,
    patch: { insurance: { lossMode: 'funding' } },
    figure: shared,
    expected: [[], [800, 800]],
  },
  'insurance.limitPpm': {
    base: { liquidation: { uncappedValueAtoms: 0 } },
    patch: { insurance: { limitPpm: 5_000 } },
    figure: (patch) => {
      const here = ruin(patch);
      here.venue.contribute('USDT', 1_000 * USDT);
      here.holder('long', 1_000, 3_400);
      here.bid(5_000, 565_000);
      here.prices(56_850);
      return [here.lots(5), here.wallet(FUND) / USDT];
    },
    // A quarter, 100 below the bankruptcy price.
    expected: [
      [1_000, 1_000],
      [750, 975],
    ],
  },
  'adl.ruined: atOnce': {
    base: { adl },
    patch: { adl: { ruined: 'atOnce' } },
    figure: (patch) => deleveraged(gapped(patch)),
    expected: [[], ['1000 at 56600']],
  },
  // 3,600 of 10,000 are more than 3,000, and 1,800 may stay.
  'adl.lossLimitPpm': {
    base: { adl },
    patch: { adl: limit },
    figure: (patch) => deleveraged(gapped(patch)),
    expected: [[], ['500 at 56600']],
  },
  'adl.lossFloorPpm': {
    base: { adl: { ...adl, ...limit } },
    patch: { adl: { lossFloorPpm: 90_000 } },
    figure: (patch) => deleveraged(gapped(patch)),
    expected: [['500 at 56600'], ['750 at 56600']],
  },
  'adl.cancels: all': cancels('all', []),
  'adl.cancels: none': cancels('none', ['BTCUSDT', 'ETHUSDT']),
};
