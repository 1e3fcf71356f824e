/**
 * Margin with the funding in it that a holder would pay, with worked numbers: a bitcoin at 60,000
 * without fees, 0.5 % maintenance and 1 % initial margin.
 *
 * 12 random programs by default and 1,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the
 * seed is printed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { HOURLY, hourly, pass, trader, USDT } from '../funding/testing/hourly.ts';
import type { TestVenue } from '../testing/test-venue.ts';
import { bucketFigures, freeAtoms } from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';

const TIERS = [{ floorAtoms: 0, maintenancePpm: 5_000, initialPpm: 10_000 }];
const margin = (pendingFundingPpm: number) => ({
  defaultLeverageX100: 10_000,
  tiers: TIERS,
  ...(pendingFundingPpm > 0 && { pendingFundingPpm }),
});

function asked(funding: Partial<InstrumentSpec['funding']>, factorPpm = 1_000_000) {
  const venue = hourly(funding, { margin: margin(factorPpm) });
  const [long, short] = [trader(venue, 'long'), trader(venue, 'short')];
  venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
  venue.prices({ BTC: 60_000 });
  return { venue, long, short };
}
const maintenance = (venue: TestVenue, who: number): number =>
  bucketFigures(venue.venue.state, venue.balance(who, 'USDT').bucket).maintenanceAtoms / USDT;

describe('VAR-33 margin has in it what would be paid', () => {
  test.each<[string, number, number, [number, number]]>([
    ['who pays is asked for it', 80_000, 1_000_000, [306, 300]],
    ['so many times', 80_000, 2_500_000, [315, 300]],
    ['the other way round too', -80_000, 1_000_000, [300, 306]],
    ['nobody, where it is not said', 80_000, 0, [300, 300]],
  ])('%s', (_, interestE8, factorPpm, both) => {
    const { venue, long, short } = asked({ interestE8 }, factorPpm);
    expect([maintenance(venue, long), maintenance(venue, short)]).toEqual(both);
  });

  test('orders that would pay are asked for it, and no others', () => {
    const { venue } = asked({});
    const other = trader(venue, 'other');
    const taken = (side: 'buy' | 'sell'): number => {
      const free = (): number => freeAtoms(venue.venue.state, venue.of(other), 1) / USDT;
      const before = free();
      const { reference } = venue.place(other, 'BTCUSDT', side, 1_000, { priceTicks: 600_000 });
      const found = before - free();
      const by = { subaccount: other, instrument: 1, order: reference };
      venue.ok({ kind: 'order.cancel', ...by });
      return found;
    };
    // 1.01 % of 60,000, and 1 %.
    expect([taken('buy'), taken('sell')]).toEqual([606, 600]);
  });

  test('a rate fixed ahead liquidates who had no call, at an unmoved price, unpaid', () => {
    const venue = hourly(
      { interestE8: 800_000, capE8: 800_000, samplesFrom: 'previousInterval' },
      { margin: margin(10_000_000) },
    );
    const long = trader(venue, 'long', 3_470);
    venue.trade({ buyer: long, seller: trader(venue, 'short') }, 'BTCUSDT', 1_000, 600_000);
    pass(venue, 55, 56_990);
    for (let n = 0; n < 65; n += 1) venue.prices({ BTC: 56_990 }, 4_000_000);
    expect(maintenance(venue, long)).toBe(284.95);
    expect(venue.take('call.raised')).toEqual([]);
    for (let n = 0; n < 10; n += 1) venue.prices({ BTC: 56_990 }, 4_000_000);
    // 0.5 % and ten times 0.1 % of 56,990; 460 are left, more than one and a half of 0.5 %.
    const events = venue.take();
    expect(events.filter(({ kind }) => kind === 'liquidation.started')).toMatchObject([
      { subaccount: long, equityAtoms: 460 * USDT, maintenanceAtoms: 854.85 * USDT },
    ]);
    expect(events.filter(({ kind }) => kind === 'funding.paid')).toEqual([]);
  });

  test('LIST-06 nobody is liquidated by a listing that comes to ask it', () => {
    const venue = hourly({ capE8: 800_000 }, { margin: margin(0) });
    // 310 are left at 57,000, of which 0.5 % are 285, and ten times 0.01 % 57 more.
    const [long, short] = [trader(venue, 'long', 3_310), trader(venue, 'short')];
    venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
    for (let price = 59_500; price >= 57_000; price -= 500) venue.prices({ BTC: price });
    const amend = (factorPpm: number): string => {
      const more = { version: 2, margin: margin(factorPpm) };
      const command = { kind: 'instrument.amend', instrument: 1, ...more } as const;
      const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
      return venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    };
    expect(amend(10_000_000)).toBe('WOULD_LIQUIDATE');
    expect(venue.instrument('BTCUSDT').funding.pendingE8).toBeUndefined();
    expect(amend(4_000_000)).toBe('OK');
    expect(maintenance(venue, long)).toBeCloseTo(285 + 22.8, 6);
    venue.prices({ BTC: 57_000 });
    expect(venue.take('liquidation.started')).toEqual([]);
  });

  test('no headroom is granted, in it or beside a position in it', () => {
    const { venue, long } = asked({});
    venue.place(long, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    expect(venue.instrument('BTCUSDT').holders.hasRoom(long)).toBe(false);
    const plain = asked({}, 0);
    plain.venue.place(plain.long, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    expect(plain.venue.instrument('BTCUSDT').holders.hasRoom(plain.long)).toBe(true);
  });

  test('an account may be asked so by its profile alone', () => {
    const venue = hourly({}, { margin: margin(0) });
    const contracts = [{ instrument: 1, margin: { tiers: TIERS, pendingFundingPpm: 1_000_000 } }];
    venue.ok({ kind: 'profile.define', label: 'elsewhere', contracts }, { by: 'admin' });
    const funds = { USDT: 10_000 * USDT };
    const own = venue.open('own', { funds, profile: 1 });
    const other = trader(venue, 'other');
    const seller = trader(venue, 'seller', 50_000);
    venue.trade({ buyer: own, seller }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: other, seller }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 60_000 });
    expect([maintenance(venue, own), maintenance(venue, other)]).toEqual([306, 300]);
  });

  test('a table that all of it would not fit in is refused, also when it is amended', () => {
    const { venue } = asked({});
    const change = (pendingFundingPpm: number, capE8: number): string => {
      const funding = { ...HOURLY, capE8 };
      const given = { margin: margin(pendingFundingPpm), funding };
      const command = { kind: 'instrument.amend', instrument: 1, version: 2, ...given } as const;
      const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
      return venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    };
    // Ten times half of the value is more than all of it.
    expect(change(10_000_000, 50_000_000)).toBe('INVALID_SPEC');
    expect(change(1_000_000, 50_000_000)).toBe('OK');
  });

  test('LIST-06 an amendment that would liquidate by what it has of funding is refused', () => {
    const rate = { interestE8: 800_000, capE8: 800_000 };
    const venue = hourly(rate, { margin: margin(0) });
    const long = trader(venue, 'long', 650);
    venue.trade({ buyer: long, seller: trader(venue, 'short') }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 60_000 });
    const change = (pendingFundingPpm: number, version: number): string => {
      const given = { margin: margin(pendingFundingPpm), version };
      const command = { kind: 'instrument.amend', instrument: 1, ...given } as const;
      const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
      return venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    };
    // 0.5 % and ten times 0.1 % are 900, and five times 600.
    expect(change(10_000_000, 2)).toBe('WOULD_LIQUIDATE');
    expect(change(5_000_000, 2)).toBe('OK');
    venue.take();
    venue.prices({ BTC: 60_000 });
    expect(maintenance(venue, long)).toBe(600);
    expect(venue.take('liquidation.started')).toEqual([]);
  });

  test('nor rates by the root of the size that would pass all of a large position with it', () => {
    const { spec } = hourly().instrument('BTCUSDT');
    const root = { keptPpm: 0, unitLots: 1, maintenancePpm: 30_000, initialPpm: 30_000 };
    const listed = (pendingFundingPpm: number): string => {
      const rooted = { ...margin(pendingFundingPpm), tierMode: 'sizeRoot', root } as const;
      const command = { kind: 'instrument.list', ...spec, symbol: 'ROOT', margin: rooted } as const;
      return hourly().code(command, { by: 'core' });
    };
    // 90 % and all of the cap of 10 % would be asked of 900 lots.
    expect([listed(1_000_000), listed(990_000)]).toEqual(['INVALID_SPEC', 'OK']);
  });
});

const numRuns = process.env.BULKHEAD_LONG === '1' ? 1_000 : 12;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`pending funding: BULKHEAD_SEED=${seed}\n`);

/** A rate that follows who holds more, and moves fast. */
const MOVING: Partial<InstrumentSpec['funding']> = {
  damping: 'none',
  interestE8: 0,
  damperE8: 0,
  sampleS: 1,
  rateHours: 1,
  imbalance: {
    factorE8: 0,
    increaseE8: 100_000_000,
    decreaseE8: 50_000_000,
    stablePpm: 200_000,
    belowPpm: 100_000,
    leastE8: 0,
  },
};

