/**
 * Which live orders are linked: groups of which one is done instead of the others, and brackets,
 * whose exits come with the fills of the order that has them.
 *
 * Orders without any of it cost nothing but the question whether anything is linked. What happens
 * to a linked order is only noted here while a book matches; `settleLinks` draws the consequences.
 */
import type { Side } from '../book/contract.ts';
import { invariant } from '../numbers.ts';

/** Orders of one subaccount and instrument of which one is done instead of the others. */
export interface LinkGroup {
  /** Number of the order that it began with. */
  readonly id: number;
  readonly subaccount: number;
  readonly instrument: number;
  /** Live ones, in the order in which they came. */
  orders: number[];
}

/** What a bracket is asked with: at least one of both prices. */
export interface BracketTerms {
  readonly takeProfitTicks?: number;
  readonly stopLossTicks?: number;
  readonly stopLossTrigger?: 'last' | 'mark' | 'index';
  /** The stop is a market order where this is absent. */
  readonly stopLossLimitTicks?: number;
}

/** An order whose fills bring exits: a take-profit, a stop-loss or both. */
export interface Bracket extends BracketTerms {
  readonly parent: number;
  readonly subaccount: number;
  readonly instrument: number;
  readonly strategy: number;
  readonly session: number;
  /** Of the order itself; its exits are of the other side. */
  readonly side: Side;
  /** The newest pair of exits, which grows; 0 before the first. */
  takeProfit: number;
  stopLoss: number;
  /** Filled, and without exits yet. */
  owedLots: number;
  /** The order itself has left. */
  isOver: boolean;
}

/** Plain JSON; what `load` takes. */
export interface LinksImage {
  readonly groups: readonly LinkGroup[];
  readonly brackets: readonly Bracket[];
  readonly owing: readonly number[];
}

/** What has happened to a linked order since the last consequences were drawn. */
export interface Touched {
  readonly orderId: number;
  filledLots: number;
  /** How it left, if it did. */
  left: 'no' | 'filled' | 'cancelled';
}

export class OrderLinks {
  readonly #groups = new Map<number, LinkGroup>();
  readonly #groupOf = new Map<number, LinkGroup>();
  readonly #brackets = new Map<number, Bracket>();
  /** Kept while no order joins or leaves; null when they must be counted anew. */
  #ranks: ReadonlyMap<LinkGroup, number> | null = null;
  /** Orders whose fills wait for their exits, first in first out. */
  readonly #owing: number[] = [];
  /** By order, first in first out; empty between two steps. */
  readonly #touched = new Map<number, Touched>();

  /** Linked orders: 0 is all that an order without links ever asks. */
  get count(): number {
    return this.#groupOf.size + this.#brackets.size;
  }

  groupOf(orderId: number): LinkGroup | undefined {
    return this.#groupOf.get(orderId);
  }

  bracketOf(orderId: number): Bracket | undefined {
    return this.#brackets.get(orderId);
  }

  /** Links an order to a group, which is a new one where none is known by its id. */
  join(group: LinkGroup, orderId: number): void {
    invariant(!this.#groupOf.has(orderId), `order ${orderId} is linked already`);
    this.#ranks = null;
    this.#groups.set(group.id, group);
    this.#groupOf.set(orderId, group);
    group.orders.push(orderId);
  }

  /** An order leaves its group; the others, which go on being one. */
  leave(orderId: number): readonly number[] {
    const group = this.#groupOf.get(orderId);
    if (group === undefined) return [];
    this.#ranks = null;
    this.#groupOf.delete(orderId);
    group.orders = group.orders.filter((other) => other !== orderId);
    if (group.orders.length === 0) this.#groups.delete(group.id);
    return group.orders;
  }

  addBracket(bracket: Bracket): void {
    this.#brackets.set(bracket.parent, bracket);
  }

  /** So many lots of a bracket's order were filled, and wait for their exits. */
  owe(bracket: Bracket, lots: number): void {
    if (bracket.owedLots === 0) this.#owing.push(bracket.parent);
    bracket.owedLots += lots;
  }

  /** Takes out the bracket that waits longest for its exits. */
  takeOwing(): Bracket | undefined {
    const parent = this.#owing.shift();
    return parent === undefined ? undefined : this.#brackets.get(parent);
  }

  /** Forgets a bracket that nothing more can come of. */
  dropIfOver({ parent, isOver, owedLots }: Bracket): void {
    if (isOver && owedLots === 0) this.#brackets.delete(parent);
  }

  /** An order was filled; what remains of it says whether it has left. */
  filled(orderId: number, lots: number, remainingLots: number): void {
    const touched = this.#touch(orderId);
    if (touched === null) return;
    touched.filledLots += lots;
    if (remainingLots === 0) touched.left = 'filled';
  }

  cancelled(orderId: number): void {
    const touched = this.#touch(orderId);
    if (touched !== null) touched.left = 'cancelled';
  }

  #touch(orderId: number): Touched | null {
    if (!this.#groupOf.has(orderId) && !this.#brackets.has(orderId)) return null;
    let touched = this.#touched.get(orderId);
    if (touched === undefined) {
      touched = { orderId, filledLots: 0, left: 'no' };
      this.#touched.set(orderId, touched);
    }
    return touched;
  }

  /** Takes out the order to which something happened first. */
  takeTouched(): Touched | undefined {
    for (const [orderId, touched] of this.#touched) {
      this.#touched.delete(orderId);
      return touched;
    }
    return undefined;
  }

  /** Where an order's group stands among them all: what identifies it without any number. */
  rankOf(orderId: number): number {
    const group = this.#groupOf.get(orderId);
    if (group === undefined) return -1;
    this.#ranks ??= new Map([...this.#groups.values()].map((one, rank) => [one, rank]));
    return this.#ranks.get(group) ?? -1;
  }

  /** Brackets whose fills wait for their exits, first in first out. */
  owing(): Bracket[] {
    return this.#owing.map((parent) => this.#brackets.get(parent)!);
  }

  groups(): Iterable<LinkGroup> {
    return this.#groups.values();
  }

  brackets(): Iterable<Bracket> {
    return this.#brackets.values();
  }

  save(): LinksImage {
    return {
      groups: [...this.#groups.values()],
      brackets: [...this.#brackets.values()],
      owing: [...this.#owing],
    };
  }

  static load({ groups, brackets, owing }: LinksImage): OrderLinks {
    const links = new OrderLinks();
    for (const group of groups) {
      const empty = { ...group, orders: [] };
      for (const orderId of group.orders) links.join(empty, orderId);
    }
    for (const bracket of brackets) links.addBracket({ ...bracket });
    links.#owing.push(...owing);
    return links;
  }
}
