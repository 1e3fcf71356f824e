/**
 * The only place where money or quantity changes hands.
 *
 * Every movement is posted as parts that sum to zero: per asset over wallet - cost and the world
 * outside, per instrument over signed quantity. The sums of a step are kept and must be zero when
 * it ends (DESIGN rule 3); the full sums over all subaccounts are taken on demand.
 */
import { broken, invariant } from '../numbers.ts';
import { at, FEE_SUBACCOUNT } from '../state.ts';
import type { Balance, Instrument, Subaccount, VenueState } from '../state.ts';
import {
  BALANCE_SHIFT,
  HELD_COST,
  HELD_LOTS,
  PAID_FEES,
  POSITION_SHIFT,
  REALISED,
  UNSETTLED,
} from './holding.ts';
import type { HeldPosition } from './holding.ts';
import { Touched } from './touched.ts';

/** Amounts are sums of integers, and exact up to here. */
const MOST = Number.MAX_SAFE_INTEGER;

export class Ledger {
  readonly #state: VenueState;
  /** Everybody to whom anything is posted. */
  readonly touched = new Touched();
  /** Both are zero between steps, or the venue has stopped. */
  #assetSums = new Float64Array(0);
  #lotSums = new Float64Array(0);
  #isTouched = false;

  constructor(state: VenueState) {
    this.#state = state;
  }

  /** Asserts that the step moved value and quantity without making or losing any. */
  end(): void {
    if (!this.#isTouched) return;
    this.#isTouched = false;
    for (let n = 0; n < this.#assetSums.length; n++) {
      const sum = this.#assetSums[n];
      if (sum !== 0) broken(`value of asset ${n + 1} changed by ${sum}`);
    }
    for (let n = 0; n < this.#lotSums.length; n++) {
      const sum = this.#lotSums[n];
      if (sum !== 0) broken(`lots of instrument ${n + 1} changed by ${sum}`);
    }
  }

  #sum(asset: number, delta: number): void {
    this.#touch();
    this.#assetSums[asset - 1] = (this.#assetSums[asset - 1] as number) + delta;
  }

