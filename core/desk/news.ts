/**
 * Hears every event once, as it is applied, and keeps what views cannot read from the state: the
 * lossless streams, candles, when orders came, when each feed was last heard.
 */
import { columnOf } from '../venue/event-ring.ts';
import { CANCEL_REASONS } from '../venue/events.ts';
import type { EventKind, VenueEvent } from '../venue/events.ts';
import type { ExclusionReason } from '../venue/pricing/source-validity.ts';
import { accountOf, at, isMargined } from '../venue/state.ts';
import type { Venue } from '../venue/venue.ts';
import { LosslessRing } from './lossless-ring.ts';
import type { Alert, Execution } from './messages.ts';
import { alertOf, isAlertKind } from './views/alerts.ts';
import { Candles } from './views/candles.ts';
import { executionOf } from './views/executions.ts';
import { engagedWords } from './views/kills.ts';
import { FundNews } from './views/fund-news.ts';
import type { FundHistory } from './views/fund-news.ts';
import type { Scales } from './views/scales.ts';
import type { HeardMark } from './views/marks.ts';
import type { IndexTurn, Turn } from './views/standing.ts';

const indexOfPriced = columnOf('index.priced', 'index');
const secondaryOfPriced = columnOf('index.priced', 'secondaryE8');
const tradeColumns = {
  instrument: columnOf('trade', 'instrument'),
  priceTicks: columnOf('trade', 'priceTicks'),
  quantityLots: columnOf('trade', 'quantityLots'),
  tradeKind: columnOf('trade', 'tradeKind'),
};
/** Trades of this kind move the last price; the first in the list of kinds. */
const BOOK_TRADE = 0;
const orderKinds: readonly EventKind[] = [
  'order.accepted',
  'order.rested',
  'order.amended',
  'order.followed',
  'order.triggered',
  'order.linked',
  'order.cancelled',
];
/** Where each of these kinds names its subaccount and its instrument. */
const orderColumns = new Map(
  orderKinds.map((kind) => [
    kind,
    { subaccount: columnOf(kind, 'subaccount'), instrument: columnOf(kind, 'instrument') },
  ]),
);
const acceptedOrder = columnOf('order.accepted', 'order');
const triggeredOrder = columnOf('order.triggered', 'order');
const linked = {
  order: columnOf('order.linked', 'order'),
  parent: columnOf('order.linked', 'parent'),
};
const cancelledOrder = columnOf('order.cancelled', 'order');
const cancelledReason = columnOf('order.cancelled', 'reason');
/** Between two builds of rows. */
const PAIRED_MOST = 1_000;
const BY_ITS_PAIR = CANCEL_REASONS.indexOf('linked');
const executionColumns = {
  order: columnOf('execution', 'order'),
  remainingLots: columnOf('execution', 'remainingLots'),
  subaccount: columnOf('execution', 'subaccount'),
};

export interface NewsOptions {
  readonly venue: Venue;
  readonly scales: Scales;
  readonly nameOf: (operator: number) => string;
  /** Wall time, microseconds since 1970 UTC. */
  readonly clockUs: () => number;
  readonly fundHistory?: FundHistory | undefined;
}

