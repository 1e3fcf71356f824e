import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UpgradeRequest } from './core-protocol.ts';
import { RefusalLog } from './refusals.ts';
import { WebServer } from './web-server.ts';

const PAGE = '<script nonce="__CSP_NONCE__" src="/assets/main-x.js"></script>';

let folder: string;
let server: WebServer;
let refusals: RefusalLog;
let handed: UpgradeRequest[];
let takesWindows: boolean;
let origin: string;

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function get(
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body = '',
): Promise<Got> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: target, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Bytes as they stand, and everything that comes back until the end. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

function upgrade(headers: Record<string, string>, target = '/desk'): Promise<string> {
  const lines = Object.entries({
    Host: new URL(origin).host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return raw(`GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`);
}

/** Opens the link, as the person at the terminal does, and keeps the cookie. */
async function signIn(): Promise<string> {
  const { pathname, search } = new URL(server.link);
  const { headers } = await get(pathname + search);
  return (headers['set-cookie'] ?? [''])[0]?.split(';')[0] ?? '';
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-web-'));
  const build = path.join(folder, 'renderer');
  mkdirSync(path.join(build, 'assets'), { recursive: true });
  writeFileSync(path.join(build, 'index.html'), PAGE);
  writeFileSync(path.join(build, 'assets', 'main-x.js'), 'export {};');
  writeFileSync(path.join(build, 'assets', 'main-x.js.map'), '{}');
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  mkdirSync(path.join(folder, 'renderer-beside'));
  writeFileSync(path.join(folder, 'renderer-beside', 'secret.txt'), 'secret');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(build, 'leads-out.txt'));
  symlinkSync(path.join(build, 'assets'), path.join(build, 'leads-in'));
  server = await WebServer.listen({
    rendererFolder: build,
    port: 0,
    refusals: { record: (code, what) => refusals.record(code, what) } as RefusalLog,
    onSignedIn: () => {},
    coreState: () => ({ state: 'running' }),
    handOver: (asked: UpgradeRequest, socket: Socket) => {
      handed.push(asked);
      if (takesWindows) socket.end('HTTP/1.1 101 Handed Over\r\n\r\n');
      return takesWindows;
    },
  });
  origin = new URL(server.link).origin;
});

