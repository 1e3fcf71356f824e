/**
 * Order id -> slot. Ids are a sequence number times 65,536 plus an index (any integer from 0 below
 * 2^53 is one), so those that are live at a time lie close together: a page holds the slots of 32
 * sequence numbers that follow each other, with one index, and only the pages are hashed.
 *
 * An order comes and goes with one store in its page. Pages are found by open addressing, at most a
 * quarter full; a removal shifts later entries back, so there are no tombstones and nothing decays.
 */
import { broken, invariant } from '../numbers.ts';
import { RECORD, type OrderPool } from './pool.ts';

const { ID_LOW, ID_HIGH, SHIFT } = RECORD;

const INITIAL_PAGES = 64;
const PAGE_SHIFT = 5;
const WITHIN_PAGE = 31;
/** The bits of an id's low word that say where in its page it stands. */
const WITHIN_BITS = WITHIN_PAGE << 16;
const TWO_32 = 4_294_967_296;

export class OrderIndex {
  readonly #pool: OrderPool;
  /** By page: slot + 1 of each of its ids, or 0. */
  #slots = new Int32Array(INITIAL_PAGES << PAGE_SHIFT);
  /** By page, two words: those of its lowest id. */
  #keys = new Int32Array(2 * INITIAL_PAGES);
  /** By page: how many orders it has; of a free page, the next free one. */
  #counts = new Int32Array(INITIAL_PAGES);
  /** Hash of a page's lowest id -> page; 0 is none, and there is no page 0. */
  #table = new Int32Array(4 * INITIAL_PAGES);
  #mask = 4 * INITIAL_PAGES - 1;
  #free = 0;
  #used = 1;
  #pages = 0;
  /** The page of the last order that came: the next one is mostly of the same. */
  #newest = 0;

  constructor(pool: OrderPool) {
    this.#pool = pool;
    // What no page has for its lowest id: nothing is of page 0.
    this.#keys[0] = -1;
  }

  /** Slot of a live order, or -1. */
  slotOf(orderId: number): number {
    const low = orderId | 0;
    const page = this.#pageOf(low & ~WITHIN_BITS, highWord(orderId));
    return this.#slots[(page << PAGE_SHIFT) | ((low >>> 16) & WITHIN_PAGE)]! - 1;
  }

