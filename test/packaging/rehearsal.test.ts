/**
 * A rehearsal of packaging: electron-builder with the real settings, on a stub in Electron's place
 * that holds nothing but where its switches are written. What comes out does not run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listPackage } from '@electron/asar';
import { getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import electron from '../../node_modules/electron/package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Of the wire: version 1, nine switches, none burnt. */
const WIRE = Buffer.from([1, 9, ...Array.from('000000000', (zero) => zero.charCodeAt(0))]);
const [OFF, ON] = ['0', '1'].map((text) => text.charCodeAt(0));

let folder = '';
let fault = '';

function stub(dist: string): void {
  for (const name of ['', 'resources', 'locales']) mkdirSync(path.join(dist, name));
  const pad = Buffer.alloc(64);
  const binary = Buffer.concat([pad, Buffer.from(SENTINEL), WIRE, pad]);
  writeFileSync(path.join(dist, 'electron'), binary, { mode: 0o755 });
  writeFileSync(path.join(dist, 'version'), electron.version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak']) {
    writeFileSync(path.join(dist, name), name);
  }
}

function run(program: string, ...args: string[]): string {
  const file = path.join(ROOT, 'node_modules', program);
  const options = { cwd: ROOT, encoding: 'utf8', timeout: 25_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], options);
  return status === 0 ? '' : `${stdout}${stderr}`.trim().slice(-400) || `ended by ${status}`;
}

beforeAll(() => {
  if (process.platform !== 'linux') {
    fault = 'the stub is one of Linux';
    return;
  }
  folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-package-'));
  stub(path.join(folder, 'dist'));
  fault = run('electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'error');
  const where = [`-c.electronDist=${folder}/dist`, `-c.directories.output=${folder}/out`];
  fault ||= run('electron-builder/cli.js', '--linux', '--dir', '--publish', 'never', ...where);
}, 60_000);

beforeEach((context) => {
  if (fault !== '') context.skip(`packaging cannot be rehearsed here: ${fault}`);
});

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

function unpacked(): string {
  const name = readdirSync(path.join(folder, 'out')).find((one) => one.endsWith('unpacked')) ?? '';
  return path.join(folder, 'out', name);
}

describe('a packaged desk', () => {
  test('has its bundles and resources in the archive, and nothing of the workshop', () => {
    const files = listPackage(path.join(unpacked(), 'resources', 'app.asar'), { isPack: false });
    for (const file of ['main/index.js', 'main/core-host.js', 'preload/preload.cjs']) {
      expect(files).toContain(`/out/${file}`);
    }
    expect(files).toContain('/resources/demo.json');
    expect(files).toContain('/node_modules/zod/package.json');
    const foreign = /\.test\.|^\/(core|renderer|electron|test|tools|docs)\/|better-sqlite3\/deps/;
    expect(files.filter((file) => foreign.test(file))).toEqual([]);
    expect(files.filter((file) => /node_modules\/(react|ag-grid|electron)/.test(file))).toEqual([]);
  });

  test('has native files beside the archive, and those of this system only', () => {
    const beside = path.join(unpacked(), 'resources', 'app.asar.unpacked', 'node_modules');
    const natives = readdirSync(beside, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.node'));
    const system = `${process.platform}-${process.arch}`;
    expect(natives).toContain(`better-sqlite3/prebuilds/${system}.node`);
    expect(natives.filter((file) => !file.includes(system))).toEqual([]);
    expect(natives.some((file) => file.startsWith('keytar/'))).toBe(true);
  });

  test('has its switches burnt as they are meant', async () => {
    const binary = readdirSync(unpacked()).find((file) => file === 'bulkhead') ?? '';
    expect(existsSync(path.join(unpacked(), binary))).toBe(true);
    const wire = await getCurrentFuseWire(path.join(unpacked(), binary));
    const burnt = [0, 1, 2, 3, 4, 5, 6, 7].map((fuse) => wire[fuse as 0]);
    // Run as Node, cookies, NODE_OPTIONS, inspector, integrity, archive only, own snapshot, file:.
    expect(burnt).toEqual([OFF, ON, OFF, OFF, ON, ON, OFF, OFF]);
  });
});
