/**
 * `npm test`: set-up, format, lint, types, tests; everything that can be tested on this machine.
 * What stands after `--` is handed to vitest as a filter. `--long` runs the property tests only,
 * with their long runs; `--fault` the fault injection.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, setUpOrExit, suppliedNode } from './setup.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const checks = [
  { name: 'format', command: ['oxfmt/bin/oxfmt', '--check', '.'] },
  { name: 'lint', command: ['oxlint/bin/oxlint'] },
  { name: 'types', command: ['typescript/bin/tsc', '-b'] },
];

/**
 * Runs a tool of node_modules under the supplied Node.
 *
 * @param {readonly string[]} command the tool's file in node_modules, and its arguments
 * @param {Record<string, string>} [env]
 */
function runTool(command, env = {}) {
  const [tool = '', ...args] = command;
  const { status } = spawnSync(suppliedNode, [path.join(root, 'node_modules', tool), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  return status === 0;
}

/**
 * @param {string} name
 * @param {() => boolean} run
 */
function stage(name, run) {
  process.stdout.write(`== ${name}\n`);
  const begun = performance.now();
  const ok = run();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  process.stdout.write(`== ${name}: ${ok ? 'passed' : 'FAILED'} in ${seconds} s\n`);
  return ok;
}

/**
 * @param {readonly string[]} filters
 * @param {Record<string, string>} env
 * @returns {Counts}
 */
function runTests(filters, env) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-test-'));
  const file = path.join(folder, 'counts.json');
  try {
    const command = ['vitest/vitest.mjs', 'run', ...filters];
    const ok = stage('tests', () => runTool(command, { ...env, BULKHEAD_COUNTS: file }));
    const counts = readCounts(file);
    if (!ok && counts.failed === 0) counts.failed = 1;
    return counts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What the reporter wrote; nothing at all when vitest did not get that far.
 *
 * @param {string} file
 * @returns {Counts}
 */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const args = process.argv.slice(2);
const mode = args[0] === '--long' || args[0] === '--fault' ? args.shift() : undefined;
setUpOrExit({ forTests: true });

let brokenChecks = 0;
if (mode === undefined) {
  for (const { name, command } of checks) {
    if (!stage(name, () => runTool(command))) brokenChecks += 1;
  }
} else if (args.length === 0) {
  args.push(mode === '--long' ? '.property.test.ts' : 'test/fault/');
}
const counts = runTests(args, mode === undefined ? {} : { BULKHEAD_LONG: '1' });
const failed = counts.failed + brokenChecks;
process.stdout.write(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;
