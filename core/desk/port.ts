import type { TransportCode } from '../sequencer/admission/security-codes.ts';

/**
 * One end of a conversation between a window and the core, whatever carries it: a WebSocket in the
 * browser host, a MessagePort in Electron, two arrays in a test. Texts arrive whole, in order, or
 * the port closes.
 */
export interface Port {
  /** Sends one text message; nothing happens once the port is closed. */
  send(text: string): void;
  /** Bytes that were sent and have not left yet; a slow reader shows here. */
  readonly bufferedBytes: number;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
  /** Told where the transport turns a message away by itself; the port closes after it. */
  onTurnedAway?(listener: (code: TransportCode, sentence: string) => void): void;
  close(): void;
}

/** Where a window of the browser host asks for its WebSocket. */
export const DESK_SOCKET_PATH = '/desk';
