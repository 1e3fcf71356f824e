/**
 * Random programs of several margined subaccounts, the house and the price, with every rule that
 * must hold checked after every command.
 *
 * 300 programs by default, of which each case has a part, and 10,000 with BULKHEAD_LONG=1.
 * BULKHEAD_SEED repeats a run; the seed is printed, and a program that fails is shrunk and printed
 * action by action.
 */
import fc from 'fast-check';
import { describe, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { MINUTE_US } from './numbers.ts';
import { SELF_TRADE_MODES } from './book/contract.ts';
import { commandsOf, openProgramVenue } from './testing/actions.ts';
import type { Action } from './testing/actions.ts';
import { headroomFault } from './testing/headroom.ts';
import { orderSumsFault } from './testing/order-sums.ts';
import { listDated } from './testing/dated.ts';
import { profiled } from './testing/profiled.ts';
import { listPair } from './testing/pairs.ts';
import { pegFault } from './testing/pegs.ts';
import { listQuanto } from './testing/quanto.ts';
import { plainPrices, START_US, TestVenue } from './testing/test-venue.ts';
import type { Adjust } from './testing/test-venue.ts';
import { liquidationPriceFault, Watch } from './testing/watch.ts';

const MOST_ACTIONS = 80;
const programs = process.env.BULKHEAD_LONG === '1' ? 10_000 : 300;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`venue programs: BULKHEAD_SEED=${seed}\n`);

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ index }) => index === 'BTC'),
  // Open again soon after a gap, so that programs go on.
  indices: indices.replay
    .filter(({ symbol }) => symbol === 'BTC')
    .map((index) => ({ ...index, resumeGreenS: 1, resumePostOnlyS: 1 })),
};

function founded(adjust: Adjust, isProfiled: boolean): TestVenue {
  const venue = TestVenue.found(resources, adjust);
  openProgramVenue(venue, isProfiled ? profiled(venue) : undefined);
  return venue;
}

/** Every kind of contract: also a quanto, a pair, and a future that ends within the half hour. */
function foundedWithAll(adjust: Adjust, isProfiled: boolean): TestVenue {
  const venue = TestVenue.found(resources, adjust);
  listQuanto(venue);
  listPair(venue);
  listDated(venue, START_US + 29.5 * MINUTE_US, { like: 'BTCUSD', feePpm: 100 });
  openProgramVenue(venue, isProfiled ? profiled(venue) : undefined);
  return venue;
}

const who = fc.integer({ min: 0, max: 3 });
/** Beyond what a venue lists they begin anew. */
const symbol = fc.integer({ min: 0, max: 4 });
const asset = fc.integer({ min: 0, max: 1 });
const ofPosition = { who, symbol };
const near = fc.integer({ min: -21_000, max: 21_000 });
const lots = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 300, max: 4_000 }));
const sharePpm = fc.integer({ min: 1, max: 1_000_000 });
const sometimes = fc.integer({ min: 0, max: 5 }).map((value) => value === 5);
const kind = <K extends Action['kind']>(name: K) => fc.constant(name);

const trigger = fc.record({
  source: fc.constantFrom('last' as const, 'mark' as const, 'index' as const),
  awayPpm: near,
  how: fc.constantFrom('stop' as const, 'touched' as const, 'trailing' as const),
});

const link = fc.record(
  {
    pick: fc.nat(10),
    profitPpm: fc.integer({ min: 1, max: 10_000 }),
    lossPpm: fc.integer({ min: 1, max: 10_000 }),
    source: fc.constantFrom('last' as const, 'mark' as const, 'index' as const),
  },
  { requiredKeys: ['source'] },
);

/** Mostly by little; what follows the other side stays away from it. */
const peg = fc
  .record({
    to: fc.constantFrom('primary' as const, 'market' as const),
    behindTicks: fc.oneof(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -900, max: 900 })),
  })
  .map(({ to, behindTicks }) => ({
    to,
    behindTicks: to === 'market' ? Math.abs(behindTicks) : behindTicks,
  }));

/** Mostly on the passive side of the mark, so that orders rest; none for a market order. */
const away = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 21_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: -21_000, max: 0 }) },
  { weight: 4, arbitrary: fc.constant(undefined) },
);

