/** Into a pool and out of it: only if margin passes on both sides, and both figures are told. */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { SubaccountMode } from '../state.ts';
import { TestVenue } from '../testing/test-venue.ts';
import { compareModes } from './mode.ts';
import { readInMode, wholeFigures } from './mode-figures.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const XBT = 100_000_000;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
});

const to = (subaccount: number, mode: SubaccountMode) =>
  venue.apply({ kind: 'subaccount.mode', subaccount, mode });

describe('MODE-01 a change into a pool or out of one', () => {
  test('moves all positions at once, where margin passes before and after', () => {
    const trader = venue.open('trader', { funds: { USDT: 20_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    expect(to(trader, 'portfolio').code).toBe('OK');
    expect(venue.of(trader).mode).toBe('portfolio');
    expect(venue.position(trader, 'BTCUSDT').mode).toBe('cross');
    expect(to(trader, 'multiAsset').code).toBe('OK');
    expect(to(trader, 'cross').code).toBe('OK');
    const unusual = venue.instrument('BTCUSDT').holders.unusualOf(trader);
    expect(unusual).toBe(0);
  });

  test('is refused where the new mode asks for more than there is', () => {
    const trader = venue.open('trader', { funds: { USDT: 5_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const meaning = venue.meaning();
    // 9,000 and 30 of 4,970.
    expect(to(trader, 'portfolio')).toMatchObject({
      code: 'MODE_NEEDS_MARGIN',
      detail: 4_060 * USDT,
    });
    expect(venue.meaning()).toBe(meaning);
  });

  test('is refused where the old one misses margin, whatever the new would ask', () => {
    const trader = venue.open('trader', { funds: { USDT: 9_100 * USDT, XBT: XBT / 50 } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSD', 60, 600_000);
    venue.prices({ BTC: 55_000 });
    expect(to(trader, 'multiAsset').code).toBe('OK');
    venue.prices({ BTC: 53_500 });
    // Equity of dollars 2,570 and bitcoin 0.02 + 0.0121: cross asks 2,675 of dollars alone.
    expect(to(trader, 'cross').code).toBe('MODE_NEEDS_MARGIN');
  });

  test('is refused with an isolated position, and into isolation with any', () => {
    const trader = venue.open('trader', { funds: { USDT: 50_000 * USDT } });
    venue.ok({ kind: 'position.isolate', subaccount: trader, instrument: 1, isolated: true });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 100, 600_000);
    expect(to(trader, 'portfolio').code).toBe('MODE_BLOCKED');
    const other = venue.open('other', { mode: 'portfolio', funds: { USDT: 50_000 * USDT } });
    venue.trade({ buyer: other, seller: house }, 'BTCUSDT', 100, 600_000);
    expect(to(other, 'isolated').code).toBe('MODE_BLOCKED');
  });

  test('is refused while a call stands', () => {
    const trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 3_000, 600_000);
    venue.prices({ BTC: 57_100 });
    expect(venue.balance(trader, 'USDT').bucket.call).not.toBeNull();
    expect(to(trader, 'multiAsset').code).toBe('MODE_BLOCKED');
  });

  test('is refused where the mode has no terms, and the house and the unlisted have none', () => {
    const bare = TestVenue.found({ ...resources, collateral: [], portfolio: [] });
    const alone = bare.open('alone', { funds: { USDT } });
    const change = { kind: 'subaccount.mode', subaccount: alone, mode: 'portfolio' } as const;
    expect(bare.code(change)).toBe('NOT_IN_MODE');
    const account = bare.ok(
      { kind: 'account.open', label: 'a', accountKind: 'paper' },
      { by: 'admin' },
    );
    const opened = { kind: 'subaccount.open', account, label: 'p', desk: 'd', owner: 9 } as const;
    expect(bare.code({ ...opened, mode: 'portfolio' }, { by: 'admin' })).toBe('NOT_IN_MODE');
    expect(
      venue.code({ kind: 'subaccount.mode', subaccount: house, mode: 'portfolio' }, { by: 'core' }),
    ).toBe('WRONG_ACCOUNT_KIND');
  });
});

describe('MODE-02 both figures of a change', () => {
  test('are told with a refusal and with what is done', () => {
    const trader = venue.open('trader', { funds: { USDT: 5_000 * USDT, XBT: XBT / 10 } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.take();
    to(trader, 'multiAsset');
    to(trader, 'portfolio');
    const told = venue.take('mode.compared');
    expect(told).toMatchObject([
      {
        passes: 1,
        fromMode: 'cross',
        mode: 'multiAsset',
        equityBeforeAtoms: 10_970 * USDT,
        initialBeforeAtoms: 3_028.5 * USDT,
        maintenanceBeforeAtoms: 330 * USDT,
        // The bitcoin less 3 %.
        equityAfterAtoms: 10_790 * USDT,
        initialAfterAtoms: 3_028.5 * USDT,
        maintenanceAfterAtoms: 330 * USDT,
      },
      {
        passes: 1,
        fromMode: 'multiAsset',
        mode: 'portfolio',
        initialAfterAtoms: 9_030 * USDT,
        maintenanceAfterAtoms: 7_230 * USDT,
      },
    ]);
  });

  test('can be had before, and leave everything as it was', () => {
    const trader = venue.open('trader', { funds: { USDT: 20_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const meaning = venue.meaning();
    const { before, after } = compareModes(venue.venue.state, venue.of(trader), 'portfolio');
    expect([before.maintenanceAtoms, after.maintenanceAtoms]).toEqual([330 * USDT, 7_230 * USDT]);
    expect(venue.meaning()).toBe(meaning);
  });
});

describe('MODE-02 all of a subaccount as if it were in a mode', () => {
  test('isolates each position with what it would be opened with, and puts it back', () => {
    const trader = venue.open('trader', { funds: { USDT: 20_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const meaning = venue.meaning();
    const { state } = venue.venue;
    const read = () => {
      const { mode, allocatedAtoms } = venue.position(trader, 'BTCUSDT');
      return { mode, allocatedAtoms, figures: wholeFigures(state, venue.of(trader)) };
    };
    // 5 % of 60,000 and the fee of closing at 57,000.
    expect(readInMode(state, venue.of(trader), 'isolated', read)).toMatchObject({
      mode: 'isolated',
      allocatedAtoms: 3_028_500_000,
      figures: { equityAtoms: 19_970 * USDT, apartAtoms: 3_028_500_000, healthPpm: 9_177_272 },
    });
    expect(venue.meaning()).toBe(meaning);
    expect(venue.instrument('BTCUSDT').holders.unusualOf(trader)).toBe(0);
  });

  test('is as it was also where reading fails', () => {
    const trader = venue.open('trader', { mode: 'isolated', funds: { USDT: 20_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const meaning = venue.meaning();
    const fail = (): never => {
      throw new Error('unreadable');
    };
    const failing = () => readInMode(venue.venue.state, venue.of(trader), 'portfolio', fail);
    expect(failing).toThrow('unreadable');
    expect(venue.meaning()).toBe(meaning);
  });
});
