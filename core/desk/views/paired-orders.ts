/**
 * Orders that went because one that they were linked with was done: for a while they stay on the
 * blotter, for their going was nobody's act. Rule DESK-54.
 */
import type { OrderRow } from '../messages.ts';

/** So long they stay, in venue time. */
const KEPT_US = 60_000_000;

interface Kept {
  readonly row: OrderRow;
  readonly untilUs: number;
}

export class PairedOrders {
  /** Linked orders as they were shown last. */
  #linked: ReadonlyMap<number, OrderRow> = new Map();
  readonly #kept = new Map<number, Kept>();

  /** Rows of what went this way, given what there is now and which went since the last time. */
  rows(live: readonly OrderRow[], went: ReadonlySet<number>, timeUs: number): OrderRow[] {
    for (const order of went) {
      const row = this.#linked.get(order);
      if (row === undefined) continue;
      const untilUs = timeUs + KEPT_US;
      this.#kept.set(order, { row: { ...row, state: 'paired' }, untilUs });
    }
    const linked = live.filter(({ group, order }) => group !== 0 && order !== 0);
    this.#linked = new Map(linked.map((row) => [row.order, row]));
    for (const [order, { untilUs }] of this.#kept) {
      if (untilUs <= timeUs) this.#kept.delete(order);
    }
    return [...this.#kept.values()].map(({ row }) => row);
  }
}