const place = fc
  .record({
    kind: kind('place'),
    ...ofPosition,
    side: fc.constantFrom('buy' as const, 'sell' as const),
    away,
    lots,
    timeInForce: fc.constantFrom('gtc' as const, 'gtc' as const, 'ioc' as const, 'fok' as const),
    postOnly: sometimes,
    reduceOnly: sometimes,
    reprice: fc.boolean(),
    display: fc.constantFrom(1, 1, 0.3, 0),
    selfTrade: fc.constantFrom(...SELF_TRADE_MODES),
    trigger: fc.oneof(
      { weight: 8, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: trigger },
    ),
    peg: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: peg }),
    link: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: link },
    ),
  })
  .map(({ trigger: source, link: wish, peg: followed, ...order }): Action => {
    const { away: passive, timeInForce, reprice, display, ...rest } = order;
    if (followed !== undefined) {
      const { selfTrade: _, ...plain } = rest;
      const cap = passive === undefined ? {} : { awayPpm: rest.side === 'buy' ? 20_000 : -20_000 };
      return { ...plain, ...cap, timeInForce: 'gtc', postOnly: false, peg: followed };
    }
    const isMarket = passive === undefined;
    const rests = !isMarket && (timeInForce === 'gtc' || rest.postOnly);
    const isShown = !rests || (display === 0 && rest.postOnly);
    return {
      ...rest,
      // What contradicts itself is refused in one place and tested there.
      timeInForce: isMarket && timeInForce === 'gtc' ? 'ioc' : rest.postOnly ? 'gtc' : timeInForce,
      postOnly: rest.postOnly && !isMarket,
      ...(isShown ? {} : { display }),
      ...(rest.postOnly && !isMarket ? { reprice } : {}),
      ...(isMarket ? {} : { awayPpm: rest.side === 'buy' ? -passive : passive }),
      ...(source === undefined ? {} : { trigger: source }),
      ...(wish === undefined ? {} : { link: wish }),
    };
  });

const movePpm = fc.oneof(
  fc.integer({ min: -3_000, max: 3_000 }),
  fc.integer({ min: -30_000, max: 30_000 }),
  fc.integer({ min: -200_000, max: 250_000 }),
);

const pick = fc.nat(50);
const margin = fc.record({
  kind: kind('margin'),
  pick,
  sharePpm: fc.integer({ min: -1_000_000, max: 1_000_000 }),
});
const quote = fc.record({
  kind: kind('quote'),
  symbol,
  spreadPpm: fc.integer({ min: 50, max: 5_000 }),
  lots: fc.integer({ min: 1, max: 4_000 }),
});
const leverageX100 = fc.integer({ min: 100, max: 10_000 });
const leverage = fc.record({ kind: kind('leverage'), ...ofPosition, leverageX100 });
const isolate = fc.record({ kind: kind('isolate'), ...ofPosition, isolated: fc.boolean() });
const halted = fc.constantFrom('halt' as const, 'reduceOnly' as const, 'auction' as const);
const mode = fc.constantFrom('cross' as const, 'isolated' as const);
const press = fc.record({
  kind: kind('press'),
  pick,
  beyondPpm: fc.oneof(fc.integer({ min: 0, max: 2_500 }), fc.integer({ min: -500, max: 15_000 })),
});

/** A call with orders of both sides that mostly cross, and some of the seconds until its price. */
const call = symbol.chain((called) => {
  const order = fc.record({
    kind: kind('place'),
    who,
    symbol: fc.constant(called),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    awayPpm: near,
    lots,
    timeInForce: fc.constant('gtc' as const),
    postOnly: sometimes,
    reduceOnly: sometimes,
  });
  const begin = { kind: 'halt', symbol: called, to: 'auction' } as const;
  return fc
    .record({ orders: fc.array(order, { minLength: 2, maxLength: 8 }), seconds: fc.nat(4) })
    .map(({ orders, seconds }): Action => {
      const ticks = Array.from({ length: seconds }, () => ({ kind: 'tick' }) as const);
      return { kind: 'several', actions: [begin, ...orders, ...ticks] };
    });
});

const weighted: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<Action>])[] = [
  [40, place],
  [14, quote],
  [15, fc.record({ kind: kind('price'), movePpm })],
  [8, press],
  [8, fc.record({ kind: kind('tick') })],
  [2, fc.record({ kind: kind('funding') })],
  [1, fc.record({ kind: kind('contribute') })],
  [1, fc.record({ kind: kind('halt'), symbol, to: halted })],
  [4, call],
  [1, fc.record({ kind: kind('settle'), symbol })],
  [1, fc.record({ kind: kind('halfHour'), movePpm: near })],
  [6, fc.record({ kind: kind('close'), pick })],
  [3, fc.record({ kind: kind('close'), pick, awayPpm: near })],
  [7, fc.record({ kind: kind('amend'), pick, awayPpm: near, lots })],
  [2, fc.record({ kind: kind('cancel'), pick })],
  [4, leverage],
  [3, isolate],
  [5, margin],
  [2, fc.record({ kind: kind('cancelAll'), who })],
  [1, fc.record({ kind: kind('suspend'), who })],
  [3, fc.record({ kind: kind('transfer'), who, to: who, asset, sharePpm })],
  [3, fc.record({ kind: kind('release'), who, asset, sharePpm })],
  [1, fc.record({ kind: kind('mode'), who, mode })],
];
const action = fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));

class Program {
  readonly actions: readonly Action[];
  /** After how many actions the venue is saved and loaded. */
  readonly reloadAfter: number;

  constructor(actions: readonly Action[], reloadAfter: number) {
    this.actions = actions;
    this.reloadAfter = reloadAfter;
  }

  [fc.toStringMethod](): string {
    const lines = this.actions.map((one) => JSON.stringify(one));
    return [`reloaded after ${this.reloadAfter}`, ...lines].join('\n  ');
  }
}

