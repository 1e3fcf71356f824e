import os from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

const PATIENCE_MS = 20_000;
const long = process.env.BULKHEAD_LONG === '1';

/** They leave nothing behind: their files share workers, whose start takes longer than most run. */
const ALIKE = ['core/desk/**/*.test.ts', 'core/venue/**/*.test.ts', 'renderer/**/*.test.{ts,tsx}'];

function isOfPackaging({ moduleId }: TestSpecification): boolean {
  return moduleId.includes('/test/packaging/');
}

/** Packaging first: the others run beside it, where at the end a processor would wait for it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => Number(isOfPackaging(b)) - Number(isOfPackaging(a)));
  }
}

export default defineConfig({
  test: {
    // Those of test/e2e are named *.spec.ts and run in a browser. Times are patience alone, for a
    // machine that is slow or has much else to do.
    testTimeout: long ? 3_600_000 : 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: PATIENCE_MS } },
    // One more than there are processors: some of them wait for a disk or for a child.
    maxWorkers: os.availableParallelism() + 1,
    reporters: ['default', './tools/reporter.mjs'],
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'shared', include: ALIKE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'own',
          include: ['core/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ALIKE,
        },
      },
    ],
  },
});
