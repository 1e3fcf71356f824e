/** What a person sees of a running core on the terminal. */
import { formatTimeUs } from '../../sequencer/admission/time.ts';
import type { EventKind } from '../../venue/events.ts';

const PROGRESS_MS = 200;
const STATUS_MS = 5_000;

/** What is shown of a core. */
export interface Shown {
  readonly sequencer: {
    readonly venue: { readonly state: { readonly timeUs: number; readonly sequence: number } };
  };
  readonly replay: { readonly progress: number };
  readonly tally: { readonly marginCalls: number; count(kind: EventKind): number };
}

/** Where the words go; stderr, so that stdout stays for the machine. */
export interface Screen {
  write(text: string): unknown;
}

/** One line: venue time, and how far the venue has come. */
export function statusLine(core: Shown): string {
  const { venue } = core.sequencer;
  const { state } = venue;
  const { tally } = core;
  const figures = [
    `${state.sequence} commands`,
    `${tally.count('trade')} trades`,
    `${tally.marginCalls} margin calls`,
    `${tally.count('liquidation.started')} liquidations`,
  ];
  return `${formatTimeUs(state.timeUs)}  ${figures.join(', ')}`;
}

/** Keeps one line up to date in place; returns how to end it. */
export function showProgress(core: Shown, screen: Screen): () => void {
  const show = (): void => {
    const percent = Math.floor(core.replay.progress * 100);
    screen.write(`\r\u001b[K${String(percent).padStart(3)} %  ${statusLine(core)}`);
  };
  const timer = setInterval(show, PROGRESS_MS);
  return () => {
    clearInterval(timer);
    screen.write('\r\u001b[K');
  };
}

/** Prints a line every few seconds; returns how to end it. */
export function showStatus(core: Shown, screen: Screen): () => void {
  const timer = setInterval(() => screen.write(`${statusLine(core)}\n`), STATUS_MS);
  return () => clearInterval(timer);
}
