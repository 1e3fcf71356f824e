/**
 * The core's life as a child of a host, whichever host it is: it opens, takes windows, plays the
 * market, and says its last word when everything is on the disk.
 */
import type { DeskServer } from '../desk/desk-server.ts';
import { sentenceOf } from '../journal/errors.ts';
import type { FromCore, ToCore } from './browser/core-protocol.ts';
import { setCompilerOptions } from './compiler-options.ts';
import { deskOf } from './desk-of.ts';
import { causeOf, isExpected, openCore } from './open-core.ts';
import type { OpenCore } from './open-core.ts';
import { KeptTrail } from './kept-trail.ts';
import { SecurityFile } from './security-file.ts';

export type Begin = Extract<ToCore, { readonly type: 'begin' }>;

/** What of its host a core knows. */
export interface Surroundings {
  readonly tell: (message: FromCore) => void;
  /** Aborted when the core is to stop. */
  readonly signal: AbortSignal;
  /** Begins to attach windows to the desk; returns how to let go of them. */
  readonly takeWindows: (desk: DeskServer) => () => void;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Takes windows, and plays the market to its end; then the venue stands until it is stopped. */
async function serve(
  core: OpenCore,
  directory: string,
  kept: KeptTrail,
  host: Surroundings,
): Promise<void> {
  const { tell, signal, takeWindows } = host;
  const notice = (sentence: string): void => tell({ type: 'notice', sentence });
  await kept.open(directory, core.sequencer, notice);
  const security = await SecurityFile.open(directory, notice);
  const { log: securityLog } = security;
  const desk = deskOf(core, directory, notice, { trail: kept.trail, securityLog });
  const letGo = takeWindows(desk);
  tell({ type: 'ready', epoch: desk.epoch, badges: core.badges });
  try {
    if ((await core.replay.run(signal)) !== 'stopped') {
      notice('The market has ended; the venue stands as it is until it is stopped.');
      await aborted(signal);
    }
  } finally {
    letGo();
    desk.close();
    await security.close();
    await kept.trail?.close();
  }
}

async function run({ config, place }: Begin, host: Surroundings): Promise<void> {
  const kept = new KeptTrail();
  const core = await openCore(config, place, {
    keepSnapshotsFor: () => kept.sequences,
    onNotice: ({ code, sentence }) => {
      host.tell({ type: 'notice', sentence });
      // Without its views of the events a replay does not know what it does.
      if (code === 'LISTENER_FAILED') process.exit(1);
    },
  });
  try {
    await serve(core, place.directory, kept, host);
  } catch (thrown) {
    throw causeOf(core, thrown);
  } finally {
    await core.sequencer.stop();
  }
  host.tell({ type: 'stopped', sequence: core.sequencer.venue.state.sequence });
}

/**
 * Resolves to the exit code when the last word is said. What a person can mend is said and not
 * tried again; anything else is thrown, and is a crash.
 */
export async function runCore(begin: Begin, host: Surroundings): Promise<number> {
  setCompilerOptions();
  try {
    await run(begin, host);
    return 0;
  } catch (thrown) {
    if (!isExpected(thrown)) throw thrown;
    host.tell({ type: 'failed', sentence: sentenceOf(thrown) });
    return 1;
  }
}
