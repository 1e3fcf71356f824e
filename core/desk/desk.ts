/** What all windows of one core share. */
import type { CommandBoundary } from '../sequencer/admission/boundary.ts';
import type { Presenter } from '../sequencer/admission/presenter.ts';
import type { DeskCode } from '../sequencer/admission/security-codes.ts';
import type { TurnedAway } from '../sequencer/admission/security-log.ts';
import type { DeskServerOptions } from './desk-options.ts';
import type { Latency } from './latency.ts';
import type { Lingering } from './lingering.ts';
import type { Strip } from './messages.ts';
import type { News } from './news.ts';
import type { Numbering } from './numbering.ts';
import type { Previewer } from './preview/preview.ts';
import type { Publisher } from './publisher.ts';
import type { Scales } from './views/scales.ts';

export interface Desk {
  readonly options: DeskServerOptions;
  /** New with every start of the core. */
  readonly epoch: string;
  readonly scales: Scales;
  readonly news: News;
  readonly publisher: Publisher;
  readonly boundary: CommandBoundary;
  readonly presenter: Presenter;
  readonly previewer: Previewer;
  readonly numbering: Numbering;
  readonly latency: Latency;
  readonly lingering: Lingering;
  /** A person's name by operator id, or a word for who has none. */
  readonly nameOf: (operator: number) => string;
  /** A clock that never goes back, in milliseconds. */
  readonly nowMs: () => number;
  /** The strip of this tick, the same for all windows. */
  strip(): Strip;
}

/** Of what the security log names each code of the desk. */
const PATHS: Readonly<Record<DeskCode, string>> = {
  BUSY: 'requests',
  TOO_LONG: 'text',
  TOO_SLOW: 'frames',
  NO_SESSION: 'session',
  NOT_AUTHORISED: 'role',
  WRONG_PROTOCOL: 'protocol',
  NOT_NOW: 'call',
  STALE_WRITE: 'version',
};

/** Keeps a refusal that never reaches the venue. Rule DESK-08. */
export function logLocally(
  { options }: Desk,
  code: DeskCode,
  sentence: string,
  session: number,
): void {
  logRefusal(options, { code, path: PATHS[code], sentence }, session);
}

export function logRefusal(options: DeskServerOptions, refusal: TurnedAway, session: number): void {
  options.securityLog.record(refusal, originOf(options, session));
}

export function originOf({ clockUs }: DeskServerOptions, session: number) {
  return { timeUs: clockUs(), session, channel: 'window' };
}
