/**
 * Whose money or positions have changed since a margin check last looked at them: a byte each, by
 * subaccount id. It is no state: who is not known here yet has changed.
 */
const INITIAL_SUBACCOUNTS = 64;

export class Touched {
  /** 1 of whoever has to be looked at. What is written beyond its end is not needed. */
  flags = new Uint8Array(0);

  touch(subaccount: number): void {
    this.flags[subaccount] = 1;
  }

  touchAll(): void {
    this.flags.fill(1);
  }

  /** Makes room for as many subaccounts; new ones are touched. */
  enter(subaccounts: number): void {
    const { flags } = this;
    if (subaccounts < flags.length) return;
    const grown = new Uint8Array(Math.max(INITIAL_SUBACCOUNTS, 2 * subaccounts)).fill(1);
    grown.set(flags);
    this.flags = grown;
  }
}
