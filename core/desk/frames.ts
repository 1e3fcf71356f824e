/** The conflated stream of one window: what has changed since its last frame, at most two ahead. */
import type { Desk } from './desk.ts';
import { FRAMES_IN_FLIGHT_MAX } from './messages.ts';
import type { Candle, Depth, Frame, Ladder, MarginPanel, Strip, Watch } from './messages.ts';
import type { LiquidationLadder, Queue, Seat } from './messages.ts';
import type { Publisher } from './publisher.ts';
import { seatOf } from './views/seat.ts';
import { RowCursor } from './row-table.ts';
import type { Budget } from './row-table.ts';

/** A frame stays well below the largest message; what does not fit comes with the next. */
const FRAME_CHARACTERS_MAX = 524_288;
/** Ages grow while nothing happens: a frame goes out this often at least. */
export const HEARTBEAT_MS = 1_000;
/** A shape at the edge of a chart is looked at, not read: five times a second will do. */
export const DEPTH_INTERVAL_MS = 200;
/** Queues are walked to count what is ahead: four times a second is as often as anybody reads. */
export const QUEUE_INTERVAL_MS = 250;

/** The ladder goes through everybody's positions. */
export const LIQUIDATIONS_INTERVAL_MS = 500;

/** A value that is sent when its text is not what the window has. */
class Latest<T> {
  #text = '';

  take(value: T | null): T | null {
    if (value === null) return null;
    const text = JSON.stringify(value);
    if (text === this.#text) return null;
    this.#text = text;
    return value;
  }

  /** The window looks elsewhere: whatever comes next is new. */
  forget(): void {
    this.#text = '';
  }
}

function cursorsOf(publisher: Publisher) {
  return {
    quotes: new RowCursor(publisher.quotes),
    accounts: new RowCursor(publisher.accounts),
    positions: new RowCursor(publisher.positions),
    orders: new RowCursor(publisher.orders),
    balances: new RowCursor(publisher.balances),
    calls: new RowCursor(publisher.calls),
    proposals: new RowCursor(publisher.proposals),
    kills: new RowCursor(publisher.kills),
    standings: new RowCursor(publisher.standings),
    funds: new RowCursor(publisher.risk.funds),
    fundEntries: new RowCursor(publisher.risk.fundEntries),
    adl: new RowCursor(publisher.risk.adl),
    oracles: new RowCursor(publisher.risk.oracles),
    fundings: new RowCursor(publisher.risk.fundings),
  };
}

/** What of the strip is news by itself; ages alone wait for the heartbeat. */
function withoutAges({ feeds, ...rest }: Strip): string {
  return JSON.stringify([{ ...rest, wallMs: 0, coreP99Us: 0 }, feeds.map((feed) => feed.isStale)]);
}

export class Frames {
  readonly #desk: Desk;
  readonly #cursors: ReturnType<typeof cursorsOf>;
  readonly #ladder = new Latest<Ladder>();
  readonly #depth = new Latest<Depth>();
  readonly #margin = new Latest<MarginPanel>();
  readonly #queue = new Latest<Queue>();
  readonly #seat = new Latest<Seat>();
  readonly #liquidations = new Latest<LiquidationLadder>();
  readonly #sessionOf: () => number;
  #watch: Watch | null = null;
  #candle: Candle | null = null;
  #stripText = '';
  #sent = 0;
  #acknowledged = 0;
  #sentMs = -Infinity;
  #depthMs = -Infinity;
  #queueMs = -Infinity;
  #liquidationsMs = -Infinity;
  #acknowledgedMs: number;
  #tick = 0;

  /** `sessionOf` says as whom the window speaks now; 0 for nobody. */
  constructor(desk: Desk, sessionOf: () => number) {
    this.#desk = desk;
    this.#sessionOf = sessionOf;
    this.#cursors = cursorsOf(desk.publisher);
    this.#acknowledgedMs = desk.nowMs();
  }

  /** The publisher's tick up to which the window was told. */
  get tick(): number {
    return this.#tick;
  }

  /** How long the window has left a frame unacknowledged; 0 while none is under way. */
  get silentMs(): number {
    return this.#sent === this.#acknowledged ? 0 : this.#desk.nowMs() - this.#acknowledgedMs;
  }

  watch(watch: Watch): void {
    const before = this.#watch;
    this.#watch = watch;
    this.#ladder.forget();
    if (before?.instrument !== watch.instrument) {
      this.#depth.forget();
      this.#depthMs = -Infinity;
    }
    this.#margin.forget();
    if (before?.subaccount !== watch.subaccount) {
      this.#queue.forget();
      this.#queueMs = -Infinity;
    }
    this.#liquidations.forget();
    this.#liquidationsMs = -Infinity;
    const isSameChart =
      before?.instrument === watch.instrument && before.candleSeconds === watch.candleSeconds;
    if (!isSameChart) this.#candle = null;
  }

