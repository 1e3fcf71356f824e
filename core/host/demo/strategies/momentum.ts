/** Takes with the tape: buys after takers have bought, sells after they have sold. */
import type { Strategy, StrategyTools } from './strategy.ts';

export interface MomentumSettings {
  readonly instrument: number;
  /** How many slots of flow are looked at, and slept through after a trade. */
  readonly windowSlots: number;
  readonly thresholdLots: number;
  readonly quantityLots: number;
  readonly maxPositionLots: number;
}

export class Momentum implements Strategy {
  readonly #settings: MomentumSettings;
  readonly #tools: StrategyTools;
  /** Flow of the last slots, oldest first. */
  #window: number[] = [];

  constructor(settings: MomentumSettings, tools: StrategyTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  act(): void {
    const { instrument, windowSlots, thresholdLots } = this.#settings;
    const { market } = this.#tools;
    this.#window.push(market.flowLots(instrument));
    if (this.#window.length < windowSlots) return;
    const flow = this.#window.reduce((sum, lots) => sum + lots, 0);
    this.#window.shift();
    if (Math.abs(flow) < thresholdLots) return;
    this.#window = [];
    this.#take(flow > 0 ? 1 : -1);
  }

  #take(side: 1 | -1): void {
    const { market, own, hand } = this.#tools;
    const { instrument, quantityLots, maxPositionLots } = this.#settings;
    const touch = market.touch(instrument);
    const room = maxPositionLots - side * own.positionLots(instrument);
    if (touch === null || room <= 0) return;
    const priceTicks = side === 1 ? touch.askTicks : touch.bidTicks;
    const lots = Math.min(quantityLots, room);
    const order = { instrument, side, priceTicks, quantityLots: lots };
    hand.place({ ...order, type: 'limit', timeInForce: 'ioc' });
  }
}
