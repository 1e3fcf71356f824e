/** A taker's way through the book: which levels give it what, and at which price on average. */
import type { Instrument } from '../../venue/state.ts';
import type { BookWalk } from '../messages.ts';
import type { Scales } from '../views/scales.ts';
import type { Considered } from './refusal.ts';

export interface Fill {
  readonly ticks: number;
  readonly lots: number;
}

/** Lots that the book would give a taker, level by level, up to its limit. */
export function walkBook({ instrument, side, lots, limitTicks }: Considered): Fill[] {
  const { book } = instrument;
  const opposite = side === 1 ? -1 : 1;
  const fills: Fill[] = [];
  let left = lots;
  for (let depth = 0; left > 0 && depth < book.levelCount(opposite); depth++) {
    const ticks = book.levelTicks(opposite, depth);
    if (side * (ticks - limitTicks) > 0) break;
    const taken = Math.min(left, book.levelLots(opposite, depth));
    fills.push({ ticks, lots: taken });
    left -= taken;
  }
  return fills;
}

/** A fraction whose sums are exact, whatever the sizes and prices. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

function plus(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

/**
 * The price at which all of it at once would be worth the same, in ticks, rounded against the
 * taker. An inverse contract is worth lots / ticks, so there it is the harmonic mean.
 */
export function averageTicks(
  fills: readonly Fill[],
  side: 1 | -1,
  contract: Instrument['spec']['contract'],
): number {
  const nothing: Fraction = { over: 0n, under: 1n };
  const lots = fills.reduce((sum, fill) => sum + BigInt(fill.lots), 0n);
  const isInverse = contract === 'inverse';
  const worth = fills
    .map(({ ticks, lots: taken }) =>
      isInverse
        ? { over: BigInt(taken), under: BigInt(ticks) }
        : { over: BigInt(taken) * BigInt(ticks), under: 1n },
    )
    .reduce(plus, nothing);
  const [over, under] = isInverse
    ? [lots * worth.under, worth.over]
    : [worth.over, lots * worth.under];
  const isUp = side === 1 && over % under !== 0n;
  return Number(over / under) + (isUp ? 1 : 0);
}

/** The walk as texts; null where the book gives nothing. Rule DESK-18. */
export function walkWords(
  scales: Scales,
  { instrument, side, lots }: Considered,
  fills: readonly Fill[],
): BookWalk | null {
  const worst = fills.at(-1);
  if (worst === undefined) return null;
  const taken = fills.reduce((sum, fill) => sum + fill.lots, 0);
  const average = averageTicks(fills, side, instrument.spec.contract);
  return {
    levels: fills.length,
    size: scales.size(instrument, taken),
    averagePrice: scales.price(instrument, average),
    worstPrice: scales.price(instrument, worst.ticks),
    rest: taken === lots ? '' : scales.size(instrument, lots - taken),
  };
}
