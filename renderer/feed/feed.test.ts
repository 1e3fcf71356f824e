import { expect, test } from 'vitest';
import type { FromWindow, Frame, Strip, Welcome } from '../../core/desk/messages.ts';
import type { Port } from '../../core/desk/port.ts';
import { Feed, STALE_AFTER_MS } from './feed.ts';

/** The core's end of one connection, as the test speaks it. */
class FarEnd {
  readonly heard: FromWindow[] = [];
  #message: (text: string) => void = () => undefined;
  #close: () => void = () => undefined;
  readonly port: Port = {
    send: (text) => this.heard.push(JSON.parse(text) as FromWindow),
    bufferedBytes: 0,
    onMessage: (listener) => (this.#message = listener),
    onClose: (listener) => (this.#close = listener),
    close: () => this.#close(),
  };

  say(message: object): void {
    this.#message(JSON.stringify(message));
  }

  end(): void {
    this.#close();
  }

  types(): string[] {
    return this.heard.map(({ type }) => type);
  }
}

/** A feed on a clock, a screen and a network of the test's own. */
class Bench {
  readonly ends: FarEnd[] = [];
  isReachable = true;
  isHidden = false;
  nowMs = 0;
  #timers: { run: () => void; atMs: number }[] = [];
  #frames: (() => void)[] = [];
  readonly feed = new Feed({
    connect: () => {
      if (!this.isReachable) return Promise.reject(new Error('no core'));
      const end = new FarEnd();
      this.ends.push(end);
      return Promise.resolve(end.port);
    },
    window: 'w',
    nowMs: () => this.nowMs,
    startTimer: (run, delayMs) => {
      const timer = { run, atMs: this.nowMs + delayMs };
      this.#timers.push(timer);
      return () => (this.#timers = this.#timers.filter((other) => other !== timer));
    },
    onScreenFrame: (run) => this.#frames.push(run),
    isHidden: () => this.isHidden,
  });

  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.nowMs = next.atMs;
      next.run();
      await settle();
    }
    this.nowMs = endMs;
  }

  screen(): void {
    const frames = this.#frames;
    this.#frames = [];
    for (const run of frames) run();
  }

  get end(): FarEnd {
    const end = this.ends.at(-1);
    if (end === undefined) throw new Error('nothing was attached');
    return end;
  }
}

async function settle(): Promise<void> {
  for (let n = 0; n < 5; n++) await Promise.resolve();
}

function welcome(epoch: string): Welcome {
  const nothing = { badges: [], operators: [], instruments: [], assets: [], signedIn: null };
  return { type: 'welcome', protocol: 1, epoch, program: 'test', ...nothing };
}

function frame(number: number, changed: Partial<Frame>): object {
  const rows = {
    accounts: [],
    positions: [],
    orders: [],
    balances: [],
    calls: [],
    proposals: [],
    kills: [],
    standings: [],
    funds: [],
    fundEntries: [],
    adl: [],
    oracles: [],
    fundings: [],
  };
  const streams = { quotes: [], ...rows };
  const strip = { timeUs: 7_000_000 } as Strip;
  const rest = { ladder: null, depth: null, candle: null, margin: null };
  return { type: 'frame', frame: number, strip, gone: rows, ...streams, ...rest, ...changed };
}

async function attached(): Promise<Bench> {
  const bench = new Bench();
  bench.feed.start();
  await settle();
  bench.end.say(welcome('one'));
  bench.screen();
  return bench;
}

const order = { key: '1', size: '5' } as Frame['orders'][number];

test('it says hello, then watches, and acknowledges a frame once it was handed out', async () => {
  const bench = await attached();
  const { feed, end } = bench;
  feed.watch({
    type: 'watch',
    instrument: 'BTCUSDT',
    subaccount: null,
    ladder: { rows: 1, stepTicks: 1, centreTicks: 0 },
    candleSeconds: 5,
  });
  const heard: string[] = [];
  feed.on('orders', ({ changed }) => heard.push(...changed.map(({ size }) => size)));
  end.say(frame(1, { orders: [order] }));
  end.say(frame(2, { orders: [{ ...order, size: '6' }] }));
  expect(end.types()).toEqual(['hello', 'watch']);
  bench.screen();
  expect(heard).toEqual(['6']);
  expect(end.heard.at(-1)).toEqual({ type: 'ack', frame: 2 });
});

test('a hidden window, which gets no screen frames, is told by the timer', async () => {
  const bench = await attached();
  const heard: number[] = [];
  bench.feed.on('orders', ({ changed }) => heard.push(changed.length));
  bench.end.say(frame(1, { orders: [order] }));
  await bench.pass(250);
  expect(heard).toEqual([1]);
  expect(bench.end.types()).toContain('ack');
});

test('without frames it is stale, and live again with the next one', async () => {
  const bench = await attached();
  await bench.pass(STALE_AFTER_MS + 500);
  expect(bench.feed.get('link').state).toBe('stale');
  bench.end.say(frame(1, {}));
  expect(bench.feed.get('link').state).toBe('live');
});

test('when the core goes, what was asked is unknown and figures keep their time', async () => {
  const bench = await attached();
  bench.end.say(frame(1, { orders: [order] }));
  const command = { kind: 'order.cancel' };
  const reply = bench.feed.request({ name: 'command', command });
  bench.isReachable = false;
  bench.end.end();
  expect(await reply).toMatchObject({ result: 'unknown', code: 'CORE_GONE' });
  expect(bench.feed.get('link')).toMatchObject({
    state: 'gone',
    timeUs: 7_000_000,
    unknown: [{ name: 'command', command }],
  });
  expect(bench.feed.rows.orders.size).toBe(1);
  const later = await bench.feed.request({ name: 'command', command });
  expect(later).toMatchObject({ result: 'refused', code: 'NOT_CONNECTED' });
});

test('it tries again, resumes its streams, and a new epoch starts from nothing', async () => {
  const bench = await attached();
  bench.end.say(frame(1, { orders: [order] }));
  bench.end.say({ type: 'items', stream: 'alerts', from: 3, items: [{}, {}] });
  bench.end.end();
  await bench.pass(10_000);
  expect(bench.ends).toHaveLength(2);
  expect(bench.end.heard[0]).toMatchObject({
    type: 'hello',
    resume: { epoch: 'one', positions: { executions: 0, alerts: 4 } },
  });
  bench.end.say(welcome('two'));
  bench.end.say(frame(1, {}));
  expect(bench.feed.rows.orders.size).toBe(0);
  expect(bench.feed.alerts.position).toBe(0);
  expect(bench.end.types()).not.toContain('request');
});

test('a gap in a lossless stream ends the attachment, so that the next one fills it', async () => {
  const bench = await attached();
  bench.end.say({ type: 'items', stream: 'executions', from: 1, items: [{}] });
  bench.end.say({ type: 'items', stream: 'executions', from: 3, items: [{}] });
  expect(bench.feed.get('link').state).toBe('gone');
  await bench.pass(1_000);
  expect(bench.end.heard[0]).toMatchObject({ resume: { positions: { executions: 1 } } });
});

test('a hidden window hears what comes without its timers, four times a second', async () => {
  const bench = await attached();
  bench.isHidden = true;
  let told = 0;
  bench.feed.on('alerts', (alerts) => (told += alerts.length));
  const acknowledged = (): number => bench.end.heard.filter(({ type }) => type === 'ack').length;
  const before = acknowledged();
  bench.nowMs += 300;
  bench.end.say({ type: 'items', stream: 'alerts', from: 1, items: [{}] });
  expect(told).toBe(1);
  for (let n = 1; n <= 5; n++) {
    bench.end.say(frame(n, {}));
    bench.end.say({ type: 'items', stream: 'alerts', from: 1 + n, items: [{}] });
  }
  expect(acknowledged() - before).toBe(5);
  expect(told).toBe(1);
  bench.nowMs += 250;
  bench.end.say(frame(6, {}));
  expect(told).toBe(6);
});
