/**
 * Slices as Drift, dYdX and Paradex make them, as settings alone. Without fees a bitcoin at 60,000
 * asks 300 of maintenance; 1,000 lots are one.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { fillableAtoms, grownLots, leftAboveRuinAtoms, multiplePpm } from './slice-ways.ts';
import { Crash, FUND, LIQUIDATION, USDT } from './testing/deleveraging.ts';

type Way = Partial<InstrumentSpec['liquidation']>;

const crash = (way: Way, more: Partial<InstrumentSpec> = {}): Crash =>
  new Crash(({ liquidation }) => ({
    ...more,
    liquidation: {
      ...liquidation,
      feePpm: 0,
      slipPpm: 0,
      waitUs: 2_000_000,
      uncappedValueAtoms: 0,
      slicePpm: 1_000_000,
      ...way,
    },
  }));

/** 250 are left of a long bitcoin that asks 284.25; everything can be sold at 56,840. */
function breached(way: Way, bids = 5_000): Crash {
  const here = crash(way);
  here.holder('long', 1_000, 3_400);
  here.bid(bids, 568_400);
  here.venue.take();
  here.prices(56_850);
  return here;
}
const LONG = 5;

const sliced = ({ venue }: Crash) => venue.take('liquidation.sliced');
const wanted = (here: Crash): unknown[] => sliced(here).map(({ wantedLots }) => wantedLots);
const equity = ({ venue }: Crash): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(LONG, 'USDT');
  const { lots, costAtoms } = venue.position(LONG, 'BTCUSDT');
  const { markTicks } = venue.instrument('BTCUSDT');
  return (mirroredAtoms + unsettledAtoms + lots * markTicks * 100 - costAtoms) / USDT;
};

describe('VAR-25 of what is missing a share may be freed that grows with time', () => {
  const growth = { firstPpm: 500_000, fullUs: 8_000_000 };

  test.each([
    ['at first a share', 105_312_500, 0, 0, 149],
    // 78.984375 of all that has been missing, less 51.451562.
    ['then more, less what was freed', 53_860_938, 51_451_562, 2_000_000, 152],
    ['all of it in its time', 53_860_938, 51_451_562, 4_000_000, 297],
    ['nothing while more was freed than may be', 40_000_000, 65_312_500, 500_000, 0],
  ])('%s', (_, missingAtoms, freedAtoms, elapsedUs, lots) => {
    expect(grownLots(growth, 297, { missingAtoms, freedAtoms, elapsedUs })).toBe(lots);
  });

  test('a slice is as much of what reaches the target, and the rest waits', () => {
    const here = breached({ growth });
    // (355.3125 - 250) / 0.355 a lot is 297, of which a half. 1.49 are lost to the bid.
    expect(wanted(here)).toEqual([149]);
    expect(equity(here)).toBe(248.51);
    expect(here.venue.balance(LONG, 'USDT').bucket.liquidation?.freedAtoms).toBe(51_451_562);
    here.pass(2, 56_850);
    // 53.860938 are missing, 152 lots: three quarters of 105.3125 less what was freed.
    expect(wanted(here)).toEqual([78]);
    expect(here.venue.reloaded().meaning()).toBe(here.venue.meaning());
  });

  test('where nothing may go yet no slice is made or counted', () => {
    const here = breached({ growth: { firstPpm: 500_000, fullUs: 86_400_000_000 }, waitUs: 0 });
    here.pass(5, 56_850);
    here.venue.take();
    here.pass(5, 56_850);
    const { liquidation } = here.venue.balance(LONG, 'USDT').bucket;
    expect(wanted(here)).toEqual([]);
    expect(liquidation?.slices).toBeGreaterThan(1);
    expect(liquidation?.freedAtoms).toBeGreaterThan(52_656_250);
  });

  test('what is worth little is not held back', () => {
    expect(wanted(breached({ growth, uncappedValueAtoms: 60_000 * USDT }))).toEqual([297]);
  });
});

