import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemPackages } from '../../../tools/setup.mjs';
import { checkClock, checkDisk, checkKeychain, examine, judgeSpace, render } from './doctor.ts';
import type { Report } from './doctor.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'doctor-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A program of one line, as a probe. */
function program(text: string): string {
  const file = path.join(folder, 'probe.mjs');
  writeFileSync(file, text);
  return file;
}

describe('doctor', () => {
  test('examines this machine, looks above a folder not made yet, and leaves nothing', async () => {
    const report = await examine(path.join(folder, 'not', 'made', 'yet'));
    const checks = report.findings.map(({ check }) => check);
    expect(checks).toEqual(['node', 'sqlite', 'disk', 'space', 'clock', 'keychain']);
    const disk = report.findings.find(({ check }) => check === 'disk');
    expect(disk?.figures).toMatchObject({ folder, writes: 200 });
    expect(Number(disk?.figures?.['p50Us'])).toBeLessThanOrEqual(Number(disk?.figures?.['p99Us']));
    expect(report.usable).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder that cannot be written makes the machine unusable', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(checkDisk(file)).toMatchObject({ verdict: 'fail' });
    expect((await examine(file)).usable).toBe(false);
  });

  test('judges free space by what a demo keeps', () => {
    const mebibytes = [255, 256, 4095, 4096];
    const verdicts = mebibytes.map((size) => judgeSpace(size * 1024 * 1024));
    expect(verdicts).toEqual(['fail', 'warn', 'warn', 'ok']);
  });

  test('a clock behind the program itself is worth a word', () => {
    expect(checkClock(2000, 1000)).toMatchObject({ verdict: 'ok' });
    expect(checkClock(1000, 2000)).toMatchObject({ verdict: 'warn' });
  });

  test('renders a line for each finding, and the verdict', () => {
    const report: Report = {
      usable: false,
      findings: [{ check: 'disk', verdict: 'fail', text: 'Full.' }],
    };
    expect(render(report)).toBe('fail  disk      Full.\nThis machine cannot run Bulkhead.\n');
  });
});

describe('the keychain', () => {
  test('one that does not answer is given up, and the text says where the key goes', async () => {
    const silent = await checkKeychain(program('setInterval(() => {}, 1000);'), 500);
    expect(silent.verdict).toBe('warn');
    expect(silent.text).toContain('no answer in 500 ms');
    expect(silent.text).toContain('0600');
  });

  test('what went wrong is passed on', async () => {
    const locked = program("process.stdout.write('it is locked'); process.exitCode = 1;");
    expect((await checkKeychain(locked)).text).toContain('No keychain (it is locked).');
    const crashed = await checkKeychain(program('process.exit(7);'));
    expect(crashed.text).toContain('No keychain (Command failed');
  });

  test('a real one keeps and returns a secret', async (context) => {
    const missing = systemPackages.filter(({ file }) => !existsSync(file));
    if (missing.length > 0) {
      context.skip(`needs the system package ${missing.map(({ name }) => name).join(', ')}`);
    }
    const main = fileURLToPath(new URL('../main.ts', import.meta.url));
    const script =
      'printf "\\n" | gnome-keyring-daemon --unlock --components=secrets >"$HOME/log" && ' +
      'exec "$0" "$1" doctor --json';
    const command = ['--', 'sh', '-c', script, process.execPath, main];
    const env = { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder };
    const { stdout } = await promisify(execFile)('dbus-run-session', command, { env });
    const { findings } = JSON.parse(stdout) as Report;
    const found = findings.find(({ check }) => check === 'keychain');
    expect(found).toMatchObject({ verdict: 'ok' });
  });
});