export class News {
  readonly executions = new LosslessRing<Execution>();
  readonly alerts = new LosslessRing<Alert>();
  readonly candles = new Candles();
  /** Venue time at which each live order of a client was accepted. */
  readonly orderTimes = new Map<number, number>();
  /** Live orders of clients whose trigger was reached. */
  readonly released = new Set<number>();
  /** The order whose fills brought each live exit. */
  readonly parents = new Map<number, number>();
  /** Orders that went with one that they were linked with, since rows were built last. */
  readonly paired = new Set<number>();
  /** Wall time of the newest observation, by index id. */
  readonly indexHeardUs = new Map<number, number>();
  /** Wall time of the newest print or order of the house, by instrument id. */
  readonly marketHeardUs = new Map<number, number>();
  /** Venue time at which each engaged kill switch was, and what it stops. */
  readonly killTimes = new Map<number, number>();
  readonly #killed = new Map<number, string>();
  /** The last change of each instrument's and each index's state. */
  readonly turns = { instruments: new Map<number, Turn>(), indices: new Map<number, IndexTurn>() };
  readonly funds: FundNews;
  /** Why sources are out, at the newest observation of each index, by their place. */
  readonly exclusions = new Map<number, Map<number, ExclusionReason>>();
  /** What each index was checked against at its newest observation; 0 for nothing. */
  readonly secondaries = new Map<number, number>();
  /** What the mark of each instrument was made of when it was set last. */
  readonly marks = new Map<number, HeardMark>();
  /** The last price that each instrument had first, by id: what its change is counted from. */
  readonly opening = new Map<number, number>();
  readonly #options: NewsOptions;
  /** One reading of the clock serves a whole batch. */
  #nowUs = 0;

  constructor(options: NewsOptions) {
    this.#options = options;
    const { sequence, timeUs } = options.venue.state;
    this.funds = new FundNews({ sequence, timeUs, history: options.fundHistory });
    for (const { id, lastTicks } of options.venue.state.instruments) {
      if (lastTicks !== 0) this.opening.set(id, lastTicks);
    }
  }

  /** Takes in a batch's events, by position. */
  hear(from: number, to: number): void {
    this.#nowUs = this.#options.clockUs();
    const { events } = this.#options.venue;
    for (let position = from; position < to; position++) {
      this.funds.hear(events, position);
      this.#hearOne(position);
    }
    this.funds.heard();
  }

  #hearOne(position: number): void {
    const { events } = this.#options.venue;
    const kind = events.kindAt(position);
    const columns = orderColumns.get(kind);
    if (columns !== undefined) this.#hearOrder(kind, position, columns);
    else if (kind === 'execution') this.#hearExecution(position);
    else if (kind === 'trade') this.#hearTrade(position);
    else if (kind === 'index.priced') {
      const index = events.columnAt(position, indexOfPriced);
      this.indexHeardUs.set(index, this.#nowUs);
      this.secondaries.set(index, events.columnAt(position, secondaryOfPriced));
      // Whoever is out of this observation too is named behind it.
      this.exclusions.delete(index);
    } else if (kind === 'mark.set') this.#hearMark(position);
    else if (kind === 'index.excluded') this.#hearExcluded(position);
    else if (isAlertKind(kind)) this.#hearAlert(position);
  }

