import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type {
  Call,
  Execution,
  Frame,
  FromCore,
  Items,
  OrderRow,
  Reply,
  Welcome,
} from '../../desk/messages.ts';
import { FRAMES_IN_FLIGHT_MAX } from '../../desk/messages.ts';
import { parseCoreConfig } from '../core-config.ts';
import { BrowserHost } from './browser-host.ts';
import { forkCore } from './core-process.ts';
import type { ForkedCore } from './core-process.ts';
import { Visitor } from './testing/visitor.ts';
import type { Conversation } from './testing/visitor.ts';

const SUBACCOUNT = 'Vol-Arb';
const WATCH = {
  type: 'watch',
  instrument: 'BTCUSDT',
  subaccount: SUBACCOUNT,
  ladder: { rows: 10, stepTicks: 1, centreTicks: 0 },
  candleSeconds: 5,
};
/** Far below the market: it rests. */
const ORDER = {
  kind: 'order.place',
  subaccount: SUBACCOUNT,
  instrument: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  price: '30000.1',
  quantity: '0.003',
};

let folder: string;
let host: BrowserHost;
let cores: ForkedCore[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-child-'));
  writeFileSync(path.join(folder, 'index.html'), '<p>desk</p>');
  cores = [];
  const parsed = parseCoreConfig({ speed: '10x' });
  if (!parsed.ok) throw new Error(parsed.sentence);
  host = await BrowserHost.open({
    config: parsed.config,
    place: { directory: path.join(folder, 'data'), isTemporary: true },
    rendererFolder: folder,
    port: 0,
    say: () => {},
    onLink: () => {},
    fork: () => {
      const core = forkCore();
      cores.push(core);
      return core;
    },
  });
});

afterEach(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A window that acknowledges every frame and keeps what it was shown. */
class Window {
  readonly orders = new Map<string, OrderRow>();
  readonly executions: Execution[] = [];
  readonly #conversation: Conversation;
  #requests = 0;
  frame: Frame | null = null;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  async hello(resume?: object): Promise<Welcome> {
    const window = 'window-of-a-test';
    const hello = { type: 'hello', protocol: 1, window };
    this.#conversation.say(resume === undefined ? hello : { ...hello, resume });
    return this.#until((message) => (message.type === 'welcome' ? message : null));
  }

  async watch(): Promise<Frame> {
    this.#conversation.say(WATCH);
    return this.#until((message) => (message.type === 'frame' ? message : null));
  }

  request(call: Call): Promise<Reply> {
    this.#requests += 1;
    const id = this.#requests;
    this.#conversation.say({ type: 'request', id, call });
    return this.#until((message) => {
      return message.type === 'reply' && message.id === id ? message : null;
    });
  }

  /** Reads on until frames show what is wanted. */
  async until(isShown: (frame: Frame) => boolean): Promise<void> {
    await this.#until((message) => (message.type === 'frame' && isShown(message) ? true : null));
  }

  async #until<T>(wanted: (message: FromCore) => T | null): Promise<T> {
    for (;;) {
      const message = JSON.parse(await this.#conversation.next()) as FromCore;
      this.#keep(message);
      const found = wanted(message);
      if (found !== null) return found;
    }
  }

  #keep(message: FromCore): void {
    if (message.type === 'fault') throw new Error(`${message.code}: ${message.sentence}`);
    if (message.type === 'items') this.#keepItems(message);
    if (message.type !== 'frame') return;
    this.frame = message;
    for (const order of message.orders) this.orders.set(order.key, order);
    for (const key of message.gone.orders) this.orders.delete(key);
    this.#conversation.say({ type: 'ack', frame: message.frame });
  }

  #keepItems({ stream, items }: Items): void {
    if (stream === 'executions') this.executions.push(...(items as Execution[]));
  }
}

test('a window trades; the core killed, nothing that was acknowledged is lost', async () => {
  const visitor = await Visitor.open(host.link);
  const window = new Window(await visitor.insist());
  const welcome = await window.hello();
  expect(welcome.epoch).toBe(host.status.epoch);
  expect(welcome.badges).toContain('SIMULATED');
  const first = await window.watch();
  expect(first.quotes.map(({ instrument }) => instrument)).toContain('BTCUSDT');

  const trader = welcome.operators.find(({ roles }) => roles.includes('trader'));
  const signIn = { name: 'signIn', operator: trader?.operator ?? 0, role: 'trader' } as const;
  expect(await window.request(signIn)).toMatchObject({ result: 'done' });
  const placed = await window.request({ name: 'command', command: ORDER });
  expect(placed).toMatchObject({ result: 'done', code: 'OK' });
  const isOurs = ({ order }: OrderRow): boolean => order === placed.reference;
  await window.until(() => [...window.orders.values()].some(isOurs));
  const before = window.frame?.strip;

  process.kill(cores[0]?.pid ?? 0, 'SIGKILL');
  const again = new Window(await visitor.insist());
  const { epoch } = welcome;
  const other = await again.hello({ epoch, positions: { executions: 1, alerts: 1 } });
  expect(other.epoch).not.toBe(epoch);
  expect(other.epoch).toBe(host.status.epoch);
  expect(cores).toHaveLength(2);
  await again.watch();
  await again.until(() => [...again.orders.values()].some(isOurs));
  expect([...again.orders.values()].find(isOurs)).toMatchObject({
    subaccount: SUBACCOUNT,
    price: '30,000.1',
    size: '0.003',
    filled: '0.000',
    state: 'live',
  });
  // The market goes on from where the venue stood.
  await again.until(({ strip }) => strip.timeUs > (before?.timeUs ?? 0) + 500_000);
  expect(again.frame?.strip.sequence).toBeGreaterThan(before?.sequence ?? 0);
  expect(again.frame?.strip.core).toBe('running');
}, 60_000);

test('a window holds the market, and lets it go at another speed', async () => {
  const window = new Window(await (await Visitor.open(host.link)).insist());
  await window.hello();
  await window.watch();
  await window.request({ name: 'signIn', operator: 1, role: 'trader' });
  expect(await window.request({ name: 'transport', act: 'pause' })).toMatchObject({
    result: 'done',
  });
  await window.until(({ strip }) => strip.transport.isPaused);
  // What was under way when it was held has come by now.
  for (let n = 0; n < FRAMES_IN_FLIGHT_MAX; n++) await window.until(() => true);
  const heldUs = window.frame?.strip.timeUs;
  await window.until(() => true);
  expect(window.frame?.strip.timeUs).toBe(heldUs);
  await window.request({ name: 'transport', act: 'speed', speed: 60 });
  await window.request({ name: 'transport', act: 'resume' });
  await window.until(({ strip }) => strip.transport.speed === '60x' && !strip.transport.isPaused);
  await window.until(({ strip }) => strip.timeUs > (heldUs ?? 0) + 5_000_000);
  const fast = await window.request({ name: 'transport', act: 'speed', speed: 1_000_000 });
  expect(fast.result).toBe('refused');
});
