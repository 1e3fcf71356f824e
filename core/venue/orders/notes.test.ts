/** Clients' own names of their orders. BTCUSDT around 60,000: ticks of 0.1, so 600,000 ticks. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { checkCommand } from '../commands.ts';
import { packText, unpackText } from '../packed-text.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
});

function place(clientId: string, priceTicks = 599_000, subaccount = trader) {
  return venue.place(subaccount, 'BTCUSDT', 'buy', 10, { priceTicks, clientId });
}

const where = (): object => ({ subaccount: trader, instrument: 1 });
const cancel = (names: object): Command =>
  ({ kind: 'order.cancel', ...where(), ...names }) as Command;
const amend = (change: object): Command =>
  ({ kind: 'order.amend', ...where(), ...change }) as Command;

describe('NAME-01 a client id is taken by one live order, and by the last ones that closed', () => {
  test('a second live order of the name is refused, and nothing changes', () => {
    place('a');
    const before = venue.meaning();
    expect(place('a', 598_000).code).toBe('DUPLICATE_CLIENT_ID');
    expect(venue.meaning()).toBe(before);
  });

  test('another subaccount may use it', () => {
    place('a');
    const other = venue.open('other', { funds: { USDT: 10_000_000_000 } });
    expect(place('a', 599_000, other).code).toBe('OK');
  });

  test.each([
    ['cancelled', () => venue.ok(cancel({ clientId: 'a' }))],
    ['filled as maker', () => sell(10, 599_000)],
  ])('an order that was %s leaves its name taken', (_, end) => {
    place('a');
    end();
    expect(venue.venue.state.notes.count).toBe(0);
    expect(place('a').code).toBe('DUPLICATE_CLIENT_ID');
  });

  test('so does one that filled at once, and one that took what there was', () => {
    sell(5, 600_000);
    expect(place('now', 600_000).code).toBe('OK');
    const options = { clientId: 'ioc', priceTicks: 600_000, timeInForce: 'ioc' } as const;
    venue.place(trader, 'BTCUSDT', 'buy', 5, options);
    venue.ok(cancel({ clientId: 'now' }));
    expect(['now', 'ioc'].map((name) => place(name).code)).toEqual([
      'DUPLICATE_CLIENT_ID',
      'DUPLICATE_CLIENT_ID',
    ]);
  });

  test('a refused order takes no name', () => {
    expect(place('a', 1).code).toBe('OK');
    expect(place('b', 650_000).code).toBe('OUTSIDE_BAND');
    expect(place('b').code).toBe('OK');
  });

  test('the memory is as long as the subaccount says, 0 among it', () => {
    const { account } = venue.of(trader);
    const opened = { kind: 'subaccount.open', account, desk: 'desk', owner: 9, mode: 'cross' };
    const codes = [0, 2].map((clientIdMemory) => {
      const label = `memory${clientIdMemory}`;
      const id = venue.ok({ ...opened, label, clientIdMemory } as Command, { by: 'admin' });
      venue.mirror(id, 'USDT', 10_000_000_000);
      for (const clientId of ['a', 'b', 'c']) {
        place(clientId, 599_000, id);
        venue.ok({ kind: 'order.cancelAll', subaccount: id });
      }
      return ['b', 'c', 'a'].map((clientId) => place(clientId, 599_000, id).code);
    });
    const taken = 'DUPLICATE_CLIENT_ID';
    expect(codes).toEqual([
      ['OK', 'OK', 'OK'],
      [taken, taken, 'OK'],
    ]);
  });

  function sell(lots: number, priceTicks: number): void {
    const options = { priceTicks, by: 'house' } as const;
    expect(venue.place(house, 'BTCUSDT', 'sell', lots, options).code).toBe('OK');
  }
});

describe('NAME-02 the name of an order is told once, when it is accepted', () => {
  test.each(['a', 'desk 7/alpha~0001', '123456789012345678901234567890123456'])(
    '%s',
    (clientId) => {
      venue.take();
      const { reference } = place(clientId);
      const named = { order: reference, subaccount: trader, clientId };
      expect(venue.take('order.named')).toMatchObject([named]);
      expect(unpackText(packText(clientId))).toBe(clientId);
    },
  );

  test('an order without one tells none and has no note', () => {
    venue.take();
    venue.place(trader, 'BTCUSDT', 'buy', 10, { priceTicks: 599_000 });
    expect(venue.take('order.named')).toEqual([]);
    expect(venue.venue.state.notes.count).toBe(0);
  });

  test.each(['', 'é', 'tab\t', '1234567890123456789012345678901234567'])('%j is none', (id) => {
    const command = venue.placement(trader, 'BTCUSDT', 'buy', 1, { clientId: id });
    expect(checkCommand(command)).toMatchObject({ code: 'OUT_OF_RANGE' });
  });
});

describe('NAME-03 an order is amended and cancelled by its number or its client’s name', () => {
  test('amended by name, resting and waiting', () => {
    const { reference } = place('a');
    venue.ok(amend({ clientId: 'a', quantityLots: 4 }));
    const options = { clientId: 'stop', trigger: 'mark', triggerTicks: 605_000 } as const;
    const stop = venue.place(trader, 'BTCUSDT', 'buy', 10, options).reference;
    venue.ok(amend({ clientId: 'stop', quantityLots: 3 }));
    const { book, stops } = venue.instrument('BTCUSDT');
    expect(book.remainingLotsOf(book.slotOf(reference))).toBe(4);
    expect(stops.get(stop)?.payload.quantityLots).toBe(3);
  });

  test.each([
    [{ order: 65_536, clientId: 'a' }, 'CONTRADICTION'],
    [{}, 'UNKNOWN_ORDER'],
    [{ clientId: 'b' }, 'UNKNOWN_ORDER'],
    [{ clientId: 'a', instrument: 2 }, 'UNKNOWN_ORDER'],
  ])('%j is refused', (names, code) => {
    place('a');
    expect(venue.code(cancel(names))).toBe(code);
    expect(venue.code(amend({ ...names, quantityLots: 1 }))).toBe(code);
  });

  test('the name of another’s order is nobody else’s', () => {
    place('a');
    const other = venue.open('other');
    expect(venue.code(cancel({ subaccount: other, clientId: 'a' }))).toBe('UNKNOWN_ORDER');
  });

  test('a stop keeps its name when it is released', () => {
    const options = { clientId: 'stop', trigger: 'mark', triggerTicks: 600_500 } as const;
    venue.place(trader, 'BTCUSDT', 'buy', 10, { ...options, priceTicks: 600_600 });
    venue.prices({ BTC: 60_055 });
    expect(venue.instrument('BTCUSDT').book.orderCount).toBe(1);
    venue.ok(cancel({ clientId: 'stop' }));
    expect(venue.instrument('BTCUSDT').book.orderCount).toBe(0);
  });
});

test('NAME-04 names survive saving and loading, and are part of the meaning', () => {
  place('live');
  place('closed');
  venue.ok(cancel({ clientId: 'closed' }));
  const meaning = venue.meaning();
  expect(meaning).toContain('live');
  expect(meaning).toContain('closed');
  const copy = venue.reloaded();
  expect(copy.meaning()).toBe(meaning);
  const priceTicks = 599_000;
  for (const clientId of ['live', 'closed']) {
    const { code } = copy.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks, clientId });
    expect(code).toBe('DUPLICATE_CLIENT_ID');
  }
});

describe('AMND-01 an amend names what remains, or the total with what is filled', () => {
  beforeEach(() => {
    place('a', 600_000);
    const options = { priceTicks: 600_000, by: 'house' } as const;
    venue.place(house, 'BTCUSDT', 'sell', 4, options);
  });

  test.each([
    [{ totalLots: 7 }, 3],
    [{ totalLots: 12 }, 8],
    [{ quantityLots: 7 }, 7],
  ])('of 10, of which 4 are filled, %j leaves %i', (change, remaining) => {
    venue.ok(amend({ clientId: 'a', ...change }));
    const { book } = venue.instrument('BTCUSDT');
    const slot = book.slotOf(venue.venue.state.notes.orderOf(trader, 'a'));
    expect(book.remainingLotsOf(slot)).toBe(remaining);
    expect(book.quantityLotsOf(slot)).toBe(remaining + 4);
  });

  test.each([
    [{ totalLots: 4 }, 'ALREADY_FILLED', 4],
    [{ totalLots: 10 }, 'NOTHING_TO_CHANGE', 0],
    [{ totalLots: 7, quantityLots: 7 }, 'CONTRADICTION', 0],
  ])('%j is refused', (change, code, detail) => {
    expect(venue.apply(amend({ clientId: 'a', ...change }))).toMatchObject({ code, detail });
  });
});
