/**
 * A rehearsal of packaging for the three systems: electron-builder with the real settings, on a
 * stub in Electron's place. What comes out does not run, is not signed, and is no installer.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { listPackage } from '@electron/asar';
import { getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stubs } from './stubs.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const [OFF, ON] = ['0', '1'].map((text) => text.charCodeAt(0));
const WITHIN_MS = 240_000;

/** Of what comes out: where the program is, where its resources are, and its natives' system. */
const SYSTEMS = {
  linux: ['linux-unpacked/bulkhead', 'linux-unpacked/resources', 'linux-x64'],
  win: ['win-unpacked/Bulkhead.exe', 'win-unpacked/resources', 'win32-x64'],
  mac: ['mac/Bulkhead.app', 'mac/Bulkhead.app/Contents/Resources', 'darwin-x64'],
} as const;
type System = keyof typeof SYSTEMS;
const NAMES = Object.keys(SYSTEMS) as System[];

let folder = '';

async function run(program: string, ...args: string[]): Promise<void> {
  const file = path.join(ROOT, 'node_modules', program);
  const options = { cwd: ROOT, timeout: WITHIN_MS };
  await promisify(execFile)(process.execPath, [file, ...args], options);
}

async function pack(system: System): Promise<void> {
  const dist = path.join(folder, 'dist', system);
  stubs[system](dist);
  const where = [`-c.electronDist=${dist}`, `-c.directories.output=${folder}/out`];
  const what = [`--${system}`, '--dir', '--x64', '--publish', 'never'];
  await run('electron-builder/cli.js', ...what, ...where);
}

beforeAll(async () => {
  if (process.platform !== 'linux') return;
  folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-package-'));
  await run('electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'error');
  await Promise.all(NAMES.map((system) => pack(system)));
}, WITHIN_MS);

beforeEach((context) => {
  if (process.platform !== 'linux') context.skip('packaging is rehearsed on Linux');
});

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

const out = (file: string): string => path.join(folder, 'out', file);

describe.each(NAMES)('a desk packaged for %s', (system) => {
  const [program, resources, natives] = SYSTEMS[system];

  test('has its bundles and resources in the archive, and nothing of the workshop', () => {
    const files = listPackage(out(`${resources}/app.asar`), { isPack: false });
    const bundles = ['main/index.js', 'main/core-host.js', 'main/log-worker.js'];
    for (const file of [...bundles, 'preload/preload.cjs']) {
      expect(files).toContain(`/out/${file}`);
    }
    expect(files).toContain('/resources/demo.json');
    expect(files).toContain('/node_modules/zod/package.json');
    const foreign =
      /\.test\.|^\/(core|renderer|electron|test|tools|docs)\/|better-sqlite3\/deps|\/icons\//;
    expect(files.filter((file) => foreign.test(file))).toEqual([]);
    expect(files.filter((file) => /node_modules\/(react|ag-grid|electron)/.test(file))).toEqual([]);
  });

  test('has native files beside the archive, and those of that system only', () => {
    const beside = out(`${resources}/app.asar.unpacked/node_modules`);
    const found = readdirSync(beside, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.node'))
      .toSorted();
    expect(found).toEqual([
      `better-sqlite3/prebuilds/${natives}.node`,
      `keytar/prebuilds/${natives}/keytar.node`,
    ]);
  });

  test('has its switches burnt as they are meant', async () => {
    const wire = await getCurrentFuseWire(out(program));
    const burnt = [0, 1, 2, 3, 4, 5, 6, 7].map((fuse) => wire[fuse as 0]);
    // Run as Node, cookies, NODE_OPTIONS, inspector, integrity, archive only, own snapshot, file:.
    expect(burnt).toEqual([OFF, ON, OFF, OFF, ON, ON, OFF, OFF]);
  });
});

describe('what a system checks before it runs a desk', () => {
  test('is the hash of the archive, in the words of macOS', () => {
    const words = readFileSync(out('mac/Bulkhead.app/Contents/Info.plist'), 'utf8');
    expect(words).toMatch(/<key>ElectronAsarIntegrity<\/key>[^]*<string>[0-9a-f]{64}<\/string>/);
  });

  test('is the hash of the archive, in the resources of the program of Windows', () => {
    const bytes = readFileSync(out('win-unpacked/Bulkhead.exe')).toString('latin1');
    expect(bytes).toMatch(/"file":"resources\\\\app\.asar","alg":"SHA256","value":"[0-9a-f]{64}"/);
  });
});
