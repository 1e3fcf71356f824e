/** 2^32: the values of one draw. */
const RANGE = 4_294_967_296;
const WARM_UP_DRAWS = 20;
/** How often a heavy-tailed draw doubles, and how often it can. */
const DOUBLING_PPM = 300_000;
const MAX_DOUBLINGS = 6;
/** 2^32 over the golden ratio, made odd. */
const SPREADER = 0x9e3779b1;

/**
 * A seeded generator of 32-bit integers: Marsaglia's xorshift with 128 bits of state. It shapes a
 * simulated market and nothing that needs to be unpredictable.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Two 32-bit numbers, so that each pass of a seed has a sequence of its own. */
  constructor(seed: number, stream: number) {
    this.#a = scramble(seed + 1);
    this.#b = scramble(this.#a ^ stream);
    this.#c = scramble(this.#b + 1);
    this.#d = scramble(this.#c + 1) | 1; // Never all zero, from which xorshift does not move.
    for (let i = 0; i < WARM_UP_DRAWS; i += 1) this.#next();
  }

  /** An integer from 0 to bound - 1; bound at most 2^21, so that the product is exact. */
  below(bound: number): number {
    return Math.floor((this.#next() * bound) / RANGE);
  }

  /** An integer from low to high, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True so many times in a million. */
  chance(ppm: number): boolean {
    return this.below(1_000_000) < ppm;
  }

  /** A positive integer that is mostly at or below `typical` and seldom many times as much. */
  heavyTailed(typical: number): number {
    let value = this.between(1, typical);
    for (let i = 0; i < MAX_DOUBLINGS && this.chance(DOUBLING_PPM); i += 1) value *= 2;
    return value;
  }

  #next(): number {
    const mixed = this.#a ^ (this.#a << 11);
    this.#a = this.#b;
    this.#b = this.#c;
    this.#c = this.#d;
    this.#d = this.#d ^ (this.#d >>> 19) ^ mixed ^ (mixed >>> 8);
    return this.#d >>> 0;
  }
}

/** Spreads the bits of a seed, so that neighbouring seeds give unlike states. */
function scramble(value: number): number {
  const once = Math.imul(value ^ (value >>> 15), SPREADER);
  const twice = Math.imul(once ^ (once >>> 13), SPREADER);
  return twice ^ (twice >>> 16);
}
