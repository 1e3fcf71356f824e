/**
 * A Playwright reporter: says why each skipped test was skipped, and leaves the counts in the file
 * that BULKHEAD_COUNTS names.
 */
import { writeFileSync } from 'node:fs';

export default class CountingReporter {
  #counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {import('@playwright/test/reporter').Suite | undefined} */
  #suite;

  /**
   * @param {import('@playwright/test/reporter').FullConfig} _config
   * @param {import('@playwright/test/reporter').Suite} suite
   */
  onBegin(_config, suite) {
    this.#suite = suite;
  }

  /** @param {import('@playwright/test/reporter').TestError} _error */
  onError(_error) {
    this.#counts.failed += 1;
  }

  onEnd() {
    for (const test of this.#suite?.allTests() ?? []) {
      const outcome = test.outcome();
      if (outcome === 'skipped') {
        this.#counts.skipped += 1;
        const why = test.annotations.find(({ type }) => type === 'skip')?.description;
        process.stdout.write(`skipped: ${test.title}: ${why ?? 'not reached'}\n`);
      } else if (outcome === 'unexpected') this.#counts.failed += 1;
      else this.#counts.passed += 1;
    }
    const file = process.env.BULKHEAD_COUNTS;
    if (file !== undefined) writeFileSync(file, JSON.stringify(this.#counts));
  }

  printsToStdio() {
    return false;
  }
}