/** MM of who holds so many lots, in fractions of BigInt. */
function twin({ venue }: { venue: TestVenue }, who: number): bigint {
  const { lots } = venue.position(who, 'BTCUSDT');
  const { markTicks, funding } = venue.instrument('BTCUSDT');
  const owed = BigInt(funding.pendingE8 ?? 0) * (lots > 0 ? 1n : -1n);
  const ppm = owed <= 0n ? 0n : (5n * owed + 99n) / 100n;
  const value = BigInt(Math.abs(lots)) * BigInt(markTicks) * 100n;
  return (value * (5_000n + ppm) + 999_999n) / 1_000_000n;
}

test('VAR-33, MARG-05, MARG-13 hold in random programs, whoever a check values', () => {
  const action = fc.record({
    percent: fc.constantFrom(-1, 0, 0, 0, 0, 0, 0, 0, 0, 1),
    seconds: fc.integer({ min: 1, max: 4 }),
    buys: fc.boolean(),
    who: fc.nat(2),
    lots: fc.constantFrom(0, 0, 0, 20, 100, 400),
  });
  const programs = fc.array(action, { minLength: 20, maxLength: 40, size: 'max' });
  let rates = 0;
  let begun = 0;
  const holds = fc.property(programs, (program) => {
    const venue = hourly(MOVING, { margin: margin(5_000_000) });
    const house = venue.open('house', { kind: 'house' });
    const traders = [300, 600, 1_500].map((usdt, n) => trader(venue, `trader ${n}`, usdt));
    const [first, second, third] = traders as [number, number, number];
    venue.trade({ buyer: first, seller: house }, 'BTCUSDT', 350, 600_000);
    venue.trade({ buyer: house, seller: second }, 'BTCUSDT', 700, 600_000);
    venue.trade({ buyer: third, seller: house }, 'BTCUSDT', 1_600, 600_000);
    let price = 60_000;
    for (const { percent, seconds, buys, who, lots } of program) {
      const one = traders[who] as number;
      const { markTicks } = venue.instrument('BTCUSDT');
      if (lots > 0) {
        const side = buys ? 'buy' : 'sell';
        venue.place(house, 'BTCUSDT', buys ? 'sell' : 'buy', lots, {
          priceTicks: markTicks,
          by: 'house',
        });
        venue.place(one, 'BTCUSDT', side, lots, { priceTicks: markTicks });
      }
      price = Math.round(price * (1 + percent / 100));
      // One that was loaded knows no bounds, and values everybody.
      const copy = venue.reloaded();
      for (const each of [venue, copy]) each.prices({ BTC: price }, seconds * 1_000_000);
      expect(copy.meaning()).toBe(venue.meaning());
      begun += venue.take('liquidation.started').length;
      if ((venue.instrument('BTCUSDT').funding.pendingE8 ?? 0) !== 0) rates += 1;
      for (const holder of traders) confirm(venue, holder);
    }
  });
  fc.assert(holds, { numRuns, seed });
  expect(rates).toBeGreaterThan(numRuns);
  expect(begun).toBeGreaterThan(0);
});

/** Maintenance is the twin's; at the liquidation price it fails, and not a tick before. */
function confirm(venue: TestVenue, who: number): void {
  const position = venue.position(who, 'BTCUSDT');
  if (position.lots === 0) return;
  const { state } = venue.venue;
  const { bucket } = venue.balance(who, 'USDT');
  const instrument = venue.instrument('BTCUSDT');
  expect(BigInt(bucketFigures(state, bucket).maintenanceAtoms)).toBe(twin({ venue }, who));
  const standing = instrument.markTicks;
  const fails = (ticks: number): boolean => {
    instrument.markTicks = ticks;
    const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
    instrument.markTicks = standing;
    return equityAtoms < maintenanceAtoms;
  };
  const ticks = positionLiquidationTicks(state, venue.of(who), position);
  expect(ticks === 0 ? fails(1) : fails(ticks)).toBe(ticks !== 0);
  if (ticks > 0) expect(fails(ticks + Math.sign(position.lots))).toBe(false);
}
