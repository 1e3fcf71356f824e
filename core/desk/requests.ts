/** What a window asks for: each request ends once, as done, refused or unknown. */
import { createHash } from 'node:crypto';
import { RecordError } from '../journal/records.ts';
import { answerTable, isOutcome } from '../sequencer/answers.ts';
import type { Answer } from '../sequencer/answers.ts';
import type { DeskCode } from '../sequencer/admission/security-codes.ts';
import type { Connection } from '../sequencer/connection.ts';
import type { Command, Role } from '../venue/commands.ts';
import { outcomeSentence } from '../venue/outcomes.ts';
import type { OutcomeCode } from '../venue/outcomes.ts';
import { isMargined } from '../venue/state.ts';
import { logLocally, originOf } from './desk.ts';
import type { Desk } from './desk.ts';
import type { Call, HumanCommand, Reply, ReplyBody, Request } from './messages.ts';
import { killSwitchOf, killWords } from './kill-switch.ts';
import { preferencesOf } from './preferences.ts';
import { securityPage } from './security.ts';
import { sightOf, trailPage } from './trail.ts';
import { contractTerms } from './views/contract.ts';
import { fundingEntries } from './views/funding.ts';
import { compareModesOf } from './views/modes.ts';
import { orderLimitsOf } from './views/order-limits.ts';

const WORKSTATION = 'desk';
/** A session's name has at most 32 characters: 192 bits of the digest. */
const SESSION_NAME_LENGTH = 32;

/** How a request ended, without its id. */
type End = Omit<Reply, 'type' | 'id'>;
type CallOf<Name extends Call['name']> = Extract<Call, { name: Name }>;

export interface WindowIdentity {
  /** Names the window's sessions: no two attached windows have the same. */
  readonly name: string;
  /** The page stood before this attachment, so its request ids go on. */
  readonly isResumed: boolean;
}

function done(reference = 0, body: ReplyBody | null = null): End {
  return { result: 'done', code: 'OK', sentence: 'done', reference, body };
}

function refused(code: string, sentence: string): End {
  return { result: 'refused', code, sentence, reference: 0, body: null };
}

function refusedBy(code: OutcomeCode): End {
  return refused(code, outcomeSentence(code));
}

/**
 * The session of a window in a role of an operator: derived, so that the window resumes it after a
 * restart of the core, and nobody who does not know the window's random name can. Rule DESK-03.
 */
export function sessionName(window: string, operator: number, role: Role): string {
  const digest = createHash('sha256').update(JSON.stringify([window, operator, role]));
  return digest.digest('base64url').slice(0, SESSION_NAME_LENGTH);
}

export class Requests {
  readonly #desk: Desk;
  readonly #window: WindowIdentity;
  readonly #reply: (reply: Reply) => void;
  #connection: Connection | null = null;

  constructor(desk: Desk, window: WindowIdentity, reply: (reply: Reply) => void) {
    this.#desk = desk;
    this.#window = window;
    this.#reply = reply;
  }

  /** The session that the window speaks as; 0 before it signed in. */
  get session(): number {
    return this.#connection?.session ?? 0;
  }

  /** Answers a request, at once or when the core has decided. */
  take({ id, call }: Request): void {
    const end = this.#end(id, call);
    if (!(end instanceof Promise)) this.#tell(id, end);
    else void end.then((later) => this.#tell(id, later));
  }

  /** What a window is told that asked too much. */
  refuseBusy({ id }: Request): void {
    this.#tell(id, this.#refuseHere('BUSY', 'Too many requests in a second; nothing was sent.'));
  }

  /** Takes nothing further; the session stays and can be resumed. */
  close(): void {
    const connection = this.#connection;
    this.#connection = null;
    if (connection !== null) this.#desk.lingering.leave(connection);
  }

  #tell(id: number, end: End): void {
    this.#reply({ type: 'reply', id, ...end });
  }

