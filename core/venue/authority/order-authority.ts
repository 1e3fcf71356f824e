/**
 * Who may place the orders of a subaccount, remembered from when it was last decided: a session's
 * role and system, a subaccount's desk and the kind of its account never change, and an operator
 * only by being registered again, which has all of it forgotten. Who may place may also cancel.
 */
const FIRST_SUBACCOUNTS = 256;

export class OrderAuthority {
  /** By subaccount: the session that was the last to be allowed, 0 for none. */
  #sessions = new Uint16Array(FIRST_SUBACCOUNTS);

  /** True where the session is known to be allowed; where it is not, it is to be decided. */
  isKnown(session: number, subaccount: number): boolean {
    return this.#sessions[subaccount] === session;
  }

  /** A session was allowed to place an order of a subaccount that exists. */
  keep(session: number, subaccount: number): void {
    if (subaccount >= this.#sessions.length) {
      const sessions = new Uint16Array(Math.max(2 * this.#sessions.length, subaccount + 1));
      sessions.set(this.#sessions);
      this.#sessions = sessions;
    }
    this.#sessions[subaccount] = session;
  }

  forget(): void {
    this.#sessions.fill(0);
  }
}
