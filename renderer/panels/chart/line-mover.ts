/** Own orders moved on the chart: one is chosen, taken elsewhere, and sent there by an amend. */
import type { OrderRow } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { parseDecimal } from '../../text/decimal.ts';
import { priceFormatter } from '../../text/prices.ts';
import { mayAct } from '../../workspace/authority.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { instrumentOf } from '../../workspace/watching.ts';
import { amendOrder } from '../ticket/commands.ts';
import { ROLE_WORDS } from '../ticket/order-states.ts';
import { labelOf, orderKey } from './lines.ts';
import type { ChartLine } from './lines.ts';
import { amendTo, drawnTicks, nextOrder, tradedTicks } from './move-order.ts';
import { RealisedThere } from './realised-there.ts';

interface Chosen {
  readonly key: string;
  /** Where it goes; undefined while it stays where it is, and follows a trigger that trails. */
  readonly ticks?: number | undefined;
  /** Where it stood when its amend was sent: it is there until its row says otherwise. */
  readonly sentFrom?: number | undefined;
}

export class LineMover {
  readonly #feed: Feed;
  readonly #changed: () => void;
  /** What the chosen exit would come to where it was taken. */
  readonly #there: RealisedThere;
  #chosen: Chosen | null = null;

  /** `changed` is told whenever lines are to be drawn anew. */
  constructor(feed: Feed, changed: () => void) {
    this.#feed = feed;
    this.#changed = changed;
    this.#there = new RealisedThere(feed, changed);
  }

  /** Own orders on the chart that who sits here may move. */
  #movable(): OrderRow[] {
    const { instrument, subaccount, hasOwnOrders } = deskState();
    const feed = this.#feed;
    if (!hasOwnOrders || !mayAct(feed, feed.get('signedIn'), subaccount, ['trader'])) return [];
    return feed.rows.orders
      .values()
      .filter((row) => row.subaccount === subaccount && row.instrument === instrument)
      .filter(({ state, pegTo }) => state !== 'paired' && pegTo === '')
      .filter((row) => drawnTicks(row) !== 0);
  }

  #row(): OrderRow | undefined {
    const key = this.#chosen?.key;
    return key === undefined ? undefined : this.#movable().find((row) => row.key === key);
  }

  #set(chosen: Chosen | null): void {
    this.#chosen = chosen;
    this.#changed();
  }

  get isChosen(): boolean {
    return this.#row() !== undefined;
  }

  mayMove(key: string): boolean {
    return this.#movable().some((row) => orderKey(row) === key);
  }

  /** Chooses the next own order; what was moved and not sent goes back. */
  next(): void {
    const row = nextOrder(this.#movable(), this.#chosen?.key ?? null);
    this.#set(row === null ? null : { key: row.key });
  }

  /** Takes the chosen order so many ticks from where it is. */
  step(by: number): void {
    const row = this.#row();
    if (row === undefined) return;
    this.#set({ key: row.key, ticks: (this.#chosen?.ticks ?? drawnTicks(row)) + by });
  }

  /** Takes the order of a line to a price, as a pointer does. */
  take(key: string, ticks: number): void {
    const row = this.#movable().find((one) => orderKey(one) === key);
    if (row !== undefined) this.#set({ key: row.key, ticks });
  }

  /** Gives it up: the line goes back. */
  drop(): void {
    if (this.#chosen !== null) this.#set(null);
  }

  /** Sends the chosen order to where it was taken. */
  async send(): Promise<void> {
    const [row, chosen] = [this.#row(), this.#chosen];
    const instrument = row && instrumentOf(this.#feed, row.instrument);
    if (row === undefined || instrument === undefined || chosen?.ticks === undefined) return;
    const write = priceFormatter(instrument);
    const amend = amendTo(row, chosen.ticks, (ticks) => parseDecimal(write(ticks)) ?? '');
    if (amend === null) return this.drop();
    const sent: Chosen = { ...chosen, sentFrom: drawnTicks(row) };
    this.#set(sent);
    const { result } = await amendOrder(this.#feed, row, amend);
    // What was refused stands where it stood; what is done stays until its row has come there.
    if (result !== 'done' && this.#chosen === sent) this.#set({ key: row.key });
  }

  /** The lines with the chosen one where it was taken. */
  placed(lines: readonly ChartLine[]): ChartLine[] {
    const row = this.#row();
    if (row === undefined) return [...lines];
    const chosen = this.#chosen;
    // It has arrived, or was changed by others meanwhile.
    if (chosen?.sentFrom !== undefined && chosen.sentFrom !== drawnTicks(row)) {
      this.#chosen = { key: row.key };
    }
    const ticks = this.#chosen?.ticks;
    return lines.map((line) => {
      if (line.key !== orderKey(row)) return line;
      const stands = { ...line, isChosen: true as const, homeTicks: line.ticks };
      if (ticks === undefined) return stands;
      const label = labelOf(row, this.#realises(row, ticks));
      return { ...stands, ticks: Math.max(1, ticks), label };
    });
  }

  /** As the core says it; an ellipsis while it is asked. */
  #realises(row: OrderRow, ticks: number): string {
    // A stop with a limit trades there, wherever its trigger goes.
    const stays = ticks === drawnTicks(row) || drawnTicks(row) !== tradedTicks(row);
    return stays ? row.realises : this.#there.at(row, Math.max(1, ticks));
  }

  /** The chosen order in words, for whoever listens; empty where none is. */
  words(): string {
    const row = this.#row();
    const instrument = row && instrumentOf(this.#feed, row.instrument);
    if (row === undefined || instrument === undefined) return '';
    const write = priceFormatter(instrument);
    const { type, side, size, role } = row;
    const from = drawnTicks(row);
    const to = this.#chosen?.ticks ?? from;
    const isExit = role === 'takeProfit' || role === 'stop';
    const called = isExit ? ROLE_WORDS[role] : type;
    const what = `${called} ${side.toLowerCase()} ${size} at ${write(from)}`;
    const realises = isExit ? `, realises ${this.#realises(row, to)}` : '';
    if (to === from) return `${what}${realises}, chosen`;
    return `${what}, moved to ${write(to)}${realises}, not sent`;
  }
}
