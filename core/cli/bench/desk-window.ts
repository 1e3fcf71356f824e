/** Chromium with the desk in it, driven over the DevTools protocol. */
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { CellCount } from './desk-cells.ts';
import { cpuTimes, sharePercent } from './desk-processes.ts';
import { fluencyOf } from './desk-figures.ts';
import type { CpuShares, Fluency } from './desk-figures.ts';

export const SCREEN = { width: 1_920, height: 1_080 } as const;
const UP_WITHIN_MS = 60_000;
const LOOK_MS = 50;
const COLLECTIONS = 5;
/** Between two, so that the page lets go of what the one before has freed. */
const COLLECTED_MS = 200;
const DEFAULT_CHROMIUM = '/usr/bin/chromium';

/** The bench cannot run here, for a reason that a person can do something about. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}

/** Counts frames and long tasks of the page while it is asked to, and sees the first row. */
const PROBE = `(() => {
  const probe = { isCounting: false, gapsMs: [], tasksMs: [], firstRowMs: 0 };
  let lastMs = 0;
  const frame = (nowMs) => {
    if (probe.isCounting && lastMs !== 0) probe.gapsMs.push(nowMs - lastMs);
    lastMs = nowMs;
    if (probe.firstRowMs === 0 && document.querySelector('[role=row][row-id]') !== null) {
      probe.firstRowMs = performance.now();
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    if (!probe.isCounting) return;
    for (const { duration } of list.getEntries()) probe.tasksMs.push(duration);
  }).observe({ type: 'longtask' });
  globalThis.bulkheadBench = probe;
})()`;

const COUNT = `Object.assign(bulkheadBench, { isCounting: true, gapsMs: [], tasksMs: [] }) && 0`;
const COUNTED = `(() => {
  bulkheadBench.isCounting = false;
  const { gapsMs, tasksMs } = bulkheadBench;
  return { gapsMs, tasksMs };
})()`;

const PAINTED = `performance.getEntriesByName('first-contentful-paint').length > 0`;
const PAINTS = `(() => {
  const at = (name) => performance.getEntriesByName(name)[0]?.startTime ?? 0;
  return {
    originMs: performance.timeOrigin,
    firstPaintMs: at('first-paint'),
    firstContentfulPaintMs: at('first-contentful-paint'),
  };
})()`;
const WEIGHT = `(() => {
  const entries = performance.getEntriesByType('resource');
  const sum = (list) => list.reduce((bytes, { decodedBodySize }) => bytes + decodedBodySize, 0);
  const [page] = performance.getEntriesByType('navigation');
  const scripts = entries.filter(({ name }) => name.endsWith('.js'));
  return { pageBytes: page.decodedBodySize + sum(entries), scriptBytes: sum(scripts) };
})()`;

export interface Paints {
  /** From the browser's launch. */
  readonly firstPaintMs: number;
  /** From the navigation. */
  readonly firstContentfulPaintMs: number;
}

async function chromium() {
  try {
    return (await import('@playwright/test')).chromium;
  } catch {
    throw new BenchError('@playwright/test is not here; it comes with a development install.');
  }
}

/** Throws a BenchError where the driver or the browser is not there. */
export async function launchBrowser(): Promise<Browser> {
  const driver = await chromium();
  const executablePath = process.env['BULKHEAD_CHROMIUM'] ?? DEFAULT_CHROMIUM;
  if (!existsSync(executablePath)) {
    const sentence = `There is no ${executablePath}; BULKHEAD_CHROMIUM names another Chromium.`;
    throw new BenchError(sentence);
  }
  // The browser's own sandbox does not work for root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return driver.launch({ executablePath, args });
}

/** Waits in this process: the page's policy lets no text be run that the page would wait with. */
async function until(page: Page, condition: string): Promise<void> {
  const deadlineMs = performance.now() + UP_WITHIN_MS;
  while (!(await page.evaluate<boolean>(condition))) {
    if (performance.now() > deadlineMs) throw new BenchError('The page shows nothing.');
    await wait(LOOK_MS);
  }
}

