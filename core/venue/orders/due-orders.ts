/**
 * When which order expires: a heap by (time, order id). An order that left before its time stays in
 * it until then, or until such entries are most of it; whoever takes one out asks whether it still
 * stands.
 */

export interface DueOrder {
  readonly dueUs: number;
  readonly orderId: number;
}

const SMALLEST_REBUILD = 1_024;

function isBefore(a: DueOrder, b: DueOrder): boolean {
  return a.dueUs === b.dueUs ? a.orderId < b.orderId : a.dueUs < b.dueUs;
}

export class DueOrders {
  #heap: DueOrder[] = [];
  readonly #stands: (due: DueOrder) => boolean;
  #standing = 0;

  /** `stands` says whether an entry's order is still live and due then. */
  constructor(stands: (due: DueOrder) => boolean) {
    this.#stands = stands;
  }

  add(due: DueOrder): void {
    this.#standing += 1;
    this.#heap.push(due);
    this.#rise(this.#heap.length - 1);
  }

  /** An order that is in it has left. */
  left(): void {
    this.#standing -= 1;
    const heap = this.#heap;
    if (heap.length < SMALLEST_REBUILD || heap.length < this.#standing * 2) return;
    this.#heap = heap.filter(this.#stands).toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  /** The first that still stands; undefined where none does. */
  first(): DueOrder | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || this.#stands(first)) return first;
      this.#removeFirst();
    }
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    this.#sink();
  }

  #rise(from: number): void {
    const heap = this.#heap;
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(heap[at] as DueOrder, heap[above] as DueOrder)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let least = at;
      for (const below of [at * 2 + 1, at * 2 + 2]) {
        const other = heap[below];
        if (other !== undefined && isBefore(other, heap[least] as DueOrder)) least = below;
      }
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    const kept = heap[a] as DueOrder;
    heap[a] = heap[b] as DueOrder;
    heap[b] = kept;
  }
}
