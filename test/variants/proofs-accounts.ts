/** Orders, auctions, subaccounts, accounts, collateral and underlyings. */
import collateralFile from '../../resources/collateral.json' with { type: 'json' };
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import waysFile from '../../resources/ways.json' with { type: 'json' };
import { laidOver } from '../../core/host/catalogue.ts';
import { readWays, withWays } from '../../core/host/ways.ts';
import type { Command } from '../../core/venue/commands.ts';
import { bucketFigures, freeAtoms } from '../../core/venue/margin/buckets.ts';
import { TestVenue } from '../../core/venue/testing/test-venue.ts';
import { one } from './proof.ts';
import type { Proof, Proofs } from './proof.ts';
import { bought, listed, maintenanceOf, USDT } from './scenes.ts';
import type { Patch } from './scenes.ts';

const auction = { callS: 10, extensionS: 5, extendPpm: 20_000, postOnlyS: 10, feePpm: 200 };
const stateAfter = (patch: Patch, act: (venue: TestVenue) => void): string => {
  const venue = listed(patch);
  act(venue);
  return venue.instrument('BTCUSDT').state;
};
const together = (venue: TestVenue, command: Command): void => {
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
  venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
};
const selfTrade = (mode: string, left: readonly number[]): Proof => ({
  patch: { selfTrade: mode },
  figure: (patch) => {
    const venue = listed({});
    const [maker, taker] = ['maker', 'taker'].map((label) =>
      venue.open(label, { owner: 77, funds: { USDT: 100_000 * USDT } }),
    ) as [number, number];
    const { book } = venue.instrument('BTCUSDT');
    const orders = [
      venue.place(maker, 'BTCUSDT', 'sell', 4, { priceTicks: 600_000 }).reference,
      venue.place(taker, 'BTCUSDT', 'buy', 6, { priceTicks: 600_000, ...patch }).reference,
    ];
    return orders.map((order) => {
      const slot = book.slotOf(order);
      return slot === -1 ? 0 : book.remainingLotsOf(slot);
    });
  },
  expected: [[4, 0], left],
});

export const orderProofs: Proofs = {
  auction: one(
    { auction },
    (patch) =>
      stateAfter(patch, (venue) => {
        venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
        together(venue, { kind: 'instrument.resume', instrument: 1 });
      }),
    'open',
    'postOnly',
  ),
  monitoring: {
    base: { auction },
    patch: { monitoring: [{ movePpm: 100_000, withinS: 60 }] },
    figure: (patch) => stateAfter(patch, (venue) => venue.prices({ BTC: 67_000 })),
    expected: ['open', 'auction'],
  },
  'startsIn: preOpen': {
    base: { auction },
    patch: { startsIn: 'preOpen' },
    figure: (patch) => stateAfter(patch, () => {}),
    expected: ['open', 'preOpen'],
  },
  'selfTrade: cancelOldest': selfTrade('cancelOldest', [0, 6]),
  'selfTrade: cancelBoth': selfTrade('cancelBoth', [0, 0]),
  'selfTrade: decrementAndCancel': selfTrade('decrementAndCancel', [0, 2]),
};

const pooled = {
  ...instruments,
  indices: indices.replay,
  collateral: collateralFile.collateral,
  portfolio: collateralFile.portfolio,
};
/** A subaccount of a mode with a bitcoin of collateral, its asset's terms changed by a patch. */
function pool(mode: 'multiAsset' | 'portfolio' | 'cross', change: Patch): [TestVenue, number] {
  const collateral = pooled.collateral.map((terms) =>
    terms.asset === 'XBT' ? (laidOver(terms, change) as typeof terms) : terms,
  );
  const venue = TestVenue.found({ ...pooled, collateral });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const trader = venue.open('trader', { mode, funds: { XBT: 100_000_000, USDT: 100_000 * USDT } });
  return [venue, trader];
}
const figures = ([venue, who]: [TestVenue, number]) =>
  bucketFigures(venue.venue.state, venue.balance(who, 'USDT').bucket);
const equity = (patch: Patch): number => figures(pool('multiAsset', patch)).equityAtoms / USDT;

/** A bitcoin long from 60,000 in a mode: what it is asked for. */
const inMode = ({ mode }: Patch): unknown => {
  const [venue, trader] = pool((mode as 'multiAsset' | undefined) ?? 'cross', {});
  const house = venue.open('house', { kind: 'house' });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
  const { equityAtoms, maintenanceAtoms } = figures([venue, trader]);
  return [equityAtoms / USDT, maintenanceAtoms / USDT];
};

