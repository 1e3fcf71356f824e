/**
 * Of equal ranks the youngest position goes first. As in `deleveraging.test.ts` a trader of 1,000
 * lots is ruined below 56,600, and at 56,000 all of it is given on.
 */
import { describe, expect, test } from 'vitest';
import { Venue } from '../venue.ts';
import { Crash, LIQUIDATION, PLAIN_ADL } from './testing/deleveraging.ts';

function ruined(): Crash {
  const crash = new Crash(() => ({ adl: PLAIN_ADL }));
  crash.holder('trader', 1_000, 3_400);
  return crash;
}

/** Who is reached, with how much. */
function taken(crash: Crash): [subaccount: unknown, lots: unknown][] {
  crash.prices(56_000);
  const executed = crash.venue.take('adl.executed');
  return executed.map(({ subaccount, quantityLots }) => [subaccount, quantityLots]);
}

/** Trades on with the house at 60,000, so that ranks stay equal. */
function trade(crash: Crash, subaccount: number, lots: number): void {
  const parties =
    lots > 0
      ? { buyer: subaccount, seller: crash.house }
      : { buyer: crash.house, seller: subaccount };
  crash.venue.trade(parties, 'BTCUSDT', Math.abs(lots), 600_000);
}

describe('ADL-10 of equal ranks', () => {
  test('the youngest position goes first, whatever its number', () => {
    const crash = ruined();
    const [one = 0, two = 0, three = 0] = ['one', 'two', 'three'].map((label) =>
      crash.holder(label, -400, 5_000),
    );
    expect(taken(crash)).toEqual([
      [three, 400],
      [two, 400],
      [one, 200],
    ]);
    expect(crash.lots(LIQUIDATION)).toBe(0);
  });

  test('of those that one command opened the lower number', () => {
    const crash = ruined();
    const old = crash.holder('old', -400, 5_000);
    const opening = { funds: { USDT: 5_000_000_000 } };
    const pair = ['one', 'two'].map((label) => crash.venue.open(label, opening));
    // The second is the first in the book.
    for (const id of pair.toReversed()) {
      crash.venue.place(id, 'BTCUSDT', 'sell', 400, { priceTicks: 600_000 });
    }
    const buy = { priceTicks: 600_000, by: 'house' } as const;
    crash.venue.place(crash.house, 'BTCUSDT', 'buy', 800, buy);
    expect(taken(crash)).toEqual([
      [pair[0], 400],
      [pair[1], 400],
      [old, 200],
    ]);
  });

  test.each([
    ['grown', [-100, -300], 'older'],
    ['reduced', [-700, 300], 'older'],
    ['closed and opened again', [-400, 400, -400], 'younger'],
    ['turned', [300, -700], 'younger'],
  ] as const)('one that was %s', (_, parts, age) => {
    const crash = ruined();
    // Each is alone at what it does first and last.
    const changed = crash.holder('changed', parts[0], 5_000);
    const other = crash.holder('other', -400, 5_000);
    for (const lots of parts.slice(1)) trade(crash, changed, lots);
    expect(crash.lots(changed)).toBe(-400);
    const order = age === 'younger' ? [changed, other] : [other, changed];
    expect(taken(crash)).toEqual(order.map((id) => [id, 400]));
  });

  test('an isolated position has its age too', () => {
    const crash = ruined();
    const opening = { mode: 'isolated' } as const;
    const turned = crash.holder('turned', 300, 9_000, opening);
    const other = crash.holder('other', -400, 9_000, opening);
    trade(crash, turned, -700);
    const before = crash.venue.venue.state.sequence;
    expect(crash.venue.position(turned, 'BTCUSDT').openedAt).toBe(before);
    expect(taken(crash)).toEqual([
      [turned, 400],
      [other, 400],
    ]);
  });
});

describe('ADL-10 the age of a position', () => {
  test('is saved and loaded, and what it means is who was first', () => {
    const one = ruined();
    const two = ruined();
    const open = (crash: Crash, labels: readonly string[]): void => {
      const opening = { funds: { USDT: 5_000_000_000 } };
      const [x = 0, y = 0] = ['x', 'y'].map((label) => crash.venue.open(label, opening));
      for (const label of labels) trade(crash, label === 'x' ? x : y, -400);
    };
    open(one, ['x', 'y']);
    open(two, ['y', 'x']);
    expect(one.venue.meaning()).not.toBe(two.venue.meaning());
    const loaded = one.venue.reloaded();
    expect(loaded.meaning()).toBe(one.venue.meaning());
    expect(loaded.venue.save()).toEqual(one.venue.venue.save());
  });

  test('is unsaid in an image from before there was any: such a one means another thing', () => {
    const crash = ruined();
    crash.holder('short', -400, 5_000);
    const image = crash.venue.venue.save();
    const text = JSON.stringify(image).replace(/"opened":\[\[.*?\]\],/u, '');
    expect(text).not.toBe(JSON.stringify(image));
    const loaded = Venue.load(JSON.parse(text) as typeof image);
    const ages = loaded.state.instruments[0]?.positionRows.ages();
    expect(ages?.every(([, sequence]) => sequence === 0)).toBe(true);
    // Its state hash is not the one that was signed, and the log is replayed instead.
    expect(crash.venue.meaning()).toContain('"opened":[[4,5],[6]]');
  });
});
