/**
 * Builds what windows see, once per tick for all of them: rows from the venue's state by its own
 * pure functions, and per distinct view of a book or a bucket one ladder and one panel.
 */
import { Names } from '../sequencer/admission/names.ts';
import type { Subaccount } from '../venue/state.ts';
import type { Venue } from '../venue/venue.ts';
import type {
  AccountRow,
  BalanceRow,
  CallRow,
  Depth,
  ExitValue,
  KillRow,
  Ladder,
  LiquidationLadder,
  MarginPanel,
  OrderRow,
  PositionRow,
  ProposalRow,
  Quote,
  Queue,
  StandingRow,
  Watch,
} from './messages.ts';
import type { News } from './news.ts';
import { RiskTables } from './risk-tables.ts';
import { RowTable } from './row-table.ts';
import { AccountTree } from './views/accounts.ts';
import { balanceRows } from './views/balances.ts';
import { figuresOf } from './views/buckets.ts';
import { callRows } from './views/calls.ts';
import { depthOf } from './views/depth.ts';
import { killRows } from './views/kills.ts';
import { ladderOf } from './views/ladder.ts';
import { liquidationLadder } from './views/liquidations.ts';
import { marginPanel } from './views/margin.ts';
import { realiseAt } from './views/links.ts';
import type { ExitRole } from './views/links.ts';
import { orderRows } from './views/orders.ts';
import { PairedOrders } from './views/paired-orders.ts';
import { positionRows } from './views/positions.ts';
import { proposalRows } from './views/proposals.ts';
import { queueOf } from './views/queue.ts';
import { quotes } from './views/quotes.ts';
import { Scene } from './views/scene.ts';
import type { Scales } from './views/scales.ts';
import { standingRows } from './views/standing.ts';

/** What a tick may spend on grids; a large organisation's are built over several ticks. */
const SLICE_MS = 4;
/** Clients between two looks at the clock. */
const CLIENTS_PER_LOOK = 8;

export interface PublisherOptions {
  readonly venue: Venue;
  readonly scales: Scales;
  readonly news: News;
  readonly nameOf: (operator: number) => string;
  /** A clock that never goes back, in milliseconds. */
  readonly nowMs: () => number;
}

/** One round over all clients, from which their grids are built. */
interface Pass {
  readonly sequence: number;
  readonly tree: AccountTree;
  /** Of the first pass, until its groups are whole: a tree is sent from its root. */
  readonly leaves: AccountRow[];
  next: number;
}

const byKey = ({ key }: { readonly key: string }): string => key;

