/** Call auctions from their beginning to the price at which they end. BTCUSDT at 600,000 ticks. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command, InstrumentSpec } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import type { Adjust } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

const auction = { callS: 10, extensionS: 5, extendPpm: 20_000, postOnlyS: 10, feePpm: 200 };
const withAuctions =
  (change: Partial<InstrumentSpec> = {}): Adjust =>
  (spec) => ({
    ...plainPrices(spec),
    auction,
    monitoring: [{ movePpm: 100_000, withinS: 60 }],
    ...change,
  });

let venue: TestVenue;
let house: number;
let alpha: number;
let beta: number;

function found(adjust: Adjust = withAuctions()): void {
  venue = TestVenue.found(resources, adjust);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  alpha = venue.open('alpha', { funds: { USDT: 10_000 * USDT } });
  beta = venue.open('beta', { funds: { USDT: 10_000 * USDT } });
  venue.take();
}
beforeEach(() => found());

const instrument = () => venue.instrument('BTCUSDT');
const state = (): string => instrument().state;

function call(): void {
  venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'auction' }, { by: 'risk' });
}

/** Two people give a command; what became of it. */
function together(command: Command): string {
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
  return venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
}

function lower(to: 'HOLD' | 'rules'): void {
  expect(together({ kind: 'price.status', index: 1, to })).toBe('OK');
}

/** Lets seconds pass at a price; after how many the state was first another. */
function pass(seconds: number, price = 60_000): void {
  for (let n = 0; n < seconds; n++) venue.prices({ BTC: price, ETH: 3_000 });
}

type Options = NonNullable<Parameters<TestVenue['place']>[4]>;
function order(who: number, side: 'buy' | 'sell', lots: number, priceTicks: number): number {
  const placed = venue.place(who, 'BTCUSDT', side, lots, { priceTicks });
  expect(placed.code).toBe('OK');
  return placed.reference;
}

describe('AUC-02 a call begins instead of a mark that would move too far', () => {
  test('and the mark stays where it was', () => {
    venue.prices({ BTC: 53_999 });
    expect([state(), instrument().markTicks]).toEqual(['auction', 600_000]);
    expect(venue.take('instrument.state')).toMatchObject([
      { instrument: 1, state: 'auction', reason: 'priceMove' },
      { instrument: 3, state: 'auction', reason: 'priceMove' },
    ]);
    pass(5, 53_999);
    expect(instrument().markTicks).toBe(600_000);
  });

  test('not at the very bound, nor in more than the band’s time', () => {
    venue.prices({ BTC: 54_000 });
    expect(state()).toBe('open');
    for (let n = 0; n < 61; n++) venue.prices({ BTC: 54_000 });
    venue.prices({ BTC: 49_000 });
    expect([state(), instrument().markTicks]).toEqual(['open', 490_000]);
  });

  test('nobody is liquidated and nothing is triggered until it is over', () => {
    venue.trade({ buyer: alpha, seller: house }, 'BTCUSDT', 1_500, 600_000);
    venue.place(beta, 'BTCUSDT', 'sell', 1, { trigger: 'index', triggerTicks: 590_000 });
    // It stands for what alpha loses, so that nothing else stops the opening.
    venue.contribute('USDT', 50_000_000_000);
    venue.take();
    pass(10, 53_000);
    const kinds = new Set(venue.take().map(({ kind }) => kind));
    expect([...kinds].filter((kind) => /^(liquidation|trade|order)/.test(kind))).toEqual([]);
    expect(state()).toBe('auction');
    pass(2, 53_000);
    expect([state(), instrument().markTicks]).toEqual(['open', 530_000]);
    expect(venue.take('liquidation.started')).toHaveLength(1);
  });

  test('what was before a call is no measure of what comes after it', () => {
    pass(12, 53_000);
    expect(state()).toBe('open');
    pass(30, 53_000);
    expect(state()).toBe('open');
    venue.prices({ BTC: 47_699 });
    expect(state()).toBe('auction');
  });

  test('selling what was taken over does not begin one', () => {
    venue.contribute('USDT', 100_000 * USDT);
    const weak = venue.open('weak', { funds: { USDT: 400 * USDT } });
    venue.trade({ buyer: weak, seller: house }, 'BTCUSDT', 100, 600_000);
    venue.prices({ BTC: 56_000 });
    expect(venue.position(3, 'BTCUSDT').lots).toBe(100);
    const bid = { priceTicks: 555_000, by: 'house' } as const;
    venue.place(house, 'BTCUSDT', 'buy', 5_000, bid);
    for (let n = 0; n < 60; n++) venue.prices({ BTC: 56_000 });
    expect(venue.position(3, 'BTCUSDT').lots).toBe(0);
    expect(venue.take('instrument.state')).toEqual([]);
  });

  test('a price that not everybody trades on begins none', () => {
    lower('HOLD');
    lower('rules');
    venue.prices({ BTC: 60_000 });
    expect(venue.venue.state.indices[0]?.price.ladder.state).toBe('RESUME');
    venue.prices({ BTC: 52_000 });
    expect([state(), instrument().markTicks]).toEqual(['open', 520_000]);
  });
});

