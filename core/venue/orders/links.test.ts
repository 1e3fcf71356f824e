/** Linked orders and brackets. BTCUSDT around 60,000: 600,000 ticks of 0.1. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { VenueEvent } from '../events.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 100_000 * USDT } });
});

type Options = NonNullable<Parameters<TestVenue['place']>[4]>;

function place(side: 'buy' | 'sell', lots: number, options: Options = {}): number {
  const placed = venue.place(trader, 'BTCUSDT', side, lots, options);
  expect(placed.code).toBe('OK');
  return placed.reference;
}

const refusal = (side: 'buy' | 'sell', lots: number, options: Options): string =>
  venue.place(trader, 'BTCUSDT', side, lots, options).code;

function quote(side: 'buy' | 'sell', lots: number, priceTicks: number): void {
  const placed = venue.place(house, 'BTCUSDT', side, lots, { priceTicks, by: 'house' });
  expect(placed.code).toBe('OK');
}

/** The house takes at once from whoever rests there. */
function hit(side: 'buy' | 'sell', lots: number, priceTicks: number): void {
  const options = { priceTicks, timeInForce: 'ioc', by: 'house' } as const;
  expect(venue.place(house, 'BTCUSDT', side, lots, options).code).toBe('OK');
}

const onMark = (triggerTicks: number): Options => ({ trigger: 'mark', triggerTicks });
const resting = (orderId: number): number => {
  const { book } = venue.instrument('BTCUSDT');
  const slot = book.slotOf(orderId);
  return slot === -1 ? 0 : book.remainingLotsOf(slot);
};
const waiting = (orderId: number): number =>
  venue.instrument('BTCUSDT').stops.get(orderId)?.payload.quantityLots ?? 0;
const ended = (): unknown[] =>
  venue.take('order.cancelled').map(({ order, reason }) => [order, reason]);
const held = (): number => venue.position(trader, 'BTCUSDT').lots;
const cancel = (order: number): void => {
  const { id: instrument } = venue.instrument('BTCUSDT');
  venue.ok({ kind: 'order.cancel', subaccount: trader, instrument, order });
};

/** A long position of ten lots with a take-profit and a stop-loss that are linked. */
function protectedLong(): { profit: number; loss: number } {
  quote('sell', 10, 600_000);
  place('buy', 10);
  const profit = place('sell', 10, { priceTicks: 601_000, reduceOnly: true });
  const loss = place('sell', 10, { ...onMark(599_000), reduceOnly: true, oco: profit });
  return { profit, loss };
}

describe('LINK-01 an order is linked with a live one, and at most one of a group rests', () => {
  test('both are told, with the group that they are in', () => {
    venue.take();
    const { profit, loss } = protectedLong();
    const told = venue.take('order.linked').map(({ order, group, parent, link }) => {
      return [order, group, parent, link];
    });
    expect(told).toEqual([
      [profit, profit, 0, 'oco'],
      [loss, profit, 0, 'oco'],
    ]);
  });

  test('by the name that a client gave it', () => {
    place('buy', 5, { priceTicks: 599_000, clientId: 'entry' });
    const other = place('buy', 5, { ...onMark(602_000), ocoClientId: 'entry' });
    expect(venue.venue.state.links.groupOf(other)?.orders).toHaveLength(2);
  });

  test('two that would both rest are refused', () => {
    const oco = place('buy', 5, { priceTicks: 599_000 });
    expect(refusal('buy', 5, { priceTicks: 598_000, oco })).toBe('NOT_LINKABLE');
  });

  test('so is one that goes at once, and one with what closes a position', () => {
    const waits = place('buy', 5, onMark(602_000));
    expect(refusal('buy', 5, { oco: waits })).toBe('NOT_LINKABLE');
    quote('sell', 5, 600_000);
    place('buy', 5);
    const { id: instrument } = venue.instrument('BTCUSDT');
    const trigger = { trigger: 'mark', triggerTicks: 599_000 } as const;
    const oco = venue.ok({ kind: 'position.close', subaccount: trader, instrument, ...trigger });
    expect(refusal('sell', 5, { priceTicks: 601_000, oco })).toBe('NOT_LINKABLE');
  });

  test('more than eight are refused, with how many there may be', () => {
    const oco = place('buy', 1, onMark(602_000));
    for (let n = 1; n < 8; n++) place('buy', 1, { ...onMark(602_000 + n), oco });
    expect(venue.place(trader, 'BTCUSDT', 'buy', 1, { ...onMark(603_000), oco })).toMatchObject({
      code: 'NOT_LINKABLE',
      detail: 8,
    });
  });

  test('an order that is gone, or another’s, is not known; two names contradict', () => {
    const gone = place('buy', 1, { priceTicks: 599_000 });
    cancel(gone);
    expect(refusal('buy', 1, { ...onMark(602_000), oco: gone })).toBe('UNKNOWN_ORDER');
    const other = venue.open('other', { funds: { USDT: 1_000 * USDT } });
    const oco = venue.place(other, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 }).reference;
    expect(refusal('buy', 1, { ...onMark(602_000), oco })).toBe('UNKNOWN_ORDER');
    const both = { ...onMark(602_000), oco: 1, ocoClientId: 'x' };
    expect(refusal('buy', 1, both)).toBe('CONTRADICTION');
  });
});

