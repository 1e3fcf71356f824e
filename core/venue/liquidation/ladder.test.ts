/**
 * The ladder in place of slices. A trader of 40,000 lots, forty bitcoin bought at 60,000 with
 * 30,000 USDT: of 2,400,000 the second bracket asks a hundredth less 10,000, and it falls short at
 * a mark 16,000 / 39.6 = 404.04 lower.
 */
import { describe, expect, test } from 'vitest';
import type { CommandOf, InstrumentSpec } from '../commands.ts';
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { rungLots } from './arithmetic.ts';
import { Crash, FUND, LIQUIDATION, USDT } from './testing/deleveraging.ts';

type Asked = CommandOf<'profile.define'>;

function laddered(
  ladderTiers: number,
  lots = 40_000,
  funds = 30_000,
  asked?: Asked,
  way: Partial<InstrumentSpec['liquidation']> = {},
): Crash {
  const crash = new Crash(({ liquidation }) => ({
    liquidation: { ...liquidation, ladderTiers, ...way },
  }));
  const opening = asked === undefined ? {} : { profile: crash.venue.ok(asked, { by: 'admin' }) };
  const trader = crash.venue.open('trader', { funds: { USDT: funds * USDT }, ...opening });
  const set = { kind: 'position.leverage', subaccount: trader, instrument: 1 } as const;
  crash.venue.ok({ ...set, leverageX100: 10_000 });
  crash.venue.contribute('USDT', 1_000_000 * USDT);
  crash.venue.trade({ buyer: trader, seller: crash.house }, 'BTCUSDT', lots, 600_000);
  crash.venue.take();
  return crash;
}

