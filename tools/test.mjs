/**
 * `npm test`: set-up, format, lint, types, tests, and the desk in a browser; everything that can be
 * tested on this machine. What stands after `--` is handed to vitest as a filter, and to Playwright
 * where it names a part of test/e2e. `--long` runs the property tests only, with their long runs,
 * and the specs of the desk that take long; `--fault` the fault injection.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildRenderer } from './renderer-build.mjs';
import { root, setUpOrExit, suppliedNode, testBrowser } from './setup.mjs';

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
 * Runs the tests of a runner whose reporter leaves its counts in a file.
 *
 * @param {string} name of the stage
 * @param {readonly string[]} command
 * @param {Record<string, string>} env
 * @returns {Counts}
 */
function runTests(name, command, env) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-test-'));
  const file = path.join(folder, 'counts.json');
  try {
    const ok = stage(name, () => runTool(command, { ...env, BULKHEAD_COUNTS: file }));
    const counts = readCounts(file);
    if (!ok && counts.failed === 0) counts.failed = 1;
    return counts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The desk in a browser: what it shows is built first. Two files at a time, and then one by one
 * those that measure.
 *
 * @param {readonly string[]} filters
 * @param {Record<string, string>} env
 * @returns {Counts[]}
 */
function runBrowserTests(filters, env) {
  const browser = process.env.BULKHEAD_CHROMIUM ?? testBrowser.file;
  if (!existsSync(browser)) {
    process.stdout.write(`skipped: the desk in a browser: there is no ${browser}\n`);
    return [{ passed: 0, failed: 0, skipped: 1 }];
  }
  if (!stage('build', buildRenderer)) return [{ passed: 0, failed: 1, skipped: 0 }];
  const playwright = ['@playwright/test/cli.js', 'test', '--pass-with-no-tests', ...filters];
  const counts = [
    runTests('desk', [...playwright, '--project=browser', '--project=electron'], env),
    runTests('desk, measured', [...playwright, '--project=*measured', '--workers=1'], env),
  ];
  // Whoever mistypes a name is told.
  if (counts.every((count) => count.passed + count.failed + count.skipped === 0)) {
    counts.push({ passed: 0, failed: 1, skipped: 0 });
  }
  return counts;
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
const isWhole = args.length === 0;
setUpOrExit({ forTests: true });

let brokenChecks = 0;
if (mode === undefined) {
  for (const { name, command } of checks) {
    if (!stage(name, () => runTool(command))) brokenChecks += 1;
  }
} else if (args.length === 0) {
  args.push(mode === '--long' ? '.property.test.ts' : 'test/fault/');
}
const ofBrowser = args.filter((filter) => filter.startsWith('test/e2e'));
const ofCore = args.filter((filter) => !ofBrowser.includes(filter));
const all = { passed: 0, failed: brokenChecks, skipped: 0 };

/** @param {Counts} counts */
function add(counts) {
  all.passed += counts.passed;
  all.failed += counts.failed;
  all.skipped += counts.skipped;
}

/** @type {Record<string, string>} */
const env = mode === undefined ? {} : { BULKHEAD_LONG: '1' };
if (ofBrowser.length === 0 || ofCore.length > 0) {
  add(runTests('tests', ['vitest/vitest.mjs', 'run', ...ofCore], env));
}
if (mode !== '--fault' && (isWhole || ofBrowser.length > 0)) {
  for (const counts of runBrowserTests(ofBrowser, env)) add(counts);
}
process.stdout.write(`${all.passed} passed, ${all.failed} failed, ${all.skipped} skipped\n`);
process.exitCode = all.failed === 0 ? 0 : 1;
