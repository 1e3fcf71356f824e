import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitTree } from './bit-tree.ts';

describe('set of small integers in order', () => {
  test('it agrees with a list under random additions and removals', () => {
    const size = 40_000;
    const member = fc.oneof(fc.nat(size - 1), fc.nat(70), fc.constantFrom(0, 31, 32, size - 1));
    const operations = fc.array(fc.record({ adds: fc.boolean(), member }), { maxLength: 400 });
    const property = fc.property(operations, fc.array(member), (list, probes) => {
      const tree = new BitTree(size);
      const naive = new Set<number>();
      for (const { adds, member: one } of list) {
        tree[adds ? 'add' : 'remove'](one);
        naive[adds ? 'add' : 'delete'](one);
      }
      for (const probe of [...probes, ...list.map((operation) => operation.member)]) {
        const below = [...naive].filter((one) => one < probe);
        expect(tree.has(probe)).toBe(naive.has(probe));
        expect(tree.below(probe)).toBe(below.length === 0 ? -1 : Math.max(...below));
      }
    });
    fc.assert(property, { numRuns: 100 });
  });
});
