/** How a strategy acts: its commands, held to a rate, and silent for a while when refused. */
import type { Command, CommandOf } from '../../venue/commands.ts';
import { SECOND_US } from '../../venue/numbers.ts';
import type { Outcome, OutcomeCode } from '../../venue/outcomes.ts';
import type { Inflight } from '../replay/inflight.ts';
import type { Connection } from '../../sequencer/connection.ts';

/** Commands a second that a strategy may send, and as many at once. */
const RATE_PER_S = 20;
const FIRST_PAUSE_US = SECOND_US;
const LONGEST_PAUSE_US = 32 * SECOND_US;

/** Refusals that come of the market having moved meanwhile: the next try may well succeed. */
const PASSING: ReadonlySet<OutcomeCode> = new Set<OutcomeCode>([
  'POST_ONLY_WOULD_TAKE',
  'FOK_UNFILLABLE',
  'UNKNOWN_ORDER',
  'NOTHING_TO_CHANGE',
  'NOTHING_TO_REDUCE',
]);

export interface HandOptions {
  readonly connection: Connection;
  readonly inflight: Inflight;
  readonly subaccount: number;
  readonly strategy: number;
}

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** An order without what every order of the strategy has in common. */
export type OrderWish = Without<
  CommandOf<'order.place'>,
  'kind' | 'subaccount' | 'strategy' | 'postOnly' | 'reduceOnly' | 'side'
> & { readonly side: 1 | -1; readonly postOnly?: boolean; readonly reduceOnly?: boolean };

export class Hand {
  readonly #options: HandOptions;
  #timeUs = 0;
  #tokens = RATE_PER_S;
  #pauseUs = FIRST_PAUSE_US;
  #pausedUntilUs = 0;

  constructor(options: HandOptions) {
    this.#options = options;
  }

  /** Venue time that commands are stamped with; with it the rate allows new ones. */
  at(timeUs: number): void {
    const elapsedUs = this.#timeUs === 0 ? 0 : timeUs - this.#timeUs;
    this.#tokens = Math.min(RATE_PER_S, this.#tokens + (elapsedUs * RATE_PER_S) / SECOND_US);
    this.#timeUs = timeUs;
  }

  get timeUs(): number {
    return this.#timeUs;
  }

  /** False while refusals or the rate hold the strategy back: what it sends then is dropped. */
  get isFree(): boolean {
    return this.#timeUs >= this.#pausedUntilUs && this.#tokens >= 1;
  }

  place(wish: OrderWish): void {
    const { subaccount, strategy } = this.#options;
    this.send({
      kind: 'order.place',
      postOnly: false,
      reduceOnly: false,
      ...wish,
      side: wish.side === 1 ? 'buy' : 'sell',
      subaccount,
      strategy,
    });
  }

  /** Moves a resting order; it goes to the end of the queue of its new price. */
  move(
    instrument: number,
    order: number,
    to: { readonly priceTicks: number; readonly quantityLots: number },
  ): void {
    const { subaccount } = this.#options;
    this.send({ kind: 'order.amend', subaccount, instrument, order, ...to });
  }

  cancel(instrument: number, order: number): void {
    const { subaccount } = this.#options;
    this.send({ kind: 'order.cancel', subaccount, instrument, order });
  }

  /** Closes the whole position at the market. */
  close(instrument: number): void {
    const { subaccount } = this.#options;
    this.send({ kind: 'position.close', subaccount, instrument });
  }

  /** Brings collateral over from a subaccount of the same account. */
  fetch(from: number, asset: number, amountAtoms: number): void {
    this.send({ kind: 'transfer', from, to: this.#options.subaccount, asset, amountAtoms });
  }

  send(command: Command): void {
    if (!this.isFree) return;
    this.#tokens -= 1;
    const { connection, inflight } = this.#options;
    inflight.send(connection, command, this.#timeUs, (outcome) => this.#hear(outcome));
  }

  #hear({ code }: Outcome): void {
    if (code === 'OK') {
      this.#pauseUs = FIRST_PAUSE_US;
    } else if (!PASSING.has(code)) {
      this.#pausedUntilUs = this.#timeUs + this.#pauseUs;
      this.#pauseUs = Math.min(LONGEST_PAUSE_US, 2 * this.#pauseUs);
    }
  }
}
