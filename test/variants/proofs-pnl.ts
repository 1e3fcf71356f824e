/** How listings realise, charge and end, and rates by the size of a position. */
import { withdrawableAtoms } from '../../core/venue/margin/withdrawable.ts';
import { START_US } from '../../core/venue/testing/test-venue.ts';
import { one } from './proof.ts';
import type { Proofs } from './proof.ts';
import { bought, listed, maintenanceOf, USDT } from './scenes.ts';
import type { Patch } from './scenes.ts';

const MINUTE_US = 60_000_000;
/** A bitcoin from 60,000 of who has 20,000, and the mark of 62,000 for twelve minutes. */
function gained(patch: Patch): readonly [cost: number, leaves: number] {
  const venue = listed({ fees: { makerPpm: 0, takerPpm: 0 }, ...patch });
  const trader = bought(venue, 1_000, 20_000);
  const house = 4;
  for (let n = 0; n < 180; n += 1) venue.prices({ BTC: 62_000 }, MINUTE_US / 15);
  const { costAtoms } = venue.position(trader, 'BTCUSDT');
  venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 620_000);
  const { state } = venue.venue;
  return [costAtoms / USDT, withdrawableAtoms(state, venue.of(trader), 1) / USDT];
}

/** What the maker and the taker pay for a lot at 60,000.1, in atoms: 0.025 % back, and 0.05 %. */
function charged(patch: Patch): readonly number[] {
  const venue = listed(patch);
  const [maker, taker] = ['maker', 'taker'].map((label) =>
    venue.open(label, { funds: { USDT: 10_000 * USDT } }),
  ) as [number, number];
  venue.trade({ buyer: taker, seller: maker }, 'BTCUSDT', 1, 600_001);
  return [maker, taker].map((who) => venue.position(who, 'BTCUSDT').feesAtoms);
}

const TIERS = [{ floorAtoms: 0, maintenancePpm: 5_000, initialPpm: 10_000 }];
const root = { keptPpm: 0, unitLots: 1_000, maintenancePpm: 4_000, initialPpm: 8_000 };
const rooted = { margin: { tierMode: 'sizeRoot', tiers: TIERS, root } };
/** Maintenance of four bitcoin at 60,000. */
const ofFour = (patch: Patch): number => {
  const venue = listed(patch);
  return maintenanceOf(venue, bought(venue, 4_000));
};
/** Classes of which all of a position is, each asked half of what it began with: 2, 4 and 10 %. */
const CLASSES = [0, 100_000, 1_000_000].map((floor, n) => ({
  floorAtoms: floor * USDT,
  maintenancePpm: [10_000, 20_000, 50_000][n],
  initialPpm: [20_000, 40_000, 100_000][n],
}));

/** What a bitcoin is settled at whose index is 60,000, and 61,500 in the last two minutes. */
function settledAt(patch: Patch): number {
  const venue = listed(patch);
  bought(venue, 1_000);
  const ends = venue.instrument('BTCUSDT').spec.expiry?.expiresUs ?? 0;
  const until = ends - 2 * MINUTE_US - 4_000_000;
  while (venue.timeUs < until) venue.prices({ BTC: 60_000 }, 4_000_000);
  while (venue.timeUs <= ends) venue.prices({ BTC: 61_500 });
  return Number(venue.take('position.settled')[0]?.['priceTicks']) / 10;
}

/** At 00:31, half a minute of which is over when the venue begins. */
const expiry = {
  expiresUs: START_US + 30.5 * MINUTE_US,
  feePpm: 0,
  farBandPpm: 0,
  farDays: 1,
};
const dated = { funding: { interestE8: 0, damperE8: 0, capE8: 0 }, expiry };

export const pnlProofs: Proofs = {
  // What is left of 80,000, and 40 with an atom a lot to close there; else 5 % and its fee.
  capTicks: {
    base: dated,
    patch: { capTicks: 800_000 },
    figure: (patch) => {
      const venue = listed(patch);
      const house = venue.open('house', { kind: 'house' });
      const funds = { USDT: 50_000 * USDT };
      const seller = venue.open('seller', { mode: 'isolated', funds });
      venue.trade({ buyer: house, seller }, 'BTCUSDT', 1_000, 600_000);
      return venue.position(seller, 'BTCUSDT').allocatedAtoms / USDT;
    },
    expected: [3_031.5, 20_040.001],
  },
  // Two of thirty minutes.
  'expiry.windowMinutes': {
    base: dated,
    patch: { expiry: { windowMinutes: 2 } },
    figure: settledAt,
    expected: [60_100, 61_500],
  },
  // 120 of 540 observations.
  'expiry.mean: seconds': {
    base: dated,
    patch: { expiry: { mean: 'seconds' } },
    figure: settledAt,
    expected: [60_100, 60_333.3],
  },
  realisation: one(
    { realisation: { everyMinutes: 10, atMinute: 0 } },
    (patch) => gained(patch)[0],
    60_000,
    62_000,
  ),
  'realisation.leaves: whenRealised': {
    base: { realisation: { everyMinutes: 1_440, atMinute: 480 } },
    patch: { realisation: { leaves: 'whenRealised' } },
    figure: (patch) => gained(patch)[1],
    expected: [22_000, 20_000],
  },
  // 60.0001 at 0.025 % are 15,000.025 atoms.
  'fees.rounding: awayFromZero': {
    base: { fees: { makerPpm: -250 } },
    patch: { fees: { rounding: 'awayFromZero' } },
    figure: charged,
    expected: [
      [-15_000, 30_001],
      [-15_001, 30_001],
    ],
  },
  // 0.03 % and 0.02 %: 18,000.03 and 12,000.02 atoms.
  'fees.takerPartsPpm': {
    base: { fees: { makerPpm: 0 } },
    patch: { fees: { takerPartsPpm: [300, 200] } },
    figure: charged,
    expected: [
      [0, 30_001],
      [0, 30_002],
    ],
  },
  // 2 % of 240,000 in place of 0.5 %, and the fee of 120.
  'margin.tiers': one({ margin: { tierMode: 'step', tiers: CLASSES } }, ofFour, 1_320, 4_920),
  // 0.4 % x 2 of 240,000 and the fee of 120.
  'margin.tierMode: sizeRoot': one(rooted, ofFour, 1_320, 2_040),
  'margin.root': {
    base: rooted,
    patch: { margin: { root: { unitLots: 250, maintenancePpm: 3_000 } } },
    figure: ofFour,
    // 0.3 % x 4
    expected: [2_040, 3_000],
  },
};
