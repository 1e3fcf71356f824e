/**
 * The short way of ordinary orders and the full checks say the same: random programs on a venue,
 * which is given its plain orders as such, and on a twin whose headroom is void before every
 * command, so that it goes the long way always.
 *
 * 100 programs by default and 3,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { conservationBreach } from '../accounts/conservation.ts';
import type { Command, CommandOf } from '../commands.ts';
import { MINUTE_US } from '../numbers.ts';
import { at } from '../state.ts';
import { DATED, listDated } from '../testing/dated.ts';
import { headroomFault } from '../testing/headroom.ts';
import { orderSumsFault } from '../testing/order-sums.ts';
import { listPair, PAIR } from '../testing/pairs.ts';
import { listQuanto, QUANTO } from '../testing/quanto.ts';
import { START_US, TestVenue } from '../testing/test-venue.ts';
import type { Adjust, Speaker } from '../testing/test-venue.ts';
import { plainOrder } from '../plain-order.ts';
import { EXTRAORDINARY, isOrdinary as isOrdinaryPlain, isPlain, readPlain } from './ordinary.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 3_000 : 100;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`ordinary orders: BULKHEAD_SEED=${seed}\n`);

const resources = { ...instruments, indices: indices.replay };
const isOrdinary = (command: CommandOf<'order.place'>): boolean =>
  isPlain(command) && isOrdinaryPlain(readPlain(plainOrder(), command, 1));

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BTCUSD', QUANTO, DATED, PAIR];
const PRICES = { BTC: 60_000, ETH: 3_000 };
/** What a client begins with: orders of a program use up all of it. */
const FUNDS = { USDT: 2_000_000_000, XBT: 6_000_000 };

const place = fc.record({
  kind: fc.constant('place' as const),
  who: fc.nat(2),
  // Orders of a pair leave no headroom beside them: there are few.
  symbol: fc.constantFrom(0, 0, 1, 1, 2, 2, 3, 4, 0, 1, 2, 3, 4, 5),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  /** In tenths of a per cent from the mark, on the passive side where it is positive. */
  away: fc.oneof(
    fc.integer({ min: -3, max: 6 }),
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: -600, max: 3_000 }),
  ),
  lots: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 400 })),
  how: fc.constantFrom('gtc', 'gtc', 'gtc', 'ioc', 'market', 'postOnly', 'fok', 'reduceOnly'),
});

const other = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('amend' as const),
      pick: fc.nat(50),
      lots: fc.nat(60),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('price' as const),
      ppm: fc.integer({ min: -20_000, max: 20_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('leverage', 'isolate', 'release', 'close', 'suspend', 'limit', 'halt'),
      who: fc.nat(2),
      symbol: fc.nat(2),
      size: fc.integer({ min: 1, max: 100 }),
    }),
  },
);
const action = fc.oneof({ weight: 12, arbitrary: place }, { weight: 3, arbitrary: other });
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

interface Given {
  readonly command: Command;
  readonly by: Speaker;
}

/** Two venues that are told the same; the second never has headroom. */
class Pair {
  readonly venue: TestVenue;
  readonly twin: TestVenue;
  #requests = 0;
  /** Orders that went the short way. */
  short = 0;

  constructor(adjust: Adjust) {
    this.venue = founded(adjust);
    this.twin = founded(adjust);
  }

  give({ command, by }: Given): void {
    const { state } = this.twin.venue;
    for (const { holders } of state.instruments) holders.void();
    const mayBeShort =
      command.kind === 'order.place' &&
      isOrdinary(command) &&
      at(this.venue.venue.state.instruments, command.instrument).holders.hasRoom(
        command.subaccount,
      );
    const request = ++this.#requests;
    const envelope = { by, afterUs: 1_000, request, digest: request };
    const outcome = this.venue.apply(command, { ...envelope, plain: true });
    expect(this.twin.apply(command, envelope)).toEqual(outcome);
    expect(this.venue.take()).toEqual(this.twin.take());
    if (mayBeShort && outcome.code === 'OK') this.short += 1;
    const own = this.venue.venue.state;
    expect(headroomFault(own) ?? conservationBreach(own)).toBeNull();
    // The twin's sums are the kept ones.
    expect(orderSumsFault(state)).toBeNull();
  }
}

