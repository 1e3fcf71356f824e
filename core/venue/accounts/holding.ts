/**
 * What everybody holds, kept as rows of numbers: a fill reads and writes half a line of cache of
 * each side's position and a few bytes of its balance, and no object. Whatever is not as frequent
 * sees the same rows as a `Position` and a `Balance`.
 */
import type { Balance, Bucket, MarginMode, Position } from '../state.ts';
import { HolderRows, IS_ISOLATED } from './holders.ts';

const INITIAL_SUBACCOUNTS = 64;

/** Columns of a position's row: half a line of cache. */
export const POSITION_SHIFT = 2;
export const HELD_LOTS = 0;
export const HELD_COST = 1;
export const REALISED = 2;
export const PAID_FEES = 3;

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
  /** Nobody holds more, either way; not always as many. */
  mostLots = 0;
  /**
   * The sequence number at which each was opened: when it left flat or changed sides. Apart from
   * the rows, for nearly no fill writes it; of a flat one it says nothing. Rule ADL-10.
   */
  opened: Float64Array;

  constructor(capacity = INITIAL_SUBACCOUNTS) {
    super(POSITION_SHIFT, capacity);
    this.opened = new Float64Array(capacity);
  }

  override enter(number: number): number {
    if (number >= this.opened.length) {
      const grown = new Float64Array(2 * number);
      grown.set(this.opened);
      this.opened = grown;
    }
    return super.enter(number);
  }

  /** A position stands since a command. */
  open(number: number, sequence: number): void {
    this.enter(number);
    this.opened[number] = sequence;
  }

  /** Who holds any, by subaccount, and since which command. */
  ages(): [number, number][] {
    const ages: [number, number][] = [];
    for (const [number, sequence] of this.opened.entries()) {
      const lots = this.values[(number << POSITION_SHIFT) + HELD_LOTS] as number;
      if (lots !== 0) ages.push([number, sequence]);
    }
    return ages;
  }

  /** Who holds any, the oldest first; those of one command together, for they are as old. */
  byAge(): number[][] {
    const groups: number[][] = [];
    let newest = -1;
    for (const [number, sequence] of this.ages().toSorted(([, a], [, b]) => a - b)) {
      if (sequence === newest) groups.at(-1)?.push(number);
      else groups.push([number]);
      newest = sequence;
    }
    return groups;
  }

  /** Makes it as many as somebody does hold. */
  measure(): void {
    const { values } = this;
    let most = 0;
    for (let row = HELD_LOTS; row < values.length; row += 1 << POSITION_SHIFT) {
      most = Math.max(most, Math.abs(values[row] as number));
    }
    this.mostLots = most;
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
  readonly #holders: HolderRows;
  readonly #number: number;
  readonly #row: number;

  constructor(rows: PositionRows, holders: HolderRows, number: number, was: Position) {
    this.instrument = was.instrument;
    this.leverageX100 = was.leverageX100;
    this.allocatedAtoms = was.allocatedAtoms;
    this.bucket = was.bucket;
    this.fundingAtoms = was.fundingAtoms;
    holders.enter(number);
    this.#rows = rows;
    this.#holders = holders;
    this.#number = number;
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
    const rows = this.#rows;
    rows.values[this.#row + HELD_LOTS] = lots;
    rows.mostLots = Math.max(rows.mostLots, Math.abs(lots));
  }

  get costAtoms(): number {
    return this.#rows.values[this.#row + HELD_COST] as number;
  }

  set costAtoms(atoms: number) {
    this.#rows.values[this.#row + HELD_COST] = atoms;
  }

  get mode(): MarginMode {
    const isIsolated = (this.#holders.unusualOf(this.#number) & IS_ISOLATED) !== 0;
    return isIsolated ? 'isolated' : 'cross';
  }

  set mode(mode: MarginMode) {
    this.#holders.mark(this.#number, IS_ISOLATED, mode === 'isolated');
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

  /** The sequence number at which it was opened, while it is not flat. */
  get openedAt(): number {
    return this.#rows.opened[this.#number] as number;
  }

  set openedAt(sequence: number) {
    this.#rows.opened[this.#number] = sequence;
  }

  /** A position like it that goes its own way. */
  copy(): HeldPosition {
    const was = { ...this.toJSON(), bucket: { ...this.bucket } };
    const copied = new HeldPosition(new PositionRows(1), new HolderRows(1), 0, was);
    copied.openedAt = this.openedAt;
    return copied;
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
