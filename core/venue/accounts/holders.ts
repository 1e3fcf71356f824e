/**
 * What is asked at every order in one instrument of the subaccount that places it: sixteen bytes
 * each, so that those of many are in the cache nearby. Its owner group, what is unusual about it,
 * and its headroom, which is no state: `margin/headroom.ts`.
 */
import type { Atoms } from '../numbers.ts';

const INITIAL_SUBACCOUNTS = 64;
const MOST_STAMP = 2_147_483_647;

/** A row as doubles, and the same row as words. */
const DOUBLES_SHIFT = 1;
const WORDS_SHIFT = 2;
const ROOM = 0;
const GRANTED_AT = 2;
const WHO = 3;
/** A group has sixteen bits, and what is unusual stands above it. */
const GROUP_BITS = 16;
const GROUP = (1 << GROUP_BITS) - 1;

/**
 * What can be unusual; nothing is of a margined subaccount in cross that no order limits bind and
 * no profile asks for margin, in a contract, and neither of them at another venue.
 */
export const IS_ISOLATED = 1;
export const IS_UNMARGINED = 2;
export const IS_LIMITED = 4;
export const IS_PAIR = 8;
export const IS_POOLED = 16;
export const IS_PROFILED = 32;
export const IS_ELSEWHERE = 64;
/** The instrument settles in a way of its own: `instruments/own-ways.ts`. */
export const IS_OWN_WAY = 128;

export class HolderRows {
  #doubles: Float64Array;
  #words: Int32Array;
  /** Headroom that was granted at another number is void. */
  #stamp = 1;

  constructor(capacity = INITIAL_SUBACCOUNTS) {
    this.#doubles = new Float64Array(capacity << DOUBLES_SHIFT);
    this.#words = new Int32Array(this.#doubles.buffer);
  }

  /** Makes sure that there is a row of a number. */
  enter(number: number): void {
    const row = number << DOUBLES_SHIFT;
    if (row < this.#doubles.length) return;
    const grown = new Float64Array(2 * row);
    grown.set(this.#doubles);
    this.#doubles = grown;
    this.#words = new Int32Array(grown.buffer);
  }

  ownerOf(number: number): number {
    return (this.#words[(number << WORDS_SHIFT) + WHO] as number) & GROUP;
  }

  setOwner(number: number, owner: number): void {
    const at = (number << WORDS_SHIFT) + WHO;
    this.#words[at] = ((this.#words[at] as number) & ~GROUP) | owner;
  }

  /** Bits of what is unusual; 0 of most. */
  unusualOf(number: number): number {
    return (this.#words[(number << WORDS_SHIFT) + WHO] as number) >>> GROUP_BITS;
  }

  /** Says that something is unusual, or is so no longer. */
  mark(number: number, bit: number, isSo: boolean): void {
    const at = (number << WORDS_SHIFT) + WHO;
    const flag = bit << GROUP_BITS;
    const word = this.#words[at] as number;
    this.#words[at] = isSo ? word | flag : word & ~flag;
  }

  /** Voids all headroom. */
  void(): void {
    if (this.#stamp === MOST_STAMP) {
      for (let at = GRANTED_AT; at < this.#words.length; at += 1 << WORDS_SHIFT)
        this.#words[at] = 0;
      this.#stamp = 0;
    }
    this.#stamp += 1;
  }

  /** Whether a subaccount has headroom that is not void. */
  hasRoom(number: number): boolean {
    return this.#words[(number << WORDS_SHIFT) + GRANTED_AT] === this.#stamp;
  }

  roomOf(number: number): Atoms {
    return this.hasRoom(number) ? (this.#doubles[(number << DOUBLES_SHIFT) + ROOM] as number) : 0;
  }

  grant(number: number, atoms: Atoms): void {
    this.#doubles[(number << DOUBLES_SHIFT) + ROOM] = atoms;
    this.#words[(number << WORDS_SHIFT) + GRANTED_AT] = this.#stamp;
  }

  /** Voids the headroom of one subaccount. */
  end(number: number): void {
    this.#words[(number << WORDS_SHIFT) + GRANTED_AT] = 0;
  }

  /** Spends headroom where there is as much; whether there was. */
  spend(number: number, atoms: Atoms): boolean {
    const at = (number << DOUBLES_SHIFT) + ROOM;
    const left = (this.#doubles[at] as number) - atoms;
    if (!(left >= 0)) return false;
    this.#doubles[at] = left;
    return true;
  }
}