describe('AUC-03 a call collects limit orders that stay', () => {
  test.each<[string, Options, string]>([
    ['a limit order', { priceTicks: 600_500 }, 'OK'],
    ['one that is post-only, as nobody takes', { priceTicks: 600_500, postOnly: true }, 'OK'],
    ['a market order', {}, 'CALL_COLLECTS'],
    ['immediate or cancelled', { priceTicks: 600_500, timeInForce: 'ioc' }, 'CALL_COLLECTS'],
    ['all or nothing', { priceTicks: 600_500, timeInForce: 'fok' }, 'CALL_COLLECTS'],
    ['outside the band', { priceTicks: 606_001 }, 'OUTSIDE_BAND'],
    ['a stop, which waits', { trigger: 'mark', triggerTicks: 601_000 }, 'OK'],
  ])('%s', (_, options, code) => {
    order(beta, 'sell', 5, 600_000);
    call();
    venue.take();
    expect(venue.place(alpha, 'BTCUSDT', 'buy', 3, options).code).toBe(code);
    expect(venue.take('trade')).toEqual([]);
    expect(venue.position(alpha, 'BTCUSDT').lots).toBe(0);
  });

  test('orders are amended and cancelled without meeting each other', () => {
    order(beta, 'sell', 5, 601_000);
    call();
    const mine = order(alpha, 'buy', 3, 600_000);
    const names = { subaccount: alpha, instrument: 1, order: mine };
    venue.ok({ kind: 'order.amend', ...names, priceTicks: 602_000 });
    venue.ok({ kind: 'order.amend', ...names, quantityLots: 2 });
    expect([instrument().book.bestTicks(1), instrument().book.bestTicks(-1)]).toEqual([
      602_000, 601_000,
    ]);
    venue.ok({ kind: 'order.cancel', ...names });
    expect(instrument().book.orderCount).toBe(1);
  });

  test('closing at the market is refused, at a price it is collected', () => {
    venue.trade({ buyer: alpha, seller: house }, 'BTCUSDT', 10, 600_000);
    call();
    const close = { kind: 'position.close', subaccount: alpha, instrument: 1 } as const;
    expect(venue.code(close)).toBe('CALL_COLLECTS');
    expect(venue.code({ ...close, priceTicks: 600_000 })).toBe('OK');
  });

  test('where the index only lets orders reduce, so does the call', () => {
    call();
    lower('HOLD');
    const opening = { priceTicks: 600_000 };
    expect(venue.place(alpha, 'BTCUSDT', 'buy', 1, opening).code).toBe('REDUCE_ONLY_STATE');
  });
});

