/**
 * A bucket that holds what has ended and waits for its settlement. The half hour before the expiry
 * was seen for 18 minutes, which is too few: it waits for half an hour more, on a sound index.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { HOUR_US, MINUTE_US, SECOND_US } from '../numbers.ts';
import { LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { SubaccountMode } from '../state.ts';
import { DATED, listDated } from '../testing/dated.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';

const short = { resumeGreenS: 1, resumePostOnlyS: 1 };
const { collateral: terms, portfolio } = collateral;
const resources = {
  ...instruments,
  indices: indices.replay.map((index) => ({ ...index, ...short })),
  collateral: terms,
  portfolio,
};
const USDT = 1_000_000;
const EXPIRES_US = START_US - 30 * SECOND_US + HOUR_US;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources, (spec) => {
    return { ...plainPrices(spec), fees: { makerPpm: 0, takerPpm: 0 } };
  });
  listDated(venue, EXPIRES_US);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  venue.contribute('USDT', 100_000 * USDT);
});

/** Two dated bitcoin, and so many perpetual ones; then the expiry, and the wait. */
function holder(mode: SubaccountMode, funds: number, perpetuals: number): number {
  const id = venue.open('holder', { mode, funds: { USDT: funds * USDT } });
  venue.trade({ buyer: id, seller: house }, DATED, 2_000, 600_000);
  if (perpetuals > 0) venue.trade({ buyer: id, seller: house }, 'BTCUSDT', perpetuals, 600_000);
  venue.tick(EXPIRES_US - 18 * MINUTE_US - venue.timeUs);
  while (venue.timeUs < EXPIRES_US + MINUTE_US)
    venue.prices({ BTC: 60_000, ETH: 3_000 }, 4 * SECOND_US);
  expect(venue.instrument(DATED).state).toBe('expired');
  venue.take();
  return id;
}

const bid = (lots: number, priceTicks: number): void =>
  void venue.place(house, 'BTCUSDT', 'buy', lots, { priceTicks, by: 'house' });

describe('LIQ-09 what waits for its settlement shields nothing beside it', () => {
  test.each([
    // 10,000 - 8,750, less what the minute that runs takes of the dated ones: of 0.5 % of 170,000.
    ['cross', 10_000, 51_250],
    // 28,000 - 8,000 = 20,000 of 0.8 x 15 % of 172,000.
    ['portfolio', 28_000, 52_000],
  ] as const)('%s: slices close what trades', (mode, funds, price) => {
    const trader = holder(mode, funds, 1_000);
    bid(1_000, price * 10);
    venue.prices({ BTC: price, ETH: 3_000 });
    const slices = venue.take('liquidation.sliced');
    expect(slices.map(({ instrument }) => instrument)).toEqual([1]);
    expect(venue.position(trader, 'BTCUSDT').lots).toBeLessThan(1_000);
    expect(venue.position(trader, DATED).lots).toBe(2_000);
  });

  test('a takeover takes it along, and it settles with who has it then', () => {
    const trader = holder('cross', 10_000, 1_000);
    venue.prices({ BTC: 50_100, ETH: 3_000 });
    expect(venue.take('liquidation.takeover').map(({ instrument }) => instrument)).toEqual([1, 5]);
    expect(venue.position(LIQUIDATION_SUBACCOUNT, DATED).lots).toBe(2_000);
    expect(venue.balance(trader, 'USDT').unsettledAtoms).toBe(-10_000 * USDT);
    while (venue.instrument(DATED).state === 'expired') {
      venue.prices({ BTC: 50_100, ETH: 3_000 }, 4 * SECOND_US);
    }
    expect(venue.position(LIQUIDATION_SUBACCOUNT, DATED).lots).toBe(0);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('alone it waits: its price is what it settles at, and nobody can trade it', () => {
    const trader = holder('cross', 6_100, 0);
    for (let n = 0; n < 60; n++) venue.prices({ BTC: 30_000, ETH: 3_000 }, 4 * SECOND_US);
    // Some minutes of 30,000 among 18 of 60,000: far more than 6,100 of 120,000 is lost.
    expect(venue.instrument(DATED).state).toBe('expired');
    expect(venue.position(trader, DATED).lots).toBe(2_000);
    expect(venue.take('liquidation.started')).toEqual([]);
    expect(venue.balance(trader, 'USDT').bucket.belowSinceUs).toBeGreaterThan(0);
  });

  test('not while its index is not trusted: what it is worth is not known', () => {
    const trader = venue.open('both', { funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, DATED, 100, 600_000);
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 10_000, 300_000);
    venue.tick(EXPIRES_US - 18 * MINUTE_US - venue.timeUs);
    while (venue.timeUs < EXPIRES_US) venue.prices({ BTC: 60_000, ETH: 3_000 }, 4 * SECOND_US);
    const hold = { kind: 'price.status', index: 1, to: 'HOLD' } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: hold }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.prices({ BTC: 60_000, ETH: 1_900 });
    expect(venue.position(trader, 'ETHUSDT').lots).toBe(10_000);
    expect(venue.balance(trader, 'USDT').bucket.belowSinceUs).toBeGreaterThan(0);
  });
});
