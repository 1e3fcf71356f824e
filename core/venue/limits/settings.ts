/** Setting what orders may not pass, and letting a throttled strategy go on. */
import { describeHolder } from '../beginning.ts';
import type { CommandOf } from '../commands.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, isMargined } from '../state.ts';
import type { Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { instrumentLimitsOf, NO_RATES } from './limits.ts';
import type { InstrumentLimits, OrderRates, SubaccountLimits } from './limits.ts';

type LimitsCommand = CommandOf<'subaccount.orderLimits'>;
type RatesCommand = CommandOf<'subaccount.orderRates'>;

const SECOND_US = 1_000_000;

function limitsIn(command: LimitsCommand): InstrumentLimits {
  const { instrument, maxQuantityLots = 0, maxValueAtoms = 0, maxAwayPpm = 0 } = command;
  return { instrument, maxQuantityLots, maxValueAtoms, maxAwayPpm };
}

function ratesIn(command: RatesCommand): OrderRates {
  const { ordersPerSecond = 0, executions = 0, windowS = 0 } = command;
  return { ordersPerSecond, executions, windowUs: windowS * SECOND_US };
}

function isUnlimited({ maxQuantityLots, maxValueAtoms, maxAwayPpm }: InstrumentLimits): boolean {
  return maxQuantityLots === 0 && maxValueAtoms === 0 && maxAwayPpm === 0;
}

function isUnrated({ ordersPerSecond, executions }: OrderRates): boolean {
  return ordersPerSecond === 0 && executions === 0;
}

/** A greater number is looser, and none at all, which is 0, the loosest. */
function isLooser(now: number, before: number): boolean {
  return before !== 0 && (now === 0 || now > before);
}

/** True when the command lifts a size or a distance that stands. Rule LIM-06. */
export function loosensLimits(subaccount: Subaccount, command: LimitsCommand): boolean {
  const now = limitsIn(command);
  const before = instrumentLimitsOf(subaccount.limits, command.instrument);
  return (
    isLooser(now.maxQuantityLots, before.maxQuantityLots) ||
    isLooser(now.maxValueAtoms, before.maxValueAtoms) ||
    isLooser(now.maxAwayPpm, before.maxAwayPpm)
  );
}

/** True when the command lets more orders or executions through than stand. Rule LIM-06. */
export function loosensRates(subaccount: Subaccount, command: RatesCommand): boolean {
  const now = ratesIn(command);
  const before = subaccount.limits?.rates ?? NO_RATES;
  return (
    isLooser(now.ordersPerSecond, before.ordersPerSecond) ||
    isLooser(now.executions, before.executions) ||
    now.windowUs < before.windowUs
  );
}

/** The limits with a change, or null where nothing is limited any more: then nothing is asked. */
function changed(
  limits: SubaccountLimits | null,
  change: Partial<Pick<SubaccountLimits, 'instruments' | 'rates'>>,
): SubaccountLimits | null {
  const none = { instruments: [], rates: NO_RATES, ordersUs: [], executed: [] };
  const next = { ...none, ...limits, ...change };
  if (next.instruments.length === 0 && isUnrated(next.rates)) return null;
  // What is no longer counted is forgotten: set again, the count begins anew.
  if (next.rates.ordersPerSecond === 0) next.ordersUs = [];
  if (next.rates.executions === 0) next.executed = [];
  return next;
}

/** Limits a subaccount anew; its positions say so too, for whoever asks only them. */
function limit(
  { state }: Step,
  subaccount: Subaccount,
  change: Partial<Pick<SubaccountLimits, 'instruments' | 'rates'>>,
): void {
  subaccount.limits = changed(subaccount.limits, change);
  for (const instrument of state.instruments) describeHolder(state, subaccount, instrument);
}

/** Greatest size, value and distance from the mark of an order in one instrument. Rule LIM-06. */
export function setOrderLimits(step: Step, command: LimitsCommand): Outcome {
  const subaccount = at(step.state.subaccounts, command.subaccount);
  if (!isMargined(step.state, subaccount)) return refused('WRONG_ACCOUNT_KIND');
  const now = limitsIn(command);
  const before = instrumentLimitsOf(subaccount.limits, command.instrument);
  const { instrument, maxQuantityLots, maxValueAtoms, maxAwayPpm } = now;
  const isSame =
    maxQuantityLots === before.maxQuantityLots &&
    maxValueAtoms === before.maxValueAtoms &&
    maxAwayPpm === before.maxAwayPpm;
  if (isSame) return refused('NOTHING_TO_CHANGE');
  const others = (subaccount.limits?.instruments ?? []).filter(
    (entry) => entry.instrument !== instrument,
  );
  const instruments = isUnlimited(now) ? others : [...others, now];
  instruments.sort((a, b) => a.instrument - b.instrument);
  limit(step, subaccount, { instruments });
  const columns = [maxQuantityLots, maxValueAtoms, maxAwayPpm] as const;
  step.events.emit('subaccount.orderLimits', subaccount.id, instrument, ...columns);
  return done(subaccount.id);
}

/** How often a subaccount may place and execute. Rule LIM-06. */
export function setOrderRates(step: Step, command: RatesCommand): Outcome {
  const subaccount = at(step.state.subaccounts, command.subaccount);
  if (!isMargined(step.state, subaccount)) return refused('WRONG_ACCOUNT_KIND');
  // A number of executions means nothing without its window, nor a window by itself.
  if ((command.executions === undefined) !== (command.windowS === undefined)) {
    return refused('CONTRADICTION');
  }
  const rates = ratesIn(command);
  const before = subaccount.limits?.rates ?? NO_RATES;
  const { ordersPerSecond, executions, windowUs } = rates;
  const isSame =
    ordersPerSecond === before.ordersPerSecond &&
    executions === before.executions &&
    windowUs === before.windowUs;
  if (isSame) return refused('NOTHING_TO_CHANGE');
  limit(step, subaccount, { rates });
  const windowS = command.windowS ?? 0;
  const columns = [ordersPerSecond, executions, windowS] as const;
  step.events.emit('subaccount.orderRates', subaccount.id, ...columns);
  return done(subaccount.id);
}

/** A throttled strategy may place again, its executions so far forgotten. Rule LIM-05. */
export function releaseThrottle(step: Step, command: CommandOf<'throttle.release'>): Outcome {
  const subaccount = at(step.state.subaccounts, command.subaccount);
  const { limits } = subaccount;
  const isMeant = (strategy: number): boolean => strategy === (command.strategy ?? 0);
  if (limits === null || !limits.executed.some(({ strategy }) => isMeant(strategy))) {
    return refused('NOTHING_TO_CHANGE');
  }
  limits.executed = limits.executed.filter(({ strategy }) => !isMeant(strategy));
  step.events.emit('throttle.released', subaccount.id, command.strategy ?? 0, step.operator);
  return done(subaccount.id);
}
