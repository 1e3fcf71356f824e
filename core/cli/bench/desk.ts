/**
 * The desk as a person has it: the browser host with the real core, the whole Trading workspace in
 * Chromium at 1920x1080, signed in. Measured are frames, processor, heap and start, on a replay and
 * under the load of a large organisation.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BrowserHost } from '../../host/browser/browser-host.ts';
import { forkCore } from '../../host/browser/core-process.ts';
import { RefusalLog } from '../../host/browser/refusals.ts';
import { WebServer } from '../../host/browser/web-server.ts';
import { parseCoreConfig } from '../../host/core-config.ts';
import type { CoreOptions } from '../../host/core-config.ts';
import { goalsOf, heapOf, median } from './desk-figures.ts';
import type { DeskFigures, Heap, HeapSample, Phase, Start } from './desk-figures.ts';
import { BenchError, DeskWindow, SCREEN, timePaints } from './desk-window.ts';
import type { Paints } from './desk-window.ts';
import { machine } from './machine.ts';

const RENDERER = fileURLToPath(new URL('../../../out/renderer', import.meta.url));
/** Launches of the browser on either page, in turns. */
const ROUNDS = 5;
/** Positions are open and the code is warm after it. */
const SETTLE_S = 15;
const TRAFFIC_S = 5;
const MINUTE_MS = 60_000;
const SUBACCOUNTS = 5_000;
const SPEED = '10x';
const TRIVIAL_PAGE = '<!doctype html><html lang="en"><title>Trivial</title><p>Trivial</p></html>\n';

export interface DeskBenchOptions {
  /** An empty folder for the venues that it runs; the caller's to remove. */
  readonly folder: string;
  /** Recordings to replay; null: a simulated market. */
  readonly feed: string | null;
  /** Length of each timed window. */
  readonly seconds: number;
  /** How long the heap is watched; 0: not at all. */
  readonly minutes: number;
  readonly onProgress: (done: number, total: number) => void;
}

interface RunningHost {
  readonly host: BrowserHost;
  /** Its process. */
  readonly core: number;
}

async function openHost(folder: string, options: CoreOptions): Promise<RunningHost> {
  const parsed = parseCoreConfig({ ...options, speed: SPEED, loop: true });
  if (!parsed.ok) throw new BenchError(parsed.sentence);
  let core = 0;
  const host = await BrowserHost.open({
    config: parsed.config,
    place: { directory: mkdtempSync(path.join(folder, 'data-')), isTemporary: true },
    rendererFolder: RENDERER,
    port: 0,
    say: () => {},
    onLink: () => {},
    fork: () => {
      const child = forkCore();
      core = child.pid;
      return child;
    },
  });
  return { host, core };
}

/** The least that a page can be, from the same server. */
async function trivialServer(folder: string): Promise<WebServer> {
  const rendererFolder = mkdtempSync(path.join(folder, 'trivial-'));
  writeFileSync(path.join(rendererFolder, 'index.html'), TRIVIAL_PAGE);
  return WebServer.listen({
    rendererFolder,
    port: 0,
    refusals: new RefusalLog({ say: () => {} }),
    onSignedIn: () => {},
    coreState: () => ({}),
    handOver: () => false,
  });
}

type Painting = Omit<Start, 'firstRowMs' | 'pageBytes' | 'scriptBytes'>;

function medianOf(paints: readonly Paints[], figure: keyof Paints): number {
  return Math.round(median(paints.map((paint) => paint[figure])));
}

/** Both pages in turns, so that what else the machine does meets both. */
async function timeStart({ host }: RunningHost, folder: string): Promise<Painting> {
  const server = await trivialServer(folder);
  const desk: Paints[] = [];
  const trivial: Paints[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      trivial.push(await timePaints(() => server.link));
      desk.push(await timePaints(() => host.link));
    }
  } finally {
    server.close();
  }
  const firstPaintMs = medianOf(desk, 'firstPaintMs');
  const trivialPageMs = medianOf(trivial, 'firstPaintMs');
  return {
    firstPaintMs,
    trivialPageMs,
    ratio: Math.round((firstPaintMs / trivialPageMs) * 100) / 100,
    firstContentfulPaintMs: medianOf(desk, 'firstContentfulPaintMs'),
    trivialContentfulPaintMs: medianOf(trivial, 'firstContentfulPaintMs'),
    rounds: ROUNDS,
  };
}