describe('LIQ-08 a ladder goes down by brackets', () => {
  test('what lies above the next bracket goes at once, and that may be enough', () => {
    const crash = laddered(1);
    crash.prices(59_596);
    expect(crash.venue.take('liquidation.started')).toEqual([]);
    crash.bid(100_000, 595_900);
    crash.venue.take();
    crash.prices(59_590);
    const events = crash.venue.take();
    // 6.438 at 59,590 are 383,640.42, of which the fee is a five hundredth.
    expect(events.filter(({ kind }) => kind === 'liquidation.sliced')).toMatchObject([
      {
        wantedLots: 6_438,
        filledLots: 6_438,
        limitTicks: 592_500,
        feeAtoms: 767_280_840,
        equityAtoms: 12_832_719_160,
        maintenanceAtoms: 9_999_797_900,
      },
    ]);
    expect(events.filter(({ kind }) => kind === 'liquidation.ended')).toMatchObject([
      { how: 'cured', slices: 1 },
    ]);
    expect(crash.lots(LIQUIDATION)).toBe(0);
  });

  test('what cannot be filled whole is not tried, and all is taken over', () => {
    const crash = laddered(1);
    crash.bid(6_437, 595_900);
    crash.venue.take();
    crash.prices(59_590);
    const events = crash.venue.take();
    expect(events.filter(({ kind }) => kind === 'liquidation.sliced')).toEqual([]);
    // 13,600 are left of forty: 59,590 - 340.
    expect(events.filter(({ kind }) => kind === 'liquidation.takeover')).toMatchObject([
      { quantityLots: -40_000, bankruptcyTicks: 592_500 },
    ]);
    expect(crash.lots(LIQUIDATION)).toBe(40_000);
  });

  test('rung after rung, and then the rest', () => {
    // 70 bitcoin, in the third bracket: a gap leaves less than any bracket asks for.
    const crash = laddered(1, 70_000, 101_000);
    crash.bid(100_000, 586_500);
    crash.venue.take();
    crash.prices(58_600);
    const events = crash.venue.take();
    const slices = events.filter(({ kind }) => kind === 'liquidation.sliced');
    // 68.259 are worth 3,999,977.4 and 34.129 are worth 1,999,959.4 at 58,600.
    expect(slices.map(({ filledLots }) => filledLots)).toEqual([1_741, 34_130]);
    expect(events.find(({ kind }) => kind === 'liquidation.ended')).toMatchObject({
      how: 'takeover',
      slices: 2,
    });
    expect(crash.lots(LIQUIDATION)).toBe(34_129);
  });

  test('in the lowest bracket all is taken over, whatever is left', () => {
    // 30 bitcoin at 59,299 ask 8,894.85 and 8,870 are left: far more than two thirds.
    const crash = laddered(1, 30_000, 29_900);
    crash.bid(100_000, 593_000);
    crash.venue.take();
    crash.prices(59_299);
    expect(crash.venue.take('liquidation.ended')).toMatchObject([{ how: 'takeover', slices: 0 }]);
    crash.pass(60, 59_299);
    // Sold at 59,300, which is better than where it was taken over.
    expect(crash.wallet(FUND)).toBeGreaterThan(1_000_000 * USDT);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test.each([
    // At 60,000 a bracket of 4,000,000 ends at 66.666, one of 2,000,000 at 33.333.
    [70_000, 1, 3_334],
    [70_000, 2, 36_667],
    [70_000, 3, 36_667],
    [40_000, 1, 6_667],
    [33_333, 1, 0],
    // 2,000,040 is above the floor of the second.
    [33_334, 1, 1],
  ])('%i lots go down by %i brackets with %i', (lots, tiers, rung) => {
    const [listed] = instruments.instruments;
    const spec = listed as unknown as InstrumentSpec;
    const scales = { lotTickAtoms: 100, contractAtomTicks: 0 };
    expect(rungLots(spec, scales, lots, 600_000, tiers)).toBe(rung);
  });
});

test('PROF-06, LIQ-08 the brackets of a ladder are the instrument’s, whoever asks', () => {
  const tiers = [{ floorAtoms: 0, maintenancePpm: 6_000, initialPpm: 8_000 }];
  const margin = { tiers, mmIncludesCloseFee: false };
  const contracts = [{ instrument: 1, margin }];
  const asked = { kind: 'profile.define', label: 'elsewhere', contracts } as const;
  const crash = laddered(1, 40_000, 30_000, asked);
  crash.bid(100_000, 595_900);
  crash.venue.take();
  crash.prices(59_590);
  const events = crash.venue.take();
  // 0.6 % of 2,383,600; then of what 33.562 are worth.
  expect(events.filter(({ kind }) => kind === 'liquidation.started')).toMatchObject([
    { equityAtoms: 13_600 * USDT, maintenanceAtoms: 14_301.6 * USDT },
  ]);
  expect(events.filter(({ kind }) => kind === 'liquidation.sliced')).toMatchObject([
    { wantedLots: 6_438, filledLots: 6_438, maintenanceAtoms: 11_999_757_480 },
  ]);
  expect(events.filter(({ kind }) => kind === 'liquidation.ended')).toMatchObject([
    { how: 'cured', slices: 1 },
  ]);
});

describe('VAR-24 where a ladder begins', () => {
  test('below its first tier all is taken over', () => {
    const crash = laddered(2, 40_000, 30_000, undefined, { ladderFrom: 3 });
    crash.bid(100_000, 595_900);
    crash.venue.take();
    crash.prices(59_590);
    expect(crash.venue.take('liquidation.ended')).toMatchObject([{ how: 'takeover', slices: 0 }]);
    expect(crash.lots(LIQUIDATION)).toBe(40_000);
  });

  test('from it on two tiers go at once, and then, still unsafe, the rest', () => {
    const crash = laddered(2, 70_000, 101_000, undefined, { ladderFrom: 3 });
    crash.bid(100_000, 586_500);
    crash.venue.take();
    crash.prices(58_600);
    const events = crash.venue.take();
    const slices = events.filter(({ kind }) => kind === 'liquidation.sliced');
    // From the third tier to the first: 34.129 are worth 1,999,959.4.
    expect(slices.map(({ filledLots }) => filledLots)).toEqual([35_871]);
    expect(events.find(({ kind }) => kind === 'liquidation.ended')).toMatchObject({
      how: 'takeover',
      slices: 1,
    });
  });

  test('it is said of a ladder alone', () => {
    const alone = ({ liquidation }: InstrumentSpec) => ({
      liquidation: { ...liquidation, ladderFrom: 3 },
    });
    expect(() => new Crash(alone)).toThrow(/INVALID_SPEC/);
  });
});

describe('VAR-24 whose orders go', () => {
  /** Forty bitcoin in breach, with a bid for another and one for ether. */
  const ordered = (cancels: 'bucket' | 'contract', bids: number): [Crash, string[]] => {
    const crash = laddered(1, 40_000, 32_000, undefined, { cancels });
    const trader = 5;
    crash.venue.place(trader, 'BTCUSDT', 'buy', 10, { priceTicks: 590_000 });
    crash.venue.place(trader, 'ETHUSDT', 'buy', 10, { priceTicks: 290_000 });
    crash.bid(bids, 595_400);
    crash.venue.take();
    crash.prices(59_540);
    const told = crash.venue.take().flatMap(({ kind, instrument, how }) => {
      if (kind === 'order.cancelled') return [`cancelled ${instrument}`];
      return kind === 'liquidation.ended' ? [String(how)] : [];
    });
    return [crash, told];
  };

  test('all that the bucket stands behind', () => {
    expect(ordered('bucket', 100_000)[1]).toEqual(['cancelled 1', 'cancelled 2', 'cured']);
  });

  test('those of the contract, and the others stay while it is cured', () => {
    const [crash, told] = ordered('contract', 100_000);
    expect(told).toEqual(['cancelled 1', 'cured']);
    expect(crash.venue.instrument('ETHUSDT').book.bestTicks(1)).toBe(290_000);
  });

  test('all of them where it ends in a takeover', () => {
    expect(ordered('contract', 10)[1]).toEqual(['cancelled 1', 'cancelled 2', 'takeover']);
  });
});
