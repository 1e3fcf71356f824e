/**
 * The window's end of the conversation with the core, outside React: newest values by key, lossless
 * streams with their gaps, requests with their deadlines. Listeners are told at most once a frame
 * of the screen, and four times a second while the window is hidden.
 */
import { PROTOCOL_VERSION } from '../../core/desk/messages.ts';
import type {
  Alert,
  Call,
  Execution,
  Frame,
  FromCore,
  FromWindow,
  Items,
  Quote,
  Reply,
  RowStream,
  Watch,
  Welcome,
} from '../../core/desk/messages.ts';
import type { Port } from '../../core/desk/port.ts';
import { backoffMs } from './backoff.ts';
import { LosslessReader } from './lossless.ts';
import { notSent, Requests } from './requests.ts';
import type { StartTimer } from './requests.ts';
import { KeyedRows } from './rows.ts';
import type { Link, ScalarTopic, Topic, Topics } from './streams.ts';
import type { Connect } from './web-socket-port.ts';

/** Without a frame for so long the figures are called stale. */
export const STALE_AFTER_MS = 2_000;
const TICK_MS = 250;
const ITEMS_KEPT = 5_000;
const ROW_STREAMS: readonly RowStream[] = [
  'accounts',
  'positions',
  'orders',
  'balances',
  'calls',
  'proposals',
  'kills',
  'standings',
  'funds',
  'fundEntries',
  'adl',
  'oracles',
  'fundings',
];

export interface FeedOptions {
  readonly connect: Connect;
  /** Random text that names this window. */
  readonly window: string;
  readonly nowMs: () => number;
  readonly startTimer: StartTimer;
  readonly onScreenFrame: (run: () => void) => void;
  /** Whether nobody sees the window: then no screen frame comes, and timers hardly do. */
  readonly isHidden?: () => boolean;
}

type Listener = (value: never) => void;
type RowsOf = {
  [S in RowStream]: KeyedRows<
    Frame[S] extends readonly (infer Row extends { key: string })[] ? Row : never
  >;
};

