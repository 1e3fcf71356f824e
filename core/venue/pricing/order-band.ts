import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Ppm, PriceE8, Ticks } from '../numbers.ts';
import type { Collar } from './permissions.ts';

export interface OrderBandParameters {
  readonly tickE8: PriceE8;
  /** Y, how far from the index plus basis an order may be, and Z, how far from the index at all. */
  readonly innerPpm: Ppm;
  readonly outerPpm: Ppm;
}

export interface OrderBand {
  readonly maxBidTicks: Ticks;
  readonly minAskTicks: Ticks;
}

const ONE_PERCENT: Ppm = 10_000;

/**
 * The highest bid and the lowest offer that are taken (BAND-01, BAND-02), in ticks rounded inwards:
 *
 *     max bid = min(max(I, I (1 + Y) + basis), I (1 + Z)), min ask the mirror of it.
 *
 * `basisE8` is the moving average of the mark's book leg; it may be negative. A collar only ever
 * narrows Y and Z. Source: margin-rules section 14; the collar, oracles section 2.
 */
export function orderBand(
  { tickE8, innerPpm, outerPpm }: OrderBandParameters,
  indexE8: PriceE8,
  basisE8: number,
  collar: Collar,
): OrderBand {
  const inner = collared(innerPpm, collar);
  const outer = collared(outerPpm, collar);
  // Rounding each bound inwards to 1e-8 and then to the tick is rounding the exact bound once:
  // index and basis are whole, and whole numbers pass through a floor.
  const maxBidE8 = Math.min(
    Math.max(indexE8, mulDivFloor(indexE8, PPM + inner, PPM) + basisE8),
    mulDivFloor(indexE8, PPM + outer, PPM),
  );
  const minAskE8 = Math.max(
    Math.min(indexE8, mulDivCeil(indexE8, PPM - inner, PPM) + basisE8),
    mulDivCeil(indexE8, PPM - outer, PPM),
  );
  return {
    maxBidTicks: Math.floor(maxBidE8 / tickE8),
    minAskTicks: Math.ceil(minAskE8 / tickE8),
  };
}

/** An instrument's specification, as far as its band follows from it. */
interface BandedInstrument {
  readonly tickE8: PriceE8;
  readonly bands: Omit<OrderBandParameters, 'tickE8'>;
}

/**
 * The band of one instrument as last computed. Beside the specification it follows from three
 * figures, and holds for as long as they are what they were.
 */
export class BandMemory {
  #indexE8: PriceE8 = 0;
  #basisE8 = 0;
  #collar: Collar = 'normal';
  #band: OrderBand | null = null;

  /** The specification has changed. */
  forget(): void {
    this.#band = null;
  }

  /** As `orderBand` of an instrument, which is the same every time. */
  bandOf(
    { tickE8, bands }: BandedInstrument,
    indexE8: PriceE8,
    basisE8: number,
    collar: Collar,
  ): OrderBand {
    const isSame =
      indexE8 === this.#indexE8 && basisE8 === this.#basisE8 && collar === this.#collar;
    if (isSame && this.#band !== null) return this.#band;
    this.#indexE8 = indexE8;
    this.#basisE8 = basisE8;
    this.#collar = collar;
    this.#band = orderBand({ tickE8, ...bands }, indexE8, basisE8, collar);
    return this.#band;
  }
}

/** A width as a collar narrows it. */
export function collared(widthPpm: Ppm, collar: Collar): Ppm {
  switch (collar) {
    case 'normal':
      return widthPpm;
    case 'halved':
      return Math.floor(widthPpm / 2);
    case 'onePercent':
      return Math.min(widthPpm, ONE_PERCENT);
  }
}