describe('VAR-26 the limit worsens as equity falls', () => {
  const fillable = { spreadPpm: 1_500_000, ratingPpm: 1_000_000 };

  test.each([
    // 1.5 x 300 x (1 - 240 / 300).
    ['by what is missing of maintenance', fillable, 240, 90],
    ['not at maintenance', fillable, 300, 0],
    ['by all of it without equity', fillable, 0, 450],
    ['and never more', fillable, -1_000, 450],
    ['as far as it is rated', { spreadPpm: 1_500_000, ratingPpm: 500_000 }, 240, 45],
    ['at most wholly', { spreadPpm: 1_500_000, ratingPpm: 10_000_000 }, 240, 450],
  ])('%s', (_, how, equityAtoms, atoms) => {
    expect(fillableAtoms(how, 300, { equityAtoms, maintenanceAtoms: 300 })).toBe(atoms);
  });

  test.each([
    // 1.5 x 284.25 x (1 - 250 / 284.25) = 51.37: 56,850 less that, up.
    [56_850, 567_987],
    // 200 left of 284: 126.
    [56_800, 566_740],
    // 100 left of 283.5: 275.25 is more than there is, and the bankruptcy price the worst.
    [56_700, 566_000],
  ])('at a mark of %i a slice is sold at no less than %i ticks', (mark, limitTicks) => {
    const here = crash({ fillable, takeoverPpm: 0 });
    here.holder('long', 1_000, 3_400);
    here.venue.take();
    here.prices(mark);
    expect(sliced(here)).toMatchObject([{ limitTicks, filledLots: 0 }]);
  });

  test('a short buys at no more, mirrored', () => {
    const here = crash({ fillable });
    here.holder('short', -1_000, 3_400);
    here.venue.take();
    // 250 left of 315.75: 1.5 x 65.75 = 98.625 above 63,150, down.
    here.prices(63_150);
    expect(sliced(here)).toMatchObject([{ limitTicks: 632_486 }]);
  });
});

describe('VAR-26, VAR-41 the limit worsens past ruin where the fund pays', () => {
  const fillable = { spreadPpm: 1_500_000, ratingPpm: 1_000_000 };

  test.each([
    // Not yet at the bankruptcy price of 56,600: as without a fund.
    [56_850, 5_000, 567_987],
    // 275.25 below the mark, 175.25 beyond it.
    [56_700, 5_000, 564_248],
    // A tenth of a per cent beyond it is all that the fund pays.
    [56_700, 1_000, 565_434],
  ])('at a mark of %i, of %i millionths at most, to %i ticks', (mark, limitPpm, limitTicks) => {
    const here = crash({ fillable, takeoverPpm: 0 }, { insurance: { limitPpm } });
    here.venue.contribute('USDT', 10_000 * USDT);
    here.holder('long', 1_000, 3_400);
    here.venue.take();
    here.prices(mark);
    expect(sliced(here)).toMatchObject([{ limitTicks, filledLots: 0 }]);
  });

  test('what it is filled for beyond is paid, and its fee is nothing', () => {
    const penalty = { feePpm: 15_000, feeBound: 'fill', sizing: 'share' } as const;
    const way = { fillable, takeoverPpm: 0, slicePpm: 500_000, ...penalty };
    const here = crash(way, { insurance: { limitPpm: 5_000 } });
    here.venue.contribute('USDT', 10_000 * USDT);
    here.holder('long', 1_000, 3_400);
    here.bid(5_000, 565_000);
    here.venue.take();
    here.prices(56_700);
    // Half a bitcoin, 100 beyond its bankruptcy price.
    const [first] = here.venue.take('fund.changed');
    expect(first).toMatchObject({ amountAtoms: -50 * USDT });
    expect(here.wallet(FUND)).toBe(9_950 * USDT);
    expect(equity(here)).toBe(50);
    expect(here.venue.venue.conservationBreach()).toBeNull();
  });
});

describe('VAR-26 a fee bounded by the fill takes nobody below zero', () => {
  const penalty = { feePpm: 15_000, feeBound: 'fill', sizing: 'share' } as const;

  test('all that the closed lots had left, where the fee is more', () => {
    const here = breached({ ...penalty, slicePpm: 200_000 });
    // 1.5 % of 11,368 is 170.52; of 250 a fifth is 50, less 2 that were lost to the bid.
    expect(sliced(here)).toMatchObject([{ filledLots: 200, feeAtoms: 48 * USDT }]);
    expect(equity(here)).toBe(200);
    expect(here.wallet(FUND)).toBe(48 * USDT);
  });

  test('all of the fee, where the fill left more', () => {
    const here = breached({ ...penalty, feePpm: 1_000, slicePpm: 200_000 });
    expect(sliced(here)).toMatchObject([{ feeAtoms: 11_368_000 }]);
  });

  test('nothing of what was not filled', () => {
    expect(leftAboveRuinAtoms(250, 1_000, 0, 0)).toBe(0);
    expect(leftAboveRuinAtoms(-5, 1_000, 200, 0)).toBe(0);
  });

  test('closed whole, the trader is left with nothing, and never less', () => {
    const here = breached({ ...penalty, slicePpm: 1_000_000 });
    expect(sliced(here)).toMatchObject([{ filledLots: 1_000, feeAtoms: 240 * USDT }]);
    expect([here.wallet(LONG), here.wallet(FUND)]).toEqual([0, 240 * USDT]);
    expect(here.venue.venue.conservationBreach()).toBeNull();
  });
});