function founded(adjust: Adjust): TestVenue {
  const venue = TestVenue.found(resources, adjust);
  listQuanto(venue);
  listDated(venue, START_US + 29.5 * MINUTE_US, { like: 'BTCUSD' });
  listPair(venue);
  venue.prices(PRICES);
  const account = venue.of(venue.open('first', { funds: FUNDS })).account;
  venue.open('second', { account, owner: 7, funds: FUNDS });
  venue.open('third', { owner: 7, funds: FUNDS });
  const house = venue.open('house', { kind: 'house', desk: 'house' });
  for (const [asset, amount] of Object.entries(FUNDS)) venue.mirror(house, asset, 1_000 * amount);
  venue.contribute('USDT', 500_000_000);
  venue.take();
  return venue;
}

const clientOf = (venue: TestVenue, who: number): number =>
  venue.venue.state.subaccounts.findIndex(
    ({ label }) => label === ['first', 'second', 'third'][who],
  ) + 1;

function placeCommand(venue: TestVenue, one: Extract<Action, { kind: 'place' }>): Command {
  const instrument = venue.instrument(SYMBOLS[one.symbol] ?? '');
  const sign = one.side === 'buy' ? -1 : 1;
  const ticks = Math.round(instrument.markTicks * (1 + (sign * one.away) / 1_000));
  const isMarket = one.how === 'market';
  return {
    kind: 'order.place',
    subaccount: clientOf(venue, one.who),
    instrument: instrument.id,
    side: one.side,
    type: isMarket ? 'market' : 'limit',
    ...(!isMarket && { priceTicks: Math.max(1, ticks) }),
    quantityLots: one.lots,
    timeInForce: one.how === 'fok' ? 'fok' : one.how === 'ioc' || isMarket ? 'ioc' : 'gtc',
    postOnly: one.how === 'postOnly',
    reduceOnly: one.how === 'reduceOnly',
  };
}

/** The pick-th live order of the clients, where there is one. */
function liveOrder(venue: TestVenue, pick: number) {
  const orders: { subaccount: number; instrument: number; order: number }[] = [];
  for (const { id, book } of venue.venue.state.instruments) {
    for (const who of [0, 1, 2]) {
      const subaccount = clientOf(venue, who);
      for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
        orders.push({ subaccount, instrument: id, order: book.orderIdOf(slot) });
      }
    }
  }
  return orders[pick % Math.max(1, orders.length)];
}

function otherCommand(
  venue: TestVenue,
  one: Extract<Action, { who: number; size: number }>,
): Given {
  const subaccount = clientOf(venue, one.who);
  const { id: instrument } = venue.instrument(SYMBOLS[one.symbol] ?? '');
  const named = { subaccount, instrument };
  switch (one.kind) {
    case 'leverage': {
      const kind = 'position.leverage';
      return { command: { kind, ...named, leverageX100: 100 * one.size }, by: 'trader' };
    }
    case 'isolate': {
      const isolated = one.size > 85;
      return { command: { kind: 'position.isolate', ...named, isolated }, by: 'trader' };
    }
    case 'release': {
      const atoms = Math.floor((FUNDS.USDT * one.size) / 400);
      const command = venue.movement('collateral.release', subaccount, 'USDT', atoms);
      return { command, by: 'custodian' };
    }
    case 'suspend': {
      const { account } = venue.of(subaccount);
      return {
        command: { kind: 'account.suspend', account, suspended: one.size > 80 },
        by: 'risk',
      };
    }
    case 'limit': {
      const limit = one.size > 70 ? { maxQuantityLots: one.size } : {};
      return { command: { kind: 'subaccount.orderLimits', ...named, ...limit }, by: 'risk' };
    }
    case 'halt': {
      // It ends what the instrument can show: few programs should.
      const to = one.size > 95 ? 'reduceOnly' : 'auction';
      return { command: { kind: 'instrument.halt', instrument, to }, by: 'risk' };
    }
    case 'close':
      return {
        command: { kind: 'position.close', ...named },
        by: 'trader',
      };
  }
}

