import { expect, test } from 'vitest';
import { outlineOf } from './depth-outline.ts';

const place = { axis: 200, width: 100 };

test('depth rises in steps from the axis and ends there', () => {
  const points = [
    { priceTicks: 10, share: 0.2 },
    { priceTicks: 8, share: 0.5 },
    { priceTicks: 5, share: 0.5 },
  ];
  const outline = outlineOf(points, (ticks) => 100 - ticks, place).map(({ x, y }) => [x, y]);
  expect(outline).toEqual([
    [200, 90],
    [180, 90],
    [180, 92],
    [150, 92],
    [150, 95],
    [150, 95],
    [200, 95],
  ]);
});

test('an empty side has no outline', () => {
  expect(outlineOf([], (ticks) => ticks, place)).toEqual([]);
});
