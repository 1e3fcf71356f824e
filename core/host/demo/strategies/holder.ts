/** Builds positions in small takes, then sits on them, perhaps with a stop under one of them. */
import { mulDivFloor, PPM } from '../../../venue/numbers.ts';
import { isOnBeat } from './strategy.ts';
import type { Strategy, StrategyTools } from './strategy.ts';

export interface HeldPosition {
  readonly instrument: number;
  /** Signed. */
  readonly targetLots: number;
  /** Most lots that one order takes. */
  readonly clipLots: number;
  /** How far beyond the touch an order may reach. */
  readonly reachTicks: number;
}

export interface StopSettings {
  readonly instrument: number;
  readonly trigger: 'last' | 'mark' | 'index';
  /** From the mark when it is placed, against the position. */
  readonly awayPpm: number;
  /** Of the position. */
  readonly sharePpm: number;
}

export interface HolderSettings {
  readonly positions: readonly HeldPosition[];
  readonly everyS: number;
  readonly stop?: StopSettings;
}

export class Holder implements Strategy {
  readonly #settings: HolderSettings;
  readonly #tools: StrategyTools;
  /** What was once complete is not built again: a stop or a liquidation has the last word. */
  readonly #complete = new Set<number>();
  #hasStop = false;

  constructor(settings: HolderSettings, tools: StrategyTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  act(): void {
    const { positions, everyS, stop } = this.#settings;
    if (!isOnBeat(this.#tools.market.timeUs, everyS)) return;
    for (const position of positions) {
      if (!this.#complete.has(position.instrument)) this.#build(position);
    }
    if (stop !== undefined && this.#complete.has(stop.instrument)) this.#protect(stop);
  }

  #build({ instrument, targetLots, clipLots, reachTicks }: HeldPosition): void {
    const { market, own, hand } = this.#tools;
    const side = targetLots > 0 ? 1 : -1;
    const missing = side * (targetLots - own.positionLots(instrument));
    if (missing <= 0) {
      this.#complete.add(instrument);
      return;
    }
    const touch = market.touch(instrument);
    if (touch === null) return;
    const priceTicks =
      side === 1 ? touch.askTicks + reachTicks : Math.max(1, touch.bidTicks - reachTicks);
    const quantityLots = Math.min(missing, clipLots);
    hand.place({ instrument, side, priceTicks, quantityLots, type: 'limit', timeInForce: 'ioc' });
  }

  #protect({ instrument, trigger, awayPpm, sharePpm }: StopSettings): void {
    const { market, own, hand } = this.#tools;
    const held = own.positionLots(instrument);
    const markTicks = market.markTicks(instrument);
    if (this.#hasStop || held === 0 || markTicks === 0 || !hand.isFree) return;
    this.#hasStop = true;
    const side = held > 0 ? -1 : 1;
    hand.place({
      instrument,
      side,
      type: 'market',
      timeInForce: 'ioc',
      reduceOnly: true,
      quantityLots: Math.max(1, mulDivFloor(Math.abs(held), sharePpm, PPM)),
      trigger,
      triggerTicks: markTicks + side * mulDivFloor(markTicks, awayPpm, PPM),
    });
  }
}
