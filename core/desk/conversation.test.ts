/** What windows and the core say to each other, over two ends of memory. */
import { describe, expect, test, vi } from 'vitest';
import { ACKNOWLEDGE_WITHIN_MS, BUFFERED_BYTES_MAX, HELLO_WITHIN_MS } from './desk-session.ts';
import { WINDOWS_MAX } from './desk-server.ts';
import { DEPTH_INTERVAL_MS, HEARTBEAT_MS } from './frames.ts';
import { ITEMS_KEPT } from './lossless-ring.ts';
import { openTestDesk, settle, TestWindow, WATCH } from './testing/test-window.ts';
import type { TestDesk } from './testing/test-window.ts';

function openTrading(): TestDesk {
  const desk = openTestDesk();
  const { test: venue } = desk.core;
  venue.open('alpha', { funds: { USDT: 360_000_000 } });
  venue.open('beta', { funds: { USDT: 1_000_000_000_000 } });
  return desk;
}

/** Two lots of the smallest trade, so that there are two executions. */
function trade({ core }: TestDesk, times = 1): void {
  const idOf = (label: string): number =>
    core.venue.state.subaccounts.find((one) => one.label === label)?.id ?? 0;
  const parties = { buyer: idOf('alpha'), seller: idOf('beta') };
  for (let n = 0; n < times; n++) core.test.trade(parties, 'BTCUSDT', 1, 600_000);
}

function numbersOf(window: TestWindow, stream: string): number[] {
  return window.items
    .filter((message) => message.stream === stream)
    .flatMap(({ from, items }) => items.map((_, n) => from + n));
}

describe('DESK-17 how a conversation begins and ends', () => {
  test('DESK-17 hello is answered by who this core is and what there is', async () => {
    const desk = openTrading();
    const window = await desk.attached();
    expect(window.welcome).toMatchObject({
      protocol: 1,
      epoch: desk.server.epoch,
      badges: ['PAPER'],
      signedIn: null,
      assets: [
        { symbol: 'USDT', decimals: 6 },
        { symbol: 'XBT', decimals: 8 },
        { symbol: 'ETH', decimals: 8 },
      ],
    });
    expect(window.welcome?.instruments[0]).toEqual({
      symbol: 'BTCUSDT',
      contract: 'linear',
      expires: '',
      index: 'BTC',
      settleAsset: 'USDT',
      priceDecimals: 1,
      tick: '0.1',
      lot: '0.001',
      sizeUnit: 'BTC',
      maxLeverage: '100x',
      offersProtection: false,
      auction: null,
    });
    expect(window.welcome?.operators[0]).toEqual({
      operator: 6,
      name: 'M. Okafor',
      roles: ['trader'],
      desks: [],
    });
  });

  test('DESK-17 a port that the host did not let in is told so, closed and counted', async () => {
    const desk = openTrading();
    const window = new TestWindow(desk.server, false);
    await settle();
    expect([window.fault?.code, window.isOpen]).toEqual(['NOT_NOW', false]);
    expect([desk.log.total, desk.server.windows]).toEqual([1, 0]);
  });

  test('DESK-17 there is a most of windows', async () => {
    const desk = openTrading();
    const windows = Array.from({ length: WINDOWS_MAX + 1 }, () => desk.window());
    await settle();
    expect(windows.filter(({ isOpen }) => isOpen)).toHaveLength(WINDOWS_MAX);
    expect(windows.at(-1)?.fault?.code).toBe('NOT_NOW');
  });

  test('DESK-17 another protocol, a message before hello and a second hello end it', async () => {
    const desk = openTrading();
    const other = desk.window();
    await other.hello({ protocol: 2 });
    expect([other.fault?.code, other.isOpen]).toEqual(['WRONG_PROTOCOL', false]);
    const early = desk.window();
    early.send(WATCH);
    await settle();
    expect(early.fault?.code).toBe('WRONG_PROTOCOL');
    const twice = await desk.attached();
    await twice.hello();
    expect(twice.fault?.code).toBe('WRONG_PROTOCOL');
    expect(desk.log.total).toBe(3);
  });

  test('DESK-17 who never says hello is let go', async () => {
    const desk = openTrading();
    const window = desk.window();
    vi.advanceTimersByTime(HELLO_WITHIN_MS + 1);
    await desk.tick();
    expect(window.fault?.code).toBe('WRONG_PROTOCOL');
  });

  test('DESK-17 the end of the desk closes every window', async () => {
    const desk = openTrading();
    const window = await desk.attached();
    desk.server.close();
    await settle();
    expect([window.isOpen, desk.server.windows]).toEqual([false, 0]);
  });

  test.each([
    ['malformed JSON', '{"type":', 'NOT_JSON'],
    ['an unknown kind', '{"type":"goodbye"}', 'UNKNOWN_KIND'],
    ['five megabytes', 'x'.repeat(5_000_000), 'TOO_BIG'],
  ])('DESK-08 %s ends the conversation and is in the security log', async (_what, text, code) => {
    const desk = openTrading();
    const window = await desk.attached();
    window.raw(text);
    await settle();
    expect([window.fault?.code, window.isOpen]).toEqual([code, false]);
    expect(desk.log.entries()).toMatchObject([{ channel: 'window', timeUs: desk.wall.us }]);
  });
});

