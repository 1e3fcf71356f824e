/**
 * The parts of the fund, its caps and its drawdown. A trader of 1,000 lots of BTCUSDT bought at
 * 60,000 with 3,400 USDT is ruined below 56,600; one of 20,000 lots of ETHUSDT, which is twenty
 * ether bought at 3,000, with as much below 2,830.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { Crash, FUND, LIQUIDATION, PLAIN_ADL, USDT } from './testing/deleveraging.ts';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };

const GROUPED = 'ETHUSDT';

/** Ether has a part of the fund to itself. */
function grouped(): Crash {
  return new Crash(({ symbol }) =>
    symbol === GROUPED ? { insurance: { riskGroup: 'ether' } } : {},
  );
}

function contribute(crash: Crash, units: number, riskGroup?: string): void {
  const amountAtoms = units * USDT;
  const command = { kind: 'insurance.contribute', asset: 1, amountAtoms } as const;
  const named = riskGroup === undefined ? command : { ...command, riskGroup };
  crash.venue.ok(named, { by: 'treasurer' });
}

/** What the parts have, the asset's own first, and what the group's result is. */
function parts(crash: Crash): { own: number; ether: number; result: number } {
  const [pool] = crash.venue.venue.state.pools;
  const ether = pool?.atoms ?? 0;
  const result = pool?.resultAtoms ?? 0;
  return {
    own: (crash.wallet(FUND) - ether) / USDT,
    ether: ether / USDT,
    result: result / USDT,
  };
}