const program = fc
  .tuple(
    fc.array(action, { minLength: 1, maxLength: MOST_ACTIONS, size: 'max' }),
    fc.nat(MOST_ACTIONS),
  )
  .map(([actions, reloadAfter]) => new Program(actions, reloadAfter));

/** Runs a program; throws an error that says which rule the venue broke, and with which command. */
function run(start: TestVenue, { actions, reloadAfter }: Program, withMeaning: boolean): void {
  let venue = start.reloaded();
  let twin: TestVenue | null = null;
  let watch = new Watch(venue, withMeaning);
  for (const [index, one] of actions.entries()) {
    if (index === reloadAfter && withMeaning) {
      twin = venue;
      venue = venue.reloaded();
      watch = new Watch(venue, withMeaning);
    }
    for (const { command, by, afterUs } of commandsOf(venue, one)) {
      watch.before(command);
      const outcome = venue.apply(command, { by, afterUs });
      const fault = watch.after(outcome);
      if (fault !== null) throw new Error(`${JSON.stringify(command)}: ${fault}`);
      const other = twin?.apply(command, { by, afterUs });
      if (other !== undefined && other.code !== outcome.code) {
        throw new Error(`${JSON.stringify(command)}: ${other.code}, but ${outcome.code} reloaded`);
      }
    }
    const { state } = venue.venue;
    const fault =
      liquidationPriceFault(state) ??
      orderSumsFault(state) ??
      headroomFault(state) ??
      pegFault(state);
    if (fault !== null) throw new Error(`${JSON.stringify(one)}: ${fault}`);
  }
  if (twin !== null && twin.meaning() !== venue.meaning()) {
    throw new Error('the reloaded venue is not where the other is');
  }
}

const realPrices: Adjust = ({ auction: _auction, monitoring: _monitoring, ...spec }) => spec;

/** Calls and restarts of seconds, so that programs have many and come out of them. */
const withAuctions: Adjust = (spec) => ({
  ...spec,
  auction: { callS: 2, extensionS: 1, extendPpm: 30_000, postOnlyS: 2, feePpm: 200 },
  monitoring: [
    { movePpm: 20_000, withinS: 2 },
    { movePpm: 50_000, withinS: 10 },
  ],
});

/** As BitMEX asks for margin: steps of what was paid, and each contract rounded. */
const stepsOfCost: Adjust = (spec) => ({
  ...plainPrices(spec),
  rounding: 'perContract',
  margin: {
    ...spec.margin,
    tierMode: 'step',
    mmBasis: 'entry',
    orderCost: { gap: true, openFee: true, closeFee: 'value' },
  },
});

/** Steps of the value at the mark, low enough that positions of programs climb them. */
const stepsOfMark: Adjust = (spec) => ({
  ...plainPrices(spec),
  margin: {
    ...spec.margin,
    tierMode: 'step',
    mmIncludesCloseFee: false,
    orderCost: { gap: false, openFee: false, closeFee: 'none' },
    tiers: spec.margin.tiers.map((tier) => ({ ...tier, floorAtoms: tier.floorAtoms / 100 })),
  },
});

/** As Deribit: rates that rise with the value, by all of it at what some positions are worth. */
const ramp: Adjust = (spec) => ({
  ...plainPrices(spec),
  margin: {
    ...spec.margin,
    tierMode: 'linear',
    tiers: spec.margin.tiers.slice(0, 1),
    rampAtoms: spec.contract === 'linear' ? 16e11 : 16e7,
  },
});

describe('every rule holds after every command of random programs', () => {
  test.each([
    ['with the mark at the index', plainPrices, false, false, 3],
    ['with funding and the smoothed mark', realPrices, false, false, 5],
    ['with auctions', withAuctions, false, false, 5],
    ['with steps of what was paid', stepsOfCost, false, false, 10],
    ['with steps of the value at the mark', stepsOfMark, false, false, 10],
    ['with rates that rise with the value', ramp, false, false, 10],
    ['with accounts that are asked by a profile', plainPrices, false, true, 10],
    ['the same, saved and loaded on the way', plainPrices, true, true, 20],
    ['saved and loaded on the way, refusals compared', withAuctions, true, false, 12],
  ] as const)('%s', { timeout: 3_600_000 }, (_, adjust, withMeaning, isProfiled, part) => {
    const start = founded(adjust, isProfiled);
    const numRuns = Math.ceil(programs / part);
    fc.assert(
      fc.property(program, (given) => run(start, given, withMeaning)),
      { seed, numRuns },
    );
  });

  test.each([
    ['of every kind of contract', realPrices, false, false, 3],
    ['of every kind, asked by a profile', realPrices, false, true, 10],
    ['of every kind, saved and loaded', withAuctions, true, false, 12],
  ] as const)('%s', { timeout: 3_600_000 }, (_, adjust, withMeaning, isProfiled, part) => {
    const start = foundedWithAll(adjust, isProfiled);
    const numRuns = Math.ceil(programs / part);
    fc.assert(
      fc.property(program, (given) => run(start, given, withMeaning)),
      { seed, numRuns },
    );
  });
});