export class Publisher {
  readonly quotes = new RowTable<Quote>(({ instrument }) => instrument);
  readonly accounts = new RowTable<AccountRow>(byKey);
  readonly positions = new RowTable<PositionRow>(byKey);
  readonly orders = new RowTable<OrderRow>(byKey);
  readonly balances = new RowTable<BalanceRow>(byKey);
  readonly calls = new RowTable<CallRow>(byKey);
  readonly proposals = new RowTable<ProposalRow>(byKey);
  readonly kills = new RowTable<KillRow>(byKey);
  readonly standings = new RowTable<StandingRow>(byKey);
  readonly risk: RiskTables;
  readonly #options: PublisherOptions;
  readonly #names: Names;
  readonly #paired = new PairedOrders();
  readonly #ladders = new Map<string, Ladder | null>();
  readonly #depths = new Map<string, Depth | null>();
  readonly #panels = new Map<string, MarginPanel | null>();
  readonly #queues = new Map<string, Queue | null>();
  readonly #liquidations = new Map<string, LiquidationLadder | null>();
  #scene: Scene;
  #tick = 0;
  #builtSequence = -1;
  #pass: Pass | null = null;
  /** Milliseconds that the last tick took. */
  buildMs = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.risk = new RiskTables(options.nowMs);
    this.#names = new Names(options.venue.state);
    this.#scene = new Scene(options.venue.state, options.scales);
  }

  /** Rises with every build. */
  get tick(): number {
    return this.#tick;
  }

  /** Whether every grid has been built once: nobody is shown half of them. */
  get isReady(): boolean {
    return this.#builtSequence !== -1;
  }

  /** Builds anew where something was applied since the last time. Rule DESK-16. */
  refresh(): void {
    const { venue, scales, news, nameOf, nowMs } = this.#options;
    const { state } = venue;
    if (state.sequence === this.#builtSequence && this.#pass === null) return this.#catchUp();
    const startMs = nowMs();
    const scene = new Scene(state, scales);
    this.#scene = scene;
    this.#tick += 1;
    this.#ladders.clear();
    this.#depths.clear();
    this.#panels.clear();
    this.#queues.clear();
    this.#liquidations.clear();
    this.quotes.update(quotes(scene, news.opening), this.#tick);
    this.#buildOrders(scene);
    this.calls.update(callRows(scene, nameOf), this.#tick);
    this.proposals.update(proposalRows(scene, this.#names, nameOf), this.#tick);
    this.kills.update(killRows(state, nameOf, news.killTimes), this.#tick);
    this.standings.update(standingRows(scene, news.turns, nameOf), this.#tick);
    this.risk.refresh(scene, news, this.#tick);
    this.#pass ??= { sequence: state.sequence, tree: new AccountTree(state), leaves: [], next: 0 };
    this.#advance(this.#pass, nowMs() + SLICE_MS);
    this.buildMs = nowMs() - startMs;
  }

  /** Queues of deleveraging follow the state later than the rest. */
  #catchUp(): void {
    if (!this.risk.isDue(this.#builtSequence)) return;
    this.#tick += 1;
    this.risk.catchUp(this.#scene, this.#tick);
  }

  #buildOrders(scene: Scene): void {
    const { news } = this.#options;
    const live = orderRows(scene, news);
    const gone = this.#paired.rows(live, news.paired, scene.state.timeUs);
    news.paired.clear();
    this.orders.update([...live, ...gone], this.#tick);
  }

  /** What an order of a client would realise at a price; null where there is none such. */
  realise(order: number, exit: ExitRole | undefined, ticks: number): ExitValue | null {
    return realiseAt(this.#scene, order, exit, ticks);
  }

  /** The grids of further clients, until all are built or the time is up. */
  #advance(pass: Pass, untilMs: number): void {
    const scene = this.#scene;
    const { clients } = scene;
    while (pass.next < clients.length) {
      const end = pass.next + CLIENTS_PER_LOOK;
      for (const subaccount of clients.slice(pass.next, end)) this.#build(subaccount, pass);
      pass.next = end;
      if (pass.next < clients.length && this.#options.nowMs() >= untilMs) return;
    }
    const rows = [...pass.tree.groups(), ...pass.leaves];
    for (const row of rows) this.accounts.put(row, this.#tick);
    for (const table of [this.accounts, this.positions, this.balances]) table.finish(this.#tick);
    this.risk.liquidations.finish();
    this.#builtSequence = pass.sequence;
    this.#pass = null;
  }

  #build(subaccount: Subaccount, { tree, leaves }: Pass): void {
    const { state } = this.#options.venue;
    const client = figuresOf(state, subaccount);
    const leaf = tree.add(state, client);
    if (this.isReady) this.accounts.put(leaf, this.#tick);
    else leaves.push(leaf);
    for (const row of positionRows(this.#scene, subaccount, this.risk)) {
      this.positions.put(row, this.#tick);
    }
    for (const row of balanceRows(this.#scene, client)) this.balances.put(row, this.#tick);
  }

  /** Forgets rows that went before the oldest tick that a window still stands at. */
  forget(tick: number): void {
    const tables = [this.quotes, this.accounts, this.positions, this.orders, this.balances];
    const others = [this.calls, this.proposals, this.kills, this.standings];
    for (const table of [...tables, ...others, this.risk]) table.forget(tick);
  }

  ladder(watch: Watch): Ladder | null {
    const { instrument, subaccount, ladder } = watch;
    const key = JSON.stringify([instrument, subaccount, ladder]);
    return remembered(this.#ladders, key, () => ladderOf(this.#scene, watch));
  }

  depth({ instrument }: Watch): Depth | null {
    return remembered(this.#depths, instrument, () => depthOf(this.#scene, instrument));
  }

  queue({ subaccount }: Watch): Queue | null {
    const label = subaccount ?? '';
    return remembered(this.#queues, label, () => queueOf(this.#scene, label));
  }

  liquidations(watch: Watch): LiquidationLadder | null {
    const { instrument, subaccount, liquidations } = watch;
    const key = JSON.stringify([instrument, liquidations === 'venue' ? null : subaccount]);
    if (liquidations === undefined) return null;
    const make = () => liquidationLadder(this.#scene, this.risk.liquidations, watch);
    return remembered(this.#liquidations, key, make);
  }

  /** What every view of this tick reads. */
  get scene(): Scene {
    return this.#scene;
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
