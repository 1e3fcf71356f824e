/** How listings pay funding: how often, of what, within what, and who bears a shortage. */
import { walletAtoms } from '../../core/venue/accounts/ledger.ts';
import { hourly, paid, pass, trader, USDT } from '../../core/venue/funding/testing/hourly.ts';
import type { TestVenue } from '../../core/venue/testing/test-venue.ts';
import { one } from './proof.ts';
import type { Proof, Proofs } from './proof.ts';
import { funding, maintenanceOf } from './scenes.ts';
import type { Patch } from './scenes.ts';

/** Premium and interest together, so that what is made of them shows. */
const plain = { damping: 'none', damperE8: 0, interestE8: 0 };
const rate = (patch: Patch): number => funding(patch).rateE8;
const shaped = (change: Patch, byDefault: number, changed: number): Proof => ({
  base: { funding: plain },
  patch: { funding: change },
  figure: rate,
  expected: [byDefault, changed],
});

/** A listing that pays 0.01 % an hour, changed by a patch. */
function paying({ funding: change, margin }: Patch): TestVenue {
  const more = margin === undefined ? {} : { margin: margin as never };
  return hourly(change as Parameters<typeof hourly>[0], more);
}

/** A long and a short of a bitcoin in it. */
function facing(patch: Patch, mode: 'cross' | 'isolated' = 'cross') {
  const venue = paying(patch);
  const long = venue.open('long', { mode, funds: { USDT: 10_000 * USDT } });
  const short = trader(venue, 'short');
  venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
  venue.take();
  return { venue, long, short };
}

/** Two bitcoin long and one short of traders; what fees and traders have of an hour. */
function skewed(patch: Patch): number[] {
  const venue = paying({ funding: { interestE8: 0, damperE8: 0, ...(patch['funding'] as Patch) } });
  const house = venue.open('house', { kind: 'house' });
  const [long, short] = [trader(venue, 'long', 20_000), trader(venue, 'short')];
  venue.trade({ buyer: long, seller: house }, 'BTCUSDT', 2_000, 600_000);
  venue.trade({ buyer: house, seller: short }, 'BTCUSDT', 1_000, 600_000);
  pass(venue, 60);
  return [1, long, short].map((who) => walletAtoms(venue.balance(who, 'USDT')) / USDT);
}
const imbalance = { increaseE8: 0, decreaseE8: 0, stablePpm: 0, belowPpm: 0, leastE8: 0 };
const borrow = (payer: string): Proof => ({
  base: {},
  patch: { funding: { borrow: { rateE8: 80_000, fullAtoms: 240_000 * USDT, payer } } },
  figure: skewed,
  expected: [[0, 20_000, 10_000], payer === 'all' ? [7.5, 19_994, 9_998.5] : [6, 19_994, 10_000]],
});

/** A long that has two dollars where it pays 57: what it pays, and what its short gets. */
function shortOfIt(patch: Patch): number[] {
  const venue = paying({ funding: { interestE8: 800_000, ...(patch['funding'] as Patch) } });
  const long = trader(venue, 'long', 3_002);
  const other = trader(venue, 'short');
  venue.contribute('USDT', 10_000 * USDT);
  venue.trade({ buyer: long, seller: other }, 'BTCUSDT', 1_000, 600_000);
  pass(venue, 59);
  pass(venue, 1, 57_000);
  return paid(venue).map(([, usdt]) => usdt);
}

/** What a long pays of an hour that is 60 above an index of 60,000, and then at one of 40,000. */
function averaged(patch: Patch): number | undefined {
  const venue = paying({ funding: { ...plain, rateHours: 1, ...(patch['funding'] as Patch) } });
  const house = venue.open('house', { kind: 'house' });
  const [buyer, seller] = [trader(venue, 'long', 50_000), trader(venue, 'short', 50_000)];
  venue.trade({ buyer, seller }, 'BTCUSDT', 1_000, 600_000);
  const priced = { priceTicks: 600_600, by: 'house' } as const;
  const { reference: order } = venue.place(house, 'BTCUSDT', 'buy', 1_000, priced);
  // The step that pays an hour has the first sample of the next one.
  pass(venue, 60 + 29);
  const named = { subaccount: house, instrument: 1, order };
  venue.ok({ kind: 'order.cancel', ...named }, { by: 'house' });
  venue.take();
  pass(venue, 31, 40_000);
  return paid(venue)[0]?.[1];
}
const ofPrices = { averageOf: 'prices' };

const when: Proofs = {
  // Four in twenty seconds, and the one that an hour’s first minute had.
  'funding.sampleS': one(
    { funding: { sampleS: 5 } },
    (patch) => {
      const { venue } = facing(patch);
      for (let n = 0; n < 4; n += 1) venue.prices({ BTC: 60_000 }, 5_000_000);
      return venue.instrument('BTCUSDT').funding.observedMinutes;
    },
    1,
    5,
  ),
  // Ten seconds at 0.08 % for eight hours, of 60,000.
  'funding.everyS': one(
    { funding: { everyS: 10 } },
    (patch) => {
      const { venue } = facing(patch);
      venue.prices({ BTC: 60_000 }, 10_000_000);
      return paid(venue).map(([, usdt]) => usdt);
    },
    [],
    [0.016667, -0.016666],
  ),
  // What the wallet has after an hour, and after a fill.
  'funding.paidWhen: touched': one(
    { funding: { paidWhen: 'touched' } },
    (patch) => {
      const { venue, long, short } = facing(patch);
      const wallet = (): number => walletAtoms(venue.balance(long, 'USDT')) / USDT;
      pass(venue, 60);
      const due = wallet();
      venue.trade({ buyer: short, seller: long }, 'BTCUSDT', 1, 600_000);
      return [due, wallet()];
    },
    [9_994, 9_994],
    [10_000, 9_994],
  ),
  'funding.interval: amendable': one(
    { funding: { interval: 'amendable' } },
    (patch) => {
      const { venue } = facing(patch);
      const { funding: own } = venue.instrument('BTCUSDT').spec;
      const given = { version: 2, funding: { ...own, intervalHours: 2 } };
      const command = { kind: 'instrument.amend', instrument: 1, ...given } as const;
      const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
      return venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    },
    'NOT_AMENDABLE',
    'OK',
  ),
};

