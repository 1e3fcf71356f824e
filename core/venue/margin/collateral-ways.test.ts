/** Other venues' ways with collateral, as terms of an asset. */
import { describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { walletAtoms } from '../accounts/ledger.ts';
import type { Command } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { bucketFigures, freeAtoms } from './buckets.ts';

const USDT = 1_000_000;
const XBT = 100_000_000;
const free = { fees: { makerPpm: 0, takerPpm: 0 } };
const flat = (maintenancePpm: number, initialPpm = maintenancePpm) => [
  { floorAtoms: 0, maintenancePpm, initialPpm },
];

/** A venue whose bitcoin counts by its tiers and what is said, ether by what is said. */
function founded(bitcoin: object, ether: object = {}): TestVenue {
  const changed: Readonly<Record<string, object>> = { XBT: bitcoin, ETH: ether };
  const terms = collateral.collateral.map((one) => ({ ...one, ...changed[one.asset] }));
  const { portfolio } = collateral;
  const all = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
  const venue = TestVenue.found(all, (spec) => ({ ...plainPrices(spec), ...free }));
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  venue.open('house', { kind: 'house' });
  return venue;
}

function opened(venue: TestVenue, funds: object = { XBT }): number {
  return venue.open('trader', { mode: 'multiAsset', funds: funds as Record<string, number> });
}
const HOUSE = 4;
const equity = (venue: TestVenue, who: number): number =>
  bucketFigures(venue.venue.state, venue.balance(who, 'USDT').bucket).equityAtoms / USDT;
const unused = (venue: TestVenue, who: number): number =>
  freeAtoms(venue.venue.state, venue.of(who), 1) / USDT;

describe('VAR-60 a matrix of haircuts', () => {
  const against = [
    { asset: 1, maintenancePpm: 20_000, initialPpm: 50_000 },
    { asset: 3, maintenancePpm: 100_000, initialPpm: 100_000 },
  ];

  test('a coin is cut for what it backs in another, and not for its own', () => {
    const venue = founded({ tiers: flat(0), against });
    const trader = opened(venue);
    expect(equity(venue, trader)).toBe(60_000);
    venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSD', 600, 600_000);
    expect(equity(venue, trader)).toBe(60_000);
    venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSDT', 100, 600_000);
    // All but the 0.005 that its own contract asks, less 2 %.
    expect(equity(venue, trader)).toBe(60_000 - 0.995 * 1_200);
  });

  test('of several the highest counts, and one that is owed alone', () => {
    const venue = founded({ tiers: flat(0), against });
    const trader = opened(venue);
    venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: trader, seller: HOUSE }, 'ETHUSD', 1, 300_000);
    expect(equity(venue, trader)).toBe(54_000);
    venue.trade({ buyer: HOUSE, seller: trader }, 'ETHUSD', 1, 300_000);
    venue.trade({ buyer: HOUSE, seller: trader }, 'BTCUSDT', 1_000, 599_000);
    // 100 are owed, and 2 % of a bitcoin is cut for them.
    expect(equity(venue, trader)).toBe(58_800 - 100);
  });

  test('an order is asked by what it would be cut for', () => {
    const venue = founded({ tiers: flat(0), against });
    const trader = opened(venue);
    expect(unused(venue, trader)).toBe(60_000);
    venue.place(trader, 'BTCUSDT', 'buy', 100, { priceTicks: 590_000 });
    // 5 % of 60,000 and a twentieth of 5,900.
    expect(unused(venue, trader)).toBe(60_000 - 3_000 - 295);
  });

  test('COLL-05 names each other asset once, and its initial haircut is no less', () => {
    const venue = founded({});
    const own = collateral.collateral[1]!;
    const set = (list: readonly object[]): string => {
      const given = { ...own, kind: 'asset.collateral', asset: 2, index: 1, against: list };
      return venue.code(given as unknown as Command, { by: 'core' });
    };
    const [first] = against;
    expect(set([{ ...first, asset: 2 }])).toBe('INVALID_SPEC');
    expect(set([{ ...first }, { ...first }])).toBe('INVALID_SPEC');
    expect(set([{ ...first, initialPpm: 19_999 }])).toBe('INVALID_SPEC');
    expect(set([{ ...first, asset: 99 }])).toBe('UNKNOWN_ASSET');
    expect(set(against)).toBe('OK');
  });
});

