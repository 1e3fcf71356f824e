/** `bulkhead start --headless`: the core alone, in this process. */
import type { CoreConfig } from '../../host/core-config.ts';
import type { DemoCore } from '../../host/demo/demo-core.ts';
import { showProgress, showStatus } from '../../host/demo/status.ts';
import { causeOf, openCore } from '../../host/open-core.ts';
import type { ReplayEnd } from '../../host/replay/market-replay.ts';
import type { TallyReport } from '../../host/replay/tally.ts';
import { formatTimeUs } from '../../sequencer/admission/time.ts';
import type { Notice } from '../../sequencer/errors.ts';
import { stateHashOf } from '../../sequencer/recovery.ts';
import { aborted, say, StartError, stopOnSignals, takePlace } from './running.ts';

/** What `--once` prints, as one line. */
export interface PassReport extends TallyReport {
  readonly badges: readonly string[];
  readonly venueTime: { readonly start: string; readonly end: string };
  readonly stateHash: string;
  /** "ok", or the first breach. */
  readonly conservation: string;
  readonly elapsedMs: number;
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

/** Runs to the end of the market, of the pass, or until a signal. Throws what a person can mend. */
export async function startHeadless(config: CoreConfig): Promise<void> {
  const begunMs = performance.now();
  const { place, release } = await takePlace(config);
  const controller = new AbortController();
  const { signal } = controller;
  const releaseSignals = stopOnSignals(controller);
  const onNotice = ({ code, sentence }: Notice): void => {
    say(sentence);
    if (code === 'LISTENER_FAILED') controller.abort();
  };
  try {
    const core = await openCore(config, place, { onNotice });
    try {
      if (config.once) await runOnce(core, signal, begunMs);
      else await runOn(core, signal);
      requireViews(core);
    } catch (thrown) {
      throw causeOf(core, thrown);
    } finally {
      await core.sequencer.stop();
    }
  } finally {
    releaseSignals();
    await release();
  }
}
