/**
 * Random programs over a venue with everything in it: every margin mode, the six profiles, linear,
 * inverse, quanto and dated contracts, funding, liquidation by slices, ladders and others' ways, a
 * small fund, deleveraging by rank and by lot and at several prices, and legs of an underlying that
 * offset each other. After every command:
 *
 * - a venue that values everybody, loaded anew, tells the same events and means the same;
 * - value is conserved, the fund never owes, and funding is paid as its twin says;
 * - nobody's money has moved but by what the events say happened to it;
 * - every bucket's equity, maintenance and initial margin, and the queue of those who would be
 *   deleveraged, are those of a twin in fractions;
 * - every liquidation price is confirmed a tick either side, every "none" by prices far away, and
 *   every bankruptcy price by the twin.
 *
 * Beside ways that were put together by hand each program of the last test lists its contracts in
 * ways that are drawn for it, of every part of a listing. One program a way by default, but for one
 * of those by hand, and 100 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is printed,
 * and by a long run what the programs reached, which must be all that they are about.
 */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { statementFault, statementOf } from './testing/statement.ts';
import type { InstrumentSpec } from './commands.ts';
import type { VenueEvent } from './events.ts';
import { marginFault, paymentFault, queueFault } from './testing/naive-proof.ts';
import { drawnWays, EVERY_WAY, listedIn } from './testing/drawn-ways.ts';
import type { Ways } from './testing/drawn-ways.ts';
import {
  commandsOf,
  foundMixed,
  foundWith,
  mixedAction,
  mixedSpecs,
  reloaded,
} from './testing/mixed.ts';
import type { Mixed, MixedAction, Pools } from './testing/mixed.ts';
import { PROFILES } from './testing/modelled.ts';
import { otherPools } from './testing/pool-ways.ts';
import { plainPrices } from './testing/test-venue.ts';
import type { Adjust } from './testing/test-venue.ts';
import { at } from './state.ts';
import { liquidationPriceFault } from './testing/watch.ts';

const isLong = process.env.BULKHEAD_LONG === '1';
const numRuns = isLong ? 100 : 1;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`mixed programs: BULKHEAD_SEED=${seed}\n`);

/** How often what these programs are about happened. */
const reached = new Map<string, number>();
const count = (what: string): void => {
  reached.set(what, (reached.get(what) ?? 0) + 1);
};

function tell({ venue }: Mixed, events: readonly VenueEvent[]): void {
  for (const { kind, how, cause, subaccount } of events) {
    count(`${kind} ${how ?? cause ?? ''}`.trim());
    if (kind !== 'liquidation.started' && kind !== 'adl.executed') continue;
    count(`${kind} of ${venue.of(Number(subaccount)).label}`);
  }
}

function step(mixed: Mixed, twin: Mixed, action: MixedAction): Mixed {
  const { venue } = mixed;
  let full = twin;
  for (const { command, ...by } of commandsOf(mixed, action)) {
    // Bounds are looked at where prices move.
    if (command.kind === 'price.observe') full = reloaded(full);
    const before = statementOf(venue.venue.state);
    const outcome = venue.apply(command, by);
    expect(full.venue.apply(command, by)).toEqual(outcome);
    const events = venue.take();
    expect(full.venue.take()).toEqual(events);
    tell(mixed, events);
    expect(venue.venue.conservationBreach()).toBeNull();
    expect(statementFault(venue.venue.state, before, events)).toBeNull();
    expect(paymentFault(venue.venue.state, events)).toBeNull();
  }
  return full;
}

function run(start: Mixed, actions: readonly MixedAction[]): void {
  const mixed = reloaded(start);
  const { state } = mixed.venue.venue;
  let twin = reloaded(start);
  for (const action of actions) {
    twin = step(mixed, twin, action);
    const fault =
      liquidationPriceFault(state) ?? marginFault(state, count) ?? queueFault(state, count);
    if (fault !== null) throw new Error(`${JSON.stringify(action)}: ${fault}`);
    expect(mixed.venue.meaning()).toBe(twin.venue.meaning());
  }
}

/** Who owes is given on, and what is more than half of the fund; all orders go. */
const AT_ONCE = {
  ruined: 'atOnce',
  lossLimitPpm: 500_000,
  lossFloorPpm: 250_000,
  cancels: 'all',
} as const;
const quiet: Adjust = (spec) => ({
  ...plainPrices(spec),
  insurance: { limitPpm: 20_000 },
  adl: { ...PLAIN, rank: 'leveragedReturn' },
});
const PLAIN = { price: 'bankruptcy', noticeUs: 0, rank: 'leveragedReturn' } as const;

