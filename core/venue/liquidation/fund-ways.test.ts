/**
 * What stands behind an instrument, and what the fund is spent on. A trader holds 1,000 lots bought
 * at 60,000 with 3,400 USDT: it is ruined at 56,600, and at 56,000 that costs 600.
 */
import { describe, expect, test } from 'vitest';
import { BUY, SELL } from '../book/contract.ts';
import type { CommandOf, InstrumentSpec } from '../commands.ts';
import { bucketFigures } from '../margin/buckets.ts';
import { improvedTicks } from './improving.ts';
import { poolAtoms, resultAtoms } from './pools.ts';
import { Crash, FUND, LIQUIDATION, PLAIN_ADL, USDT } from './testing/deleveraging.ts';

type Insurance = NonNullable<InstrumentSpec['insurance']>;

/** Bitcoin alone has a part of the fund, with 100 in it; the asset's own has 10,000. */
function grouped(insurance: Insurance, change: Partial<InstrumentSpec> = {}): Crash {
  const crash = new Crash(({ symbol }) => (symbol === 'BTCUSDT' ? { insurance, ...change } : {}));
  crash.venue.contribute('USDT', 10_000 * USDT);
  contribute(crash, 100, 'listed');
  return crash;
}

function contribute(crash: Crash, usdt: number, riskGroup?: string): void {
  const amountAtoms = usdt * USDT;
  const given = { asset: 1, amountAtoms, ...(riskGroup !== undefined && { riskGroup }) } as const;
  crash.venue.ok({ kind: 'insurance.contribute', ...given }, { by: 'treasurer' });
}

function soldAtALoss(crash: Crash): void {
  crash.holder('trader', 1_000, 3_400);
  crash.prices(56_000);
  crash.bid(20_000, 560_000);
  crash.pass(12, 56_000);
}

const partsOf = ({ venue }: Crash): number[] =>
  ['', 'listed'].map((group) => poolAtoms(venue.venue.state, 1, group) / USDT);
const owedBy = ({ venue }: Crash, group: string): number =>
  (0 - resultAtoms(venue.venue.state, 1, group)) / USDT;

type Change = Partial<Omit<CommandOf<'instrument.amend'>, 'kind'>>;

