import { expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import { qualityOf, secondaryQuality } from './quality.ts';

const definition = indices.standard[0]!;

test.each<[string, number[], number[], string]>([
  ['three of 60 %', [1_000, 1_000, 1_000], [300_000, 200_000, 100_000], 'GREEN'],
  ['three of a ppm less', [1_000, 1_000, 1_000], [299_999, 200_000, 100_000], 'AMBER LOW_WEIGHT'],
  ['three of 40 %', [1_000, 1_000, 1_000], [200_000, 100_000, 100_000], 'AMBER LOW_WEIGHT'],
  ['three of a ppm less', [1_000, 1_000, 1_000], [199_999, 100_000, 100_000], 'HOLD LOW_WEIGHT'],
  ['three need not agree', [980, 1_000, 1_020], [300_000, 200_000, 100_000], 'GREEN'],
  ['two within 50 bp, of any weight', [998, 1_002], [50_000, 50_000], 'AMBER FEW_SOURCES'],
  ['two exactly 50 bp apart', [995, 1_000], [300_000, 250_000], 'AMBER FEW_SOURCES'],
  ['two further apart', [994, 1_000], [300_000, 250_000], 'HOLD DISAGREE'],
  ['one of any weight', [1_000], [700_000], 'HOLD FEW_SOURCES'],
  ['none', [], [], 'HOLD FEW_SOURCES'],
])('ORA-07 %s: %o of %o give %s', (_, prices, weights, expected) => {
  const { quality, reason, survivors } = qualityOf(definition, prices, weights, 1_000);
  expect(quality === 'GREEN' ? quality : `${quality} ${reason}`).toBe(expected);
  expect(survivors).toBe(prices.length);
});

test.each([
  [1_006, 4, 'GREEN'],
  [1_006, 5, 'AMBER'],
  [994, 5, 'AMBER'],
  [1_015, 5, 'AMBER'],
  [1_016, 0, 'HOLD'],
  [984, 0, 'HOLD'],
] as const)('ORA-13 a secondary at %d beside 1,000 for %d s: %s', (secondary, offS, quality) => {
  expect(secondaryQuality(definition, 1_000, secondary, offS * 1_000_000)).toBe(quality);
});
