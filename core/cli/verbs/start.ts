/** `bulkhead start`: a core with the demo organisation on a recorded or a simulated market. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { FeedError } from '../../feeds/market-source.ts';
import { openMarket, parseCoreConfig } from '../../host/core-config.ts';
import type { CoreConfig, CoreOptions } from '../../host/core-config.ts';
import { openDemoCore } from '../../host/demo/demo-core.ts';
import type { DemoCore } from '../../host/demo/demo-core.ts';
import { DemoError } from '../../host/demo/errors.ts';
import { showProgress, showStatus } from '../../host/demo/status.ts';
import { Pacer } from '../../host/replay/pacing.ts';
import { NotDecidedError } from '../../host/replay/inflight.ts';
import type { ReplayEnd } from '../../host/replay/market-replay.ts';
import type { TallyReport } from '../../host/replay/tally.ts';
import { JournalError } from '../../journal/errors.ts';
import { formatTimeUs } from '../../sequencer/admission/time.ts';
import { SequencerError } from '../../sequencer/errors.ts';
import type { Notice } from '../../sequencer/errors.ts';
import { stateHashOf } from '../../sequencer/recovery.ts';

const USAGE_EXIT_CODE = 2;
const NO_WINDOW =
  'This version has no window yet: `bulkhead start --headless` runs the core without one.';

/** What `--once` prints, as one line. */
export interface PassReport extends TallyReport {
  readonly badges: readonly string[];
  readonly venueTime: { readonly start: string; readonly end: string };
  readonly stateHash: string;
  /** "ok", or the first breach. */
  readonly conservation: string;
  readonly elapsedMs: number;
}

/** A run that cannot begin or go on, for a reason that a person can do something about. */
class StartError extends Error {
  override readonly name = 'StartError';
}

/** Sums the venue up: the full sums over all accounts are taken here. */
export function reportOf(core: DemoCore, elapsedMs: number): PassReport {
  const { venue } = core.sequencer;
  const { firstTimeUs } = core.replay;
  return {
    badges: core.badges,
    venueTime: { start: formatTimeUs(firstTimeUs), end: formatTimeUs(venue.state.timeUs) },
    ...core.tally.report(),
    stateHash: stateHashOf(venue),
    conservation: venue.conservationBreach() ?? 'ok',
    elapsedMs,
  };
}

function say(sentence: string): void {
  process.stderr.write(`bulkhead: ${sentence}\n`);
}

/** A directory to run in, and what to do with it afterwards. */
async function dataDirectory(config: CoreConfig) {
  if (config.dataDirectory !== null) {
    return { directory: config.dataDirectory, isTemporary: false, release: async () => {} };
  }
  const directory = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-'));
  const release = () => rm(directory, { recursive: true, force: true });
  return { directory, isTemporary: true, release };
}

interface Stopping {
  readonly signal: AbortSignal;
  readonly notice: (notice: Notice) => void;
  readonly release: () => void;
}

