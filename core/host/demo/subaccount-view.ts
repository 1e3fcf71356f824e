/**
 * What a strategy knows of its subaccount: a snapshot when it connects, then the venue's events.
 */
import type { EventKind, VenueEvent } from '../../venue/events.ts';
import type { Subaccount } from '../../venue/state.ts';

export interface OwnOrder {
  readonly order: number;
  readonly instrument: number;
  /** 1 buys, -1 sells. */
  readonly side: number;
  priceTicks: number;
  remainingLots: number;
  /** True while it waits for its trigger. */
  waiting: boolean;
}

export interface OpenCall {
  readonly call: number;
  readonly bucket: number;
  readonly level: number;
  readonly cureAtoms: number;
}

export class SubaccountView {
  readonly subaccount: number;
  readonly #positionLots = new Map<number, number>();
  readonly #orders = new Map<number, OwnOrder>();
  readonly #calls = new Map<number, OpenCall>();

  constructor(snapshot: Subaccount) {
    this.subaccount = snapshot.id;
    for (const { instrument, lots } of snapshot.positions) this.#positionLots.set(instrument, lots);
  }

  /** Signed lots. */
  positionLots(instrument: number): number {
    return this.#positionLots.get(instrument) ?? 0;
  }

  /** Live orders in an instrument, oldest first. */
  orders(instrument: number): OwnOrder[] {
    return [...this.#orders.values()].filter((order) => order.instrument === instrument);
  }

  /** The margin calls that stand open. */
  get calls(): readonly OpenCall[] {
    return [...this.#calls.values()];
  }

  /** Takes in an event of this subaccount. */
  hear(event: VenueEvent): void {
    this.#hearing[event.kind]?.(event);
  }

  /** A waiting stop is live before it is in a book, and gone from here once it is triggered. */
  readonly #hearing: Partial<Record<EventKind, (event: VenueEvent) => void>> = {
    'order.accepted': (event) => {
      if (event['trigger'] !== 'none') this.#add(event, 'quantityLots', true);
    },
    'order.rested': (event) => this.#add(event, 'remainingLots', false),
    'order.triggered': (event) => void this.#orders.delete(Number(event['order'])),
    'order.cancelled': (event) => void this.#orders.delete(Number(event['order'])),
    'order.amended': (event) => this.#amend(event),
    'order.followed': (event) => this.#amend(event),
    execution: (event) => this.#execute(event),
    'call.raised': (event) => this.#raise(event),
    'call.cured': (event) => void this.#calls.delete(Number(event['call'])),
  };

  #add(event: VenueEvent, lots: string, waiting: boolean): void {
    const order = Number(event['order']);
    this.#orders.set(order, {
      order,
      instrument: Number(event['instrument']),
      side: Number(event['side']),
      priceTicks: Number(event['priceTicks']),
      remainingLots: Number(event[lots]),
      waiting,
    });
  }

  #amend(event: VenueEvent): void {
    const known = this.#orders.get(Number(event['order']));
    if (known === undefined) return;
    known.priceTicks = Number(event['priceTicks']);
    known.remainingLots = Number(event['remainingLots']);
  }

  #execute(event: VenueEvent): void {
    this.#positionLots.set(Number(event['instrument']), Number(event['positionLots']));
    const known = this.#orders.get(Number(event['order']));
    if (known === undefined) return;
    known.remainingLots = Number(event['remainingLots']);
    if (known.remainingLots === 0) this.#orders.delete(known.order);
  }

  #raise(event: VenueEvent): void {
    const call = Number(event['call']);
    this.#calls.set(call, {
      call,
      bucket: Number(event['bucket']),
      level: Number(event['level']),
      cureAtoms: Number(event['cureAtoms']),
    });
  }
}
