/**
 * What margin asks of a subaccount's resting orders in one instrument, summed by side and kept as
 * orders rest, trade and go: the thousandth order of a subaccount is checked as fast as its first.
 *
 * A row holds for the mark that it was summed at, because the gap of an order depends on it. It is
 * summed anew from the book when the mark has moved, or after a change that is not one of the
 * frequent ones. Nothing of it is state: no image has it, and a fresh row is one to be summed.
 *
 * While a subaccount has headroom (`headroom.ts`) nothing is taken into its rows, and who asks for
 * one has it summed: its orders pass without being asked for their sums. Those with many orders
 * have no headroom, so that no more is summed than was placed meanwhile.
 */
import { BUY, FLAG_REDUCE_ONLY, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import type { Instrument, Scales } from '../state.ts';

const INITIAL_SUBACCOUNTS = 64;
/** A line of cache a row, and the two sides of a subaccount behind each other. */
const ROW = 8;
const SIDES = 2 * ROW;
export const LOTS = 0;
/** Value of the orders at their limits, and what each would pay as taker. */
export const NOTIONAL = 1;
export const FEES = 2;
/** What orders through the mark must fund in full. */
export const GAP = 3;
/** How many of the orders only reduce. */
export const REDUCE_ONLY = 4;
/** The mark that the row holds for; 0 when it must be summed. */
const MARK = 5;
/** How many orders there are. */
export const COUNT = 6;

/** How far an order is worth less to its owner at the mark than it pays at its limit; M 3. */
export function gapAtoms(
  scales: Scales,
  side: Side,
  lots: Lots,
  limitTicks: Ticks,
  markTicks: Ticks,
): Atoms {
  if (side * (limitTicks - markTicks) <= 0) return 0;
  return Math.abs(notionalAtoms(scales, lots, limitTicks) - notionalAtoms(scales, lots, markTicks));
}

/** Whether the orders of a subaccount pass without their sums. */
function isLoose({ holders }: Instrument, subaccount: number): boolean {
  return holders.hasRoom(subaccount);
}

export class OrderSums {
  #rows = new Float64Array(INITIAL_SUBACCOUNTS * SIDES);

  /** One column of a row that `rowOf` found. */
  at(row: number, column: number): number {
    return this.#rows[row + column] as number;
  }

  /** The row of a subaccount's orders on one side, summed for the present mark. */
  rowOf(instrument: Instrument, subaccount: number, side: Side): number {
    const row = this.#find(subaccount, side);
    const isKept = this.#rows[row + MARK] === instrument.markTicks;
    if (!isKept) this.#sum(instrument, subaccount);
    if (isLoose(instrument, subaccount)) this.forget(subaccount);
    return row;
  }

  /** Lots of a subaccount's orders on both sides. */
  lotsOf(instrument: Instrument, subaccount: number): Lots {
    if (instrument.book.firstOrderOf(subaccount) === -1) return 0;
    const row = this.rowOf(instrument, subaccount, BUY);
    return this.at(row, LOTS) + this.at(this.rowOf(instrument, subaccount, SELL), LOTS);
  }

  /** Takes in an order that has just come to rest. */
  rested(instrument: Instrument, slot: number): void {
    this.#turn(instrument, slot, 1);
  }

  /** Takes in a fill of a resting order, whose remaining lots are already fewer. */
  traded(instrument: Instrument, slot: number, lots: Lots): void {
    const { book } = instrument;
    const subaccount = book.subaccountOf(slot);
    if (isLoose(instrument, subaccount)) return;
    const side = book.sideOf(slot);
    const row = this.#kept(instrument, subaccount, side);
    if (row === -1) return;
    const left = book.remainingLotsOf(slot);
    this.#change(instrument, row, side, slot, left + lots, -1);
    if (left > 0) this.#change(instrument, row, side, slot, left, 1);
  }

  /** Takes out an order that is about to leave the book. */
  leaving(instrument: Instrument, slot: number): void {
    this.#turn(instrument, slot, -1);
  }

  #turn(instrument: Instrument, slot: number, sign: 1 | -1): void {
    const { book } = instrument;
    const subaccount = book.subaccountOf(slot);
    if (isLoose(instrument, subaccount)) return;
    const side = book.sideOf(slot);
    const row = this.#kept(instrument, subaccount, side);
    if (row !== -1) this.#change(instrument, row, side, slot, book.remainingLotsOf(slot), sign);
  }

  /** Has a subaccount's rows summed anew when next they are needed. */
  forget(subaccount: number): void {
    const row = this.#find(subaccount, BUY);
    this.#rows[row + MARK] = 0;
    this.#rows[row + ROW + MARK] = 0;
  }

  /** The same of everybody's: the specification has changed. */
  forgetAll(): void {
    for (let row = MARK; row < this.#rows.length; row += ROW) this.#rows[row] = 0;
  }

  /** The row where it holds for the present mark, so that a change can be taken in; else -1. */
  #kept(instrument: Instrument, subaccount: number, side: Side): number {
    const row = this.#find(subaccount, side);
    if (this.#rows[row + MARK] === instrument.markTicks) return row;
    this.#rows[row + MARK] = 0;
    return -1;
  }

  #find(subaccount: number, side: Side): number {
    const row = subaccount * SIDES + (side === BUY ? 0 : ROW);
    if (row >= this.#rows.length) {
      const rows = new Float64Array(Math.max(2 * this.#rows.length, row + SIDES));
      rows.set(this.#rows);
      this.#rows = rows;
    }
    return row;
  }

  #sum(instrument: Instrument, subaccount: number): void {
    const { book, markTicks } = instrument;
    const buys = this.#find(subaccount, BUY);
    this.#rows.fill(0, buys, buys + SIDES);
    this.#rows[buys + MARK] = markTicks;
    this.#rows[buys + ROW + MARK] = markTicks;
    for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
      const side = book.sideOf(slot);
      const row = side === BUY ? buys : buys + ROW;
      this.#change(instrument, row, side, slot, book.remainingLotsOf(slot), 1);
    }
  }

  /** Adds so many lots of an order to a row, or takes them away. */
  #change(
    { book, spec, scales, markTicks }: Instrument,
    row: number,
    side: Side,
    slot: number,
    lots: Lots,
    sign: 1 | -1,
  ): void {
    const rows = this.#rows;
    const ticks = book.priceTicksOf(slot);
    const notional = notionalAtoms(scales, lots, ticks);
    const fee = mulDivCeil(notional, spec.fees.takerPpm, PPM);
    const gap = gapAtoms(scales, side, lots, ticks, markTicks);
    rows[row + LOTS] = (rows[row + LOTS] as number) + sign * lots;
    rows[row + NOTIONAL] = (rows[row + NOTIONAL] as number) + sign * notional;
    rows[row + FEES] = (rows[row + FEES] as number) + sign * fee;
    rows[row + GAP] = (rows[row + GAP] as number) + sign * gap;
    rows[row + COUNT] = (rows[row + COUNT] as number) + sign;
    if ((book.flagsOf(slot) & FLAG_REDUCE_ONLY) !== 0) {
      rows[row + REDUCE_ONLY] = (rows[row + REDUCE_ONLY] as number) + sign;
    }
    // Of the house alone, whose orders no margin bounds: what is not exact is not kept.
    const most = (rows[row + NOTIONAL] as number) + (rows[row + GAP] as number);
    if (most > Number.MAX_SAFE_INTEGER) rows[row + MARK] = 0;
  }
}
