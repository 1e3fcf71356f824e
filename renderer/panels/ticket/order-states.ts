/** Which rows of the blotter are orders that stand, and which only may or did. */
import type { OrderRow } from '../../../core/desk/messages.ts';

type Stands = Pick<OrderRow, 'state'>;

/** In the book or waiting for its trigger: neither an exit yet to come nor one that went. */
export function isLive({ state }: Stands): boolean {
  return state !== 'pending' && state !== 'paired';
}

/** In the book. */
export function isResting({ state }: Stands): boolean {
  return state === 'live' || state === 'released';
}

/** As a person calls what an order is to those that it is linked with. */
export const ROLE_WORDS = {
  '': '',
  entry: 'entry',
  takeProfit: 'take profit',
  stop: 'stop',
  oco: 'one of two',
} as const satisfies Readonly<Record<OrderRow['role'], string>>;

/** The same short mark on all that are linked: the end of their first order's number. */
export function tagOf(group: number): string {
  return `#${String(group).slice(-3)}`;
}
