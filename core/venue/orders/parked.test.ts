/** Pegged orders that have no price: live, and outside the book. BTCUSDT: ticks of 0.1. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const BID = 599_900;

let venue: TestVenue;
let house: number;
let trader: number;
let bid: number;
let own: number;

/** A pegged order whose leader has gone. */
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
  bid = venue.ok(venue.placement(house, 'BTCUSDT', 'buy', 5, { priceTicks: BID }), { by: 'house' });
  own = place({ clientId: 'leader', timeInForce: 'gtd', expiresUs: venue.timeUs + 60_000_000 });
  venue.ok({ kind: 'order.cancel', subaccount: house, instrument: 1, order: bid }, { by: 'house' });
  venue.take();
});

type Options = NonNullable<Parameters<TestVenue['place']>[4]>;

function place(options: Options): number {
  const pegged = { type: 'pegged', timeInForce: 'gtc', peg: 'primary', ...options } as const;
  return venue.ok(venue.placement(trader, 'BTCUSDT', 'buy', 10, pegged));
}

const gone = (): unknown[] =>
  venue
    .take('order.cancelled')
    .map((told) => [told['order'], told['remainingLots'], told['reason']]);

describe('PEG-09 what is parked is live', () => {
  test('it stands apart, asks no margin, and has its name', () => {
    const { pegs, notes } = venue.venue.state;
    expect(pegs.get(own)).toMatchObject({ parkedLots: 10, filledLots: 0 });
    expect(venue.instrument('BTCUSDT').book.slotOf(own)).toBe(-1);
    expect(venue.instrument('BTCUSDT').sums.lotsOf(venue.instrument('BTCUSDT'), trader)).toBe(0);
    expect(notes.orderOf(trader, 'leader')).toBe(own);
  });

  test('it is cancelled by number and by name', () => {
    venue.ok({ kind: 'order.cancel', subaccount: trader, instrument: 1, clientId: 'leader' });
    expect(gone()).toEqual([[own, 10, 'requested']]);
    const again = { kind: 'order.cancel', subaccount: trader, instrument: 1, order: own } as const;
    expect(venue.code(again)).toBe('UNKNOWN_ORDER');
    expect(venue.venue.state.pegs.count).toBe(0);
  });

  test('nobody else cancels it', () => {
    const other = venue.open('other', {});
    const theirs = { kind: 'order.cancel', subaccount: other, instrument: 1, order: own } as const;
    expect(venue.code(theirs)).toBe('UNKNOWN_ORDER');
    const elsewhere = { ...theirs, subaccount: trader, instrument: 2 };
    expect(venue.code(elsewhere)).toBe('UNKNOWN_ORDER');
    expect(venue.venue.state.pegs.count).toBe(1);
  });

  test.each([
    ['all', {}, 1],
    ['of its side', { side: 'buy' }, 1],
    ['of the other side', { side: 'sell' }, 0],
    ['of another instrument', { instrument: 2 }, 0],
  ] as const)('a mass cancel %s takes what it is to', (_, scope, count) => {
    venue.ok({ kind: 'order.cancelAll', subaccount: trader, ...scope });
    expect(gone()).toHaveLength(count);
  });

  test('a dead man’s switch takes it', () => {
    venue.ok({ kind: 'order.cancelAllAfter', subaccount: trader, afterMs: 1_000 });
    venue.tick(2_000_000);
    expect(gone()).toEqual([[own, 10, 'cancelAllAfter']]);
  });

  test('a kill switch takes it, of the order alone and of the subaccount', () => {
    const second = place2();
    venue.take();
    const kill = { kind: 'kill.engage', subaccount: trader } as const;
    venue.ok({ ...kill, scope: 'order', order: own }, { by: 'risk' });
    expect(gone()).toEqual([[own, 10, 'killed']]);
    venue.ok({ ...kill, scope: 'subaccount' }, { by: 'risk' });
    expect(gone()).toEqual([[second, 10, 'killed']]);
  });

  /** Another one, parked like the first. */
  function place2(): number {
    const leader = venue.placement(house, 'BTCUSDT', 'buy', 5, { priceTicks: BID });
    const order = venue.ok(leader, { by: 'house' });
    const second = place({});
    venue.ok({ kind: 'order.cancel', subaccount: house, instrument: 1, order }, { by: 'house' });
    return second;
  }

  test('its time ends while it is parked', () => {
    venue.tick(61_000_000);
    expect(gone()).toEqual([[own, 10, 'expired']]);
  });

  test('the end of its session takes it where that was asked for', () => {
    venue.ok({ kind: 'order.cancelAllAfter', afterMs: 1_000 });
    venue.tick(2_000_000);
    expect(gone()).toEqual([[own, 10, 'cancelAllAfter']]);
  });

  test('its position keeps its mode while it is there', () => {
    const isolate = { kind: 'position.isolate', subaccount: trader, instrument: 1 } as const;
    expect(venue.code({ ...isolate, isolated: true })).toBe('POSITION_OPEN');
    venue.ok({ kind: 'order.cancelAll', subaccount: trader });
    expect(venue.code({ ...isolate, isolated: true })).toBe('OK');
  });

  test('settling the instrument takes it', () => {
    const command = { kind: 'instrument.settle', instrument: 1 } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(gone()).toEqual([[own, 10, 'settled']]);
  });

  test('it is saved and loaded, and part of the state hash, as one in the book is', () => {
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
    const loaded = venue.reloaded();
    for (const one of [venue, loaded]) {
      const leader = one.placement(house, 'BTCUSDT', 'buy', 5, { priceTicks: BID - 7 });
      one.ok(leader, { by: 'house' });
    }
    expect(loaded.meaning()).toBe(venue.meaning());
    expect(loaded.reloaded().meaning()).toBe(venue.meaning());
    const slot = loaded.instrument('BTCUSDT').book.slotOf(own);
    expect(loaded.instrument('BTCUSDT').book.priceTicksOf(slot)).toBe(BID - 7);
    const before = venue.meaning();
    venue.ok({
      kind: 'order.amend',
      subaccount: trader,
      instrument: 1,
      order: own,
      priceTicks: 650_000,
    });
    expect(venue.meaning()).not.toBe(before);
  });
});
