/**
 * One price over many subaccounts, through the whole step of the venue, beside a naive twin of the
 * margin arithmetic in BigInt that values every position: in the same process, in turns. Both must
 * say the same of every subaccount, or there is no figure.
 */
import { walletAtoms } from '../../venue/accounts/ledger.ts';
import { bucketFigures } from '../../venue/margin/buckets.ts';
import { at } from '../../venue/state.ts';
import { FIRST_DESK_SUBACCOUNT, USDT } from './founding.ts';
import { machine } from './machine.ts';
import { MarkVenue, POSITIONS, STEP_PPM, SWING_PPM, SWING_TICKS, TICK_US } from './mark-venue.ts';
import { twinPass } from './mark-twin.ts';
import type { TwinHeld } from './mark-twin.ts';
import { spreadOf } from './spread.ts';

/** What a tick must be faster than the twin by, what it should, and what it could. */
const FLOOR = 20;
const GOAL = 40;
const STRETCH = 150;
const TICKS_PER_SECOND = 1_000_000 / TICK_US;
/** Of a core, what a hundred ticks a second must leave free. */
const FREE_FLOOR = 0.95;
const FULL_PASSES = 3;

export interface MarkBenchOptions {
  readonly subaccounts: number;
  readonly ticks: number;
  readonly rounds: number;
  readonly onProgress: (done: number, total: number) => void;
}

export const MARK_BENCH = { subaccounts: 10_000, ticks: 400, rounds: 5 } as const;

export interface MarkFigures {
  readonly bench: 'mark';
  /** Median over the rounds of what the twin takes for a tick over what the venue does. */
  readonly ratio: number;
  readonly floor: number;
  readonly goal: number;
  readonly stretch: number;
  /** One tick of the venue. */
  readonly p50_ns: number;
  readonly p99_ns: number;
  readonly mean_ns: number;
  /** One pass of the twin. */
  readonly twin_ns: number;
  /** A tick at which the venue values everybody, and what the twin takes over that. */
  readonly fullPass_ns: number;
  readonly fullPassRatio: number;
  readonly candidatesPerTick: number;
  readonly mostCandidates: number;
  readonly ticksPerSecond: number;
  readonly coreShare: number;
  readonly leavesFree: boolean;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly machine: Readonly<Record<string, unknown>>;
}

/** Everything of the twin's that does not change with the price, read outside the clock. */
function heldBy({ venue, instruments }: MarkVenue): TwinHeld[] {
  return venue.state.subaccounts.slice(FIRST_DESK_SUBACCOUNT - 1).map((subaccount) => ({
    id: subaccount.id,
    walletAtoms: BigInt(walletAtoms(at(subaccount.balances, USDT))),
    positions: instruments.map(({ id }) => {
      const { lots, costAtoms } = at(subaccount.positions, id);
      return { lots: BigInt(lots), costAtoms: BigInt(costAtoms) };
    }),
  }));
}

/** One pass of the twin, which must say what the venue does; nanoseconds it took. */
function timeTwin(run: MarkVenue): number {
  const { state } = run.venue;
  const unit = BigInt(10 ** at(state.assets, USDT).decimals);
  const contracts = run.instruments.map(({ spec, markTicks }) => {
    return { spec, unit, markTicks: BigInt(markTicks) };
  });
  const held = heldBy(run);
  const begunMs = performance.now();
  const valued = twinPass(contracts, held);
  const tookNs = (performance.now() - begunMs) * 1e6;
  held.forEach(({ id }, n) => {
    const { bucket } = at(at(state.subaccounts, id).balances, USDT);
    const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
    const twin = valued[n];
    const agrees =
      twin?.equityAtoms === BigInt(equityAtoms) &&
      twin.maintenanceAtoms === BigInt(maintenanceAtoms);
    if (!agrees) throw new Error(`The bench's twin values subaccount ${id} otherwise.`);
  });
  return tookNs;
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Ticks at which a setting has changed before, so that everybody is valued. */
function timeFullPasses(run: MarkVenue): number {
  const timesNs = Array.from({ length: FULL_PASSES }, () => {
    run.touchAll();
    return run.tick();
  });
  return mean(timesNs);
}

/** Runs the bench. */
export function runMarkBench(options: MarkBenchOptions): MarkFigures {
  const { subaccounts, ticks, rounds, onProgress } = options;
  const before = machine();
  const run = new MarkVenue(subaccounts);
  for (let n = 0; n < ticks; n++) run.tick();
  timeTwin(run);
  const timesNs = new Float64Array(ticks * rounds);
  const candidates = new Float64Array(ticks * rounds);
  const ratios: number[] = [];
  const twinNs: number[] = [];
  const fullNs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    onProgress(round, rounds);
    const from = round * ticks;
    for (let n = from; n < from + ticks; n++) {
      timesNs[n] = run.tick();
      candidates[n] = run.venue.valuedSubaccounts;
    }
    const twin = timeTwin(run);
    ratios.push(twin / mean(timesNs.subarray(from, from + ticks)));
    twinNs.push(twin);
    fullNs.push(timeFullPasses(run));
  }
  onProgress(rounds, rounds);
  const breach = run.venue.conservationBreach();
  if (breach !== null) throw new Error(`The bench's venue: ${breach}`);
  const { p50, p99 } = spreadOf(timesNs);
  const meanNs = mean(timesNs);
  const coreShare = (TICKS_PER_SECOND * meanNs) / 1e9;
  const fullPassNs = spreadOf(fullNs).p50;
  const twinPassNs = spreadOf(twinNs).p50;
  return {
    bench: 'mark',
    ratio: Math.round(spreadOf(ratios).p50 * 10) / 10,
    floor: FLOOR,
    goal: GOAL,
    stretch: STRETCH,
    p50_ns: Math.round(p50),
    p99_ns: Math.round(p99),
    mean_ns: Math.round(meanNs),
    twin_ns: Math.round(twinPassNs),
    fullPass_ns: Math.round(fullPassNs),
    fullPassRatio: Math.round((twinPassNs / fullPassNs) * 10) / 10,
    candidatesPerTick: Math.round(mean(candidates) * 100) / 100,
    mostCandidates: spreadOf(candidates).max,
    ticksPerSecond: TICKS_PER_SECOND,
    coreShare: Math.round(coreShare * 10_000) / 10_000,
    leavesFree: 1 - coreShare >= FREE_FLOOR,
    conditions: {
      against: 'a naive twin in BigInt that values every position, in turns',
      subaccounts,
      positionsEach: POSITIONS,
      ticks: ticks * rounds,
      rounds,
      price: { swingPpm: SWING_PPM, swingTicks: SWING_TICKS, noisePpm: STEP_PPM },
      tick: 'one price.observe that moves the marks of all positions, through Venue.apply',
      callsOpen: openCalls(run),
      liquidationsStarted: run.venue.state.liquidationsStarted,
    },
    machine: before,
  };
}

function openCalls({ venue }: MarkVenue): number {
  const { subaccounts } = venue.state;
  return subaccounts.filter(({ balances }) => at(balances, USDT).bucket.call !== null).length;
}