function givenBy(pair: Pair, one: Action): Given | null {
  const { venue } = pair;
  if (one.kind === 'place') return { command: placeCommand(venue, one), by: 'trader' };
  if (one.kind === 'price') {
    // In hundredths of the quote.
    const now = venue.instrument('BTCUSDT').markTicks * 10 * (1 + one.ppm / 1_000_000);
    return {
      command: venue.observation('BTC', Math.round(now) * 1_000_000, venue.timeUs),
      by: 'feed',
    };
  }
  if (one.kind !== 'cancel' && one.kind !== 'amend') {
    return otherCommand(venue, one);
  }
  const live = liveOrder(venue, one.pick);
  if (live === undefined) return null;
  if (one.kind === 'cancel') return { command: { kind: 'order.cancel', ...live }, by: 'trader' };
  const command = { kind: 'order.amend', ...live, quantityLots: one.lots + 1 } as const;
  return { command, by: 'trader' };
}

/** Bitcoin by another venue's ways, which nothing short is of; ether as ever. */
const asElsewhere: Adjust = (spec) => {
  const { symbol, margin } = spec;
  if (symbol === 'BTCUSDT') return { ...spec, margin: { ...margin, tierMode: 'step' } };
  return symbol === 'BTCUSD' ? { ...spec, rounding: 'perContract' } : spec;
};

/** Bitcoin asks the more of everybody the more all hold of it; ether as ever. */
const asOthersHold: Adjust = (spec) => {
  if (spec.symbol !== 'BTCUSDT') return spec;
  const openInterest = { lowerAtoms: 500_000_000, upperAtoms: 40_000_000_000 };
  return { ...spec, margin: { ...spec.margin, openInterest } };
};

describe('MARG-12, VAR-15 the short way of orders and the full checks say the same', () => {
  test.each([
    ['of instruments as they are', 2, (spec) => spec],
    ['of some whose margin is asked in other ways', 0.5, asElsewhere],
    ['of one that asks by what all hold', 0.5, asOthersHold],
  ] as [string, number, Adjust][])(
    'after every command of programs, %s',
    (_, least, adjust) => {
      let short = 0;
      fc.assert(
        fc.property(fc.array(action, { maxLength: 120, size: 'max' }), (program) => {
          const pair = new Pair(adjust);
          for (const one of program) {
            const given = givenBy(pair, one);
            if (given !== null) pair.give(given);
          }
          expect(pair.venue.meaning()).toBe(pair.twin.meaning());
          short += pair.short;
        }),
        { seed, numRuns },
      );
      expect(short).toBeGreaterThan(least * numRuns);
    },
    600_000,
  );

  test('there is no headroom where margin is asked in another way', () => {
    const venue = founded(asElsewhere);
    const first = clientOf(venue, 0);
    const hasRoom = (symbol: string): boolean => venue.instrument(symbol).holders.hasRoom(first);
    for (const symbol of SYMBOLS) {
      const { markTicks } = venue.instrument(symbol);
      venue.place(first, symbol, 'buy', 1, { priceTicks: Math.floor(0.99 * markTicks) });
      expect(hasRoom(symbol)).toBe(symbol === 'ETHUSDT');
    }
    // One that is plain lets its room go when the other takes margin of the same money.
    venue.place(first, 'BTCUSDT', 'buy', 1, { priceTicks: 590_000 });
    expect(hasRoom('ETHUSDT')).toBe(false);
  });

  const ordinary: CommandOf<'order.place'> = {
    kind: 'order.place',
    subaccount: 4,
    instrument: 1,
    side: 'buy',
    type: 'limit',
    priceTicks: 600_000,
    quantityLots: 1,
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
  };

  test.each(Object.entries(EXTRAORDINARY))('an order with %s is not ordinary', (field, value) => {
    expect(isOrdinary(ordinary)).toBe(true);
    expect(isOrdinary({ ...ordinary, [field]: value })).toBe(false);
  });

  test.each([
    ['without the price of its limit', { priceTicks: undefined }],
    ['that stays at the market', { type: 'market', priceTicks: undefined }],
    ['at the market with a price', { type: 'market', timeInForce: 'ioc' }],
    ['post-only and at once', { timeInForce: 'ioc', postOnly: true }],
    ['all of it or nothing', { timeInForce: 'fok' }],
    ['for the day', { timeInForce: 'day' }],
    ['that only reduces', { reduceOnly: true }],
  ] as const)('nor is one %s', (_, said) => {
    expect(isOrdinary({ ...ordinary, ...said } as CommandOf<'order.place'>)).toBe(false);
  });
});
