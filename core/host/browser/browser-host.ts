/** The browser host: serves the window, supervises the core, and hands it each window's socket. */
import type { CoreConfig } from '../core-config.ts';
import type { Place } from '../open-core.ts';
import { forkCore } from './core-process.ts';
import { RefusalLog } from './refusals.ts';
import { Supervisor, systemClock, tellOf } from './supervisor.ts';
import type { CoreProcess, CoreStatus } from './supervisor.ts';
import { WebServer } from './web-server.ts';

export interface BrowserHostOptions {
  readonly config: CoreConfig;
  readonly place: Place;
  /** The folder of the window's build. */
  readonly rendererFolder: string;
  /** 0 for a free port. */
  readonly port: number;
  /** Told in sentences of what a person at the terminal should know. */
  readonly say: (sentence: string) => void;
  /** Given a link when the host is up, and the next one when that was used. */
  readonly onLink: (link: string) => void;
  readonly fork?: () => CoreProcess;
}

/** The host did not come up; the sentence says why. */
export class HostError extends Error {
  override readonly name = 'HostError';
}

async function listen(options: BrowserHostOptions, supervisor: Supervisor): Promise<WebServer> {
  const { rendererFolder, port, say, onLink, place } = options;
  try {
    const web: WebServer = await WebServer.listen({
      rendererFolder,
      port,
      refusals: new RefusalLog({
        say,
        tell: (refused, times) =>
          supervisor.tell({ type: 'refused', timeUs: Date.now() * 1_000, times, ...refused }),
      }),
      onSignedIn: () => onLink(web.link),
      coreState: () => ({ ...supervisor.status, ...place }),
      handOver: (request, socket) => supervisor.handOver(request, socket),
    });
    return web;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') {
      throw new HostError(`Port ${port} of the loopback address cannot be had (${code}).`);
    }
    if (code === 'ENOENT') {
      throw new HostError('The window is not built; `npm start` builds it.');
    }
    throw thrown;
  }
}

export class BrowserHost {
  readonly #web: WebServer;
  readonly #supervisor: Supervisor;

  private constructor(web: WebServer, supervisor: Supervisor) {
    this.#web = web;
    this.#supervisor = supervisor;
  }

  /** Resolves when the core takes windows. Throws a HostError where it does not come to that. */
  static async open(options: BrowserHostOptions): Promise<BrowserHost> {
    const { config, place, say, fork = () => forkCore() } = options;
    const cameUp = Promise.withResolvers<string | null>();
    let wasUp = false;
    const supervisor = new Supervisor({
      fork,
      begin: { type: 'begin', config, place },
      clock: systemClock,
      onNotice: say,
      onStatus: (status) => {
        if (status.state === 'failed' && !wasUp) cameUp.resolve(status.sentence);
        else tellOf(status, say);
      },
      onReady: (badges) => {
        if (!wasUp) say(`${badges.join(', ')}. Ctrl-C stops in good order.`);
        wasUp = true;
        cameUp.resolve(null);
      },
    });
    const web = await listen(options, supervisor);
    supervisor.start();
    const fault = await cameUp.promise;
    if (fault !== null) {
      web.close();
      throw new HostError(fault);
    }
    options.onLink(web.link);
    return new BrowserHost(web, supervisor);
  }

  get status(): CoreStatus {
    return this.#supervisor.status;
  }

  get link(): string {
    return this.#web.link;
  }

  /** The core first, in good order; then the pages. */
  async stop(): Promise<void> {
    await this.#supervisor.stop();
    this.#web.close();
  }
}
