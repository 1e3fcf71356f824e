/** Long in one contract, short in another of the same worth, realigned at intervals. */
import { mulDivFloor } from '../../../venue/numbers.ts';
import { isOnBeat } from './strategy.ts';
import type { Strategy, StrategyTools } from './strategy.ts';

export interface PairLeg {
  readonly instrument: number;
  readonly clipLots: number;
  readonly reachTicks: number;
  /** Worth of one lot at a price, in 1e-8 of the quote; exact for either kind of contract. */
  readonly lotWorthE8: (priceTicks: number) => number;
}

export interface PairSettings {
  readonly long: PairLeg;
  readonly short: PairLeg;
  /** What each leg should be worth, in whole units of the quote. */
  readonly worth: number;
  readonly everyS: number;
}

const E8 = 100_000_000;

export class Pair implements Strategy {
  readonly #settings: PairSettings;
  readonly #tools: StrategyTools;

  constructor(settings: PairSettings, tools: StrategyTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  act(): void {
    const { long, short, everyS } = this.#settings;
    if (!isOnBeat(this.#tools.market.timeUs, everyS)) return;
    this.#align(long, 1);
    this.#align(short, -1);
  }

  #align({ instrument, clipLots, reachTicks, lotWorthE8 }: PairLeg, direction: 1 | -1): void {
    const { market, own, hand } = this.#tools;
    const touch = market.touch(instrument);
    if (touch === null) return;
    const targetLots = mulDivFloor(this.#settings.worth, E8, lotWorthE8(touch.bidTicks));
    const missing = direction * targetLots - own.positionLots(instrument);
    // Less than half a clip is not worth its fee.
    if (2 * Math.abs(missing) < clipLots) return;
    const side = missing > 0 ? 1 : -1;
    const priceTicks =
      side === 1 ? touch.askTicks + reachTicks : Math.max(1, touch.bidTicks - reachTicks);
    const quantityLots = Math.min(Math.abs(missing), clipLots);
    hand.place({
      instrument,
      side,
      priceTicks,
      quantityLots,
      type: 'limit',
      timeInForce: 'ioc',
    });
  }
}