describe('DESK-05 frames', () => {
  test('DESK-05 the first frame has everything, the next what changed', async () => {
    const desk = openTrading();
    const window = await desk.attached();
    window.send(WATCH);
    trade(desk);
    await desk.tick();
    const [first] = window.frames;
    expect(first?.accounts.map(({ name }) => name)).toEqual([
      'alpha',
      'beta',
      'desk',
      'desk',
      'alpha',
      'beta',
    ]);
    expect([first?.positions.length, first?.quotes.length, first?.frame]).toEqual([2, 4, 1]);
    expect(first?.ladder?.instrument).toBe('BTCUSDT');
    expect(first?.margin?.subaccount).toBe('alpha');
    expect(first?.candle?.volume).toBe(1);
    desk.core.test.open('gamma', { funds: { USDT: 1_000_000 } });
    await desk.tick();
    const second = window.frames[1];
    expect(second?.accounts.map(({ name }) => name)).toEqual(['gamma', 'desk', 'gamma']);
    expect([second?.positions, second?.ladder, second?.margin, second?.candle]).toEqual([
      [],
      null,
      null,
      null,
    ]);
  });

  test('DESK-05 while nothing changes only the heartbeat speaks', async () => {
    const desk = openTrading();
    const window = await desk.attached();
    await desk.tick();
    await desk.tick();
    expect(window.frames).toHaveLength(1);
    vi.advanceTimersByTime(HEARTBEAT_MS);
    await desk.tick();
    expect(window.frames).toHaveLength(2);
    expect(window.frames[1]?.accounts).toEqual([]);
  });

  test('DESK-24 depth is sent when it changed, and not sooner than a person sees it', async () => {
    const desk = openTrading();
    const { test: venue } = desk.core;
    const house = venue.open('house', { kind: 'house', desk: 'house' });
    const quote = (lots: number): void => {
      const order = venue.placement(house, 'BTCUSDT', 'buy', lots, { priceTicks: 599_990 });
      venue.ok(order, { by: 'house' });
    };
    const window = await desk.attached();
    window.send(WATCH);
    const totals = (): unknown[] => window.frames.flatMap(({ depth }) => depth?.total ?? []);
    for (const lots of [1, 2, 3]) {
      quote(lots);
      await desk.tick();
    }
    expect(totals()).toEqual(['0.001 BTC']);
    vi.advanceTimersByTime(DEPTH_INTERVAL_MS);
    await desk.tick();
    expect(totals()).toEqual(['0.001 BTC', '0.006 BTC']);
    vi.advanceTimersByTime(DEPTH_INTERVAL_MS);
    await desk.tick();
    window.send({ ...WATCH, instrument: 'ETHUSDT' });
    await desk.tick();
    window.send(WATCH);
    await desk.tick();
    expect(totals()).toEqual(['0.001 BTC', '0.006 BTC', '', '0.006 BTC']);
  });

  test('DESK-05 two frames are under way at most; then one says all that was missed', async () => {
    const desk = openTrading();
    const window = await desk.attached();
    window.isPrompt = false;
    for (let n = 0; n < 50; n++) {
      trade(desk);
      await desk.tick();
    }
    expect(window.frames.map(({ frame }) => frame)).toEqual([1, 2]);
    window.send({ type: 'ack', frame: 2 });
    await settle();
    await desk.tick();
    const sizes = window.frames[2]?.positions.map(({ subaccount, size }) => [subaccount, size]);
    expect(sizes).toEqual([
      ['alpha', '0.050'],
      ['beta', '0.050'],
    ]);
  });

  test('DESK-05 a frame that was never sent acknowledges nothing', async () => {
    const desk = openTrading();
    const window = await desk.attached();
    window.isPrompt = false;
    for (let n = 0; n < 5; n++) {
      window.send({ type: 'ack', frame: 1_000 });
      trade(desk);
      await desk.tick();
    }
    expect(window.frames).toHaveLength(2);
  });

  test('DESK-05 a window with bytes piled up, or silent for a minute, is let go', async () => {
    const desk = openTrading();
    const slow = await desk.attached({ window: 'slow' });
    const silent = await desk.attached({ window: 'silent' });
    silent.isPrompt = false;
    await desk.tick();
    slow.ports.core.bufferedBytes = BUFFERED_BYTES_MAX + 1;
    await desk.tick();
    expect([slow.fault?.code, slow.isOpen]).toEqual(['TOO_SLOW', false]);
    expect(silent.isOpen).toBe(true);
    vi.advanceTimersByTime(ACKNOWLEDGE_WITHIN_MS + 1);
    await desk.tick();
    expect([silent.fault?.code, silent.isOpen]).toEqual(['TOO_SLOW', false]);
    expect(desk.log.total).toBe(2);
  });

  test('DESK-16 a large organisation is built over ticks and shown when whole', async () => {
    const desk = openTrading();
    const { test: venue } = desk.core;
    const { account } = venue.of(4);
    for (let n = 0; n < 30; n++) venue.open(`s${n}`, { account, funds: { USDT: 1_000_000 } });
    const window = await desk.attached();
    // Every look at the clock finds that 5 ms have passed.
    const clock = vi.spyOn(performance, 'now');
    let nowMs = 0;
    clock.mockImplementation(() => (nowMs += 5));
    for (let n = 0; n < 3; n++) {
      await desk.tick();
      expect(window.frames).toEqual([]);
    }
    await desk.tick();
    clock.mockRestore();
    // The firm and desk of alpha and thirty more, those of beta, and 32 subaccounts.
    expect(window.frames[0]?.accounts).toHaveLength(36);
    // Where they need several frames, the groups come with the first.
    const keys: string[] = [];
    desk.server.desk.publisher.accounts.since(0, (key) => void keys.push(key), vi.fn());
    expect(keys.findLastIndex((key) => !key.startsWith('subaccount/'))).toBe(36 - 32 - 1);
  });

  test('DESK-16 a view that fails is said, and everything else goes on', async () => {
    const desk = openTrading();
    const window = await desk.attached();
    const { publisher } = desk.server.desk;
    const build = vi.spyOn(publisher, 'refresh').mockImplementation(() => {
      throw new Error('a figure too large');
    });
    await desk.tick();
    expect(desk.faults).toEqual(['The views could not be built: a figure too large.']);
    build.mockRestore();
    await desk.tick();
    expect(window.frames.at(-1)?.accounts).not.toEqual([]);
  });
});

