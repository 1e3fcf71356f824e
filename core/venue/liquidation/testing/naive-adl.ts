/**
 * Deleveraging once more, as plainly as it can be said, in rationals of BigInt: what a venue
 * without it holds after a crash goes in, what one with it must have done comes out.
 */
import { maintenanceAtoms } from '../../margin/arithmetic.ts';
import { bucketFigures, bucketOf } from '../../margin/buckets.ts';
import { at } from '../../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../../state.ts';
import { drawnLot } from '../adl-arithmetic.ts';
import type { AdlRank } from '../adl-arithmetic.ts';

interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

export interface NaivePart {
  readonly subaccount: number;
  readonly lots: number;
  readonly place: number;
  readonly lights: number;
}

export interface NaivePlan {
  readonly lots: number;
  readonly priceTicks: number;
  readonly parts: NaivePart[];
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);
const orOne = (value: bigint): bigint => (value < 1n ? 1n : value);

/** Half away from zero; both positive. */
function rounded(over: bigint, under: bigint): bigint {
  return (2n * over + under) / (2n * under);
}

function valueOf({ scales }: Instrument, lots: bigint, ticks: bigint): bigint {
  return scales.lotTickAtoms > 0
    ? lots * ticks * BigInt(scales.lotTickAtoms)
    : rounded(lots * BigInt(scales.contractAtomTicks), ticks);
}

/** What a signed position is worth less what was paid for it. */
function unrealised(instrument: Instrument, lots: bigint, cost: bigint, ticks: bigint): bigint {
  const value = valueOf(instrument, abs(lots), ticks);
  const isPlus = lots > 0n === instrument.scales.lotTickAtoms > 0;
  return (lots === 0n ? 0n : isPlus ? value : -value) - cost;
}

function maintenance({ spec }: Instrument, notional: bigint): bigint {
  return BigInt(maintenanceAtoms(spec, Number(notional)));
}

/** One leg of a portfolio: what it is worth in the reference, up. */
interface NaiveLeg {
  readonly instrument: number;
  readonly side: bigint;
  readonly worth: bigint;
}

/** The legs in an underlying, settled in the reference or in the underlying itself. */
function legsOf(state: VenueState, subaccount: Subaccount, index: number): NaiveLeg[] {
  return state.instruments.flatMap((instrument): NaiveLeg[] => {
    const { lots } = at(subaccount.positions, instrument.id);
    if (lots === 0 || instrument.spec.index !== index) return [];
    const size = BigInt(Math.abs(lots));
    const value = valueOf(instrument, size, BigInt(instrument.markTicks));
    const worth = instrument.scales.lotTickAtoms > 0 ? value : inDollars(state, index, value);
    return [{ instrument: instrument.id, side: lots > 0 ? 1n : -1n, worth }];
  });
}

const E10 = 10_000_000_000n;

/** Coins of 8 decimals to dollars of 6 at an index of 8, up. */
function inDollars(state: VenueState, index: number, atoms: bigint): bigint {
  const { priceE8 } = at(state.indices, index).price;
  return (atoms * BigInt(priceE8) + E10 - 1n) / E10;
}

/** Dollars to coins, down. */
function inCoins(state: VenueState, index: number, atoms: bigint): bigint {
  return (atoms * E10) / BigInt(at(state.indices, index).price.priceE8);
}

class NaiveHolder {
  readonly subaccount: Subaccount;
  readonly position: Position;
  /** The how manieth it was to open its position, from the oldest. */
  readonly turn: number;
  readonly #instrument: Instrument;
  readonly #mark: bigint;
  readonly equity: bigint;
  readonly margin: bigint;
  readonly wallet: bigint;
  readonly #lot: number;
  readonly isPortfolio: boolean;
  /** Its legs in the underlying; what all of it and this one has, in the contract's asset. */
  readonly #legs: readonly NaiveLeg[];
  readonly #total: bigint;
  readonly #share: bigint;

