/** What becomes of linked orders when one of them is filled or leaves. */
import { SELL, BUY } from '../book/contract.ts';
import { at } from '../state.ts';
import type { Instrument, Stop } from '../state.ts';
import type { Step } from '../step.ts';
import { amendRefusal, changeResting, takeOut } from './changing.ts';
import { gateRefusal, reducibleLots } from './checks.ts';
import { limitOf, readyRefusal } from './entry.ts';
import { killRefusal } from './kill-scope.ts';
import { emitLinked } from './linking.ts';
import type { Bracket, LinkGroup, Touched } from './links.ts';
import { emitAccepted, emitCancelled, place } from './placing.ts';
import type { ReadyOrder } from './placing.ts';
import { cancelReasonOf } from './releasing.ts';

/**
 * Draws the consequences of all that has happened to linked orders, first in first out: at once
 * where orders shrink or leave, and within the step's bound where exits are placed. Rules LINK-02
 * to LINK-07.
 */
export function settleLinks(step: Step, mostReleased: number): void {
  const { links } = step.state;
  for (;;) {
    for (let one = links.takeTouched(); one !== undefined; one = links.takeTouched()) {
      draw(step, one);
    }
    if (step.releasedStops >= mostReleased) return;
    const bracket = links.takeOwing();
    if (bracket === undefined) return;
    step.releasedStops += 1;
    bringExits(step, bracket);
  }
}

function draw(step: Step, { orderId, filledLots, left }: Touched): void {
  const { links } = step.state;
  const bracket = links.bracketOf(orderId);
  if (bracket !== undefined) {
    if (filledLots > 0) links.owe(bracket, filledLots);
    if (left !== 'no') bracket.isOver = true;
    links.dropIfOver(bracket);
  }
  const group = links.groupOf(orderId);
  if (group === undefined) return;
  if (filledLots > 0) shrinkOthers(step, group, orderId, filledLots);
  if (left === 'no') return;
  const others = links.leave(orderId);
  if (left === 'cancelled') endAll(step, group, others);
}

/** A released order is the one that is done: the others of its group leave. Rule LINK-03. */
export function endOthers(step: Step, orderId: number): void {
  const { links } = step.state;
  const group = links.groupOf(orderId);
  if (group !== undefined) endAll(step, group, links.leave(orderId));
}

function endAll(step: Step, group: LinkGroup, orders: readonly number[]): void {
  for (const orderId of orders) end(step, group, orderId);
}

function end(step: Step, { subaccount, instrument }: LinkGroup, orderId: number): void {
  const listed = at(step.state.instruments, instrument);
  step.state.links.leave(orderId);
  const remainingLots = takeOut(step, listed, orderId, subaccount);
  // It may have left already in what is yet to be drawn.
  if (remainingLots === 0) return;
  emitCancelled(step, { orderId, subaccount, instrument, remainingLots }, 'linked');
}

/** Of a group at most one order is in the book, so what shrinks waits for its trigger. LINK-02. */
function shrinkOthers(step: Step, group: LinkGroup, orderId: number, lots: number): void {
  const instrument = at(step.state.instruments, group.instrument);
  for (const other of group.orders) {
    if (other === orderId) continue;
    const waiting = waitingOf(step, instrument, other);
    if (waiting === undefined) continue;
    const left = waiting.payload.quantityLots - lots;
    if (left > 0) resize(step, instrument, waiting, left);
    else end(step, group, other);
  }
}

/** An order that waits for its trigger, or was triggered and waits for its turn. */
function waitingOf(step: Step, { id, stops }: Instrument, orderId: number): Stop | undefined {
  const isIt = (entry: { instrument: number; stop: Stop }): boolean =>
    entry.instrument === id && entry.stop.orderId === orderId;
  return stops.get(orderId) ?? step.state.triggered.find(isIt)?.stop;
}

function resize(step: Step, instrument: Instrument, stop: Stop, quantityLots: number): void {
  const { orderId, payload } = stop;
  const resized = { ...stop, payload: { ...payload, quantityLots } };
  if (instrument.stops.cancel(orderId) !== undefined) {
    instrument.stops.add(resized);
  } else {
    const { triggered } = step.state;
    const turn = triggered.findIndex((entry) => entry.stop === stop);
    triggered[turn] = { instrument: instrument.id, stop: resized };
  }
  const who = [orderId, payload.subaccount, instrument.id];
  step.events.emit('order.amended', ...who, payload.priceTicks, quantityLots, 1);
}

/** Fills of a bracket's order get their exits: those that there are grow, or new ones come. */
function bringExits(step: Step, bracket: Bracket): void {
  const { state } = step;
  const instrument = at(state.instruments, bracket.instrument);
  const subaccount = at(state.subaccounts, bracket.subaccount);
  const lots = bracket.owedLots;
  bracket.owedLots = 0;
  state.links.dropIfOver(bracket);
  // A strategy that is killed does not close either.
  if (killRefusal(state, subaccount, bracket.strategy, true) !== null) return;
  const slot = instrument.book.slotOf(bracket.takeProfit);
  const stop = instrument.stops.get(bracket.stopLoss);
  const isWhole =
    (bracket.takeProfitTicks === undefined || slot !== -1) &&
    (bracket.stopLossTicks === undefined || stop !== undefined);
  if (!isWhole) return placeExits(step, bracket, instrument, lots);
  if (stop !== undefined) growStop(step, instrument, stop, lots);
  if (slot !== -1) growResting(step, instrument, slot, lots);
}

