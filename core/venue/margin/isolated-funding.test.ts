/**
 * An isolated position pays funding from its own margin, and what it then lacks is the fund's.
 *
 * 1,000 lots of BTCUSDT bought at 60,000 and 100 times: 600 + 29.7 are with it. The rate is 0.375 %
 * of 59,700, the mark, for 479 of 480 minutes: 223.40859.
 */
import { beforeEach, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { START_US, plainPrices, TestVenue } from '../testing/test-venue.ts';
import { bucketWalletAtoms } from './buckets.ts';

const USDT = 1_000_000;
const MINUTE_US = 60_000_000;
const EIGHT_HOURS_US = 28_800_000_000;

const resources = {
  ...instruments,
  // One observation a minute is enough.
  indices: indices.replay.map((index) => ({ ...index, dataStaleMs: 70_000, priceStaleMs: 70_000 })),
};

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources, (spec) => {
    const { bands, funding } = plainPrices(spec);
    const rates = { interestE8: 375_000, damperE8: 375_000, capE8: 375_000 };
    return { ...spec, bands, funding: { ...funding, ...rates } };
  });
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { mode: 'isolated', funds: { USDT: 1_000 * USDT } });
  const leverage = { kind: 'position.leverage', subaccount: trader, instrument: 1 } as const;
  venue.ok({ ...leverage, leverageX100: 10_000 });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
  venue.contribute('USDT', 1_000 * USDT);
  for (let minute = 1; minute < 479; minute++) venue.prices({ BTC: 59_700 }, MINUTE_US);
  expect(venue.position(trader, 'BTCUSDT').allocatedAtoms).toBe(629.7 * USDT);
});

const beside = (): number =>
  bucketWalletAtoms(venue.venue.state, venue.balance(trader, 'USDT').bucket);
const fund = (): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(2, 'USDT');
  return mirroredAtoms + unsettledAtoms;
};

/** Funding is paid while the index is held, so that nobody is liquidated by it. */
function payWhileHeld(): void {
  const hold = { kind: 'price.status', index: 1, to: 'HOLD' } as const;
  const proposal = venue.ok({ kind: 'proposal.open', command: hold }, { by: 'risk' });
  venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
  venue.take();
  venue.tick(START_US - 30_000_000 + EIGHT_HOURS_US - venue.timeUs);
}

test('FUND-06 the position pays, not the money beside it', () => {
  const before = beside();
  payWhileHeld();
  const paid = venue.take('funding.paid').filter((one) => one['subaccount'] === trader);
  expect(paid).toHaveLength(1);
  const amount = Number(paid[0]?.['amountAtoms']);
  expect(venue.position(trader, 'BTCUSDT').allocatedAtoms).toBe(629.7 * USDT - amount);
  expect(venue.position(trader, 'BTCUSDT').fundingAtoms).toBe(-amount);
  expect(beside()).toBe(before);
  // 0.375 % x 479 / 480 = 0.37421875 %, half up in 1e-8: 374,219 of 59,700.
  expect(amount).toBe(223_408_743);
});

test('INS-04 closed below nothing after it, the fund makes the bucket whole', () => {
  // With an empty book the offer rests, at a price that still paid when it was placed.
  const offer = venue.place(trader, 'BTCUSDT', 'sell', 1_000, { priceTicks: 594_100 });
  expect(offer.code).toBe('OK');
  payWhileHeld();
  const [before, held] = [beside(), fund()];
  venue.place(house, 'BTCUSDT', 'buy', 1_000, { priceTicks: 594_100, by: 'house' });
  // 629.7 - 223.408743 - 590 and a rebate of 0.005 % of 59,410 = 2.9705.
  expect(fund() - held).toBe(-180_738_243);
  expect(beside()).toBe(before);
  expect(venue.position(trader, 'BTCUSDT')).toMatchObject({ lots: 0, allocatedAtoms: 0 });
});
