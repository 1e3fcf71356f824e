import { describe, expect, test } from 'vitest';
import { textFiles } from './files.ts';
import { breaches, rules } from './rules.ts';

const files = textFiles();

describe('house rules', () => {
  test('there are files to look at', () => {
    const paths = files.map((file) => file.path);
    expect(paths).toContain('core/venue/numbers.ts');
    expect(paths).toContain('package.json');
    expect(paths.some((path) => path.includes('node_modules'))).toBe(false);
  });

  for (const rule of rules) {
    test(`${rule.name}: ${rule.reason}`, () => {
      expect(files.flatMap((file) => breaches(file, rule))).toEqual([]);
    });

    test(`would be noticed if broken: ${rule.name}`, () => {
      expect(breaches(rule.bad, rule)).toHaveLength(1);
      expect(breaches({ ...rule.bad, text: 'fine;\n' }, rule)).toEqual([]);
    });
  }
});
