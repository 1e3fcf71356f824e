/** Runs a drill step by step and stops at the first that is not as it says. */
import { stateHash } from '../../journal/state-hash.ts';
import type { PresentedEvent } from '../../sequencer/admission/presenter.ts';
import { InvariantError } from '../../venue/numbers.ts';
import { outcomeSentence } from '../../venue/outcomes.ts';
import { meets } from './compare.ts';
import { compare } from './expect.ts';
import { observe, print, quote, wait } from './market.ts';
import { found } from './organisation.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';
import type { Action, Drill, DrillStep } from './schema.ts';
import { Stage } from './stage.ts';

/** One step as it went, for the timeline. */
export interface Moment {
  readonly step: DrillStep;
  readonly timeUs: number;
  /** What became of a command; empty for everything else. */
  readonly outcome: string;
  readonly events: readonly PresentedEvent[];
}

export interface DrillFailure extends Problem {
  /** 0 when the venue could not even be founded. */
  readonly step: number;
  readonly line: number;
  /** Sequence number of the last command that the venue was given. */
  readonly sequence: number;
}

export interface DrillResult {
  readonly drill: Drill;
  readonly moments: readonly Moment[];
  readonly failure: DrillFailure | null;
  readonly commands: number;
  readonly events: number;
  readonly stateHash: string;
}

/** Replaces the names that a drill gives: `$bid` for what was remembered, operators for numbers. */
function resolved(stage: Stage, value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('$')) return stage.remembered.get(value.slice(1)) ?? value;
    const isPerson = ['operator', 'decisionMaker', 'executor'].includes(key);
    return isPerson ? (stage.operators.get(value) ?? value) : value;
  }
  if (Array.isArray(value)) return value.map((inner) => resolved(stage, inner));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, inner]) => [name, resolved(stage, inner, name)]));
}

interface Done {
  readonly problem: Problem | null;
  readonly outcome: string;
}
const AS_TOLD: Done = { problem: null, outcome: '' };

function command(stage: Stage, action: Extract<Action, { is: 'command' }>): Done {
  const { as, kind, fields, outcome: expected, detail, remember } = action;
  if (!stage.hasSession(as)) {
    const known = stage.sessionNames().join(', ');
    return { problem: problem('UNKNOWN_NAME', 'as', `a session: ${known}`, as), outcome: '' };
  }
  const told = stage.send(as, resolved(stage, { kind, ...fields }));
  const isRefusal = 'refusal' in told;
  const code = isRefusal ? told.refusal.code : told.outcome.code;
  const figure = isRefusal ? '' : stage.presenter.detail(told.command, told.outcome);
  const sentence = isRefusal ? told.refusal.sentence : outcomeSentence(told.outcome.code);
  const outcome = figure === '' ? code : `${code} ${figure}`;
  if (code !== expected) {
    return { problem: problem('OUTCOME', kind, expected, `${outcome}: ${sentence}`), outcome };
  }
  if (detail !== '' && !meets(figure, detail)) {
    return { problem: problem('OUTCOME', `${kind}, detail`, detail, figure), outcome };
  }
  if (remember !== '' && !isRefusal) stage.remembered.set(remember, told.outcome.reference);
  return { problem: null, outcome };
}

/** Does the same for every entry until one goes wrong. */
function each<T>(
  entries: Readonly<Record<string, T>>,
  attemptOne: (name: string, entry: T) => Problem | null,
): Done {
  for (const [name, entry] of Object.entries(entries)) {
    const wrong = attemptOne(name, entry);
    if (wrong !== null) return { problem: wrong, outcome: '' };
  }
  return AS_TOLD;
}

function act(stage: Stage, action: Action, since: readonly PresentedEvent[]): Done {
  switch (action.is) {
    case 'observe':
      return each(action.prices, (symbol, price) => observe(stage, symbol, price));
    case 'book':
      return each(action.quotes, (symbol, quotes) => quote(stage, symbol, quotes));
    case 'tape':
      return each(action.trades, (symbol, trade) => print(stage, symbol, trade));
    case 'wait':
      return { problem: wait(stage, action), outcome: '' };
    case 'command':
      return command(stage, action);
    case 'expect': {
      const mismatches = compare(stage, since, action.expectations);
      if (mismatches.length === 0) return AS_TOLD;
      return { problem: { code: 'EXPECTATION', mismatches }, outcome: '' };
    }
  }
}

/** One step, with the sums of all accounts taken after it. */
function attempt(stage: Stage, step: DrillStep, since: readonly PresentedEvent[]): Done {
  try {
    const done = act(stage, step.action, since);
    const breach = done.problem === null ? stage.venue.conservationBreach() : null;
    if (breach === null) return done;
    return { ...done, problem: problem('CONSERVATION', 'sums', 'nothing lost or made', breach) };
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error;
    return {
      problem: problem('INVARIANT', 'venue', 'no broken invariant', error.message),
      outcome: '',
    };
  }
}

/** Runs a drill on a fresh venue; the same drill gives the same result, hash and all. */
export function runDrill(drill: Drill): DrillResult {
  const stage = new Stage(drill.startUs);
  const moments: Moment[] = [];
  let failure: DrillFailure | null = null;
  const founding = found(stage, drill);
  if (founding !== null) failure = { ...founding, step: 0, line: 1, sequence: stage.sequence };
  let since: PresentedEvent[] = [];
  for (const step of drill.steps) {
    if (failure !== null) break;
    const done = attempt(stage, step, since);
    const events = stage.takeHeard();
    since = step.action.is === 'expect' ? [] : [...since, ...events];
    moments.push({ step, timeUs: stage.timeUs, outcome: done.outcome, events });
    if (done.problem === null) continue;
    const { number, line } = step;
    failure = { ...done.problem, step: number, line, sequence: stage.sequence };
  }
  return {
    drill,
    moments,
    failure,
    commands: stage.sequence,
    events: stage.eventCount,
    stateHash: stateHash((sink) => stage.venue.writeCanonical(sink)),
  };
}
