/** A venue of BTCUSDT that pays 0.01 % an hour, whatever the premium. 1,000 lots are a bitcoin. */
import indices from '../../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../../commands.ts';
import { plainPrices, TestVenue } from '../../testing/test-venue.ts';

export const USDT = 1_000_000;
const HALF_MINUTE_US = 30_000_000;

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSDT'),
  indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
};

/** R of 0.08 % for eight hours, and a damper that always reaches it. */
export const HOURLY: InstrumentSpec['funding'] = {
  intervalHours: 1,
  interestE8: 80_000,
  damperE8: 10_000_000,
  capE8: 10_000_000,
  samplesFrom: 'sameInterval',
  impactNotionalE8: 10_000_000_000,
};

/** The venue with its price at 60,000, so many minutes and a half before the next hour. */
export function hourly(
  change: Partial<InstrumentSpec['funding']> = {},
  more: Partial<InstrumentSpec> = {},
): TestVenue {
  const venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    fees: { makerPpm: 0, takerPpm: 0 },
    ...more,
    funding: { ...HOURLY, ...change },
  }));
  venue.prices({ BTC: 60_000 });
  return venue;
}

export const trader = (venue: TestVenue, label: string, usdt = 10_000): number =>
  venue.open(label, { funds: { USDT: usdt * USDT } });

/** Lets so many minutes pass at a price, which is seen twice in each: the first may only pay. */
export function pass(venue: TestVenue, minutes: number, price = 60_000): void {
  for (let n = 0; n < 2 * minutes; n += 1) venue.prices({ BTC: price }, HALF_MINUTE_US);
}

/** What was paid since events were last taken, in dollars by subaccount. */
export function paid(venue: TestVenue): [subaccount: number, usdt: number][] {
  return venue
    .take('funding.paid')
    .map(({ subaccount, amountAtoms }) => [Number(subaccount), Number(amountAtoms) / USDT]);
}
