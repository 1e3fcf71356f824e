import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { packagesAreThere } from './setup.mjs';

const tools = fileURLToPath(new URL('.', import.meta.url));

let folder = '';
beforeEach((context) => {
  // The launcher would install them, under the feet of the other tests.
  if (!packagesAreThere()) context.skip('node_modules are not those of the lock: run npm test');
  folder = mkdtempSync(path.join(os.tmpdir(), 'launch-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a script of tools/ or elsewhere; its output is kept, and its exit awaited. */
function start(script: string, ...args: string[]): { child: ChildProcess; out: () => string } {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  return { child, out: () => out };
}

/** A script that launches a program of the test's own. */
function launcherOf(program: string): string {
  const script = path.join(folder, 'launcher.mjs');
  const url = pathToFileURL(path.join(tools, 'launch.mjs')).href;
  writeFileSync(
    script,
    `import { launch } from ${JSON.stringify(url)};
     launch(process.argv.slice(2), ${JSON.stringify(program)});`,
  );
  return script;
}

describe('the launcher', () => {
  test('runs the command under the supplied Node and hands on output and success', async () => {
    const { child, out } = start(path.join(tools, 'bulkhead.mjs'), '--version');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(out()).toBe(`${manifest.version}\n`);
  });

  test('hands on a failure', async () => {
    const program = path.join(folder, 'fails.ts');
    writeFileSync(program, 'process.exitCode = Number(process.argv[2]);');
    const { child } = start(launcherOf(program), '7');
    expect(await once(child, 'close')).toEqual([7, null]);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'hands on %s, and waits for the program to end its own way',
    async (signal) => {
      const program = path.join(folder, 'waits.ts');
      writeFileSync(
        program,
        `process.on('${signal}', () => { console.log('stopped'); process.exit(5); });
         setInterval(() => {}, 1000);
         console.log('ready');`,
      );
      const { child, out } = start(launcherOf(program));
      while (!out().includes('ready')) await once(child.stdout!, 'data');
      child.kill(signal);
      expect(await once(child, 'close')).toEqual([5, null]);
      expect(out()).toContain('stopped');
    },
  );

  test('says by its exit code which signal ended the program', async () => {
    const program = path.join(folder, 'dies.ts');
    writeFileSync(program, "process.kill(process.pid, 'SIGKILL');");
    const { child } = start(launcherOf(program));
    expect(await once(child, 'close')).toEqual([128 + os.constants.signals.SIGKILL, null]);
  });
});