describe('LINK-02 a fill of one takes as many lots from the others', () => {
  test('in part: the other shrinks, and is told', () => {
    const { profit, loss } = protectedLong();
    venue.take();
    hit('buy', 3, 601_000);
    expect([resting(profit), waiting(loss)]).toEqual([7, 7]);
    const told = venue.take('order.amended').map((one) => [one['order'], one['remainingLots']]);
    expect(told).toEqual([[loss, 7]]);
  });

  test('in full: the other leaves', () => {
    const { loss } = protectedLong();
    place('buy', 5, { priceTicks: 590_000 });
    hit('buy', 4, 601_000);
    venue.take();
    hit('buy', 6, 601_000);
    expect(ended()).toEqual([[loss, 'linked']]);
    expect(venue.venue.state.links.count).toBe(0);
  });

  test('what is larger goes on with the rest', () => {
    quote('sell', 10, 600_000);
    place('buy', 10);
    const oco = place('sell', 4, { priceTicks: 601_000 });
    const loss = place('sell', 10, { ...onMark(599_000), oco });
    hit('buy', 4, 601_000);
    expect(waiting(loss)).toBe(6);
  });
});

describe('LINK-03 what is released is the one that is done: the others leave before it', () => {
  test('a stop-loss ends the take-profit', () => {
    const { profit } = protectedLong();
    quote('buy', 10, 598_900);
    venue.take();
    venue.prices({ BTC: 59_890 });
    expect(ended()).toEqual([[profit, 'linked']]);
    expect(held()).toBe(0);
  });

  test('of two that are due together the first is done', () => {
    const first = place('buy', 2, { ...onMark(601_000), priceTicks: 601_000 });
    const second = place('buy', 2, { ...onMark(601_500), priceTicks: 601_500, oco: first });
    venue.take();
    venue.prices({ BTC: 60_200 });
    expect(ended()).toEqual([[second, 'linked']]);
    expect(resting(first)).toBe(2);
  });
});

describe('LINK-04 one that leaves takes the others with it', () => {
  test('by a cancel, from either side', () => {
    const first = protectedLong();
    venue.take();
    cancel(first.loss);
    expect(ended()).toEqual([
      [first.loss, 'requested'],
      [first.profit, 'linked'],
    ]);
    const loss = place('sell', 5, onMark(599_000));
    const oco = place('sell', 5, { priceTicks: 601_000, oco: loss });
    venue.take();
    cancel(oco);
    expect(ended()).toEqual([
      [oco, 'requested'],
      [loss, 'linked'],
    ]);
  });

  test('when its time ends, before anything else can trade', () => {
    quote('sell', 10, 600_000);
    place('buy', 10);
    const oco = place('sell', 10, { priceTicks: 601_000 });
    const expiresUs = venue.timeUs + 5_000_000;
    const life = { timeInForce: 'gtd', expiresUs } as const;
    place('sell', 10, { ...onMark(599_000), ...life, oco });
    venue.timeUs += 6_000_000;
    hit('buy', 10, 601_000);
    expect(held()).toBe(10);
    expect(resting(oco)).toBe(0);
  });

  test('by a mass cancel of one side, of which only one is', () => {
    const low = place('buy', 5, { priceTicks: 599_000 });
    const high = place('sell', 5, { ...onMark(598_000), oco: low });
    venue.take();
    const { id: instrument } = venue.instrument('BTCUSDT');
    venue.ok({ kind: 'order.cancelAll', subaccount: trader, instrument, side: 'buy' });
    expect(ended()).toEqual([
      [low, 'requested'],
      [high, 'linked'],
    ]);
  });

  test('by a kill switch on it', () => {
    const { profit, loss } = protectedLong();
    venue.take();
    venue.ok({ kind: 'kill.engage', scope: 'order', subaccount: trader, order: profit });
    expect(ended()).toEqual([
      [profit, 'killed'],
      [loss, 'linked'],
    ]);
  });

  test('when it meets an order of its own owner', () => {
    const low = place('buy', 5, onMark(602_000));
    venue.place(trader, 'BTCUSDT', 'sell', 5, { priceTicks: 601_000 });
    venue.take();
    const oco = place('buy', 5, { priceTicks: 601_000, oco: low });
    expect(ended()).toEqual([
      [oco, 'selfTrade'],
      [low, 'linked'],
    ]);
  });
});