describe('INS-06 a risk group has a part of the fund, and the rest is behind all', () => {
  test('it pays first, then the asset’s own; what neither can is the group’s debt', () => {
    const crash = grouped();
    contribute(crash, 100);
    contribute(crash, 50, 'ether');
    crash.holderIn(GROUPED, 300_000, 'ether', 20_000, 3_400);
    crash.prices(60_000, 2_800);
    crash.bid(200_000, 280_000, GROUPED);
    crash.venue.take();
    crash.pass(10, 60_000, 2_800);
    // Twenty at 2,800 against 2,830: 600.
    const events = crash.venue.take();
    expect(events.filter(({ kind }) => kind === 'fund.changed')).toMatchObject([
      { amountAtoms: -50 * USDT, riskGroup: 1, balanceAtoms: 100 * USDT, partBalanceAtoms: 0 },
      { amountAtoms: -100 * USDT, riskGroup: 0, balanceAtoms: 0, partBalanceAtoms: 0 },
    ]);
    expect(parts(crash)).toEqual({ own: 0, ether: 0, result: -450 });
    expect(events.filter(({ kind }) => kind === 'fund.short')).toMatchObject([
      { shortAtoms: 450 * USDT },
    ]);
    // What another contract gains is not the group's, nor does it pay its debt.
    crash.holder('bitcoin', 1_000, 3_400);
    crash.prices(56_650, 2_800);
    crash.bid(20_000, 566_500);
    crash.venue.take();
    crash.pass(10, 56_650, 2_800);
    expect(parts(crash)).toMatchObject({ own: 50, ether: 0 });
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('another contract’s loss does not touch it', () => {
    const crash = grouped();
    contribute(crash, 100);
    contribute(crash, 5_000, 'ether');
    crash.holder('bitcoin', 1_000, 3_400);
    crash.prices(56_000);
    crash.bid(20_000, 560_000);
    crash.pass(10, 56_000);
    // 600 are lost and 100 are there.
    expect(parts(crash)).toEqual({ own: 0, ether: 5_000, result: 0 });
    expect(crash.wallet(LIQUIDATION)).toBe(-500 * USDT);
    // A contribution for the group is for the group.
    contribute(crash, 1_000, 'ether');
    expect(crash.wallet(LIQUIDATION)).toBe(-500 * USDT);
    contribute(crash, 1_000);
    expect(parts(crash)).toEqual({ own: 500, ether: 6_000, result: 0 });
    expect(crash.wallet(LIQUIDATION)).toBe(0);
  });

  test('what is contributed pays first what is owed: for the asset also a group’s debt', () => {
    for (const riskGroup of ['ether', undefined]) {
      const crash = grouped();
      crash.holderIn(GROUPED, 300_000, 'ether', 20_000, 3_400);
      crash.prices(60_000, 2_800);
      crash.bid(200_000, 280_000, GROUPED);
      crash.pass(10, 60_000, 2_800);
      expect(parts(crash)).toEqual({ own: 0, ether: 0, result: -600 });
      contribute(crash, 1_000, riskGroup);
      const left = riskGroup === undefined ? { own: 400, ether: 0 } : { own: 0, ether: 400 };
      expect(parts(crash)).toEqual({ ...left, result: 0 });
      const copy = crash.venue.reloaded();
      expect(copy.meaning()).toBe(crash.venue.meaning());
      expect(copy.venue.state.pools).toEqual(crash.venue.venue.state.pools);
    }
  });

  test('fees and what takeovers of both sides leave belong to it', () => {
    const crash = grouped();
    crash.holderIn(GROUPED, 300_000, 'bull', 20_000, 3_400);
    crash.holderIn(GROUPED, 300_000, 'bear', -20_000, 3_400);
    crash.prices(60_000, 2_825);
    crash.prices(60_000, 3_175);
    // Bought at 2,830 and given to the short's loss at 3,170.
    expect(crash.lots(LIQUIDATION, GROUPED)).toBe(0);
    crash.pass(10, 60_000, 3_175);
    expect(parts(crash)).toEqual({ own: 0, ether: 6_800, result: 0 });
  });

  test('there is none but of an instrument', () => {
    const crash = grouped();
    const command = { kind: 'insurance.contribute', asset: 1, amountAtoms: 1 } as const;
    for (const [asset, riskGroup] of [
      [1, 'bitcoin'],
      [2, 'ether'],
    ] as const) {
      expect(crash.venue.code({ ...command, asset, riskGroup }, { by: 'treasurer' })).toBe(
        'UNKNOWN_RISK_GROUP',
      );
    }
    expect(new Crash(() => ({})).venue.meaning()).not.toMatch(/^pool /m);
  });
});

describe('INS-07 of a single takeover the fund stands for no more than its cap', () => {
  test('what is above it is given on at once, at the bankruptcy price', () => {
    const crash = new Crash(() => ({
      adl: { ...PLAIN_ADL, price: 'mark' },
      insurance: { takeoverCapAtoms: 200 * USDT },
    }));
    contribute(crash, 9_000);
    crash.holder('trader', 1_000, 3_400);
    crash.holder('other', 300, 1_020);
    crash.holder('short', -2_000, 9_000);
    crash.venue.take();
    crash.prices(56_000);
    // Of 600 a third: 667 of 1,000 go, so that 333 lose 199.8. The other loses 180.
    expect(crash.venue.take('adl.ended')).toMatchObject([
      { cause: 'takeoverCap', quantityLots: 667, remainingLots: 633, priceTicks: 566_000 },
    ]);
    crash.prices(55_900);
    expect(crash.lots(LIQUIDATION)).toBe(633);
    expect(crash.wallet(FUND)).toBe(9_000 * USDT);
  });
});

describe('INS-07 a takeover of the other side', () => {
  test('begins anew where it goes beyond what was held', () => {
    const crash = new Crash(() => ({
      adl: { ...PLAIN_ADL, noticeUs: 3_600_000_000 },
      insurance: { takeoverCapAtoms: 200 * USDT },
    }));
    contribute(crash, 9_000);
    crash.holder('bull', 300, 1_020);
    crash.prices(55_000);
    const watched = (): object | undefined => crash.venue.venue.state.deleveraging[0];
    // 480 at the mark: 125 of 300 lose 200.
    expect(watched()).toMatchObject({ overCapLots: 175 });
    const bear = crash.venue.open('bear', { funds: { USDT: 3_400 * USDT } });
    crash.venue.trade({ buyer: crash.house, seller: bear }, 'BTCUSDT', 1_000, 550_000);
    crash.prices(55_100);
    crash.prices(59_000);
    // Taken over at 58,400: 600 at the mark, and 300 of it have closed the bull's.
    expect(crash.lots(LIQUIDATION)).toBe(-700);
    expect(watched()).toMatchObject({
      overCapLots: 667,
      heldSinceUs: crash.venue.timeUs,
      dueSinceUs: crash.venue.timeUs,
    });
  });
});

describe('INS-08 drawn down, the fund spends no more', () => {
  function drawn(): Crash {
    const crash = new Crash(() => ({
      adl: { ...PLAIN_ADL, drawdownPpm: 300_000, drawdownWindowUs: 600_000_000 },
    }));
    contribute(crash, 2_000);
    crash.holder('first', 1_000, 3_400);
    crash.holder('second', 1_000, 4_400);
    crash.holder('short', -1_000, 9_000);
    crash.prices(56_000);
    crash.bid(20_000, 560_000);
    crash.pass(10, 56_000);
    // 600 of 2,000 were lost, which is 30 % to the atom.
    expect(crash.wallet(FUND)).toBe(1_400 * USDT);
    crash.venue.take();
    return crash;
  }

  test('what comes then is given on, though the fund could pay', () => {
    const crash = drawn();
    crash.prices(55_000);
    expect(crash.venue.take('adl.due')).toMatchObject([
      { cause: 'drawdown', quantityLots: 1_000, lossAtoms: 600 * USDT, coveredAtoms: 600 * USDT },
    ]);
    expect(crash.lots(LIQUIDATION)).toBe(0);
    expect(crash.wallet(FUND)).toBe(1_400 * USDT);
  });

  test('until the high is older than the window', () => {
    const crash = drawn();
    crash.pass(900, 56_000);
    crash.prices(55_000);
    expect(crash.venue.take('adl.due')).toEqual([]);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
  });

  test('what gains needs nobody', () => {
    const crash = drawn();
    // Second is taken over at 55,600, with the mark above.
    crash.prices(55_700);
    expect(crash.lots(LIQUIDATION)).toBe(1_000);
    expect(crash.venue.take('adl.due')).toEqual([]);
  });

  test('the highest is found whatever came after it, and survives an image', () => {
    const crash = drawn();
    contribute(crash, 100);
    contribute(crash, 100);
    const peaks = crash.venue.venue.state.pools[0]?.peaks.map(({ atoms }) => atoms / USDT);
    // 2,000 before the loss, then the lower highs that will count once that is too old.
    expect(peaks?.[0]).toBe(2_000);
    expect(peaks).toEqual(peaks?.toSorted((a, b) => b - a));
    const copy = crash.venue.reloaded();
    copy.prices({ BTC: 55_000, ETH: 3_000 });
    // 1,600 of 2,000 is no longer 30 % below.
    expect(copy.take('adl.due')).toEqual([]);
  });
});

describe('INS-07, INS-08, ADL-04 what is listed must be of use', () => {
  const adl = PLAIN_ADL;
  const rejected: Partial<InstrumentSpec>[] = [
    { insurance: { takeoverCapAtoms: 1 } },
    { adl: { ...adl, drawdownPpm: 300_000 } },
    { adl: { ...adl, drawdownWindowUs: 1 } },
    { adl: { ...adl, price: 'markIfFar' } },
    { adl: { ...adl, farPpm: 1 } },
  ];
  test.each(rejected)('%j', (changes) => {
    const resources = { ...instruments, indices: indices.replay };
    const list = (): unknown =>
      TestVenue.found(resources, (spec) => {
        const { adl: _, insurance: _1, ...plain } = plainPrices(spec);
        return { ...plain, ...changes };
      });
    expect(list).toThrow('INVALID_SPEC');
  });
});