  /** A frame acknowledges those before it; one that was never sent acknowledges nothing. */
  acknowledge(frame: number): void {
    if (frame > this.#sent || frame <= this.#acknowledged) return;
    this.#acknowledged = frame;
    this.#acknowledgedMs = this.#desk.nowMs();
  }

  /** The next frame; null while two are under way or there is nothing to say. Rule DESK-05. */
  next(): Frame | null {
    if (this.#sent - this.#acknowledged >= FRAMES_IN_FLIGHT_MAX) return null;
    const { publisher, nowMs } = this.#desk;
    if (!publisher.isReady) return null;
    const strip = this.#desk.strip();
    const frame = this.#changes(strip);
    const stripText = withoutAges(strip);
    this.#tick = publisher.tick;
    const isDue = nowMs() - this.#sentMs >= HEARTBEAT_MS;
    if (!isDue && stripText === this.#stripText && !saysSomething(frame)) return null;
    if (this.#sent === this.#acknowledged) this.#acknowledgedMs = nowMs();
    this.#stripText = stripText;
    this.#sentMs = nowMs();
    this.#sent += 1;
    return { ...frame, frame: this.#sent };
  }

  #changes(strip: Strip): Frame {
    const { publisher } = this.#desk;
    const { tick } = publisher;
    const budget: Budget = { left: FRAME_CHARACTERS_MAX };
    const cursors = this.#cursors;
    const quotes = cursors.quotes.take(tick, budget);
    const calls = cursors.calls.take(tick, budget);
    const proposals = cursors.proposals.take(tick, budget);
    const kills = cursors.kills.take(tick, budget);
    const standings = cursors.standings.take(tick, budget);
    const accounts = cursors.accounts.take(tick, budget);
    const positions = cursors.positions.take(tick, budget);
    const orders = cursors.orders.take(tick, budget);
    const balances = cursors.balances.take(tick, budget);
    const funds = cursors.funds.take(tick, budget);
    const fundEntries = cursors.fundEntries.take(tick, budget);
    const adl = cursors.adl.take(tick, budget);
    const oracles = cursors.oracles.take(tick, budget);
    const fundings = cursors.fundings.take(tick, budget);
    const watch = this.#watch;
    return {
      type: 'frame',
      frame: 0,
      strip,
      quotes: quotes.rows,
      // Groups before what is in them.
      accounts: accounts.rows.toSorted((a, b) => a.depth - b.depth),
      positions: positions.rows,
      orders: orders.rows,
      balances: balances.rows,
      calls: calls.rows,
      proposals: proposals.rows,
      kills: kills.rows,
      standings: standings.rows,
      funds: funds.rows,
      fundEntries: fundEntries.rows,
      adl: adl.rows,
      oracles: oracles.rows,
      fundings: fundings.rows,
      gone: {
        accounts: accounts.gone,
        positions: positions.gone,
        orders: orders.gone,
        balances: balances.gone,
        calls: calls.gone,
        proposals: proposals.gone,
        kills: kills.gone,
        standings: standings.gone,
        funds: funds.gone,
        fundEntries: fundEntries.gone,
        adl: adl.gone,
        oracles: oracles.gone,
        fundings: fundings.gone,
      },
      ladder: watch === null ? null : this.#ladder.take(publisher.ladder(watch)),
      depth: watch === null ? null : this.#nextDepth(watch),
      candle: watch === null ? null : this.#nextCandle(watch),
      margin: watch === null ? null : this.#margin.take(publisher.margin(watch)),
      ...this.#nextCounted(watch),
      liquidations: this.#nextLiquidations(watch),
    };
  }

  #nextLiquidations(watch: Watch | null): LiquidationLadder | null {
    const { publisher, nowMs } = this.#desk;
    if (watch?.liquidations === undefined) return null;
    if (nowMs() - this.#liquidationsMs < LIQUIDATIONS_INTERVAL_MS) return null;
    this.#liquidationsMs = nowMs();
    return this.#liquidations.take(publisher.liquidations(watch));
  }

  /** Places in queues and what a session fears, both of which are counted: a few times a second. */
  #nextCounted(watch: Watch | null): Pick<Frame, 'queue' | 'seat'> {
    const { publisher, nowMs, nameOf } = this.#desk;
    if (nowMs() - this.#queueMs < QUEUE_INTERVAL_MS) return { queue: null, seat: null };
    this.#queueMs = nowMs();
    const subaccount = watch?.subaccount ?? '';
    const seated = { session: this.#sessionOf(), subaccount };
    return {
      queue: watch === null ? null : this.#queue.take(publisher.queue(watch)),
      seat: this.#seat.take(seatOf(publisher.scene, seated, nameOf)),
    };
  }

  #nextDepth(watch: Watch): Depth | null {
    const { publisher, nowMs } = this.#desk;
    if (nowMs() - this.#depthMs < DEPTH_INTERVAL_MS) return null;
    const depth = this.#depth.take(publisher.depth(watch));
    if (depth !== null) this.#depthMs = nowMs();
    return depth;
  }

  #nextCandle({ instrument, candleSeconds }: Watch): Candle | null {
    const next = this.#desk.news.candles.next(instrument, candleSeconds, this.#candle);
    this.#candle = next ?? this.#candle;
    return next;
  }
}

function saysSomething(frame: Frame): boolean {
  const { quotes, accounts, positions, orders, balances, calls, proposals, kills, gone } = frame;
  const rows = [quotes, accounts, positions, orders, balances, calls, proposals, kills];
  const { standings, funds, fundEntries, adl, oracles, fundings } = frame;
  const risk = [funds, fundEntries, adl, oracles, fundings];
  const lists = [...rows, standings, ...risk, ...Object.values(gone)];
  if (lists.some(({ length }) => length > 0)) return true;
  const { ladder, depth, candle, margin, queue, seat, liquidations } = frame;
  const values = [ladder, depth, candle, margin, queue, seat, liquidations];
  return values.some((value) => value !== null);
}