const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals ask for an orderly stop, and so does a view of the events that has failed. */
function stopOnSignals(): Stopping {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  for (const name of STOPPING) process.once(name, stop);
  return {
    signal: controller.signal,
    notice: ({ code, sentence }) => {
      say(sentence);
      if (code === 'LISTENER_FAILED') controller.abort();
    },
    release: () => {
      for (const name of STOPPING) process.off(name, stop);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function openCore(
  config: CoreConfig,
  directory: string,
  isTemporary: boolean,
  onNotice: (notice: Notice) => void,
): Promise<DemoCore> {
  const { speed, loop, once, durationUs } = config;
  const options = {
    source: openMarket(config),
    pacer: new Pacer(speed),
    loop,
    once,
    ...(durationUs === null ? {} : { durationUs }),
  };
  return openDemoCore(directory, options, {
    onNotice,
    // A directory that will be gone in a minute leaves nothing in the person's keychain.
    ...(isTemporary ? { keychain: 'none' as const } : {}),
  });
}

async function runOnce(core: DemoCore, signal: AbortSignal, begunMs: number): Promise<void> {
  const stopShowing = process.stderr.isTTY ? showProgress(core, process.stderr) : () => {};
  let end: ReplayEnd;
  try {
    end = await core.replay.run(signal);
  } finally {
    stopShowing();
  }
  if (end === 'stopped') throw new StartError('Stopped before the pass had ended.');
  if (core.replay.firstTimeUs === 0) {
    const stands = formatTimeUs(core.sequencer.venue.state.timeUs);
    throw new StartError(`The venue stands at ${stands}, after the market's end; add --loop.`);
  }
  const report = reportOf(core, Math.round(performance.now() - begunMs));
  process.stdout.write(`${JSON.stringify(report)}\n`);
  if (report.conservation !== 'ok') process.exitCode = 1;
}

async function runOn(core: DemoCore, signal: AbortSignal): Promise<void> {
  say(`${core.badges.join(', ')}. Ctrl-C stops in good order.`);
  const stopShowing = showStatus(core, process.stderr);
  try {
    if ((await core.replay.run(signal)) !== 'stopped') {
      say('The market has ended; the venue stands as it is until it is stopped.');
      await aborted(signal);
    }
  } finally {
    stopShowing();
  }
  const { sequence } = core.sequencer.venue.state;
  say(`Stopped after command ${sequence}.`);
}

/** Without its views of the events a replay does not know what it does. */
function requireViews(core: DemoCore): void {
  const failed = core.sequencer.health().notices.find(({ code }) => code === 'LISTENER_FAILED');
  if (failed !== undefined) throw new StartError('Stopped: a view of its events had failed.');
}

async function runCore(config: CoreConfig): Promise<void> {
  const begunMs = performance.now();
  const { directory, isTemporary, release } = await dataDirectory(config);
  const stopping = stopOnSignals();
  try {
    const core = await openCore(config, directory, isTemporary, stopping.notice);
    try {
      if (config.once) await runOnce(core, stopping.signal, begunMs);
      else await runOn(core, stopping.signal);
      requireViews(core);
    } catch (thrown) {
      // Why the sequencer stopped says more than that it would not take a command.
      throw thrown instanceof NotDecidedError ? (core.sequencer.health().fault ?? thrown) : thrown;
    } finally {
      await core.sequencer.stop();
    }
  } finally {
    stopping.release();
    await release();
  }
}

/** Faults with a sentence for a person; anything else is a bug and shows its trace. */
function isExpected(thrown: unknown): thrown is Error {
  const kinds = [StartError, DemoError, FeedError, JournalError, SequencerError, NotDecidedError];
  return kinds.some((kind) => thrown instanceof kind);
}

async function start(options: CoreOptions & { readonly headless?: boolean }): Promise<void> {
  if (options.headless !== true) {
    say(NO_WINDOW);
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  const parsed = parseCoreConfig(options);
  if (!parsed.ok) {
    say(parsed.sentence);
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  try {
    await runCore(parsed.config);
  } catch (thrown) {
    if (!isExpected(thrown)) throw thrown;
    say(thrown.message);
    process.exitCode = 1;
  }
}

export function register(program: Command): void {
  program
    .command('start')
    .description('run the venue with a demo organisation on a recorded or a simulated market')
    .option('--headless', 'without a window: the core alone')
    .option('--feed <dir>', 'recordings to replay (default: a simulated market)')
    .option('--speed <speed>', '1x, 10x or max', '1x')
    .option('--once', 'one pass of the market, then one line of JSON')
    .option('--loop', 'begin another pass when one has ended')
    .option('--shock <text>', 'bend the prices: "BTC -4% over 60s at 120s"')
    .option('--data <dir>', 'the data directory (default: a temporary one, removed at the end)')
    .option('--seed <number>', 'of the simulated market (default: 1)')
    .option('--duration <time>', 'end after so much market time: 20s, 5m')
    .action(start);
}
