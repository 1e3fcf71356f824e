/** A second person lets one order pass: granted by two, used once, gone at its time. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { CommandOf } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';
import type { Speaker } from '../testing/test-venue.ts';
import { Venue } from '../venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;
const MINUTE_US = 60_000_000;

let venue: TestVenue;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  trader = venue.open('trader', { funds: { USDT: 1_000_000 * USDT } });
  const names = { subaccount: trader, instrument: 1 } as const;
  const limits = { maxQuantityLots: 10, maxValueAtoms: 600 * USDT, maxAwayPpm: 5_000 };
  venue.ok({ kind: 'subaccount.orderLimits', ...names, ...limits }, { by: 'risk' });
  venue.take();
});

type Grant = CommandOf<'waiver.grant'>;

const waiver = (change: Partial<Grant> = {}): Grant => ({
  kind: 'waiver.grant',
  subaccount: trader,
  instrument: 1,
  side: 'buy',
  quantityLots: 50,
  limits: ['quantity', 'value'],
  expiresUs: venue.timeUs + MINUTE_US,
  ...change,
});

function granted(change: Partial<Grant> = {}, by: Speaker = 'trader'): number {
  const command = waiver(change);
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by });
  return venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
}

const place = (lots: number, priceTicks = 599_000, side: 'buy' | 'sell' = 'buy') =>
  venue.place(trader, 'BTCUSDT', side, lots, { priceTicks });

describe('LIM-07 a waiver lets one order pass the limits that it names', () => {
  test('granted by two, used by the order that it describes, and told', () => {
    expect(venue.code(waiver(), { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
    expect(place(50).code).toBe('OVER_ORDER_QUANTITY');
    const id = granted();
    const bits = { limits: 3 };
    expect(venue.take('waiver.granted')).toMatchObject([
      { waiver: id, subaccount: trader, instrument: 1, side: 1, quantityLots: 50, ...bits },
    ]);
    const order = place(50).reference;
    expect(venue.take().map(({ kind }) => kind)).toEqual([
      'order.accepted',
      'waiver.used',
      'order.rested',
    ]);
    expect(venue.venue.state.waivers).toEqual([]);
    expect(order).toBeGreaterThan(0);
    expect(place(50).code).toBe('OVER_ORDER_QUANTITY');
  });

  test('the trader who asked cannot be the one who approves', () => {
    const proposal = venue.ok({ kind: 'proposal.open', command: waiver() }, { by: 'risk' });
    expect(venue.code({ kind: 'proposal.approve', proposal }, { by: 'risk' })).toBe('SAME_PERSON');
    expect(venue.code({ kind: 'proposal.approve', proposal }, { by: 'trader' })).toBe(
      'NOT_AUTHORISED',
    );
    expect(venue.code({ kind: 'proposal.approve', proposal }, { by: 'compliance' })).toBe(
      'NOT_AUTHORISED',
    );
  });

  test.each([
    ['of another size', () => place(51), 'OVER_ORDER_QUANTITY'],
    ['of the other side', () => place(50, 601_000, 'sell'), 'OVER_ORDER_QUANTITY'],
    ['at another price', () => place(50, 599_001), 'OVER_ORDER_QUANTITY'],
    ['at the market', () => venue.place(trader, 'BTCUSDT', 'buy', 50), 'OVER_ORDER_QUANTITY'],
  ])('an order %s does not pass', (_, order, code) => {
    granted({ priceTicks: 599_000 });
    expect(order().code).toBe(code);
    expect(place(50).code).toBe('OK');
  });

  test('without a price any will do, the market’s among them', () => {
    granted();
    expect(venue.place(trader, 'BTCUSDT', 'buy', 50).code).toBe('OK');
  });

  test('it covers all that the order passes, or none of it', () => {
    granted({ limits: ['quantity'] });
    expect(place(50).code).toBe('OVER_ORDER_QUANTITY');
    granted({ limits: ['quantity', 'value'], priceTicks: 590_000 });
    expect(place(50, 590_000).code).toBe('OVER_ORDER_QUANTITY');
    granted({ limits: ['quantity', 'value', 'price'], priceTicks: 590_000 });
    expect(place(50, 590_000).code).toBe('OK');
    expect(venue.venue.state.waivers).toHaveLength(2);
  });

  test('an order that needs none leaves it; one that is refused otherwise does too', () => {
    granted({ quantityLots: 5, limits: ['rate'] });
    expect(place(5).code).toBe('OK');
    granted({ quantityLots: 900_000 });
    expect(place(900_000).code).toBe('INSUFFICIENT_MARGIN');
    expect(venue.venue.state.waivers).toHaveLength(2);
  });

  test('an amend uses it too', () => {
    const order = place(5).reference;
    granted();
    const amend = { kind: 'order.amend', subaccount: trader, instrument: 1, order } as const;
    venue.take();
    venue.ok({ ...amend, quantityLots: 50 });
    expect(venue.take('waiver.used')).toMatchObject([{ order }]);
  });

  test('the throttles are waived like the rest', () => {
    const rates = { ordersPerSecond: 1 };
    venue.ok({ kind: 'subaccount.orderRates', subaccount: trader, ...rates }, { by: 'risk' });
    granted({ quantityLots: 5, limits: ['rate'] });
    expect([place(5).code, place(5).code, place(5).code]).toEqual(['OK', 'OK', 'TOO_MANY_ORDERS']);
  });

  test.each([
    ['nothing to waive', { limits: [] }, 'NOTHING_TO_CHANGE'],
    ['a time that has passed', { expiresUs: 1 }, 'TOO_LATE'],
    ['more than any order may have', { quantityLots: 2_000_000_000 }, 'TOO_LARGE'],
  ] as const)('%s is refused when it is approved', (_, change, code) => {
    const proposal = venue.ok({ kind: 'proposal.open', command: waiver(change) }, { by: 'risk' });
    expect(venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' })).toBe(code);
  });
});

describe('LIM-08 a waiver that was not used ends at its time', () => {
  test('and no order passes by it any more, whatever command finds it gone', () => {
    const id = granted({ expiresUs: venue.timeUs + 1_000 });
    const options = { priceTicks: 599_000, afterUs: 999 };
    expect(venue.place(trader, 'BTCUSDT', 'sell', 51, options).code).toBe('OVER_ORDER_QUANTITY');
    expect(venue.take('waiver.expired')).toEqual([]);
    const late = { priceTicks: 599_000, afterUs: 1 };
    expect(venue.place(trader, 'BTCUSDT', 'buy', 50, late).code).toBe('OVER_ORDER_QUANTITY');
    expect(venue.take('waiver.expired')).toMatchObject([{ waiver: id, subaccount: trader }]);
  });

  test('several, each at its own', () => {
    const late = granted({ expiresUs: venue.timeUs + 3 * MINUTE_US });
    const first = granted({ expiresUs: venue.timeUs + MINUTE_US });
    const second = granted({ expiresUs: venue.timeUs + 2 * MINUTE_US });
    const ended: unknown[] = [];
    for (let n = 0; n < 3; n++) {
      venue.tick(MINUTE_US);
      ended.push(venue.take('waiver.expired').map((event) => event['waiver']));
    }
    expect(ended).toEqual([[first], [second], [late]]);
    expect(venue.venue.state.nextTimerUs).toBe(0);
  });

  test('LIM-08 saved, loaded and hashed without the number that it was given', () => {
    const other = venue.reloaded();
    const proposal = venue.ok({ kind: 'proposal.open', command: waiver() }, { by: 'risk' });
    other.code({ kind: 'order.cancelAll', subaccount: 99 });
    const shifted = other.ok({ kind: 'proposal.open', command: waiver() }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    other.ok({ kind: 'proposal.approve', proposal: shifted }, { by: 'secondRisk' });
    expect(other.meaning()).toBe(venue.meaning());
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
    expect(venue.meaning()).toContain('waivers');
  });

  test('an image from before there were limits is the venue that it was', () => {
    const plain = TestVenue.found(resources);
    const image = plain.venue.save();
    const text = JSON.stringify(image)
      .replace('"waivers":[],', '')
      .replaceAll('"limits":null,', '');
    expect(text).not.toBe(JSON.stringify(image));
    expect(Venue.load(JSON.parse(text) as typeof image).save()).toEqual(image);
  });
});
