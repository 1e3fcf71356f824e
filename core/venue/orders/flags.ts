/** The bits of an order's flags: the book reads two of them, and keeps the others for us. */
import { FLAG_FUNDED, FLAG_REDUCE_ONLY } from '../book/contract.ts';
import type { ORDER_TYPES } from '../choices.ts';
import { isCapped } from '../margin/capped.ts';
import type { Instrument } from '../state.ts';

export const FLAG_POST_ONLY = 2;
/** Only a book keeps it: a pegged order is told by its type. */
export const FLAG_PEGGED = 128;

/** The session that placed an order stands above its flags, so that it costs no room of its own. */
export const SESSION_UNIT = 256;
/** Every flag, without the session. */
export const ORDER_FLAGS = SESSION_UNIT - 1;

export function flagsOf(order: { postOnly: boolean; reduceOnly: boolean }): number {
  return (order.reduceOnly ? FLAG_REDUCE_ONLY : 0) + (order.postOnly ? FLAG_POST_ONLY : 0);
}

/** The flags of an order as its book keeps them. Session numbers have sixteen bits. */
export function bookFlagsOf(order: {
  type: (typeof ORDER_TYPES)[number];
  postOnly: boolean;
  reduceOnly: boolean;
  session: number;
  instrument: Instrument;
}): number {
  const pegged = order.type === 'pegged' ? FLAG_PEGGED : 0;
  // What an order of a pair can pay is asked as it trades, and of what is paid for in full.
  const { spec } = order.instrument;
  const funded = spec.contract === 'spot' || isCapped(spec) ? FLAG_FUNDED : 0;
  return flagsOf(order) + pegged + funded + order.session * SESSION_UNIT;
}

/** The session that placed an order, by the flags that its book keeps; 0 for the venue itself. */
export function sessionOf(flags: number): number {
  return flags >>> 8;
}
