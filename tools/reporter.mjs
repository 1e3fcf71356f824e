/**
 * A vitest reporter: prints why each skipped test was skipped, and leaves the counts in the file
 * that BULKHEAD_COUNTS names.
 */
import { writeFileSync } from 'node:fs';

export default class CountingReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'failed') counts.failed += 1;
        else counts.skipped += 1;
        if (result.state === 'skipped' && result.note !== undefined) {
          process.stdout.write(`skipped: ${test.fullName}: ${result.note}\n`);
        }
      }
    }
    const file = process.env.BULKHEAD_COUNTS;
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  }
}
