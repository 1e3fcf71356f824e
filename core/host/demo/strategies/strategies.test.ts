import { describe, expect, test } from 'vitest';
import type { Command } from '../../../venue/commands.ts';
import { Seat } from '../testing/seat.ts';
import { CallResponder } from './call-responder.ts';
import { Grid } from './grid.ts';
import { Holder } from './holder.ts';
import { Maker } from './maker.ts';
import { Momentum } from './momentum.ts';
import { Pair } from './pair.ts';
import { Swing } from './swing.ts';

const touch = { bidTicks: 1_000, askTicks: 1_002 };

/** Commands in short. */
function short(commands: readonly Command[]): string[] {
  return commands.map((command) => {
    if (command.kind === 'order.amend') {
      return `move ${command.order} to ${command.quantityLots} at ${command.priceTicks}`;
    }
    if (command.kind === 'order.cancel') return `cancel ${command.order}`;
    if (command.kind !== 'order.place') return command.kind;
    const { side, quantityLots, priceTicks, timeInForce, postOnly } = command;
    const how = postOnly ? 'post-only' : timeInForce;
    return `${side} ${quantityLots} at ${priceTicks ?? 'market'} ${how}`;
  });
}

describe('a maker', () => {
  const settings = {
    instrument: 1,
    quantityLots: 10,
    awayTicks: 1,
    toleranceTicks: 2,
    maxPositionLots: 50,
    everyS: 1,
  };

  test('quotes both sides behind the touch and follows it when it has gone too far', async () => {
    const seat = new Seat();
    const maker = new Maker(settings, seat.tools);
    expect(short(await seat.act(maker, touch))).toEqual([
      'buy 10 at 999 post-only',
      'sell 10 at 1003 post-only',
    ]);
    seat.rests(11, 1, 999, 10);
    seat.rests(12, -1, 1_003, 4);
    expect(await seat.act(maker, { bidTicks: 1_002, askTicks: 1_004 }, 1_000)).toEqual([]);
    expect(short(await seat.act(maker, { bidTicks: 1_003, askTicks: 1_005 }, 1_000))).toEqual([
      'move 11 to 10 at 1002',
      'move 12 to 10 at 1006',
    ]);
    expect(await seat.act(maker, { bidTicks: 900, askTicks: 902 }, 100)).toEqual([]);
  });

  test('leaves the side of which it holds enough', async () => {
    const seat = new Seat();
    const maker = new Maker(settings, seat.tools);
    seat.rests(11, 1, 999, 10);
    seat.holds(50);
    expect(short(await seat.act(maker, touch))).toEqual(['cancel 11', 'sell 10 at 1003 post-only']);
  });
});

test('momentum takes with the flow of its window, up to its limit', async () => {
  const seat = new Seat();
  const settings = { instrument: 1, windowSlots: 3, thresholdLots: 20, quantityLots: 8 };
  const momentum = new Momentum({ ...settings, maxPositionLots: 12 }, seat.tools);
  const flow = async (takerSide: 1 | -1, quantityLots: number): Promise<string[]> => {
    seat.hear('trade', { instrument: 1, takerSide, quantityLots, tradeKind: 'book' });
    seat.hear('trade', { instrument: 1, takerSide, quantityLots: 99, tradeKind: 'takeover' });
    return short(await seat.act(momentum, touch, 100));
  };
  expect(await flow(1, 10)).toEqual([]);
  expect(await flow(1, 5)).toEqual([]);
  expect(await flow(1, 5)).toEqual(['buy 8 at 1002 ioc']);
  seat.holds(8);
  expect([await flow(1, 9), await flow(1, 9), await flow(1, 9)].at(-1)).toEqual([
    'buy 4 at 1002 ioc',
  ]);
  seat.holds(12);
  expect([await flow(1, 9), await flow(1, 9), await flow(1, 9)].flat()).toEqual([]);
  expect([await flow(-1, 9), await flow(-1, 9), await flow(-1, 9)].at(-1)).toEqual([
    'sell 8 at 1000 ioc',
  ]);
});

test('a grid keeps its rungs where it began, and leaves the one at the market empty', async () => {
  const seat = new Seat();
  const grid = new Grid(
    { instrument: 1, rungs: 2, stepTicks: 10, quantityLots: 3, everyS: 1 },
    seat.tools,
  );
  expect(short(await seat.act(grid, touch))).toEqual([
    'buy 3 at 980 post-only',
    'buy 3 at 990 post-only',
    'sell 3 at 1010 post-only',
    'sell 3 at 1020 post-only',
  ]);
  seat.rests(11, 1, 980, 3);
  seat.rests(12, -1, 1_010, 3);
  seat.rests(13, -1, 1_020, 3);
  // The buy at 990 was filled, and the market has come back up to the rung at 1,000.
  expect(short(await seat.act(grid, { bidTicks: 1_004, askTicks: 1_006 }, 1_000))).toEqual([
    'buy 3 at 990 post-only',
  ]);
});