beforeEach(() => {
  refusals = new RefusalLog({ say: () => {} });
  handed = [];
  takesWindows = true;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the link', () => {
  test('gives one browser its cookie, and leaves no token in the address', async () => {
    const { pathname, search } = new URL(server.link);
    const first = await get(pathname + search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(/^bulkhead-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    const second = await get(pathname + search);
    expect(second).toMatchObject({ status: 403 });
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(refusals.countOf('BAD_TOKEN')).toBe(1);
    expect(JSON.stringify(refusals.entries())).not.toContain(search.slice(7));
  });

  test('is another one after it was used, and shows the desk to whoever is in', async () => {
    const before = server.link;
    const cookie = await signIn();
    expect(server.link).not.toBe(before);
    const { pathname, search } = new URL(before);
    expect(await get(pathname + search, { cookie })).toMatchObject({ status: 303 });
    expect(refusals.total).toBe(0);
  });

  test('is not spent by whoever only looks at it', async () => {
    const { pathname, search } = new URL(server.link);
    expect((await get(pathname + search, {}, 'HEAD')).status).toBe(403);
    expect((await get(pathname + search)).status).toBe(303);
  });

  test.each(['', '?token=', '?token=x', `?token=${'A'.repeat(43)}`, '?token=%00'])(
    'lets nobody in with "%s"',
    async (search) => {
      expect((await get(`/${search}`)).status).toBeGreaterThanOrEqual(401);
      expect(refusals.countOf('BAD_TOKEN') + refusals.countOf('NO_COOKIE')).toBe(1);
    },
  );
});

describe('a page', () => {
  test('gets the policy with a nonce of its own, and the other headers', async () => {
    const cookie = await signIn();
    const [one, two] = [await get('/', { cookie }), await get('/', { cookie })];
    const nonce = /nonce="([^"]+)"/.exec(one.body)?.[1] ?? '';
    expect(nonce).toMatch(/^[\w+/]{24}$/);
    expect(one.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; " +
        `style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self' data:; ` +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'",
    );
    expect(two.body).not.toBe(one.body);
    expect(one.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(Object.keys(one.headers).filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    );
  });

  test('finds its files, which may be kept for their names hold a hash', async () => {
    const cookie = await signIn();
    const script = await get('/assets/main-x.js', { cookie });
    expect(script).toMatchObject({ status: 200, body: 'export {};' });
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect((await get('/leads-in/main-x.js', { cookie })).status).toBe(200);
    expect((await get('/', { cookie }, 'HEAD')).body).toBe('');
  });

  test('is told how the core is', async () => {
    const cookie = await signIn();
    expect((await get('/core', { cookie })).body).toBe('{"state":"running"}\n');
  });
});

describe('refused and counted', () => {
  test.each([
    ['/', 'NO_COOKIE', 401],
    ['/assets/main-x.js', 'NO_COOKIE', 401],
    ['/core', 'NO_COOKIE', 401],
    ['/nothing', 'NO_COOKIE', 401],
  ] as const)('%s without the cookie', async (target, code, status) => {
    expect((await get(target)).status).toBe(status);
    expect((await get(target, { cookie: `${(await signIn()).slice(0, -1)}!` })).status).toBe(
      status,
    );
    expect(refusals.countOf(code)).toBe(2);
  });

  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost', '[::1]:80'])(
    'host "%s", with the cookie',
    async (host) => {
      const cookie = await signIn();
      expect((await get('/', { cookie, host })).status).toBe(421);
      expect(await upgrade({ Host: host, Cookie: cookie, Origin: origin })).toMatch(
        /^HTTP\/1.1 421/,
      );
      expect(refusals.countOf('FOREIGN_HOST')).toBe(2);
      expect(handed).toEqual([]);
    },
  );

  test.each([
    'http://evil.example',
    'null',
    'http://127.0.0.1',
    'https://HOST',
    'http://HOST.evil.example',
    'http://HOST/',
  ])('origin %s, with the cookie', async (given) => {
    const cookie = await signIn();
    const foreign = given.replace('HOST', new URL(origin).host);
    expect((await get('/', { cookie, origin: foreign })).status).toBe(403);
    expect(await upgrade({ Cookie: cookie, Origin: foreign })).toMatch(/^HTTP\/1.1 403/);
    expect(refusals.countOf('FOREIGN_ORIGIN')).toBe(2);
    expect(handed).toEqual([]);
  });

  test.each([
    ['a frame', 'same-site', 'navigate', 'iframe', 403],
    ['an image', 'same-site', 'no-cors', 'image', 403],
    ['a script', 'cross-site', 'no-cors', 'script', 403],
    ['a link that is followed', 'cross-site', 'navigate', 'document', 200],
    ['an address that is typed', 'none', 'navigate', 'document', 200],
    ['the page itself', 'same-origin', 'cors', 'empty', 200],
  ])('what asks by %s, with the cookie', async (_, site, mode, dest, status) => {
    const names = { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest };
    expect((await get('/', { cookie: await signIn(), ...names })).status).toBe(status);
    expect(refusals.countOf('FOREIGN_ORIGIN')).toBe(status === 403 ? 1 : 0);
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e/secret.txt',
    '/../renderer-beside/secret.txt',
    '/leads-out.txt',
    '//127.0.0.1/secret.txt',
    '/secret.txt%00.js',
    '/%',
    '/%c0%ae%c0%ae/secret.txt',
    '/assets',
    '/assets/',
    '/assets/main-x.js.map',
    '/index.html/',
    'http://evil.example/',
    '*',
  ])('path %s', async (target) => {
    const cookie = await signIn();
    const host = new URL(origin).host;
    const head = `Host: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n`;
    const answer = await raw(`GET ${target} HTTP/1.1\r\n${head}\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 404/);
    expect(answer.split('\r\n\r\n')[1]).toBe('There is nothing here.\n');
    expect(refusals.countOf('BAD_PATH')).toBe(1);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('method %s', async (method) => {
    const cookie = await signIn();
    const answer = await get('/', { cookie, 'content-length': '3' }, method, 'a=b');
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect(refusals.countOf('BAD_METHOD')).toBe(1);
  });

  test('a flood of headers, and what is no request', async () => {
    const host = new URL(origin).host;
    const many = Array.from({ length: 400 }, (_, n) => `x-${n}: ${'y'.repeat(40)}\r\n`).join('');
    expect(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\n${many}\r\n`)).toMatch(/^HTTP\/1.1 431/);
    expect(await raw('\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    const both = 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n';
    expect(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\n${both}\r\n`)).toMatch(/^HTTP\/1.1 400/);
    expect(refusals.countOf('BAD_REQUEST')).toBe(3);
  });
});

describe('an upgrade', () => {
  test('is handed over with its headers, without the cookie', async () => {
    const cookie = await signIn();
    expect(await upgrade({ Cookie: cookie, Origin: origin })).toMatch(/^HTTP\/1.1 101/);
    expect(handed).toEqual([
      {
        url: '/desk',
        headers: {
          host: new URL(origin).host,
          origin,
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        },
        head: '',
      },
    ]);
  });

  test('is refused without the cookie, without an origin, and elsewhere', async () => {
    const cookie = await signIn();
    expect(await upgrade({ Origin: origin })).toMatch(/^HTTP\/1.1 401/);
    expect(await upgrade({ Cookie: cookie })).toMatch(/^HTTP\/1.1 403/);
    expect(await upgrade({ Cookie: cookie, Origin: origin }, '/other')).toMatch(/^HTTP\/1.1 404/);
    expect(await upgrade({ Origin: origin }, server.link.slice(origin.length))).toMatch(/ 401/);
    expect(handed).toEqual([]);
    expect(refusals.total).toBe(4);
  });

  test('is told to come again while no core takes it', async () => {
    takesWindows = false;
    const cookie = await signIn();
    const answer = await upgrade({ Cookie: cookie, Origin: origin });
    expect(answer).toMatch(/^HTTP\/1.1 503/);
    expect(answer).toContain('Retry-After: 1');
    expect(refusals.total).toBe(0);
  });
});
