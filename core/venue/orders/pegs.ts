/**
 * Which live orders are pegged: what each follows, and those that have no price just now and wait
 * outside the book for one.
 *
 * Orders without a peg cost nothing but the question whether there are any. A pegged order that has
 * a price is in its book like every other one; `following.ts` brings it after its price.
 */
import type { Side } from '../book/contract.ts';
import { invariant } from '../numbers.ts';
import type { Lots, Ticks } from '../numbers.ts';
import type { PEGS } from './options.ts';
import type { OrderTerms } from './terms.ts';

/** A pegged order, wherever it is. */
export interface Peg {
  readonly orderId: number;
  readonly subaccount: number;
  readonly instrument: number;
  readonly side: Side;
  /** Who placed it. */
  readonly session: number;
  readonly strategy: number;
  readonly reduceOnly: boolean;
  readonly terms: OrderTerms;
  readonly to: (typeof PEGS)[number];
  /** Signed, and added to the price that it follows. */
  offsetTicks: Ticks;
  /** The worst price that it may have; 0 where only the band bounds it. */
  capTicks: Ticks;
  /** What is left of it while it is parked; 0 while its book has it. */
  parkedLots: Lots;
  /** Lots that were filled before it was last parked: its book does not know of them. */
  filledLots: Lots;
}

/** What every pegged order of an instrument follows from, beside what is its own. */
export type Surroundings = readonly number[];

const NONE: ReadonlyMap<number, Peg> = new Map();

export class OrderPegs {
  /** By rising id, for orders come in that order and keep their place. */
  readonly #pegs = new Map<number, Peg>();
  readonly #byInstrument = new Map<number, Map<number, Peg>>();
  /** Kept while no order comes or leaves; null when they must be counted anew. */
  #ranks: ReadonlyMap<number, number> | null = null;
  /** Surroundings in which nothing had to move. Not saved: looked at again, nothing would. */
  readonly #quiet = new Map<number, Surroundings>();

  /** Live pegged orders: 0 is all that a step without them ever asks. */
  get count(): number {
    return this.#pegs.size;
  }

  get(orderId: number): Peg | undefined {
    return this.#pegs.get(orderId);
  }

  /** Those of an instrument, oldest first. */
  of(instrument: number): ReadonlyMap<number, Peg> {
    return this.#byInstrument.get(instrument) ?? NONE;
  }

  /** Those of an instrument that wait outside its book, oldest first. */
  parked(instrument: number): Peg[] {
    return [...this.of(instrument).values()].filter(({ parkedLots }) => parkedLots > 0);
  }

  /** How many of its instrument are older: they are moved before it. */
  rankOf({ orderId, instrument }: Peg): number {
    this.#ranks ??= new Map(
      [...this.#byInstrument.values()].flatMap((pegs) =>
        [...pegs.keys()].map((order, rank) => [order, rank] as const),
      ),
    );
    return this.#ranks.get(orderId) ?? this.of(instrument).size;
  }

  add(peg: Peg): void {
    const { orderId, instrument } = peg;
    invariant(!this.#pegs.has(orderId), `order ${orderId} is pegged already`);
    this.#pegs.set(orderId, peg);
    const ofInstrument = this.#byInstrument.get(instrument) ?? new Map<number, Peg>();
    ofInstrument.set(orderId, peg);
    this.#byInstrument.set(instrument, ofInstrument);
    this.#ranks = null;
    this.disturb(instrument);
  }

  /** Forgets an order that is live no longer. */
  remove(orderId: number): void {
    const peg = this.#pegs.get(orderId);
    if (peg === undefined) return;
    this.#pegs.delete(orderId);
    this.#ranks = null;
    this.#byInstrument.get(peg.instrument)?.delete(orderId);
  }

  /** Something of an instrument's pegged orders has changed: each is looked at again. */
  disturb(instrument: number): void {
    this.#quiet.delete(instrument);
  }

  /** In these surroundings every pegged order of an instrument is where it is to be. */
  rest(instrument: number, surroundings: Surroundings): void {
    this.#quiet.set(instrument, surroundings);
  }

  /** Whether nothing can have changed since all of an instrument's were where they are to be. */
  isQuiet(instrument: number, surroundings: Surroundings): boolean {
    const known = this.#quiet.get(instrument);
    return known !== undefined && known.every((figure, n) => figure === surroundings[n]);
  }

  save(): readonly Peg[] {
    return [...this.#pegs.values()];
  }

  static load(saved: readonly Peg[]): OrderPegs {
    const pegs = new OrderPegs();
    for (const peg of saved) pegs.add(peg);
    return pegs;
  }
}