describe('AUC-04 a call lasts its time, longer once, and waits for its index', () => {
  test('its time', () => {
    call();
    const [called] = venue.take('auction.called');
    expect(called).toMatchObject({ untilUs: venue.timeUs + 10_000_000, markTicks: 600_000 });
    pass(9);
    expect(state()).toBe('auction');
    pass(1);
    expect(state()).toBe('open');
  });

  test('once longer when the price lies too far from the mark at which it began', () => {
    venue.prices({ BTC: 53_000 });
    order(alpha, 'buy', 3, 530_000);
    order(beta, 'sell', 3, 530_000);
    venue.take();
    pass(10, 53_000);
    expect(venue.take('auction.extended')).toMatchObject([
      { instrument: 1, untilUs: venue.timeUs + 5_000_000, priceTicks: 530_000 },
    ]);
    pass(4, 53_000);
    expect(state()).toBe('auction');
    pass(1, 53_000);
    expect(venue.take('auction.extended')).toEqual([]);
    expect([state(), instrument().lastTicks]).toEqual(['open', 530_000]);
  });

  test('not longer at the bound itself, nor where nothing would trade', () => {
    call();
    order(alpha, 'buy', 3, 600_000);
    pass(2, 58_800);
    order(beta, 'sell', 3, 588_000);
    venue.ok({ kind: 'order.cancelAll', subaccount: alpha });
    order(alpha, 'buy', 3, 588_000);
    pass(8, 58_800);
    expect([state(), instrument().lastTicks]).toEqual(['open', 588_000]);
  });

  test('while the index does not let all trade it waits, and is then held anew', () => {
    call();
    pass(5);
    lower('HOLD');
    lower('rules');
    pass(119);
    expect([state(), instrument().life.untilUs]).toEqual(['auction', 0]);
    pass(2);
    const called = venue.take('auction.called').filter((one) => one['instrument'] === 1);
    expect(called).toHaveLength(2);
    pass(8);
    expect(state()).toBe('auction');
    pass(2);
    expect(state()).toBe('open');
  });

  test('a person halts it, and two let it be called again, its orders in it', () => {
    order(alpha, 'buy', 3, 600_000);
    call();
    order(beta, 'sell', 3, 600_000);
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    pass(20);
    expect(state()).toBe('halt');
    venue = venue.reloaded();
    expect(together({ kind: 'instrument.resume', instrument: 1 })).toBe('OK');
    expect(state()).toBe('auction');
    pass(10);
    expect([state(), venue.position(alpha, 'BTCUSDT').lots]).toEqual(['open', 3]);
  });

  test('what the fund could not pay meanwhile is remembered', () => {
    call();
    instrument().life.isShort = true;
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
    pass(10);
    expect(state()).toBe('reduceOnly');
  });
});

