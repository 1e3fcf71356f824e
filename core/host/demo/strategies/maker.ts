/** Quotes both sides near the touch, post-only, and leaves a side when it holds enough of it. */
import type { OwnOrder } from '../subaccount-view.ts';
import { isOnBeat } from './strategy.ts';
import type { Strategy, StrategyTools } from './strategy.ts';

export interface MakerSettings {
  readonly instrument: number;
  readonly quantityLots: number;
  /** Behind the touch. */
  readonly awayTicks: number;
  /** A quote is moved when it stands further than this from where it should. */
  readonly toleranceTicks: number;
  readonly maxPositionLots: number;
  readonly everyS: number;
}

export class Maker implements Strategy {
  readonly #settings: MakerSettings;
  readonly #tools: StrategyTools;

  constructor(settings: MakerSettings, tools: StrategyTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  act(): void {
    const { market } = this.#tools;
    const { instrument, awayTicks, everyS } = this.#settings;
    const touch = market.touch(instrument);
    if (touch === null || !isOnBeat(market.timeUs, everyS)) return;
    this.#quote(1, touch.bidTicks - awayTicks);
    this.#quote(-1, touch.askTicks + awayTicks);
  }

  #quote(side: 1 | -1, priceTicks: number): void {
    const { own, hand } = this.#tools;
    const { instrument, quantityLots, toleranceTicks, maxPositionLots } = this.#settings;
    const quote = own.orders(instrument).find((order: OwnOrder) => order.side === side);
    const isFull = side * own.positionLots(instrument) >= maxPositionLots;
    if (quote === undefined) {
      if (isFull) return;
      const order = { instrument, side, priceTicks, quantityLots };
      hand.place({ ...order, type: 'limit', timeInForce: 'gtc', postOnly: true });
    } else if (isFull) {
      hand.cancel(instrument, quote.order);
    } else if (Math.abs(quote.priceTicks - priceTicks) > toleranceTicks) {
      hand.move(instrument, quote.order, { priceTicks, quantityLots });
    }
  }
}
