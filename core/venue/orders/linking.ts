/** Linking an order to others when it is placed: what may be, and what is then told. */
import { LINK_KINDS, TRIGGERS } from '../events.ts';
import type { CommandOf } from '../commands.ts';
import type { Side } from '../book/contract.ts';
import type { Ticks } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { Instrument, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { sideOf } from './instructions.ts';
import type { Bracket, LinkGroup } from './links.ts';
import { orderNamed } from './naming.ts';
import type { ReadyOrder } from './placing.ts';

type PlaceCommand = CommandOf<'order.place'>;
type AmendCommand = CommandOf<'order.amend'>;

/** Orders in one group; an event tells of each. */
const MOST_LINKED = 8;

/** Whether an order has a bracket: exits that come with its fills. */
function hasBracket(command: PlaceCommand): boolean {
  return command.takeProfitTicks !== undefined || command.stopLossTicks !== undefined;
}

/** Whether an order asks for a link of any kind. */
export function isLinked(command: PlaceCommand): boolean {
  return (
    command.oco !== undefined ||
    command.ocoClientId !== undefined ||
    hasBracket(command) ||
    command.stopLossTrigger !== undefined ||
    command.stopLossLimitTicks !== undefined
  );
}

/** The live order that a new one is linked to; 0 where none is named. */
function otherOf(state: VenueState, command: PlaceCommand): number | Outcome {
  const { subaccount, oco, ocoClientId } = command;
  if (oco === undefined && ocoClientId === undefined) return 0;
  return orderNamed(state, {
    subaccount,
    ...(oco !== undefined && { order: oco }),
    ...(ocoClientId !== undefined && { clientId: ocoClientId }),
  });
}

/** Null where the links that an order asks for can be. Rules LINK-01, LINK-05. */
export function linkRefusal(
  state: VenueState,
  command: PlaceCommand,
  instrument: Instrument,
): Outcome | null {
  // Where its fills will be is not known when the exits would have to be. Rule PEG-07.
  if (command.type === 'pegged') return refused('CONTRADICTION');
  const bracket = bracketRefusal(command);
  if (bracket !== null) return bracket;
  if (command.oco === undefined && command.ocoClientId === undefined) return null;
  const other = otherOf(state, command);
  if (typeof other !== 'number') return other;
  if (state.pegs.get(other)?.subaccount === command.subaccount) return refused('NOT_LINKABLE');
  const { book, stops } = instrument;
  const slot = book.slotOf(other);
  const stop = stops.get(other);
  const holder = slot === -1 ? stop?.payload.subaccount : book.subaccountOf(slot);
  if (holder !== command.subaccount) return refused('UNKNOWN_ORDER');
  // What closes a position has the position's size, and no fill of another order changes that.
  if (stop?.payload.closePosition === true) return refused('NOT_LINKABLE');
  const orders = state.links.groupOf(other)?.orders ?? [other];
  if (orders.length === MOST_LINKED) return refused('NOT_LINKABLE', MOST_LINKED);
  if (command.trigger !== undefined) return null;
  const isAtOnce = command.timeInForce === 'ioc' || command.timeInForce === 'fok';
  const hasResting = orders.some((orderId) => book.slotOf(orderId) !== -1);
  return isAtOnce || hasResting ? refused('NOT_LINKABLE') : null;
}

/** A take-profit lies beyond the order's price and a stop-loss before it. */
function bracketRefusal(command: PlaceCommand): Outcome | null {
  const { takeProfitTicks, stopLossTicks, stopLossTrigger, stopLossLimitTicks } = command;
  if ((stopLossTicks === undefined) !== (stopLossTrigger === undefined)) {
    return refused('CONTRADICTION');
  }
  if (stopLossLimitTicks !== undefined && stopLossTicks === undefined) {
    return refused('CONTRADICTION');
  }
  if (!hasBracket(command)) return null;
  // What only reduces opens nothing to get out of.
  if (command.reduceOnly) return refused('CONTRADICTION');
  return rising(sideOf(command.side), [stopLossTicks, command.priceTicks, takeProfitTicks]);
}

function rising(side: Side, prices: readonly (Ticks | undefined)[]): Outcome | null {
  const said = prices.filter((ticks) => ticks !== undefined);
  for (let n = 1; n < said.length; n++) {
    if (side * (said[n]! - said[n - 1]!) <= 0) return refused('BAD_BRACKET');
  }
  return null;
}

/** Whether an amend is of a bracket's exits. */
export function amendsExits(command: AmendCommand): boolean {
  return (
    command.takeProfitTicks !== undefined ||
    command.stopLossTicks !== undefined ||
    command.stopLossLimitTicks !== undefined
  );
}

/**
 * Sets anew where the exits will be that an order's further fills bring; those that are there are
 * orders of their own. `priceTicks` is its limit, 0 where it has none. Rule LINK-09.
 */
export function amendExits(
  step: Step,
  command: AmendCommand,
  orderId: number,
  priceTicks: Ticks,
): Outcome {
  const { links } = step.state;
  const { priceTicks: price, quantityLots, totalLots, triggerTicks, trailTicks } = command;
  const others = [price, quantityLots, totalLots, triggerTicks, trailTicks];
  const bracket = links.bracketOf(orderId);
  if (bracket === undefined || others.some((other) => other !== undefined)) {
    return refused('CONTRADICTION');
  }
  const { takeProfitTicks, stopLossTicks, stopLossLimitTicks } = command;
  const asked = { takeProfitTicks, stopLossTicks, stopLossLimitTicks };
  let amended = bracket;
  for (const [name, ticks] of Object.entries(asked)) {
    if (ticks === undefined) continue;
    // An exit that it was placed without stays without: what it waits for was never said.
    if (bracket[name as keyof typeof asked] === undefined) return refused('CONTRADICTION');
    if (bracket[name as keyof typeof asked] !== ticks) amended = { ...amended, [name]: ticks };
  }
  if (amended === bracket) return refused('NOTHING_TO_CHANGE');
  const limit = priceTicks === 0 ? undefined : priceTicks;
  const order = [amended.stopLossTicks, limit, amended.takeProfitTicks];
  const bad = rising(bracket.side, order);
  if (bad !== null) return bad;
  links.addBracket(amended);
  emitBracketed(step, amended);
  return done(orderId);
}

function emitBracketed(step: Step, bracket: Bracket): void {
  const { parent, subaccount, instrument, stopLossTrigger } = bracket;
  step.events.emit(
    'order.bracketed',
    parent,
    subaccount,
    instrument,
    bracket.takeProfitTicks ?? 0,
    TRIGGERS.indexOf(stopLossTrigger ?? 'none'),
    bracket.stopLossTicks ?? 0,
    bracket.stopLossLimitTicks ?? 0,
  );
}

/** `parent` is the order whose exit this is; 0 where a client linked it. */
export function emitLinked(
  step: Step,
  group: LinkGroup,
  orderId: number,
  how: (typeof LINK_KINDS)[number],
  parent: number,
): void {
  const { id, subaccount, instrument } = group;
  const columns = [orderId, subaccount, instrument, id, parent, LINK_KINDS.indexOf(how)];
  step.events.emit('order.linked', ...columns);
}

/** Links an accepted order as it asks, and tells it. Rules LINK-01, LINK-05. */
export function link(
  step: Step,
  order: Pick<ReadyOrder, 'orderId' | 'subaccount' | 'instrument' | 'strategy' | 'session'>,
  command: PlaceCommand,
): void {
  const { links } = step.state;
  const other = otherOf(step.state, command) as number;
  const where = { subaccount: order.subaccount.id, instrument: order.instrument.id };
  if (other !== 0) {
    let group = links.groupOf(other);
    if (group === undefined) {
      group = { id: other, ...where, orders: [] };
      links.join(group, other);
      emitLinked(step, group, other, 'oco', 0);
    }
    links.join(group, order.orderId);
    emitLinked(step, group, order.orderId, 'oco', 0);
  }
  if (!hasBracket(command)) return;
  const { takeProfitTicks, stopLossTicks, stopLossTrigger, stopLossLimitTicks } = command;
  const bracket: Bracket = {
    parent: order.orderId,
    ...where,
    strategy: order.strategy,
    session: order.session,
    side: sideOf(command.side),
    ...(takeProfitTicks !== undefined && { takeProfitTicks }),
    ...(stopLossTicks !== undefined && { stopLossTicks }),
    ...(stopLossTrigger !== undefined && { stopLossTrigger }),
    ...(stopLossLimitTicks !== undefined && { stopLossLimitTicks }),
    takeProfit: 0,
    stopLoss: 0,
    owedLots: 0,
    isOver: false,
  };
  links.addBracket(bracket);
  emitBracketed(step, bracket);
}
