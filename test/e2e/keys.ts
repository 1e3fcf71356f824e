/** The keyboard as a person has it: each key that goes down counts one, Ctrl and Shift too. */
import type { Page } from '@playwright/test';

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

  /** Each character is a key, a capital two. */
  async type(text: string): Promise<void> {
    await this.press(...Array.from(text));
  }
}
