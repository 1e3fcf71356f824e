/**
 * What a book takes for granted: about its callers, cheaply and always; about itself, in full and
 * on demand. The venue refuses bad orders with codes of its own before they come here.
 */
import { broken, invariant } from '../numbers.ts';
import type { NewOrder } from './contract.ts';
import type { SideLevels } from './levels.ts';
import type { OrderIndex } from './order-index.ts';
import { RECORD, TRAIT, type OrderPool } from './pool.ts';
import type { SubaccountOrders } from './subaccount-orders.ts';

const { NEXT, PREVIOUS, LEVEL, REMAINING_LOTS, PRICE_TICKS } = RECORD;
const { RESERVED, HIDDEN } = TRAIT;
const { TRAITS, SUBACCOUNT } = RECORD;

/** Heads of the subaccounts' lists are an array by number: above this it would be a mistake. */
const MAX_SUBACCOUNT = 16_777_215;

const TWO_32 = 4_294_967_296;
/** The upper word of 2^53. */
const HIGH_LIMIT = 2_097_152;

/** Throws unless price and lots are integers from 1 to 2^31 - 1. */
export function checkTerms(priceTicks: number, lots: number): void {
  const fits =
    (priceTicks | 0) === priceTicks && priceTicks >= 1 && (lots | 0) === lots && lots >= 1;
  if (!fits) broken(`${lots} lots at ${priceTicks} ticks do not fit a book`);
}

/** What identifies an order and is never traded away. */
type OrderIdentity = Pick<
  NewOrder,
  'orderId' | 'subaccount' | 'owner' | 'side' | 'flags' | 'strategy' | 'displayLots'
>;

/** Throws unless every number of an order's identity fits its record. */
export function checkIdentity(order: Readonly<OrderIdentity>): void {
  const { orderId, subaccount, owner, side, flags, strategy, displayLots } = order;
  const high = (orderId / TWO_32) | 0;
  const fits =
    high * TWO_32 + (orderId >>> 0) === orderId &&
    high >>> 0 < HIGH_LIMIT &&
    (subaccount | 0) === subaccount &&
    subaccount >>> 0 <= MAX_SUBACCOUNT &&
    (owner | 0) === owner &&
    owner >= 0 &&
    side * side === 1 &&
    (flags | 0) === flags &&
    (strategy | 0) === strategy &&
    (displayLots === undefined || ((displayLots | 0) === displayLots && displayLots >= 0));
  if (!fits) broken(`order ${orderId} has a field that does not fit a book`);
}

/** Throws when an order that can only take comes to a book that collects. */
export function checkCollected({ orderId, timeInForce }: Readonly<NewOrder>): void {
  if (timeInForce !== 'gtc') broken(`order ${orderId} is ${timeInForce} where nobody takes`);
}

/** Throws unless a policy's allowance is an integer from 0 to what was wanted. */
export function checkAllowance(allowedLots: number, wantedLots: number): void {
  if ((allowedLots | 0) !== allowedLots || allowedLots < 0 || allowedLots > wantedLots) {
    broken(`an allowance of ${allowedLots} lots of ${wantedLots} makes no sense`);
  }
}

export interface BookParts {
  readonly pool: OrderPool;
  readonly ids: OrderIndex;
  readonly subaccounts: SubaccountOrders;
  readonly bids: SideLevels;
  readonly asks: SideLevels;
  readonly isCollecting: boolean;
}

/** Throws InvariantError unless every structure of a book is sound and all of them agree. */
export function validateBook(parts: BookParts): void {
  const { pool, ids, bids, asks } = parts;
  pool.validate();
  ids.validate();
  const queued = countInLevels(parts, bids) + countInLevels(parts, asks);
  invariant(queued === pool.liveCount, `${queued} orders in levels, ${pool.liveCount} live`);
  invariant(ids.count === pool.liveCount, `${ids.count} ids, ${pool.liveCount} live orders`);
  const listed = countInSubaccounts(parts);
  invariant(listed === pool.liveCount, `${listed} in subaccounts, ${pool.liveCount} live orders`);
  if (!parts.isCollecting && bids.count > 0 && asks.count > 0) {
    const [bid, ask] = [bids.bestTicks, asks.bestTicks];
    invariant(bid < ask, `the book is crossed: bid ${bid}, ask ${ask}`);
  }
}

