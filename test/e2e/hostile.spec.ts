/** Whoever means ill: refused or bounded, said in the security log, and nobody else the slower. */
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { Visitor } from '../../core/host/browser/testing/visitor.ts';
import type { SecurityCode } from '../../core/desk/messages.ts';
import { expect, test as base } from './fixtures.ts';
import { RawWindow } from './raw-window.ts';

const TRADER = 1;
const COMPLIANCE = 6;
const OWN = 'Skew-1';
const ORDER = {
  kind: 'order.place',
  subaccount: OWN,
  instrument: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  price: '30000.1',
  quantity: '0.003',
} as const;

interface Hostile {
  /** Somebody who was let in, and means no good. */
  readonly visitor: Visitor;
  /** A compliance officer, who reads the security log. */
  readonly officer: RawWindow;
  /** Waits until this many more were turned away by a code since the test began. */
  readonly turnedAway: (code: SecurityCode, times: number) => Promise<void>;
}

const test = base.extend<{ readonly hostile: Hostile }>({
  hostile: async ({ host }, use) => {
    const visitor = await Visitor.open(await host.link());
    const officer = await RawWindow.signedIn(visitor, COMPLIANCE, 'compliance');
    const countOf = async (code: SecurityCode): Promise<number> => {
      const { counts } = await officer.security();
      return counts.find((one) => one.code === code)?.count ?? 0;
    };
    const before = new Map(
      (await officer.security()).counts.map(({ code, count }) => [code, count]),
    );
    const turnedAway = async (code: SecurityCode, times: number): Promise<void> => {
      await expect
        .poll(() => countOf(code), { message: code })
        .toBe((before.get(code) ?? 0) + times);
    };
    await use({ visitor, officer, turnedAway });
    officer.close();
  },
});

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** A request as it stands, with a Host of its own if it wants. */
function ask(origin: string, target: string, headers: Record<string, string>): Promise<Answered> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: target, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** The status that an upgrade is answered with. */
function upgrade(origin: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/desk`, { headers });
  return new Promise((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
    socket.on('error', () => {});
  });
}

test.describe('at the door', () => {
  test('a foreign Host, Origin, cookie or token gets in nowhere', async ({ host, hostile }) => {
    const { visitor, turnedAway } = hostile;
    const { origin, cookie } = visitor;
    const own = new URL(origin).host;
    for (const foreign of ['evil.example', `evil.example:${new URL(origin).port}`]) {
      expect((await ask(origin, '/', { host: foreign, cookie })).status).toBe(421);
      expect(await upgrade(origin, { host: foreign, cookie, origin })).toBe(421);
    }
    await turnedAway('FOREIGN_HOST', 4);

    const stranger = 'http://127.0.0.1:1';
    const { status, headers } = await ask(origin, '/', { host: own, cookie, origin: stranger });
    expect(status).toBe(403);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(await upgrade(origin, { cookie, origin: stranger })).toBe(403);
    expect(await upgrade(origin, { cookie })).toBe(403);
    await turnedAway('FOREIGN_ORIGIN', 3);

    const forged = cookie.replace(/=.*/, `=${'A'.repeat(43)}`);
    expect((await ask(origin, '/', {})).status).toBe(401);
    expect((await ask(origin, '/', { cookie: forged })).status).toBe(401);
    expect(await upgrade(origin, { origin })).toBe(401);
    expect(await upgrade(origin, { origin, cookie: forged })).toBe(401);
    await turnedAway('NO_COOKIE', 4);

    const { pathname, search } = new URL(await host.link());
    expect((await ask(origin, pathname + search, {})).status).toBe(303);
    expect((await ask(origin, pathname + search, {})).status).toBe(403);
    await turnedAway('BAD_TOKEN', 1);
  });

  test('a page on another port, to which the cookie goes too, is told nothing', async ({
    desk,
    hostile,
  }) => {
    const { origin } = new URL(desk.page.url());
    const server = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><p>evil</p>');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const page = await desk.page.context().newPage();
    try {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const got = await page.evaluate(async (target) => {
        const asked = async (mode: RequestMode): Promise<string> => {
          try {
            return (await fetch(`${target}/`, { mode, credentials: 'include' })).type;
          } catch {
            return 'refused';
          }
        };
        const [read, blind] = [await asked('cors'), await asked('no-cors')];
        const socket = new WebSocket(`${target.replace('http', 'ws')}/desk`);
        const opened = await new Promise<string>((resolve) => {
          socket.addEventListener('open', () => resolve('opened'));
          socket.addEventListener('error', () => resolve('refused'));
        });
        const frame = document.createElement('iframe');
        frame.src = `${target}/`;
        const loaded = new Promise<void>((resolve) => {
          frame.addEventListener('load', () => resolve());
        });
        document.body.append(frame);
        await loaded;
        return { read, blind, opened };
      }, origin);
      expect(got).toEqual({ read: 'refused', blind: 'refused', opened: 'refused' });
      const [, framed] = page.frames();
      expect(framed?.url()).not.toContain(origin);
      await hostile.turnedAway('FOREIGN_ORIGIN', 4);
    } finally {
      await page.close();
      server.close();
    }
  });

  test('a flood is counted to the last, and told in few words', async ({ hostile }) => {
    const { visitor, officer, turnedAway } = hostile;
    const before = (await officer.security()).entries[0]?.number ?? 0;
    const FLOOD = 600;
    for (let n = 0; n < FLOOD; n += 20) {
      await Promise.all(Array.from({ length: 20 }, () => ask(visitor.origin, '/none', {})));
    }
    await turnedAway('NO_COOKIE', FLOOD);
    const [newest] = (await officer.security()).entries;
    expect((newest?.number ?? 0) - before).toBeLessThan(FLOOD / 5);
  });
});

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** What is sent, how the conversation ends, and under which code it is kept. */
const FRAMES: readonly (readonly [string, string | Buffer, string | number, SecurityCode])[] = [
  ['of 5 MB', 'x'.repeat(5_000_000), 1009, 'FRAME_TOO_BIG'],
  ['of bytes', Buffer.from('{"type":"hello"}'), 1003, 'BINARY_FRAME'],
  ['larger than a message', JSON.stringify({ type: 'x'.repeat(70_000) }), 'TOO_BIG', 'TOO_BIG'],
  ['that is not JSON', '{"type":"watch",', 'NOT_JSON', 'NOT_JSON'],
  ['17 levels deep', deep(17), 'NOT_JSON', 'TOO_DEEP'],
  ['with a name twice', '{"type":"ack","frame":1,"frame":2}', 'NOT_JSON', 'DUPLICATE_FIELD'],
  ['of an unknown kind', '{"type":"obey"}', 'UNKNOWN_KIND', 'UNKNOWN_COMMAND'],
];

test.describe('in a conversation', () => {
  for (const [what, text, end, code] of FRAMES) {
    test(`a message ${what} ends that conversation alone`, async ({ hostile }) => {
      const { visitor, officer, turnedAway } = hostile;
      const window = await RawWindow.signedIn(visitor, TRADER, 'trader');
      window.conversation.socket.send(text);
      const closed = await window.conversation.closed;
      if (typeof end === 'number') expect(closed).toBe(end);
      else expect(window.fault?.code).toBe(end);
      await turnedAway(code, 1);
      const [entry] = (await officer.security(code)).entries;
      expect(entry).toMatchObject({ channel: 'window', who: 'M. Okafor', times: 1 });
      expect(entry?.sentence.length).toBeLessThan(204);
    });
  }

  test('bytes that are no text, and a frame that breaks the protocol', async ({ hostile }) => {
    const { visitor, turnedAway } = hostile;
    const broken = await RawWindow.open(visitor, null);
    broken.conversation.socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
    expect(await broken.conversation.closed).toBe(1007);
    await turnedAway('BAD_UTF8', 1);
    const wild = await RawWindow.open(visitor, null);
    // Text that is not masked, as only the core may send it.
    wild.wire.write(Buffer.from([0x81, 0x02, 0x7b, 0x7d]));
    expect(await wild.conversation.closed).toBe(1002);
    await turnedAway('BROKEN_FRAME', 1);
  });

  test('nobody sends before signing in, and a session is nobody’s to name', async ({ hostile }) => {
    const { visitor, officer, turnedAway } = hostile;
    const window = await RawWindow.open(visitor, 'nobody');
    expect(await window.ask({ name: 'command', command: ORDER })).toMatchObject({
      result: 'refused',
      code: 'NO_SESSION',
    });
    await turnedAway('NO_SESSION', 1);
    const trader = await RawWindow.signedIn(visitor, TRADER, 'trader');
    const forged = { ...ORDER, session: 1 };
    expect(await trader.ask({ name: 'command', command: forged })).toMatchObject({
      code: 'UNKNOWN_FIELD',
    });
    await turnedAway('UNKNOWN_FIELD', 1);
    const opened = { kind: 'session.open', session: 'core', operator: 8, role: 'admin' };
    expect(await trader.ask({ name: 'command', command: opened })).toMatchObject({
      code: 'NOT_AUTHORISED',
    });
    const log = { name: 'security', beforeNumber: 0, count: 1 } as const;
    expect(await trader.ask(log)).toMatchObject({ result: 'refused', code: 'NOT_AUTHORISED' });
    await turnedAway('NOT_AUTHORISED', 2);
    const [entry] = (await officer.security('NOT_AUTHORISED')).entries;
    expect(entry?.sentence).toContain('for compliance, auditor, risk, or admin, not for trader');
  });

  test('who takes another window’s name does not get its session', async ({ hostile }) => {
    const { visitor } = hostile;
    const signIn = { name: 'signIn', operator: TRADER, role: 'trader' } as const;
    const own = await RawWindow.open(visitor, 'the-name');
    const { reference } = await own.ask(signIn);
    const thief = await RawWindow.open(visitor, null);
    const resume = { epoch: 'any', positions: {} };
    thief.say({ type: 'hello', protocol: 1, window: 'the-name', resume });
    const stolen = await thief.ask(signIn);
    expect(stolen.result).toBe('done');
    expect(stolen.reference).not.toBe(reference);
    // The first still speaks as itself.
    expect(await own.ask({ name: 'command', command: ORDER })).toMatchObject({ code: 'OK' });
  });

  test('whoever asks more than a hundred times a second is busy', async ({ hostile }) => {
    const { visitor, officer } = hostile;
    const window = await RawWindow.signedIn(visitor, TRADER, 'trader');
    const call = { name: 'candles', instrument: 'BTCUSDT', candleSeconds: 1, count: 1 } as const;
    const replies = await Promise.all(Array.from({ length: 400 }, () => window.ask(call)));
    const busy = replies.filter(({ code }) => code === 'BUSY').length;
    expect(busy).toBeGreaterThanOrEqual(200);
    const [entry] = (await officer.security('BUSY')).entries;
    expect(entry).toMatchObject({ who: 'M. Okafor', path: 'requests' });
    expect(entry?.times).toBeGreaterThan(50);
  });
});
