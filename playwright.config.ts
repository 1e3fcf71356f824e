import { defineConfig } from '@playwright/test';
import { electronBinary } from './test/e2e/electron-host.ts';

/** Debian's, or the one that is named. */
const executablePath = process.env.BULKHEAD_CHROMIUM ?? '/usr/bin/chromium';
/** A browser's sandbox does not work for root, as whom continuous integration runs. */
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

const OF_ELECTRON = '**/electron.spec.ts';
/** What speaks with the browser host over sockets of its own. */
const OF_SOCKETS = ['**/hostile.spec.ts', '**/slow.spec.ts', '**/security.spec.ts'];
/** What holds a clock to something. */
const MEASURED = ['**/organisation.spec.ts', '**/slow.spec.ts', '**/held.spec.ts'];

/** With an output folder of its own: each run empties what it writes to. */
function measured(host: 'browser' | 'electron') {
  const outputDir = 'test-results/measured';
  return { name: `${host} measured`, testMatch: MEASURED, outputDir };
}

/** What mostly waits, or looks again at what others have shown: `npm run test:long` does it. */
const LONG = /@long/;
const isLong = process.env.BULKHEAD_LONG === '1';

export default defineConfig({
  ...(isLong ? { grep: LONG } : { grepInvert: LONG }),
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/runs',
  // Each file has a core of its own. The projects called `measured` are run by themselves, with one
  // worker: beside another file they would measure that one too.
  workers: 2,
  forbidOnly: true,
  // Patience alone, for a machine that is slow or has much else to do. What must be quick says so.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['./tools/playwright-reporter.mjs']],
  projects: [
    { name: 'browser', testIgnore: [OF_ELECTRON, ...MEASURED] },
    measured('browser'),
    // The same specs, where there is a binary; else one that says that there is none.
    ...(electronBinary === null
      ? [{ name: 'electron', testMatch: OF_ELECTRON }]
      : [
          { name: 'electron', testIgnore: [...OF_SOCKETS, ...MEASURED] },
          { ...measured('electron'), testIgnore: OF_SOCKETS },
        ]),
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1920, height: 1080 },
    launchOptions: { executablePath, args },
    // Pictures of the page at every step would take longer than the steps.
    screenshot: 'only-on-failure',
    trace: { mode: 'retain-on-failure', snapshots: false, screenshots: false },
  },
});
