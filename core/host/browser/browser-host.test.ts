import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MESSAGE_BYTES_MAX } from '../../desk/messages.ts';
import { parseCoreConfig } from '../core-config.ts';
import { BrowserHost, HostError } from './browser-host.ts';
import { forkCore } from './core-process.ts';
import type { ForkedCore } from './core-process.ts';
import { Conversation, Visitor } from './testing/visitor.ts';

const ECHO = fileURLToPath(new URL('testing/echo-core.ts', import.meta.url));

let rendererFolder: string;
let host: BrowserHost | null = null;
let cores: ForkedCore[] = [];
let said: string[] = [];

beforeAll(() => {
  rendererFolder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-host-'));
  writeFileSync(path.join(rendererFolder, 'index.html'), '<p>desk</p>');
});

afterAll(() => {
  rmSync(rendererFolder, { recursive: true, force: true });
});

afterEach(async () => {
  await host?.stop();
  host = null;
});

/** A host over echoing cores, and somebody who has opened its link. */
async function open(directory = 'any', port = 0): Promise<Visitor> {
  cores = [];
  said = [];
  const parsed = parseCoreConfig({});
  if (!parsed.ok) throw new Error(parsed.sentence);
  host = await BrowserHost.open({
    config: parsed.config,
    place: { directory, isTemporary: true },
    rendererFolder,
    port,
    say: (sentence) => said.push(sentence),
    onLink: () => {},
    fork: () => {
      const core = forkCore(ECHO);
      cores.push(core);
      return core;
    },
  });
  return Visitor.open(host.link);
}

async function converse(visitor: Visitor): Promise<Conversation> {
  const conversation = await visitor.converse();
  if (typeof conversation === 'number') throw new Error(`refused with ${conversation}`);
  return conversation;
}

describe('a window', () => {
  test('speaks with the core child itself, in whole texts and in order', async () => {
    const conversation = await converse(await open());
    expect(await conversation.next()).toBe(`pid ${cores[0]?.pid}`);
    for (let n = 0; n < 100; n++) conversation.say(`${n}`);
    for (let n = 0; n < 100; n++) expect(await conversation.next()).toMatch(new RegExp(` ${n}$`));
    const large = 'x'.repeat(MESSAGE_BYTES_MAX);
    conversation.say(large);
    expect(await conversation.next()).toBe(`${MESSAGE_BYTES_MAX} ${large.slice(0, 100)}`);
    conversation.say('close');
    expect(await conversation.closed).toBe(1005);
  });

  test('is closed for a message too big, binary or not text, and only that one', async () => {
    const visitor = await open();
    const [big, binary, broken, other] = [
      await converse(visitor),
      await converse(visitor),
      await converse(visitor),
      await converse(visitor),
    ];
    big.say('x'.repeat(MESSAGE_BYTES_MAX + 1));
    expect(await big.closed).toBe(1009);
    binary.socket.send(Buffer.from([1, 2, 3]));
    expect(await binary.closed).toBe(1003);
    broken.socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
    expect(await broken.closed).toBe(1007);
    const wild = await converse(visitor);
    // A frame with a bit that no extension has claimed.
    const wire = Reflect.get(wild.socket, '_socket') as Socket;
    wire.write(Buffer.from([0xf1, 0x80, 0, 0]));
    expect(await wild.closed).toBe(1002);
    await other.next();
    other.say('here');
    expect(await other.next()).toBe('4 here');
    expect(said.slice(1)).toEqual(
      ['FRAME_TOO_BIG', 'BINARY_FRAME', 'BAD_UTF8', 'BROKEN_FRAME'].map(
        (code) => `turned away ${code}`,
      ),
    );
  });
});

describe('the plug', () => {
  test('is pulled: pages stand, upgrades come again later, and a new core takes them', async () => {
    const visitor = await open();
    const before = await converse(visitor);
    expect(await before.next()).toBe(`pid ${cores[0]?.pid}`);
    process.kill(cores[0]?.pid ?? 0, 'SIGKILL');
    expect(await before.closed).toBe(1006);
    expect(await visitor.get('/')).toBe('<p>desk</p>');
    expect(await visitor.converse()).toBe(503);
    expect(JSON.parse(await visitor.get('/core'))).toEqual({
      state: 'waiting',
      directory: 'any',
      isTemporary: true,
      epoch: '',
      restarts: 1,
      sentence: 'It ended by SIGKILL and is started again in 0.25 s.',
    });
    const after = await visitor.insist();
    expect(await after.next()).toBe(`pid ${cores[1]?.pid}`);
    expect(JSON.parse(await visitor.get('/core'))).toMatchObject({
      state: 'running',
      epoch: String(cores[1]?.pid),
    });
    expect(said).toEqual([
      'ECHO. Ctrl-C stops in good order.',
      'The core: It ended by SIGKILL and is started again in 0.25 s.',
      'The core runs again, after restart 1.',
    ]);
  });
});

describe('a host', () => {
  test('tells the core what it turned away', async () => {
    const visitor = await open();
    await fetch(`${visitor.origin}/`, { headers: { origin: 'http://evil.example' } });
    await expect.poll(() => said.join('\n')).toContain('heard FOREIGN_ORIGIN GET /');
  });

  test('that cannot have its core or its port says why', async () => {
    await expect(open('refused')).rejects.toThrow(new HostError('The directory is refused.'));
    const visitor = await open();
    const taken = host;
    const port = Number(new URL(visitor.origin).port);
    await expect(open('any', port)).rejects.toThrow(
      new HostError(`Port ${port} of the loopback address cannot be had (EADDRINUSE).`),
    );
    await taken?.stop();
    host = null;
  });

  test('stops its core in good order, and conversations with it', async () => {
    const conversation = await converse(await open());
    await host?.stop();
    expect(await conversation.closed).toBe(1006);
    expect(host?.status.state).toBe('stopped');
    expect(() => process.kill(cores[0]?.pid ?? 0, 0)).toThrow('ESRCH');
    host = null;
  });
});
