/** Runs the `bulkhead` command under the supplied Node, from whatever Node started us. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { buildRenderer, needsRenderer } from './renderer-build.mjs';
import { root, setUpOrExit, suppliedNode } from './setup.mjs';

const command = path.join(root, 'core', 'cli', 'main.ts');

/**
 * Sets up, builds the window where the command shows one and its build is stale, runs the program
 * with the terminal handed on, and ends as it ends.
 *
 * @param {readonly string[]} args the command line after the program's name
 * @param {string} [program] the `bulkhead` command unless another is named
 */
export function launch(args, program = command) {
  setUpOrExit();
  if (program === command && needsRenderer(args) && !buildRenderer()) process.exit(1);
  const child = spawn(suppliedNode, [program, ...args], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // Ctrl-C reaches the child by itself: a terminal signals everyone in the foreground.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`${suppliedNode} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
  });
}
