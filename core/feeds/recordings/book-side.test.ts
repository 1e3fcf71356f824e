import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BookSide } from './book-side.ts';

test('a side holds what a plain map would, best first', () => {
  const change = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3 }));
  fc.assert(
    fc.property(
      fc.constantFrom<1 | -1>(1, -1),
      fc.array(change, { maxLength: 200 }),
      fc.integer({ min: 1, max: 30 }),
      (sign, changes, count) => {
        const side = new BookSide(sign);
        side.apply(changes.flat());
        const standing = [...new Map(changes)]
          .filter(([, quantity]) => quantity > 0)
          .sort(([a], [b]) => (b - a) * sign)
          .slice(0, count);
        expect(side.best(count)).toEqual({
          prices: standing.map(([price]) => price),
          quantities: standing.map(([, quantity]) => quantity),
        });
      },
    ),
  );
});
