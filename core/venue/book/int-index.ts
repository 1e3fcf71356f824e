/**
 * 32-bit key -> slot by open addressing; several slots may share a key.
 *
 * A bucket is two words, the key and slot + 1 (0 is empty). Linear probing, at most half full; a
 * removal shifts later entries back, so there are no tombstones and nothing decays.
 */
import { invariant, InvariantError } from '../numbers.ts';

const INITIAL_WORDS = 4096;

export class IntIndex {
  /** Key at an even index, slot + 1 behind it. */
  #buckets = new Int32Array(INITIAL_WORDS);
  /** Of an index into `#buckets`, keeping it even. */
  #mask = INITIAL_WORDS - 2;
  #shift = Math.clz32(INITIAL_WORDS - 1);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Slot of the first entry of a key, or -1. */
  slotOf(key: number): number {
    const buckets = this.#buckets;
    const mask = this.#mask;
    let bucket = home(key, this.#shift);
    while (buckets[bucket + 1] !== 0) {
      if (buckets[bucket] === key) return buckets[bucket + 1]! - 1;
      bucket = (bucket + 2) & mask;
    }
    return -1;
  }

  /** Slot of the entry of a key behind that of `slot`, or -1. */
  nextSlotOf(key: number, slot: number): number {
    const buckets = this.#buckets;
    const mask = this.#mask;
    let bucket = this.#bucketOf(key, slot);
    for (;;) {
      bucket = (bucket + 2) & mask;
      if (buckets[bucket + 1] === 0) return -1;
      if (buckets[bucket] === key) return buckets[bucket + 1]! - 1;
    }
  }

  /** Adds an entry; whether another slot has the same key. */
  add(key: number, slot: number): boolean {
    this.#count += 1;
    if (4 * this.#count > this.#buckets.length) this.#doubleBuckets();
    return this.#insert(key, slot);
  }

  remove(key: number, slot: number): void {
    const buckets = this.#buckets;
    const mask = this.#mask;
    const shift = this.#shift;
    let hole = this.#bucketOf(key, slot);
    // An entry moves into the hole only if the hole lies on the way from its home.
    for (let scan = (hole + 2) & mask; buckets[scan + 1] !== 0; scan = (scan + 2) & mask) {
      const moved = buckets[scan]!;
      if (((scan - home(moved, shift)) & mask) >= ((scan - hole) & mask)) {
        buckets[hole] = moved;
        buckets[hole + 1] = buckets[scan + 1]!;
        hole = scan;
      }
    }
    buckets[hole + 1] = 0;
    this.#count -= 1;
  }

  /** Throws InvariantError unless every entry can be found and the load is at most half. */
  validate(): void {
    let entries = 0;
    for (let bucket = 0; bucket < this.#buckets.length; bucket += 2) {
      const slot = this.#buckets[bucket + 1]! - 1;
      if (slot < 0) continue;
      entries += 1;
      const key = this.#buckets[bucket]!;
      invariant(this.#bucketOf(key, slot) === bucket, `slot ${slot} is in the index twice`);
    }
    invariant(entries === this.#count, `index counts ${this.#count} and holds ${entries}`);
    invariant(4 * entries <= this.#buckets.length, 'index is more than half full');
  }

  #bucketOf(key: number, slot: number): number {
    const buckets = this.#buckets;
    const mask = this.#mask;
    let bucket = home(key, this.#shift);
    while (buckets[bucket + 1] !== slot + 1) {
      if (buckets[bucket + 1] === 0) throw new InvariantError(`slot ${slot} is not in the index`);
      bucket = (bucket + 2) & mask;
    }
    return bucket;
  }

  #insert(key: number, slot: number): boolean {
    const buckets = this.#buckets;
    const mask = this.#mask;
    let bucket = home(key, this.#shift);
    let shared = false;
    while (buckets[bucket + 1] !== 0) {
      if (buckets[bucket] === key) shared = true;
      bucket = (bucket + 2) & mask;
    }
    buckets[bucket] = key;
    buckets[bucket + 1] = slot + 1;
    return shared;
  }

  #doubleBuckets(): void {
    const old = this.#buckets;
    this.#buckets = new Int32Array(2 * old.length);
    this.#mask = this.#buckets.length - 2;
    this.#shift = Math.clz32(this.#buckets.length - 1);
    for (let bucket = 0; bucket < old.length; bucket += 2) {
      if (old[bucket + 1] !== 0) this.#insert(old[bucket]!, old[bucket + 1]! - 1);
    }
  }
}

/**
 * Eight keys that follow each other share a line of cache, as ids and prices in use often do; the
 * lines are spread by Fibonacci hashing.
 */
function home(key: number, shift: number): number {
  return ((Math.imul(key >>> 3, 0x9e3779b1) >>> shift) & ~15) | ((key & 7) << 1);
}
