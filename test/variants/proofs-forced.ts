/** What becomes of who is ruined: liquidation, fund and deleveraging. */
import { adlQueue } from '../../core/venue/liquidation/adl-queue.ts';
import { one } from './proof.ts';
import type { Proof, Proofs } from './proof.ts';
import { breached, deleveraged, gapped, ruin, slices, USDT } from './scenes.ts';
import type { Patch } from './scenes.ts';

const adl = { rank: 'leveragedReturn', price: 'bankruptcy', noticeUs: 0 } as const;
const overdue = { ...adl, disposeWithinUs: 0 };
/** Four shorts that each rank puts in another order. */
const queue = (patch: Patch): string => {
  const here = ruin(patch);
  const { venue } = here;
  const labels = new Map<number, string>();
  for (const [label, ticks, funds] of [
    ['gains with much', 640_000, 12_000],
    ['gains with little', 590_000, 3_100],
    ['loses with little', 575_000, 4_100],
    ['loses with much', 570_000, 40_000],
  ] as const) {
    here.prices(ticks / 10);
    labels.set(here.holderIn('BTCUSDT', ticks, label, -1_000, funds), label);
  }
  here.prices(58_000);
  const { state } = venue.venue;
  const found = adlQueue(state, venue.instrument('BTCUSDT'), -1);
  return found.map(({ subaccount }) => labels.get(subaccount.id)).join(', ');
};
const BY_LEVERAGED = 'gains with much, gains with little, loses with little, loses with much';
const rank = (name: string, order: string): Proof => ({
  base: { adl },
  patch: { adl: { rank: name } },
  figure: queue,
  expected: [BY_LEVERAGED, order],
});
const price = (change: Patch, at: number): Proof => ({
  base: { adl: overdue },
  patch: { adl: change },
  figure: (patch) => deleveraged(gapped(patch)),
  expected: [['1000 at 56600'], [`1000 at ${at}`]],
});

