/** The window's build: made when it is absent or older than what it is made from. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root, suppliedNode } from './setup.mjs';

const built = path.join(root, 'out', 'renderer', 'index.html');

/** All that the build reads, but for the packages, whose versions stand in the lock. */
const sources = ['renderer', 'core/desk', 'vite.config.ts', 'package-lock.json'];

/**
 * When the newest file under a path was written, in milliseconds; 0 where there is none.
 *
 * @param {string} from
 * @returns {number}
 */
function newestMs(from) {
  const found = statSync(from, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  let newest = 0;
  for (const name of readdirSync(from)) {
    if (name === 'node_modules') continue;
    newest = Math.max(newest, newestMs(path.join(from, name)));
  }
  return newest;
}

/** Is there a build, and nothing newer that it is made from? */
export function isBuilt() {
  const builtMs = newestMs(built);
  return builtMs > 0 && sources.every((one) => newestMs(path.join(root, one)) < builtMs);
}

/**
 * Does a command line show a window?
 *
 * @param {readonly string[]} args what stands after `bulkhead`
 */
export function needsRenderer(args) {
  const [verb, ...options] = args;
  const without = ['--headless', '--help', '-h'];
  const shows = verb === 'start' || (verb === 'bench' && options[0] === 'desk');
  return shows && !options.some((one) => without.includes(one));
}

/** Builds in view unless that was done; false where it failed, with vite's words above. */
export function buildRenderer() {
  if (isBuilt()) return true;
  process.stderr.write('Building the window (renderer/), because it is new or has changed.\n');
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', 'vite.config.ts', '--logLevel', 'warn'];
  const begun = performance.now();
  const { status } = spawnSync(suppliedNode, args, {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const ended = status === 0 ? `Built in ${seconds} s` : 'The window could not be built';
  process.stderr.write(`${ended}.\n`);
  return status === 0;
}