const bound: Proofs = {
  // An eighth of a premium of 0.02 %, most of the hour, and of an interest of -0.04 % beside it.
  'funding.interestE8': shaped({ interestE8: -40_000 }, 2_458, -2_542),
  // Four per cent an hour are 32 for eight; what is asked is 64.
  'funding.capE8': {
    base: { funding: { ...plain, interestE8: 64_000_000 } },
    patch: { funding: { capE8: 32_000_000 } },
    figure: rate,
    expected: [1_250_000, 4_000_000],
  },
  // The mark is the book's middle, 60,013, a tick and a half above what the bid is.
  'funding.premiumOf: mark': {
    base: { funding: plain },
    patch: { funding: { premiumOf: 'mark' } },
    figure: (patch) => funding(patch, { book: [600_000, 600_240], lastTicks: 600_180 }).rateE8 > 0,
    expected: [false, true],
  },
  // Half of the hour's premiums are 0.1 %, of 40,000; 30 over 50,000 are 0.06 %.
  'funding.averageOf: prices': one({ funding: ofPrices }, averaged, 20, 24),
  'funding.payOn: averageIndex': {
    base: { funding: ofPrices },
    patch: { funding: { payOn: 'averageIndex' } },
    figure: averaged,
    expected: [24, 30],
  },
  'funding.scalePpm': shaped({ scalePpm: 2_000_000 }, 2_458, 4_917),
  'funding.bounds': shaped({ bounds: { leastE8: -8_000, mostE8: 8_000 } }, 2_458, 1_000),
  // 0.75 x (1 % - 0.5 %), and 0.75 x 0.5 %, for eight hours; and 0.5 % x 20 %.
  'funding.capOf.what: spread': {
    base: { funding: { ...plain, interestE8: 800_000 } },
    patch: { funding: { capOf: { what: 'spread', sharePpm: 750_000 } } },
    figure: rate,
    expected: [102_458, 46_875],
  },
  'funding.capOf.what: maintenance': {
    base: { funding: { ...plain, interestE8: 800_000 } },
    patch: { funding: { capOf: { what: 'maintenance', sharePpm: 600_000 } } },
    figure: rate,
    expected: [102_458, 37_500],
  },
  'funding.changePpm': {
    base: { funding: { ...plain, interestE8: 800_000 } },
    patch: { funding: { changePpm: 200_000 } },
    figure: rate,
    expected: [102_458, 12_500],
  },
};

const owed: Proofs = {
  // From 60,000 on, an hour that ends at 59,000.
  'funding.payOn: startIndex': one(
    { funding: { payOn: 'startIndex' } },
    (patch) => {
      const { venue } = facing(patch);
      pass(venue, 119);
      venue.take();
      pass(venue, 1, 59_000);
      return paid(venue)[0]?.[1];
    },
    5.9,
    6,
  ),
  // 0.5 % of 60,000 and a fee of nothing, with 0.01 % of it.
  'margin.pendingFundingPpm': one(
    {
      margin: {
        defaultLeverageX100: 2_000,
        tiers: [{ floorAtoms: 0, maintenancePpm: 5_000, initialPpm: 10_000 }],
        pendingFundingPpm: 1_000_000,
      },
    },
    (patch) => {
      const { venue, long } = facing(patch);
      venue.prices({ BTC: 60_000 });
      return maintenanceOf(venue, long);
    },
    300,
    306,
  ),
  'funding.shortage: shared': one(
    { funding: { shortage: 'shared' } },
    shortOfIt,
    [57, -57],
    [2, -2],
  ),
  'funding.isolatedFrom: wallet': one(
    { funding: { isolatedFrom: 'wallet' } },
    (patch) => {
      const { venue, long } = facing(patch, 'isolated');
      pass(venue, 60);
      return venue.position(long, 'BTCUSDT').allocatedAtoms / USDT;
    },
    2_994,
    3_000,
  ),
  // A third too much long: 0.08 % x 59 / 60 / 3 for eight hours.
  'funding.imbalance': {
    base: { funding: { damping: 'none' } },
    patch: { funding: { imbalance: { ...imbalance, factorE8: 80_000 } } },
    figure: skewed,
    expected: [
      [0, 20_000, 10_000],
      [0, 19_996.0664, 10_001.9668],
    ],
  },
  'funding.borrow.payer: all': borrow('all'),
  'funding.borrow.payer: larger': borrow('larger'),
};

export const fundingProofs: Proofs = { ...when, ...bound, ...owed };
