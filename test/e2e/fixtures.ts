/** What every spec has: a host of its file's own, and the desk in a fresh browser. */
import { expect, test as base } from '@playwright/test';
import { ElectronHost } from './electron-host.ts';
import { Host } from './host.ts';
import { Desk } from './pages/desk.ts';

export interface HostOptions {
  /** Options of `bulkhead start` besides those of the harness. */
  readonly hostOptions: readonly string[];
}

interface OfWorker extends HostOptions {
  /** The browser host, or in the project `electron` the one that Electron is. */
  readonly host: Pick<Host, 'said' | 'link' | 'corePid' | 'killCore' | 'stop'>;
}

interface OfTest {
  /** The desk, opened by its link; at the end nothing may have been refused or complained of. */
  readonly desk: Desk;
}

export const test = base.extend<OfTest, OfWorker>({
  hostOptions: [['--speed', '1x'], { option: true, scope: 'worker' }],

  host: [
    async ({ hostOptions }, use, { project }) => {
      const kind = project.name === 'electron' ? ElectronHost : Host;
      const host = await kind.start(...hostOptions);
      await use(host);
      await host.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  desk: async ({ page, host }, use) => {
    const desk = new Desk(host instanceof ElectronHost ? await host.window() : page);
    await desk.open(await host.link());
    await use(desk);
    expect(desk.complaints, 'console errors, exceptions and violations of the policy').toEqual([]);
  },
});

export { expect };