export const forcedProofs: Proofs = {
  // A quarter of it is sold; in the lowest bracket all is taken over.
  'liquidation.ladderTiers': one(
    { liquidation: { ladderTiers: 1 } },
    (patch) => breached(patch).lots(3),
    0,
    1_000,
  ),
  // (355.3125 - 250) / 0.3553 a lot.
  'liquidation.sizing: share': one(
    { liquidation: { sizing: 'share', slicePpm: 900_000 } },
    (patch) => slices(breached(patch)),
    ['1: 250'],
    ['1: 900'],
  ),
  'liquidation.laterPpm': {
    base: { liquidation: { sizing: 'share', slicePpm: 200_000 } },
    patch: { liquidation: { laterPpm: 1_000_000 } },
    figure: (patch) => {
      const here = breached(patch);
      here.pass(2, 56_850);
      return slices(here);
    },
    expected: [
      ['1: 200', '1: 160'],
      ['1: 200', '1: 800'],
    ],
  },
  'liquidation.sliceOf: all': {
    base: { liquidation: { sizing: 'share', slicePpm: 200_000, uncappedValueAtoms: 0 } },
    patch: { liquidation: { sliceOf: 'all' } },
    figure: (patch) => {
      const here = ruin(patch);
      const trader = here.holder('both', 1_000, 7_000);
      here.venue.trade({ buyer: trader, seller: here.house }, 'ETHUSDT', 20_000, 300_000);
      here.bid(5_000, 568_400);
      here.bid(20_000, 283_400, 'ETHUSDT');
      here.prices(56_850, 2_835);
      return slices(here);
    },
    expected: [['1: 200'], ['1: 200', '2: 4000']],
  },
  'liquidation.vault': one(
    { liquidation: { vault: 5 } },
    (patch) => {
      const here = ruin(patch);
      here.venue.open('vault', { funds: { USDT: 20_000 * USDT } });
      here.holder('long', 1_000, 3_400);
      here.prices(53_000);
      return [here.lots(3), here.lots(5)];
    },
    [1_000, 0],
    [0, 1_000],
  ),
  'insurance.riskGroup': one(
    { insurance: { riskGroup: 'listed' } },
    (patch) => {
      const here = ruin(patch);
      const given = { asset: 1, amountAtoms: USDT, riskGroup: 'listed' } as const;
      return here.venue.code({ kind: 'insurance.contribute', ...given }, { by: 'treasurer' });
    },
    'UNKNOWN_RISK_GROUP',
    'OK',
  ),
  // 1,000 lots lose 3,600 and the cap is 1,800: half of them.
  'insurance.takeoverCapAtoms': {
    base: { adl },
    patch: { insurance: { takeoverCapAtoms: 1_800 * USDT } },
    figure: (patch) => deleveraged(gapped(patch)),
    expected: [[], ['500 at 56600']],
  },
  // 3,600 are lost and 2,000 are there; the short has gained 7,000.
  'insurance.lossMode: socialise': one(
    { insurance: { lossMode: 'socialise' } },
    (patch) => {
      const here = gapped(patch, 2_000);
      here.bid(20_000, 530_000);
      here.pass(20, 53_000);
      return here.venue.take().some(({ kind }) => kind === 'fund.short');
    },
    true,
    false,
  ),
  // 6,000 / 64,000 x 58,000 / 18,000 = 0.302 against 0.240; in loss the lower leverage is last,
  // and where it is plain return it is the first: -0.018 x 1.5 against -0.009 x 16.
  'adl.rank: plainReturn': rank(
    'plainReturn',
    'gains with much, gains with little, loses with much, loses with little',
  ),
  // 6,000 / 12,000 x 290 / 18,000 = 0.008 against 1,000 / 3,100 x 290 / 4,100 = 0.023; of who
  // loses, with none, the younger.
  'adl.rank: walletReturn': rank(
    'walletReturn',
    'gains with little, gains with much, loses with much, loses with little',
  ),
  // 58,000 over 3,600, 4,100, 18,000 and 39,000.
  'adl.rank: exposure': rank(
    'exposure',
    'loses with little, gains with little, gains with much, loses with much',
  ),
  'adl.rank: drawn': rank(
    'drawn',
    'gains with little, loses with much, gains with much, loses with little',
  ),
  'adl.price: mark': price({ price: 'mark' }, 53_000),
  'adl.price: previousMark': price({ price: 'previousMark' }, 57_000),
  'adl.price: index': price({ price: 'index' }, 53_000),
  // It is 6.8 % away.
  'adl.price: markIfFar': price({ price: 'markIfFar', farPpm: 50_000 }, 53_000),
  'adl.farPpm': {
    base: { adl: { ...overdue, price: 'markIfFar', farPpm: 50_000 } },
    patch: { adl: { farPpm: 100_000 } },
    figure: (patch) => deleveraged(gapped(patch)),
    expected: [['1000 at 53000'], ['1000 at 56600']],
  },
  // Nothing stands for 3,600.
  adl: one({ adl }, (patch) => deleveraged(gapped(patch, 1)), [], ['1000 at 56600']),
  'adl.disposeWithinUs': {
    base: { adl },
    patch: { adl: { disposeWithinUs: 0 } },
    figure: (patch) => deleveraged(gapped(patch)),
    expected: [[], ['1000 at 56600']],
  },
  'adl.drawdownPpm': {
    base: { adl },
    patch: { adl: { drawdownPpm: 300_000, drawdownWindowUs: 28_800_000_000 } },
    figure: (patch) => drawnDown(patch, 0),
    expected: [0, 1],
  },
  // The fall is ten minutes old.
  'adl.drawdownWindowUs': {
    base: { adl: { ...adl, drawdownPpm: 300_000, drawdownWindowUs: 28_800_000_000 } },
    patch: { adl: { drawdownWindowUs: 1_000_000 } },
    figure: (patch) => drawnDown(patch, 600),
    expected: [1, 0],
  },
  'adl.fee: maker': {
    base: { adl: overdue, fees: { makerPpm: 100, takerPpm: 100 } },
    patch: { adl: { fee: 'maker' } },
    figure: (patch) => {
      const here = gapped(patch);
      return here.venue.position(6, 'BTCUSDT').feesAtoms / USDT;
    },
    // 0.01 % of 60,000 on the way in, and of the 56,606 at which the long is ruined.
    expected: [6, 11.6606],
  },
};

/** How many are deleveraged when a fund of 10,000 has paid 3,600 before, so many seconds ago. */
function drawnDown(patch: Patch, seconds: number): number {
  const here = gapped(patch);
  here.bid(20_000, 529_990);
  here.pass(60 + seconds, 53_000);
  here.holderIn('BTCUSDT', 530_000, 'late', 1_000, 3_400);
  here.venue.take();
  here.prices(48_000);
  return deleveraged(here).length;
}
