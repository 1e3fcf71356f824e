/**
 * The screened margin check beside a full pass: on random programs a venue and a twin that is
 * loaded anew before every command, so that it has no bounds and values everybody, tell the same
 * events and mean the same.
 *
 * 4 programs a way of asking margin by default and 2,000 with BULKHEAD_LONG=1. BULKHEAD_SEED
 * repeats a run; the seed is printed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { isMargined } from '../state.ts';
import { commandsOf, openProgramVenue } from '../testing/actions.ts';
import type { Action } from '../testing/actions.ts';
import { CLIENTS } from '../testing/finding.ts';
import { listDated } from '../testing/dated.ts';
import { profiled } from '../testing/profiled.ts';
import { listQuanto } from '../testing/quanto.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';
import type { Adjust } from '../testing/test-venue.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 2_000 : 4;
const DAY_US = 86_400_000_000;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`screen programs: BULKHEAD_SEED=${seed}\n`);

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ index }) => index === 'BTC'),
  indices: indices.replay
    .filter(({ symbol }) => symbol === 'BTC')
    .map((index) => ({ ...index, resumeGreenS: 1, resumePostOnlyS: 1 })),
};

const who = fc.nat(3);
const symbol = fc.nat(2);
const asset = fc.nat(1);
const pick = fc.nat(50);
const lots = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 300, max: 4_000 }));
const share = fc.integer({ min: 1, max: 1_000_000 });
const of = <K extends Action['kind']>(name: K) => ({ kind: fc.constant(name) });

const place = fc
  .record({
    ...of('place'),
    who,
    symbol,
    side: fc.constantFrom('buy' as const, 'sell' as const),
    lots,
    away: fc.option(fc.integer({ min: -15_000, max: 15_000 }), { nil: undefined }),
  })
  .map(({ away, ...order }): Action => {
    const common = { ...order, postOnly: false, reduceOnly: false } as const;
    return away === undefined
      ? { ...common, timeInForce: 'ioc' }
      : { ...common, timeInForce: 'gtc', awayPpm: away };
  });
const movePpm = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -1_500, max: 1_500 }) },
  { weight: 1, arbitrary: fc.integer({ min: -60_000, max: 60_000 }) },
);
/** To where somebody is liquidated, and near to it from this side. */
const beyondPpm = fc.integer({ min: -4_000, max: 2_500 });
const spreadPpm = fc.integer({ min: 50, max: 3_000 });
const mode = fc.constantFrom('cross' as const, 'isolated' as const);

const weighted: readonly (readonly [weight: number, arbitrary: fc.Arbitrary<Action>])[] = [
  [20, place],
  [8, fc.record({ ...of('quote'), symbol, spreadPpm, lots: fc.nat(3_000).map((n) => n + 1) })],
  [30, fc.record({ ...of('price'), movePpm })],
  [6, fc.record({ ...of('press'), pick, beyondPpm })],
  [4, fc.record({ ...of('tick') })],
  [1, fc.record({ ...of('funding') })],
  [2, fc.record({ ...of('transfer'), who, to: who, asset, sharePpm: share })],
  [2, fc.record({ ...of('release'), who, asset, sharePpm: share })],
  [2, fc.record({ ...of('margin'), pick, sharePpm: share })],
  [2, fc.record({ ...of('isolate'), who, symbol, isolated: fc.boolean() })],
  [1, fc.record({ ...of('mode'), who, mode })],
  [2, fc.record({ ...of('close'), pick })],
];
const program = fc.array(
  fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary }))),
  { minLength: 5, maxLength: 60, size: 'max' },
);

/** How many subaccounts were valued, and how many a full pass values. */
interface Tally {
  valued: number;
  all: number;
}

function run(start: TestVenue, actions: readonly Action[], tally: Tally): void {
  const venue = start.reloaded();
  let twin = start.reloaded();
  for (const action of actions) {
    for (const { command, by, afterUs } of commandsOf(venue, action)) {
      twin = twin.reloaded();
      const outcome = venue.apply(command, { by, afterUs });
      expect(twin.apply(command, { by, afterUs })).toEqual(outcome);
      expect(venue.take()).toEqual(twin.take());
      if (command.kind !== 'price.observe' && command.kind !== 'clock.tick') continue;
      const { state } = venue.venue;
      tally.valued += venue.venue.valuedSubaccounts;
      tally.all += state.subaccounts.filter((one) => isMargined(state, one)).length;
      expect(twin.venue.valuedSubaccounts).toBeGreaterThanOrEqual(venue.venue.valuedSubaccounts);
    }
    expect(venue.meaning()).toBe(twin.meaning());
  }
}

