import { expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import { outlierStays } from './outlier.ts';
import { createSourceMemory } from './source-validity.ts';

const definition = indices.standard[0]!;
const T0 = 1_700_000_000_000_000;

/**
 * Whether the source is out after each observation, given as [second, price]; the median: 1,000.
 */
function outAfter(observations: readonly (readonly [number, number])[]): boolean[] {
  const memory = createSourceMemory();
  return observations.map(([second, price]) =>
    outlierStays(definition, memory, price, 1_000, T0 + second * 1_000_000),
  );
}

test('ORA-03 a price more than 5 % from the median is out at once, 5 % is not', () => {
  expect(outAfter([[0, 1_050]])).toEqual([false]);
  expect(outAfter([[0, 1_051]])).toEqual([true]);
  expect(outAfter([[0, 949]])).toEqual([true]);
});

test('ORA-03 it returns after 15 minutes within half the band', () => {
  expect(
    outAfter([
      [0, 1_060],
      [1, 1_025],
      [900, 975],
      [901, 1_000],
    ]),
  ).toEqual([true, true, true, false]);
});

test('ORA-03 between half and whole band it neither leaves nor returns', () => {
  expect(
    outAfter([
      [0, 1_040],
      [1, 1_060],
      [2, 1_026],
      [1_000, 1_026],
      [2_000, 1_026],
    ]),
  ).toEqual([false, true, true, true, true]);
});

test('ORA-03 the fifteen minutes start again after a stray price, or none', () => {
  expect(
    outAfter([
      [0, 1_060],
      [1, 1_000],
      [800, 1_026],
      [801, 1_000],
      [1_700, 1_000],
    ]),
  ).toEqual([true, true, true, true, true]);
  expect(
    outAfter([
      [0, 1_060],
      [1, 1_000],
      [800, 0],
      [801, 1_000],
      [1_701, 1_000],
    ]),
  ).toEqual([true, true, true, true, false]);
});

test('ORA-03 silence of all sources breaks the fifteen minutes too', () => {
  const memory = createSourceMemory();
  const at = (second: number, price: number, median: number): boolean =>
    outlierStays(definition, memory, price, median, T0 + second * 1_000_000);
  at(0, 1_060, 1_000);
  at(1, 1_000, 1_000);
  at(800, 0, 0);
  expect(at(901, 1_000, 1_000)).toBe(true);
  expect(at(1_801, 1_000, 1_000)).toBe(false);
});
