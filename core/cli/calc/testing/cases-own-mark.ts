/** Random inputs of rules about marks and indices that are made in other venues' ways. */
import {
  always,
  fine,
  flag,
  LINEAR,
  listOf,
  of,
  optional,
  price,
  quantity,
  steps,
  whole,
} from './figures.ts';
import type { Case } from './figures.ts';

const E8 = 1e-8;
const near = steps(5_500_000_000_000, 6_500_000_000_000, 8);
const weight = steps(1, 1_000_000, 6);
const share = steps(1, 999_999, 6);
const samples = listOf({ at: whole(0, 200), price: steps(-1_000_000_000, 1_000_000_000, 8) }, 6);
const part = { ...optional({ price: near, weight }), ...optional({ standsIn: flag }) };

export const ownMarkCases: readonly Case[] = [
  of('VAR-49', { combine: always('median'), index: fine, parts: listOf(part) }, {}, { price: E8 }),
  of('VAR-49', { combine: always('mean'), index: fine, parts: listOf(part) }, {}, { price: E8 }),
  // Half a step for each sample.
  of('VAR-50', { by: always('ema'), over: whole(1, 90), samples }, {}, { average: 3 * E8 }),
  of(
    'VAR-50',
    { by: always('mean'), over: whole(30, 90), every: whole(1, 30), samples },
    {},
    { average: E8 },
  ),
  of('VAR-52', { mark: price, move: share }, LINEAR),
  of('VAR-53', { held: quantity, open: quantity, share }, LINEAR),
  of('VAR-54', { sources: listOf({ price: near, weight }, 6) }, {}, { median: 0, weighted: 0 }),
  of(
    'VAR-55',
    { prices: listOf({ price: near }, 7), limit: always('0.02'), from: whole(1, 3) },
    {},
    { median: 0 },
  ),
];
