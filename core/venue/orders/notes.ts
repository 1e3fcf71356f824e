/**
 * What few live orders carry beside what a book keeps of each: a name that their client gave them,
 * and when their time ends.
 *
 * Orders without any of it have no note and cost nothing but the question whether there are notes.
 * A name stays taken while its order lives, and for as many closed orders after it as the
 * subaccount remembers. Rules NAME-01 to NAME-04, TIF-01.
 */
import type { OrderTimeInForce } from '../choices.ts';
import { invariant } from '../numbers.ts';
import { DueOrders } from './due-orders.ts';

export interface OrderNote {
  readonly orderId: number;
  readonly subaccount: number;
  readonly instrument: number;
  /** Empty where the client named none. */
  readonly clientId: string;
  readonly timeInForce: OrderTimeInForce;
  /** 0 where its time does not end. */
  readonly expiresUs: number;
}

/** The names of a subaccount's closed orders, oldest first. */
interface ClosedNames {
  readonly subaccount: number;
  readonly names: readonly string[];
}

/** Plain JSON; what `load` takes. */
export interface NotesImage {
  readonly notes: readonly OrderNote[];
  readonly closed: readonly ClosedNames[];
}

/** A ring of names, so that forgetting the oldest costs the same however many there are. */
class NameMemory {
  readonly #names: string[] = [];
  readonly #known = new Set<string>();
  #oldest = 0;

  has(name: string): boolean {
    return this.#known.has(name);
  }

  /** Takes in a name; the oldest goes where that would be more than `most`. */
  add(name: string, most: number): void {
    if (most === 0) return;
    this.#known.add(name);
    if (this.#names.length < most) {
      this.#names.push(name);
      return;
    }
    this.#known.delete(this.#names[this.#oldest] as string);
    this.#names[this.#oldest] = name;
    this.#oldest = (this.#oldest + 1) % this.#names.length;
  }

  inOrder(): string[] {
    return [...this.#names.slice(this.#oldest), ...this.#names.slice(0, this.#oldest)];
  }
}

const keyOf = (subaccount: number, clientId: string): string => `${subaccount} ${clientId}`;

export class OrderNotes {
  readonly #notes = new Map<number, OrderNote>();
  readonly #live = new Map<string, number>();
  readonly #closed = new Map<number, NameMemory>();
  readonly #expiring = new DueOrders(
    ({ orderId, dueUs }) => this.#notes.get(orderId)?.expiresUs === dueUs,
  );

  /** Live orders with a note: 0 is all that an order without one ever asks. */
  get count(): number {
    return this.#notes.size;
  }

  get(orderId: number): OrderNote | undefined {
    return this.#notes.get(orderId);
  }

  add(note: OrderNote): void {
    const { orderId, subaccount, clientId, expiresUs } = note;
    invariant(!this.#notes.has(orderId), `order ${orderId} has a note already`);
    this.#notes.set(orderId, note);
    if (clientId !== '') this.#live.set(keyOf(subaccount, clientId), orderId);
    if (expiresUs !== 0) this.#expiring.add({ orderId, dueUs: expiresUs });
  }

  /** The note whose order expires first, of those that do. */
  firstToExpire(): OrderNote | undefined {
    const due = this.#expiring.first();
    return due === undefined ? undefined : this.#notes.get(due.orderId);
  }

  /** The live order that its client named so; 0 where there is none. */
  orderOf(subaccount: number, clientId: string): number {
    return this.#live.get(keyOf(subaccount, clientId)) ?? 0;
  }

  /** True while a live order has the name, or a closed one that is remembered had it. */
  isTaken(subaccount: number, clientId: string): boolean {
    if (this.#live.has(keyOf(subaccount, clientId))) return true;
    return this.#closed.get(subaccount)?.has(clientId) ?? false;
  }

  /** Forgets a note with its order, and keeps the name in its subaccount's memory. */
  close(orderId: number, memoryOf: (subaccount: number) => number): void {
    const note = this.#notes.get(orderId);
    if (note === undefined) return;
    this.#notes.delete(orderId);
    const { subaccount, clientId, expiresUs } = note;
    if (expiresUs !== 0) this.#expiring.left();
    if (clientId === '') return;
    this.#live.delete(keyOf(subaccount, clientId));
    this.#remember(subaccount, clientId, memoryOf(subaccount));
  }

  #remember(subaccount: number, clientId: string, most: number): void {
    let memory = this.#closed.get(subaccount);
    if (memory === undefined) {
      memory = new NameMemory();
      this.#closed.set(subaccount, memory);
    }
    memory.add(clientId, most);
  }

  /** The names of closed orders, by subaccount. */
  closedNames(): ClosedNames[] {
    const closed = [...this.#closed].map(([subaccount, memory]) => ({
      subaccount,
      names: memory.inOrder(),
    }));
    return closed
      .filter(({ names }) => names.length > 0)
      .toSorted((a, b) => a.subaccount - b.subaccount);
  }

  save(): NotesImage {
    return { notes: [...this.#notes.values()], closed: this.closedNames() };
  }

  static load(image: NotesImage): OrderNotes {
    const notes = new OrderNotes();
    for (const note of image.notes) notes.add(note);
    for (const { subaccount, names } of image.closed) {
      for (const name of names) notes.#remember(subaccount, name, names.length);
    }
    return notes;
  }
}
