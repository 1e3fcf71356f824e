/** The window's own port and the core's, over a WebSocket and a wire that can be held. */
import { createServer as createHttpServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import type { Port } from '../../core/desk/port.ts';
import { portContract } from '../../core/desk/testing/port-contract.ts';
import type { Pair } from '../../core/desk/testing/port-contract.ts';
import { WindowSockets } from '../../core/host/browser/window-socket.ts';
import { webSocketPort } from '../../renderer/feed/web-socket-port.ts';

interface Wire {
  readonly toWindow: Socket;
  readonly toCore: Socket;
}

let attached = Promise.withResolvers<Port>();
let wire: Wire | null = null;
let sockets: WindowSockets;
let http: HttpServer;
let between: Server;

const portOf = (server: Server | HttpServer): number => (server.address() as AddressInfo).port;

async function listen(server: Server | HttpServer): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
}

beforeAll(async () => {
  sockets = new WindowSockets((port) => attached.resolve(port));
  http = createHttpServer().on('upgrade', ({ url = '', headers }, socket, head: Buffer) => {
    const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    const request = { url, headers: Object.fromEntries(named), head: head.toString('base64') };
    sockets.accept(request, socket as Socket);
  });
  await listen(http);
  between = createServer((toWindow) => {
    const toCore = connect(portOf(http), '127.0.0.1');
    wire = { toWindow, toCore };
    toWindow.pipe(toCore).on('error', () => toWindow.destroy());
    toCore.pipe(toWindow).on('error', () => toCore.destroy());
  });
  await listen(between);
});

afterAll(() => {
  sockets.close();
  http.close();
  between.close();
});

/** Between the window and the core nothing passes towards the window until it is let go. */
function hold(): () => void {
  if (wire === null) throw new Error('no wire');
  const { toWindow, toCore } = wire;
  toCore.unpipe(toWindow);
  return () => void toCore.pipe(toWindow);
}

portContract('a WebSocket', async (): Promise<Pair> => {
  attached = Promise.withResolvers();
  const window = await webSocketPort(`ws://127.0.0.1:${portOf(between)}/desk`);
  return { window, core: await attached.promise, settle: () => wait(100), hold };
});
