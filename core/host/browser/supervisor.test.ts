import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { FromCore, ToCore, UpgradeRequest } from './core-protocol.ts';
import type { Upgrade, CoreProcess, CoreStatus } from './supervisor.ts';
import { STOP_WITHIN_MS, Supervisor } from './supervisor.ts';

const BEGIN: ToCore = { type: 'stop' };
const REQUEST = { url: '/desk', headers: {}, head: '' };
const SOCKET = {} as Socket;

/** A core whose life the test writes. */
class WrittenCore implements CoreProcess {
  readonly sent: ToCore[] = [];
  readonly handed: UpgradeRequest[] = [];
  killed = 0;
  #hear: (message: FromCore) => void = () => {};
  #end: (how: string) => void = () => {};

  send(message: ToCore): void {
    this.sent.push(message);
  }
  handOver(request: UpgradeRequest): void {
    this.handed.push(request);
  }
  onMessage(listener: (message: FromCore) => void): void {
    this.#hear = listener;
  }
  onExit(listener: (how: string) => void): void {
    this.#end = listener;
  }
  kill(): void {
    this.killed += 1;
    this.exit('SIGKILL');
  }
  say(message: FromCore): void {
    this.#hear(message);
  }
  exit(how: string): void {
    this.#end(how);
  }
}

/** A supervisor, the cores that it forked, and a clock that is moved by hand. */
function stage() {
  const cores: WrittenCore[] = [];
  const statuses: CoreStatus[] = [];
  const timers: { atMs: number; act: () => void }[] = [];
  const wall = { ms: 1_000 };
  const supervisor = new Supervisor<Upgrade>({
    fork: () => {
      const core = new WrittenCore();
      cores.push(core);
      return core;
    },
    begin: BEGIN,
    clock: {
      nowMs: () => wall.ms,
      after: (ms, act) => {
        const timer = { atMs: wall.ms + ms, act };
        timers.push(timer);
        return () => {
          if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
        };
      },
    },
    onStatus: (status) => statuses.push(status),
    onNotice: () => {},
    onReady: () => {},
  });
  const pass = (ms: number): void => {
    wall.ms += ms;
    for (const timer of timers.filter(({ atMs }) => atMs <= wall.ms)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.act();
    }
  };
  const newest = (): WrittenCore => cores.at(-1) as WrittenCore;
  const ready = (): void => newest().say({ type: 'ready', epoch: `e${cores.length}`, badges: [] });
  return { supervisor, cores, statuses, pass, newest, ready };
}

describe('the supervisor', () => {
  test('begins a core with its first message, and says when it takes windows', () => {
    const { supervisor, newest, ready } = stage();
    supervisor.start();
    expect(newest().sent).toEqual([BEGIN]);
    expect(supervisor.status).toMatchObject({ state: 'starting', epoch: '' });
    expect(supervisor.handOver(REQUEST, SOCKET)).toBe(false);
    ready();
    expect(supervisor.status).toEqual({ state: 'running', epoch: 'e1', restarts: 0, sentence: '' });
    expect(supervisor.handOver(REQUEST, SOCKET)).toBe(true);
    expect(newest().handed).toEqual([REQUEST]);
  });

  test('takes every end without the word for a crash, also one with exit code 0', () => {
    for (const how of ['SIGKILL', 'exit code 0', 'exit code 1']) {
      const { supervisor, cores, pass, newest, ready } = stage();
      supervisor.start();
      ready();
      newest().exit(how);
      expect(supervisor.status).toMatchObject({ state: 'waiting', restarts: 1, epoch: '' });
      expect(supervisor.status.sentence).toContain(how);
      expect(supervisor.handOver(REQUEST, SOCKET)).toBe(false);
      pass(249);
      expect(cores).toHaveLength(1);
      pass(1);
      expect(cores).toHaveLength(2);
      ready();
      expect(supervisor.status).toMatchObject({ state: 'running', epoch: 'e2' });
    }
  });

  test('waits 0.25 s and doubles to 4 s, five times a minute, and then gives up', () => {
    const { supervisor, cores, pass, newest } = stage();
    supervisor.start();
    for (const delayMs of [250, 500, 1_000, 2_000, 4_000]) {
      newest().exit('SIGSEGV');
      const begun = cores.length;
      pass(delayMs - 1);
      expect(cores).toHaveLength(begun);
      pass(1);
      expect(cores).toHaveLength(begun + 1);
    }
    newest().exit('SIGSEGV');
    expect(supervisor.status).toEqual({
      state: 'failed',
      epoch: '',
      restarts: 5,
      sentence: 'It ended 6 times within 60 s, last by SIGSEGV.',
    });
    pass(3_600_000);
    expect(cores).toHaveLength(6);
  });

  test('forgets crashes that are a minute old', () => {
    const { supervisor, cores, pass, newest, ready } = stage();
    supervisor.start();
    for (let n = 0; n < 20; n++) {
      ready();
      pass(60_000);
      newest().exit('SIGKILL');
      pass(250);
    }
    expect(cores).toHaveLength(21);
    expect(supervisor.status).toMatchObject({ state: 'starting', restarts: 20 });
  });

  test('does not try again what a person must mend', () => {
    const { supervisor, cores, pass, newest } = stage();
    supervisor.start();
    newest().say({ type: 'failed', sentence: 'The directory is in use.' });
    newest().exit('exit code 1');
    pass(60_000);
    expect(cores).toHaveLength(1);
    expect(supervisor.status).toMatchObject({
      state: 'failed',
      sentence: 'The directory is in use.',
    });
  });

  test('lets a core rest that somebody else has stopped in good order', () => {
    const { supervisor, cores, pass, newest, ready } = stage();
    supervisor.start();
    ready();
    newest().say({ type: 'stopped', sequence: 7 });
    newest().exit('exit code 0');
    pass(60_000);
    expect(cores).toHaveLength(1);
    expect(supervisor.status.state).toBe('failed');
  });
});

describe('told to stop, the supervisor', () => {
  test('asks the core to, and waits for its end', async () => {
    const { supervisor, pass, cores, newest, ready } = stage();
    supervisor.start();
    ready();
    const stopping = supervisor.stop();
    expect(newest().sent.at(-1)).toEqual({ type: 'stop' });
    expect(supervisor.status.state).toBe('stopping');
    newest().say({ type: 'stopped', sequence: 9 });
    newest().exit('exit code 0');
    await stopping;
    pass(STOP_WITHIN_MS);
    expect(supervisor.status.state).toBe('stopped');
    expect(newest().killed).toBe(0);
    expect(cores).toHaveLength(1);
  });

  test('kills a core that does not, and starts none in its place', async () => {
    const { supervisor, pass, cores, newest, ready } = stage();
    supervisor.start();
    ready();
    const stopping = supervisor.stop();
    pass(STOP_WITHIN_MS);
    await stopping;
    expect(newest().killed).toBe(1);
    pass(60_000);
    expect(cores).toHaveLength(1);
  });

  test('starts none again that was about to be', async () => {
    const { supervisor, pass, cores, newest, ready } = stage();
    supervisor.start();
    ready();
    newest().exit('SIGKILL');
    await supervisor.stop();
    pass(60_000);
    expect(cores).toHaveLength(1);
    expect(supervisor.status.state).toBe('stopped');
  });

  test('does not take the core of that moment for running when it is ready late', async () => {
    const { supervisor, newest, ready } = stage();
    supervisor.start();
    const stopping = supervisor.stop();
    ready();
    expect(supervisor.status.state).toBe('stopping');
    newest().exit('exit code 0');
    await stopping;
  });
});