/** Opens a page in a browser that is launched for it, and when it first showed something. */
export async function timePaints(link: () => string): Promise<Paints> {
  const begunMs = Date.now();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: SCREEN });
    await page.goto(link());
    await until(page, PAINTED);
    const paints = await page.evaluate<Paints & { readonly originMs: number }>(PAINTS);
    const { originMs, firstPaintMs, firstContentfulPaintMs } = paints;
    return { firstPaintMs: originMs + firstPaintMs - begunMs, firstContentfulPaintMs };
  } finally {
    await browser.close();
  }
}

/** The desk in one page, signed in. */
export class DeskWindow {
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #devtools: CDPSession;
  readonly #cells = new CellCount();
  #isTiming = false;

  private constructor(browser: Browser, page: Page, devtools: CDPSession) {
    this.#browser = browser;
    this.#page = page;
    this.#devtools = devtools;
  }

  static async open(link: string): Promise<DeskWindow> {
    const browser = await launchBrowser();
    const page = await browser.newPage({ viewport: SCREEN });
    const window = new DeskWindow(browser, page, await page.context().newCDPSession(page));
    await page.addInitScript({ content: PROBE });
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => window.#hear(payload.toString()));
    });
    await page.goto(link);
    await until(page, 'bulkheadBench.firstRowMs > 0');
    await window.#signIn();
    return window;
  }

  get version(): string {
    return this.#browser.version();
  }

  firstRowMs(): Promise<number> {
    return this.#page.evaluate<number>('bulkheadBench.firstRowMs');
  }

  weight(): Promise<{ readonly pageBytes: number; readonly scriptBytes: number }> {
    return this.#page.evaluate(WEIGHT);
  }

  /** As the first trader. */
  async #signIn(): Promise<void> {
    await this.#page.getByRole('button', { name: /sign-in/i }).click();
    await this.#page.getByRole('menuitemradio').first().click();
  }

  #hear(text: string): void {
    if (!this.#isTiming) this.#cells.take(text);
  }

  /** What the window shows and is sent, over so many seconds; never while frames are timed. */
  async traffic(seconds: number) {
    this.#cells.reset();
    await wait(seconds * 1_000);
    const { cells, messages } = this.#cells;
    return {
      cellsPerSecond: Math.round(cells / seconds),
      messagesPerSecond: Math.round(messages / seconds),
      subaccounts: this.#cells.rows('accounts', ({ depth }) => depth === 2),
      positions: this.#cells.rows('positions'),
    };
  }

  /** Frames, long tasks and processor time over so many seconds. `core` is a process. */
  async fluency(seconds: number, core: number): Promise<Fluency & CpuShares> {
    const page = this.#page;
    this.#isTiming = true;
    await page.evaluate(COUNT);
    const [before, begunMs] = [cpuTimes(core), performance.now()];
    await wait(seconds * 1_000);
    const [after, elapsedMs] = [cpuTimes(core), performance.now() - begunMs];
    const counted = await page.evaluate<{ gapsMs: number[]; tasksMs: number[] }>(COUNTED);
    this.#isTiming = false;
    return {
      ...fluencyOf(counted.gapsMs, counted.tasksMs),
      rendererPercent: sharePercent(before.rendererMs, after.rendererMs, elapsedMs),
      gpuProcessPercent: sharePercent(before.gpuProcessMs, after.gpuProcessMs, elapsedMs),
      corePercent: sharePercent(before.coreMs, after.coreMs, elapsedMs),
    };
  }

  /**
   * Bytes of the page's JavaScript that collections leave: the least of some. One alone leaves
   * what is held by nodes that it only then lets go, and what came since, a megabyte and more.
   */
  async heapBytes(): Promise<number> {
    let least = Infinity;
    for (let collection = 0; collection < COLLECTIONS; collection++) {
      if (collection > 0) await wait(COLLECTED_MS);
      await this.#devtools.send('HeapProfiler.collectGarbage');
      const { usedSize } = await this.#devtools.send('Runtime.getHeapUsage');
      least = Math.min(least, usedSize);
    }
    return Math.round(least);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
