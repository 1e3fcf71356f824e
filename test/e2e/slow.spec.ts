/** Windows that do not read what they are sent: bounded, let go, and nobody else the slower. */
import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { Visitor } from '../../core/host/browser/testing/visitor.ts';
import { expect, test } from './fixtures.ts';
import { roundTrips } from './latency.ts';
import type { RoundTrips } from './latency.ts';
import { RawWindow } from './raw-window.ts';

const TRADER = 1;
const COMPLIANCE = 6;
const BEFORE_MS = 3_000;
/** Until the code that answers is as fast as it gets. */
const WARM_MS = 1_500;
const STOPPED_MS = 10_000;
/** Its buffers, and those of the system, are full within a second. */
const GREEDY_MS = 4_000;
/** The largest answers that there are, as often as the desk answers. */
const GREEDY_EVERY_MS = 20;

const LET_GO = 'More than 4194304 bytes wait for this window.';

const ORDER = { subaccount: 'Skew-1', instrument: 'BTCUSDT', side: 'buy', type: 'limit' };
const PLACE = { ...ORDER, kind: 'order.place', price: '30000.1', quantity: '0.003' } as const;
const WORK = [
  { name: 'preview', order: PLACE },
  { name: 'command', command: PLACE },
  { name: 'command', command: { kind: 'order.cancelAll', subaccount: 'Skew-1' } },
] as const;

test.use({ hostOptions: ['--speed', '10x'] });

/** The memory of a process, in bytes. */
function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024;
}

/** The processes in which the browser of this test renders pages. */
async function renderersOf(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.flatMap(({ type, id }) => (type === 'renderer' ? [id] : []));
}

/** Answers come as before; where they did not, as now, when nobody misbehaves any more. */
async function report(
  what: string,
  worker: RawWindow,
  before: RoundTrips,
  during: RoundTrips,
): Promise<void> {
  // A core that waits for a window takes seconds; of a machine that does other things too, and of
  // a core that is asked for its largest page fifty times a second, a tenth of one is nothing.
  const most = ({ p99Ms }: RoundTrips): number => 3 * p99Ms + 100;
  const isAsBefore = during.p99Ms < most(before);
  // A disk or a neighbour that became slow meanwhile still is.
  const after = isAsBefore ? before : await roundTrips(worker, WORK, BEFORE_MS);
  process.stdout.write(`${what}: ${JSON.stringify({ before, during, after })}\n`);
  expect(during.p99Ms, 'the slowest of a hundred').toBeLessThan(most(after));
}

test('a page that is stopped for 10 s is sent two frames, and goes on where the venue is', async ({
  desk,
  host,
  browser,
}) => {
  const visitor = await Visitor.open(await host.link());
  const worker = await RawWindow.signedIn(visitor, TRADER, 'trader');
  await roundTrips(worker, WORK, WARM_MS);
  const before = await roundTrips(worker, WORK, BEFORE_MS);
  const core = host.corePid();
  const residentBefore = residentOf(core);
  const renderers = await renderersOf(browser);
  expect(renderers.length).toBeGreaterThan(0);
  let during: RoundTrips;
  for (const pid of renderers) process.kill(pid, 'SIGSTOP');
  try {
    during = await roundTrips(worker, WORK, STOPPED_MS);
  } finally {
    for (const pid of renderers) process.kill(pid, 'SIGCONT');
  }
  const grownMiB = (residentOf(core) - residentBefore) / 1_048_576;
  process.stdout.write(`the core grew by ${grownMiB.toFixed(1)} MiB\n`);
  await report('a stopped page', worker, before, during);
  await desk.isConnected();
  await expect(desk.strip).not.toContainText('No frames');
  worker.close();
});

test('a window that asks, acknowledges and never reads is let go at 4 MiB', async ({ host }) => {
  const visitor = await Visitor.open(await host.link());
  const officer = await RawWindow.signedIn(visitor, COMPLIANCE, 'compliance');
  const worker = await RawWindow.signedIn(visitor, TRADER, 'trader');
  await roundTrips(worker, WORK, WARM_MS);
  const before = await roundTrips(worker, WORK, BEFORE_MS);
  const core = host.corePid();
  const residentBefore = residentOf(core);
  let peak = residentBefore;

  const greedy = await RawWindow.signedIn(visitor, COMPLIANCE, 'compliance');
  greedy.wire.pause();
  const gone = new Promise<void>((resolve) => {
    greedy.conversation.socket.on('close', () => resolve());
  });
  let id = 1_000;
  const asking = setInterval(() => {
    peak = Math.max(peak, residentOf(core));
    id += 1;
    const call = { name: 'trail', filter: {}, beforeSequence: 0, count: 1_000 };
    greedy.say({ type: 'request', id, call });
    greedy.say({ type: 'ack', frame: greedy.frame + (id - 1_000) });
  }, GREEDY_EVERY_MS);
  const during = await roundTrips(worker, WORK, GREEDY_MS);
  clearInterval(asking);
  const grownMiB = (peak - residentBefore) / 1_048_576;
  process.stdout.write(`the core grew by ${grownMiB.toFixed(1)} MiB at most\n`);
  expect(grownMiB).toBeLessThan(128);
  await expect
    .poll(async () => (await officer.security('TOO_SLOW')).entries)
    .toMatchObject([{ who: 'P. Novak', channel: 'window', sentence: LET_GO }]);
  // Its socket was destroyed, with what waited in it.
  greedy.wire.resume();
  await gone;
  await report('a greedy window', worker, before, during);
  for (const window of [officer, worker]) window.close();
});
