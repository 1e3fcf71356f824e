/**
 * The states of an instrument: what each takes, and what leads from which to which. Both are tables
 * here and nowhere else; the gate of orders reads the first, every change of state the second.
 */
import type { CommandOf } from '../commands.ts';
import { INSTRUMENT_STATES, STATE_REASONS } from '../events.ts';
import type { InstrumentState } from '../events.ts';
import { SECOND_US } from '../numbers.ts';
import type { Lots, Ticks, TimeUs } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { packText } from '../packed-text.ts';
import { forgetMarks } from '../pricing/monitoring.ts';
import type { FundingMode, OrderPermission, Permissions } from '../pricing/permissions.ts';
import { at } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import type { CallBound, CallTerms } from './price-calls.ts';

/** What an instrument lets happen in a state; its index may allow less. */
export interface Takes {
  /**
   * New orders, and amends but for less at the same price, which is always possible like a cancel.
   * Without matching, orders are collected for one price.
   */
  readonly orders: OrderPermission;
  readonly matching: boolean;
  /** Liquidation slices, takeovers and disposals, and the release of stops. */
  readonly liquidations: boolean;
  readonly stops: boolean;
  /** The best that its minutes and payments can be. */
  readonly funding: FundingMode;
  /** Whether the mark moves with book and index, with the index alone, or not. */
  readonly mark: 'moves' | 'followsIndex' | 'frozen';
  /** Half of the order band while trading restarts. */
  readonly halvesBand: boolean;
  readonly source: string;
}

const TRADING: Takes = {
  orders: 'all',
  matching: true,
  liquidations: true,
  stops: true,
  funding: 'normal',
  mark: 'moves',
  halvesBand: false,
  source: 'Nothing but the index limits it.',
};

const STILL: Takes = { ...TRADING, matching: false, liquidations: false, stops: false };

/** Rule LIFE-01. */
export const STATE_TAKES: Readonly<Record<InstrumentState, Takes>> = {
  open: TRADING,
  reduceOnly: { ...TRADING, orders: 'reduceOnly', source: 'margin-rules sections 6 and 9' },
  halt: {
    ...STILL,
    orders: 'cancelOnly',
    funding: 'postponed',
    source: 'as a price on HALT: oracles section 2',
  },
  preOpen: {
    ...STILL,
    funding: 'excluded',
    mark: 'followsIndex',
    source: 'Its book is no price yet: the mark is the index.',
  },
  auction: {
    ...STILL,
    funding: 'excluded',
    mark: 'frozen',
    source: 'margin-rules sections 6, 7 and 14: the mark is frozen, minutes are left out',
  },
  postOnly: {
    ...TRADING,
    orders: 'postOnly',
    liquidations: false,
    stops: false,
    halvesBand: true,
    source: 'oracles section 2, row RESUME',
  },
  expired: {
    ...STILL,
    orders: 'cancelOnly',
    funding: 'postponed',
    mark: 'followsIndex',
    source: 'It has ended, and waits for its price.',
  },
  settled: {
    ...STILL,
    orders: 'none',
    funding: 'postponed',
    mark: 'frozen',
    source: 'Its positions are closed.',
  },
};

/** What moves an instrument from one state to another, and the reason that is told with it. */
const CAUSES = {
  halt: 'person',
  reduceOnly: 'person',
  auction: 'person',
  resume: 'person',
  priceMove: 'priceMove',
  restart: 'restart',
  heldPostOnly: 'restart',
  uncross: 'uncrossed',
  fundShort: 'fundShort',
  valueTooLarge: 'valueTooLarge',
  settle: 'settlement',
  expire: 'expiry',
  concentrated: 'concentration',
} as const satisfies Record<string, (typeof STATE_REASONS)[number]>;
export type Cause = keyof typeof CAUSES;

/**
 * From which state a cause leads where; what is not here cannot happen. Rule LIFE-02. A halted or
 * pre-open instrument with auctions comes back by them, one without opens at once.
 */
export const MOVES: Readonly<
  Record<InstrumentState, Readonly<Partial<Record<Cause, InstrumentState>>>>
> = {
  preOpen: { halt: 'halt', resume: 'auction', settle: 'settled', expire: 'expired' },
  open: {
    halt: 'halt',
    reduceOnly: 'reduceOnly',
    auction: 'auction',
    priceMove: 'auction',
    restart: 'auction',
    fundShort: 'reduceOnly',
    concentrated: 'reduceOnly',
    valueTooLarge: 'halt',
    settle: 'settled',
    expire: 'expired',
  },
  auction: { halt: 'halt', uncross: 'open', settle: 'settled', expire: 'expired' },
  postOnly: {
    halt: 'halt',
    reduceOnly: 'reduceOnly',
    heldPostOnly: 'auction',
    fundShort: 'reduceOnly',
    concentrated: 'reduceOnly',
    valueTooLarge: 'halt',
    settle: 'settled',
    expire: 'expired',
  },
  reduceOnly: {
    halt: 'halt',
    resume: 'open',
    valueTooLarge: 'halt',
    settle: 'settled',
    expire: 'expired',
  },
  halt: { resume: 'postOnly', settle: 'settled', expire: 'expired' },
  expired: { settle: 'settled' },
  settled: {},
};

