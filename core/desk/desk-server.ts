/**
 * The core's side of every window: one publisher for all, one conversation each. It opens no
 * sockets; whoever has an authenticated Port attaches it.
 */
import { randomBytes } from 'node:crypto';
import { CommandBoundary } from '../sequencer/admission/boundary.ts';
import { Presenter } from '../sequencer/admission/presenter.ts';
import type { TurnedAway } from '../sequencer/admission/security-log.ts';
import type { DeskServerOptions } from './desk-options.ts';
import { DeskSession } from './desk-session.ts';
import type { SessionHost } from './desk-session.ts';
import { logLocally } from './desk.ts';
import type { Desk } from './desk.ts';
import { encode } from './codec.ts';
import { killWords } from './kill-switch.ts';
import { Latency } from './latency.ts';
import { Lingering } from './lingering.ts';
import { FRAME_INTERVAL_MS } from './messages.ts';
import type { Strip } from './messages.ts';
import { News } from './news.ts';
import { Numbering } from './numbering.ts';
import type { Port } from './port.ts';
import { Previewer } from './preview/preview.ts';
import { Publisher } from './publisher.ts';
import { Scales } from './views/scales.ts';
import { stripOf } from './views/strip.ts';

const nowMs = (): number => performance.now();

export const WINDOWS_MAX = 64;
const EPOCH_BYTES = 12;
const STANDING: Strip['transport'] = { speed: '1x', isPaused: false };

export class DeskServer implements SessionHost {
  readonly desk: Desk;
  readonly #options: DeskServerOptions;
  readonly #sinceUs: number;
  readonly #sessions = new Set<DeskSession>();
  /** Names under which the attached windows open sessions. */
  readonly #names = new Map<DeskSession, string>();
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | null = null;
  #batches = 0;
  #strip: Strip | null = null;
  #isClosed = false;

  constructor(options: DeskServerOptions) {
    this.#options = options;
    this.#sinceUs = options.clockUs();
    this.desk = this.#build(options);
    this.#stopListening = options.port.onApplied((from, to) => this.#hear(from, to));
  }

  #build(options: DeskServerOptions): Desk {
    const { port, people, clockUs, securityLog, fundHistory } = options;
    const { venue } = port;
    const nameOf = (operator: number): string => people(operator) || `Operator ${operator}`;
    const scales = new Scales(venue.state);
    const news = new News({ venue, scales, nameOf, clockUs, fundHistory });
    return {
      options,
      epoch: randomBytes(EPOCH_BYTES).toString('base64url'),
      scales,
      news,
      publisher: new Publisher({ venue, scales, news, nameOf, nowMs }),
      boundary: new CommandBoundary(venue.state, securityLog),
      presenter: new Presenter(venue.state),
      previewer: new Previewer({
        state: venue.state,
        scales,
        largeAbove: options.largeOrder.above,
        killWords: (kill) => killWords({ options, news }, kill),
      }),
      numbering: new Numbering(venue.state),
      latency: new Latency(),
      lingering: new Lingering(
        (session) => venue.state.sessions[session - 1]?.cancelOnDisconnect === true,
      ),
      nameOf,
      nowMs,
      strip: () => (this.#strip ??= this.#makeStrip()),
    };
  }

  /** New with every start of the core. */
  get epoch(): string {
    return this.desk.epoch;
  }

  /** Windows that are attached. */
  get windows(): number {
    return this.#sessions.size;
  }

  /**
   * Begins a conversation. `isAuthenticated` is what the host found out about whoever is at the
   * other end; a port that is not is told so and closed. Rule DESK-17.
   */
  attach(port: Port, isAuthenticated = true): void {
    if (this.#isClosed || !isAuthenticated || this.#sessions.size >= WINDOWS_MAX) {
      const sentence = isAuthenticated
        ? 'This core takes no further windows now.'
        : 'This window was not let in by the host.';
      logLocally(this.desk, 'NOT_NOW', sentence, 0);
      port.send(encode({ type: 'fault', code: 'NOT_NOW', sentence }));
      port.close();
      return;
    }
    this.#sessions.add(new DeskSession(this, port));
    this.#timer ??= setInterval(() => this.publish(), FRAME_INTERVAL_MS).unref();
  }

  /** Keeps what the host turned away, once or `times` of a kind. Rule DESK-08. */
  turnedAway(what: TurnedAway, timeUs: number, times: number): void {
    this.#options.securityLog.record(what, { timeUs, session: 0, channel: 'host' }, times);
  }

  claim(session: DeskSession, window: string): string {
    const taken = new Set(this.#names.values());
    let name = window;
    // A tab that was duplicated brings the same name; each attached one speaks for itself.
    for (let copy = 2; taken.has(name); copy++) name = `${window}#${copy}`;
    this.#names.set(session, name);
    return name;
  }

  ended(session: DeskSession): void {
    this.#sessions.delete(session);
    this.#names.delete(session);
    if (this.#sessions.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Says goodbye to every window and hears nothing more. */
  close(): void {
    this.#isClosed = true;
    this.desk.lingering.close();
    this.#stopListening();
    for (const session of this.#sessions) session.close();
  }

  /** One tick: what has changed goes to whoever keeps up. A view that fails stops nothing else. */
  publish(): void {
    const { publisher } = this.desk;
    this.#strip = null;
    this.#guarded('The views could not be built', () => publisher.refresh());
    for (const session of this.#sessions) {
      this.#guarded('A window could not be told', () => session.publish());
    }
    const ticks = [...this.#sessions].flatMap(({ tick }) => tick ?? []);
    publisher.forget(Math.min(publisher.tick, ...ticks));
  }

  #hear(from: number, to: number): void {
    this.#batches += 1;
    this.#guarded('Events could not be shown', () => this.desk.news.hear(from, to));
  }

  /** What is only shown must never stop what is decided: the fault is said, the core goes on. */
  #guarded(what: string, act: () => void): void {
    try {
      act();
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.#options.onFault?.(`${what}: ${why}.`);
    }
  }

  #makeStrip(): Strip {
    const { port, clockUs, transport } = this.#options;
    const { news, latency } = this.desk;
    const health = port.health?.();
    return stripOf({
      state: port.venue.state,
      nowUs: clockUs(),
      indexHeardUs: news.indexHeardUs,
      marketHeardUs: news.marketHeardUs,
      sinceUs: this.#sinceUs,
      batch: health?.batch ?? this.#batches,
      coreP99Us: latency.p99Us(nowMs()),
      transport: transport?.state ?? STANDING,
      core: health?.state ?? 'running',
    });
  }
}
