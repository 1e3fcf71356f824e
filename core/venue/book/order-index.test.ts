import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../numbers.ts';
import { highWord, OrderIndex } from './order-index.ts';
import { OrderPool, RECORD, TRAIT } from './pool.ts';

/** Ids that make trouble: dense runs, several of one sequence number, wide strides, extremes. */
const ids = fc.oneof(
  fc.nat(200).map((sequence) => 65_536 * sequence),
  fc.nat(2_000),
  fc.nat(200).map((step) => step * 2 ** 37),
  fc.maxSafeNat(),
);

function slotWith(pool: OrderPool, orderId: number): number {
  const slot = pool.take();
  pool.setWord(slot, RECORD.ID_LOW, orderId | 0);
  pool.setWord(slot, RECORD.TRAITS, highWord(orderId) << TRAIT.ID_HIGH_SHIFT);
  return slot;
}

describe('index of slots by order id', () => {
  test('it agrees with a map under random additions and removals', () => {
    const operation = fc.record({ adds: fc.nat(2), orderId: ids, pick: fc.nat() });
    const operations = fc.array(operation, { maxLength: 3_000, size: 'max' });
    const property = fc.property(operations, (list) => {
      const pool = new OrderPool();
      const index = new OrderIndex(pool);
      const naive = new Map<number, number>();
      for (const { adds, orderId, pick } of list) {
        const gone = [...naive.keys()][pick % Math.max(1, naive.size)];
        if (adds > 0 || gone === undefined) {
          if (naive.has(orderId)) continue;
          const slot = slotWith(pool, orderId);
          index.add(pool.words, slot);
          naive.set(orderId, slot);
        } else {
          index.remove(pool.words, naive.get(gone)!);
          naive.delete(gone);
        }
      }
      index.validate();
      expect(index.count).toBe(naive.size);
      for (const { orderId } of list) {
        expect(pool.orderIdOf(naive.get(orderId) ?? slotWith(pool, orderId))).toBe(orderId);
        expect(index.slotOf(orderId)).toBe(naive.get(orderId) ?? -1);
      }
    });
    fc.assert(property, { numRuns: 30 });
  });

  test('an id is there once, and what is not there cannot be removed', () => {
    const pool = new OrderPool();
    const index = new OrderIndex(pool);
    const add = (): unknown => index.add(pool.words, slotWith(pool, 5));
    add();
    expect(add).toThrow(InvariantError);
    for (const orderId of [5, 6]) {
      const slot = slotWith(pool, orderId);
      expect(() => index.remove(pool.words, slot)).toThrow(InvariantError);
    }
    index.validate();
  });
});
