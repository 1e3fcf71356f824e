/** How much an index rests on any one of its sources: where it would be without the worst. */
import { mulDivRound, PPM } from '../../venue/numbers.ts';
import type { IndexDefinition } from '../../venue/pricing/definition.ts';
import { combinedE8 } from '../../venue/pricing/index-combination.ts';
import { medianQuarters } from '../../venue/pricing/index-price.ts';

export interface LeftOut {
  /** Its place in the definition. */
  readonly source: number;
  /** How far the index would move, signed. */
  readonly movePpm: number;
}

type Priced = { readonly source: number; readonly quarters: number };

/** The index of some sources, as the venue combines them. Rules ORA-04, ORA-05, VAR-54. */
function indexOf(definition: IndexDefinition, priced: readonly Priced[]) {
  const prices = priced.map(({ quarters }) => quarters);
  const weights = priced.map(({ source }) => definition.sources[source]!.weightPpm);
  return combinedE8(definition, prices, weights, medianQuarters(prices));
}

/**
 * The source whose absence would move the index furthest; null of fewer than two that count.
 * `quarters` has a price of each source, 0 of one that does not count. Rule DESK-74.
 */
export function worstLeftOut(
  definition: IndexDefinition,
  quarters: readonly number[],
): LeftOut | null {
  const priced = quarters.flatMap((price, source) =>
    price > 0 ? [{ source, quarters: price }] : [],
  );
  if (priced.length < 2) return null;
  const all = indexOf(definition, priced);
  let worst: LeftOut | null = null;
  for (const { source } of priced) {
    const others = priced.filter((one) => one.source !== source);
    const movePpm = mulDivRound(indexOf(definition, others) - all, PPM, all);
    if (worst === null || Math.abs(movePpm) > Math.abs(worst.movePpm)) worst = { source, movePpm };
  }
  return worst;
}
