/**
 * The core as a child of the browser host. It is handed the socket of each window, and speaks with
 * it directly. It ends when it is told to, or when its host is gone; Ctrl-C of a terminal is the
 * host's to judge.
 */
import type { Socket } from 'node:net';
import type { DeskServer } from '../desk/desk-server.ts';
import { HandedOver } from './browser/handed-over.ts';
import { WindowSockets } from './browser/window-socket.ts';
import type { FromCore, ToCore } from './browser/core-protocol.ts';
import { runCore } from './core-run.ts';
import type { Begin } from './core-run.ts';

const controller = new AbortController();
const stop = (): void => controller.abort();

function tell(message: FromCore): void {
  if (process.connected) process.send?.(message);
}

function takeWindows(desk: DeskServer): () => void {
  const windows = new WindowSockets((port) => desk.attach(port));
  const handed = new HandedOver(windows, tell);
  process.on('message', (message: ToCore, socket?: Socket) => {
    if (message.type === 'refused') desk.turnedAway(message, message.timeUs, message.times);
    else handed.hear(message, socket);
  });
  return () => windows.close();
}

async function live(begin: Begin): Promise<void> {
  process.exitCode = await runCore(begin, { tell, signal: controller.signal, takeWindows });
  if (process.connected) process.disconnect();
}

process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
process.on('SIGTERM', stop);
process.on('disconnect', stop);
process.on('message', (message: ToCore) => {
  if (message.type === 'stop') stop();
  else if (message.type === 'begin') void live(message);
});
