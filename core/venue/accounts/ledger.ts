/**
 * The only place where money or quantity changes hands.
 *
 * Every movement is posted as parts that sum to zero: per asset over wallet - cost and the world
 * outside, per instrument over signed quantity. The sums of a step are kept and must be zero when
 * it ends (DESIGN rule 3); the full sums over all subaccounts are taken on demand.
 */
import { broken, invariant } from '../numbers.ts';
import { at, FEE_SUBACCOUNT } from '../state.ts';
import type { Balance, Instrument, Position, Subaccount, VenueState } from '../state.ts';
import {
  BALANCE_SHIFT,
  HELD_COST,
  HELD_LOTS,
  PAID_FEES,
  POSITION_SHIFT,
  REALISED,
  UNSETTLED,
} from './holding.ts';

export class Ledger {
  readonly #state: VenueState;
  /** Both are zero between steps, or the venue has stopped. */
  readonly #assetSums: number[] = [];
  readonly #lotSums: number[] = [];
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
    this.#assetSums[asset - 1] = (this.#assetSums[asset - 1] ?? 0) + delta;
  }

  /** A step's first posting begins its sums: most steps post nothing. */
  #touch(): void {
    if (this.#isTouched) return;
    this.#isTouched = true;
    const { assets, instruments } = this.#state;
    while (this.#assetSums.length < assets.length) this.#assetSums.push(0);
    while (this.#lotSums.length < instruments.length) this.#lotSums.push(0);
  }

  /** Collateral attested by the custodian enters or leaves: the world outside is the other side. */
  mirror(subaccount: Subaccount, asset: number, deltaAtoms: number): void {
    const balance = at(subaccount.balances, asset);
    balance.mirroredAtoms = exact(balance.mirroredAtoms + deltaAtoms);
    invariant(balance.mirroredAtoms >= 0, 'mirrored collateral is never negative');
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
    this.#sum(balance.asset, deltaAtoms);
  }

  /**
   * One side of a trade, by its rows: the position changes, and what it realises less the fee is
   * its balance's, and the fee that of whom fees go to.
   */
  settle(
    instrument: Instrument,
    subaccount: number,
    deltaLots: number,
    deltaCostAtoms: number,
    realisedAtoms: number,
    feeAtoms: number,
  ): void {
    const positions = instrument.positionRows.values;
    const money = instrument.balanceRows.values;
    const position = subaccount << POSITION_SHIFT;
    const own = (subaccount << BALANCE_SHIFT) + UNSETTLED;
    const fees = (FEE_SUBACCOUNT << BALANCE_SHIFT) + UNSETTLED;
    add(positions, position + HELD_LOTS, deltaLots);
    add(positions, position + HELD_COST, deltaCostAtoms);
    add(positions, position + REALISED, realisedAtoms);
    add(positions, position + PAID_FEES, feeAtoms);
    add(money, own, realisedAtoms - feeAtoms);
    if (feeAtoms !== 0) add(money, fees, feeAtoms);
    this.#sum(instrument.spec.settleAsset, realisedAtoms - feeAtoms - deltaCostAtoms + feeAtoms);
    this.#sumLots(instrument.id, deltaLots);
  }

  /** Changes a position; its cost is the negative of what the counterparty's posting gains. */
  changePosition(
    position: Position,
    asset: number,
    deltaLots: number,
    deltaCostAtoms: number,
  ): void {
    position.lots = exact(position.lots + deltaLots);
    position.costAtoms = exact(position.costAtoms + deltaCostAtoms);
    this.#sum(asset, -deltaCostAtoms);
    this.#sumLots(position.instrument, deltaLots);
  }

  #sumLots(instrument: number, delta: number): void {
    this.#lotSums[instrument - 1] = (this.#lotSums[instrument - 1] ?? 0) + delta;
  }
}

/** Half of 2^53 leaves room for every later sum of results and unrealised value. */
const MOST_MIRRORED_ATOMS = Math.floor(Number.MAX_SAFE_INTEGER / 2);

/** True when the world outside would have given more of an asset than is exact. Rule CUST-05. */
export function isTooMuch(state: VenueState, asset: number, amountAtoms: number): boolean {
  return (state.externalAtoms[asset - 1] ?? 0) + amountAtoms > MOST_MIRRORED_ATOMS;
}

function add(rows: Float64Array, place: number, delta: number): void {
  rows[place] = exact((rows[place] as number) + delta);
}

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) broken(`amount ${value} passes 2^53`);
  return value === 0 ? 0 : value;
}

/** Mirrored + unsettled: what the subaccount owns of an asset. */
export function walletAtoms(balance: Balance): number {
  return balance.mirroredAtoms + balance.unsettledAtoms;
}
