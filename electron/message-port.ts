/** The core's end of a channel to a window, as a Port of the desk. */
import type { MessagePortMain } from 'electron';
import type { Port } from '../core/desk/port.ts';

/**
 * A message port does not say how much waits in it. So the window answers each text with a number,
 * the characters it has taken, and a window that takes nothing shows as bufferedBytes.
 */
export function messagePort(channel: MessagePortMain): Port {
  const messages: ((text: string) => void)[] = [];
  const closes: (() => void)[] = [];
  let waiting = 0;
  let isOpen = true;
  const closed = (): void => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of closes) listener();
  };
  const close = (): void => {
    channel.close();
    closed();
  };
  const take = (data: unknown): void => {
    if (typeof data === 'string') for (const listener of messages) listener(data);
    else if (isReceipt(data) && data <= waiting) waiting -= data;
    // Neither a text nor a receipt for what was sent: nothing that our window says.
    else close();
  };
  channel.on('close', closed);
  channel.on('message', ({ data }: { readonly data: unknown }) => {
    if (isOpen) take(data);
  });
  channel.start();
  return {
    send: (text) => {
      if (!isOpen) return;
      waiting += text.length;
      channel.postMessage(text);
    },
    get bufferedBytes() {
      return waiting;
    },
    onMessage: (listener) => void messages.push(listener),
    onClose: (listener) => void closes.push(listener),
    close,
  };
}

function isReceipt(data: unknown): data is number {
  return typeof data === 'number' && Number.isSafeInteger(data) && data >= 0;
}
