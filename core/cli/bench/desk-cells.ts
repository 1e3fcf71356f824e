/** Counts the cells that a window is sent anew: fields of rows whose text is not what it was. */
import type { Frame, FromCore, Ladder } from '../../desk/messages.ts';

type Row = Readonly<Record<string, unknown>>;

export class CellCount {
  readonly #known = new Map<string, Row>();
  messages = 0;
  cells = 0;

  /** Takes what came over the wire, of which only frames have cells. */
  take(text: string): void {
    const message = JSON.parse(text) as FromCore;
    if (message.type !== 'frame') return;
    this.messages += 1;
    this.#frame(message);
  }

  /** Begins to count; what is known stays known. */
  reset(): void {
    this.messages = 0;
    this.cells = 0;
  }

  /** Rows of a kind that there are now. */
  rows(kind: 'accounts' | 'positions', is: (row: Row) => boolean = () => true): number {
    let rows = 0;
    for (const [key, row] of this.#known) if (key.startsWith(`${kind}/`) && is(row)) rows += 1;
    return rows;
  }

  #frame({ accounts, positions, orders, balances, calls, quotes, ladder, gone }: Frame): void {
    const lists = { accounts, positions, orders, balances, calls };
    for (const [kind, rows] of Object.entries(lists)) {
      for (const row of rows) this.#row(`${kind}/${row.key}`, { ...row });
    }
    for (const quote of quotes) this.#row(`quotes/${quote.instrument}`, { ...quote });
    for (const [kind, keys] of Object.entries(gone)) {
      for (const key of keys) this.#known.delete(`${kind}/${key}`);
    }
    if (ladder !== null) this.#ladder(ladder);
  }

  #ladder({ rows }: Ladder): void {
    for (const row of rows) this.#row(`ladder/${row.priceTicks}`, { ...row });
  }

  #row(key: string, row: Row): void {
    const before = this.#known.get(key);
    this.#known.set(key, row);
    for (const [field, value] of Object.entries(row)) {
      if (before?.[field] !== value) this.cells += 1;
    }
  }
}
