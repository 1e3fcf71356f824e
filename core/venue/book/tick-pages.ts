/**
 * Where the levels of one side are kept: pages of 32 neighbouring ticks, in blocks of 256 pages,
 * found through a table by tick and in order through bitmaps.
 *
 * A price is known here by its key, of which the higher is the better: ticks for bids, and for asks
 * their mirror image. So neither side has code of its own, nor a branch that half of all orders
 * take the other way.
 *
 * The whole range of prices is one window that never moves: only what has a level has a page, so
 * neither a market that runs away nor levels far apart cost more than the pages that they stand in
 * (BOOK-10). Pages and blocks that become empty are the next to be used.
 */
import { invariant } from '../numbers.ts';
import { bitsBelow, BitTree, highestBit } from './bit-tree.ts';

const INITIAL_PAGES = 32;
const INITIAL_BLOCKS = 4;
/** Enough for prices up to 2^19 ticks; it doubles where they go higher. */
const INITIAL_TABLE = 64;

/** A block holds 2^8 pages, and there are 2^18 of blocks in 2^31 ticks. */
const BLOCK_SHIFT = 13;
const BLOCK_WORDS_SHIFT = 3;
const BLOCKS = 262_144;

export class TickPages {
  /** What makes an entry of the table of the first bits of a key. */
  readonly #entryMirror: number;
  /** By page: which of its 32 keys have a level. */
  bits = new Int32Array(INITIAL_PAGES);
  /** By page: its lowest key, over 32; of a free page, the next free one. */
  numbers = new Int32Array(INITIAL_PAGES);
  /** By tick >>> 13, which grows with prices: the block, or 0; the block 0 is none. */
  #table = new Int32Array(INITIAL_TABLE);
  /** By block: its 256 pages, or 0 where it has none; the page 0 is none. */
  #pages = new Int32Array(INITIAL_BLOCKS << 8);
  /** By block: which of its pages there are. */
  #pageBits = new Int32Array(INITIAL_BLOCKS << BLOCK_WORDS_SHIFT);
  /** Blocks that there are, by key >>> 13. */
  readonly #blocks = new BitTree(BLOCKS);
  #freePage = 0;
  #usedPages = 1;
  #freeBlock = 0;
  /** The block that was asked for last, as prices are close together, and its keys >>> 13. */
  #lastNumber = -1;
  #lastBlock = 0;
  #usedBlocks = 1;

  /** Of keys that are ticks XOR `mirror`. */
  constructor(mirror: number) {
    this.#entryMirror = mirror >>> BLOCK_SHIFT;
  }

  /** Pages that there is memory for. */
  get capacity(): number {
    return this.bits.length;
  }

  /** The page of a key, or 0. */
  pageOf(key: number): number {
    const number = key >>> BLOCK_SHIFT;
    // The pages of block 0 are all 0.
    const block = number === this.#lastNumber ? this.#lastBlock : this.#blockOf(number);
    return this.#pages[(block << 8) | ((key >>> 5) & 255)]!;
  }

