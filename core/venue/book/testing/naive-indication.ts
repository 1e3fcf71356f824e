/** The price of an auction by trying every price where anything could change. */
import type { Indication, OrderImage, Side } from '../contract.ts';

type Quoted = Pick<OrderImage, 'priceTicks' | 'remainingLots'>;

interface Tried {
  readonly ticks: number;
  readonly volume: number;
  /** Lots that buy less lots that sell. */
  readonly surplus: number;
}

export function naiveIndication(
  buys: readonly Quoted[],
  sells: readonly Quoted[],
  referenceTicks: number,
): Indication {
  const prices = [...buys, ...sells].flatMap(({ priceTicks }) => [
    priceTicks - 1,
    priceTicks,
    priceTicks + 1,
  ]);
  const lots = (orders: readonly Quoted[]) =>
    orders.reduce((sum, { remainingLots }) => sum + remainingLots, 0);
  let best: Tried[] = [...prices, referenceTicks].map((ticks) => {
    const bought = lots(buys.filter(({ priceTicks }) => priceTicks >= ticks));
    const sold = lots(sells.filter(({ priceTicks }) => priceTicks <= ticks));
    return { ticks, volume: Math.min(bought, sold), surplus: bought - sold };
  });
  best = least(best, ({ volume }) => -volume);
  if (best.length === 0 || best[0]!.volume === 0) {
    return { priceTicks: 0, volumeLots: 0, surplusLots: 0, surplusSide: 0 };
  }
  best = least(best, ({ surplus }) => Math.abs(surplus));
  if (best.every(({ surplus }) => surplus > 0)) best = least(best, ({ ticks }) => -ticks);
  else if (best.every(({ surplus }) => surplus < 0)) best = least(best, ({ ticks }) => ticks);
  else best = least(best, ({ ticks }) => Math.abs(ticks - referenceTicks));
  const { ticks, volume, surplus } = best[0]!;
  return {
    priceTicks: ticks,
    volumeLots: volume,
    surplusLots: Math.abs(surplus),
    surplusSide: Math.sign(surplus) as Side | 0,
  };
}

/** Those for which a figure is the least. */
function least(tried: readonly Tried[], figure: (one: Tried) => number): Tried[] {
  const lowest = Math.min(...tried.map(figure));
  return tried.filter((one) => figure(one) === lowest);
}
