import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { definedCodes, firstCells, provedCodes, relativeLinks } from './documents.ts';
import { root, textFiles } from './files.ts';

const files = textFiles();
const documents = files.filter(({ path: file }) => /^(README|docs\/.*)\.md$/.test(file));
const readmes = files.filter(({ path: file }) => /^core\/.*README\.md$/.test(file));
const tests = files.filter(({ path: file }) => file.endsWith('.test.ts'));

/** What is in one list and not in the other. */
function without(all: readonly string[], known: readonly string[]): string[] {
  return all.filter((one) => !known.includes(one));
}

describe('dependencies', () => {
  const table = readFileSync(path.join(root, 'docs', 'dependencies.md'), 'utf8');
  const described = firstCells(table, /`[^`]+`/).map((cell) => cell.slice(1, -1));
  const dependencies = { ...manifest.dependencies, ...manifest.devDependencies };

  test('each has its line in docs/dependencies.md, and each line its dependency', () => {
    expect(described.toSorted()).toEqual(Object.keys(dependencies).toSorted());
  });

  test('each has an exact version', () => {
    const versions = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
    expect(versions.filter((one) => !/ (npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/.test(one))).toEqual([]);
  });
});

describe('links', () => {
  test('every relative link in README.md and docs/ leads somewhere', () => {
    const broken = documents.flatMap((document) =>
      relativeLinks(document)
        .filter((link) => !existsSync(path.join(root, path.dirname(document.path), link)))
        .map((link) => `${document.path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test('are found, but not those to other places', () => {
    const text = '[a](docs/a.md#part) [b](https://b.example/x.md) [c](#part) [d](../d.png)';
    expect(relativeLinks({ path: 'README.md', text })).toEqual(['docs/a.md', '../d.png']);
  });
});

describe('rule codes', () => {
  // The samples below are no rules of the venue.
  const provers = tests.filter((file) => !file.path.startsWith('test/tidy/'));
  const proved = provers.flatMap(({ text }) => provedCodes(text));
  const defined = readmes.flatMap(({ text }) => definedCodes(text));

  test('each rule of a README in core/ has a test, each code in a title a rule', (context) => {
    if (readmes.length === 0) context.skip('no README in the core defines a rule yet');
    expect({
      withoutTest: without(defined, proved),
      withoutRule: without([...new Set(proved)], defined),
      definedTwice: defined.filter((code, index) => defined.indexOf(code) !== index),
    }).toEqual({ withoutTest: [], withoutRule: [], definedTwice: [] });
  });

  test('are found at the beginning of a title only', () => {
    const source = `
      test('AB-01 one', f);
      test.each(cases)('AB-02, CD-03 two of $name', f);
      describe(
        "EF-04 it's a group", f);
      test('a hash is SHA-256', f);
      test('AB-01', f);`;
    expect(provedCodes(source)).toEqual(['AB-01', 'AB-02', 'CD-03', 'EF-04', 'AB-01']);
    const table =
      '| Code | Rule |\n| --- | --- |\n| AB-01 | one |\n| `x` | AB-09 |\n|CD-03| two |\n';
    expect(definedCodes(table)).toEqual(['AB-01', 'CD-03']);
  });
});
