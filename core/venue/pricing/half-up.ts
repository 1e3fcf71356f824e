import { mulDivFloor } from '../numbers.ts';

/**
 * a * b / c rounded half up, that is floor(a * b / c + 1/2), also below zero. Any signs; c > 0;
 * 2 * a and twice the quotient must be safe integers.
 */
export function mulDivHalfUp(a: number, b: number, c: number): number {
  // floor(x + 1/2) = floor((floor(2x) + 1) / 2), so one exact division is enough.
  return Math.floor((mulDivFloor(2 * a, b, c) + 1) / 2);
}
