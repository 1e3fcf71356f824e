/**
 * Instructions that few orders have: what they do at their own group, where they may rest, and how
 * much of them is shown.
 */
import { MAX_TICKS, SELF_TRADE_MODES } from '../book/contract.ts';
import type { BookView, SelfTradeMode, Side } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import type { Lots, Ticks } from '../numbers.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { Step } from '../step.ts';
import type { ReadyOrder } from './placing.ts';

/** Most parts that an order is shown in: each is a fill of its own. */
const MOST_PARTS = 100;

/** An order without them does at its own group as `cancelNewest` says, and is shown as it is. */
export interface OrderTerms {
  readonly selfTrade: SelfTradeMode;
  readonly reprice: boolean;
  /** Absent where all of it is shown; 0 where nothing is. */
  readonly displayLots?: Lots;
}

/** The terms of an order that has others than the usual ones. */
export function termsOf({
  selfTrade = 'cancelNewest',
  reprice = false,
  displayLots,
}: CommandOf<'order.place'>): OrderTerms | undefined {
  if (displayLots !== undefined) return { selfTrade, reprice, displayLots };
  return selfTrade === 'cancelNewest' && !reprice ? undefined : { selfTrade, reprice };
}

/** Null unless an order would be shown in more parts than one may have. Rule ICE-01. */
export function displayRefusal(displayLots: Lots, quantityLots: Lots): Outcome | null {
  const isTooSmall = displayLots > 0 && displayLots * MOST_PARTS < quantityLots;
  return isTooSmall ? refused('DISPLAY_TOO_SMALL', Math.ceil(quantityLots / MOST_PARTS)) : null;
}

/**
 * Where an order that is repriced would rest, as its book will have it: at its price, or a tick
 * behind the other side where it would take. Its own price again where there is no such tick, which
 * is refused like any that would take. Rule POST-01.
 */
export function restingTicks(book: BookView, side: Side, priceTicks: Ticks): Ticks {
  const opposite = book.bestTicks(side === 1 ? -1 : 1);
  if (opposite === 0 || side * (priceTicks - opposite) < 0) return priceTicks;
  const behind = opposite - side;
  return behind < 1 || behind > MAX_TICKS ? priceTicks : behind;
}

type Told = Pick<ReadyOrder, 'orderId' | 'subaccount' | 'instrument' | 'priceTicks'>;

/** Tells the terms of an accepted order. Rules STP-01, ICE-01. */
export function emitTerms(
  step: Step,
  order: Pick<ReadyOrder, 'orderId' | 'subaccount' | 'instrument' | 'quantityLots'>,
  { selfTrade, reprice, displayLots = order.quantityLots }: OrderTerms,
): void {
  const mode = SELF_TRADE_MODES.indexOf(selfTrade);
  const who = [order.orderId, order.subaccount.id, order.instrument.id] as const;
  step.events.emit('order.terms', ...who, mode, reprice ? 1 : 0, displayLots);
}

/** Tells an order's price where it is not the one asked for. Rule POST-02. */
export function emitRepriced(step: Step, order: Told, askedTicks: Ticks): void {
  const { orderId, subaccount, instrument, priceTicks } = order;
  if (askedTicks === priceTicks) return;
  const who = [orderId, subaccount.id, instrument.id] as const;
  step.events.emit('order.repriced', ...who, askedTicks, priceTicks);
}
