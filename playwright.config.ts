import { defineConfig } from '@playwright/test';
import { electronBinary } from './test/e2e/electron-host.ts';

/** Debian's, or the one that is named. */
const executablePath = process.env.BULKHEAD_CHROMIUM ?? '/usr/bin/chromium';
/** A browser's sandbox does not work for root, as whom continuous integration runs. */
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

const OF_ELECTRON = '**/electron.spec.ts';
/** What speaks with the browser host over sockets of its own. */
const OF_SOCKETS = ['**/hostile.spec.ts', '**/slow.spec.ts', '**/security.spec.ts'];

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/runs',
  // Each file has a core of its own; the machine may have two processors.
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./tools/playwright-reporter.mjs']],
  projects: [
    { name: 'browser', testIgnore: OF_ELECTRON },
    // The same specs, where there is a binary; else one that says that there is none.
    electronBinary === null
      ? { name: 'electron', testMatch: OF_ELECTRON }
      : { name: 'electron', testIgnore: OF_SOCKETS },
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1920, height: 1080 },
    launchOptions: { executablePath, args },
    // Pictures of the page at every step would take longer than the steps.
    trace: { mode: 'retain-on-failure', snapshots: false, screenshots: false },
  },
});
