import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import type { IndexDefinition } from './definition.ts';
import { createSourceMemory, inputsFault, judgeSources, MAX_PRICE_E8 } from './source-validity.ts';
import type { Judgement, SourceInput, SourceMemory } from './source-validity.ts';

const definition: IndexDefinition = indices.standard[0]!;
const T0 = 1_700_000_000_000_000;
const USD = 100_000_000;

function input(source: number, change: Partial<SourceInput> = {}): SourceInput {
  return {
    source,
    bidE8: 99 * USD + 90_000_000,
    askE8: 100 * USD + 10_000_000,
    lastE8: 100 * USD,
    lastAgeMs: 1_000,
    sourceTimeUs: T0,
    receiveAgeMs: 0,
    flags: 0,
    ...change,
  };
}

function memoriesOf(): SourceMemory[] {
  return definition.sources.map(createSourceMemory);
}

function judgeOne(change: Partial<SourceInput>): Judgement {
  return judgeSources(definition, memoriesOf(), [input(0, change)], T0);
}

function reasonOf(judgement: Judgement, source: number): string {
  return judgement.excluded.find((exclusion) => exclusion.source === source)?.reason ?? 'NONE';
}

describe('ORA-01 a source has a valid price', () => {
  test.each<[string, Partial<SourceInput>, number]>([
    ['mid', {}, 400 * USD],
    ['an odd mid, exactly', { bidE8: 9_999_999_999, askE8: 10_000_000_000 }, 39_999_999_998],
    ['last, if the book is crossed', { bidE8: 101 * USD, lastE8: 98 * USD }, 392 * USD],
    ['last, if a side is empty', { askE8: 0, lastE8: 98 * USD }, 392 * USD],
    ['last, exactly 10 s old', { askE8: 0, lastAgeMs: 10_000 }, 400 * USD],
    ['mid, at a spread of exactly 1 %', { bidE8: 9_950_000_000, askE8: 10_050_000_000 }, 400 * USD],
    ['mid, 4.999 s after the last message', { receiveAgeMs: 4_999 }, 400 * USD],
  ])('%s', (_, change, quarters) => {
    const judgement = judgeOne(change);
    expect(judgement.quarters[0]).toBe(quarters);
    expect(reasonOf(judgement, 0)).toBe('NONE');
  });

  test.each<[string, Partial<SourceInput>]>([
    ['NOPRICE', { bidE8: 0, askE8: 0, lastE8: 0 }],
    ['NOPRICE', { askE8: 0, lastAgeMs: 10_001 }],
    ['CROSSED', { bidE8: 100 * USD, askE8: 100 * USD, lastE8: 0 }],
    ['CROSSED', { bidE8: 101 * USD, lastAgeMs: 11_000 }],
    ['WIDE', { bidE8: 9_949_999_999, askE8: 10_050_000_000, lastE8: 0 }],
    ['STALE', { receiveAgeMs: 5_000 }],
    ['SEQ', { flags: 1 }],
    ['SEQ', { flags: 2 }],
    ['CLOCK', { sourceTimeUs: T0 - 60_001_000 }],
    ['CLOCK', { sourceTimeUs: T0 + 60_001_000 }],
    ['CLOCK', { sourceTimeUs: T0 + 3_600_000_000 }],
  ])('%s: %o gives none', (reason, change) => {
    const judgement = judgeOne(change);
    expect(judgement.quarters[0]).toBe(0);
    expect(reasonOf(judgement, 0)).toBe(reason);
  });

  test('a source that says nothing has no price', () => {
    expect(reasonOf(judgeOne({}), 1)).toBe('NOPRICE');
  });
});

describe('ORA-01 a source that is alive must also send prices', () => {
  test('after 30 s without a price it is stale, however fresh its heartbeats', () => {
    const memories = memoriesOf();
    judgeSources(definition, memories, [input(0)], T0);
    const at = (s: number, change: Partial<SourceInput> = {}): string =>
      reasonOf(judgeSources(definition, memories, [input(0, change)], T0 + s * 1_000_000), 0);
    expect(at(29)).toBe('NONE');
    expect(at(30)).toBe('STALE');
    // The same price again, with a new stamp, is a price.
    expect(at(31, { sourceTimeUs: T0 + 31_000_000 })).toBe('NONE');
  });

  test('the age of a message counts from its receipt', () => {
    const memories = memoriesOf();
    judgeSources(definition, memories, [input(0, { receiveAgeMs: 3_000 })], T0);
    const later = judgeSources(definition, memories, [input(0)], T0 + 27_000_000);
    expect(reasonOf(later, 0)).toBe('STALE');
  });
});

