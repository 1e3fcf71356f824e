/**
 * The core as a child of the browser host: the venue, its journal, the market and the desk. It is
 * handed the socket of each window, and speaks with it directly. It ends when it is told to, or
 * when its host is gone; Ctrl-C of a terminal is the host's to judge.
 */
import type { Socket } from 'node:net';
import { sentenceOf } from '../journal/errors.ts';
import { WindowSockets } from './browser/window-socket.ts';
import type { FromCore, ToCore } from './browser/core-protocol.ts';
import { deskOf } from './desk-of.ts';
import { causeOf, isExpected, openCore } from './open-core.ts';
import type { OpenCore } from './open-core.ts';

type Begin = Extract<ToCore, { readonly type: 'begin' }>;

const controller = new AbortController();
const stop = (): void => controller.abort();

function tell(message: FromCore): void {
  if (process.connected) process.send?.(message);
}

const notice = (sentence: string): void => tell({ type: 'notice', sentence });

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Takes windows, and plays the market to its end; then the venue stands until it is stopped. */
async function serve(core: OpenCore, { place }: Begin): Promise<void> {
  const desk = deskOf(core, place.directory, notice);
  const windows = new WindowSockets((port) => desk.attach(port));
  process.on('message', (message: ToCore, socket?: Socket) => {
    if (message.type !== 'window') return;
    tell({ type: 'taken', number: message.number });
    // A window that has gone meanwhile has no socket any more.
    if (socket !== undefined) windows.accept(message, socket);
  });
  tell({ type: 'ready', epoch: desk.epoch, badges: core.badges });
  try {
    if ((await core.replay.run(controller.signal)) !== 'stopped') {
      notice('The market has ended; the venue stands as it is until it is stopped.');
      await aborted(controller.signal);
    }
  } finally {
    windows.close();
    desk.close();
  }
}

async function run(begin: Begin): Promise<void> {
  const core = await openCore(begin.config, begin.place, {
    onNotice: ({ code, sentence }) => {
      notice(sentence);
      // Without its views of the events a replay does not know what it does.
      if (code === 'LISTENER_FAILED') process.exit(1);
    },
  });
  try {
    await serve(core, begin);
  } catch (thrown) {
    throw causeOf(core, thrown);
  } finally {
    await core.sequencer.stop();
  }
  tell({ type: 'stopped', sequence: core.sequencer.venue.state.sequence });
}

/** What a person can mend is said and not tried again; anything else is a crash. */
async function live(message: Begin): Promise<void> {
  try {
    await run(message);
  } catch (thrown) {
    if (!isExpected(thrown)) throw thrown;
    tell({ type: 'failed', sentence: sentenceOf(thrown) });
    process.exitCode = 1;
  }
  if (process.connected) process.disconnect();
}

process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('SIGTERM', stop);
process.on('disconnect', stop);
process.on('message', (message: ToCore) => {
  if (message.type === 'stop') stop();
  else if (message.type === 'begin') void live(message);
});
