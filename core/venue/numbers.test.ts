import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emaStep, median3, mulDivCeil, mulDivFloor, mulDivRound } from './numbers.ts';

const safe = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const divisor = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

describe('NUM-01 a product and quotient is exact in 106 bits', () => {
  test('floor, ceil and round agree with BigInt on random operands', () => {
    fc.assert(
      fc.property(safe, safe, divisor, (a, b, c) => {
        const product = BigInt(a) * BigInt(b);
        const floor = floorDivide(product, BigInt(c));
        fc.pre(floor > -9007199254740990n && floor < 9007199254740990n);
        const ceil = -floorDivide(-product, BigInt(c));
        const magnitude = floorDivide(
          2n * (product < 0n ? -product : product) + BigInt(c),
          2n * BigInt(c),
        );
        expect(BigInt(mulDivFloor(a, b, c))).toBe(floor);
        expect(BigInt(mulDivCeil(a, b, c))).toBe(ceil);
        expect(BigInt(mulDivRound(a, b, c))).toBe(product < 0n ? -magnitude : magnitude);
      }),
      { numRuns: 20_000 },
    );
  });

  test('a quotient beyond 2^53 stops rather than round', () => {
    expect(() => mulDivFloor(2 ** 52, 2 ** 52, 1)).toThrow(/passes 2\^53/);
  });
});

test('NUM-02 halves go away from zero, and there is no minus zero', () => {
  expect(mulDivRound(5, 1, 2)).toBe(3);
  expect(mulDivRound(-5, 1, 2)).toBe(-3);
  expect(Object.is(mulDivRound(-1, 1, 3), 0)).toBe(true);
  expect(Object.is(mulDivCeil(-1, 1, 3), 0)).toBe(true);
});

test('NUM-03 the moving average is an integer recurrence that rounds half up', () => {
  expect(emaStep(0, 300, 1, 300)).toBe(1);
  expect(emaStep(0, 150, 1, 300)).toBe(1);
  expect(emaStep(0, -150, 1, 300)).toBe(0);
  expect(emaStep(0, 300, 900, 300)).toBe(300);
});

test('median of three', () => {
  expect(median3(3, 1, 2)).toBe(2);
  expect(median3(1, 1, 5)).toBe(1);
});