  constructor(state: VenueState, instrument: Instrument, subaccount: Subaccount, turn: number) {
    this.subaccount = subaccount;
    this.turn = turn;
    this.position = at(subaccount.positions, instrument.id);
    this.#instrument = instrument;
    this.#mark = BigInt(instrument.markTicks);
    const figures = bucketFigures(state, bucketOf(state, subaccount, this.position));
    this.equity = BigInt(figures.equityAtoms);
    this.margin = BigInt(figures.maintenanceAtoms);
    this.wallet = BigInt(figures.walletAtoms);
    this.#lot = drawnLot(subaccount.id, state.timeUs);
    this.isPortfolio = subaccount.mode === 'portfolio';
    const { index } = instrument.spec;
    this.#legs = this.isPortfolio ? legsOf(state, subaccount, index) : [];
    const isCoin = this.isPortfolio && instrument.scales.lotTickAtoms < 0;
    const own = (atoms: bigint): bigint => (isCoin ? inCoins(state, index, atoms) : atoms);
    this.#total = own(this.equity);
    this.#share = this.isPortfolio ? own(this.#portfolioShare()) : 0n;
  }

  /** Each leg has of what is asked by its worth, and of equity by that. */
  #portfolioShare(): bigint {
    const gross = this.#legs.reduce((sum, { worth }) => sum + worth, 0n);
    const parts = this.#legs.map(({ worth }) => (this.margin * worth) / gross);
    const n = this.#legs.findIndex(({ instrument }) => instrument === this.#instrument.id);
    return (this.equity * (parts[n] ?? 0n)) / parts.reduce((sum, part) => sum + part, 0n);
  }

  /** Lots that may go before anybody's hedge does. */
  get bare(): bigint {
    const held = abs(this.lots);
    const own = this.#legs.find(({ instrument }) => instrument === this.#instrument.id);
    if (own === undefined) return held;
    const net = this.#legs.reduce((sum, { side, worth }) => sum + side * own.side * worth, 0n);
    if (net <= 0n) return 0n;
    return net >= own.worth ? held : (held * net) / own.worth;
  }

  get lots(): bigint {
    return BigInt(this.position.lots);
  }

  rank(how: AdlRank): Rational {
    const cost = BigInt(this.position.costAtoms);
    const gained = unrealised(this.#instrument, this.lots, cost, this.#mark);
    const value = orOne(valueOf(this.#instrument, abs(this.lots), this.#mark));
    const paid = orOne(abs(cost));
    const own = maintenance(this.#instrument, value);
    const product = this.equity * own;
    const floor = product / this.margin - (product % this.margin < 0n ? 1n : 0n);
    const crossShare = own === this.margin ? this.equity : floor;
    const share = orOne(this.isPortfolio ? this.#share : crossShare);
    const [total, poolTotal] = [orOne(this.equity), orOne(this.#total)];
    switch (how) {
      case 'leveragedReturn':
        return gained < 0n
          ? { over: gained * share, under: paid * value }
          : { over: gained * value, under: paid * share };
      case 'plainReturn':
        return { over: gained * value, under: paid * share };
      case 'walletReturn': {
        const gain = this.equity > this.wallet ? this.equity - this.wallet : 0n;
        return { over: gain * this.margin, under: orOne(this.wallet) * total };
      }
      case 'exposure': {
        const long = this.position.lots > 0 === this.#instrument.scales.lotTickAtoms > 0;
        const [now, before] = long ? [value, paid] : [paid, value];
        return { over: now * value, under: before * poolTotal };
      }
      case 'drawn':
        return { over: BigInt(this.#lot), under: 1n };
    }
  }

  /** Whether it may close so many lots for a value; portfolios have money for anything. */
  bears(lots: bigint, value: bigint): boolean {
    const { position } = this;
    if (this.isPortfolio) return true;
    const held = abs(this.lots);
    const cost = BigInt(position.costAtoms);
    const sold = position.lots > 0 === this.#instrument.scales.lotTickAtoms > 0 ? value : -value;
    const size = rounded(abs(cost) * lots, held);
    const released = lots === held ? cost : cost < 0n ? -size : size;
    const realised = sold - released;
    const rest = position.lots > 0 ? this.lots - lots : this.lots + lots;
    const u = (left: bigint, paid: bigint): bigint =>
      unrealised(this.#instrument, left, paid, this.#mark);
    let equity = this.equity + realised + u(rest, cost - released) - u(this.lots, cost);
    if (position.mode === 'isolated' && rest !== 0n) {
      const margin = BigInt(position.allocatedAtoms);
      const kept = (margin * (held - lots) + held - 1n) / held;
      if (margin + realised > kept) equity -= margin + realised - kept;
    }
    const need = (left: bigint): bigint =>
      left === 0n ? 0n : maintenance(this.#instrument, valueOf(this.#instrument, left, this.#mark));
    const margin = this.margin - need(held) + need(held - lots);
    if (equity < 0n) return false;
    return equity >= margin || (equity >= this.equity && margin <= this.margin);
  }
}

function compare(a: Rational, b: Rational): number {
  const difference = a.over * b.under - b.over * a.under;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

/**
 * What must be done with all that the liquidation account holds, and a fund. Who can be reached is
 * named in the order in which they opened, each by a command of its own.
 */
export function naivePlan(
  state: VenueState,
  instrument: Instrument,
  how: AdlRank,
  reachable: readonly number[],
  fundAtoms: number,
): NaivePlan | null {
  const held = at(at(state.subaccounts, 3).positions, instrument.id);
  const lots = BigInt(held.lots);
  const cost = BigInt(held.costAtoms);
  const loss = -unrealised(instrument, lots, cost, BigInt(instrument.markTicks));
  const fund = BigInt(fundAtoms);
  if (lots === 0n || loss <= fund) return null;
  let wanted = abs(lots);
  // One lot fewer as long as the rest is still covered.
  while (wanted > 0n && loss * (abs(lots) - wanted + 1n) <= fund * abs(lots)) wanted -= 1n;
  // Linear: cost / (lots x k); inverse: lots x k / cost.
  const { lotTickAtoms, contractAtomTicks } = instrument.scales;
  const [over, under] =
    lotTickAtoms > 0
      ? [abs(cost), abs(lots) * BigInt(lotTickAtoms)]
      : [abs(lots) * BigInt(contractAtomTicks), abs(cost)];
  const price = lots > 0n ? (over + under - 1n) / under : over / under;
  const holders = reachable
    .map((id, turn) => new NaiveHolder(state, instrument, at(state.subaccounts, id), turn))
    .filter((holder) => holder.lots * lots < 0n)
    .toSorted((a, b) => compare(b.rank(how), a.rank(how)) || b.turn - a.turn);
  const total = holders.reduce((sum, holder) => sum + abs(holder.lots), 0n);
  const closed = holders.map(() => 0n);
  const order: number[] = [];
  let done = 0n;
  const worth = (n: bigint): bigint => (n === 0n ? 0n : valueOf(instrument, n, price));
  const take = (n: number, most: bigint): void => {
    const missing = wanted - done;
    let closing = missing < most ? missing : most;
    while (closing > 0n && holders[n]?.bears(closing, worth(done + closing) - worth(done)) !== true)
      closing -= 1n;
    if (closing === 0n) return;
    if (!order.includes(n)) order.push(n);
    closed[n] = (closed[n] ?? 0n) + closing;
    done += closing;
  };
  for (const [n, { bare }] of holders.entries()) take(n, bare);
  for (const [n, { lots: all, bare }] of holders.entries()) take(n, abs(all) - bare);
  const parts = order.map((n): NaivePart => {
    const sum = holders.slice(0, n + 1).reduce((upTo, holder) => upTo + abs(holder.lots), 0n);
    // The fifth of the quantity that it ends in: 5 lights for the first.
    const lights = 6 - Number((5n * sum + total - 1n) / total);
    const subaccount = holders[n]?.subaccount.id ?? 0;
    return { subaccount, lots: Number(closed[n]), place: n + 1, lights };
  });
  return { lots: Number(wanted), priceTicks: Number(price), parts };
}
