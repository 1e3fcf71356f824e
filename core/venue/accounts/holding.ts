/**
 * What everybody holds, kept as rows of numbers: a fill reads and writes a line of cache of each
 * side's position and a few bytes of its balance, and no object. Whatever is not as frequent sees
 * the same rows as a `Position` and a `Balance`.
 */
import type { Balance, Bucket, MarginMode, Position } from '../state.ts';

const INITIAL_SUBACCOUNTS = 64;

/** Columns of a position's row, which is a line of cache. */
export const POSITION_SHIFT = 3;
export const HELD_LOTS = 0;
export const HELD_COST = 1;
export const REALISED = 2;
export const PAID_FEES = 3;
/** Of `margin/headroom.ts`: not state, and 0 in a fresh row. */
export const HEADROOM = 4;
export const GRANTED_AT = 5;
/** Of the subaccount, as often asked as the position: its owner group, and what is unusual. */
export const OWNER_GROUP = 6;
export const UNUSUAL = 7;

/** Bits of the last column; 0 is a margined subaccount in cross that no order limits bind. */
export const IS_ISOLATED = 1;
export const IS_UNMARGINED = 2;
export const IS_LIMITED = 4;

/** A growing array of rows, one for each number from 0. */
class Rows {
  values: Float64Array;
  readonly #shift: number;

  constructor(shift: number, capacity = INITIAL_SUBACCOUNTS) {
    this.#shift = shift;
    this.values = new Float64Array(capacity << shift);
  }

  /** Where the row of a number begins, which there is from now on. */
  enter(number: number): number {
    const row = number << this.#shift;
    if (row >= this.values.length) {
      const grown = new Float64Array(2 * row);
      grown.set(this.values);
      this.values = grown;
    }
    return row;
  }
}

/** Everybody's position in one instrument, by subaccount id. */
export class PositionRows extends Rows {
  constructor(capacity?: number) {
    super(POSITION_SHIFT, capacity);
  }

  /** Whether what a subaccount was granted is not void. */
  isGranted(subaccount: number, stamp: number): boolean {
    return this.values[(subaccount << POSITION_SHIFT) + GRANTED_AT] === stamp;
  }

  /** Says of a subaccount that something is unusual, or is so no longer. */
  mark(subaccount: number, bit: number, isSo: boolean): void {
    const at = this.enter(subaccount) + UNUSUAL;
    const bits = this.values[at] as number;
    this.values[at] = isSo ? bits | bit : bits & ~bit;
  }
}

/** Columns of a balance's row. */
export const BALANCE_SHIFT = 1;
export const MIRRORED = 0;
export const UNSETTLED = 1;

/** Everybody's balance in one asset, by subaccount id. */
export class BalanceRows extends Rows {
  constructor(capacity?: number) {
    super(BALANCE_SHIFT, capacity);
  }
}

/** A position as the venue remembers it: some of it in a row. */
export class HeldPosition implements Position {
  readonly instrument: number;
  leverageX100: number;
  allocatedAtoms: number;
  readonly bucket: Bucket;
  fundingAtoms: number;
  readonly #rows: PositionRows;
  readonly #row: number;

  constructor(rows: PositionRows, number: number, was: Position) {
    this.instrument = was.instrument;
    this.leverageX100 = was.leverageX100;
    this.allocatedAtoms = was.allocatedAtoms;
    this.bucket = was.bucket;
    this.fundingAtoms = was.fundingAtoms;
    this.#rows = rows;
    this.#row = rows.enter(number);
    this.lots = was.lots;
    this.costAtoms = was.costAtoms;
    this.mode = was.mode;
    this.realisedAtoms = was.realisedAtoms;
    this.feesAtoms = was.feesAtoms;
  }

  get lots(): number {
    return this.#rows.values[this.#row + HELD_LOTS] as number;
  }

  set lots(lots: number) {
    this.#rows.values[this.#row + HELD_LOTS] = lots;
  }

  get costAtoms(): number {
    return this.#rows.values[this.#row + HELD_COST] as number;
  }

  set costAtoms(atoms: number) {
    this.#rows.values[this.#row + HELD_COST] = atoms;
  }

  get mode(): MarginMode {
    const bits = this.#rows.values[this.#row + UNUSUAL] as number;
    return (bits & IS_ISOLATED) === 0 ? 'cross' : 'isolated';
  }

  set mode(mode: MarginMode) {
    const { values } = this.#rows;
    const bits = values[this.#row + UNUSUAL] as number;
    values[this.#row + UNUSUAL] = mode === 'isolated' ? bits | IS_ISOLATED : bits & ~IS_ISOLATED;
  }

  get realisedAtoms(): number {
    return this.#rows.values[this.#row + REALISED] as number;
  }

  set realisedAtoms(atoms: number) {
    this.#rows.values[this.#row + REALISED] = atoms;
  }

  get feesAtoms(): number {
    return this.#rows.values[this.#row + PAID_FEES] as number;
  }

  set feesAtoms(atoms: number) {
    this.#rows.values[this.#row + PAID_FEES] = atoms;
  }

  /** A position like it that goes its own way. */
  copy(): HeldPosition {
    const was = { ...this.toJSON(), bucket: { ...this.bucket } };
    return new HeldPosition(new PositionRows(1), 0, was);
  }

  /** As plain data, which is all that it means. */
  toJSON(): Position {
    const { instrument, lots, costAtoms, mode, leverageX100, allocatedAtoms, bucket } = this;
    const { realisedAtoms, feesAtoms, fundingAtoms } = this;
    const stands = { instrument, lots, costAtoms, mode, leverageX100, allocatedAtoms, bucket };
    return { ...stands, realisedAtoms, feesAtoms, fundingAtoms };
  }
}

/** A balance, likewise. */
export class HeldBalance implements Balance {
  readonly asset: number;
  readonly bucket: Bucket;
  readonly #rows: BalanceRows;
  readonly #row: number;

  constructor(rows: BalanceRows, number: number, was: Balance) {
    this.asset = was.asset;
    this.bucket = was.bucket;
    this.#rows = rows;
    this.#row = rows.enter(number);
    this.mirroredAtoms = was.mirroredAtoms;
    this.unsettledAtoms = was.unsettledAtoms;
  }

  get mirroredAtoms(): number {
    return this.#rows.values[this.#row + MIRRORED] as number;
  }

  set mirroredAtoms(atoms: number) {
    this.#rows.values[this.#row + MIRRORED] = atoms;
  }

  get unsettledAtoms(): number {
    return this.#rows.values[this.#row + UNSETTLED] as number;
  }

  set unsettledAtoms(atoms: number) {
    this.#rows.values[this.#row + UNSETTLED] = atoms;
  }

  /** A balance like it that goes its own way. */
  copy(): HeldBalance {
    const was = { ...this.toJSON(), bucket: { ...this.bucket } };
    return new HeldBalance(new BalanceRows(1), 0, was);
  }

  /** As plain data, which is all that it means. */
  toJSON(): Balance {
    const { asset, mirroredAtoms, unsettledAtoms, bucket } = this;
    return { asset, mirroredAtoms, unsettledAtoms, bucket };
  }
}
