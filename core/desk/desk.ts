/** What all windows of one core share. */
import type { CommandBoundary } from '../sequencer/admission/boundary.ts';
import type { Presenter } from '../sequencer/admission/presenter.ts';
import { Refusal } from '../sequencer/admission/refusals.ts';
import type { AdmissionCode } from '../sequencer/admission/refusals.ts';
import type { DeskServerOptions } from './desk-options.ts';
import type { Latency } from './latency.ts';
import type { Fault, Strip } from './messages.ts';
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
  /** A clock that never goes back, in milliseconds. */
  readonly nowMs: () => number;
  /** The strip of this tick, the same for all windows. */
  strip(): Strip;
}

/** Why a window's message went no further than this desk. */
export type LocalCode =
  | Exclude<Fault['code'], 'TOO_BIG' | 'NOT_JSON' | 'UNKNOWN_KIND'>
  | 'BUSY'
  | 'TOO_LONG'
  | 'NO_SESSION'
  | 'NOT_AUTHORISED';

/** Under which of its codes, and for which field, the security log keeps such a refusal. */
const LOGGED: Readonly<Record<LocalCode, readonly [AdmissionCode, string]>> = {
  BUSY: ['TOO_MANY', 'requests'],
  TOO_LONG: ['TOO_BIG', 'text'],
  TOO_SLOW: ['TOO_MANY', 'frames'],
  NO_SESSION: ['MISSING_FIELD', 'session'],
  NOT_AUTHORISED: ['NOT_A_CHOICE', 'kind'],
  WRONG_PROTOCOL: ['NOT_A_CHOICE', 'protocol'],
  NOT_NOW: ['NOT_A_CHOICE', 'call'],
};

/** Keeps a refusal that never reaches the venue. Rule DESK-08. */
export function logLocally(
  { options }: Desk,
  code: LocalCode,
  sentence: string,
  session: number,
): void {
  const [logged, path] = LOGGED[code];
  logRefusal(options, new Refusal(logged, path, sentence), session);
}

export function logRefusal(options: DeskServerOptions, refusal: Refusal, session: number): void {
  options.securityLog.record(refusal, originOf(options, session));
}

export function originOf({ clockUs }: DeskServerOptions, session: number) {
  return { timeUs: clockUs(), session, channel: 'window' };
}
