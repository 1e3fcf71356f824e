/**
 * Builds what windows see, once per tick for all of them: rows from the venue's state by its own
 * pure functions, and per distinct view of a book or a bucket one ladder and one panel.
 */
import type { Venue } from '../venue/venue.ts';
import type {
  AccountRow,
  BalanceRow,
  CallRow,
  Ladder,
  MarginPanel,
  OrderRow,
  PositionRow,
  Quote,
  Watch,
} from './messages.ts';
import type { News } from './news.ts';
import { RowTable } from './row-table.ts';
import { accountRows } from './views/accounts.ts';
import { balanceRows } from './views/balances.ts';
import { callRows } from './views/calls.ts';
import { ladderOf } from './views/ladder.ts';
import { marginPanel } from './views/margin.ts';
import { orderRows } from './views/orders.ts';
import { positionRows } from './views/positions.ts';
import { quotes } from './views/quotes.ts';
import { Scene } from './views/scene.ts';
import type { Scales } from './views/scales.ts';

/** Building takes at most one part in so many of the core's time, whatever the organisation. */
const BUILD_SHARE = 5;

export interface PublisherOptions {
  readonly venue: Venue;
  readonly scales: Scales;
  readonly news: News;
  readonly nameOf: (operator: number) => string;
  /** A clock that never goes back, in milliseconds. */
  readonly nowMs: () => number;
}

const byKey = ({ key }: { readonly key: string }): string => key;

export class Publisher {
  readonly quotes = new RowTable<Quote>(({ instrument }) => instrument);
  readonly accounts = new RowTable<AccountRow>(byKey);
  readonly positions = new RowTable<PositionRow>(byKey);
  readonly orders = new RowTable<OrderRow>(byKey);
  readonly balances = new RowTable<BalanceRow>(byKey);
  readonly calls = new RowTable<CallRow>(byKey);
  readonly #options: PublisherOptions;
  readonly #ladders = new Map<string, Ladder | null>();
  readonly #panels = new Map<string, MarginPanel | null>();
  #scene: Scene;
  #tick = 0;
  #builtSequence = -1;
  #restsUntilMs = 0;
  /** Milliseconds that the last build took. */
  buildMs = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#scene = new Scene(options.venue.state, options.scales);
  }

  /** Rises with every build. */
  get tick(): number {
    return this.#tick;
  }

  /** Builds anew where something was applied since the last time. Rule DESK-16. */
  refresh(): void {
    const { venue, scales, news, nameOf, nowMs } = this.#options;
    const { sequence } = venue.state;
    const startMs = nowMs();
    if (sequence === this.#builtSequence || startMs < this.#restsUntilMs) return;
    const scene = new Scene(venue.state, scales);
    const tick = this.#tick + 1;
    this.quotes.update(quotes(scene, news.opening), tick);
    this.accounts.update(accountRows(scene), tick);
    this.positions.update(positionRows(scene), tick);
    this.orders.update(orderRows(scene, news.orderTimes), tick);
    this.balances.update(balanceRows(scene), tick);
    this.calls.update(callRows(scene, nameOf), tick);
    this.#scene = scene;
    this.#tick = tick;
    this.#builtSequence = sequence;
    this.#ladders.clear();
    this.#panels.clear();
    const endMs = nowMs();
    this.buildMs = endMs - startMs;
    this.#restsUntilMs = endMs + this.buildMs * (BUILD_SHARE - 1);
  }

  /** Forgets rows that went before the oldest tick that a window still stands at. */
  forget(tick: number): void {
    const tables = [this.quotes, this.accounts, this.positions, this.orders, this.balances];
    for (const table of [...tables, this.calls]) table.forget(tick);
  }

  ladder(watch: Watch): Ladder | null {
    const { instrument, subaccount, ladder } = watch;
    const key = JSON.stringify([instrument, subaccount, ladder]);
    return remembered(this.#ladders, key, () => ladderOf(this.#scene, watch));
  }

  margin(watch: Watch): MarginPanel | null {
    const key = JSON.stringify([watch.instrument, watch.subaccount]);
    return remembered(this.#panels, key, () => marginPanel(this.#scene, watch));
  }
}

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
