/** The core's end of a channel and the window's, over the double's ports. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { DESKTOP_BRIDGE } from '../../core/desk/desktop.ts';
import type { Port } from '../../core/desk/port.ts';
import { portContract } from '../../core/desk/testing/port-contract.ts';
import { messagePort } from '../../electron/message-port.ts';
import { connectOf } from '../../renderer/host.ts';
import { MessageChannelMain } from './double/message-port.ts';

const ORIGIN = 'app://desk';

/** A page that is answered with what `reply` makes of its nonce. */
function connectTo(reply: (nonce: string) => object): () => Promise<Port> {
  const page = new EventTarget();
  const bridge = {
    onCoreGone: () => {},
    attach: (nonce: string) => {
      page.dispatchEvent(Object.assign(new Event('message'), reply(nonce)));
    },
  };
  return connectOf({
    location: { origin: ORIGIN, href: `${ORIGIN}/` },
    setTimeout: (run: () => void) => setTimeout(run, 20),
    clearTimeout,
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
    [DESKTOP_BRIDGE]: bridge,
  } as never);
}

portContract('a message channel', async () => {
  const { port1, port2 } = new MessageChannelMain();
  const ports = [port2.spend()];
  const connect = connectTo((nonce) => ({ origin: ORIGIN, data: { nonce }, ports }));
  const core = messagePort(port1);
  return {
    window: await connect(),
    core,
    settle: () => wait(50),
    // A window reads from its port on as soon as somebody listens, and not before.
    hold: () => () => {},
  };
});

test('a window that takes nothing shows in what waits; a false receipt ends it', async () => {
  const { port1, port2 } = new MessageChannelMain();
  const core = messagePort(port1);
  let isClosed = false;
  core.onClose(() => (isClosed = true));
  core.send('x'.repeat(1_000));
  expect(core.bufferedBytes).toBe(1_000);
  port2.start();
  port2.postMessage(400);
  await vi.waitFor(() => expect([core.bufferedBytes, isClosed]).toEqual([600, false]), 20_000);
  port2.postMessage(601);
  await vi.waitFor(() => expect(isClosed).toBe(true), 20_000);
});

test.each([
  ['without a port', (nonce: string) => ({ origin: ORIGIN, data: { nonce }, ports: [] })],
  ['to another question', () => ({ origin: ORIGIN, data: { nonce: 'other' }, ports: [{}] })],
  ['of another origin', (nonce: string) => ({ origin: 'x', data: { nonce }, ports: [{}] })],
])('an answer %s attaches nothing', async (_, reply) => {
  await expect(connectTo(reply)()).rejects.toThrow('no core takes this window now');
});
