/** Goes in at once or not at all, holds for a while, closes the position, and turns round. */
import { SECOND_US } from '../../../venue/numbers.ts';
import { isOnBeat } from './strategy.ts';
import type { Strategy, StrategyTools } from './strategy.ts';

export interface SwingSettings {
  readonly instrument: number;
  readonly quantityLots: number;
  /** `fok` takes everything or nothing, `ioc` what there is. */
  readonly timeInForce: 'ioc' | 'fok';
  readonly everyS: number;
  readonly holdS: number;
}

export class Swing implements Strategy {
  readonly #settings: SwingSettings;
  readonly #tools: StrategyTools;
  #side: 1 | -1 = 1;
  #inSinceUs = 0;

  constructor(settings: SwingSettings, tools: StrategyTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  act(): void {
    const { market, own, hand } = this.#tools;
    const { instrument, quantityLots, timeInForce, everyS, holdS } = this.#settings;
    const touch = market.touch(instrument);
    if (touch === null || !isOnBeat(market.timeUs, everyS)) return;
    const held = own.positionLots(instrument);
    if (held !== 0) {
      if (this.#inSinceUs === 0) this.#inSinceUs = market.timeUs;
      if (market.timeUs - this.#inSinceUs >= holdS * SECOND_US) hand.close(instrument);
      return;
    }
    if (this.#inSinceUs !== 0) {
      this.#inSinceUs = 0;
      this.#side = this.#side === 1 ? -1 : 1;
    }
    const side = this.#side;
    const priceTicks = side === 1 ? touch.askTicks : touch.bidTicks;
    hand.place({ instrument, side, priceTicks, quantityLots, type: 'limit', timeInForce });
  }
}