const EXITS = {
  takeProfitTicks: 602_000,
  stopLossTicks: 598_000,
  stopLossTrigger: 'mark',
} as const;

describe('LINK-05 a take-profit lies beyond its order’s price and a stop-loss before it', () => {
  test.each([
    ['a take-profit before the price', { takeProfitTicks: 599_999 }, 'BAD_BRACKET'],
    ['a stop-loss beyond it', { ...EXITS, stopLossTicks: 600_000 }, 'BAD_BRACKET'],
    ['a stop-loss on no price', { stopLossTicks: 598_000 }, 'CONTRADICTION'],
    ['the limit of no stop-loss', { ...EXITS, stopLossLimitTicks: 1 }, 'OK'],
    ['a limit alone', { stopLossLimitTicks: 597_000 }, 'CONTRADICTION'],
    ['what only reduces', { ...EXITS, reduceOnly: true }, 'CONTRADICTION'],
  ] as const)('%s', (_, options, code) => {
    expect(refusal('buy', 1, { priceTicks: 600_000, ...options })).toBe(code);
  });

  test('seen from a sell, the other way round; and at the market against each other', () => {
    expect(refusal('sell', 1, { priceTicks: 600_000, ...EXITS })).toBe('BAD_BRACKET');
    expect(refusal('sell', 1, EXITS)).toBe('BAD_BRACKET');
  });

  test('is told once, when its order is accepted', () => {
    venue.take();
    const order = place('buy', 1, { priceTicks: 600_000, ...EXITS });
    const [told] = venue.take('order.bracketed');
    expect(told).toMatchObject({ order, takeProfitTicks: 602_000, stopLossTicks: 598_000 });
  });
});

/** The exits of a bracket that were accepted since events were last taken. */
function exits(): { profit: number; loss: number } {
  const told = venue.take('order.linked');
  const find = (kind: string): number =>
    Number(told.find(({ link }) => link === kind)?.['order'] ?? 0);
  return { profit: find('takeProfit'), loss: find('stopLoss') };
}

describe('LINK-06 exits come with the fills, and are as large', () => {
  test('a part brings a part, and the next fill makes them grow', () => {
    venue.take();
    const entry = place('buy', 10, { priceTicks: 600_000, ...EXITS });
    expect(venue.take('order.linked')).toEqual([]);
    hit('sell', 4, 600_000);
    const { profit, loss } = exits();
    expect([resting(entry), resting(profit), waiting(loss)]).toEqual([6, 4, 4]);
    hit('sell', 6, 600_000);
    expect([resting(profit), waiting(loss)]).toEqual([10, 10]);
    hit('buy', 10, 602_000);
    expect([held(), waiting(loss), venue.venue.state.links.count]).toEqual([0, 0, 0]);
  });

  test('they only reduce, and are their order’s session’s and strategy’s', () => {
    venue.take();
    place('buy', 10, { priceTicks: 600_000, ...EXITS });
    hit('sell', 4, 600_000);
    const accepted = venue.take('order.accepted').filter(({ side, quantityLots }) => {
      return side === -1 && quantityLots === 4;
    });
    const ofBracket = accepted.slice(1).map(({ session, flags }: VenueEvent) => [session, flags]);
    const session = venue.sessionOf('trader');
    expect(ofBracket).toEqual([
      [session, 1],
      [session, 1],
    ]);
  });

  test('an order at the market has them in the step that fills it', () => {
    quote('sell', 5, 600_100);
    venue.take();
    place('buy', 8, EXITS);
    const { profit, loss } = exits();
    expect([held(), resting(profit), waiting(loss)]).toEqual([5, 5, 5]);
  });

  test('new ones come where those before are done', () => {
    place('buy', 10, { priceTicks: 600_000, ...EXITS });
    hit('sell', 4, 600_000);
    hit('buy', 4, 602_000);
    venue.take();
    hit('sell', 3, 600_000);
    const { profit, loss } = exits();
    expect([resting(profit), waiting(loss)]).toEqual([3, 3]);
  });

  test('a fill that closes what was held brings none for that part', () => {
    quote('buy', 6, 600_000);
    place('sell', 6);
    venue.take();
    place('buy', 10, { priceTicks: 600_000, ...EXITS });
    hit('sell', 6, 600_000);
    expect(exits()).toEqual({ profit: 0, loss: 0 });
    hit('sell', 4, 600_000);
    const { profit, loss } = exits();
    expect([resting(profit), waiting(loss)]).toEqual([4, 4]);
  });

  test('a stop-loss that is passed already is due at the next price', () => {
    place('buy', 5, { priceTicks: 600_000, ...EXITS });
    hit('sell', 5, 600_000);
    quote('buy', 5, 597_000);
    venue.prices({ BTC: 59_750 });
    expect(held()).toBe(0);
  });
});