describe('AUC-05 it ends at one price, at which most is traded', () => {
  test('for everybody, better than their limits where it can be', () => {
    order(alpha, 'buy', 10, 601_000);
    call();
    order(beta, 'sell', 6, 599_000);
    order(beta, 'sell', 4, 600_000);
    order(beta, 'sell', 9, 601_500);
    venue.take();
    pass(10);
    const [uncrossed] = venue.take('auction.uncrossed');
    const price = Number(uncrossed?.['priceTicks']);
    expect(uncrossed).toMatchObject({ quantityLots: 10 });
    expect(price).toBeGreaterThanOrEqual(600_000);
    expect(price).toBeLessThanOrEqual(601_000);
    expect(venue.position(alpha, 'BTCUSDT')).toMatchObject({
      lots: 10,
      costAtoms: 10 * price * 100,
    });
    expect(instrument().book.orderCount).toBe(1);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('its trades are of the book, have no taker and are the last price', () => {
    call();
    order(alpha, 'buy', 5, 600_100);
    order(beta, 'sell', 5, 600_100);
    venue.take();
    pass(10);
    const said = venue.take();
    expect(said.filter(({ kind }) => kind === 'trade')).toMatchObject([
      { priceTicks: 600_100, quantityLots: 5, takerSide: 0, tradeKind: 'book' },
    ]);
    expect(said.filter(({ kind }) => kind === 'execution')).toMatchObject([
      { subaccount: alpha, side: 1, remainingLots: 0, liquidity: 'auction' },
      { subaccount: beta, side: -1, remainingLots: 0, liquidity: 'auction' },
    ]);
    expect(instrument().lastTicks).toBe(600_100);
  });

  test('both sides pay the fee of the auction, the house none', () => {
    call();
    order(alpha, 'buy', 5, 600_000);
    venue.place(house, 'BTCUSDT', 'sell', 5, { priceTicks: 600_000, by: 'house' });
    pass(10);
    // 0.02 % of 300.
    expect(venue.position(alpha, 'BTCUSDT').feesAtoms).toBe(60_000);
    expect(venue.position(house, 'BTCUSDT').feesAtoms).toBe(0);
  });

  test('which is never more than a taker pays', () => {
    found(withAuctions({ fees: { makerPpm: 0, takerPpm: 100 } }));
    call();
    order(alpha, 'buy', 5, 600_000);
    order(beta, 'sell', 5, 600_000);
    pass(10);
    expect(venue.position(alpha, 'BTCUSDT').feesAtoms).toBe(30_000);
  });

  test('orders of one owner do not trade with each other', () => {
    const { account } = venue.of(alpha);
    const other = venue.open('other', { account, owner: venue.of(alpha).owner });
    venue.mirror(other, 'USDT', 10_000 * USDT);
    call();
    order(alpha, 'buy', 5, 600_000);
    order(other, 'sell', 5, 600_000);
    venue.take();
    pass(10);
    expect(state()).toBe('open');
    const said = venue.take();
    expect(said.filter(({ kind }) => kind === 'trade')).toEqual([]);
    const cancelled = said.filter(({ kind }) => kind === 'order.cancelled');
    expect(cancelled.map(({ reason }) => reason)).toContain('selfTrade');
    expect(instrument().book.orderCount).toBeLessThan(2);
  });

  test('a reduce-only order trades no more than there is to reduce', () => {
    venue.trade({ buyer: alpha, seller: house }, 'BTCUSDT', 5, 600_000);
    call();
    for (const priceTicks of [600_000, 599_900]) {
      const reducing = { priceTicks, reduceOnly: true } as const;
      expect(venue.place(alpha, 'BTCUSDT', 'sell', 5, reducing).code).toBe('OK');
    }
    order(beta, 'buy', 20, 600_000);
    pass(10);
    expect(venue.position(alpha, 'BTCUSDT').lots).toBe(0);
    expect(venue.position(beta, 'BTCUSDT').lots).toBe(5);
  });

  test('stops on the last price go with it, once trading is open', () => {
    venue.trade({ buyer: beta, seller: house }, 'BTCUSDT', 10, 600_000);
    const trigger = { trigger: 'last', triggerTicks: 599_000 } as const;
    venue.place(beta, 'BTCUSDT', 'sell', 10, { ...trigger, reduceOnly: true });
    call();
    order(alpha, 'buy', 5, 598_500);
    venue.place(house, 'BTCUSDT', 'sell', 5, { priceTicks: 598_500, by: 'house' });
    venue.place(house, 'BTCUSDT', 'buy', 50, { priceTicks: 598_000, by: 'house' });
    pass(10);
    expect(instrument().lastTicks).toBe(598_000);
    expect(venue.position(beta, 'BTCUSDT').lots).toBe(0);
  });

  test('a saved venue ends its call as the other does', () => {
    order(alpha, 'buy', 10, 601_000);
    call();
    order(beta, 'sell', 6, 599_000);
    pass(4);
    const loaded = venue.reloaded();
    expect(loaded.meaning()).toBe(venue.meaning());
    for (let n = 0; n < 10; n++) loaded.prices({ BTC: 60_000, ETH: 3_000 });
    pass(10);
    expect(loaded.meaning()).toBe(venue.meaning());
    expect(loaded.position(alpha, 'BTCUSDT').lots).toBe(6);
  });
});

describe('AUC-06 price and size are told when they change, once a step', () => {
  test('and not between', () => {
    call();
    order(alpha, 'buy', 10, 600_000);
    order(beta, 'sell', 4, 600_000);
    venue.take();
    pass(1);
    expect(venue.take('auction.indicative')).toMatchObject([
      { instrument: 1, priceTicks: 600_000, quantityLots: 4 },
    ]);
    pass(3);
    expect(venue.take('auction.indicative')).toEqual([]);
    order(beta, 'sell', 1, 600_000);
    order(beta, 'sell', 1, 600_000);
    pass(1);
    expect(venue.take('auction.indicative')).toMatchObject([{ quantityLots: 6 }]);
  });
});

describe('LIFE-03 with auctions an instrument comes back by post-only, call and open', () => {
  const path = (): unknown[] =>
    venue
      .take('instrument.state')
      .filter((one) => one['instrument'] === 1)
      .map((one) => [one['state'], one['reason']]);

  test('from a halt', () => {
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    venue.take();
    expect(together({ kind: 'instrument.resume', instrument: 1 })).toBe('OK');
    const plain = { priceTicks: 599_000 };
    expect(venue.place(alpha, 'BTCUSDT', 'buy', 1, plain).code).toBe('POST_ONLY_STATE');
    const resting = { ...plain, postOnly: true };
    expect(venue.place(alpha, 'BTCUSDT', 'buy', 1, resting).code).toBe('OK');
    pass(10);
    expect(state()).toBe('auction');
    pass(10);
    expect(path()).toEqual([
      ['postOnly', 'person'],
      ['auction', 'restart'],
      ['open', 'uncrossed'],
    ]);
  });

  test('from a price on hold, and nobody is liquidated before it is open', () => {
    venue.trade({ buyer: alpha, seller: house }, 'BTCUSDT', 1_500, 600_000);
    lower('HOLD');
    lower('rules');
    venue.take();
    pass(119, 53_600);
    expect(venue.venue.state.indices[0]?.price.ladder.state).toBe('RESUME');
    pass(1, 53_600);
    expect([venue.venue.state.indices[0]?.price.ladder.state, state()]).toEqual([
      'GREEN',
      'auction',
    ]);
    pass(9, 53_600);
    expect(venue.take('liquidation.started')).toEqual([]);
    pass(2, 53_600);
    expect(state()).toBe('open');
    expect(venue.take('liquidation.started')).toHaveLength(1);
  });

  test('an instrument that only reduces does so on', () => {
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'reduceOnly' }, { by: 'risk' });
    lower('HOLD');
    lower('rules');
    pass(125);
    expect(state()).toBe('reduceOnly');
  });

  test('a new one collects orders until two people open it', () => {
    found(withAuctions({ startsIn: 'preOpen' }));
    expect([state(), instrument().markTicks]).toEqual(['preOpen', 600_000]);
    order(alpha, 'buy', 5, 601_000);
    order(beta, 'sell', 5, 600_500);
    pass(1, 60_100);
    expect(venue.take('auction.indicative')).toMatchObject([{ quantityLots: 5 }]);
    expect([state(), instrument().markTicks]).toEqual(['preOpen', 601_000]);
    const resume = { kind: 'instrument.resume', instrument: 1 } as const;
    expect(venue.code(resume, { by: 'risk' })).toBe('NEEDS_SECOND_PERSON');
    expect(together(resume)).toBe('OK');
    pass(10, 60_100);
    expect([state(), venue.position(alpha, 'BTCUSDT').lots]).toEqual(['open', 5]);
  });
});
