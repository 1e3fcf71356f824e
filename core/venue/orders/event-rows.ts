/**
 * The events of nearly every order, a column at a time into the row of each: told so, one costs its
 * stores and makes nothing. They take what they tell of whole: a figure that is handed over by
 * itself is made a value of its own where the callee is not compiled into the caller.
 */
import type { NewOrder } from '../book/contract.ts';
import { ORDER_ORIGINS, ORDER_TYPES, TIMES_IN_FORCE, TRIGGERS } from '../events.ts';
import { kindNumbered } from '../event-ring.ts';
import type { EventRing } from '../event-ring.ts';
import type { PlainOrder } from '../plain-order.ts';
import type { Party, Trade } from './execution.ts';
import { FLAG_POST_ONLY } from './flags.ts';

const [LIMIT, MARKET] = [ORDER_TYPES.indexOf('limit'), ORDER_TYPES.indexOf('market')];
const [GTC, IOC] = [TIMES_IN_FORCE.indexOf('gtc'), TIMES_IN_FORCE.indexOf('ioc')];
const NO_TRIGGER = TRIGGERS.indexOf('none');
const REQUEST = ORDER_ORIGINS.indexOf('request');

const ACCEPTED = kindNumbered('order.accepted');
const RESTED = kindNumbered('order.rested');
const CANCELLED = kindNumbered('order.cancelled');
const TRADE = kindNumbered('trade');
const EXECUTION = kindNumbered('execution');

/** The acceptance of an ordinary order. */
export function writeOrdinary(
  events: EventRing,
  instrument: number,
  order: Readonly<NewOrder>,
  { session, isMarket, timeInForce, postOnly }: Readonly<PlainOrder>,
): void {
  const at = events.open(ACCEPTED);
  const { rows } = events;
  rows[at] = order.orderId;
  rows[at + 1] = order.subaccount;
  rows[at + 2] = instrument;
  rows[at + 3] = order.side;
  rows[at + 4] = isMarket ? MARKET : LIMIT;
  rows[at + 5] = order.priceTicks;
  rows[at + 6] = order.quantityLots;
  rows[at + 7] = timeInForce === 'ioc' ? IOC : GTC;
  rows[at + 8] = postOnly ? FLAG_POST_ONLY : 0;
  rows[at + 9] = order.strategy;
  rows[at + 10] = session;
  rows[at + 11] = NO_TRIGGER;
  rows[at + 12] = 0;
  rows[at + 13] = REQUEST;
}

export function writeRested(
  events: EventRing,
  instrument: number,
  order: Readonly<NewOrder>,
  remainingLots: number,
): void {
  const at = events.open(RESTED);
  const { rows } = events;
  rows[at] = order.orderId;
  rows[at + 1] = order.subaccount;
  rows[at + 2] = instrument;
  rows[at + 3] = order.side;
  rows[at + 4] = order.priceTicks;
  rows[at + 5] = remainingLots;
}

export function writeCancelled(
  events: EventRing,
  order: number,
  subaccount: number,
  instrument: number,
  remainingLots: number,
  reason: number,
): void {
  const at = events.open(CANCELLED);
  const { rows } = events;
  rows[at] = order;
  rows[at + 1] = subaccount;
  rows[at + 2] = instrument;
  rows[at + 3] = remainingLots;
  rows[at + 4] = reason;
}

export function writeTrade(
  events: EventRing,
  instrument: number,
  { event, kind, lots, ticks }: Readonly<Trade>,
  takerSide: number,
): void {
  const at = events.open(TRADE);
  const { rows } = events;
  rows[at] = event;
  rows[at + 1] = instrument;
  rows[at + 2] = ticks;
  rows[at + 3] = lots;
  rows[at + 4] = takerSide;
  rows[at + 5] = kind;
}

export function writeExecution(
  events: EventRing,
  instrument: number,
  trade: Readonly<Trade>,
  party: Readonly<Party>,
): void {
  const at = events.open(EXECUTION);
  const { rows } = events;
  rows[at] = party.orderId;
  rows[at + 1] = party.subaccount;
  rows[at + 2] = instrument;
  rows[at + 3] = party.side;
  rows[at + 4] = trade.ticks;
  rows[at + 5] = trade.lots;
  rows[at + 6] = party.remainingLots;
  rows[at + 7] = party.feeAtoms;
  rows[at + 8] = party.realisedAtoms;
  rows[at + 9] = party.heldLots;
  rows[at + 10] = party.liquidity;
  rows[at + 11] = trade.event;
  rows[at + 12] = trade.kind;
  rows[at + 13] = party.strategy;
}