  /** A page without levels for a key that has none. */
  open(key: number): number {
    const entry = (key >>> BLOCK_SHIFT) ^ this.#entryMirror;
    if (entry >= this.#table.length) this.#growTable(entry);
    const known = this.#table[entry]!;
    const block = known === 0 ? this.#openBlock(entry) : known;
    const page = this.#takePage();
    const at = (key >>> 5) & 255;
    this.#pages[(block << 8) | at] = page;
    this.#pageBits[(block << BLOCK_WORDS_SHIFT) | (at >>> 5)]! |= 1 << (at & 31);
    this.numbers[page] = key >>> 5;
    this.bits[page] = 0;
    return page;
  }

  /** Takes a page away that has no level any more. */
  close(page: number): void {
    const number = this.numbers[page]!;
    const entry = (number >>> 8) ^ this.#entryMirror;
    const block = this.#table[entry]!;
    const at = number & 255;
    this.#pages[(block << 8) | at] = 0;
    this.#pageBits[(block << BLOCK_WORDS_SHIFT) | (at >>> 5)]! &= ~(1 << (at & 31));
    this.numbers[page] = this.#freePage;
    this.#freePage = page;
    if (this.#nextInBlock(block, 256) < 0) this.#closeBlock(entry, block);
  }

  /** The page with the next lower keys than those of a page's number, or 0. */
  below(number: number): number {
    const block = this.#table[(number >>> 8) ^ this.#entryMirror]!;
    const at = this.#nextInBlock(block, number & 255);
    if (at >= 0) return this.#pages[(block << 8) | at]!;
    const next = this.#blocks.below(number >>> 8);
    if (next < 0) return 0;
    const first = this.#table[next ^ this.#entryMirror]!;
    return this.#pages[(first << 8) | this.#nextInBlock(first, 256)]!;
  }

  /** Throws InvariantError unless a page is found by its keys, and is no free one. */
  validatePage(page: number): void {
    const number = this.numbers[page]!;
    invariant(this.pageOf(number << 5) === page, `page ${number} is not found by its keys`);
    invariant(this.bits[page] !== 0, `page ${number} is empty`);
    invariant(this.#blocks.has(number >>> 8), `the block of page ${number} is in no order`);
    let free = this.#freePage;
    for (; free !== 0; free = this.numbers[free]!) {
      invariant(free !== page, `page ${number} is a free one`);
    }
  }

  /** The block of keys that begin with a number, or 0; it is remembered if there is one. */
  #blockOf(number: number): number {
    const entry = number ^ this.#entryMirror;
    const block = entry < this.#table.length ? this.#table[entry]! : 0;
    if (block !== 0) {
      this.#lastNumber = number;
      this.#lastBlock = block;
    }
    return block;
  }

  /** The highest page of a block below one of its numbers, or -1; below 256 are all. */
  #nextInBlock(block: number, at: number): number {
    const words = this.#pageBits;
    const first = block << BLOCK_WORDS_SHIFT;
    let word = at >>> 5;
    let bits = word > 7 ? 0 : bitsBelow(words[first | word]!, at & 31);
    while (bits === 0 && word > 0) bits = words[first | (word -= 1)]!;
    return bits === 0 ? -1 : (word << 5) | highestBit(bits);
  }

  #openBlock(entry: number): number {
    let block = this.#freeBlock;
    if (block !== 0) {
      // A free block links the next one in the place of its first page.
      this.#freeBlock = this.#pages[block << 8]!;
      this.#pages[block << 8] = 0;
    } else {
      block = this.#usedBlocks;
      this.#usedBlocks += 1;
      if (block << 8 === this.#pages.length) {
        this.#pages = doubled(this.#pages);
        this.#pageBits = doubled(this.#pageBits);
      }
    }
    this.#table[entry] = block;
    this.#blocks.add(entry ^ this.#entryMirror);
    return block;
  }

  #closeBlock(entry: number, block: number): void {
    if (block === this.#lastBlock) this.#lastNumber = -1;
    this.#table[entry] = 0;
    this.#blocks.remove(entry ^ this.#entryMirror);
    this.#pages[block << 8] = this.#freeBlock;
    this.#freeBlock = block;
  }

  #takePage(): number {
    const page = this.#freePage;
    if (page !== 0) {
      this.#freePage = this.numbers[page]!;
      return page;
    }
    if (this.#usedPages === this.bits.length) {
      this.bits = doubled(this.bits);
      this.numbers = doubled(this.numbers);
    }
    this.#usedPages += 1;
    return this.#usedPages - 1;
  }

  #growTable(entry: number): void {
    let table = this.#table;
    while (table.length <= entry) table = doubled(table);
    this.#table = table;
  }
}

function doubled(words: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(2 * words.length);
  twice.set(words);
  return twice;
}