function countInLevels(parts: BookParts, levels: SideLevels): number {
  let orders = 0;
  let count = 0;
  let better = 0;
  for (let level = levels.best; level >= 0; level = levels.worse(level)) {
    const ticks = levels.ticksOf(level);
    levels.pages.validatePage(level >>> 5);
    invariant(levels.levelOf(ticks) === level, `level ${ticks} is not found by its price`);
    invariant(count > 0 || levels.bestTicks === ticks, `level ${ticks} is said not to be the best`);
    invariant(
      count === 0 || (better - ticks) * levels.side > 0,
      `level ${ticks} lies behind ${better}`,
    );
    orders += countInQueue(parts, levels, level);
    count += 1;
    better = ticks;
  }
  invariant(count === levels.count, `${levels.count} levels are counted, ${count} found`);
  invariant(count > 0 || levels.bestTicks === 0, 'there is a best price and no level');
  return orders;
}

function countInQueue(parts: BookParts, levels: SideLevels, level: number): number {
  const { pool, ids } = parts;
  const ticks = levels.ticksOf(level);
  let orders = 0;
  let lots = 0;
  let reserveLots = 0;
  let previous = -1;
  for (let slot = levels.headOf(level); slot >= 0; slot = pool.word(slot, NEXT)) {
    const orderId = pool.orderIdOf(slot);
    const remaining = pool.word(slot, REMAINING_LOTS);
    const quantity = pool.quantityLotsOf(slot);
    invariant(ids.slotOf(orderId) === slot, `order ${orderId} is not found by its id`);
    invariant(
      pool.word(slot, PREVIOUS) === previous,
      `order ${orderId} has a broken link in its queue`,
    );
    invariant(pool.word(slot, LEVEL) === level, `order ${orderId} does not know its level`);
    invariant(pool.sideOf(slot) === levels.side, `order ${orderId} is on the wrong side`);
    invariant(
      pool.word(slot, PRICE_TICKS) === ticks,
      `order ${orderId} is not in the level of its price`,
    );
    invariant(remaining >= 1, `order ${orderId} rests with ${remaining} lots`);
    invariant(
      Number.isSafeInteger(quantity) && quantity >= remaining,
      `order ${orderId} has ${remaining} of ${quantity} lots left`,
    );
    orders += 1;
    lots += remaining;
    reserveLots += reserveOf(parts, levels, slot, previous);
    previous = slot;
  }
  invariant(orders > 0, `level ${ticks} is empty`);
  invariant(levels.tailOf(level) === previous, `level ${ticks} does not end at its last order`);
  invariant(
    levels.lotsOf(level) === lots,
    `level ${ticks} says ${levels.lotsOf(level)}, has ${lots}`,
  );
  invariant(levels.reserves.lotsOf(level) === reserveLots, `level ${ticks} hides ${reserveLots}`);
  return orders;
}

/** Lots that an order does not show; it must stand before those that show nothing, if it does. */
function reserveOf(
  { pool }: BookParts,
  { reserves }: SideLevels,
  slot: number,
  previous: number,
): number {
  const traits = pool.word(slot, TRAITS);
  const isHidden = (traits & HIDDEN) !== 0;
  const isBehind = previous >= 0 && (pool.word(previous, TRAITS) & HIDDEN) !== 0;
  invariant(isHidden || !isBehind, `order ${pool.orderIdOf(slot)} is behind a hidden one`);
  if ((traits & RESERVED) === 0) return 0;
  const shown = reserves.shownLotsOf(slot);
  const isFit = isHidden ? shown === 0 : shown >= 1 && shown <= reserves.freshLotsOf(slot);
  invariant(isFit, `order ${pool.orderIdOf(slot)} shows ${shown} lots`);
  return pool.word(slot, REMAINING_LOTS) - shown;
}

function countInSubaccounts(parts: BookParts): number {
  const { pool, subaccounts } = parts;
  let orders = 0;
  for (let subaccount = 0; subaccount < subaccounts.subaccountLimit; subaccount += 1) {
    let previous = -1;
    let slot = subaccounts.firstOf(subaccount);
    while (slot >= 0) {
      const orderId = pool.orderIdOf(slot);
      const sound =
        pool.word(slot, LEVEL) >= 0 &&
        pool.word(slot, SUBACCOUNT) === subaccount &&
        subaccounts.previousOf(slot) === previous &&
        (previous < 0 || pool.orderIdOf(previous) > orderId);
      invariant(sound, `order ${orderId} is wrong in the list of subaccount ${subaccount}`);
      orders += 1;
      previous = slot;
      slot = subaccounts.nextOf(slot);
    }
  }
  return orders;
}
