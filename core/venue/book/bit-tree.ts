/**
 * A set of small integers that knows the next member below any number: a tree of bitmaps, each bit
 * of a word saying whether a word of the level beneath it has any.
 */

export class BitTree {
  /** The members first, the root, one word, last. */
  readonly #levels: Int32Array[] = [];

  /** Members are from 0 to `size` - 1. */
  constructor(size: number) {
    let words = size;
    do {
      words = (words + 31) >>> 5;
      this.#levels.push(new Int32Array(words));
    } while (words > 1);
  }

  has(member: number): boolean {
    return (this.#levels[0]![member >>> 5]! & (1 << (member & 31))) !== 0;
  }

  add(member: number): void {
    let at = member;
    for (const words of this.#levels) {
      const before = words[at >>> 5]!;
      words[at >>> 5] = before | (1 << (at & 31));
      if (before !== 0) return;
      at >>>= 5;
    }
  }

  remove(member: number): void {
    let at = member;
    for (const words of this.#levels) {
      const left = words[at >>> 5]! & ~(1 << (at & 31));
      words[at >>> 5] = left;
      if (left !== 0) return;
      at >>>= 5;
    }
  }

  /** The highest member below a number, or -1. */
  below(number: number): number {
    const levels = this.#levels;
    let at = number;
    for (let depth = 0; depth < levels.length; depth += 1) {
      const bits = bitsBelow(levels[depth]![at >>> 5]!, at & 31);
      if (bits !== 0) {
        at = (at & ~31) | highestBit(bits);
        for (let below = depth - 1; below >= 0; below -= 1) {
          at = (at << 5) | highestBit(levels[below]![at]!);
        }
        return at;
      }
      at >>>= 5;
    }
    return -1;
  }
}

/** Number of the highest bit that is set; there must be one. */
export function highestBit(bits: number): number {
  return 31 - Math.clz32(bits);
}

/** The bits below one. */
export function bitsBelow(bits: number, bit: number): number {
  return bits & ~(-1 << bit);
}