async function timePhase(
  window: DeskWindow,
  core: number,
  seconds: number,
  named: Pick<Phase, 'name' | 'what'>,
): Promise<Phase> {
  await wait(SETTLE_S * 1_000);
  const traffic = await window.traffic(TRAFFIC_S);
  return { ...named, ...traffic, ...(await window.fluency(seconds, core)), seconds };
}

async function watchHeap(
  window: DeskWindow,
  minutes: number,
  onProgress: (share: number) => void,
): Promise<Heap | null> {
  if (minutes === 0) return null;
  const samples: HeapSample[] = [];
  for (let minute = 0; minute <= minutes; minute++) {
    if (minute > 0) await wait(MINUTE_MS);
    samples.push({ minute, bytes: await window.heapBytes() });
    onProgress(minute / minutes);
  }
  return heapOf(samples);
}

interface Watched {
  readonly start: Start;
  readonly phase: Phase;
  readonly heap: Heap | null;
  readonly chromium: string;
}

async function replayPhase(options: DeskBenchOptions): Promise<Watched> {
  const { folder, feed, seconds, minutes, onProgress } = options;
  const running = await openHost(folder, feed === null ? {} : { feed });
  try {
    const painting = await timeStart(running, folder);
    onProgress(1, 4);
    const window = await DeskWindow.open(running.host.link);
    try {
      const start = {
        ...painting,
        firstRowMs: Math.round(await window.firstRowMs()),
        ...(await window.weight()),
      };
      const market = feed === null ? 'a simulated market' : 'recordings';
      const what = `the demo organisation on ${market} at ${SPEED}`;
      const phase = await timePhase(window, running.core, seconds, { name: 'replay', what });
      onProgress(2, 4);
      const heap = await watchHeap(window, minutes, (share) => onProgress(2 + share, 4));
      return { start, phase, heap, chromium: window.version };
    } finally {
      await window.close();
    }
  } finally {
    await running.host.stop();
  }
}

/** Every cell is a change of the venue's own state; none is made up on the way to the window. */
async function loadPhase({ folder, seconds }: DeskBenchOptions): Promise<Phase> {
  const running = await openHost(folder, { organisation: String(SUBACCOUNTS) });
  try {
    const window = await DeskWindow.open(running.host.link);
    try {
      const size = SUBACCOUNTS.toLocaleString('en');
      const what = `an organisation of ${size} subaccounts on a simulated market at ${SPEED}`;
      return await timePhase(window, running.core, seconds, { name: 'load', what });
    } finally {
      await window.close();
    }
  } finally {
    await running.host.stop();
  }
}

/** Runs the bench. Throws a BenchError, or what the host throws, where it cannot. */
export async function runDesk(options: DeskBenchOptions): Promise<DeskFigures> {
  const conditions = machine();
  const { start, phase, heap, chromium } = await replayPhase(options);
  options.onProgress(3, 4);
  const phases = [phase, await loadPhase(options)];
  return {
    bench: 'desk',
    goals: goalsOf({ phases, heap, start }),
    start,
    phases,
    heap,
    conditions: {
      ...conditions,
      loadAverageAfter: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
      chromium,
      rendering: 'headless, software raster, no graphics card',
      screen: `${SCREEN.width}x${SCREEN.height}`,
      driver: 'Playwright, whose copy of each message to the window is in the figures',
      workspace: 'Trading, signed in as a trader',
      host: 'browser host, the core a process of its own',
      load:
        'SYNTHETIC organisation: its positions are opened in the books and marked by every ' +
        'price, through venue, journal and desk as ever',
      secondsEach: options.seconds,
      settleSeconds: SETTLE_S,
    },
  };
}
