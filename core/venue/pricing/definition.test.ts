import { expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import { definitionFault } from './definition.ts';
import type { IndexDefinition } from './definition.ts';

const standard: IndexDefinition = indices.standard[0]!;

test('ORA-15 every definition that is shipped is sound', () => {
  const faults = [...indices.replay, ...indices.standard].map(definitionFault);
  expect(faults).toEqual(['OK', 'OK', 'OK']);
  expect(indices.replay.map(({ symbol, badges }) => [symbol, ...badges])).toEqual([
    ['BTC', 'ONE SOURCE', 'PEG ASSUMED'],
    ['ETH', 'ONE SOURCE', 'PEG ASSUMED'],
  ]);
});

test.each<[string, Partial<IndexDefinition>]>([
  ['NO_SOURCES', { sources: [] }],
  ['NOT_AN_INTEGER', { clampPpm: 25.5 }],
  ['NOT_AN_INTEGER', { reentryS: 0 }],
  ['WEIGHTS_NOT_ONE', { sources: standard.sources.slice(1) }],
  ['BAND_NOT_ORDERED', { clampPpm: 50_000 }],
  ['BAND_NOT_ORDERED', { reentryPpm: 50_000 }],
  ['BAND_NOT_ORDERED', { secondaryHoldPpm: 5_000 }],
  ['QUORUM_IMPOSSIBLE', { greenSurvivors: 6 }],
  ['QUORUM_IMPOSSIBLE', { amberSurvivors: 4 }],
  ['TIMES_NOT_ORDERED', { haltAfterS: 30 }],
  ['TIMES_NOT_ORDERED', { clockExcludeMs: 5_000 }],
])('ORA-15 a definition is refused with %s for %o', (fault, change) => {
  expect(definitionFault({ ...standard, ...change })).toBe(fault);
});
