/**
 * Keeps a core running: starts it, starts it again when it has ended without saying that it
 * stopped, and gives up where that does not help. Whoever watches learns each state.
 */
import type { Socket } from 'node:net';
import type { FromCore, ToCore, UpgradeRequest } from './core-protocol.ts';

export const FIRST_DELAY_MS = 250;
export const LONGEST_DELAY_MS = 4_000;
/** So many starts again within this time; the next crash in it is the last. */
export const RESTARTS_MAX = 5;
export const RESTARTS_WITHIN_MS = 60_000;
/** How long a core may take to stop in good order before it is killed. */
export const STOP_WITHIN_MS = 15_000;

/** What a window is to the browser host; in Electron it is one end of a channel. */
export type Upgrade = [request: UpgradeRequest, socket: Socket];

/** A core in a process of its own. */
export interface CoreProcess<Window extends unknown[] = Upgrade> {
  send(message: ToCore): void;
  /** The window is the core's from here on, or is closed where the core ends before it has it. */
  handOver(...window: Window): void;
  onMessage(listener: (message: FromCore) => void): void;
  /** Once, whatever ended it: its exit code or its signal. */
  onExit(listener: (how: string) => void): void;
  kill(): void;
}

export interface SupervisorClock {
  /** A clock that never goes back. */
  nowMs(): number;
  /** Calls after so long; returns how to prevent it. */
  after(ms: number, act: () => void): () => void;
}

export type CoreState =
  /** Began, and has not said yet that it is ready. */
  | 'starting'
  | 'running'
  /** Ended by itself; another start follows. */
  | 'waiting'
  /** Told to stop, and not yet at its end. */
  | 'stopping'
  /** In good order. */
  | 'stopped'
  /** Ended by itself, and another start would not help. */
  | 'failed';

/** What a page and the terminal are told. */
export interface CoreStatus {
  readonly state: CoreState;
  /** Of the core that runs; empty while none does. */
  readonly epoch: string;
  /** Starts again, over the life of the host. */
  readonly restarts: number;
  /** Why it does not run; empty while it does. */
  readonly sentence: string;
}

/** Time as it passes. */
export const systemClock: SupervisorClock = {
  nowMs: () => performance.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

export interface SupervisorOptions<Window extends unknown[] = Upgrade> {
  readonly fork: () => CoreProcess<Window>;
  /** The first message to each core. */
  readonly begin: ToCore;
  readonly clock: SupervisorClock;
  readonly onStatus: (status: CoreStatus) => void;
  /** Told of what a core wants a person to know. */
  readonly onNotice: (sentence: string) => void;
  readonly onReady: (badges: readonly string[]) => void;
}

export class Supervisor<Window extends unknown[] = Upgrade> {
  readonly #options: SupervisorOptions<Window>;
  #core: CoreProcess<Window> | null = null;
  #status: CoreStatus = { state: 'stopped', epoch: '', restarts: 0, sentence: '' };
  /** Why the core says that it cannot go on. */
  #failure: string | null = null;
  #saidStopped = false;
  /** When it crashed, within the last RESTARTS_WITHIN_MS. */
  #crashesMs: number[] = [];
  #cancelTimer: () => void = () => {};
  #stopped: (() => void)[] = [];

  constructor(options: SupervisorOptions<Window>) {
    this.#options = options;
  }

  get status(): CoreStatus {
    return this.#status;
  }

  start(): void {
    this.#begin();
  }

  /** Hands a window to the core; false while none runs, and the window is the caller's again. */
  handOver(...window: Window): boolean {
    if (this.#status.state !== 'running' || this.#core === null) return false;
    this.#core.handOver(...window);
    return true;
  }

  /** Tells a core that runs; false while none does, and nobody was told. */
  tell(message: ToCore): boolean {
    if (this.#status.state !== 'running' || this.#core === null) return false;
    this.#core.send(message);
    return true;
  }

  /** Stops the core in good order, or kills it when it takes too long. */
  async stop(): Promise<void> {
    this.#cancelTimer();
    if (this.#core === null) {
      this.#set({ state: 'stopped', epoch: '', sentence: 'It was stopped.' });
      return;
    }
    const core = this.#core;
    this.#set({ state: 'stopping', epoch: '', sentence: 'It stops.' });
    const stopped = new Promise<void>((resolve) => this.#stopped.push(resolve));
    core.send({ type: 'stop' });
    this.#cancelTimer = this.#options.clock.after(STOP_WITHIN_MS, () => core.kill());
    await stopped;
  }

  #begin(): void {
    this.#failure = null;
    this.#saidStopped = false;
    const core = this.#options.fork();
    this.#core = core;
    this.#set({ state: 'starting', epoch: '', sentence: 'It comes up.' });
    core.onMessage((message) => this.#hear(message));
    core.onExit((how) => this.#ended(how));
    core.send(this.#options.begin);
  }

  #hear(message: FromCore): void {
    switch (message.type) {
      case 'ready':
        if (this.#status.state === 'stopping') return;
        this.#set({ state: 'running', epoch: message.epoch, sentence: '' });
        this.#options.onReady(message.badges);
        return;
      case 'taken':
        return;
      case 'notice':
        this.#options.onNotice(message.sentence);
        return;
      case 'failed':
        this.#failure = message.sentence;
        return;
      case 'stopped':
        this.#saidStopped = true;
        return;
    }
  }

  #ended(how: string): void {
    this.#core = null;
    this.#cancelTimer();
    const { state } = this.#status;
    if (state === 'stopping') this.#end('stopped', 'It was stopped.');
    else if (this.#failure !== null) this.#end('failed', this.#failure);
    else if (this.#saidStopped) this.#end('failed', 'It was stopped by somebody else.');
    else this.#crashed(how);
  }

  /** Every exit without the word before it, whatever its code. */
  #crashed(how: string): void {
    const { clock } = this.#options;
    const nowMs = clock.nowMs();
    this.#crashesMs = this.#crashesMs.filter((atMs) => nowMs - atMs < RESTARTS_WITHIN_MS);
    this.#crashesMs.push(nowMs);
    const crashes = this.#crashesMs.length;
    if (crashes > RESTARTS_MAX) {
      const seconds = RESTARTS_WITHIN_MS / 1_000;
      this.#end('failed', `It ended ${crashes} times within ${seconds} s, last by ${how}.`);
      return;
    }
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (crashes - 1));
    const restarts = this.#status.restarts + 1;
    const sentence = `It ended by ${how} and is started again in ${delayMs / 1_000} s.`;
    this.#set({ state: 'waiting', epoch: '', restarts, sentence });
    this.#cancelTimer = clock.after(delayMs, () => this.#begin());
  }

  #end(state: 'stopped' | 'failed', sentence: string): void {
    this.#set({ state, epoch: '', sentence });
    for (const resolve of this.#stopped.splice(0)) resolve();
  }

  #set(change: Partial<CoreStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#options.onStatus(this.#status);
  }
}

/** What a person did not ask for. */
export function tellOf(
  { state, sentence, restarts }: CoreStatus,
  say: (sentence: string) => void,
): void {
  if (state === 'running' && restarts > 0) say(`The core runs again, after restart ${restarts}.`);
  else if (state === 'waiting' || state === 'failed') say(`The core: ${sentence}`);
}