/** Beside contracts that have headroom one whose results leave once they are realised. */
const held = { everyMinutes: 1, atMinute: 0, leaves: 'whenRealised' } as const;

/** A mark of its own parts with limits, of contracts that are inverse. */
const owned: Adjust = (spec) => {
  if (spec.contract !== 'inverse') return spec;
  const smooth = { by: 'mean', overS: 30, everyS: 5, what: 'basis' } as const;
  const parts = [{ of: 'mid', smooth }, { of: 'fair' }, { of: 'last' }] as const;
  return { ...spec, mark: { combine: 'median', parts, limit: { movePpm: 30_000, everyS: 60 } } };
};

/** Funding each hour, the smoothed mark, the fund drawn down early; ranked as in profit always. */
const funded: Adjust = ({ auction: _auction, monitoring: _monitoring, ...spec }) => ({
  ...owned(spec),
  ...(spec.symbol === 'BTCUSDT' && { realisation: held }),
  ...(spec.expiry === undefined && { funding: { ...spec.funding, intervalHours: 1 } }),
  insurance: { feesCome: 'hourly' },
  adl: { ...PLAIN, price: 'mark', drawdownPpm: 100_000, drawdownWindowUs: 3_600_000_000 },
});
/** Ladders, and whatever the fund cannot pay is shared; by lot, at the index. */
const laddered: Adjust = (spec) => ({
  ...plainPrices(spec),
  liquidation: { ...spec.liquidation, ladderTiers: 1 },
  insurance: spec.contract === 'inverse' ? { lossMode: 'socialise' } : { riskGroup: spec.symbol },
  adl: { ...PLAIN, rank: 'drawn', price: 'index', noticeUs: 2_000_000, ...AT_ONCE },
});
/** Longs and shorts of an underlying are asked together, in whatever they settle. */
const offset = ({ contract }: InstrumentSpec) => ({
  interMonthSpread: { chargePpm: contract === 'linear' ? 1_000 : 0 },
});
/** Steps and calls; margin of brackets a hundred times as low, so that positions climb them. */
const called: Adjust = (spec) => ({
  ...plainPrices(spec),
  margin: {
    ...spec.margin,
    tiers: spec.margin.tiers.map((tier) => ({ ...tier, floorAtoms: tier.floorAtoms / 100 })),
    ...offset(spec),
  },
  insurance: { takeoverCapAtoms: 100_000_000, lossMode: 'day', winnersPpm: 10_000 },
  adl: { ...PLAIN, price: 'markIfFar', farPpm: 10_000 },
  auction: { callS: 2, extensionS: 1, extendPpm: 30_000, postOnlyS: 2, feePpm: 200 },
  monitoring: [{ movePpm: 50_000, withinS: 10 }],
});

/** As BitMEX asks: steps of what was paid, each contract rounded, results realised at the mark. */
const stepped: Adjust = (spec) => ({
  ...quiet(spec),
  rounding: 'perContract',
  fees: { ...spec.fees, makerPpm: -50, rounding: 'awayFromZero' },
  realisation: { everyMinutes: 1, atMinute: 0 },
  insurance: { riskGroup: spec.symbol, backstop: 'none', lossMode: 'funding', limitPpm: 20_000 },
  margin: {
    ...spec.margin,
    ...offset(spec),
    tierMode: 'step',
    mmBasis: 'entry',
    mmIncludesCloseFee: false,
  },
});

/** Liquidated as at other venues, each contract in another way; makers have committed to some. */
const whole = { slicePpm: 1_000_000, uncappedValueAtoms: 0 };
const assignees = [5, 6, 11, 12].map((subaccount) => ({ subaccount, lots: 40 }));
const ELSEWHERE: Readonly<Record<string, Partial<InstrumentSpec['liquidation']>>> = {
  BTCUSDT: {
    ...whole,
    growth: { firstPpm: 200_000, fullUs: 5_000_000 },
    fillable: { spreadPpm: 1_500_000, ratingPpm: 1_000_000 },
    feePpm: 15_000,
    feeBound: 'fill',
    takeoverPpm: 0,
    disposalLimit: 'takeover',
  },
  ETHUSDT: {
    sizing: 'multiple',
    sliceOf: 'all',
    slicePpm: 200_000,
    cancels: 'contract',
    assignees,
  },
  BTCUSD: { maxSlices: 0, disposalRangePpm: 2_000, assignees, disposalStepUs: 1_000_000 },
  ETHUSD: {
    ...whole,
    sizing: 'share',
    maxSlices: 1,
    takeoverPpm: 0,
    afterSlices: 'atOnce',
    cancels: 'contract',
    assignees,
    vault: 13,
  },
};
const elsewhere: Adjust = (spec) => ({
  ...quiet(spec),
  margin: { ...spec.margin, ...offset(spec) },
  liquidation: { ...spec.liquidation, ...ELSEWHERE[spec.symbol] },
});