export const accountProofs: Proofs = {
  'mode: isolated': one(
    { mode: 'isolated' },
    ({ mode }) => {
      const venue = listed({});
      const house = venue.open('house', { kind: 'house' });
      const trader = venue.open('trader', {
        mode: mode === 'isolated' ? mode : 'cross',
        funds: { USDT: 10_000 * USDT },
      });
      venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
      return venue.position(trader, 'BTCUSDT').allocatedAtoms / USDT;
    },
    0,
    3_028.5,
  ),
  // The other contract of the subaccount stays in cross.
  'position.isolate': one(
    { isolated: true },
    ({ isolated }) => {
      const venue = TestVenue.found({ ...instruments, indices: indices.replay });
      venue.prices({ BTC: 60_000, ETH: 3_000 });
      const house = venue.open('house', { kind: 'house' });
      const trader = venue.open('trader', { funds: { USDT: 20_000 * USDT } });
      const command = { kind: 'position.isolate', subaccount: trader, instrument: 1 } as const;
      if (isolated === true) venue.ok({ ...command, isolated });
      venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
      venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 1_000, 300_000);
      return ['BTCUSDT', 'ETHUSDT'].map(
        (symbol) => venue.position(trader, symbol).allocatedAtoms / USDT,
      );
    },
    [0, 0],
    [3_028.5, 0],
  ),
  // A bitcoin beside the dollars counts, less 3 %.
  'mode: multiAsset': one({ mode: 'multiAsset' }, inMode, [99_970, 330], [158_170, 330]),
  // 0.8 x 15 % of 60,000, and the fee of 30.
  'mode: portfolio': one({ mode: 'portfolio' }, inMode, [99_970, 330], [158_170, 7_230]),
  tiers: one(
    { tiers: [{ floorAtoms: 0, maintenancePpm: 100_000, initialPpm: 100_000 }] },
    equity,
    158_200,
    154_000,
  ),
  // While its price is held 5 % more of the initial haircut, or 20 %.
  stalePpm: one(
    { stalePpm: 200_000 },
    (patch) => {
      const [venue, trader] = pool('multiAsset', patch);
      together(venue, { kind: 'price.status', index: 1, to: 'HOLD' });
      return freeAtoms(venue.venue.state, venue.of(trader), 1) / USDT;
    },
    154_000,
    145_000,
  ),
  // What is owed of bitcoin, as a part of what it is worth.
  debtWeightPpm: one(
    { debtWeightPpm: 1_500_000 },
    (patch) => {
      const [venue, trader] = pool('multiAsset', patch);
      const house = venue.open('house', { kind: 'house' });
      venue.ok(venue.movement('collateral.release', trader, 'XBT', 99_000_000), {
        by: 'custodian',
      });
      venue.trade({ buyer: trader, seller: house }, 'BTCUSD', 3_000, 603_000);
      venue.trade({ buyer: house, seller: trader }, 'BTCUSD', 3_000, 597_000);
      const { mirroredAtoms, unsettledAtoms } = venue.balance(trader, 'XBT');
      const owed = (-(mirroredAtoms + unsettledAtoms) / 100_000_000) * 60_000;
      const lowered = 100_000 - figures([venue, trader]).equityAtoms / USDT;
      return Math.round((1_000 * lowered) / owed) / 1_000;
    },
    1,
    1.5,
  ),
  rangePpm: one(
    { rangePpm: 300_000 },
    (patch) => {
      const portfolio = pooled.portfolio.map((terms) =>
        terms.index === 'BTC' ? (laidOver(terms, patch) as typeof terms) : terms,
      );
      const venue = TestVenue.found({ ...pooled, portfolio });
      venue.prices({ BTC: 60_000, ETH: 3_000 });
      const house = venue.open('house', { kind: 'house' });
      const funds = { USDT: 100_000 * USDT };
      const trader = venue.open('trader', { mode: 'portfolio', funds });
      venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
      return figures([venue, trader]).maintenanceAtoms / USDT;
    },
    7_230,
    14_430,
  ),
  // Health of 181 % is below a level of 200.
  callPercents: one(
    { callPercents: [200, 125, 110] },
    ({ callPercents }) => {
      const venue = listed({});
      const subaccount = bought(venue, 1_000, 3_630);
      if (callPercents !== undefined) {
        const levels = { callPercents: callPercents as number[] };
        venue.ok({ kind: 'subaccount.limits', subaccount, ...levels }, { by: 'risk' });
      }
      venue.take();
      venue.prices({ BTC: 57_000 });
      return venue.take('call.raised').length;
    },
    0,
    1,
  ),
  'account.profile': one(
    { profile: 1 },
    ({ profile }) => {
      const venue = listed({});
      const tiers = [{ floorAtoms: 0, maintenancePpm: 10_000, initialPpm: 20_000 }];
      const contracts = [{ instrument: 1, margin: { tiers } }];
      venue.ok({ kind: 'profile.define', label: 'elsewhere', contracts }, { by: 'admin' });
      const house = venue.open('house', { kind: 'house' });
      const funds = { USDT: 10_000 * USDT };
      const own = profile === undefined ? {} : { profile: Number(profile) };
      const trader = venue.open('trader', { funds, ...own });
      venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
      return maintenanceOf(venue, trader);
    },
    330,
    630,
  ),
  'instrument.profile': one(
    { profile: 'bitmex' },
    (patch) => {
      const ways = readWays(waysFile);
      const { markMethod, rounding, margin: asked } = withWays(patch, ways, 'patch');
      return [markMethod, rounding, (asked as Patch | undefined)?.['mmBasis']];
    },
    [undefined, undefined, undefined],
    ['fairPrice', 'perContract', 'entry'],
  ),
};