/** Two people amend; the code of what became of it. */
function amend({ venue }: Crash, symbol: string, change: Change): string {
  const { id, spec } = venue.instrument(symbol);
  const version = (spec.version ?? 1) + 1;
  const command = { kind: 'instrument.amend', instrument: id, version, ...change } as const;
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
  return venue.apply({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' }).code;
}

describe('VAR-36 a risk group may have nothing but its own part behind it', () => {
  const alone = { riskGroup: 'listed', backstop: 'none' } as const;

  test('what its part cannot pay it owes, and the asset’s own is not touched', () => {
    const crash = grouped(alone);
    soldAtALoss(crash);
    expect(partsOf(crash)).toEqual([10_000, 0]);
    expect(owedBy(crash, 'listed')).toBe(500);
    expect(crash.venue.instrument('BTCUSDT').state).toBe('reduceOnly');
    // A contribution to the asset pays nothing of it, and one to the group all.
    contribute(crash, 1_000);
    expect(partsOf(crash)).toEqual([11_000, 0]);
    contribute(crash, 700, 'listed');
    expect(partsOf(crash)).toEqual([11_000, 200]);
    expect(owedBy(crash, 'listed')).toBe(0);
  });

  test('what was lost in another instrument is not looked for there', () => {
    const crash = grouped(alone);
    const { venue } = crash;
    // Bitcoin is listed first; ether is bought for 3,000, and sold for 2,790 in a gap.
    const trader = crash.holderIn('ETHUSDT', 300_000, 'trader', 20_000, 3_400);
    const amber = { kind: 'price.status', index: 2, to: 'AMBER' } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: amber }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    crash.prices(60_000, 2_790);
    crash.bid(20_000, 279_000, 'ETHUSDT');
    venue.ok({
      kind: 'position.close',
      subaccount: trader,
      instrument: venue.instrument('ETHUSDT').id,
    });
    expect(crash.wallet(trader)).toBe(-800 * USDT);
    crash.prices(60_000, 2_790);
    expect(crash.wallet(trader)).toBe(0);
    expect(partsOf(crash)).toEqual([9_200, 100]);
    expect(owedBy(crash, 'listed')).toBe(0);
    expect(venue.instrument('BTCUSDT').state).toBe('open');
  });

  test('unsaid the asset’s own pays the rest', () => {
    const crash = grouped({ riskGroup: 'listed' });
    soldAtALoss(crash);
    expect(partsOf(crash)).toEqual([9_500, 0]);
  });

  test('deleveraged is what the part alone cannot stand for', () => {
    const crash = grouped(alone, { adl: PLAIN_ADL });
    crash.holder('trader', 1_000, 3_400);
    crash.holder('short', -1_000, 9_000);
    crash.prices(56_000);
    // 100 of 600: a sixth.
    expect(crash.lots(LIQUIDATION)).toBe(166);
  });

  test('all of a group agree on it', () => {
    const crash = grouped(alone);
    expect(amend(crash, 'ETHUSDT', { insurance: { riskGroup: 'listed' } })).toBe('GROUP_DIFFERS');
    expect(amend(crash, 'ETHUSDT', { insurance: alone })).toBe('OK');
    expect(amend(crash, 'ETHUSDT', { insurance: { riskGroup: 'other' } })).toBe('OK');
    expect(amend(crash, 'ETHUSDT', { insurance: { backstop: 'none' } })).toBe('INVALID_SPEC');
    expect(amend(crash, 'ETHUSDT', { insurance: { winnersPpm: 1 } })).toBe('INVALID_SPEC');
  });
});

describe('LIST-06 what stands behind an instrument is amended', () => {
  test('a pool of new listings, and after its days another of several contracts', () => {
    const crash = grouped({ riskGroup: 'listed' });
    expect(amend(crash, 'ETHUSDT', { insurance: { riskGroup: 'major' } })).toBe('OK');
    expect(amend(crash, 'BTCUSDT', { insurance: { riskGroup: 'major' } })).toBe('OK');
    contribute(crash, 400, 'major');
    soldAtALoss(crash);
    // What it left keeps its money, and the new one pays first.
    expect(partsOf(crash)).toEqual([9_800, 100]);
    expect(poolAtoms(crash.venue.venue.state, 1, 'major')).toBe(0);
    expect(crash.wallet(FUND)).toBe(9_900 * USDT);
  });

  test('a group is not left with what nobody else would pay', () => {
    const crash = grouped({ riskGroup: 'listed', backstop: 'none' });
    soldAtALoss(crash);
    expect(amend(crash, 'BTCUSDT', { insurance: {} })).toBe('GROUP_OWES');
    contribute(crash, 500, 'listed');
    expect(amend(crash, 'BTCUSDT', { insurance: {} })).toBe('OK');
  });

  test('and so is how it is deleveraged', () => {
    const crash = grouped({ riskGroup: 'listed' });
    crash.holder('short', -1_000, 9_000);
    expect(amend(crash, 'BTCUSDT', { adl: { ...PLAIN_ADL, ruined: 'atOnce' } })).toBe('OK');
    soldAtALoss(crash);
    expect(crash.venue.take('adl.executed')).toHaveLength(1);
    const floor = { ...PLAIN_ADL, lossFloorPpm: 1 };
    expect(amend(crash, 'BTCUSDT', { adl: floor })).toBe('INVALID_SPEC');
    const above = { ...floor, lossLimitPpm: 1, lossFloorPpm: 2 };
    expect(amend(crash, 'BTCUSDT', { adl: above })).toBe('INVALID_SPEC');
  });
});

describe('VAR-41 a slice may trade beyond the bankruptcy price while the fund pays', () => {
  /** 250 left of 284.25 asked: a quarter is to be closed, and the best bid is 100 too low. */
  function sliced(insurance: Insurance | null, fund: number, mode: 'cross' | 'isolated' = 'cross') {
    const crash = new Crash(({ liquidation }) => ({
      ...(insurance !== null && { insurance }),
      liquidation: { ...liquidation, feePpm: 0, slipPpm: 0, uncappedValueAtoms: 0 },
    }));
    if (fund > 0) crash.venue.contribute('USDT', fund * USDT);
    const trader = crash.venue.open('trader', { mode, funds: { USDT: 3_400 * USDT } });
    const { id: instrument } = crash.venue.instrument('BTCUSDT');
    const set = { kind: 'position.leverage', subaccount: trader, instrument } as const;
    crash.venue.ok({ ...set, leverageX100: 1_780 });
    crash.venue.trade({ buyer: trader, seller: crash.house }, 'BTCUSDT', 1_000, 600_000);
    crash.bid(5_000, 565_000);
    crash.venue.take();
    crash.prices(56_850);
    return { crash, trader };
  }

  test('and its owner is as if it had been closed at that price', () => {
    const { crash, trader } = sliced({ limitPpm: 5_000 }, 1_000);
    // 56,600 less half a per cent.
    const told = crash.venue.take();
    const of = (name: string) => told.filter(({ kind }) => kind === name);
    expect(of('liquidation.sliced')).toMatchObject([
      { filledLots: 250, limitTicks: 563_170, equityAtoms: 187.5 * USDT },
    ]);
    expect(of('liquidation.improved')).toMatchObject([
      { liquidation: 1, subaccount: trader, instrument: 1, amountAtoms: 25 * USDT },
    ]);
    expect(crash.lots(trader)).toBe(750);
    expect(crash.wallet(FUND)).toBe(975 * USDT);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('unsaid it stays unfilled', () => {
    const { crash } = sliced(null, 1_000);
    expect(crash.venue.take('liquidation.sliced')).toMatchObject([
      { filledLots: 0, limitTicks: 566_000 },
    ]);
  });

  test('no further than what is there pays for', () => {
    const { crash } = sliced({ limitPpm: 5_000 }, 10);
    // 10 on 250 lots are 40 a bitcoin.
    expect(crash.venue.take('liquidation.sliced')).toMatchObject([
      { filledLots: 0, limitTicks: 565_600 },
    ]);
  });

  test('of an isolated position it is the position’s', () => {
    const { crash, trader } = sliced({ limitPpm: 5_000 }, 1_000, 'isolated');
    const [told] = crash.venue.take('liquidation.sliced');
    const { filledLots = 0, equityAtoms = 0 } = told as unknown as Record<string, number>;
    expect(filledLots).toBeGreaterThan(0);
    const spent = 1_000 * USDT - crash.wallet(FUND);
    expect(spent).toBeGreaterThan(0);
    const { bucket, allocatedAtoms } = crash.venue.position(trader, 'BTCUSDT');
    expect(bucketFigures(crash.venue.venue.state, bucket).equityAtoms).toBe(equityAtoms);
    expect(allocatedAtoms).toBeGreaterThan(equityAtoms);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('below zero the fund is asked for nothing', () => {
    const crash = new Crash(({ liquidation }) => ({
      insurance: { limitPpm: 50_000 },
      liquidation: { ...liquidation, ladderTiers: 1 },
    }));
    crash.venue.contribute('USDT', 1_000 * USDT);
    crash.holder('trader', 1_000, 3_400);
    crash.bid(5_000, 565_000);
    crash.prices(56_500);
    expect(crash.venue.take('fund.changed').map(({ reason }) => reason)).not.toContain(
      'priceImproved',
    );
  });

  const linear = { lotTickAtoms: 100, contractAtomTicks: 0 };
  const inverse = { lotTickAtoms: 0, contractAtomTicks: 100_000_000_000 };
  /** Of which a thousand are worth more at a tick than is exact. */
  const LARGE = { ...inverse, contractAtomTicks: 2 ** 51 };
  test.each([
    ['a long that is sold', linear, SELL, 1_000_000, 500_000, 556_000],
    ['a short that is bought back', linear, BUY, 1_000_000, 500_000, 576_000],
    ['no further than the share', linear, SELL, 1_000_000, 1_000, 565_434],
    ['nothing is there', linear, SELL, 0, 500_000, 566_000],
    // 176,678.4 each: 1,000,000 on a thousand are 1,000 each more, or less.
    ['an inverse long', inverse, SELL, 1_000_000, 500_000, 562_815],
    // At 566,000 it could be.
    ['what would not be exact at the furthest', LARGE, SELL, 1e12, 999_999, 566_000],
    ['an inverse short', inverse, BUY, 1_000_000, 500_000, 569_221],
  ] as const)('%s', (_, scales, side, atoms, limitPpm, ticks) => {
    const lots = scales === linear ? 1 : 1_000;
    expect(improvedTicks(scales, side, lots, 566_000, { atoms, limitPpm })).toBe(ticks);
  });
});
