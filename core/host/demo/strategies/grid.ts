/** Fixed rungs around where it began: buys rest below the market, sells above it. */
import { isOnBeat } from './strategy.ts';
import type { Strategy, StrategyTools } from './strategy.ts';

export interface GridSettings {
  readonly instrument: number;
  /** Rungs on each side of the centre. */
  readonly rungs: number;
  readonly stepTicks: number;
  readonly quantityLots: number;
  readonly everyS: number;
}

export class Grid implements Strategy {
  readonly #settings: GridSettings;
  readonly #tools: StrategyTools;
  #centreTicks = 0;

  constructor(settings: GridSettings, tools: StrategyTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  act(): void {
    const { market, own, hand } = this.#tools;
    const { instrument, rungs, stepTicks, quantityLots, everyS } = this.#settings;
    const touch = market.touch(instrument);
    if (touch === null || !isOnBeat(market.timeUs, everyS)) return;
    if (this.#centreTicks === 0) this.#centreTicks = touch.bidTicks;
    const standing = new Set(own.orders(instrument).map(({ priceTicks }) => priceTicks));
    for (let rung = -rungs; rung <= rungs; rung += 1) {
      const priceTicks = this.#centreTicks + rung * stepTicks;
      const side = sideAt(priceTicks, touch.bidTicks, stepTicks);
      if (side === 0 || standing.has(priceTicks)) continue;
      const order = { instrument, side, priceTicks, quantityLots };
      hand.place({ ...order, type: 'limit', timeInForce: 'gtc', postOnly: true });
    }
  }
}

/** A rung next to the market stays empty, so that what it bought is not sold at the same price. */
function sideAt(priceTicks: number, marketTicks: number, stepTicks: number): 1 | -1 | 0 {
  if (priceTicks <= marketTicks - stepTicks) return 1;
  return priceTicks >= marketTicks + stepTicks ? -1 : 0;
}
