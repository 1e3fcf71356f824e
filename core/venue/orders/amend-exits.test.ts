/** Amending the exits of a bracket before they come. BTCUSDT around 60,000: ticks of 0.1. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { CommandOf } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';

let venue: TestVenue;
let house: number;
let trader: number;
let entry: number;
beforeEach(() => {
  venue = TestVenue.found({ ...instruments, indices: indices.replay });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 100_000_000_000 } });
  const exits = { takeProfitTicks: 601_000, stopLossTicks: 599_000, stopLossTrigger: 'mark' };
  entry = placed({ priceTicks: 600_000, ...exits });
});

function placed(options: object): number {
  const order = venue.place(trader, 'BTCUSDT', 'buy', 10, options);
  expect(order.code).toBe('OK');
  return order.reference;
}

type Amend = Omit<CommandOf<'order.amend'>, 'kind' | 'subaccount' | 'instrument' | 'order'>;

function amend(what: Amend, order = entry) {
  return venue.apply({ kind: 'order.amend', subaccount: trader, instrument: 1, order, ...what });
}

/** The house takes so many lots of the entry. */
function fill(lots: number): void {
  const options = { priceTicks: 600_000, timeInForce: 'ioc', by: 'house' } as const;
  expect(venue.place(house, 'BTCUSDT', 'sell', lots, options).code).toBe('OK');
}

const told = (): unknown[] =>
  venue
    .take('order.bracketed')
    .map((event) => [event['order'], event['takeProfitTicks'], event['stopLossTicks']]);

describe('LINK-09 where exits will be is amended before they come', () => {
  test('one or both, told as they are then, and the exits come there', () => {
    venue.take();
    expect(amend({ takeProfitTicks: 602_000 })).toMatchObject({ code: 'OK', reference: entry });
    expect(amend({ takeProfitTicks: 603_000, stopLossTicks: 598_000 }).code).toBe('OK');
    expect(told()).toEqual([
      [entry, 602_000, 599_000],
      [entry, 603_000, 598_000],
    ]);
    fill(4);
    const { book, stops } = venue.instrument('BTCUSDT');
    const slot = book.firstOrderOf(trader);
    const own = [slot, book.nextOrderOf(slot)].map((at) => book.priceTicksOf(at));
    expect(own.toSorted((a, b) => a - b)).toEqual([600_000, 603_000]);
    const triggers: number[] = [];
    stops.forEach(({ triggerTicks }) => triggers.push(triggerTicks));
    expect(triggers).toEqual([598_000]);
  });

  test('the limit of the stop, and exits of an order that waits for its trigger itself', () => {
    const stop = { trigger: 'mark', triggerTicks: 605_000 } as const;
    const exits = { stopLossTicks: 600_500, stopLossTrigger: 'last', stopLossLimitTicks: 600_400 };
    const waiting = placed({ ...stop, ...exits });
    expect(amend({ stopLossLimitTicks: 600_300 }, waiting).code).toBe('OK');
    expect(venue.venue.state.links.bracketOf(waiting)).toMatchObject({
      stopLossTicks: 600_500,
      stopLossLimitTicks: 600_300,
    });
  });

  test('those that are there stay, and grow where they are', () => {
    fill(4);
    expect(amend({ takeProfitTicks: 602_000 }).code).toBe('OK');
    fill(6);
    const { book } = venue.instrument('BTCUSDT');
    const slot = book.firstOrderOf(trader);
    expect([book.priceTicksOf(slot), book.remainingLotsOf(slot)]).toEqual([601_000, 10]);
  });

  test('refused: an exit out of its order, one it has not, more at once, and no change', () => {
    const before = venue.meaning();
    const codes = (what: Amend, order = entry): string => amend(what, order).code;
    expect(codes({ takeProfitTicks: 600_000 })).toBe('BAD_BRACKET');
    expect(codes({ stopLossTicks: 600_100 })).toBe('BAD_BRACKET');
    expect(codes({ stopLossLimitTicks: 598_000 })).toBe('CONTRADICTION');
    expect(codes({ takeProfitTicks: 602_000, priceTicks: 599_900 })).toBe('CONTRADICTION');
    expect(codes({ takeProfitTicks: 601_000 })).toBe('NOTHING_TO_CHANGE');
    expect(venue.meaning()).toBe(before);
    const plain = placed({ priceTicks: 599_000 });
    expect(codes({ takeProfitTicks: 602_000 }, plain)).toBe('CONTRADICTION');
    const other = venue.open('other', { funds: { USDT: 1_000_000 } });
    const stranger = { kind: 'order.amend', subaccount: other, instrument: 1 } as const;
    expect(venue.apply({ ...stranger, order: entry, takeProfitTicks: 602_000 }).code).toBe(
      'UNKNOWN_ORDER',
    );
  });

  test('kept by a copy, and part of the state hash', () => {
    const before = venue.meaning();
    expect(amend({ stopLossTicks: 598_000 }).code).toBe('OK');
    expect(venue.meaning()).not.toBe(before);
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
  });
});
