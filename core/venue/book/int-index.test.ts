import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../numbers.ts';
import { IntIndex } from './int-index.ts';

/** Keys that make trouble: dense runs, one key again and again, wide strides and the extremes. */
const keys = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc.constant(7),
  fc.nat(200).map((step) => step << 20),
  fc.integer(),
);

/** The naive twin: a list of pairs. */
class NaiveIndex {
  entries: { readonly key: number; readonly slot: number }[] = [];

  add(key: number, slot: number): boolean {
    const shared = this.slotsOf(key).length > 0;
    this.entries.push({ key, slot });
    return shared;
  }

  remove(key: number, slot: number): void {
    this.entries = this.entries.filter((entry) => entry.key !== key || entry.slot !== slot);
  }

  slotsOf(key: number): number[] {
    return this.entries.filter((entry) => entry.key === key).map((entry) => entry.slot);
  }
}

function slotsOf(index: IntIndex, key: number): number[] {
  const slots: number[] = [];
  for (let slot = index.slotOf(key); slot >= 0; slot = index.nextSlotOf(key, slot)) {
    slots.push(slot);
  }
  return slots.sort((a, b) => a - b);
}

describe('index of slots by 32-bit key', () => {
  test('it agrees with a list of pairs under random additions and removals', () => {
    const operation = fc.record({ adds: fc.nat(2), key: keys, pick: fc.nat() });
    const operations = fc.array(operation, { maxLength: 3_000, size: 'max' });
    const property = fc.property(operations, (list) => {
      const index = new IntIndex();
      const naive = new NaiveIndex();
      for (const [slot, { adds, key, pick }] of list.entries()) {
        const gone = naive.entries[pick % Math.max(1, naive.entries.length)];
        const one = adds > 0 || gone === undefined ? { key, slot } : gone;
        const method = one === gone ? 'remove' : 'add';
        expect(index[method](one.key, one.slot)).toBe(naive[method](one.key, one.slot));
      }
      index.validate();
      expect(index.count).toBe(naive.entries.length);
      for (const { key } of list) expect(slotsOf(index, key)).toEqual(naive.slotsOf(key));
    });
    fc.assert(property, { numRuns: 30 });
  });

  test('what is not there cannot be removed', () => {
    const index = new IntIndex();
    index.add(5, 1);
    expect(() => index.remove(5, 2)).toThrow(InvariantError);
    expect(() => index.remove(6, 1)).toThrow(InvariantError);
  });
});
