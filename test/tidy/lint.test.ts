import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFault, layers } from '../../tools/lint-rules.mjs';
import { root } from './files.ts';

describe('layers', () => {
  test('every folder of the core has its line in the table', () => {
    const entries = readdirSync(path.join(root, 'core'), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.filter((name) => layers[name] === undefined)).toEqual([]);
  });

  test('no layer imports a layer that imports it', () => {
    const reaches = (from: string): string[] =>
      (layers[from] ?? []).flatMap((to) => [to, ...reaches(to.split('/')[0] ?? '')]);
    expect(Object.keys(layers).filter((layer) => reaches(layer).includes(layer))).toEqual([]);
  });

  test.each([
    ['core/venue/venue.ts', './book/book.ts'],
    ['core/venue/book/book.ts', '../custody/custody.ts'],
    ['core/venue/book/book.test.ts', 'vitest'],
    ['core/journal/codec/kinds.ts', '../../venue/commands.ts'],
    ['core/feeds/simulated/random.ts', '../../venue/numbers.ts'],
    ['core/depth/mirror.ts', '../venue/book/contract.ts'],
    ['core/cli/main.ts', '../../package.json'],
    ['core/cli/verbs/doctor.test.ts', '../../../tools/setup.mjs'],
    ['test/fault/kill.test.ts', '../../core/journal/journal.ts'],
    ['renderer/feed/feed.ts', '../../core/desk/messages.ts'],
    ['renderer/feed/feed.ts', '../theme/tokens.ts'],
    ['renderer/main.tsx', 'react'],
    ['renderer/theme/tokens.test.ts', 'node:fs'],
  ])('%s may import %s', (file, specifier) => {
    expect(importFault(file, specifier)).toBeUndefined();
  });

  test.each([
    ['core/venue/venue.ts', 'node:fs'],
    ['core/venue/venue.ts', '../journal/journal.ts'],
    ['core/venue/book/book.ts', '../../custody/custody.ts'],
    ['core/venue/book/book.ts', '../../../resources/instruments.json'],
    ['core/venue/book/book.test.ts', '../../journal/journal.ts'],
    ['core/journal/journal.ts', '../sequencer/sequencer.ts'],
    ['core/feeds/replay.ts', '../venue/commands.ts'],
    ['core/depth/mirror.ts', '../desk/messages.ts'],
    ['core/feeds/replay.ts', '../journal/journal.ts'],
    ['core/host/host.ts', '../cli/main.ts'],
    ['core/host/host.ts', 'electron/main'],
    ['core/cli/main.ts', 'react'],
    ['core/cli/main.ts', '../../renderer/feed/feed.ts'],
    ['core/unheard/of.ts', '../venue/numbers.ts'],
    ['renderer/feed/feed.ts', '../../core/venue/numbers.ts'],
    ['renderer/feed/feed.ts', '../../core/desk/desk-server.ts'],
    ['renderer/main.tsx', 'node:fs'],
    ['renderer/main.tsx', 'electron/renderer'],
    ['renderer/main.tsx', './testing/fake-core.ts'],
  ])('%s may not import %s', (file, specifier) => {
    expect(importFault(file, specifier)).toBeTypeOf('string');
  });
});

/** Files, each with the rules of the linter that it breaks. */
const samples: Readonly<Record<string, readonly [text: string, ...rules: string[]]>> = {
  'core/venue/file.ts': ["export { readFileSync } from 'node:fs';", 'bulkhead(layers)'],
  'core/venue/lazy.ts': ["export const x = () => import('../journal/x.ts');", 'bulkhead(layers)'],
  'core/venue/clock.ts': ['export const now = Date.now();', 'eslint(no-restricted-globals)'],
  'core/venue/text.ts': [
    'export const text = (x: number) => x.toFixed(2);',
    'eslint(no-restricted-properties)',
  ],
  'core/venue/power.ts': ['export const e = (x: number) => x ** 8;', 'bulkhead(exact-arithmetic)'],
  'core/venue/root.ts': ['export const e = Math.exp(1);', 'bulkhead(exact-arithmetic)'],
  'core/venue/alias.ts': ['export const { floor } = Math;', 'bulkhead(exact-arithmetic)'],
  'core/venue/exact.ts': ['export const e = (x: number) => Math.floor(x);'],
  'core/venue/big.ts': ['export const one = 1n;', 'bulkhead(no-bigint)'],
  'core/venue/bigger.ts': ['export const one = BigInt(1);', 'bulkhead(no-bigint)'],
  'core/venue/conservation.ts': ['export const one = BigInt(1) + 1n;'],
  'core/venue/big.test.ts': [
    "export { test } from 'vitest';\nexport const one = BigInt(Date.now());",
  ],
  'core/host/promise.ts': [
    'export const f = async () => 1;\nexport function g(): void {\n  f();\n}',
    'typescript(no-floating-promises)',
  ],
  'core/host/condition.ts': [
    'export const f = (x?: number): number => (x ? 1 : 0);',
    'typescript(strict-boolean-expressions)',
  ],
  'core/host/cases.ts': [
    "export function f(x: 'a' | 'b'): void {\n  switch (x) {\n    case 'a':\n  }\n}",
    'typescript(switch-exhaustiveness-check)',
  ],
};

describe('the linter and the compiler, over a tree of bad files', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'lint-'));
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    const settings = readdirSync(root).filter((name) => /^(tsconfig|\.oxlintrc)/.test(name));
    for (const name of [...settings, 'tools/lint-rules.mjs']) {
      cpSync(path.join(root, name), path.join(folder, name));
    }
    for (const name of ['core/venue', 'core/host']) {
      mkdirSync(path.join(folder, name), { recursive: true });
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs a tool of node_modules in the tree of bad files. */
  function output(tool: string, ...args: string[]): string {
    const command = [path.join(root, 'node_modules', tool), ...args];
    return spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' }).stdout;
  }

  test('each bad file breaks its rule, and no other', () => {
    for (const [name, [text]] of Object.entries(samples)) {
      writeFileSync(path.join(folder, name), `${text}\n`);
    }
    const found: Record<string, string[]> = {};
    for (const name of Object.keys(samples)) found[name] = [];
    const report = JSON.parse(output('oxlint/bin/oxlint', '--format', 'json', 'core')) as {
      diagnostics: readonly { filename: string; code: string }[];
    };
    for (const { filename, code } of report.diagnostics) found[filename]?.push(code);
    const expected = Object.entries(samples).map(([name, [, ...codes]]) => [name, codes]);
    expect(found).toEqual(Object.fromEntries(expected));
  });

  test('a name of Node or of the DOM is a type error in the venue', () => {
    const file = 'core/venue/names.ts';
    writeFileSync(
      path.join(folder, file),
      'export const a = process;\nexport const b = document;\n',
    );
    const errors = output(
      'typescript/bin/tsc',
      '-p',
      'tsconfig.venue.json',
      '--incremental',
      'false',
    );
    expect(errors).toContain(`${file}(1,18): error TS2591`);
    expect(errors).toContain(`${file}(2,18): error TS2584`);
  });
});
