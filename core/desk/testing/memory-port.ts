/** Two ends of a conversation in one process: texts arrive whole, in order, one turn later. */
import type { Port } from '../port.ts';

class MemoryEnd implements Port {
  /** What a slow reader would have left behind; set by a test. */
  bufferedBytes = 0;
  peer: MemoryEnd | null = null;
  readonly #messages: ((text: string) => void)[] = [];
  readonly #closes: (() => void)[] = [];
  #isOpen = true;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(text: string): void {
    if (!this.#isOpen) return;
    const { peer } = this;
    if (peer !== null) queueMicrotask(() => peer.#take(text));
  }

  onMessage(listener: (text: string) => void): void {
    this.#messages.push(listener);
  }

  onClose(listener: () => void): void {
    this.#closes.push(listener);
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
