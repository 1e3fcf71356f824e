/** The command being applied, and all that its handlers may touch. */
import { Ledger } from './accounts/ledger.ts';
import { OrderAuthority } from './authority/order-authority.ts';
import type { NewOrder } from './book/contract.ts';
import { EventRing } from './event-ring.ts';
import { MarginScreen } from './margin/screen.ts';
import { broken, invariant } from './numbers.ts';
import { Matcher } from './orders/execution.ts';
import { emptyOrder } from './orders/ordinary.ts';
import { plainOrder } from './plain-order.ts';
import type { PlainOrder } from './plain-order.ts';
import type { Session, VenueState } from './state.ts';

/** Orders created in one step at most: the second half of an order's id (sequence, index). */
const ORDERS_PER_STEP = 65_536;

export class Step {
  readonly state: VenueState;
  readonly ledger: Ledger;
  readonly events: EventRing;
  /** Whom the next margin check has to value. */
  readonly screen: MarginScreen;
  readonly orderAuthority = new OrderAuthority();
  /** The venue's part of matching, one for all orders in turn. */
  readonly matcher: Matcher;
  /** What a book is given, likewise: it keeps none of it but the figures. */
  readonly bookOrder: NewOrder = emptyOrder();
  /** An ordinary order that came as a command, while it is looked at. */
  readonly plain: PlainOrder = plainOrder();
  /** The same for ordinary orders, which differ in little. */
  readonly ordinaryOrder: NewOrder = emptyOrder();
  sequence = 0;
  timeUs = 0;
  /** Number of the session that speaks; 0 only while a connection opens its first. */
  speaker = 0;
  /** Stops placed in this step so far: it releases a bounded number. */
  releasedStops = 0;
  /**
   * Positions that went flat in this step, as subaccount and instrument in turn: their reduce-only
   * orders have nothing left to do.
   */
  readonly flattened: number[] = [];
  #orders = 0;

  constructor(state: VenueState) {
    this.state = state;
    this.ledger = new Ledger(state);
    this.screen = new MarginScreen(state, this.ledger.touched);
    this.events = new EventRing();
    this.matcher = new Matcher(this);
  }

  begin(sequence: number, timeUs: number): void {
    const { state } = this;
    const expected = state.sequence + 1;
    if (sequence !== expected) broken(`command ${sequence} came where ${expected} was due`);
    // Venue time never goes back, whatever the clock of the sender did.
    this.timeUs = Math.max(state.timeUs, timeUs);
    this.sequence = sequence;
    state.timeUs = this.timeUs;
    state.sequence = sequence;
    this.speaker = 0;
    if (this.flattened.length > 0) this.flattened.length = 0;
    this.releasedStops = 0;
    this.#orders = 0;
    this.events.begin(sequence, this.timeUs);
  }

  /** The next order's id, made of (sequence, index): never reused. */
  nextOrderId(): number {
    invariant(this.#orders < ORDERS_PER_STEP, 'a step creates at most 65,536 orders');
    return this.sequence * ORDERS_PER_STEP + this.#orders++;
  }

  /** The session that speaks; null only while a connection opens its first. */
  get session(): Session | null {
    return this.state.sessions[this.speaker - 1] ?? null;
  }

  /** The operator who acts, 0 for the system. */
  get operator(): number {
    return this.session?.operator ?? 0;
  }
}
