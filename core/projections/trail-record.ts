/** One command as the trail keeps it: who asked for what, about what, and what became of it. */
import type { DecidedBatch } from '../journal/decided-batch.ts';
import type { Command, CommandKind, CommandOf, Role, StampedCommand } from '../venue/commands.ts';
import { columnOf } from '../venue/event-ring.ts';
import type { Outcome, OutcomeCode } from '../venue/outcomes.ts';
import { FundHearing } from './fund-record.ts';
import type { FundChange } from './fund-record.ts';
import { fundingAt } from './funding-record.ts';
import type { FundingPayment } from './funding-record.ts';

/** Who speaks in a session, as the command that opened it said. */
export interface TrailSession {
  readonly session: number;
  /** 0 for a system. */
  readonly operator: number;
  /** Empty for a person or a program of one. */
  readonly system: string;
  readonly role: Role;
  readonly channel: string;
  readonly workstation: string;
  /** The strategy that speaks in it; 0 where a person or a system does. */
  readonly strategy: number;
}

/** What a command names by number only, and which subaccount it was about. */
export interface TrailSubject {
  readonly kind: 'call' | 'proposal';
  readonly number: number;
  /** 0 where it is about none. */
  readonly subaccount: number;
}

/** Ids are 0 where there is none. */
export interface TrailRecord {
  readonly sequence: number;
  readonly batch: number;
  readonly timeUs: number;
  readonly session: number;
  readonly operator: number;
  /** Of the session that spoke. */
  readonly strategy: number;
  /** A person gave it, at a window or a command line. */
  readonly isByHand: boolean;
  readonly kind: CommandKind;
  readonly subaccount: number;
  /** The other subaccount of a transfer. */
  readonly counterpart: number;
  readonly instrument: number;
  readonly order: number;
  readonly outcome: OutcomeCode;
  /** The outcome's own figures: what was made, and what would fit or is missing. */
  readonly reference: number;
  readonly detail: number;
  /** The answer to a request that had been applied before. */
  readonly isRepeated: boolean;
  /** Of the house, the feed or the clock: nearly all there is, and nobody's decision. */
  readonly isRoutine: boolean;
  /** The command as the vocabulary has it; null where it is routine. */
  readonly command: Command | null;
}

/** What was told of earlier commands, and outlives the process that heard it. */
export interface TrailMemory {
  readonly sessions: Map<number, TrailSession>;
  readonly subjects: Map<string, TrailSubject>;
}

/** What a batch adds to the trail. */
export interface TrailAddition {
  readonly records: readonly TrailRecord[];
  readonly sessions: readonly TrailSession[];
  readonly subjects: readonly TrailSubject[];
  readonly funds: readonly FundChange[];
  readonly fundings: readonly FundingPayment[];
}

/** Where people speak themselves. */
const BY_HAND: readonly string[] = ['window', 'cli'];
const ROUTINE_SYSTEMS: readonly string[] = ['house', 'feed', 'clock'];
const CALL = columnOf('call.raised', 'call');
const CALL_SUBACCOUNT = columnOf('call.raised', 'subaccount');

export function subjectKey(kind: TrailSubject['kind'], number: number): string {
  return `${kind} ${number}`;
}

export function openedSession(command: CommandOf<'session.open'>, session: number): TrailSession {
  const { operator = 0, system = '', role, channel, workstation, strategy = 0 } = command;
  return { session, operator, system, role, channel, workstation, strategy };
}

function isByHand({ operator, strategy, channel }: TrailSession): boolean {
  return operator !== 0 && strategy === 0 && BY_HAND.includes(channel);
}

/** A batch as far as the trail needs it once its events are gone. */
export interface HeardBatch extends Pick<DecidedBatch, 'position' | 'commands' | 'outcomes'> {
  /** The margin calls that it raised: no command says which subaccount one is about. */
  readonly calls: readonly TrailSubject[];
  readonly funds: readonly FundChange[];
  readonly fundings: readonly FundingPayment[];
}

/** What of a batch is kept until it is written; cheap, for it is on the path of the next batch. */
export function hear({ position, commands, outcomes, events, from, to }: DecidedBatch): HeardBatch {
  const calls: TrailSubject[] = [];
  const funds = new FundHearing();
  const fundings: FundingPayment[] = [];
  for (let at = from; at < to; at++) {
    funds.hear(events, at);
    const kind = events.kindAt(at);
    if (kind === 'funding.settled') fundings.push(fundingAt({ events }, at));
    if (kind !== 'call.raised') continue;
    const number = events.columnAt(at, CALL);
    calls.push({ kind: 'call', number, subaccount: events.columnAt(at, CALL_SUBACCOUNT) });
  }
  return { position, commands, outcomes, calls, funds: funds.take(), fundings };
}