  /** Adds the order of a slot, by the id in its record; throws when the id is there already. */
  add(slot: number): void {
    const { words } = this.#pool;
    const low = words[(slot << SHIFT) | ID_LOW]!;
    const high = words[(slot << SHIFT) | ID_HIGH]!;
    let page = this.#newest;
    if (this.#keys[2 * page] !== (low & ~WITHIN_BITS) || this.#keys[(2 * page) | 1] !== high) {
      page = this.#turnTo(low & ~WITHIN_BITS, high);
    }
    const at = (page << PAGE_SHIFT) | ((low >>> 16) & WITHIN_PAGE);
    if (this.#slots[at] !== 0) isThere(low, high);
    this.#slots[at] = slot + 1;
    this.#counts[page]! += 1;
  }

  /** Takes out the order of a slot, by the id in its record. */
  remove(slot: number): void {
    const { words } = this.#pool;
    const low = words[(slot << SHIFT) | ID_LOW]!;
    const page = this.#pageOf(low & ~WITHIN_BITS, words[(slot << SHIFT) | ID_HIGH]!);
    const at = (page << PAGE_SHIFT) | ((low >>> 16) & WITHIN_PAGE);
    if (this.#slots[at] !== slot + 1) broken('an order is not in the index');
    this.#slots[at] = 0;
    const left = this.#counts[page]! - 1;
    this.#counts[page] = left;
    if (left === 0) this.#close(page);
  }

  /** The number of orders; throws InvariantError unless each is found, a quarter full at most. */
  validate(): number {
    let entries = 0;
    let pages = 0;
    for (const page of this.#table) {
      if (page === 0) continue;
      pages += 1;
      const [low, high] = [this.#keys[2 * page]!, this.#keys[2 * page + 1]!];
      invariant(this.#pageOf(low, high) === page, 'a page of ids is not found by them');
      let count = 0;
      for (let within = 0; within <= WITHIN_PAGE; within += 1) {
        const slot = this.#slots[(page << PAGE_SHIFT) | within]! - 1;
        if (slot < 0) continue;
        count += 1;
        const orderId = idOf(low | (within << 16), high);
        invariant(this.#pool.orderIdOf(slot) === orderId, `id ${orderId} is of another order`);
      }
      invariant(count > 0 && count === this.#counts[page], `a page of ids counts ${count}`);
      entries += count;
    }
    invariant(pages === this.#pages, `index counts ${this.#pages} pages and has ${pages}`);
    invariant(4 * pages <= this.#table.length, 'index is more than a quarter full');
    return entries;
  }

  /** The page with this lowest id, or 0. */
  #pageOf(low: number, high: number): number {
    const table = this.#table;
    const keys = this.#keys;
    const mask = this.#mask;
    let at = home(low, high) & mask;
    let page = table[at]!;
    while (page !== 0 && (keys[2 * page] !== low || keys[2 * page + 1] !== high)) {
      at = (at + 1) & mask;
      page = table[at]!;
    }
    return page;
  }

  /** The page with this lowest id, opened where there is none, is the newest from now on. */
  #turnTo(low: number, high: number): number {
    const known = this.#pageOf(low, high);
    const page = known === 0 ? this.#open(low, high) : known;
    this.#newest = page;
    return page;
  }

  #open(low: number, high: number): number {
    this.#pages += 1;
    if (4 * this.#pages > this.#table.length) this.#doubleTable();
    let page = this.#free;
    if (page !== 0) {
      this.#free = this.#counts[page]!;
    } else {
      page = this.#used;
      this.#used += 1;
      if (page === this.#counts.length) this.#growPages();
    }
    this.#keys[2 * page] = low;
    this.#keys[2 * page + 1] = high;
    this.#counts[page] = 0;
    this.#enter(page);
    return page;
  }

  #close(page: number): void {
    const table = this.#table;
    const mask = this.#mask;
    this.#pages -= 1;
    if (page === this.#newest) this.#newest = 0;
    let hole = this.#homeOf(page);
    while (table[hole] !== page) hole = (hole + 1) & mask;
    // An entry moves into the hole only if the hole lies on the way from its home.
    for (let scan = (hole + 1) & mask; table[scan] !== 0; scan = (scan + 1) & mask) {
      const moved = table[scan]!;
      if (((scan - this.#homeOf(moved)) & mask) >= ((scan - hole) & mask)) {
        table[hole] = moved;
        hole = scan;
      }
    }
    table[hole] = 0;
    this.#counts[page] = this.#free;
    this.#free = page;
  }

  #homeOf(page: number): number {
    return home(this.#keys[2 * page]!, this.#keys[2 * page + 1]!) & this.#mask;
  }

  #enter(page: number): void {
    const table = this.#table;
    const mask = this.#mask;
    let at = this.#homeOf(page);
    while (table[at] !== 0) at = (at + 1) & mask;
    table[at] = page;
  }

  #doubleTable(): void {
    const old = this.#table;
    this.#table = new Int32Array(2 * old.length);
    this.#mask = this.#table.length - 1;
    for (const page of old) if (page !== 0) this.#enter(page);
  }

  #growPages(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    slots.set(this.#slots);
    this.#slots = slots;
    const keys = new Int32Array(2 * this.#keys.length);
    keys.set(this.#keys);
    this.#keys = keys;
    const counts = new Int32Array(2 * this.#counts.length);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}

/** Pages that follow each other have buckets that do; those of other indices lie elsewhere. */
function home(low: number, high: number): number {
  const sequence = (low >>> 21) | (high << 11);
  return (sequence + (sequence >>> 13) + Math.imul(low & 65_535, 0x9e3779b1)) | 0;
}

/** A function of its own, so that the text takes no room in the one that is compiled in line. */
function isThere(low: number, high: number): never {
  broken(`order ${idOf(low, high)} is in the book already`);
}

/** The upper word of an id; the lower one is `orderId | 0`. */
export function highWord(orderId: number): number {
  return (orderId / TWO_32) | 0;
}

/** The id of two words. */
export function idOf(low: number, high: number): number {
  return high * TWO_32 + (low >>> 0);
}
