/**
 * The way of an ordinary order: one that only says side, price and size, of a subaccount with
 * headroom. It is only ever accepted here; whatever else is to be said is said by `placeOrder`.
 */
import { BUY, SELL } from '../book/contract.ts';
import type { NewOrder, PlaceResult, Side } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import { ORDER_ORIGINS, ORDER_TYPES, TIMES_IN_FORCE, TRIGGERS } from '../events.ts';
import { spendOnOrder } from '../margin/headroom.ts';
import type { Ticks } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { FLAG_POST_ONLY, SESSION_UNIT } from './flags.ts';
import { sideOf } from './instructions.ts';
import { tellResult } from './placing.ts';
import { writeAccepted, writeRested } from './event-rows.ts';

type PlaceCommand = CommandOf<'order.place'>;

const [LIMIT, MARKET] = [ORDER_TYPES.indexOf('limit'), ORDER_TYPES.indexOf('market')];
const [GTC, IOC] = [TIMES_IN_FORCE.indexOf('gtc'), TIMES_IN_FORCE.indexOf('ioc')];
const NO_TRIGGER = TRIGGERS.indexOf('none');
const REQUEST = ORDER_ORIGINS.indexOf('request');

/** What an ordinary order may say. */
type Ordinary =
  | 'kind'
  | 'subaccount'
  | 'instrument'
  | 'side'
  | 'type'
  | 'priceTicks'
  | 'quantityLots'
  | 'timeInForce'
  | 'postOnly'
  | 'reduceOnly';

/**
 * What it may not, each with a value that would make it another order: a new field of the command
 * must be in one of the two lists.
 */
export const EXTRAORDINARY: {
  readonly [Field in Exclude<keyof PlaceCommand, Ordinary>]-?: NonNullable<PlaceCommand[Field]>;
} = {
  strategy: 1,
  expiresUs: 1,
  trigger: 'last',
  triggerTicks: 1,
  ifTouched: true,
  trailTicks: 1,
  clientId: 'a',
  oco: 1,
  ocoClientId: 'a',
  takeProfitTicks: 1,
  stopLossTicks: 1,
  stopLossTrigger: 'last',
  stopLossLimitTicks: 1,
  selfTrade: 'cancelBoth',
  reprice: true,
  displayLots: 1,
  peg: 'primary',
  pegOffsetTicks: 1,
};

/** Whether a command says nothing but what an ordinary order says, without contradiction. */
export function isOrdinary(command: PlaceCommand): boolean {
  const { type, priceTicks, timeInForce, postOnly } = command;
  const isAtOnce = timeInForce === 'ioc';
  if (!isAtOnce && timeInForce !== 'gtc') return false;
  const fits =
    type === 'limit'
      ? priceTicks !== undefined && !(postOnly && isAtOnce)
      : type === 'market' && priceTicks === undefined && isAtOnce && !postOnly;
  return (
    fits &&
    !command.reduceOnly &&
    command.strategy === undefined &&
    command.expiresUs === undefined &&
    command.trigger === undefined &&
    command.triggerTicks === undefined &&
    command.ifTouched === undefined &&
    command.trailTicks === undefined &&
    command.clientId === undefined &&
    command.oco === undefined &&
    command.ocoClientId === undefined &&
    command.takeProfitTicks === undefined &&
    command.stopLossTicks === undefined &&
    command.stopLossTrigger === undefined &&
    command.stopLossLimitTicks === undefined &&
    command.selfTrade === undefined &&
    command.reprice === undefined &&
    command.displayLots === undefined &&
    command.peg === undefined &&
    command.pegOffsetTicks === undefined
  );
}

/** An order of the book as ordinary ones are; one record serves all of them in turn. */
export function ordinaryOrder(): NewOrder {
  return {
    orderId: 0,
    subaccount: 0,
    owner: 0,
    side: BUY,
    priceTicks: 0,
    quantityLots: 0,
    flags: 0,
    strategy: 0,
    timeInForce: 'gtc',
    postOnly: false,
    postOnlyReprices: false,
    selfTradeExempt: false,
    selfTradeMode: 'cancelNewest',
    displayLots: undefined,
  };
}

function wouldTake({ book }: Instrument, side: Side, ticks: Ticks): boolean {
  const opposite = book.bestTicks(side === BUY ? SELL : BUY);
  return opposite !== 0 && side * (ticks - opposite) >= 0;
}

/**
 * Places an ordinary order, which every check would pass, and gives its id; 0 where that is not
 * certain, and then nothing has changed. Rule MARG-12.
 */
export function placeOrdinary(step: Step, command: PlaceCommand): number {
  const { subaccount, quantityLots, type, timeInForce, postOnly } = command;
  const instrument = at(step.state.instruments, command.instrument);
  const { headroom, spec, holders } = instrument;
  if (!holders.hasRoom(subaccount) || step.state.kills.length !== 0) return 0;
  const side = sideOf(command.side);
  const priceTicks = command.priceTicks ?? headroom.boundTicks(side);
  if (quantityLots > spec.maxOrderLots || !headroom.takes(side, priceTicks)) return 0;
  if (postOnly && wouldTake(instrument, side, priceTicks)) return 0;
  if (!spendOnOrder(instrument, subaccount, side, quantityLots, priceTicks)) return 0;
  const { session } = step;
  const order = step.ordinaryOrder;
  order.orderId = step.nextOrderId();
  order.subaccount = subaccount;
  order.owner = holders.ownerOf(subaccount);
  order.side = side;
  order.priceTicks = priceTicks;
  order.quantityLots = quantityLots;
  order.flags =
    (postOnly ? FLAG_POST_ONLY : 0) + (session === null ? 0 : session.number) * SESSION_UNIT;
  order.strategy = session === null ? 0 : session.strategy;
  order.timeInForce = timeInForce === 'ioc' ? 'ioc' : 'gtc';
  order.postOnly = postOnly;
  announce(step, instrument.id, order, type === 'market' ? MARKET : LIMIT);
  const matcher = step.matcher.beginOrdinary(instrument, order);
  const result = instrument.book.place(order, matcher);
  if (result.status === 'rested') tellRested(step, instrument, order, result);
  else tellResult(step, instrument, result, order.orderId, subaccount);
  return order.orderId;
}

function tellRested(
  step: Step,
  instrument: Instrument,
  { orderId, subaccount, side, priceTicks }: Readonly<NewOrder>,
  { slot, remainingLots }: PlaceResult,
): void {
  instrument.sums.rested(instrument, slot);
  const where = instrument.id;
  writeRested(step.events, orderId, subaccount, where, side, priceTicks, remainingLots);
}

function announce(step: Step, instrument: number, order: Readonly<NewOrder>, type: number): void {
  writeAccepted(
    step.events,
    order.orderId,
    order.subaccount,
    instrument,
    order.side,
    type,
    order.priceTicks,
    order.quantityLots,
    order.timeInForce === 'ioc' ? IOC : GTC,
    order.postOnly ? FLAG_POST_ONLY : 0,
    order.strategy,
    step.session === null ? 0 : step.session.number,
    NO_TRIGGER,
    0,
    REQUEST,
  );
}