/** Reads batches one after the other: each may name what those before it made. */
export class TrailReader {
  readonly #memory: TrailMemory;
  #sessions: TrailSession[] = [];
  #subjects: TrailSubject[] = [];

  constructor(memory: TrailMemory) {
    this.#memory = memory;
  }

  /** The trail of a batch from sequence number `from` on. */
  read(
    { position, commands, outcomes, calls, funds, fundings }: HeardBatch,
    from: number,
  ): TrailAddition {
    this.#sessions = [];
    this.#subjects = [];
    for (const call of calls) this.#remember(call);
    const records: TrailRecord[] = [];
    commands.forEach((stamped, n) => {
      const outcome = outcomes[n];
      if (outcome === undefined) return;
      this.#learn(stamped.command, outcome);
      if (stamped.sequence < from) return;
      records.push(this.#record(stamped, outcome, position.batchNumber));
    });
    return { records, sessions: this.#sessions, subjects: this.#subjects, funds, fundings };
  }

  #learn(command: Command, { code, reference }: Outcome): void {
    if (code !== 'OK') return;
    if (command.kind === 'session.open') {
      const opened = openedSession(command, reference);
      this.#memory.sessions.set(reference, opened);
      this.#sessions.push(opened);
    } else if (command.kind === 'proposal.open') {
      const { subaccount } = this.#about(command, reference);
      this.#remember({ kind: 'proposal', number: reference, subaccount });
    }
  }

  #remember(subject: TrailSubject): void {
    this.#memory.subjects.set(subjectKey(subject.kind, subject.number), subject);
    this.#subjects.push(subject);
  }

  #record(stamped: StampedCommand, outcome: Outcome, batch: number): TrailRecord {
    const { sequence, timeUs, command } = stamped;
    const { code, reference, detail, repeated } = outcome;
    const isOpening = command.kind === 'session.open';
    const session = isOpening && code === 'OK' ? reference : stamped.session;
    // A sign-in that was refused stands under the operator that it claimed.
    const speaker = isOpening
      ? openedSession(command, session)
      : this.#memory.sessions.get(session);
    const isRoutine = ROUTINE_SYSTEMS.includes(speaker?.system ?? '');
    return {
      sequence,
      batch,
      timeUs,
      session,
      operator: speaker?.operator ?? 0,
      strategy: speaker?.strategy ?? 0,
      isByHand: speaker !== undefined && isByHand(speaker),
      kind: command.kind,
      ...this.#about(command, reference),
      outcome: code,
      reference,
      detail,
      isRepeated: repeated,
      isRoutine,
      command: isRoutine ? null : command,
    };
  }

  #about(
    command: Command,
    reference: number,
  ): Pick<TrailRecord, 'subaccount' | 'counterpart' | 'instrument' | 'order'> {
    const named = command as Partial<Record<'subaccount' | 'instrument' | 'order', number>>;
    const { subaccount = 0, instrument = 0, order = 0 } = named;
    const about = { subaccount, counterpart: 0, instrument, order };
    const { kind } = command;
    if (kind === 'transfer') {
      return { ...about, subaccount: command.from, counterpart: command.to };
    }
    // An order that its client named has its number from what became of the command.
    const isOfOrder = kind === 'order.amend' || kind === 'order.cancel';
    if (isOfOrder && order === 0) return { ...about, order: reference };
    if (kind === 'order.place' || kind === 'position.close') return { ...about, order: reference };
    if (kind === 'subaccount.open') return { ...about, subaccount: reference };
    if (kind === 'call.acknowledge' || kind === 'call.snooze') {
      return { ...about, subaccount: this.#subject('call', command.call) };
    }
    if (kind === 'proposal.open') return this.#about(command.command as Command, 0);
    if (kind === 'proposal.approve' || kind === 'proposal.reject') {
      return { ...about, subaccount: this.#subject('proposal', command.proposal) };
    }
    return about;
  }

  #subject(kind: TrailSubject['kind'], number: number): number {
    return this.#memory.subjects.get(subjectKey(kind, number))?.subaccount ?? 0;
  }
}