  #hearMark(position: number): void {
    const event = this.#options.venue.events.decode(position);
    this.marks.set(Number(event['instrument']), {
      timeUs: event.timeUs,
      markTicks: Number(event['markTicks']),
      fairE8: Number(event['fairE8']),
      bookE8: Number(event['bookE8']),
      lastE8: Number(event['lastE8']),
      method: event['method'] as HeardMark['method'],
    });
  }

  #hearExcluded(position: number): void {
    const event = this.#options.venue.events.decode(position);
    const index = Number(event['index']);
    const out = this.exclusions.get(index) ?? new Map<number, ExclusionReason>();
    out.set(Number(event['source']), event['reason'] as ExclusionReason);
    this.exclusions.set(index, out);
  }

  #hearOrder(
    kind: EventKind,
    position: number,
    columns: { readonly subaccount: number; readonly instrument: number },
  ): void {
    const { events, state } = this.#options.venue;
    const owner = at(state.subaccounts, events.columnAt(position, columns.subaccount));
    if (!isMargined(state, owner)) {
      if (accountOf(state, owner).kind !== 'house') return;
      this.marketHeardUs.set(events.columnAt(position, columns.instrument), this.#nowUs);
    } else if (kind === 'order.accepted') {
      const { timeUs } = events.decode(position);
      this.orderTimes.set(events.columnAt(position, acceptedOrder), timeUs);
    } else if (kind === 'order.triggered') {
      this.released.add(events.columnAt(position, triggeredOrder));
    } else if (kind === 'order.linked') {
      const parent = events.columnAt(position, linked.parent);
      if (parent !== 0) this.parents.set(events.columnAt(position, linked.order), parent);
    } else if (kind === 'order.cancelled') {
      const order = events.columnAt(position, cancelledOrder);
      this.#forgetOrder(order);
      if (events.columnAt(position, cancelledReason) === BY_ITS_PAIR) this.#hearPaired(order);
    }
  }

  /** Without a window nobody builds rows, and nothing is kept for long. */
  #hearPaired(order: number): void {
    if (this.paired.size === PAIRED_MOST) this.paired.clear();
    this.paired.add(order);
  }

  #forgetOrder(order: number): void {
    this.orderTimes.delete(order);
    this.released.delete(order);
    this.parents.delete(order);
  }

  #hearExecution(position: number): void {
    const { venue, scales } = this.#options;
    const { events, state } = venue;
    const subaccount = events.columnAt(position, executionColumns.subaccount);
    if (!isMargined(state, at(state.subaccounts, subaccount))) return;
    if (events.columnAt(position, executionColumns.remainingLots) === 0) {
      this.#forgetOrder(events.columnAt(position, executionColumns.order));
    }
    const execution = executionOf(state, scales, events.decode(position));
    if (execution !== null) this.executions.push(execution);
  }

  #hearTrade(position: number): void {
    const { events, state } = this.#options.venue;
    if (events.columnAt(position, tradeColumns.tradeKind) !== BOOK_TRADE) return;
    const id = events.columnAt(position, tradeColumns.instrument);
    const ticks = events.columnAt(position, tradeColumns.priceTicks);
    const lots = events.columnAt(position, tradeColumns.quantityLots);
    this.marketHeardUs.set(id, this.#nowUs);
    if (!this.opening.has(id)) this.opening.set(id, ticks);
    const { timeUs } = events.decode(position);
    this.candles.trade(at(state.instruments, id).spec.symbol, timeUs, ticks, lots);
  }

  #hearAlert(position: number): void {
    const { venue, scales, nameOf } = this.#options;
    const event = venue.events.decode(position);
    const killed = this.#hearKill(event);
    this.#hearTurn(event);
    const alert = alertOf({ state: venue.state, scales, nameOf, killed }, event);
    if (alert !== null) this.alerts.push(alert);
  }

  /** A change of state, and behind it who had it so. */
  #hearTurn(event: VenueEvent): void {
    const { kind, timeUs } = event;
    const { instruments, indices } = this.turns;
    const turn = { sinceUs: timeUs, reason: String(event['reason']), operator: 0, note: '' };
    const instrument = Number(event['instrument'] ?? 0);
    if (kind === 'instrument.state') instruments.set(instrument, turn);
    else if (kind === 'index.state' && event['from'] !== event['to']) {
      const [from, to] = [String(event['from']), String(event['to'])];
      indices.set(Number(event['index']), { ...turn, from, to });
    } else if (kind === 'instrument.noted') {
      const before = instruments.get(instrument) ?? turn;
      const [operator, note] = [Number(event['operator']), String(event['note'])];
      instruments.set(instrument, { ...before, operator, note });
    }
  }

  /** What a kill switch of an event stops; empty where there is none, or it is not known. */
  #hearKill(event: VenueEvent): string {
    const { kind, timeUs } = event;
    const kill = Number(event['kill'] ?? 0);
    if (kind === 'kill.engaged') {
      const words = engagedWords(this.#options.venue.state, event);
      // Of a single order nothing stays engaged.
      if (kill === 0) return words;
      if (!this.killTimes.has(kill)) this.killTimes.set(kill, timeUs);
      this.#killed.set(kill, words);
    }
    const words = this.#killed.get(kill) ?? '';
    if (kind === 'kill.released') {
      this.killTimes.delete(kill);
      this.#killed.delete(kill);
    }
    return words;
  }
}
