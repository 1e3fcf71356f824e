/**
 * The events of nearly every order, a column at a time into the row of each: told so, one costs its
 * stores and makes nothing. The parameters are the columns of the kind, in their order.
 */
import { kindNumbered } from '../event-ring.ts';
import type { EventRing } from '../event-ring.ts';

const ACCEPTED = kindNumbered('order.accepted');
const RESTED = kindNumbered('order.rested');
const CANCELLED = kindNumbered('order.cancelled');
const TRADE = kindNumbered('trade');
const EXECUTION = kindNumbered('execution');

export function writeAccepted(
  events: EventRing,
  order: number,
  subaccount: number,
  instrument: number,
  side: number,
  type: number,
  priceTicks: number,
  quantityLots: number,
  timeInForce: number,
  flags: number,
  strategy: number,
  session: number,
  trigger: number,
  triggerTicks: number,
  origin: number,
): void {
  const at = events.open(ACCEPTED);
  const { rows } = events;
  rows[at] = order;
  rows[at + 1] = subaccount;
  rows[at + 2] = instrument;
  rows[at + 3] = side;
  rows[at + 4] = type;
  rows[at + 5] = priceTicks;
  rows[at + 6] = quantityLots;
  rows[at + 7] = timeInForce;
  rows[at + 8] = flags;
  rows[at + 9] = strategy;
  rows[at + 10] = session;
  rows[at + 11] = trigger;
  rows[at + 12] = triggerTicks;
  rows[at + 13] = origin;
}

export function writeRested(
  events: EventRing,
  order: number,
  subaccount: number,
  instrument: number,
  side: number,
  priceTicks: number,
  remainingLots: number,
): void {
  const at = events.open(RESTED);
  const { rows } = events;
  rows[at] = order;
  rows[at + 1] = subaccount;
  rows[at + 2] = instrument;
  rows[at + 3] = side;
  rows[at + 4] = priceTicks;
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
  trade: number,
  instrument: number,
  priceTicks: number,
  quantityLots: number,
  takerSide: number,
  tradeKind: number,
): void {
  const at = events.open(TRADE);
  const { rows } = events;
  rows[at] = trade;
  rows[at + 1] = instrument;
  rows[at + 2] = priceTicks;
  rows[at + 3] = quantityLots;
  rows[at + 4] = takerSide;
  rows[at + 5] = tradeKind;
}

export function writeExecution(
  events: EventRing,
  order: number,
  subaccount: number,
  instrument: number,
  side: number,
  priceTicks: number,
  quantityLots: number,
  remainingLots: number,
  feeAtoms: number,
  realisedAtoms: number,
  positionLots: number,
  liquidity: number,
  trade: number,
  tradeKind: number,
  strategy: number,
): void {
  const at = events.open(EXECUTION);
  const { rows } = events;
  rows[at] = order;
  rows[at + 1] = subaccount;
  rows[at + 2] = instrument;
  rows[at + 3] = side;
  rows[at + 4] = priceTicks;
  rows[at + 5] = quantityLots;
  rows[at + 6] = remainingLots;
  rows[at + 7] = feeAtoms;
  rows[at + 8] = realisedAtoms;
  rows[at + 9] = positionLots;
  rows[at + 10] = liquidity;
  rows[at + 11] = trade;
  rows[at + 12] = tradeKind;
  rows[at + 13] = strategy;
}
