/** What every spec has: a host of its file's own, and the desk in a fresh browser. */
import { expect, test as base } from '@playwright/test';
import { ElectronHost } from './electron-host.ts';
import { Host } from './host.ts';
import type { AnyHost } from './host.ts';
import { Desk } from './pages/desk.ts';

export interface HostOptions {
  /** Options of `bulkhead start` besides those of the harness. */
  readonly hostOptions: readonly string[];
}

interface OfWorker extends HostOptions {
  /** One worker runs many files: what a file leaves behind at its core is no other's to find. */
  readonly hostOf: (file: string) => Promise<AnyHost>;
}

interface OfTest {
  readonly host: AnyHost;
  /** The desk, opened by its link; at the end nothing may have been refused or complained of. */
  readonly desk: Desk;
}

export const test = base.extend<OfTest, OfWorker>({
  hostOptions: [['--speed', '1x'], { option: true, scope: 'worker' }],

  hostOf: [
    async ({ hostOptions }, use, { project }) => {
      const kind = project.name.startsWith('electron') ? ElectronHost : Host;
      let of = '';
      let host: AnyHost | null = null;
      await use(async (file) => {
        if (host !== null && of === file) return host;
        await host?.stop();
        host = await kind.start(...hostOptions);
        of = file;
        return host;
      });
      await (host as AnyHost | null)?.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  host: [async ({ hostOf }, use, { file }) => use(await hostOf(file)), { timeout: 180_000 }],

  desk: async ({ page, host }, use) => {
    const desk = new Desk(host instanceof ElectronHost ? await host.window() : page);
    await desk.open(await host.link());
    await use(desk);
    expect(desk.complaints, 'console errors, exceptions and violations of the policy').toEqual([]);
  },
});

export { expect };
