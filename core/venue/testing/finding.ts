/** Whom and what the actions of a random program mean: its clients, their orders and positions. */
import type { TestVenue } from './test-venue.ts';

/** Subaccounts of a program's venue, in the order in which they are opened. */
export const CLIENTS = ['alpha', 'alphaTwo', 'beta', 'gamma'] as const;
export function subaccountOf(venue: TestVenue, label: string): number {
  return venue.venue.state.subaccounts.findIndex((entry) => entry.label === label) + 1;
}

export function clientOf(venue: TestVenue, who: number): number {
  return subaccountOf(venue, CLIENTS[who] ?? '');
}

export interface Found {
  readonly subaccount: number;
  readonly instrument: number;
  /** Of an order, 0 of a position. */
  readonly order: number;
}

/** Live orders of all clients, waiting and parked ones behind those that rest. */
export function ordersOf(venue: TestVenue): Found[] {
  const found: Found[] = [];
  const clients = CLIENTS.map((_, who) => clientOf(venue, who));
  for (const { id: instrument, book, stops } of venue.venue.state.instruments) {
    for (const subaccount of clients) {
      for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
        found.push({ subaccount, instrument, order: book.orderIdOf(slot) });
      }
    }
    stops.forEach(({ orderId: order, payload: { subaccount } }) => {
      found.push({ subaccount, instrument, order });
    });
    for (const { orderId: order, subaccount } of venue.venue.state.pegs.parked(instrument)) {
      found.push({ subaccount, instrument, order });
    }
  }
  return found;
}

/** Open positions of all clients. */
export function positionsOf(venue: TestVenue): Found[] {
  return CLIENTS.flatMap((_, who) => {
    const subaccount = clientOf(venue, who);
    const open = venue.of(subaccount).positions.filter(({ lots }) => lots !== 0);
    return open.map(({ instrument }) => ({ subaccount, instrument, order: 0 }));
  });
}

/** The pick-th, or one that does not exist. */
export function pick(found: readonly Found[], number: number, venue: TestVenue): Found {
  const nobody = { subaccount: clientOf(venue, 0), instrument: 1, order: 1 };
  return found[number % Math.max(1, found.length)] ?? nobody;
}