  #end(id: number, call: Call): End | Promise<End> {
    switch (call.name) {
      case 'signIn':
        return this.#signIn(call);
      case 'command':
        return this.#command(id, call.command);
      case 'preview':
        return this.#preview(call.order);
      case 'realise':
        return this.#realise(call);
      case 'candles':
        return this.#candles(call);
      case 'limits':
        return this.#limits(call);
      case 'modes':
        return this.#modes(call);
      case 'contract':
        return this.#contract(call);
      case 'fundings':
        return this.#fundings(call);
      case 'transport':
        return this.#transport(call);
      case 'trail':
        return this.#trail(call);
      case 'preferences':
        return this.#preferences(call);
      case 'security':
        return this.#security(call);
      case 'killSwitch':
        return this.#killSwitch(call);
    }
  }

  #refuseHere(code: DeskCode, sentence: string): End {
    logLocally(this.#desk, code, sentence, this.session);
    return refused(code, sentence);
  }

  async #signIn({ operator, role, ...asked }: CallOf<'signIn'>): Promise<End> {
    const { options, numbering, lingering } = this.#desk;
    const connection = options.port.connect({ internal: false });
    const end = await this.#submit(connection, {
      kind: 'session.open',
      session: sessionName(this.#window.name, operator, role),
      operator,
      role,
      channel: 'window',
      workstation: options.workstation ?? WORKSTATION,
      ...(asked.cancelOnDisconnect === true && { cancelOnDisconnect: true }),
    });
    if (end.result !== 'done') {
      connection.close();
      return end;
    }
    // Who sat here before has left: nothing is kept for them.
    this.#connection?.close();
    this.#connection = connection;
    lingering.back(connection.session);
    if (!this.#window.isResumed) numbering.restart(connection.session);
    return end;
  }

  #command(id: number, human: HumanCommand): End | Promise<End> {
    const connection = this.#connection;
    if (connection === null) {
      return this.#refuseHere('NO_SESSION', 'Sign in first: a window that has not may only watch.');
    }
    const { boundary, numbering, options } = this.#desk;
    if (human.kind.startsWith('session.')) {
      return this.#refuseHere('NOT_AUTHORISED', 'A window changes who speaks by signing in.');
    }
    const admitted = boundary.admit(human, originOf(options, connection.session));
    if (!admitted.ok) return refused(admitted.refusal.code, admitted.refusal.sentence);
    const request = numbering.numberOf(connection.session, id);
    return this.#submit(connection, admitted.command, request);
  }

  async #submit(connection: Connection, command: Command, request = 0): Promise<End> {
    const { nowMs, latency } = this.#desk;
    const startMs = nowMs();
    try {
      const answer = await connection.submit(command, { request });
      latency.add(startMs, (nowMs() - startMs) * 1_000);
      return this.#ended(command, answer);
    } catch (thrown) {
      if (!(thrown instanceof RecordError)) throw thrown;
      return refused(thrown.code, thrown.message);
    }
  }

  #ended(command: Command, answer: Answer): End {
    if (!isOutcome(answer)) {
      const end = refused(answer.code, answerTable[answer.code]);
      return answer.code === 'UNKNOWN' ? { ...end, result: 'unknown' } : end;
    }
    if (answer.code === 'OK') return done(answer.reference);
    const isKilled = answer.code === 'KILLED';
    const detail = isKilled
      ? killWords(this.#desk, answer.detail)
      : this.#desk.presenter.detail(command, answer);
    const sentence = outcomeSentence(answer.code);
    return refused(answer.code, detail === '' ? sentence : `${sentence}: ${detail}`);
  }

  #preview(order: HumanCommand): End {
    const preview = this.#desk.previewer.preview(order, this.session);
    if ('refusal' in preview) return refused(preview.refusal.code, preview.refusal.sentence);
    return done(0, { name: 'preview', preview });
  }

  #realise({ order, exit, priceTicks }: CallOf<'realise'>): End {
    const value = this.#desk.publisher.realise(order, exit, priceTicks);
    return value === null ? refusedBy('UNKNOWN_ORDER') : done(0, { name: 'realise', value });
  }

  #candles({ instrument, candleSeconds, count }: CallOf<'candles'>): End {
    const candles = this.#desk.news.candles.history(instrument, candleSeconds, count);
    return done(0, { name: 'candles', candles });
  }

  #trail(call: CallOf<'trail'>): End {
    const { trail } = this.#desk.options;
    if (trail === undefined) {
      return this.#refuseHere('NOT_NOW', 'The trail is not kept by this core.');
    }
    const sight = sightOf(this.#desk, this.session);
    if (sight === null) {
      return this.#refuseHere('NO_SESSION', 'Sign in first: the trail is shown by role.');
    }
    const page = trailPage(this.#desk, trail, call, sight);
    return 'refusal' in page
      ? refused(page.code, page.refusal)
      : done(0, { name: 'trail', ...page });
  }

  async #preferences(call: CallOf<'preferences'>): Promise<End> {
    const answer = await preferencesOf(this.#desk, this.session, call);
    if ('refused' in answer) return this.#refuseHere(answer.refused, answer.sentence);
    return done(0, { name: 'preferences', ...answer });
  }

  #security(call: CallOf<'security'>): End {
    const page = securityPage(this.#desk, call, this.session);
    return 'refusal' in page
      ? this.#refuseHere(page.refusal, page.sentence)
      : done(0, { name: 'security', ...page });
  }

  #limits({ subaccount: label, instrument: symbol }: CallOf<'limits'>): End {
    const { options, presenter, scales } = this.#desk;
    const { state } = options.port.venue;
    if (this.#connection === null) {
      return this.#refuseHere('NO_SESSION', 'Sign in first: limits are shown to who signed in.');
    }
    const subaccount = state.subaccounts[presenter.names.idOf('subaccount', label) - 1];
    const instrument = state.instruments[presenter.names.idOf('instrument', symbol) - 1];
    if (instrument === undefined) return refusedBy('UNKNOWN_INSTRUMENT');
    if (subaccount === undefined) return refusedBy('UNKNOWN_SUBACCOUNT');
    if (!isMargined(state, subaccount)) return refusedBy('WRONG_ACCOUNT_KIND');
    const limits = orderLimitsOf(scales, subaccount, instrument);
    return done(0, { name: 'limits', limits });
  }

  #modes({ subaccount: label }: CallOf<'modes'>): End {
    const { options, presenter, scales } = this.#desk;
    const { state } = options.port.venue;
    if (this.#connection === null) {
      return this.#refuseHere('NO_SESSION', 'Sign in first: modes are compared for who signed in.');
    }
    const subaccount = state.subaccounts[presenter.names.idOf('subaccount', label) - 1];
    if (subaccount === undefined) return refusedBy('UNKNOWN_SUBACCOUNT');
    if (!isMargined(state, subaccount)) return refusedBy('WRONG_ACCOUNT_KIND');
    return done(0, { name: 'modes', comparison: compareModesOf(state, scales, subaccount) });
  }

  #contract({ instrument: symbol }: CallOf<'contract'>): End {
    const { options, presenter, publisher } = this.#desk;
    const { instruments } = options.port.venue.state;
    const instrument = instruments[presenter.names.idOf('instrument', symbol) - 1];
    if (instrument === undefined) return refusedBy('UNKNOWN_INSTRUMENT');
    return done(0, { name: 'contract', terms: contractTerms(publisher.scene, instrument) });
  }

  #fundings({ instrument: symbol, beforeSequence, count }: CallOf<'fundings'>): End {
    const { options, presenter, publisher } = this.#desk;
    const { trail, port } = options;
    if (trail === undefined) {
      return this.#refuseHere('NOT_NOW', 'Fundings are not kept by this core.');
    }
    const { instruments } = port.venue.state;
    const instrument = instruments[presenter.names.idOf('instrument', symbol) - 1];
    if (instrument === undefined) return refusedBy('UNKNOWN_INSTRUMENT');
    const paid = trail.fundings({ instrument: instrument.id, beforeSequence, count });
    const entries = fundingEntries(publisher.scene, instrument, paid);
    return done(0, { name: 'fundings', entries, lag: trail.lag });
  }

  #killSwitch({ subaccount }: CallOf<'killSwitch'>): End {
    const body = killSwitchOf(this.#desk, this.session, subaccount);
    if (body !== null) return done(0, { name: 'killSwitch', ...body });
    return this.#refuseHere('NO_SESSION', 'Sign in first: a kill switch is somebody\u2019s.');
  }

  #transport({ act, speed }: CallOf<'transport'>): End {
    const { transport } = this.#desk.options;
    if (transport === undefined) {
      return this.#refuseHere('NOT_NOW', 'This market runs by itself and cannot be held.');
    }
    if (this.#connection === null) {
      return this.#refuseHere('NO_SESSION', 'Sign in first: a window that has not may only watch.');
    }
    if (act === 'pause') transport.pause();
    else if (act === 'resume') transport.resume();
    else if (speed === undefined || !transport.setSpeed(speed)) {
      return this.#refuseHere('NOT_NOW', 'The replay does not run at that speed.');
    }
    return done();
  }
}
