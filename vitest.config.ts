import { defineConfig } from 'vitest/config';

const long = process.env.BULKHEAD_LONG === '1';

export default defineConfig({
  test: {
    include: [
      'core/**/*.test.ts',
      'renderer/**/*.test.{ts,tsx}',
      'test/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    // Those of test/e2e are named *.spec.ts and run in a browser.
    testTimeout: long ? 3_600_000 : 30_000,
    hookTimeout: 30_000,
    reporters: ['default', './tools/reporter.mjs'],
  },
});