describe('VAR-61 what is exempt of the haircut', () => {
  test('nothing, where a rate is of all that is there', () => {
    const venue = founded({ tiers: flat(100_000), exempt: 'none' });
    const trader = opened(venue);
    venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSD', 600, 600_000);
    expect(equity(venue, trader)).toBe(54_000);
  });

  test('what hedges a net short of its underlying', () => {
    const venue = founded({ tiers: flat(0, 100_000), exempt: 'hedged' });
    const trader = opened(venue, { XBT });
    expect(unused(venue, trader)).toBe(54_000);
    venue.trade({ buyer: HOUSE, seller: trader }, 'BTCUSDT', 400, 600_000);
    // 0.4 whole and 0.6 less a tenth, and a twentieth of 24,000 is asked.
    expect(unused(venue, trader)).toBe(24_000 + 32_400 - 1_200);
    // A bid for all of the short may leave nothing hedged.
    venue.place(trader, 'BTCUSDT', 'buy', 400, { priceTicks: 590_000 });
    expect(unused(venue, trader)).toBe(54_000 - 1_200);
  });

  test('no more than is short, and none of what is long', () => {
    const venue = founded({ tiers: flat(0, 100_000), exempt: 'hedged' });
    const trader = opened(venue, { XBT });
    venue.trade({ buyer: HOUSE, seller: trader }, 'BTCUSDT', 2_000, 600_000);
    expect(unused(venue, trader)).toBe(60_000 - 6_000);
    venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSDT', 3_000, 600_000);
    expect(unused(venue, trader)).toBe(54_000 - 3_000);
  });
});

describe('VAR-62 what the venue holds, how sure a price is, and exchanges', () => {
  test('the initial weight falls with the deposits of all', () => {
    const venue = founded({ tiers: flat(0, 100_000), depositsAtoms: 2 * XBT });
    const trader = opened(venue);
    expect(unused(venue, trader)).toBe(54_000);
    venue.open('another', { funds: { XBT: 4 * XBT } });
    // Of five two count: 0.9 x 0.4.
    expect(unused(venue, trader)).toBe(21_600);
    expect(equity(venue, trader)).toBe(60_000);
  });

  test('what of its sources is missing is cut initially, below a confidence', () => {
    const venue = founded({ tiers: flat(0), confidencePpm: 600_000 });
    const trader = opened(venue);
    const { price } = venue.venue.state.indices[0]!;
    expect(unused(venue, trader)).toBe(60_000);
    // As if half of its sources had fallen out.
    Object.assign(price, { sources: [price.sources[0], price.sources[0]] });
    expect(unused(venue, trader)).toBe(30_000);
    expect(equity(venue, trader)).toBe(60_000);
  });

  /** Owes 12,000 beyond what may stand, with a bitcoin and twenty ether. */
  function indebted(bitcoin: object, ether: object = {}): [TestVenue, number] {
    const venue = founded({ tiers: flat(30_000), ...bitcoin }, { tiers: flat(40_000), ...ether });
    venue.contribute('USDT', 50_000 * USDT);
    const trader = opened(venue, { XBT, ETH: 20 * XBT });
    venue.trade({ buyer: trader, seller: HOUSE }, 'BTCUSDT', 20_000, 600_000);
    venue.trade({ buyer: HOUSE, seller: trader }, 'BTCUSDT', 20_000, 594_000);
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    return [venue, trader];
  }
  const left = (venue: TestVenue, who: number, asset: string): number =>
    walletAtoms(venue.balance(who, asset)) / XBT;

  test('an exchange takes coins at their index less a rate of its own', () => {
    const [venue, trader] = indebted({ exchangePpm: 10_000 });
    expect(walletAtoms(venue.balance(trader, 'USDT'))).toBe(0);
    // 12,000 at 59,400: a satoshi of what is left is rounded for its owner.
    expect(left(venue, trader, 'XBT')).toBe(0.7979798);
  });

  test('and by the ranks of the assets before their haircuts', () => {
    const [venue, trader] = indebted({ seizeRank: 2 }, { seizeRank: 1 });
    expect(left(venue, trader, 'XBT')).toBe(1);
    // 12,000 at 2,880.
    expect(left(venue, trader, 'ETH')).toBe(15.83333334);
  });
});
