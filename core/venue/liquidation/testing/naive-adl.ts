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

class NaiveHolder {
  readonly subaccount: Subaccount;
  readonly position: Position;
  readonly #instrument: Instrument;
  readonly #mark: bigint;
  readonly equity: bigint;
  readonly margin: bigint;
  readonly wallet: bigint;
  readonly #lot: number;

  constructor(state: VenueState, instrument: Instrument, subaccount: Subaccount) {
    this.subaccount = subaccount;
    this.position = at(subaccount.positions, instrument.id);
    this.#instrument = instrument;
    this.#mark = BigInt(instrument.markTicks);
    const figures = bucketFigures(state, bucketOf(state, subaccount, this.position));
    this.equity = BigInt(figures.equityAtoms);
    this.margin = BigInt(figures.maintenanceAtoms);
    this.wallet = BigInt(figures.walletAtoms);
    this.#lot = drawnLot(subaccount.id, state.timeUs);
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
    const share = orOne(own === this.margin ? this.equity : floor);
    const total = orOne(this.equity);
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
        return { over: now * value, under: before * total };
      }
      case 'drawn':
        return { over: BigInt(this.#lot), under: 1n };
    }
  }

  /** Whether it may close so many lots for a value. */
  bears(lots: bigint, value: bigint): boolean {
    const { position } = this;
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

/** What must be done with all that the liquidation account holds, and a fund. */
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
    .map((id) => new NaiveHolder(state, instrument, at(state.subaccounts, id)))
    .filter((holder) => holder.lots * lots < 0n)
    .toSorted((a, b) => compare(b.rank(how), a.rank(how)) || a.subaccount.id - b.subaccount.id);
  const total = holders.reduce((sum, holder) => sum + abs(holder.lots), 0n);
  const parts: NaivePart[] = [];
  let done = 0n;
  let sum = 0n;
  for (const [n, holder] of holders.entries()) {
    sum += abs(holder.lots);
    const missing = wanted - done;
    let closing = missing < abs(holder.lots) ? missing : abs(holder.lots);
    const value = (more: bigint): bigint =>
      more === 0n && done === 0n
        ? 0n
        : valueOf(instrument, done + more, price) -
          (done === 0n ? 0n : valueOf(instrument, done, price));
    while (closing > 0n && !holder.bears(closing, value(closing))) closing -= 1n;
    if (closing === 0n) continue;
    // The fifth of the quantity that it ends in: 5 lights for the first.
    const lights = 6 - Number((5n * sum + total - 1n) / total);
    const part = { subaccount: holder.subaccount.id, lots: Number(closing), place: n + 1, lights };
    parts.push(part);
    done += closing;
  }
  return { lots: Number(wanted), priceTicks: Number(price), parts };
}
