/**
 * Who may place the orders of a subaccount, remembered from when it was last decided: a session's
 * role, system and strategy, a subaccount's desk and the kind of its account never change, and an
 * operator only by being registered again, which has all of it forgotten, as does a session that
 * ends. Who may place may also cancel.
 */
const FIRST_SUBACCOUNTS = 256;
/** A session has sixteen bits, and its strategy stands above them. */
const SESSION_BITS = 16;
const SESSION = (1 << SESSION_BITS) - 1;

export class OrderAuthority {
  /** By subaccount: the session that was the last to be allowed, 0 for none, and its strategy. */
  #known = new Int32Array(FIRST_SUBACCOUNTS);

  /** True where the session is known to be allowed; where it is not, it is to be decided. */
  isKnown(session: number, subaccount: number): boolean {
    return session !== 0 && ((this.#known[subaccount] ?? 0) & SESSION) === session;
  }

  /** The strategy of the session that is known for a subaccount. */
  strategyOf(subaccount: number): number {
    return (this.#known[subaccount] as number) >>> SESSION_BITS;
  }

  /** A session was allowed to place an order of a subaccount that exists. */
  keep({ number, strategy }: { number: number; strategy: number }, subaccount: number): void {
    if (subaccount >= this.#known.length) {
      const known = new Int32Array(Math.max(2 * this.#known.length, subaccount + 1));
      known.set(this.#known);
      this.#known = known;
    }
    this.#known[subaccount] = (strategy << SESSION_BITS) | number;
  }

  forget(): void {
    this.#known.fill(0);
  }
}
