/** The keyboard as a person has it: each key that goes down counts one, Ctrl and Shift too. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Desk } from './pages/desk.ts';

/** Typed with Shift on the keyboard that Playwright has. */
const SHIFTED = /^[A-Z?]$/;

export class Keys {
  readonly #page: Page;
  #pressed = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  /** How many went down so far. */
  get pressed(): number {
    return this.#pressed;
  }

  /** "Control+Enter" is two keys. */
  async press(...chords: readonly string[]): Promise<void> {
    for (const chord of chords) {
      this.#pressed += chord.split('+').length + (SHIFTED.test(chord) ? 1 : 0);
      await this.#page.keyboard.press(chord);
    }
  }

  /** Sends what the ticket holds, as soon as entry is open. */
  async send(desk: Desk): Promise<void> {
    await expect(desk.send).toBeEnabled();
    await this.press('Control+Enter');
  }

  /** Each character is a key, a capital two. */
  async type(text: string): Promise<void> {
    await this.press(...Array.from(text));
  }
}