describe('a holder', () => {
  const position = { instrument: 1, targetLots: -25, clipLots: 10, reachTicks: 5 };

  test('builds its position in clips, and never again what it once had', async () => {
    const seat = new Seat();
    const holder = new Holder({ positions: [position], everyS: 1 }, seat.tools);
    expect(short(await seat.act(holder, touch))).toEqual(['sell 10 at 995 ioc']);
    seat.holds(-20);
    expect(short(await seat.act(holder, touch, 1_000))).toEqual(['sell 5 at 995 ioc']);
    seat.holds(-25);
    expect(await seat.act(holder, touch, 1_000)).toEqual([]);
    seat.hear('execution', { order: 0, instrument: 1, remainingLots: 0, positionLots: 0 });
    expect(seat.tools.own.positionLots(1)).toBe(0);
    expect(await seat.act(holder, touch, 1_000)).toEqual([]);
  });

  test('puts one stop on the mark under a share of it', async () => {
    const seat = new Seat();
    const stop = { instrument: 1, trigger: 'mark', awayPpm: 20_000, sharePpm: 400_000 } as const;
    const long = { ...position, targetLots: 25 };
    const holder = new Holder({ positions: [long], everyS: 1, stop }, seat.tools);
    seat.holds(25);
    expect(await seat.act(holder, touch)).toEqual([]);
    seat.hear('mark.set', { instrument: 1, markTicks: 1_000 });
    expect(await seat.act(holder, touch, 1_000)).toMatchObject([
      {
        side: 'sell',
        type: 'market',
        timeInForce: 'ioc',
        reduceOnly: true,
        quantityLots: 10,
        trigger: 'mark',
        triggerTicks: 980,
      },
    ]);
    expect(await seat.act(holder, touch, 1_000)).toEqual([]);
  });
});

test('a swing goes in, holds, closes the position and turns round', async () => {
  const seat = new Seat();
  const swing = new Swing(
    { instrument: 1, quantityLots: 6, timeInForce: 'fok', everyS: 1, holdS: 2 },
    seat.tools,
  );
  expect(short(await seat.act(swing, touch))).toEqual(['buy 6 at 1002 fok']);
  // Killed: it tries again on its next beat, on the same side.
  expect(short(await seat.act(swing, touch, 1_000))).toEqual(['buy 6 at 1002 fok']);
  seat.holds(6);
  expect(await seat.act(swing, touch, 1_000)).toEqual([]);
  expect(await seat.act(swing, touch, 1_000)).toEqual([]);
  expect(short(await seat.act(swing, touch, 1_000))).toEqual(['position.close']);
  seat.holds(0);
  expect(short(await seat.act(swing, touch, 1_000))).toEqual(['sell 6 at 1000 fok']);
});

/** A lot is worth a unit of the quote a tick. */
function linearWorthE8(ticks: number): number {
  return ticks * 100_000_000;
}

test('a pair brings both legs to the same worth, and leaves small differences alone', async () => {
  const seat = new Seat();
  const leg = { instrument: 1, clipLots: 4, reachTicks: 5, lotWorthE8: linearWorthE8 };
  const other = { ...leg, instrument: 2 };
  const pair = new Pair({ long: leg, short: other, worth: 10_000, everyS: 1 }, seat.tools);
  expect(short(await seat.act(pair, touch))).toEqual(['buy 4 at 1007 ioc']);
  seat.holds(9);
  expect(await seat.act(pair, touch, 1_000)).toEqual([]);
  seat.holds(13);
  expect(short(await seat.act(pair, touch, 1_000))).toEqual(['sell 3 at 995 ioc']);
});

describe('who answers margin calls', () => {
  const settings = { from: 9, asset: 1, sharePpm: 1_500_000, everyS: 2 };
  const call = { call: 5, bucket: 1, level: 1, cureAtoms: 1_000 };

  test('acknowledges each level once and tops up until the call is cured', async () => {
    const seat = new Seat();
    const responder = new CallResponder(settings, seat.tools);
    expect(await seat.act(responder, touch)).toEqual([]);
    seat.hear('call.raised', call);
    expect(await seat.act(responder, touch, 100)).toEqual([
      { kind: 'call.acknowledge', call: 5 },
      { kind: 'transfer', from: 9, to: 7, asset: 1, amountAtoms: 1_500 },
    ]);
    seat.hear('call.raised', { ...call, level: 2, cureAtoms: 3_000 });
    expect(short(await seat.act(responder, touch, 100))).toEqual(['call.acknowledge']);
    expect(await seat.act(responder, touch, 1_900)).toEqual([
      { kind: 'transfer', from: 9, to: 7, asset: 1, amountAtoms: 4_500 },
    ]);
    seat.hear('call.cured', { call: 5 });
    expect(await seat.act(responder, touch, 5_000)).toEqual([]);
  });
});