describe('DESK-06 items', () => {
  test('DESK-06 come once each, in order, numbered from 1', async () => {
    const desk = openTrading();
    const window = await desk.attached();
    trade(desk, 3);
    await desk.tick();
    trade(desk);
    await desk.tick();
    expect(numbersOf(window, 'executions')).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('DESK-06 a window that comes back goes on where it stood', async () => {
    const desk = openTrading();
    const before = await desk.attached();
    trade(desk);
    await desk.tick();
    before.ports.window.close();
    await settle();
    trade(desk);
    await desk.tick();
    const { epoch } = desk.server;
    const after = await desk.attached({ resume: { epoch, positions: { executions: 2 } } });
    await desk.tick();
    expect(numbersOf(after, 'executions')).toEqual([3, 4]);
  });

  test('DESK-06 of another epoch, or from nowhere, it is given all that is known', async () => {
    const desk = openTrading();
    const epoch = 'another';
    const old = await desk.attached({ resume: { epoch, positions: { executions: 1 } } });
    const own = { epoch: desk.server.epoch, positions: { executions: 1_000_000 } };
    const ahead = await desk.attached({ window: 'w-2', resume: own });
    trade(desk);
    await desk.tick();
    expect(numbersOf(old, 'executions')).toEqual([1, 2]);
    expect(numbersOf(ahead, 'executions')).toEqual([1, 2]);
  });

  test('DESK-06 what the ring has forgotten shows as a gap, from where it knows', async () => {
    const desk = openTrading();
    desk.core.test.mirror(4, 'USDT', 1_000_000_000_000);
    trade(desk, ITEMS_KEPT / 2 + 50);
    desk.core.tell();
    const resume = { epoch: desk.server.epoch, positions: { executions: 10 } };
    const window = await desk.attached({ resume });
    await desk.tick();
    const numbers = numbersOf(window, 'executions');
    expect([numbers[0], numbers.length]).toEqual([101, ITEMS_KEPT]);
  });

  test('DESK-06 items wait in their ring while a socket is full', async () => {
    const desk = openTrading();
    const window = await desk.attached();
    window.ports.core.bufferedBytes = 2_000_000;
    trade(desk, 2);
    await desk.tick();
    expect(numbersOf(window, 'executions')).toEqual([]);
    window.ports.core.bufferedBytes = 0;
    await desk.tick();
    expect(numbersOf(window, 'executions')).toEqual([1, 2, 3, 4]);
  });
});
