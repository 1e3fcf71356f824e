import { expect, test } from 'vitest';
import { heldText } from './held-text.ts';

const held = { side: 'LONG', size: '1.000', mode: 'C', distancePercent: '0.37 %' } as const;

test('a position says where it is liquidated, and by which margin', () => {
  expect(heldText({ ...held, liquidation: '61,411.9', liquidationTicks: 614_119 })).toBe(
    'Long 1.000, cross, liquidation 61,411.9, 0.37 % away',
  );
});

test('where no price liquidates it, it says so', () => {
  const short = { ...held, side: 'SHORT', mode: 'P' } as const;
  expect(heldText({ ...short, liquidation: 'none', liquidationTicks: 0 })).toBe(
    'Short 1.000, portfolio, liquidation price none',
  );
});
