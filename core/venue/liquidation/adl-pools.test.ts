/** Deleveraging reaches pools by what they are worth, in what the contract settles in. */
import { beforeEach, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { bucketFigures } from '../margin/buckets.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { adlQueue } from './adl-queue.ts';
import { PLAIN_ADL } from './testing/deleveraging.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const XBT = 100_000_000;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources, (spec) => {
    const { insurance: _insurance, ...plain } = plainPrices(spec);
    return { ...plain, fees: { makerPpm: 0, takerPpm: 0 }, adl: PLAIN_ADL };
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
});

test('ADL-01 the share of a pool is in the coin of the contract, less its haircut', () => {
  const [cross, pooled] = (['cross', 'multiAsset'] as const).map((mode) => {
    const id = venue.open(mode, { mode, funds: { XBT: XBT / 2 } });
    venue.trade({ buyer: house, seller: id }, 'BTCUSD', 300, 600_000);
    return id;
  });
  venue.prices({ BTC: 56_000, ETH: 3_000 });
  const queue = adlQueue(venue.venue.state, venue.instrument('BTCUSD'), -1);
  // As much money; of the pool's coins 3 % do not count, so that it has more leverage.
  expect(queue.map(({ subaccount }) => subaccount.id)).toEqual([pooled, cross]);
});

test('ADL-06 a hedge in a pool is taken apart only as far as what is left keeps its margin', () => {
  const ruined = venue.open('ruined', { funds: { USDT: 3_400 * USDT } });
  venue.trade({ buyer: ruined, seller: house }, 'BTCUSDT', 1_000, 600_000);
  const hedger = venue.open('hedger', { mode: 'portfolio', funds: { USDT: 6_000 * USDT } });
  for (let n = 0; n < 4; n++) {
    venue.trade({ buyer: house, seller: hedger }, 'BTCUSDT', 250, 600_000);
    venue.trade({ buyer: hedger, seller: house }, 'BTCUSD', 150, 600_000);
  }
  venue.prices({ BTC: 56_000, ETH: 3_000 });
  const [told] = venue.take('adl.executed');
  expect(told).toMatchObject({ subaccount: hedger, priceTicks: 566_000 });
  const { state } = venue.venue;
  const { equityAtoms, maintenanceAtoms } = bucketFigures(
    state,
    venue.balance(hedger, 'USDT').bucket,
  );
  const { lots } = venue.position(hedger, 'BTCUSDT');
  expect(lots).toBeLessThan(0);
  // 6,000 less 0.6 a lot, against 15 % of 56 a lot at 0.8: another lot would be too much.
  const spare = equityAtoms - maintenanceAtoms;
  expect(spare).toBeGreaterThanOrEqual(0);
  expect(spare).toBeLessThan(8 * USDT);
});