describe('LIST-01 a setting that another leaves without a meaning is refused', () => {
  const growth = { firstPpm: 500_000, fullUs: 1_000_000 };
  test.each([
    ['a share that grows of what is always a share', { growth, sizing: 'share' }],
    ['one of all positions', { growth, sliceOf: 'all' }],
    ['multiples of next to nothing', { sizing: 'multiple', slicePpm: 9_999 }],
    ['later multiples of it', { sizing: 'multiple', laterPpm: 9_999 }],
    ['a fee of maintenance without its bound', { feePpm: 15_000 }],
    ['a fee of all with it', { feePpm: 1_000_000, feeBound: 'fill' }],
  ] as [string, Way][])('%s', (_, way) => {
    expect(() => crash(way)).toThrow(/INVALID_SPEC/);
  });
});

describe('VAR-29 the fewest times a share that reach the target', () => {
  const steps = (way: Way): InstrumentSpec => {
    const liquidation = { slicePpm: 200_000, targetPpm: 1_111_112, ...way };
    return { liquidation } as unknown as InstrumentSpec;
  };

  test.each([
    ['once', 72, 200_000],
    // 62.24 are left of 53.28; at 20 % 71.12 of 71.04 are no ninth more.
    ['twice', 80, 400_000],
    ['all, where nothing less is enough', -5, 1_000_000],
  ])('%s', (_, equityOfAll, sharePpm) => {
    const after = (ppm: number) => ({
      equityAtoms: equityOfAll === 72 ? 100 : equityOfAll - 44.4 * (ppm / 1_000_000),
      maintenanceAtoms: Math.ceil(88.8 * (1 - ppm / 1_000_000)),
    });
    expect(multiplePpm(steps({}), after)).toBe(sharePpm);
  });

  // As Paradex works it out: 0.1 long from 60,000, 1 ether short from 3,000, with 1,000.
  test('two fifths of each position, as the venue’s own example has it', () => {
    const tiers = [{ floorAtoms: 0, maintenancePpm: 10_000, initialPpm: 20_000 }];
    const here = new Crash(({ liquidation, margin }) => ({
      margin: { ...margin, tiers },
      liquidation: {
        ...liquidation,
        sizing: 'multiple',
        sliceOf: 'all',
        slicePpm: 200_000,
        targetPpm: 1_111_112,
        feePpm: 5_000,
        slipPpm: 0,
      },
    }));
    const { venue, house } = here;
    const alice = here.holder('alice', 100, 1_000);
    venue.trade({ buyer: house, seller: alice }, 'ETHUSDT', 1_000, 300_000);
    here.bid(5_000, 548_000);
    venue.place(house, 'ETHUSDT', 'sell', 5_000, { priceTicks: 340_000, by: 'house' });
    venue.take();
    here.prices(54_800, 3_400);
    const events = venue.take();
    expect(events.filter(({ kind }) => kind === 'liquidation.started')).toMatchObject([
      { equityAtoms: 80 * USDT, maintenanceAtoms: 88.8 * USDT },
    ]);
    expect(events.filter(({ kind }) => kind === 'liquidation.sliced')).toMatchObject([
      { instrument: 1, filledLots: 40, feeAtoms: 10.96 * USDT },
      { instrument: 2, filledLots: 400, feeAtoms: 6.8 * USDT },
    ]);
    expect(events.find(({ kind }) => kind === 'liquidation.ended')).toMatchObject({
      how: 'cured',
      slices: 1,
      equityAtoms: 62.24 * USDT,
      maintenanceAtoms: 53.28 * USDT,
    });
    expect(here.wallet(alice)).toBe(614.24 * USDT);
    expect(here.lots(LIQUIDATION)).toBe(0);
  });

  test('of the largest position alone, where the instrument says so', () => {
    // (355.3125 - 250) / 0.355 a lot is 297: at 20 % too little.
    expect(wanted(breached({ sizing: 'multiple', slicePpm: 200_000 }))).toEqual([400]);
  });
});