  /** A step's first posting begins its sums: most steps post nothing. */
  #touch(): void {
    if (this.#isTouched) return;
    this.#isTouched = true;
    const { assets, instruments } = this.#state;
    if (this.#assetSums.length < assets.length) this.#assetSums = new Float64Array(assets.length);
    if (this.#lotSums.length < instruments.length) {
      this.#lotSums = new Float64Array(instruments.length);
    }
  }

  /** Collateral attested by the custodian enters or leaves: the world outside is the other side. */
  mirror(subaccount: Subaccount, asset: number, deltaAtoms: number): void {
    const balance = at(subaccount.balances, asset);
    balance.mirroredAtoms = exact(balance.mirroredAtoms + deltaAtoms);
    this.touched.touch(subaccount.id);
    invariant(balance.mirroredAtoms >= 0, 'mirrored collateral is never negative');
    const external = this.#state.externalAtoms;
    external[asset - 1] = exact((external[asset - 1] ?? 0) + deltaAtoms);
  }

  /** Money comes to another venue or leaves it: the world outside is the other side there too. */
  enter(subaccount: Subaccount, asset: number, deltaAtoms: number): void {
    const balance = at(subaccount.balances, asset);
    balance.unsettledAtoms = exact(balance.unsettledAtoms + deltaAtoms);
    this.touched.touch(subaccount.id);
    const external = this.#state.externalAtoms;
    external[asset - 1] = exact((external[asset - 1] ?? 0) + deltaAtoms);
  }

  /** Moves attested collateral between two subaccounts of one account. */
  moveMirrored(from: Subaccount, to: Subaccount, asset: number, amountAtoms: number): void {
    const source = at(from.balances, asset);
    const target = at(to.balances, asset);
    source.mirroredAtoms -= amountAtoms;
    target.mirroredAtoms = exact(target.mirroredAtoms + amountAtoms);
    invariant(source.mirroredAtoms >= 0, 'mirrored collateral is never negative');
    this.touched.touch(from.id);
    this.touched.touch(to.id);
  }

  /** Moves unsettled results: fees, funding, fund payments, transfers of what is not settled. */
  moveUnsettled(from: Subaccount, to: Subaccount, asset: number, amountAtoms: number): void {
    this.post(from, asset, -amountAtoms);
    this.post(to, asset, amountAtoms);
  }

  /** One leg of a balanced posting; the step's end checks that the legs sum to zero. */
  post(subaccount: Subaccount, asset: number, deltaAtoms: number): void {
    this.postTo(at(subaccount.balances, asset), deltaAtoms);
  }

  /** The same to a balance that was found already. */
  postTo(balance: Balance, deltaAtoms: number): void {
    balance.unsettledAtoms = exact(balance.unsettledAtoms + deltaAtoms);
    this.touched.touch(balance.bucket.subaccount);
    this.#sum(balance.asset, deltaAtoms);
  }

  /**
   * One side of a trade, by its rows: the position changes by lots that are worth so much, with
   * what it realises more in its cost, and that less the fee is its balance's, and the fee that of
   * whom fees go to.
   */
  settle(
    instrument: Instrument,
    subaccount: number,
    deltaLots: number,
    valueAtoms: number,
    realisedAtoms: number,
    feeAtoms: number,
  ): void {
    const rows = instrument.positionRows;
    const positions = rows.values;
    const money = instrument.balanceRows.values;
    const position = subaccount << POSITION_SHIFT;
    const own = (subaccount << BALANCE_SHIFT) + UNSETTLED;
    const fees = (FEE_SUBACCOUNT << BALANCE_SHIFT) + UNSETTLED;
    const was = positions[position + HELD_LOTS] as number;
    const lots = was + deltaLots;
    const cost = (positions[position + HELD_COST] as number) + valueAtoms + realisedAtoms;
    const realised = (positions[position + REALISED] as number) + realisedAtoms;
    const paid = (positions[position + PAID_FEES] as number) + feeAtoms;
    positions[position + HELD_LOTS] = lots;
    if (was * lots <= 0 && lots !== 0) rows.opened[subaccount] = this.#state.sequence;
    if (Math.abs(lots) > rows.mostLots) rows.mostLots = Math.abs(lots);
    positions[position + HELD_COST] = cost;
    positions[position + REALISED] = realised;
    positions[position + PAID_FEES] = paid;
    const unsettled = (money[own] as number) + realisedAtoms - feeAtoms;
    money[own] = unsettled;
    const taken = (money[fees] as number) + feeAtoms;
    money[fees] = taken;
    const isExact =
      Math.abs(lots) <= MOST &&
      Math.abs(cost) <= MOST &&
      Math.abs(realised) <= MOST &&
      Math.abs(paid) <= MOST &&
      Math.abs(unsettled) <= MOST &&
      Math.abs(taken) <= MOST;
    if (!isExact) broken('an amount of a trade passes 2^53');
    this.touched.touch(subaccount);
    this.#touch();
    const { settleAsset } = instrument.spec;
    // What it realises is less in the balance by what it is more in the cost, and the fee is moved.
    this.#assetSums[settleAsset - 1] = (this.#assetSums[settleAsset - 1] as number) - valueAtoms;
    this.#lotSums[instrument.id - 1] = (this.#lotSums[instrument.id - 1] as number) + deltaLots;
  }

  /** Changes a position; its cost is the negative of what the counterparty's posting gains. */
  changePosition(
    position: HeldPosition,
    asset: number,
    deltaLots: number,
    deltaCostAtoms: number,
  ): void {
    const was = position.lots;
    const lots = exact(was + deltaLots);
    position.lots = lots;
    if (was * lots <= 0 && lots !== 0) position.openedAt = this.#state.sequence;
    position.costAtoms = exact(position.costAtoms + deltaCostAtoms);
    this.touched.touch(position.bucket.subaccount);
    this.#sum(asset, -deltaCostAtoms);
    this.#sumLots(position.instrument, deltaLots);
  }

  #sumLots(instrument: number, delta: number): void {
    this.#touch();
    this.#lotSums[instrument - 1] = (this.#lotSums[instrument - 1] as number) + delta;
  }
}

/** Half of 2^53 leaves room for every later sum of results and unrealised value. */
const MOST_MIRRORED_ATOMS = Math.floor(Number.MAX_SAFE_INTEGER / 2);

/** True when the world outside would have given more of an asset than is exact. Rule CUST-05. */
export function isTooMuch(state: VenueState, asset: number, amountAtoms: number): boolean {
  return (state.externalAtoms[asset - 1] ?? 0) + amountAtoms > MOST_MIRRORED_ATOMS;
}

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) broken(`amount ${value} passes 2^53`);
  return value === 0 ? 0 : value;
}

/** Mirrored + unsettled: what the subaccount owns of an asset. */
export function walletAtoms(balance: Balance): number {
  return balance.mirroredAtoms + balance.unsettledAtoms;
}