const realPrices: Adjust = ({ auction: _auction, monitoring: _monitoring, ...spec }) => spec;
const stepsOfCost: Adjust = (spec) => ({
  ...plainPrices(spec),
  rounding: 'perContract',
  margin: { ...spec.margin, tierMode: 'step', mmBasis: 'entry' },
});
const stepsOfMark: Adjust = (spec) => ({
  ...plainPrices(spec),
  margin: {
    ...spec.margin,
    tierMode: 'step',
    tiers: spec.margin.tiers.map((tier) => ({ ...tier, floorAtoms: tier.floorAtoms / 100 })),
  },
});
const roundedSteps: Adjust = (spec) => ({ ...stepsOfMark(spec), rounding: 'perContract' });
const ramp: Adjust = (spec) => ({
  ...plainPrices(spec),
  margin: {
    ...spec.margin,
    tierMode: 'linear',
    tiers: spec.margin.tiers.slice(0, 1),
    rampAtoms: spec.contract === 'linear' ? 16e11 : 16e7,
  },
});

const rooted: Adjust = (spec) => ({
  ...plainPrices(spec),
  realisation: { everyMinutes: 1, atMinute: 0 },
  margin: {
    ...spec.margin,
    tierMode: 'sizeRoot',
    tiers: spec.margin.tiers.slice(0, 1),
    root: { keptPpm: 500_000, unitLots: 100, maintenancePpm: 3_000, initialPpm: 6_000 },
  },
});

const riskLimits: Adjust = (spec) => {
  const stepped = stepsOfMark(spec);
  return { ...stepped, margin: { ...stepped.margin, riskLimit: 'raised' } };
};

const offset: Adjust = (spec) => ({
  ...plainPrices(spec),
  margin: { ...spec.margin, interMonthSpread: { chargePpm: 1_000 } },
});
/** What is isolated is filled up and given back, and profit is kept, in one contract each. */
const levelled: Adjust = (spec) => {
  const levels = { searchPpm: 1_200_000, initialPpm: 1_500_000, releasePpm: 3_000_000 };
  const equity = spec.contract === 'linear' ? { levels } : ({ profit: 'kept' } as const);
  return { ...plainPrices(spec), equity: { staysPpm: 10_000, ...equity } };
};

/** Whose margin is asked by other ways than the contract's own, or by more as time goes on. */
type Prepare = (adjust: Adjust) => TestVenue;

const usual: Prepare = (adjust) => {
  const start = TestVenue.found(resources, adjust);
  listQuanto(start);
  openProgramVenue(start);
  return start;
};

const withProfile: Prepare = (adjust) => {
  const start = TestVenue.found(resources, adjust);
  listQuanto(start);
  openProgramVenue(start, profiled(start));
  return start;
};

/** Two of the clients have chosen a tier above the first, in either contract. */
const withLimits: Prepare = (adjust) => {
  const start = usual(adjust);
  for (const label of CLIENTS.slice(1, 3)) {
    const subaccount = start.venue.state.subaccounts.find((one) => one.label === label)?.id ?? 0;
    for (const instrument of [1, 2]) {
      start.ok({ kind: 'position.riskLimit', subaccount, instrument, tier: 3 });
    }
  }
  return start;
};

/** A future whose rates rise by 1.5 % some seconds after the beginning. */
const withDated: Prepare = (adjust) => {
  const start = TestVenue.found(resources, adjust);
  const expiresUs = START_US + 2 * DAY_US + 30_000_000;
  const ends = { expiresUs, feePpm: 0, farBandPpm: 0, farDays: 1 };
  listDated(start, expiresUs, { expiry: { ...ends, ramp: { days: 2, ratePpm: 30_000 } } });
  openProgramVenue(start);
  for (let n = 0; n < 20; n++) start.prices({ BTC: 60_000 });
  return start;
};

test.each([
  ['brackets, the mark at the index', plainPrices, usual],
  ['brackets, the smoothed mark and funding', realPrices, usual],
  ['steps of what was paid', stepsOfCost, usual],
  ['steps of the value at the mark', stepsOfMark, usual],
  ['steps, each contract rounded', roundedSteps, usual],
  ['rates that rise with the value', ramp, usual],
  ['rates by the root of the size', rooted, usual],
  ['a profile', plainPrices, withProfile],
  ['risk limits that were chosen', riskLimits, withLimits],
  ['rates that rise before the end', plainPrices, withDated],
  ['a perpetual against a future', offset, withDated],
  ['margin that moves by levels', levelled, usual],
] as const)(
  'MARG-13 a screened check and a full pass agree: %s',
  { timeout: 3_600_000 },
  (_, adjust, prepare) => {
    const start = prepare(adjust);
    const tally: Tally = { valued: 0, all: 0 };
    fc.assert(
      fc.property(program, (actions) => run(start, actions, tally)),
      { seed, numRuns },
    );
    // Most prices of these programs move nobody across anything.
    expect(tally.valued).toBeLessThan(0.6 * tally.all);
  },
);
