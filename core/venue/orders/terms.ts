/** Instructions that few orders have: what they do at their own group, and where they may rest. */
import { MAX_TICKS, SELF_TRADE_MODES } from '../book/contract.ts';
import type { BookView, SelfTradeMode, Side } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import type { Ticks } from '../numbers.ts';
import type { Step } from '../step.ts';
import type { ReadyOrder } from './placing.ts';

/** An order without them does at its own group as `cancelNewest` says, and is never repriced. */
export interface OrderTerms {
  readonly selfTrade: SelfTradeMode;
  readonly reprice: boolean;
}

/** The terms of an order that has others than the usual ones. */
export function termsOf({
  selfTrade = 'cancelNewest',
  reprice = false,
}: CommandOf<'order.place'>): OrderTerms | undefined {
  return selfTrade === 'cancelNewest' && !reprice ? undefined : { selfTrade, reprice };
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

/** Tells the terms of an accepted order. Rule STP-01. */
export function emitTerms(
  step: Step,
  { orderId, subaccount, instrument }: Omit<Told, 'priceTicks'>,
  { selfTrade, reprice }: OrderTerms,
): void {
  const mode = SELF_TRADE_MODES.indexOf(selfTrade);
  const who = [orderId, subaccount.id, instrument.id] as const;
  step.events.emit('order.terms', ...who, mode, reprice ? 1 : 0);
}

/** Tells an order's price where it is not the one asked for. Rule POST-02. */
export function emitRepriced(step: Step, order: Told, askedTicks: Ticks): void {
  const { orderId, subaccount, instrument, priceTicks } = order;
  if (askedTicks === priceTicks) return;
  const who = [orderId, subaccount.id, instrument.id] as const;
  step.events.emit('order.repriced', ...who, askedTicks, priceTicks);
}