/** Rates by the root of the size; fees in parts, and results that leave once they are realised. */
const rooted: Adjust = (spec) => ({
  ...quiet(spec),
  fees: { makerPpm: 100, takerPpm: 500, takerPartsPpm: [167, 333] },
  realisation: { everyMinutes: 2, atMinute: 1, leaves: 'whenRealised' },
  margin: {
    ...spec.margin,
    tierMode: 'sizeRoot',
    tiers: spec.margin.tiers.slice(0, 1),
    root: { keptPpm: 500_000, unitLots: 100, maintenancePpm: 3_000, initialPpm: 6_000 },
  },
});

const asListed = {};
const WAYS: readonly (readonly [name: string, adjust: Adjust, pools: Pools])[] = [
  ['plain prices', quiet, asListed],
  ['funding and a fund that is drawn down', funded, asListed],
  ['ladders, losses shared, pools by other terms', laddered, otherPools],
  ['steps of what was paid', stepped, asListed],
  ['rates by the root of the size, pools by other terms', rooted, otherPools],
  ['liquidated as elsewhere', elsewhere, asListed],
  ['brackets climbed, calls, a cap, pools by other terms', called, otherPools],
];

/** The seed says which of them an ordinary run leaves to the others. */
const TRIED = WAYS.filter((_, n) => isLong || n !== seed % WAYS.length);

test.each(TRIED)(
  'MARG-01 MARG-05 MARG-06 MARG-13 EQ-01 COLL-03 PM-06 PM-09 LIQ-06 ADL-03 hold: %s',
  { timeout: 3_600_000 },
  (_, adjust, pools) => {
    const start = foundMixed(adjust, pools);
    const program = fc.array(mixedAction, { minLength: 30, maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(program, (actions) => run(start, actions)),
      { seed, numRuns },
    );
  },
);

/** Contracts as they come, and each in ways that were drawn for it. */
const SPECS = mixedSpecs();
function foundDrawn(drawn: readonly Ways[], pools: Pools): Mixed {
  const specs = SPECS.map((spec, n) => {
    const [listing, taken] = listedIn(spec, at(drawn, n + 1));
    for (const way of taken) count(way);
    return listing;
  });
  return foundWith(specs, pools);
}

test(
  'MARG-05 MARG-13 LIQ-06 VAR-02 VAR-33 VAR-46 hold: all ways, drawn together',
  { timeout: 3_600_000 },
  () => {
    const program = fc.array(mixedAction, { minLength: 30, maxLength: 60, size: 'max' });
    const pools = fc.constantFrom<Pools>(asListed, otherPools);
    fc.assert(
      fc.property(drawnWays, pools, program, (drawn, terms, actions) =>
        run(foundDrawn(drawn, terms), actions),
      ),
      { seed, numRuns },
    );
  },
);

/** What a long run must have come by, or it has proved nothing of it. */
const SITUATIONS = [
  ...['cured', 'takeover'].map((how) => `liquidation.ended ${how}`),
  ...['uncovered', 'drawdown', 'takeoverCap', 'ruined'].map((cause) => `adl.ended ${cause}`),
  ...PROFILES.map(({ name }) => `liquidation.started of ${name}`),
  ...['cross', 'isolated', 'multiAsset', 'portfolio'].flatMap((mode) =>
    mode === 'isolated' ? [`price ${mode}`] : [`price ${mode}`, `none ${mode}`],
  ),
  ...['linear', 'inverse', 'quanto', 'linear dated'].map((contract) => `price ${contract}`),
  'adl.executed',
  'loss.shared',
  'liquidation.assigned',
  'funding.paid',
  'collateral.exchanged',
  'subaccount.mode',
  'position.settled',
  'auction.called',
  'transfer.made',
  'places in a queue',
  'spared between months',
  'position.riskLimit',
  'position.margin',
  ...EVERY_WAY,
];

afterAll(() => {
  if (!isLong) return;
  const lines = [...reached.keys()].toSorted().map((what) => `  ${what}: ${reached.get(what)}\n`);
  process.stdout.write(`mixed programs reached\n${lines.join('')}`);
  expect(SITUATIONS.filter((what) => !reached.has(what))).toEqual([]);
});
