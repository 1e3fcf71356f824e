import { defineConfig } from 'vitest/config';

const long = process.env.BULKHEAD_LONG === '1';

export default defineConfig({
  test: {
    include: ['core/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: long ? 3_600_000 : 30_000,
    hookTimeout: 30_000,
    reporters: ['default', './tools/reporter.mjs'],
  },
});
