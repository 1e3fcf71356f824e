/** Two ends of a conversation in one process: texts arrive whole, in order, one turn later. */
import type { TransportCode } from '../../sequencer/admission/security-codes.ts';
import type { Port } from '../port.ts';

class MemoryEnd implements Port {
  /** What a slow reader would have left behind; set by a test. */
  bufferedBytes = 0;
  peer: MemoryEnd | null = null;
  readonly #messages: ((text: string) => void)[] = [];
  readonly #closes: (() => void)[] = [];
  #turnedAway: (code: TransportCode, sentence: string) => void = () => {};
  #held: (() => void)[] | null = null;
  #isOpen = true;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(text: string): void {
    if (!this.#isOpen) return;
    const { peer } = this;
    if (peer === null) return;
    if (peer.#held === null) {
      queueMicrotask(() => peer.#take(text));
      return;
    }
    this.bufferedBytes += text.length;
    peer.#held.push(() => {
      this.bufferedBytes -= text.length;
      peer.#take(text);
    });
  }

  /** Reads nothing that is sent from now on, until it is let go. */
  hold(): () => void {
    const held: (() => void)[] = [];
    this.#held = held;
    return () => {
      this.#held = null;
      for (const take of held) take();
    };
  }

  onMessage(listener: (text: string) => void): void {
    this.#messages.push(listener);
  }

  onClose(listener: () => void): void {
    this.#closes.push(listener);
  }

  onTurnedAway(listener: (code: TransportCode, sentence: string) => void): void {
    this.#turnedAway = listener;
  }

  /** As a transport does that finds a message wrong by itself. */
  turnAway(code: TransportCode, sentence: string): void {
    this.#turnedAway(code, sentence);
    this.close();
  }

  close(): void {
    const { peer } = this;
    this.#end();
    if (peer !== null) queueMicrotask(() => peer.#end());
  }

  #take(text: string): void {
    if (this.#isOpen) for (const listener of this.#messages) listener(text);
  }

  #end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const listener of this.#closes) listener();
  }
}

export function memoryPorts(): { readonly window: MemoryEnd; readonly core: MemoryEnd } {
  const window = new MemoryEnd();
  const core = new MemoryEnd();
  window.peer = core;
  core.peer = window;
  return { window, core };
}

export type { MemoryEnd };
