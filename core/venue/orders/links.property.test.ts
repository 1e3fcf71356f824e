/**
 * Random programs in which half of all orders are linked and most of them trade: what is filled,
 * live and cancelled is what was asked, exits are never more than the fills that brought them, and
 * come where their bracket says by then.
 *
 * 60 programs by default and 3,000 with BULKHEAD_LONG=1; BULKHEAD_SEED repeats a run.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { conservationBreach } from '../accounts/conservation.ts';
import { commandsOf, openProgramVenue } from '../testing/actions.ts';
import type { Action } from '../testing/actions.ts';
import { linkFault, LinkWatch } from '../testing/linking.ts';
import { orderSumsFault } from '../testing/order-sums.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';

const MOST_ACTIONS = 120;
const numRuns = process.env.BULKHEAD_LONG === '1' ? 3_000 : 60;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`linked programs: BULKHEAD_SEED=${seed}\n`);

const start = TestVenue.found(
  {
    assets: instruments.assets,
    instruments: instruments.instruments.filter(({ index }) => index === 'BTC'),
    indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
  },
  plainPrices,
);
openProgramVenue(start);
// What founded it is no program's.
start.take();

const symbol = fc.constant(0);
const who = fc.integer({ min: 0, max: 3 });
const side = fc.constantFrom('buy' as const, 'sell' as const);
const lots = fc.integer({ min: 1, max: 12 });
const source = fc.constantFrom('last' as const, 'mark' as const, 'index' as const);
const pick = fc.nat(20);
const near = fc.integer({ min: -400, max: 400 });
const exitPpm = fc.integer({ min: 1, max: 600 });
const kind = <K extends Action['kind']>(name: K) => fc.constant(name);
const common = { kind: kind('place'), who, symbol, side, lots, postOnly: fc.constant(false) };

const linked = fc.record(
  {
    ...common,
    awayPpm: near,
    timeInForce: fc.constant('gtc' as const),
    reduceOnly: fc.constant(false),
    trigger: fc.record({ source, awayPpm: near, how: fc.constantFrom('stop', 'touched') }),
    link: fc.record(
      { pick, profitPpm: exitPpm, lossPpm: exitPpm, source },
      { requiredKeys: ['source'] },
    ),
  },
  {
    requiredKeys: [...Object.keys(common), 'awayPpm', 'timeInForce', 'reduceOnly', 'link'] as never,
  },
);
const bracketed = fc.record({
  ...common,
  awayPpm: fc.integer({ min: -20, max: 20 }),
  timeInForce: fc.constant('gtc' as const),
  reduceOnly: fc.constant(false),
  link: fc.record({ profitPpm: exitPpm, lossPpm: exitPpm, source }),
});
const taking = fc.record({
  ...common,
  timeInForce: fc.constant('ioc' as const),
  reduceOnly: fc.boolean(),
});
const action = fc.oneof(
  { weight: 10, arbitrary: linked },
  { weight: 10, arbitrary: bracketed },
  { weight: 14, arbitrary: taking },
  { weight: 4, arbitrary: fc.record({ kind: kind('quote'), symbol, spreadPpm: exitPpm, lots }) },
  { weight: 8, arbitrary: fc.record({ kind: kind('price'), movePpm: near }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('cancel'), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('amend'), pick, awayPpm: near, lots }) },
  {
    weight: 4,
    arbitrary: fc.record(
      { kind: kind('exits'), pick, profitPpm: exitPpm, lossPpm: exitPpm },
      { requiredKeys: ['kind', 'pick'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('cancelAll'), who }) },
);

test('LINK-02 LINK-06 LINK-08 LINK-09 quantities follow fills, and a reloaded twin agrees', () => {
  let exits = 0;
  let amended = 0;
  const program = fc.array(action, { minLength: 20, maxLength: MOST_ACTIONS, size: 'max' });
  const run = (actions: readonly Action[]): void => {
    const venue = start.reloaded();
    const watch = new LinkWatch();
    let twin: TestVenue | null = null;
    for (const [index, one] of actions.entries()) {
      if (index === 15) twin = venue.reloaded();
      for (const { command, by, afterUs } of commandsOf(venue, one)) {
        watch.before(command);
        const outcome = venue.apply(command, { by, afterUs });
        const { state } = venue.venue;
        const fault =
          conservationBreach(state) ??
          linkFault(state) ??
          orderSumsFault(state) ??
          watch.after(state, venue.take());
        if (fault !== null) throw new Error(`${JSON.stringify(command)}: ${fault}`);
        expect(twin?.apply(command, { by, afterUs }).code ?? outcome.code).toBe(outcome.code);
      }
    }
    exits += [...venue.venue.state.links.groups()].length;
    amended += watch.amendedBrackets;
    expect(twin?.meaning()).toBe(venue.meaning());
  };
  fc.assert(fc.property(program, run), { seed, numRuns });
  expect(exits).toBeGreaterThan(0);
  expect(amended).toBeGreaterThan(0);
});
