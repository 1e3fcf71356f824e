/** Linked orders as their blotter has them: what each is to the others, and exits yet to come. */
import { SELL, BUY } from '../../venue/book/contract.ts';
import type { Bracket } from '../../venue/orders/links.ts';
import { at } from '../../venue/state.ts';
import type { Stop } from '../../venue/state.ts';
import type { ExitValue, LinkRole } from '../messages.ts';
import { afterFill, exitValue, NO_VALUE } from './exit-value.ts';
import type { ClientOrder, Scene } from './scene.ts';

export interface LinkOfOrder {
  readonly role: LinkRole;
  /** The same number for all that are linked; 0 for what is linked with nothing. */
  readonly group: number;
  readonly parent: number;
}

export type ExitRole = 'takeProfit' | 'stop';

const UNLINKED: LinkOfOrder = { role: '', group: 0, parent: 0 };

/** What an order is to those that it is linked with, by what it does. Rule DESK-54. */
export function linkOf(
  { state }: Scene,
  { orderId, reduceOnly, stop }: ClientOrder,
  parents: ReadonlyMap<number, number>,
): LinkOfOrder {
  const { links } = state;
  if (links.count === 0) return UNLINKED;
  const group = links.groupOf(orderId);
  if (links.bracketOf(orderId) !== undefined) {
    return { role: 'entry', group: group?.id ?? orderId, parent: 0 };
  }
  if (group === undefined) return UNLINKED;
  const parent = parents.get(orderId) ?? 0;
  const isStop = stop !== null && stop.ifTouched !== true;
  const role = !reduceOnly ? 'oco' : isStop ? 'stop' : 'takeProfit';
  return { role, group: parent === 0 ? group.id : (links.groupOf(parent)?.id ?? parent), parent };
}

/** Where an order would trade, as far as that can be said before it does. */
export function tradesAt({ priceTicks, stop }: ClientOrder): number {
  return priceTicks === 0 ? (stop?.triggerTicks ?? 0) : priceTicks;
}

/** An exit that comes with the fills of its order: not one yet, and of that order's size. */
export interface ComingExit extends ClientOrder {
  readonly role: ExitRole;
  readonly parent: ClientOrder;
}

/** Exits of an order that have not come, or of which its next fills bring new ones. */
export function comingExits({ state }: Scene, parent: ClientOrder): ComingExit[] {
  if (state.links.count === 0) return [];
  const bracket = state.links.bracketOf(parent.orderId);
  if (bracket === undefined) return [];
  const { book, stops } = parent.instrument;
  const exit: ClientOrder = {
    ...parent,
    side: parent.side === BUY ? SELL : BUY,
    quantityLots: parent.remainingLots,
    postOnly: false,
    reduceOnly: true,
    reprice: false,
    selfTrade: 'cancelNewest',
    displayLots: -1,
    timeInForce: 'gtc',
    note: undefined,
    stop: null,
  };
  const { takeProfitTicks = 0, stopLossTicks = 0, stopLossLimitTicks = 0 } = bracket;
  const exits: ComingExit[] = [];
  if (takeProfitTicks !== 0 && book.slotOf(bracket.takeProfit) === -1) {
    exits.push({ ...exit, role: 'takeProfit', parent, priceTicks: takeProfitTicks });
  }
  if (stopLossTicks !== 0 && stops.get(bracket.stopLoss) === undefined) {
    const stop = stopOf(bracket, exit, stopLossTicks);
    exits.push({
      ...exit,
      role: 'stop',
      parent,
      priceTicks: stopLossLimitTicks,
      timeInForce: stop.payload.timeInForce,
      stop,
    });
  }
  return exits;
}

/** The stop as the venue will have it wait. */
function stopOf(bracket: Bracket, exit: ClientOrder, triggerTicks: number): Stop {
  const { stopLossTrigger: source = 'mark', stopLossLimitTicks: priceTicks = 0 } = bracket;
  const { subaccount, session, strategy } = bracket;
  const timeInForce = priceTicks === 0 ? 'ioc' : 'gtc';
  const how = { quantityLots: exit.quantityLots, postOnly: false, reduceOnly: true, timeInForce };
  const payload = { subaccount, session, strategy, priceTicks, ...how } as Stop['payload'];
  return { orderId: 0, side: exit.side, source, triggerTicks, payload };
}

/** What an order that only reduces would realise where it would trade. Rule DESK-55. */
export function valueOf(scene: Scene, order: ClientOrder, ticks = tradesAt(order)): ExitValue {
  if (!order.reduceOnly) return NO_VALUE;
  const { subaccount, instrument, side, remainingLots: lots, stop } = order;
  const held = at(instrument.positions, subaccount.id);
  return exitValue(scene.scales, instrument, held, { side, lots, ticks }, stop !== null);
}

/** The same of an exit that is yet to come: as if what is left of its order filled at its price. */
export function comingValue(scene: Scene, exit: ComingExit, ticks = tradesAt(exit)): ExitValue {
  const { instrument, subaccount, parent, side, quantityLots: lots } = exit;
  const fill = { side: parent.side, lots: parent.remainingLots, ticks: tradesAt(parent) };
  const held = afterFill(instrument, at(instrument.positions, subaccount.id), fill);
  if (held === null) return NO_VALUE;
  return exitValue(scene.scales, instrument, held, { side, lots, ticks }, exit.stop !== null);
}

/** Of a client's order or exit by name; null where there is no such one. Rule DESK-55. */
export function realiseAt(
  scene: Scene,
  orderId: number,
  exit: ExitRole | undefined,
  ticks: number,
): ExitValue | null {
  for (const orders of scene.orders) {
    const order = orders.find((one) => one.orderId === orderId);
    if (order === undefined) continue;
    if (exit === undefined) return valueOf(scene, order, ticks);
    const coming = comingExits(scene, order).find(({ role }) => role === exit);
    return coming === undefined ? null : comingValue(scene, coming, ticks);
  }
  return null;
}
