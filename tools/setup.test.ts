/** Set-up in a checkout of the test's own, where there is no npm to be found. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder = '';
let checkout = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'setup-'));
  checkout = path.join(folder, 'checkout');
  mkdirSync(path.join(checkout, 'tools'), { recursive: true });
  const script = fileURLToPath(new URL('setup.mjs', import.meta.url));
  copyFileSync(script, path.join(checkout, 'tools', 'setup.mjs'));
  writeFileSync(path.join(checkout, 'package-lock.json'), '{}\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function setUp(): { status: number | null; stderr: string } {
  const script = path.join(checkout, 'tools', 'setup.mjs');
  const code = `import(${JSON.stringify(script)}).then(({ setUpOrExit }) => setUpOrExit());`;
  const { npm_execpath: _, npm_node_execpath: __, ...others } = process.env;
  const env = { ...others, PATH: folder };
  return spawnSync(process.execPath, ['-e', code], { env, encoding: 'utf8' });
}

test('node_modules that are a link are left as they are, which is said', () => {
  const shared = path.join(folder, 'shared');
  mkdirSync(shared);
  writeFileSync(path.join(shared, 'a package'), '');
  symlinkSync(shared, path.join(checkout, 'node_modules'), 'junction');
  const { status, stderr } = setUp();
  expect(status).toBe(1);
  expect(stderr).toBe(
    `node_modules is a symbolic link to ${shared}, and not as package-lock.json has it: ` +
      'npm ci would empty that folder. Remove the link, or set up where it leads.\n',
  );
  expect(existsSync(path.join(shared, 'a package'))).toBe(true);
});

test.each(['none at all', 'a folder'])('node_modules that are %s are set up by npm', (what) => {
  if (what === 'a folder') mkdirSync(path.join(checkout, 'node_modules'));
  const { status, stderr } = setUp();
  expect(status).toBe(1);
  expect(stderr).toContain('> npm ci ');
});
