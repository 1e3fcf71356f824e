/** A desk on a test core, and windows that speak to it by hand. */
import { setImmediate } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';
import { SecurityLog } from '../../sequencer/admission/security-log.ts';
import type { DeskServerOptions } from '../desk-options.ts';
import { DeskServer } from '../desk-server.ts';
import { PROTOCOL_VERSION } from '../messages.ts';
import type {
  Call,
  Fault,
  Frame,
  FromCore,
  FromWindow,
  Hello,
  Items,
  Reply,
  Watch,
  Welcome,
} from '../messages.ts';
import { memoryPorts } from './memory-port.ts';
import { TestCore } from './test-core.ts';

export const WATCH: Watch = {
  type: 'watch',
  instrument: 'BTCUSDT',
  subaccount: 'alpha',
  ladder: { rows: 5, stepTicks: 1, centreTicks: 0 },
  candleSeconds: 1,
};

/** Lets what was sent arrive and be answered. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

export class TestWindow {
  readonly received: FromCore[] = [];
  readonly ports: ReturnType<typeof memoryPorts>;
  /** Acknowledges every frame at once. */
  isPrompt = true;

  constructor(server: DeskServer, isAuthenticated = true) {
    this.ports = memoryPorts();
    this.ports.window.onMessage((text) => {
      const message = JSON.parse(text) as FromCore;
      this.received.push(message);
      if (this.isPrompt && message.type === 'frame') {
        this.send({ type: 'ack', frame: message.frame });
      }
    });
    server.attach(this.ports.core, isAuthenticated);
  }

  send(message: FromWindow): void {
    this.raw(JSON.stringify(message));
  }

  raw(text: string): void {
    this.ports.window.send(text);
  }

  of<T extends FromCore['type']>(type: T): Extract<FromCore, { type: T }>[] {
    return this.received.filter((message) => message.type === type) as never;
  }

  get welcome(): Welcome | undefined {
    return this.of('welcome')[0];
  }

  get frames(): Frame[] {
    return this.of('frame');
  }

  get items(): Items[] {
    return this.of('items');
  }

  get fault(): Fault | undefined {
    return this.of('fault')[0];
  }

  get isOpen(): boolean {
    return this.ports.window.isOpen;
  }

  async hello(extra: Partial<Hello> = {}): Promise<void> {
    this.send({ type: 'hello', protocol: PROTOCOL_VERSION, window: 'w-1', ...extra });
    await settle();
  }

  async ask(id: number, call: Call): Promise<Reply> {
    this.send({ type: 'request', id, call });
    await settle();
    const reply = this.of('reply').findLast((one) => one.id === id);
    if (reply === undefined) throw new Error(`request ${id} was not answered`);
    return reply;
  }
}

export interface TestDesk {
  readonly core: TestCore;
  readonly server: DeskServer;
  readonly log: SecurityLog;
  readonly faults: string[];
  /** Wall time, which stands still but for what a test adds. */
  readonly wall: { us: number };
  window(): TestWindow;
  /** A window that has said hello. */
  attached(extra?: Partial<Hello>): Promise<TestWindow>;
  /** One tick of the publisher, and what follows from it. */
  tick(): Promise<void>;
}

/** The test venue's operators, by what they are. */
export const TRADER = 6;
export const BASIS_TRADER = 7;
export const RISK = 8;

/**
 * A desk whose ticks are the test's own: the interval and the clock that never goes back stand
 * still but for what `vi.advanceTimersByTime` adds.
 */
export function openTestDesk(
  options: Partial<DeskServerOptions> = {},
  core: TestCore = TestCore.found(),
): TestDesk {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const log = new SecurityLog();
  const faults: string[] = [];
  const wall = { us: 1_800_000_000_000_000 };
  const server = new DeskServer({
    port: core,
    people: (operator) => (operator === TRADER ? 'M. Okafor' : ''),
    badges: ['PAPER'],
    clockUs: () => wall.us,
    securityLog: log,
    largeOrder: { above: 250_000 },
    onFault: (sentence) => faults.push(sentence),
    ...options,
  });
  onTestFinished(() => server.close());
  const window = (): TestWindow => new TestWindow(server);
  return {
    core,
    server,
    log,
    faults,
    wall,
    window,
    attached: async (extra) => {
      const attached = window();
      await attached.hello(extra);
      return attached;
    },
    tick: async () => {
      await settle();
      core.tell();
      server.publish();
      await settle();
    },
  };
}
