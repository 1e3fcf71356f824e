/** Plain orders go the short way only where the whole step has nothing else to do. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { plainOrder } from '../plain-order.ts';
import type { PlainOrder } from '../plain-order.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  trader = venue.open('desk', { funds: { USDT: 2_000_000_000 } });
  // The first of a subaccount is checked in full, and grants what the others spend.
  venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 590_000 });
});

/** A bid of the trader's that would rest, with a number of its session. */
function bid(fields: Partial<PlainOrder> = {}): PlainOrder {
  return {
    ...plainOrder(),
    sequence: venue.venue.state.sequence + 1,
    timeUs: venue.timeUs,
    session: venue.sessionOf('trader'),
    request: 1,
    digest: 5,
    subaccount: trader,
    instrument: venue.instrument('BTCUSDT').id,
    priceTicks: 590_000,
    quantityLots: 2,
    ...fields,
  };
}

const resting = (): number => venue.instrument('BTCUSDT').book.orderCount;

describe('MARG-12 a plain order goes the short way', () => {
  test('where nothing is in its way: it rests, is told and remembered', () => {
    venue.take();
    const orderId = venue.venue.applyPlain(bid());
    expect(orderId).toBe(venue.venue.state.sequence * 65_536);
    expect(resting()).toBe(2);
    expect(venue.take().map(({ kind }) => kind)).toEqual(['order.accepted', 'order.rested']);
    const again = venue.placement(trader, 'BTCUSDT', 'buy', 2, { priceTicks: 590_000 });
    const told = { code: 'OK', reference: orderId, repeated: true };
    expect(venue.apply(again, { request: 1, digest: 5 })).toMatchObject(told);
  });

  test('and back', () => {
    const order = venue.venue.applyPlain(bid());
    expect(venue.venue.applyPlain(bid({ isCancel: true, order, request: 2 }))).toBe(order);
    expect(resting()).toBe(1);
  });

  test.each<[string, () => Command | null, Partial<PlainOrder>]>([
    ['whose request is no new one', () => null, { request: 0 }],
    ['of a session that has ended', () => ({ kind: 'session.close' }), {}],
    ['of a session that was never asked', () => null, { session: 1 }],
    ['of an instrument that is not listed', () => null, { instrument: 99 }],
    ['of a subaccount that there is not', () => null, { subaccount: 999 }],
    ['that only reduces', () => null, { reduceOnly: true }],
    ['that is filled at once or not at all', () => null, { timeInForce: 'fok' }],
    ['that takes back what it does not own', () => null, { isCancel: true, order: 77 }],
  ])('and not one %s, which changes nothing', (_, command, fields) => {
    if (fields.request === 0) venue.venue.applyPlain(bid());
    const given = command();
    if (given !== null) venue.apply(given);
    const before = venue.meaning();
    const { sequence } = venue.venue.state;
    const request = fields.request === 0 ? 1 : 7;
    expect(venue.venue.applyPlain(bid({ ...fields, request }))).toBe(0);
    expect(venue.venue.state.sequence).toBe(sequence);
    expect(venue.meaning()).toBe(before);
  });

  test('and not one that comes when a timer is due', () => {
    const until = { kind: 'order.cancelAllAfter', subaccount: trader, afterMs: 5_000 } as const;
    venue.apply(until);
    // That has voided what was granted.
    venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 590_000 });
    expect(venue.venue.applyPlain(bid({ timeUs: venue.timeUs + 5_000_000 }))).toBe(0);
    expect(venue.venue.applyPlain(bid())).toBeGreaterThan(0);
  });
});
