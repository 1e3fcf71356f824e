/**
 * The price of an auction, found from the levels alone (BOOK-15).
 *
 * Taking the best bids and the best asks from each other, as far as they cross, trades the most
 * that one price can. It does so at every price from the last ask to the last bid taken. What is
 * left of bids lies below what is left of asks; between the two there is no surplus, and at either
 * it is what is left there and beyond.
 */
import { MAX_TICKS, type Indication, type Mutable } from './contract.ts';
import type { SideLevels } from './levels.ts';

/** One side of a take: its present level, what is left of that, and the last level taken from. */
interface Taking {
  readonly levels: SideLevels;
  level: number;
  leftLots: number;
  lastTicks: number;
}

/** Writes into `found` what an uncross of two sides would trade. */
export function findIndication(
  bids: SideLevels,
  asks: SideLevels,
  referenceTicks: number,
  found: Mutable<Indication>,
): void {
  const buying = startTaking(bids);
  const selling = startTaking(asks);
  const volumeLots = take(buying, selling);
  found.volumeLots = volumeLots;
  found.priceTicks = 0;
  found.surplusLots = 0;
  found.surplusSide = 0;
  if (volumeLots > 0) choosePrice(buying, selling, referenceTicks, found);
}

function startTaking(levels: SideLevels): Taking {
  const level = levels.best;
  return { levels, level, leftLots: level < 0 ? 0 : levels.lotsOf(level), lastTicks: 0 };
}

function take(buying: Taking, selling: Taking): number {
  let volumeLots = 0;
  while (buying.level >= 0 && selling.level >= 0) {
    const bidTicks = buying.levels.ticksOf(buying.level);
    const askTicks = selling.levels.ticksOf(selling.level);
    if (bidTicks < askTicks) break;
    const lots = Math.min(buying.leftLots, selling.leftLots);
    volumeLots += lots;
    takeFrom(buying, bidTicks, lots);
    takeFrom(selling, askTicks, lots);
  }
  return volumeLots;
}

function takeFrom(side: Taking, ticks: number, lots: number): void {
  side.lastTicks = ticks;
  side.leftLots -= lots;
  if (side.leftLots > 0) return;
  side.level = side.levels.worse(side.level);
  side.leftLots = side.level < 0 ? 0 : side.levels.lotsOf(side.level);
}

/** Of the prices with the most volume, from the last ask to the last bid taken, the best one. */
function choosePrice(
  buying: Taking,
  selling: Taking,
  referenceTicks: number,
  found: Mutable<Indication>,
): void {
  const bidLeft = buying.level < 0 ? 0 : buying.levels.ticksOf(buying.level);
  const askLeft = selling.level < 0 ? MAX_TICKS + 1 : selling.levels.ticksOf(selling.level);
  const lowest = Math.max(selling.lastTicks, bidLeft + 1);
  const highest = Math.min(buying.lastTicks, askLeft - 1);
  if (lowest <= highest) {
    found.priceTicks = nearest(referenceTicks, lowest, highest);
    return;
  }
  // No price is without surplus: the bid and the ask left are neighbours, or one was taken from.
  const buyLots = bidLeft < selling.lastTicks ? Infinity : buying.leftLots;
  const sellLots = askLeft > buying.lastTicks ? Infinity : selling.leftLots;
  let isBuy = buyLots < sellLots;
  found.priceTicks = isBuy ? bidLeft : askLeft;
  if (buyLots === sellLots) {
    found.priceTicks = nearest(
      referenceTicks,
      Math.max(selling.lastTicks, worseTicks(buying, 0) + 1),
      Math.min(buying.lastTicks, worseTicks(selling, MAX_TICKS + 1) - 1),
    );
    isBuy = found.priceTicks <= bidLeft;
  }
  found.surplusLots = isBuy ? buyLots : sellLots;
  found.surplusSide = isBuy ? 1 : -1;
}

/** Price of the level behind what is left. */
function worseTicks({ levels, level }: Taking, none: number): number {
  const worse = levels.worse(level);
  return worse < 0 ? none : levels.ticksOf(worse);
}

function nearest(ticks: number, lowest: number, highest: number): number {
  return Math.max(lowest, Math.min(highest, ticks));
}
