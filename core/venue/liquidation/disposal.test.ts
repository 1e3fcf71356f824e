/**
 * What is taken over whole, and where it is sold: Vega's and BitMEX's ways as settings alone. A
 * long of 1,000 lots, a bitcoin from 60,000, is ruined at 56,600; at 56,850 250 are left of 284.25.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { Crash, FUND, LIQUIDATION, USDT } from './testing/deleveraging.ts';

type Way = Partial<InstrumentSpec['liquidation']>;

/** Taken over at once, at 56,850, with these bids of the house in the book. */
function taken(
  way: Way,
  bids: readonly (readonly [lots: number, ticks: number])[] = [],
  more: Partial<InstrumentSpec> = {},
): Crash {
  const here = new Crash(({ liquidation }) => ({
    ...more,
    liquidation: { ...liquidation, maxSlices: 0, uncappedValueAtoms: 0, ...way },
  }));
  here.holder('long', 1_000, 3_400);
  for (const [lots, ticks] of bids) here.bid(lots, ticks);
  here.venue.take();
  here.prices(56_850);
  return here;
}
const disposed = ({ venue }: Crash): unknown[] =>
  venue
    .take('liquidation.disposed')
    .map(({ wantedLots, filledLots, limitTicks }) => [wantedLots, filledLots, limitTicks]);

describe('VAR-28 without slices all is taken over at once', () => {
  test('though two thirds of maintenance are there, and the book could take it', () => {
    const here = taken({}, [[5_000, 568_400]]);
    const kinds = here.venue
      .take()
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith('liquidation.'));
    expect(kinds).toEqual([
      'liquidation.started',
      'liquidation.cancelled',
      'liquidation.takeover',
      'liquidation.ended',
    ]);
    expect([here.lots(5), here.lots(LIQUIDATION), here.wallet(5)]).toEqual([0, 1_000, 0]);
  });

  test('what it owned is what the liquidation account has gained at the mark', () => {
    const here = taken({}, [[20_000, 568_500]]);
    const { lots, costAtoms } = here.venue.position(LIQUIDATION, 'BTCUSDT');
    expect(lots * 568_500 * 100 - costAtoms).toBe(250 * USDT);
    here.pass(10, 56_850);
    expect([here.lots(LIQUIDATION), here.wallet(FUND)]).toEqual([0, 250 * USDT]);
  });
});

describe('VAR-28 disposal at the price of the takeover', () => {
  const way: Way = { disposalLimit: 'takeover' };

  test('all that is offered at it or better, at once and at every check', () => {
    const here = taken(way, [
      [300, 567_000],
      [5_000, 565_990],
    ]);
    expect(disposed(here)).toEqual([[300, 300, 566_000]]);
    expect(here.wallet(FUND)).toBe(30 * USDT);
    here.pass(3, 56_850);
    expect(disposed(here)).toEqual([]);
    here.bid(200, 566_000);
    here.pass(1, 56_850);
    expect(disposed(here)).toEqual([[200, 200, 566_000]]);
    expect([here.lots(LIQUIDATION), here.wallet(FUND)]).toEqual([500, 30 * USDT]);
  });

  test('once the mark is worse the fund pays, by the schedule', () => {
    const here = taken({ ...way, disposalFullLots: 1 }, [[50_000, 564_000]]);
    here.venue.contribute('USDT', 1_000 * USDT);
    here.pass(1, 56_850);
    expect(disposed(here)).toEqual([]);
    here.prices(56_500);
    // Half, at 200 less, and no worse than a hundredth below the mark.
    expect(disposed(here)).toEqual([[500, 500, 559_350]]);
    expect(here.wallet(FUND)).toBe(900 * USDT);
    here.pass(9, 56_500);
    expect(disposed(here)).toEqual([]);
    here.pass(1, 56_500);
    expect(disposed(here)).toEqual([[250, 250, 559_350]]);
  });

  test('of a short it is the most that is paid', () => {
    const here = new Crash(({ liquidation }) => ({
      liquidation: { ...liquidation, ...way, maxSlices: 0 },
    }));
    here.holder('short', -1_000, 3_400);
    here.venue.place(here.house, 'BTCUSDT', 'sell', 100, { priceTicks: 634_000, by: 'house' });
    here.venue.place(here.house, 'BTCUSDT', 'sell', 900, { priceTicks: 634_010, by: 'house' });
    here.venue.take();
    here.prices(63_150);
    expect(disposed(here)).toEqual([[100, 100, 634_000]]);
    expect(here.lots(LIQUIDATION)).toBe(-900);
  });
});

describe('VAR-28 disposal in a range around the mark', () => {
  // A tenth of a per cent below 56,850, up to the tick.
  const way: Way = { disposalRangePpm: 1_000, disposalStepUs: 1_000_000 };
  const bids = [
    [20_000, 567_932],
    [90_000, 567_931],
  ] as const;

  const soon = (...how: Parameters<typeof taken>): unknown[] => {
    const here = taken(...how);
    here.pass(1, 56_850);
    return disposed(here);
  };

  test('of what lies in it a share, and nothing beyond', () => {
    expect(soon(way, bids)).toEqual([[1_000, 1_000, 567_932]]);
    // A tenth of 2,000 lots.
    expect(soon(way, [[2_000, 567_932], bids[1]])).toEqual([[200, 200, 567_932]]);
  });

  test('nor where monitoring would not let the mark be', () => {
    const auction = { callS: 10, extensionS: 5, extendPpm: 20_000, postOnlyS: 10, feePpm: 0 };
    const monitoring = [{ movePpm: 53_000, withinS: 60 }];
    const wide = { ...way, disposalRangePpm: 100_000 };
    // 5.3 % below the 60,000 of a moment ago.
    const more = { auction, monitoring };
    expect(soon(wide, [[20_000, 568_200]], more)).toEqual([[1_000, 1_000, 568_200]]);
    expect(soon(wide, [[20_000, 568_190]], more)).toEqual([]);
  });

  test('it begins no auction and moves no last price', () => {
    const here = taken(way, bids);
    here.pass(5, 56_850);
    expect(here.venue.instrument('BTCUSDT')).toMatchObject({ state: 'open', lastTicks: 600_000 });
  });
});
