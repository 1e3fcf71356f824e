/**
 * The only place where money or quantity changes hands.
 *
 * Every movement is posted as parts that sum to zero: per asset over wallet - cost and the world
 * outside, per instrument over signed quantity. The sums of a step are kept and must be zero when
 * it ends (DESIGN rule 3); the full sums over all subaccounts are taken on demand.
 */
import { broken, invariant } from '../numbers.ts';
import { at } from '../state.ts';
import type { Balance, Position, Subaccount, VenueState } from '../state.ts';

export class Ledger {
  readonly #state: VenueState;
  #assetSums: number[] = [];
  #lotSums: number[] = [];

  constructor(state: VenueState) {
    this.#state = state;
  }

  begin(): void {
    this.#assetSums.length = this.#state.assets.length;
    this.#lotSums.length = this.#state.instruments.length;
    this.#assetSums.fill(0);
    this.#lotSums.fill(0);
  }

  /** Asserts that the step moved value and quantity without making or losing any. */
  end(): void {
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
    // An asset or instrument listed inside this very step has no sum yet.
    this.#assetSums[asset - 1] = (this.#assetSums[asset - 1] ?? 0) + delta;
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
    const balance = at(subaccount.balances, asset);
    balance.unsettledAtoms = exact(balance.unsettledAtoms + deltaAtoms);
    this.#sum(asset, deltaAtoms);
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
    const sums = this.#lotSums;
    sums[position.instrument - 1] = (sums[position.instrument - 1] ?? 0) + deltaLots;
    this.#sum(asset, -deltaCostAtoms);
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
