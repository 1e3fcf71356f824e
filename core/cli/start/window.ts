/** `bulkhead start`: the browser host, and a window on it where this machine can show one. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrowserHost } from '../../host/browser/browser-host.ts';
import { findBrowser, openWindow, thisMachine } from '../../host/browser/open-window.ts';
import type { CoreConfig } from '../../host/core-config.ts';
import { aborted, say, StartError, stopOnSignals, takePlace } from './running.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface WindowOptions {
  /** 0 for a free port. */
  readonly port: number;
  /** Whether a browser is opened where there is one. */
  readonly opensBrowser: boolean;
}

/** The link alone on stdout, so that a program can read it. */
function showLink(link: string, isFirst: boolean): void {
  if (!isFirst) say('The link was used. For another browser there is a new one:');
  process.stdout.write(`${link}\n`);
}

/** Returns how to close what it opened. */
function show(link: string, opensBrowser: boolean): () => void {
  if (!opensBrowser) return () => {};
  const browser = findBrowser(thisMachine());
  if (browser.ok) {
    return openWindow(browser.file, link, () => {
      say('The window was closed; the core goes on until Ctrl-C.');
    });
  }
  say(browser.sentence);
  return () => {};
}

/** Runs until a signal. Throws what a person can mend. */
export async function startWindow(config: CoreConfig, options: WindowOptions): Promise<void> {
  const { place, release } = await takePlace(config);
  const controller = new AbortController();
  const releaseSignals = stopOnSignals(controller);
  if (place.isTemporary) say('Everything is in a temporary directory; --data names one to keep.');
  let isFirst = true;
  try {
    const host = await BrowserHost.open({
      config,
      place,
      rendererFolder: path.join(ROOT, 'out', 'renderer'),
      port: options.port,
      say,
      onLink: (link) => {
        showLink(link, isFirst);
        isFirst = false;
      },
    });
    const closeWindow = show(host.link, options.opensBrowser);
    await aborted(controller.signal);
    closeWindow();
    const gaveUp = host.status.state === 'failed' ? host.status.sentence : null;
    await host.stop();
    if (gaveUp !== null) throw new StartError(`The core had stopped. ${gaveUp}`);
    say('Stopped in good order.');
  } finally {
    releaseSignals();
    await release();
  }
}
