/** A listing that changes while people hold the instrument. */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { CommandOf, InstrumentSpec } from '../commands.ts';
import { freeAtoms } from '../margin/buckets.ts';
import { TestVenue } from '../testing/test-venue.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;
let spec: InstrumentSpec;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 1_000 * USDT } });
  spec = venue.instrument('BTCUSDT').spec;
});

type Change = Partial<Omit<CommandOf<'instrument.amend'>, 'kind'>>;

/** Two people amend; what became of it. */
function amend(change: Change) {
  const command = { kind: 'instrument.amend', instrument: 1, version: 2, ...change } as const;
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
  return venue.apply({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
}

const free = (): number => freeAtoms(venue.venue.state, venue.of(trader), 1);
const tiers = (maintenancePpm: number, initialPpm: number): Change => ({
  margin: { ...spec.margin, tiers: [{ floorAtoms: 0, maintenancePpm, initialPpm }] },
});

describe('LIST-06 two people amend a listing to its next version', () => {
  test('one person does not', () => {
    const command = { kind: 'instrument.amend', instrument: 1, version: 2 } as const;
    expect(venue.code(command, { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
    expect(venue.code(command, { by: 'trader' })).toBe('NOT_AUTHORISED');
  });

  test('what it says counts from then on, and it is told', () => {
    const fees = { makerPpm: 100, takerPpm: 1_000 };
    expect(amend({ fees, note: 'fees of January' }).code).toBe('OK');
    expect(venue.take('instrument.amended')).toMatchObject([
      { instrument: 1, version: 2, note: 'fees of January' },
    ]);
    expect(venue.instrument('BTCUSDT').spec).toEqual({ ...spec, fees, version: 2 });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
    // 1,000 ppm of 600 USDT.
    expect(venue.take('execution')[1]).toMatchObject({ feeAtoms: 0.6 * USDT });
  });

  test('each version once, and only the next', () => {
    expect(amend({ version: 1 })).toMatchObject({ code: 'WRONG_VERSION', detail: 1 });
    expect(amend({ version: 3 })).toMatchObject({ code: 'WRONG_VERSION', detail: 1 });
    expect(amend({ version: 2 }).code).toBe('OK');
    expect(amend({ version: 2 })).toMatchObject({ code: 'WRONG_VERSION', detail: 2 });
    expect(amend({ version: 3 }).code).toBe('OK');
  });

  test('resting orders ask what the new listing says, also where that was summed before', () => {
    venue.place(trader, 'BTCUSDT', 'buy', 10, { priceTicks: 599_000 });
    // 599 / 20 and both fees, the second of what is left at bankruptcy.
    const asked = 29.95 * USDT + 0.2995 * USDT + Math.ceil((599 - 29.95) * 0.0005 * USDT);
    expect(free()).toBe(1_000 * USDT - asked);
    expect(amend({ fees: { makerPpm: 0, takerPpm: 0 } }).code).toBe('OK');
    expect(free()).toBe(1_000 * USDT - 29.95 * USDT);
  });

  test('the order band is that of the new listing at once', () => {
    expect(venue.place(trader, 'BTCUSDT', 'sell', 1, { priceTicks: 590_000 }).code).toBe(
      'OUTSIDE_BAND',
    );
    expect(amend({ bands: { ...spec.bands, innerPpm: 20_000, outerPpm: 40_000 } }).code).toBe('OK');
    expect(venue.place(trader, 'BTCUSDT', 'sell', 1, { priceTicks: 590_000 }).code).toBe('OK');
  });

  test('nobody is liquidated by it: then it is refused, and everything stays', () => {
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 100, 600_000);
    // 6,000 at 20 %, of 997 that there are.
    const refused = amend(tiers(200_000, 300_000));
    expect(refused).toMatchObject({ code: 'WOULD_LIQUIDATE', detail: trader });
    expect(venue.instrument('BTCUSDT').spec).toBe(spec);
    expect(amend(tiers(150_000, 300_000)).code).toBe('OK');
    expect(venue.of(trader).balances[0]?.bucket.liquidation).toBeNull();
  });

  test('nor is somebody isolated', () => {
    const isolated = venue.open('isolated', { mode: 'isolated', funds: { USDT: 1_000 * USDT } });
    venue.trade({ buyer: isolated, seller: house }, 'BTCUSDT', 10, 600_000);
    expect(amend(tiers(60_000, 70_000))).toMatchObject({
      code: 'WOULD_LIQUIDATE',
      detail: isolated,
    });
    expect(amend(tiers(40_000, 70_000)).code).toBe('OK');
  });

  test('nor a pool, which counts in another asset', () => {
    const pooled = venue.open('pooled', { mode: 'multiAsset', funds: { XBT: 100_000_000 } });
    venue.trade({ buyer: pooled, seller: house }, 'BTCUSD', 6_000, 600_000);
    const { id: instrument, spec: inverse } = venue.instrument('BTCUSD');
    const asking = (maintenancePpm: number): Change => ({
      instrument,
      margin: {
        ...inverse.margin,
        tiers: [{ floorAtoms: 0, maintenancePpm, initialPpm: 300_000 }],
      },
    });
    // Ten bitcoin at 15 %, of one that there is.
    expect(amend(asking(150_000))).toMatchObject({ code: 'WOULD_LIQUIDATE', detail: pooled });
    expect(amend(asking(50_000)).code).toBe('OK');
  });

  test.each<[string, (funding: InstrumentSpec['funding']) => Change, string]>([
    [
      'the interval of funding',
      (own) => ({ funding: { ...own, intervalHours: 4 } }),
      'NOT_AMENDABLE',
    ],
    [
      'whose samples count',
      (own) => ({ funding: { ...own, samplesFrom: 'previousInterval' } }),
      'NOT_AMENDABLE',
    ],
    [
      'what its minutes count for',
      (own) => ({ funding: { ...own, weighting: 'linear' } }),
      'NOT_AMENDABLE',
    ],
    ['tiers that contradict', () => tiers(5_000, 4_000), 'INVALID_SPEC'],
    [
      'monitoring without auctions',
      () => ({ monitoring: [{ movePpm: 1, withinS: 1 }] }),
      'INVALID_SPEC',
    ],
  ])('not %s', (_, change, code) => {
    expect(amend(change(spec.funding)).code).toBe(code);
    expect(venue.instrument('BTCUSDT').spec).toBe(spec);
  });

  test('nor a settled instrument', () => {
    const settle = { kind: 'instrument.settle', instrument: 1 } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: settle }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(amend({}).code).toBe('INSTRUMENT_SETTLED');
  });

  test('headroom that was granted by the old listing is void', () => {
    venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    expect(venue.instrument('BTCUSDT').holders.hasRoom(trader)).toBe(true);
    expect(amend({ maxOrderLots: 5 }).code).toBe('OK');
    expect(venue.instrument('BTCUSDT').holders.hasRoom(trader)).toBe(false);
    expect(venue.place(trader, 'BTCUSDT', 'buy', 6, { priceTicks: 599_000 }).code).toBe(
      'TOO_LARGE',
    );
  });

  test('a saved venue has the version', () => {
    expect(amend({ maxOrderLots: 5 }).code).toBe('OK');
    const loaded = venue.reloaded();
    expect(loaded.instrument('BTCUSDT').spec.version).toBe(2);
    expect(loaded.meaning()).toBe(venue.meaning());
  });
});