function growStop(step: Step, instrument: Instrument, stop: Stop, lots: number): void {
  const { side, payload } = stop;
  const subaccount = at(step.state.subaccounts, payload.subaccount);
  const wished = payload.quantityLots + lots;
  const most = reducibleLots({ subaccount, instrument, side, lots: wished });
  if (most > payload.quantityLots) resize(step, instrument, stop, most);
}

/** An order in the book goes into its queue anew; where it cannot, it stays as it is. LINK-06. */
function growResting(step: Step, instrument: Instrument, slot: number, lots: number): void {
  const { book } = instrument;
  const subaccount = at(step.state.subaccounts, book.subaccountOf(slot));
  const wished = book.remainingLotsOf(slot) + lots;
  const wish = { subaccount, instrument, side: book.sideOf(slot), lots: wished };
  const most = reducibleLots(wish);
  if (most <= book.remainingLotsOf(slot)) return;
  const priceTicks = book.priceTicksOf(slot);
  if (amendRefusal(step, subaccount, instrument, slot, priceTicks, most) !== null) return;
  const who = [book.orderIdOf(slot), subaccount.id, instrument.id];
  step.events.emit('order.amended', ...who, priceTicks, most, 0);
  changeResting(step, subaccount, instrument, slot, { priceTicks, lots: most });
}

/** A new pair of exits, as large as the fills that it is for and as what there is to reduce. */
function placeExits(step: Step, bracket: Bracket, instrument: Instrument, owed: number): void {
  const { state } = step;
  const subaccount = at(state.subaccounts, bracket.subaccount);
  const side = bracket.side === BUY ? SELL : BUY;
  const lots = reducibleLots({ subaccount, instrument, side, lots: owed });
  bracket.takeProfit = 0;
  bracket.stopLoss = 0;
  if (lots === 0) return;
  const { takeProfitTicks, stopLossTicks, parent, strategy, session } = bracket;
  const exit = { subaccount, instrument, side, quantityLots: lots, strategy, session } as const;
  const where = { subaccount: subaccount.id, instrument: instrument.id };
  let group: LinkGroup | null = null;
  const join = (orderId: number, how: 'takeProfit' | 'stopLoss'): void => {
    group ??= { id: orderId, ...where, orders: [] };
    state.links.join(group, orderId);
    emitLinked(step, group, orderId, how, parent);
  };
  if (stopLossTicks !== undefined) {
    bracket.stopLoss = waitForStop(step, bracket, exit, stopLossTicks);
    join(bracket.stopLoss, 'stopLoss');
  }
  if (takeProfitTicks === undefined) return;
  bracket.takeProfit = step.nextOrderId();
  takeProfit(step, { ...exit, orderId: bracket.takeProfit }, takeProfitTicks, () => {
    join(bracket.takeProfit, 'takeProfit');
  });
}

type Exit = Pick<
  ReadyOrder,
  'subaccount' | 'instrument' | 'side' | 'quantityLots' | 'strategy' | 'session'
>;

/** The stop of a bracket waits like any other; the number that it has. */
function waitForStop(step: Step, bracket: Bracket, exit: Exit, triggerTicks: number): number {
  const { subaccount, instrument, side, quantityLots, strategy, session } = exit;
  const { stopLossTrigger: source = 'mark', stopLossLimitTicks: priceTicks = 0 } = bracket;
  const type = priceTicks === 0 ? ('market' as const) : ('limit' as const);
  const timeInForce = priceTicks === 0 ? ('ioc' as const) : ('gtc' as const);
  const terms = { priceTicks, timeInForce, postOnly: false, reduceOnly: true };
  const orderId = step.nextOrderId();
  const trigger = { source, triggerTicks };
  emitAccepted(step, { ...exit, ...terms, type, orderId, trigger }, 'bracket');
  const payload = { subaccount: subaccount.id, session, strategy, quantityLots, ...terms };
  instrument.stops.add({ orderId, side, ...trigger, payload });
  return orderId;
}

/** The take-profit passes the checks of a new order, or is cancelled with the reason. LINK-06. */
function takeProfit(
  step: Step,
  exit: Exit & { orderId: number },
  priceTicks: number,
  join: () => void,
): void {
  const order = {
    ...exit,
    type: 'limit',
    priceTicks,
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: true,
    kind: 'book',
    selfTradeExempt: false,
  } as const satisfies ReadyOrder;
  const { orderId, subaccount, instrument, quantityLots } = order;
  const wish = { ...exit, lots: quantityLots, postOnly: false };
  const limit = limitOf(step.state, wish, priceTicks);
  const why =
    gateRefusal(step.state, wish) ??
    (typeof limit === 'number' ? null : limit) ??
    readyRefusal(step.state, order);
  emitAccepted(step, order, 'bracket');
  if (why !== null) {
    const where = { orderId, subaccount: subaccount.id, instrument: instrument.id };
    const remainingLots = quantityLots;
    return emitCancelled(step, { ...where, remainingLots }, cancelReasonOf(why.code));
  }
  join();
  place(step, order);
}