export class Feed {
  readonly #options: FeedOptions;
  readonly #requests: Requests;
  readonly #listeners = new Map<Topic, Set<Listener>>();
  readonly #dirty = new Set<ScalarTopic>();
  readonly rows: RowsOf = {
    accounts: new KeyedRows(),
    positions: new KeyedRows(),
    orders: new KeyedRows(),
    balances: new KeyedRows(),
    calls: new KeyedRows(),
    proposals: new KeyedRows(),
    kills: new KeyedRows(),
    standings: new KeyedRows(),
    funds: new KeyedRows(),
    fundEntries: new KeyedRows(),
    adl: new KeyedRows(),
    oracles: new KeyedRows(),
    fundings: new KeyedRows(),
  };
  readonly executions = new LosslessReader<Execution>(ITEMS_KEPT);
  readonly alerts = new LosslessReader<Alert>(ITEMS_KEPT);
  readonly #quotes = new Map<string, Quote>();
  #values: { [T in ScalarTopic]: Topics[T] } = {
    link: { state: 'connecting', attempt: 1 },
    welcome: null,
    signedIn: null,
    strip: null,
    quotes: [],
    ladder: null,
    depth: null,
    candle: null,
    margin: null,
    queue: null,
    seat: null,
    liquidations: null,
  };
  #port: Port | null = null;
  #attempt = 0;
  #watch: Watch | null = null;
  #frameToAck = 0;
  #lastFrameMs = 0;
  #awaitsFirstFrame = true;
  #isFlushPlanned = false;
  #lastFlushMs = 0;
  #freshExecutions: Execution[] = [];
  #freshAlerts: Alert[] = [];
  #unknown: Call[] = [];

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#requests = new Requests(options.startTimer);
  }

  start(): void {
    this.#open();
    this.#tick();
  }

  get<T extends ScalarTopic>(topic: T): Topics[T] {
    return this.#values[topic] as Topics[T];
  }

  /** Tells a listener what is new, until the returned function is called. */
  on<T extends Topic>(topic: T, listener: (value: Topics[T]) => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Says what the window looks at, now and after every attachment. */
  watch(watch: Watch): void {
    this.#watch = watch;
    if (this.#values.welcome !== null) this.#send(watch);
  }

  /** Asks the core; ends as done, refused or unknown, and is never sent twice. */
  async request(call: Call): Promise<Reply> {
    const { state } = this.#values.link;
    if (this.#port === null || state === 'connecting' || state === 'gone') return notSent();
    const send = (id: number): void => this.#send({ type: 'request', id, call });
    const reply = await this.#requests.begin(call, send);
    if (call.name === 'signIn' && reply.result === 'done') {
      this.#set('signedIn', { operator: call.operator, role: call.role });
    }
    return reply;
  }

  #send(message: FromWindow): void {
    this.#port?.send(JSON.stringify(message));
  }

  #set<T extends ScalarTopic>(topic: T, value: Topics[T]): void {
    this.#values = { ...this.#values, [topic]: value };
    this.#dirty.add(topic);
    this.#planFlush();
  }

  // ---- attaching and losing ----

  #open(): void {
    this.#attempt += 1;
    this.#options.connect().then(
      (port) => this.#attach(port),
      () => this.#lose(),
    );
  }

  #attach(port: Port): void {
    this.#port = port;
    port.onMessage((text) => {
      if (this.#port !== port) return;
      this.#take(JSON.parse(text) as FromCore);
      this.#flushUnseen();
    });
    port.onClose(() => {
      if (this.#port === port) this.#lose();
    });
    const { window } = this.#options;
    const { epoch } = this.#values.welcome ?? { epoch: '' };
    const hello = { type: 'hello', protocol: PROTOCOL_VERSION, window } as const;
    const positions = {
      executions: this.executions.position,
      alerts: this.alerts.position,
    };
    this.#send(epoch === '' ? hello : { ...hello, resume: { epoch, positions } });
  }

  #lose(): void {
    this.#port = null;
    this.#frameToAck = 0;
    this.#unknown = [...this.#unknown, ...this.#requests.abandon()];
    const delayMs = backoffMs(this.#attempt);
    this.#set('link', this.#lostLink(delayMs));
    this.#options.startTimer(() => this.#open(), delayMs);
  }

  #lostLink(delayMs: number): Link {
    const { welcome, strip } = this.#values;
    if (welcome === null) return { state: 'connecting', attempt: this.#attempt };
    return {
      state: 'gone',
      timeUs: strip?.timeUs ?? 0,
      attempt: this.#attempt,
      nextTryMs: this.#options.nowMs() + delayMs,
      unknown: this.#unknown,
    };
  }

  // ---- messages ----

  #take(message: FromCore): void {
    switch (message.type) {
      case 'welcome':
        return this.#welcome(message);
      case 'frame':
        return this.#frame(message);
      case 'items':
        return this.#items(message);
      case 'reply':
        return this.#requests.answer(message);
      case 'fault':
        return this.#port?.close();
    }
  }

  #welcome(welcome: Welcome): void {
    const before = this.#values.welcome?.epoch;
    if (before !== undefined && before !== welcome.epoch) {
      this.executions.beginAt(1);
      this.alerts.beginAt(1);
    }
    this.#attempt = 0;
    this.#unknown = [];
    this.#awaitsFirstFrame = true;
    this.#lastFrameMs = this.#options.nowMs();
    this.#set('welcome', welcome);
    this.#set('signedIn', welcome.signedIn);
    this.#set('seat', null);
    this.#set('link', { state: 'live' });
    if (this.#watch !== null) this.#send(this.#watch);
  }

  #frame(frame: Frame): void {
    this.#lastFrameMs = this.#options.nowMs();
    this.#frameToAck = frame.frame;
    if (this.#awaitsFirstFrame) {
      this.#awaitsFirstFrame = false;
      for (const stream of ROW_STREAMS) this.rows[stream].clear();
      this.#quotes.clear();
    }
    const { gone } = frame;
    this.rows.accounts.apply(frame.accounts, gone.accounts);
    this.rows.positions.apply(frame.positions, gone.positions);
    this.rows.orders.apply(frame.orders, gone.orders);
    this.rows.balances.apply(frame.balances, gone.balances);
    this.rows.calls.apply(frame.calls, gone.calls);
    this.rows.proposals.apply(frame.proposals, gone.proposals);
    this.rows.kills.apply(frame.kills, gone.kills);
    this.rows.standings.apply(frame.standings, gone.standings);
    this.rows.funds.apply(frame.funds, gone.funds);
    this.rows.fundEntries.apply(frame.fundEntries, gone.fundEntries);
    this.rows.adl.apply(frame.adl, gone.adl);
    this.rows.oracles.apply(frame.oracles, gone.oracles);
    this.rows.fundings.apply(frame.fundings, gone.fundings);
    this.#set('strip', frame.strip);
    if (frame.ladder !== null) this.#set('ladder', frame.ladder);
    if (frame.depth !== null) this.#set('depth', frame.depth);
    if (frame.candle !== null) this.#set('candle', frame.candle);
    if (frame.margin !== null) this.#set('margin', frame.margin);
    if (frame.queue !== null) this.#set('queue', frame.queue);
    if (frame.liquidations !== null) this.#set('liquidations', frame.liquidations);
    if (frame.seat !== null) this.#set('seat', frame.seat);
    if (frame.quotes.length > 0) {
      for (const quote of frame.quotes) this.#quotes.set(quote.instrument, quote);
      this.#set('quotes', [...this.#quotes.values()]);
    }
    if (this.#values.link.state === 'stale') this.#set('link', { state: 'live' });
  }

  /** A gap ends the attachment: the next one resumes where this one was still whole. */
  #items({ stream, from, items }: Items): void {
    const isFirst = this[stream].position === 0;
    if (isFirst) this[stream].beginAt(from);
    const taken =
      stream === 'executions'
        ? this.executions.take(from, items as readonly Execution[])
        : this.alerts.take(from, items as readonly Alert[]);
    if (taken.kind === 'gap') {
      this.#port?.close();
      return;
    }
    if (stream === 'executions') this.#freshExecutions.push(...(taken.items as Execution[]));
    else this.#freshAlerts.push(...(taken.items as Alert[]));
    this.#planFlush();
  }

  // ---- handing out ----

  #planFlush(): void {
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    this.#options.onScreenFrame(() => this.#flush());
  }

  /** A hidden window gets no screen frames: this goes on, and nothing piles up. */
  #tick(): void {
    const { link } = this.#values;
    const sinceMs = this.#options.nowMs() - this.#lastFrameMs;
    if (link.state === 'live' && sinceMs > STALE_AFTER_MS) {
      this.#set('link', { state: 'stale', sinceMs: this.#lastFrameMs });
    }
    if (this.#isFlushPlanned) this.#flush();
    this.#options.startTimer(() => this.#tick(), TICK_MS);
  }

  /**
   * What comes is what wakes a hidden window: its timers may be a minute late, and an alarm may
   * not. Frames are acknowledged as they come, since the core sends no third one before.
   */
  #flushUnseen(): void {
    const { isHidden, nowMs } = this.#options;
    if (isHidden?.() !== true) return;
    this.#acknowledge();
    if (nowMs() - this.#lastFlushMs >= TICK_MS) this.#flush();
  }

  #acknowledge(): void {
    if (this.#frameToAck !== 0) this.#send({ type: 'ack', frame: this.#frameToAck });
    this.#frameToAck = 0;
  }

  #flush(): void {
    if (!this.#isFlushPlanned) return;
    this.#isFlushPlanned = false;
    this.#lastFlushMs = this.#options.nowMs();
    const scalars = [...this.#dirty];
    this.#dirty.clear();
    for (const topic of scalars) this.#tell(topic, this.#values[topic]);
    for (const stream of ROW_STREAMS) {
      const changes = this.rows[stream].takeChanges();
      if (changes !== null) this.#tell(stream, changes);
    }
    const [executions, alerts] = [this.#freshExecutions, this.#freshAlerts];
    this.#freshExecutions = [];
    this.#freshAlerts = [];
    if (executions.length > 0) this.#tell('executions', executions);
    if (alerts.length > 0) this.#tell('alerts', alerts);
    this.#acknowledge();
  }

  #tell(topic: Topic, value: unknown): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(value as never);
  }
}
