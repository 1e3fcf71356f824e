/**
 * The states of an instrument: what each takes, and what leads from which to which. Both are tables
 * here and nowhere else; the gate of orders reads the first, every change of state the second.
 */
import type { CommandOf } from '../commands.ts';
import { INSTRUMENT_STATES, STATE_REASONS } from '../events.ts';
import type { InstrumentState } from '../events.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { FundingMode, OrderPermission, Permissions } from '../pricing/permissions.ts';
import { at } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';

/** What an instrument lets happen in a state; its index may allow less. */
export interface Takes {
  /** New orders, and amends but for less at the same price: that is possible like a cancel. */
  readonly orders: OrderPermission;
  /** Liquidation slices, takeovers and disposals; and the release of stops. */
  readonly liquidations: boolean;
  readonly stops: boolean;
  /** The best that its minutes and payments can be. */
  readonly funding: FundingMode;
  readonly isMarked: boolean;
  readonly source: string;
}

const TRADING: Takes = {
  orders: 'all',
  liquidations: true,
  stops: true,
  funding: 'normal',
  isMarked: true,
  source: 'Nothing but the index limits it.',
};

/** Rule LIFE-01. */
export const STATE_TAKES: Readonly<Record<InstrumentState, Takes>> = {
  open: TRADING,
  reduceOnly: { ...TRADING, orders: 'reduceOnly', source: 'DESIGN section 12' },
  halt: {
    ...TRADING,
    orders: 'cancelOnly',
    liquidations: false,
    stops: false,
    funding: 'postponed',
    source: 'as a price on HALT: oracles section 2',
  },
  settled: {
    orders: 'none',
    liquidations: false,
    stops: false,
    funding: 'postponed',
    isMarked: false,
    source: 'Its positions are closed.',
  },
};

/** What moves an instrument from one state to another, and the reason that is told with it. */
const CAUSES = {
  halt: 'person',
  reduceOnly: 'person',
  resume: 'person',
  fundShort: 'fundShort',
  valueTooLarge: 'valueTooLarge',
  settle: 'settlement',
} as const satisfies Record<string, (typeof STATE_REASONS)[number]>;
export type Cause = keyof typeof CAUSES;

/** From which state a cause leads where; what is not here cannot happen. Rule LIFE-02. */
const MOVES: Readonly<Record<InstrumentState, Readonly<Partial<Record<Cause, InstrumentState>>>>> =
  {
    open: {
      halt: 'halt',
      reduceOnly: 'reduceOnly',
      fundShort: 'reduceOnly',
      valueTooLarge: 'halt',
      settle: 'settled',
    },
    reduceOnly: { halt: 'halt', resume: 'open', valueTooLarge: 'halt', settle: 'settled' },
    halt: { resume: 'open', settle: 'settled' },
    settled: {},
  };

/** Moves an instrument where a cause leads and says so; false where it leads nowhere. LIFE-02. */
export function moveInstrument(step: Step, instrument: Instrument, cause: Cause): boolean {
  const to = MOVES[instrument.state][cause];
  if (to === undefined) return false;
  instrument.state = to;
  const reason = STATE_REASONS.indexOf(CAUSES[cause]);
  step.events.emit('instrument.state', instrument.id, INSTRUMENT_STATES.indexOf(to), reason);
  return true;
}

/** One person lowers: to halt, to only reduce. Rules GATE-02, LIFE-02. */
export function haltInstrument(step: Step, command: CommandOf<'instrument.halt'>): Outcome {
  const instrument = at(step.state.instruments, command.instrument);
  if (instrument.state === command.to) return refused('NOTHING_TO_CHANGE');
  const moved = moveInstrument(step, instrument, command.to);
  return moved ? done(instrument.id) : refused('WRONG_STATE');
}

/** Two people resume. Rules GATE-02, LIFE-02. */
export function resumeInstrument(step: Step, command: CommandOf<'instrument.resume'>): Outcome {
  const instrument = at(step.state.instruments, command.instrument);
  if (instrument.state === 'open') return refused('NOTHING_TO_CHANGE');
  const moved = moveInstrument(step, instrument, 'resume');
  return moved ? done(instrument.id) : refused('WRONG_STATE');
}

/** From best to worst. */
const ORDER_RANK = ['all', 'postOnly', 'reduceOnly', 'cancelOnly', 'none'] as const;
const FUNDING_RANK = ['normal', 'flagged', 'excluded', 'postponed'] as const;

function worseOf<T>(rank: readonly T[], one: T, other: T): T {
  return rank.indexOf(one) > rank.indexOf(other) ? one : other;
}

/** What an index allows, less what the instrument's own state does not. */
export function limitedBy(state: InstrumentState, byIndex: Permissions): Permissions {
  const takes = STATE_TAKES[state];
  if (takes === TRADING) return byIndex;
  return {
    liquidations: takes.liquidations ? byIndex.liquidations : 'off',
    orders: worseOf(ORDER_RANK, byIndex.orders, takes.orders),
    collar: byIndex.collar,
    funding: worseOf(FUNDING_RANK, byIndex.funding, takes.funding),
    source: `${byIndex.source}; ${takes.source}`,
  };
}
