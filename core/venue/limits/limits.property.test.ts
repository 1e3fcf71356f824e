/** Random programs of limited subaccounts: what was taken was within the limits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { FLAG_REDUCE_ONLY } from '../book/contract.ts';
import type { Command, CommandOf } from '../commands.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { commandsOf, openProgramVenue } from '../testing/actions.ts';
import type { Action } from '../testing/actions.ts';
import { CLIENTS, clientOf } from '../testing/finding.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ index }) => index === 'BTC'),
  indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
};
const start = TestVenue.found(resources);
openProgramVenue(start);

const maybe = (min: number, max: number) =>
  fc.option(fc.oneof(fc.constantFrom(1, max), fc.integer({ min: Math.max(1, min), max })), {
    nil: undefined,
  });
const limits = fc.record({
  maxQuantityLots: maybe(1, 60),
  maxValueAtoms: maybe(100_000_000, 4_000_000_000),
  maxAwayPpm: maybe(1_000, 10_000_000),
  ordersPerSecond: maybe(1, 1_000),
  executions: maybe(1, 5),
});
type Limits = typeof limits extends fc.Arbitrary<infer L> ? L : never;

const near = fc.integer({ min: -9_000, max: 9_000 });
const lots = fc.integer({ min: 1, max: 80 });
const kind = <K extends Action['kind']>(name: K) => fc.constant(name);
const base = { who: fc.integer({ min: 0, max: 3 }), symbol: fc.integer({ min: 0, max: 1 }) };
const placed = fc.record({
  kind: kind('place'),
  ...base,
  side: fc.constantFrom('buy' as const, 'sell' as const),
  awayPpm: near,
  lots,
  timeInForce: fc.constantFrom('gtc' as const, 'ioc' as const),
  postOnly: fc.constant(false),
  reduceOnly: fc.nat(4).map((n) => n === 0),
});
const stop = fc.record({
  source: fc.constantFrom('mark' as const, 'last' as const),
  awayPpm: near,
  how: fc.constantFrom('stop' as const, 'touched' as const, 'trailing' as const),
});
const waiting = fc.tuple(placed, stop).map(([order, trigger]) => ({ ...order, trigger }));
const pick = fc.nat(40);
const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: placed },
    { weight: 2, arbitrary: waiting },
    { weight: 5, arbitrary: fc.record({ kind: kind('amend'), pick, awayPpm: near, lots }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('close'), pick }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('cancel'), pick }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('price'), movePpm: near }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('press'), pick, beyondPpm: fc.nat(2_000) }) },
  ),
  { minLength: 5, maxLength: 40, size: 'max' },
);

/** A record without what is undefined, as commands have it. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function limited(limit: Limits): TestVenue {
  const venue = start.reloaded();
  const { ordersPerSecond, executions, ...sizes } = limit;
  const windowS = executions === undefined ? undefined : 3;
  CLIENTS.forEach((_, who) => {
    const subaccount = clientOf(venue, who);
    for (const instrument of [1, 2]) {
      const command = { kind: 'subaccount.orderLimits', subaccount, instrument } as const;
      venue.code(given({ ...command, ...sizes }) as Command, { by: 'risk' });
    }
    const rates = { kind: 'subaccount.orderRates', subaccount } as const;
    const command = given({ ...rates, ordersPerSecond, executions, windowS }) as Command;
    venue.code(command, { by: 'risk' });
  });
  return venue;
}

/** What a taken order breaks, said apart from the venue's own way of asking. */
function faultOf(
  venue: TestVenue,
  order: CommandOf<'order.place'>,
  triggerTicks: number,
  limit: Limits,
): string | null {
  const { scales, markTicks } = venue.venue.state.instruments[order.instrument - 1]!;
  const { quantityLots, priceTicks = 0 } = order;
  const from = triggerTicks === 0 ? markTicks : triggerTicks;
  const { maxQuantityLots = Infinity, maxValueAtoms = Infinity, maxAwayPpm = Infinity } = limit;
  if (Math.abs(priceTicks - from) * 1_000_000 > maxAwayPpm * from) return 'too far';
  if (order.reduceOnly) return null;
  if (quantityLots > maxQuantityLots) return 'too large';
  const worth = (ticks: number) => notionalAtoms(scales, quantityLots, ticks);
  // A contract of the other kind is rounded to an atom.
  if (Math.max(worth(from), worth(priceTicks)) > maxValueAtoms + 1) return 'worth too much';
  return null;
}

describe('LIM-01, LIM-02, LIM-03, LIM-04, LIM-05 hold in random programs', () => {
  test('taken orders were within the limits, and a reloaded venue takes the same', () => {
    let taken = 0;
    let stopped = 0;
    fc.assert(
      fc.property(limits, actions, fc.nat(30), (limit, program, reloadAt) => {
        const venue = limited(limit);
        let twin: TestVenue | null = null;
        const orders = new Map<number, number[]>();
        for (const [n, action] of program.entries()) {
          if (n === reloadAt) twin = venue.reloaded();
          for (const { command, by, afterUs } of commandsOf(venue, action)) {
            const outcome = venue.apply(command, { by, afterUs });
            if (twin !== null) {
              const same = twin.apply(command, { by, afterUs });
              expect([same.code, same.detail]).toEqual([outcome.code, outcome.detail]);
            }
            if (/^(OVER|TOO_FAR|TOO_MANY)/.test(outcome.code)) stopped += 1;
            const accepted = venue.take('order.accepted');
            if (outcome.code !== 'OK' || command.kind !== 'order.place') continue;
            taken += 1;
            // Where only reducing is possible, an order that does is held to it.
            const own = accepted.find(({ order }) => order === outcome.reference);
            const reduceOnly = (Number(own?.['flags']) & FLAG_REDUCE_ONLY) !== 0;
            // Of a trailing order it follows from the price of that moment.
            const triggerTicks = Number(own?.['triggerTicks']);
            expect(faultOf(venue, { ...command, reduceOnly }, triggerTicks, limit)).toBeNull();
            if (reduceOnly) continue;
            const times = orders.get(command.subaccount) ?? [];
            orders.set(command.subaccount, [...times, venue.timeUs]);
            const recent = times.filter((timeUs) => venue.timeUs - timeUs < 1_000_000).length + 1;
            expect(recent).toBeLessThanOrEqual(limit.ordersPerSecond ?? Infinity);
          }
        }
        if (twin !== null) expect(twin.meaning()).toBe(venue.meaning());
      }),
      { numRuns: 150 },
    );
    expect(Math.min(taken, stopped)).toBeGreaterThan(50);
  });
});
