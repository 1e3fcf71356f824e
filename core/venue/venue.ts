/**
 * The venue is a function: `apply(command) -> events`. No clock, no I/O, no randomness; the same
 * commands give the same state, on any machine, for ever.
 */
import { conservationBreach } from './accounts/conservation.ts';
import { authorityRefusal } from './authority/check.ts';
import { isLoosening } from './authority/loosening.ts';
import { openSession, recall } from './authority/sessions.ts';
import { createState } from './beginning.ts';
import { writeCanonical } from './canonical.ts';
import type { ByteSink } from './canonical.ts';
import { COMMAND_KINDS } from './commands.ts';
import type { Command, StampedCommand } from './commands.ts';
import type { EventRing } from './event-ring.ts';
import { handleCommand, handleOrder } from './handlers.ts';
import type { OrderCommand } from './handlers.ts';
import { loadState, saveState } from './image.ts';
import type { VenueImage } from './image.ts';
import { outcomeNumber, refused } from './outcomes.ts';
import type { Outcome } from './outcomes.ts';
import { followPegs } from './orders/following.ts';
import { cancelPlain, placePlain } from './orders/plain.ts';
import { cancelFlattened, releaseTriggered } from './orders/triggers.ts';
import type { PlainOrder } from './plain-order.ts';
import type { Session, VenueState } from './state.ts';
import { Step } from './step.ts';
import { isTimerDue, runDueTimers } from './timers.ts';

/** Raised by every change that alters the outcome of an old command (DESIGN section 6). */
export const RULES_VERSION = 4;

export class Venue {
  readonly #step: Step;

  private constructor(state: VenueState) {
    this.#step = new Step(state);
  }

  static create(): Venue {
    return new Venue(createState());
  }

  /** A venue as `save` left it. The caller believes it only if the state hash agrees. */
  static load(image: VenueImage): Venue {
    return new Venue(loadState(image));
  }

  save(): VenueImage {
    return saveState(this.state);
  }

  /** What the venue remembers, to read; only `apply` changes it. */
  get state(): VenueState {
    return this.#step.state;
  }

  /** Events so far that nobody has released; readers keep their own position. */
  get events(): EventRing {
    return this.#step.events;
  }

  /** How many subaccounts the last margin check valued exactly. Rule MARG-13. */
  get valuedSubaccounts(): number {
    return this.#step.screen.valued;
  }

  /** Writes the meaning of the state, from which the state hash is taken. */
  writeCanonical(sink: ByteSink): void {
    writeCanonical(this.state, sink);
  }

  /** The first breach of conservation over all accounts, or null. */
  conservationBreach(): string | null {
    return conservationBreach(this.state);
  }

  /**
   * Applies one command and says what became of it. Throws only when an invariant of the venue is
   * broken, after which the venue must not be used.
   */
  apply(stamped: StampedCommand): Outcome {
    const step = this.#step;
    step.begin(stamped.sequence, stamped.timeUs);
    if (isTimerDue(step.state, step.timeUs)) runDueTimers(step);
    const outcome = this.#answer(stamped);
    this.#finish();
    return outcome;
  }

  /**
   * Applies a plain order where that is all that there is to it, and gives its id. 0 where it is
   * not certain: then nothing has changed, and `apply` is to be asked, with `stampedOf` it.
   */
  applyPlain(plain: Readonly<PlainOrder>): number {
    const step = this.#step;
    const orderId = plain.isCancel ? cancelPlain(step, plain) : placePlain(step, plain);
    if (orderId !== 0) this.#finish();
    return orderId;
  }

  /** What a command brings about, and the end of its step. */
  #finish(): void {
    const step = this.#step;
    releaseTriggered(step);
    cancelFlattened(step);
    if (this.state.pegs.count !== 0) followPegs(step);
    step.ledger.end();
  }

  #answer(stamped: StampedCommand): Outcome {
    const step = this.#step;
    const { command, request } = stamped;
    // Read once: commands have so many shapes that every look at one of any kind is a search.
    const { kind } = command;
    if (kind === 'session.open') {
      // A connection's first command finds or makes the session: repeating it is harmless.
      const opened = openSession(step, command, stamped.internal);
      return this.#told(stamped, opened);
    }
    const session = step.state.sessions[stamped.session - 1];
    if (session === undefined || !session.open) return this.#told(stamped, refused('NO_SESSION'));
    step.speaker = session.number;
    const { memory } = session;
    const before = recall(memory, stamped);
    if (before !== null) {
      return before.repeated ? before : this.#told(stamped, before);
    }
    const isOrder = kind === 'order.place' || kind === 'order.cancel';
    const outcome = isOrder
      ? this.#decideOrder(session, command)
      : (this.#refusal(session, command) ?? handleCommand(step, command));
    if (request !== 0) memory.remember(request, stamped.digest, outcome);
    return this.#told(stamped, outcome);
  }

  /** Of the two commands that nearly all are: who may give them is known as a rule. */
  #decideOrder(session: Session, command: OrderCommand): Outcome {
    const step = this.#step;
    const { subaccount } = command;
    if (!step.orderAuthority.isKnown(session.number, subaccount)) {
      const against = this.#refusal(session, command);
      if (against !== null) return against;
      const isListed = step.state.subaccounts[subaccount - 1] !== undefined;
      if (!isListed) return refused('UNKNOWN_SUBACCOUNT');
      if (command.kind === 'order.place') step.orderAuthority.keep(session, subaccount);
    }
    return handleOrder(step, command);
  }

  /** Why the one who speaks may not give a command; null where nothing speaks against it. */
  #refusal(session: Session, command: Command): Outcome | null {
    const { state } = this.#step;
    const against = authorityRefusal(state, session, command);
    if (against !== null || session.system !== '') return against;
    return isLoosening(state, command) ? refused('NEEDS_SECOND_PERSON') : null;
  }

  /** A refused command is an event too. */
  #told(stamped: StampedCommand, outcome: Outcome): Outcome {
    if (outcome.code !== 'OK') {
      const kind = COMMAND_KINDS.indexOf(stamped.command.kind);
      const { session, request } = stamped;
      const code = outcomeNumber(outcome.code);
      this.#step.events.emit('command.refused', code, kind, session, request, outcome.detail);
    }
    return outcome;
  }
}