describe('ORA-01 clocks', () => {
  test('a clock off by more than 5 s is flagged, and its price counts', () => {
    const judgement = judgeOne({ sourceTimeUs: T0 - 5_001_000 });
    expect(judgement.quarters[0]).toBe(400 * USD);
    expect(judgement.flagged).toEqual([{ source: 0, reason: 'CLOCK_OFF' }]);
    expect(judgeOne({ sourceTimeUs: T0 + 5_000_000 }).flagged).toEqual([]);
  });

  test('a stamp is compared with the time of receipt', () => {
    expect(judgeOne({ sourceTimeUs: T0 - 4_000_000, receiveAgeMs: 4_000 }).flagged).toEqual([]);
  });

  test('a message stamped 1 s before its predecessor is dropped: the older stands', () => {
    const memories = memoriesOf();
    judgeSources(definition, memories, [input(0)], T0);
    const back = { bidE8: 90 * USD, askE8: 90 * USD + 100, sourceTimeUs: T0 - 1_000_001 };
    const judgement = judgeSources(definition, memories, [input(0, back)], T0 + 1_000_000);
    expect(judgement.quarters[0]).toBe(400 * USD);
    expect(judgement.flagged).toEqual([{ source: 0, reason: 'CLOCK_BACK' }]);
    const little = { ...back, sourceTimeUs: T0 - 1_000_000 };
    const taken = judgeSources(definition, memories, [input(0, little)], T0 + 2_000_000);
    expect(taken.quarters[0]).toBe(360 * USD + 200);
  });

  test('a message refused for its clock stays refused when time catches up with its stamp', () => {
    const memories = memoriesOf();
    const ahead = { sourceTimeUs: T0 + 3_600_000_000 };
    judgeSources(definition, memories, [input(0, ahead)], T0);
    const judgement = judgeSources(definition, memories, [input(0, ahead)], T0 + 3_600_000_000);
    expect(reasonOf(judgement, 0)).toBe('CLOCK');
  });
});

/** Source 0 repeats itself with new stamps; the others quote `usd` from second 30 on. */
function flatAfter(s: number, movers: number, usd: number): string {
  const memories = memoriesOf();
  let judgement: Judgement | undefined;
  for (let second = 0; second <= s; second += 1) {
    const timeUs = T0 + second * 1_000_000;
    const stamp = { sourceTimeUs: timeUs };
    const moved = { bidE8: (usd - 0.1) * USD, askE8: (usd + 0.1) * USD };
    const inputs = [input(0, stamp)];
    for (let source = 1; source < 5; source += 1) {
      inputs.push(input(source, second >= 30 && source <= movers ? { ...stamp, ...moved } : stamp));
    }
    judgement = judgeSources(definition, memories, inputs, timeUs);
  }
  return reasonOf(judgement!, 0);
}

describe('ORA-01 flat: a source stands still while others move', () => {
  test('60 s and two others by more than 10 bp', () => {
    expect(flatAfter(60, 2, 100.5)).toBe('FLAT');
    expect(flatAfter(59, 2, 100.5)).toBe('NONE');
  });

  test('not for one other, and not for 10 bp', () => {
    expect(flatAfter(60, 1, 100.5)).toBe('NONE');
    expect(flatAfter(60, 2, 100.1)).toBe('NONE');
  });
});

describe('ORA-01 scale: a price near a power of ten times the median', () => {
  test.each<[number, string]>([
    [1_000, 'SCALE'],
    [1_200, 'SCALE'],
    [1_201, 'NONE'],
    [800, 'SCALE'],
    [799, 'NONE'],
    [10_000, 'SCALE'],
    [10, 'SCALE'],
    [12, 'SCALE'],
    [13, 'NONE'],
    [8, 'SCALE'],
    [1, 'SCALE'],
    [100, 'NONE'],
    [150, 'NONE'],
  ])('%d where the others say 100: %s', (usd, reason) => {
    const off = { bidE8: usd * USD - 1, askE8: usd * USD + 1 };
    const inputs = [input(0, off), input(1), input(2), input(3), input(4)];
    const judgement = judgeSources(definition, memoriesOf(), inputs, T0);
    expect(reasonOf(judgement, 0)).toBe(reason);
    expect(judgement.excluded).toHaveLength(reason === 'NONE' ? 0 : 1);
  });
});

test('ORA-01 inputs that no feed could have seen are refused', () => {
  expect(inputsFault(definition, [input(0), input(4)])).toBe('OK');
  expect(inputsFault(definition, [input(5)])).toBe('UNKNOWN_SOURCE');
  expect(inputsFault(definition, [input(1), input(1)])).toBe('DUPLICATE_SOURCE');
  const wrong: Partial<SourceInput>[] = [
    { bidE8: -1 },
    { askE8: MAX_PRICE_E8 + 1 },
    { lastE8: 0.5 },
    { receiveAgeMs: Number.NaN },
    { flags: 4 },
  ];
  for (const change of wrong)
    expect(inputsFault(definition, [input(0, change)])).toBe('OUT_OF_RANGE');
});