describe('LINK-07 exits are for what was filled', () => {
  test('an order that leaves without a fill brings none', () => {
    const entry = place('buy', 5, { priceTicks: 600_000, ...EXITS });
    cancel(entry);
    expect(venue.venue.state.links.count).toBe(0);
  });

  test('those of its fills stay when it leaves', () => {
    venue.take();
    const entry = place('buy', 5, { priceTicks: 600_000, ...EXITS });
    hit('sell', 2, 600_000);
    const { profit, loss } = exits();
    cancel(entry);
    expect([resting(profit), waiting(loss)]).toEqual([2, 2]);
  });

  test('an order that waits for its trigger has its bracket when it is released', () => {
    quote('sell', 5, 601_100);
    place('buy', 5, { ...onMark(601_000), ...EXITS });
    venue.take();
    venue.prices({ BTC: 60_110 });
    const { profit, loss } = exits();
    expect([held(), resting(profit), waiting(loss)]).toEqual([5, 5, 5]);
  });

  test('of two entries that are linked the one that fills has its exits', () => {
    const low = place('buy', 5, { priceTicks: 599_000, ...EXITS });
    const high = place('buy', 5, { ...onMark(601_000), ...EXITS, oco: low });
    venue.take();
    hit('sell', 5, 599_000);
    expect(waiting(high)).toBe(0);
    const { links } = venue.venue.state;
    expect([...links.brackets()]).toEqual([]);
    expect([...links.groups()]).toHaveLength(1);
  });
});

/** One fill more than a step brings exits to; the order that is left over. */
function thousandAndOne(): number {
  const rich = venue.open('rich', { funds: { USDT: 10_000_000 * USDT } });
  const options = { priceTicks: 600_000, ...EXITS };
  const orders = Array.from({ length: 1_001 }, () => {
    return venue.place(rich, 'BTCUSDT', 'buy', 1, options).reference;
  });
  hit('sell', 1_001, 600_000);
  return orders.at(-1) ?? 0;
}

describe('LINK-08 links are saved, loaded and part of the state hash', () => {
  test('and go on as they would have', () => {
    const { loss } = protectedLong();
    place('buy', 5, { priceTicks: 600_000, ...EXITS });
    hit('sell', 2, 600_000);
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
    for (const one of [venue, copy]) {
      const options = { priceTicks: 601_000, timeInForce: 'ioc', by: 'house' } as const;
      expect(one.place(house, 'BTCUSDT', 'buy', 4, options).code).toBe('OK');
      const selling = { ...options, priceTicks: 600_000 };
      expect(one.place(house, 'BTCUSDT', 'sell', 3, selling).code).toBe('OK');
    }
    expect(waiting(loss)).toBe(6);
    expect(copy.meaning()).toBe(venue.meaning());
  });

  test('a step brings exits to at most 1,000 orders; the rest come with the next command', () => {
    const last = thousandAndOne();
    const { stops } = venue.instrument('BTCUSDT');
    expect(stops.count).toBe(1_000);
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
    venue.tick();
    copy.tick();
    expect([stops.count, venue.venue.state.links.bracketOf(last)]).toEqual([1_001, undefined]);
    expect(copy.meaning()).toBe(venue.meaning());
  });

  test('LINK-06 a take-profit that cannot be placed is cancelled, the stop-loss stands', () => {
    thousandAndOne();
    venue.take();
    const { id: instrument, stops } = venue.instrument('BTCUSDT');
    venue.ok({ kind: 'instrument.halt', instrument, to: 'halt' }, { by: 'risk' });
    expect(venue.take('order.cancelled').map(({ reason }) => reason)).toEqual(['notPossible']);
    expect(stops.count).toBe(1_001);
  });

  test('an image from before there were any is read', () => {
    const { links: _, ...before } = venue.venue.save();
    expect(_).toBeUndefined();
    expect(before.notes).toBeDefined();
    expect(venue.reloaded().venue.state.links.count).toBe(0);
  });
});
