/** Funding that has yet to be paid, inside maintenance. BTCUSDT: 1,000 lots are a bitcoin. */
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { liquidationPriceFault } from '../testing/watch.ts';
import { initialMarginAtoms, positionMaintenanceAtoms } from './buckets.ts';
import { pendingFits } from './pending-funding.ts';

const USDT = 1_000_000;
const HOUR_S = 3_600;

function found(change: Partial<InstrumentSpec['margin']> = {}): TestVenue {
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSDT'),
    indices: indices.replay,
  };
  const venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    margin: { ...spec.margin, mmFunding: 'pending', ...change },
    // A rate of 0.1 % that comes of the interest alone.
    funding: {
      ...spec.funding,
      intervalHours: 1,
      rateHours: 1,
      interestE8: 100_000,
      damperE8: 1_000_000,
      capE8: 400_000,
      samplesFrom: 'previousInterval',
    },
  }));
  venue.prices({ BTC: 60_000 });
  return venue;
}

const maintenance = (venue: TestVenue, who: number): number =>
  positionMaintenanceAtoms(venue.instrument('BTCUSDT'), venue.position(who, 'BTCUSDT')) / USDT;

/** A long and a short of a bitcoin, and an hour in which the rate of the next is fixed. */
function fixed(venue: TestVenue) {
  const [long, short] = ['long', 'short'].map((label) =>
    venue.open(label, { funds: { USDT: 10_000 * USDT } }),
  ) as [number, number];
  venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
  const before = [maintenance(venue, long), maintenance(venue, short)];
  for (let n = 0; n < HOUR_S / 4; n++) venue.prices({ BTC: 60_000 }, 4_000_000);
  return { long, short, before };
}

describe('VAR-48 maintenance has the funding in it that has yet to be paid', () => {
  test('of who pays it, once its rate is fixed, and not of who is paid', () => {
    const venue = found();
    const { long, short, before } = fixed(venue);
    expect(before).toEqual([330, 330]);
    const { fixedRateE8 } = venue.instrument('BTCUSDT').funding;
    expect(fixedRateE8).toBeGreaterThan(90_000);
    const pending = Math.ceil(fixedRateE8 / 100);
    // 0.5 % and the fee, and about 0.1 %.
    expect(maintenance(venue, long)).toBe((60_000 * (5_500 + pending)) / 1_000_000);
    expect(maintenance(venue, short)).toBe(330);
    expect(liquidationPriceFault(venue.venue.state)).toBeNull();
    // Initial margin is asked as ever.
    const plain = found({ mmFunding: 'none' });
    const other = fixed(plain);
    expect(maintenance(plain, other.long)).toBe(330);
    const initial = (where: TestVenue, who: number) =>
      initialMarginAtoms(where.venue.state, where.of(who), 1, null);
    expect(initial(venue, long)).toBe(initial(plain, other.long));
  });

  test('a rate that is fixed alone liquidates: everybody is valued then', () => {
    const venue = found();
    const short = venue.open('short', { funds: { USDT: 100_000 * USDT } });
    const long = venue.open('long', { funds: { USDT: 3_100 * USDT } });
    venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
    // 3,070 less 2,700 are 370 of 315.15; 0.1 % of 57,300 more are 372.45.
    for (const price of [59_000, 58_000, 57_300]) venue.prices({ BTC: price });
    venue.take();
    for (let n = 0; n < HOUR_S / 4; n++) venue.prices({ BTC: 57_300 }, 4_000_000);
    expect(venue.take('liquidation.started')).toMatchObject([{ subaccount: long }]);
  });

  test('its rate is fixed an interval before, and at its cap initial margin is no less', () => {
    const { spec } = found().instrument('BTCUSDT');
    const { funding, margin } = spec;
    expect(pendingFits(spec)).toBe(true);
    const wrong: readonly Partial<InstrumentSpec>[] = [
      { funding: { ...funding, samplesFrom: 'sameInterval' } },
      { funding: { ...funding, capE8: 500_100 } },
      { margin: { ...margin, tierMode: 'sizeRoot' } },
    ];
    for (const change of wrong) expect(pendingFits({ ...spec, ...change })).toBe(false);
  });
});