/** Plain; part of the venue's state. */
export interface LifeState {
  /** When the running call or post-only phase ends; 0 while there is none, or it waits. */
  untilUs: TimeUs;
  /** The running call has had its one extension. */
  isExtended: boolean;
  /** What would make it longer, where it has a length of its own. */
  bounds?: readonly CallBound[];
  /** The fund came up short during the call: it opens to what only reduces. */
  isShort: boolean;
  /** The indicative price and size that were told last. */
  toldTicks: Ticks;
  toldLots: Lots;
}

export function createLifeState(): LifeState {
  return { untilUs: 0, isExtended: false, isShort: false, toldTicks: 0, toldLots: 0 };
}

/** Whether orders are collected for one price. */
export function collects(state: InstrumentState): boolean {
  const { orders, matching } = STATE_TAKES[state];
  return orders === 'all' && !matching;
}

/** Where a cause leads now, undefined where it leads nowhere. Rules LIFE-02, LIFE-03. */
export function destination(instrument: Instrument, cause: Cause): InstrumentState | undefined {
  const to = MOVES[instrument.state][cause];
  const hasAuction = instrument.spec.auction !== undefined;
  if (to === 'auction') return hasAuction ? to : undefined;
  if (cause === 'uncross' && instrument.life.isShort) return 'reduceOnly';
  if (to !== 'postOnly') return to;
  if (!hasAuction) return 'open';
  // What was halted during a call still has its orders collected: it goes on with a call.
  return instrument.book.isCollecting ? 'auction' : to;
}

/** Moves an instrument where a cause leads and says so; false where it leads nowhere. LIFE-02. */
export function moveInstrument(
  step: Step,
  instrument: Instrument,
  cause: Cause,
  call?: CallTerms,
): boolean {
  if (cause === 'fundShort' && instrument.state === 'auction') instrument.life.isShort = true;
  const to = destination(instrument, cause);
  if (to === undefined) return false;
  instrument.state = to;
  instrument.holders.void();
  if (collects(to)) instrument.book.collect();
  const reason = STATE_REASONS.indexOf(CAUSES[cause]);
  step.events.emit('instrument.state', instrument.id, INSTRUMENT_STATES.indexOf(to), reason);
  Object.assign(instrument.life, createLifeState());
  delete instrument.life.bounds;
  if (to === 'postOnly') {
    instrument.life.untilUs = step.timeUs + (instrument.spec.auction?.postOnlyS ?? 0) * SECOND_US;
  }
  if (to === 'auction') beginCall(step, instrument, call);
  return true;
}

/**
 * A call begins, or begins anew after it had to wait, and is then like any other. Rules AUC-04,
 * VAR-68.
 */
export function beginCall(
  step: Step,
  { id, spec, life, markTicks, monitor }: Instrument,
  call?: CallTerms,
): void {
  life.untilUs = step.timeUs + (call?.callS ?? spec.auction?.callS ?? 0) * SECOND_US;
  if (call === undefined) delete life.bounds;
  else life.bounds = call.bounds;
  life.isExtended = false;
  // Prices are found anew: what was before the call is no measure of what comes after it.
  forgetMarks(monitor);
  step.events.emit('auction.called', id, life.untilUs, markTicks);
}

/** Says who moved an instrument, and why in the person's own words. Rule LIFE-02. */
export function noteMove(step: Step, { id, state }: Instrument, note = ''): void {
  const columns = [id, INSTRUMENT_STATES.indexOf(state), step.operator, ...packText(note)];
  step.events.emit('instrument.noted', ...columns);
}

/** One person lowers: to halt, to only reduce, to a call. Rules GATE-02, LIFE-02. */
export function haltInstrument(step: Step, command: CommandOf<'instrument.halt'>): Outcome {
  const instrument = at(step.state.instruments, command.instrument);
  if (instrument.state === command.to) return refused('NOTHING_TO_CHANGE');
  if (!moveInstrument(step, instrument, command.to)) return refused('WRONG_STATE');
  noteMove(step, instrument, command.note);
  return done(instrument.id);
}

/** Two people resume. Rules GATE-02, LIFE-02. */
export function resumeInstrument(step: Step, command: CommandOf<'instrument.resume'>): Outcome {
  const instrument = at(step.state.instruments, command.instrument);
  if (instrument.state === 'open') return refused('NOTHING_TO_CHANGE');
  if (!moveInstrument(step, instrument, 'resume')) return refused('WRONG_STATE');
  noteMove(step, instrument, command.note);
  return done(instrument.id);
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
  const halves = takes.halvesBand && byIndex.collar === 'normal';
  return {
    liquidations: takes.liquidations ? byIndex.liquidations : 'off',
    orders: worseOf(ORDER_RANK, byIndex.orders, takes.orders),
    collar: halves ? 'halved' : byIndex.collar,
    funding: worseOf(FUNDING_RANK, byIndex.funding, takes.funding),
    source: `${byIndex.source}; ${takes.source}`,
  };
}
