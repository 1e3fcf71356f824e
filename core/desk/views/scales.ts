/** How prices, sizes and money of one venue are written, derived once per instrument and asset. */
import { decimalsOf } from '../../sequencer/admission/decimal.ts';
import { priceScale, quantityScale } from '../../sequencer/admission/scales.ts';
import { powerOfTen } from '../../venue/instruments/value.ts';
import { at } from '../../venue/state.ts';
import type { Asset, Instrument, VenueState } from '../../venue/state.ts';
import { decimalText, signedText } from '../format.ts';

/** A whole number of steps is worth that many of the last decimal. */
interface Step {
  readonly decimals: number;
  readonly units: number;
}

const E8_DECIMALS = 8;
/** Assets with more decimals than this are written in full, others with two. */
const COARSE_DECIMALS = 6;

function stepOf(scale: ReturnType<typeof priceScale>): Step {
  const decimals = decimalsOf(scale.step);
  return { decimals, units: Number(scale.step.units) / 10 ** (E8_DECIMALS - decimals) };
}

/** Powers of ten that a short size leaves out, and what stands for them. */
const SHORTENED = [
  [6, 'm'],
  [3, 'k'],
] as const;
const FIGURES = 3;

/** Instruments and assets are listed and never change, so what is derived of them stays. */
export class Scales {
  readonly #state: VenueState;
  readonly #prices = new Map<number, Step>();
  readonly #sizes = new Map<number, Step>();

  constructor(state: VenueState) {
    this.#state = state;
  }

  #priceStep({ id, spec }: Instrument): Step {
    const known = this.#prices.get(id) ?? stepOf(priceScale(spec));
    this.#prices.set(id, known);
    return known;
  }

  priceDecimals(instrument: Instrument): number {
    return this.#priceStep(instrument).decimals;
  }

  /** A price with the decimals of its tick; an order's or an index's, so it stays exact. */
  price(instrument: Instrument, ticks: number): string {
    const { decimals, units } = this.#priceStep(instrument);
    return decimalText(ticks * units, decimals);
  }

  /** Empty where there is no price. */
  priceOr(instrument: Instrument, ticks: number, otherwise: string): string {
    return ticks === 0 ? otherwise : this.price(instrument, ticks);
  }

  #sizeStep({ id, spec }: Instrument): Step {
    const known = this.#sizes.get(id) ?? stepOf(quantityScale(spec));
    this.#sizes.set(id, known);
    return known;
  }

  /** A size as people write it to the boundary: of the base, or of the quote where inverse. */
  size(instrument: Instrument, lots: number): string {
    const { decimals, units } = this.#sizeStep(instrument);
    return decimalText(lots * units, decimals);
  }

  /** A size that is only looked at: whole from a hundred on. */
  roughSize(instrument: Instrument, lots: number): string {
    const { decimals, units } = this.#sizeStep(instrument);
    const isLarge = lots * units >= 100 * powerOfTen(decimals);
    return decimalText(lots * units, decimals, isLarge ? 0 : decimals);
  }

  /** A size in three figures or fewer, as "0.007", "12.4" or "1.25k", and never less than it is. */
  shortSize(instrument: Instrument, lots: number): string {
    const { decimals, units } = this.#sizeStep(instrument);
    const size = lots * units;
    const [places, mark] = SHORTENED.find(([n]) => size >= powerOfTen(decimals + n)) ?? [0, ''];
    const all = decimals + places;
    let shown = Math.min(all, FIGURES);
    for (let whole = size / powerOfTen(all); whole >= 1 && shown > 0; whole /= 10) shown -= 1;
    const step = powerOfTen(all - shown);
    const text = decimalText(Math.ceil(size / step) * step, all, shown);
    return (shown === 0 ? text : text.replace(/\.?0+$/, '')) + mark;
  }

  #asset(asset: number): Asset {
    return at(this.#state.assets, asset);
  }

  money(asset: number, atoms: number): string {
    const { decimals } = this.#asset(asset);
    return decimalText(atoms, decimals, shownDecimals(decimals));
  }

  /** What must be paid at least, zero or more: rounded up, so that the amount shown suffices. */
  moneyDue(asset: number, atoms: number): string {
    const { decimals } = this.#asset(asset);
    const shown = shownDecimals(decimals);
    const step = powerOfTen(decimals - shown);
    return decimalText(Math.ceil(atoms / step) * step, decimals, shown);
  }

  signedMoney(asset: number, atoms: number): string {
    const { decimals } = this.#asset(asset);
    return signedText(atoms, decimals, shownDecimals(decimals));
  }

  /** To the last atom. */
  exactMoney(asset: number, atoms: number): string {
    return decimalText(atoms, this.#asset(asset).decimals);
  }

  signedExactMoney(asset: number, atoms: number): string {
    return signedText(atoms, this.#asset(asset).decimals);
  }

  /** Margins in grids: whole where two decimals would be written, else in full. */
  wholeMoney(asset: number, atoms: number): string {
    const { decimals } = this.#asset(asset);
    const shown = shownDecimals(decimals);
    return decimalText(atoms, decimals, shown === 2 ? 0 : shown);
  }

  symbol(asset: number): string {
    return this.#asset(asset).symbol;
  }
}

function shownDecimals(decimals: number): number {
  return decimals <= COARSE_DECIMALS ? Math.min(2, decimals) : decimals;
}

/** What a size is counted in: the base, the quote of an inverse contract, or contracts. */
export function sizeUnit({ spec }: Instrument, index: string): string {
  if (spec.contract === 'quanto') return 'contracts';
  if (spec.contract !== 'inverse') return index;
  return spec.symbol.startsWith(index) ? spec.symbol.slice(index.length) : 'quote';
}
