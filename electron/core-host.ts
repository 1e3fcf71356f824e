/**
 * The core as a utility process of Electron: the same core as the browser host's child, whose
 * windows come as message ports. The main process never sees what goes through them.
 */
import type { MessageEvent } from 'electron';
import type { DeskServer } from '../core/desk/desk-server.ts';
import type { FromCore, ToCore } from '../core/host/browser/core-protocol.ts';
import { runCore } from '../core/host/core-run.ts';
import type { Begin } from '../core/host/core-run.ts';
import type { TakeWindow } from './core-supervisor.ts';
import { messagePort } from './message-port.ts';

/** A process that ends at once takes its last word with it (electron#42290). */
const LAST_WORD_MS = 200;

const { parentPort } = process;
const controller = new AbortController();

function tell(message: FromCore): void {
  parentPort.postMessage(message);
}

function takeWindows(desk: DeskServer): () => void {
  const take = ({ data, ports: [port] }: MessageEvent): void => {
    const { type } = data as TakeWindow | ToCore;
    if (type === 'attach' && port !== undefined) desk.attach(messagePort(port));
  };
  parentPort.on('message', take);
  return () => parentPort.off('message', take);
}

async function live(begin: Begin): Promise<void> {
  const code = await runCore(begin, { tell, signal: controller.signal, takeWindows });
  setTimeout(() => process.exit(code), LAST_WORD_MS);
}

process.on('SIGINT', () => {});
process.on('SIGTERM', () => controller.abort());
parentPort.on('message', ({ data }: MessageEvent) => {
  const message = data as ToCore;
  if (message.type === 'stop') controller.abort();
  else if (message.type === 'begin') void live(message);
});
