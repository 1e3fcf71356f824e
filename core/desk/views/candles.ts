/** Candles of the trades that move the last price, built as they happen. */
import { SECOND_US } from '../../venue/numbers.ts';
import { CANDLE_SECONDS } from '../codec.ts';
import type { Candle } from '../messages.ts';

/** Kept per instrument and interval, the oldest forgotten first. */
export const CANDLES_KEPT = 2_000;
/** A window this far behind is shown the newest; its chart asks for the rest. */
const CANDLES_BEHIND_MAX = 8;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Candles of one instrument and interval, the newest last. */
class Series {
  readonly candles: Mutable<Candle>[] = [];
  readonly #instrument: string;
  readonly #seconds: Candle['candleSeconds'];

  constructor(instrument: string, seconds: Candle['candleSeconds']) {
    this.#instrument = instrument;
    this.#seconds = seconds;
  }

  trade(timeUs: number, ticks: number, lots: number): void {
    const spanUs = this.#seconds * SECOND_US;
    const timeS = Math.floor(timeUs / spanUs) * this.#seconds;
    const newest = this.candles.at(-1);
    if (newest !== undefined && newest.timeS === timeS) {
      newest.highTicks = Math.max(newest.highTicks, ticks);
      newest.lowTicks = Math.min(newest.lowTicks, ticks);
      newest.closeTicks = ticks;
      newest.volume += lots;
      return;
    }
    this.candles.push({
      instrument: this.#instrument,
      candleSeconds: this.#seconds,
      timeS,
      openTicks: ticks,
      highTicks: ticks,
      lowTicks: ticks,
      closeTicks: ticks,
      volume: lots,
    });
    // Cut in slabs: moving two thousand for every new candle would be work for nothing.
    if (this.candles.length >= 2 * CANDLES_KEPT) this.candles.splice(0, CANDLES_KEPT);
  }
}

export class Candles {
  readonly #series = new Map<string, Series[]>();

  /** One trade in the book. Volume is counted in lots. */
  trade(instrument: string, timeUs: number, ticks: number, lots: number): void {
    let series = this.#series.get(instrument);
    if (series === undefined) {
      series = CANDLE_SECONDS.map((seconds) => new Series(instrument, seconds));
      this.#series.set(instrument, series);
    }
    for (const one of series) one.trade(timeUs, ticks, lots);
  }

  #of(instrument: string, seconds: number): readonly Candle[] {
    const at = CANDLE_SECONDS.findIndex((known) => known === seconds);
    return this.#series.get(instrument)?.[at]?.candles ?? [];
  }

  /** The newest candles, oldest first. */
  history(instrument: string, seconds: number, count: number): Candle[] {
    return this.#of(instrument, seconds).slice(-Math.min(count, CANDLES_KEPT));
  }

  /**
   * What a window that was shown `shown` last should see next: its end, then the one that followed,
   * and so on, so that no candle is left unfinished; the newest where it is too far behind. Null
   * where there is nothing new. Rule DESK-13.
   */
  next(instrument: string, seconds: number, shown: Candle | null): Candle | null {
    const candles = this.#of(instrument, seconds);
    const newest = candles.at(-1);
    if (newest === undefined) return null;
    if (shown === null) return { ...newest };
    let at = candles.length - 1;
    while (at >= 0 && (candles[at]?.timeS ?? 0) > shown.timeS) at -= 1;
    const same = candles[at];
    if (same === undefined || candles.length - at > CANDLES_BEHIND_MAX) return { ...newest };
    if (same.volume !== shown.volume) return { ...same };
    const following = candles[at + 1];
    return following === undefined ? null : { ...following };
  }
}
