/** How whoever is ruined is liquidated at other venues, and what was taken over is sold. */
import type { Crash } from '../../core/venue/liquidation/testing/deleveraging.ts';
import { one } from './proof.ts';
import type { Proofs } from './proof.ts';
import { breached, ruin, slices, USDT } from './scenes.ts';
import type { Patch } from './scenes.ts';

const LIQUIDATION = 3;
/** The first that is opened after the house. */
const FIRST = 5;
const whole = { liquidation: { sizing: 'share', slicePpm: 1_000_000, maxSlices: 1 } };
const limits = ({ venue }: Crash): unknown[] =>
  venue.take('liquidation.sliced').map(({ limitTicks }) => limitTicks);

/** A ladder from forty bitcoin, in the second of the tiers, and from seventy, in the third. */
const rungs = (patch: Patch): unknown[] =>
  [40_000, 70_000].map((lots) => {
    const here = ruin(patch);
    const trader = here.venue.open('trader', { funds: { USDT: 101_000 * USDT } });
    const set = { kind: 'position.leverage', subaccount: trader, instrument: 1 } as const;
    here.venue.ok({ ...set, leverageX100: 10_000 });
    here.venue.trade({ buyer: trader, seller: here.house }, 'BTCUSDT', lots, 600_000);
    const mark = lots === 40_000 ? 57_700 : 58_600;
    here.bid(100_000, mark * 10 - 100);
    here.venue.take();
    here.prices(mark);
    return slices(here).length;
  });

/** Taken over at once at 56,600, the mark at 56,850; what has been sold a second later. */
const sold = (patch: Patch, seconds = 1): unknown[] => {
  const here = ruin({ ...patch });
  here.holder('long', 1_000, 3_400);
  here.bid(3_000, 567_000);
  here.bid(50_000, 565_000);
  here.prices(56_850);
  here.venue.take();
  here.pass(seconds, 56_850);
  return here.venue
    .take('liquidation.disposed')
    .map(({ filledLots, limitTicks }) => [filledLots, limitTicks]);
};
const taken = {
  liquidation: { maxSlices: 0, disposalStepUs: 1_000_000, disposalFullLots: 100 },
};
const share = (patch: Patch): unknown => (sold(patch)[0] as number[] | undefined)?.[0];

export const liquidationProofs: Proofs = {
  'liquidation.ladderFrom': {
    base: { liquidation: { ladderTiers: 2 } },
    patch: { liquidation: { ladderFrom: 3 } },
    figure: rungs,
    expected: [
      [1, 1],
      [0, 1],
    ],
  },
  'liquidation.cancels: contract': one(
    { liquidation: { cancels: 'contract' } },
    (patch) => {
      const here = ruin(patch);
      const trader = here.holder('long', 1_000, 3_800);
      here.venue.place(trader, 'ETHUSDT', 'buy', 1, { priceTicks: 290_000 });
      here.bid(5_000, 564_400);
      here.prices(56_450);
      return here.venue.instrument('ETHUSDT').book.bestTicks(1) > 0;
    },
    false,
    true,
  ),
  // (355.3125 - 250) / 0.3553 a lot is 297, and a half of it.
  'liquidation.growth': {
    base: { liquidation: { slicePpm: 1_000_000 } },
    patch: { liquidation: { growth: { firstPpm: 500_000, fullUs: 8_000_000 } } },
    figure: (patch) => slices(breached(patch)),
    expected: [['1: 297'], ['1: 149']],
  },
  // 1.5 x 284.25 x (1 - 250 / 284.25) below 56,850.
  'liquidation.fillable': one(
    { liquidation: { fillable: { spreadPpm: 1_500_000, ratingPpm: 1_000_000 } } },
    (patch) => limits(breached(patch)),
    [566_000],
    [567_987],
  ),
  // 0.4 % of 11,368; a fifth of 250 less 2.
  'liquidation.feeBound: fill': {
    base: {
      liquidation: { sizing: 'share', slicePpm: 200_000, feePpm: 4_900, slipPpm: 0 },
    },
    patch: { liquidation: { feeBound: 'fill' } },
    figure: (patch) => {
      const [event] = breached(patch).venue.take('liquidation.sliced');
      return Number(event?.['feeAtoms']) / USDT;
    },
    expected: [55.7032, 48],
  },
  'liquidation.assignees': one(
    { liquidation: { assignees: [{ subaccount: FIRST, lots: 600 }] } },
    (patch) => {
      const here = ruin(patch);
      here.venue.open('maker', { funds: { USDT: 20_000 * USDT } });
      here.holder('long', 1_000, 3_400);
      here.prices(53_000);
      return [here.lots(FIRST), here.lots(LIQUIDATION)];
    },
    [0, 1_000],
    [600, 400],
  ),
  'liquidation.afterSlices: atOnce': {
    base: whole,
    patch: { liquidation: { afterSlices: 'atOnce' } },
    figure: (patch) => {
      const here = ruin(patch);
      here.holder('long', 1_000, 3_400);
      here.venue.take();
      here.prices(56_850);
      const events = here.venue.take().filter(({ kind }) => kind.startsWith('liquidation.'));
      return new Set(events.map(({ sequence }) => sequence)).size;
    },
    // In two steps, or in one.
    expected: [2, 1],
  },
  'liquidation.maxSlices: 0': one(
    { liquidation: { maxSlices: 0 } },
    (patch) => breached(patch).lots(LIQUIDATION),
    0,
    1_000,
  ),
  // Half of it anywhere in the band, or all for 56,600: at once.
  'liquidation.disposalLimit: takeover': {
    base: taken,
    patch: { liquidation: { disposalLimit: 'takeover' } },
    figure: (patch) => {
      const here = ruin(patch);
      here.holder('long', 1_000, 3_400);
      here.bid(300, 567_000);
      here.bid(50_000, 565_000);
      here.prices(56_850);
      here.pass(10, 56_850);
      return here.lots(LIQUIDATION);
    },
    expected: [0, 700],
  },
  // Bids at 56,700 are beyond a thousandth of 56,850.
  'liquidation.disposalRangePpm': {
    base: taken,
    patch: { liquidation: { disposalRangePpm: 1_000 } },
    figure: (patch) => sold(patch).length > 0,
    expected: [true, false],
  },
  'liquidation.disposalStepUs': {
    base: { liquidation: { maxSlices: 0, disposalFullLots: 100 } },
    patch: { liquidation: { disposalStepUs: 1_000_000 } },
    figure: (patch) => sold(patch, 2).length > 0,
    expected: [false, true],
  },
  'liquidation.disposalFractionPpm': {
    base: taken,
    patch: { liquidation: { disposalFractionPpm: 250_000 } },
    figure: share,
    expected: [500, 250],
  },
  'liquidation.disposalFullLots': {
    base: taken,
    patch: { liquidation: { disposalFullLots: 1_000 } },
    figure: share,
    expected: [500, 1_000],
  },
  // A thousandth of 53,000.
  'liquidation.disposalBookSharePpm': {
    base: taken,
    patch: { liquidation: { disposalBookSharePpm: 1_000 } },
    figure: share,
    expected: [500, 53],
  },
  // 297 lots are more than a fifth.
  'liquidation.sizing: multiple': {
    base: { liquidation: { slicePpm: 200_000 } },
    patch: { liquidation: { sizing: 'multiple' } },
    figure: (patch) => slices(breached(patch)),
    expected: [['1: 200'], ['1: 400']],
  },
};
