import { describe, expect, test } from 'vitest';
import { refused } from '../../venue/outcomes.ts';
import type { Strategy } from './strategies/strategy.ts';
import { Seat } from './testing/seat.ts';

const touch = { bidTicks: 100, askTicks: 101 };

/** Cancels an order so many times a slot. */
function busy(seat: Seat, times: number): Strategy {
  return {
    act: () => {
      for (let n = 0; n < times; n += 1) seat.tools.hand.cancel(1, 1);
    },
  };
}

describe('a hand', () => {
  test('signs its orders with subaccount and strategy', async () => {
    const seat = new Seat();
    const strategy = {
      act: () =>
        seat.tools.hand.place({
          instrument: 1,
          side: -1,
          type: 'limit',
          priceTicks: 101,
          quantityLots: 5,
          timeInForce: 'gtc',
          postOnly: true,
        }),
    };
    expect(await seat.act(strategy, touch)).toEqual([
      {
        kind: 'order.place',
        subaccount: 7,
        strategy: 3,
        instrument: 1,
        side: 'sell',
        type: 'limit',
        priceTicks: 101,
        quantityLots: 5,
        timeInForce: 'gtc',
        postOnly: true,
        reduceOnly: false,
      },
    ]);
  });

  test('sends at most twenty commands a second, however much is asked of it', async () => {
    const seat = new Seat();
    const counts: number[] = [];
    for (let slot = 0; slot < 11; slot += 1) {
      counts.push((await seat.act(busy(seat, 50), touch, 100)).length);
    }
    expect(counts).toEqual([20, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  test('falls silent when refused: a second, then twice as long, at most 32 s', async () => {
    const seat = new Seat();
    const sentAt: number[] = [];
    for (let slot = 0; slot < 1_400; slot += 1) {
      seat.answers[0] = refused('POSITION_IN_LIQUIDATION');
      const sent = await seat.act(busy(seat, 1), touch, slot === 0 ? 0 : 100);
      if (sent.length > 0) sentAt.push(slot / 10);
    }
    expect(sentAt).toEqual([0, 1, 3, 7, 15, 31, 63, 95, 127]);
  });

  test('speaks freely again after one success', async () => {
    const seat = new Seat();
    const codes = [
      'INSUFFICIENT_MARGIN',
      'INSUFFICIENT_MARGIN',
      'OK',
      'INSUFFICIENT_MARGIN',
    ] as const;
    seat.answers.push(
      ...codes.map((code) =>
        code === 'OK' ? { code, reference: 0, detail: 0, repeated: false } : refused(code),
      ),
    );
    const sentAt: number[] = [];
    for (let slot = 0; slot < 45; slot += 1) {
      if ((await seat.act(busy(seat, 1), touch, slot === 0 ? 0 : 100)).length > 0) {
        sentAt.push(slot);
      }
      if (sentAt.length === 5) break;
    }
    expect(sentAt).toEqual([0, 10, 30, 31, 41]);
  });

  test('goes on at once where only the market had moved', async () => {
    const seat = new Seat();
    seat.answers.push(refused('POST_ONLY_WOULD_TAKE'), refused('UNKNOWN_ORDER'));
    expect(await seat.act(busy(seat, 1), touch)).toHaveLength(1);
    expect(await seat.act(busy(seat, 1), touch, 100)).toHaveLength(1);
    expect(await seat.act(busy(seat, 1), touch, 100)).toHaveLength(1);
  });
});
