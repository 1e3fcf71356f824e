/** Random inputs of rules about other ways of realising, charging and of rates by the size. */
import {
  fine,
  LINEAR,
  listOf,
  money,
  of,
  optional,
  price,
  quantity,
  share,
  side,
  steps,
} from './figures.ts';
import type { Case } from './figures.ts';

const ATOM = 1e-6;
const PPM = 1e-6;
const CHARGED = { ...LINEAR, takerFee: '0.0005' };

export const pnlWayCases: readonly Case[] = [
  of(
    'VAR-42',
    { side, quantity, entry: price, mark: price, closed: quantity, price },
    LINEAR,
    // What is carried along and what was paid are each rounded.
    { entered: 2 * ATOM },
  ),
  of('VAR-44', { value: money, parts: listOf({ rate: share }) }, LINEAR, { fee: 4 * ATOM }),
  of(
    'VAR-45',
    { quantity, first: share, unit: quantity, rise: share, ...optional({ kept: share }) },
    LINEAR,
    { rate: 2 * PPM },
  ),
  of('VAR-46', { side, quantity, price, cap: steps(1_200_000, 2_000_000, 1) }, CHARGED),
  of('VAR-47', { samples: listOf({ price: fine }) }, LINEAR),
];
