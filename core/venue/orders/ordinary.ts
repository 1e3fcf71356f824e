/**
 * The way of an ordinary order: one that only says side, price and size, of a subaccount with
 * headroom. It is only ever accepted here; whatever else is to be said is said by `placeOrder`.
 */
import { BUY, SELL } from '../book/contract.ts';
import type { NewOrder, Side } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import { spendOnOrder } from '../margin/headroom.ts';
import type { Ticks } from '../numbers.ts';
import type { PlainOrder } from '../plain-order.ts';
import type { Instrument, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { FLAG_POST_ONLY, SESSION_UNIT } from './flags.ts';
import { sideOf } from './instructions.ts';
import { tellResult } from './placing.ts';
import { writeOrdinary, writeRested } from './event-rows.ts';

type PlaceCommand = CommandOf<'order.place'>;

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
  priceProtect: true,
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

/** Whether a command says nothing but what a plain order says. */
export function isPlain(command: PlaceCommand): boolean {
  const { timeInForce } = command;
  if (timeInForce !== 'gtc' && timeInForce !== 'ioc' && timeInForce !== 'fok') return false;
  return (
    command.strategy === undefined &&
    command.expiresUs === undefined &&
    command.trigger === undefined &&
    command.triggerTicks === undefined &&
    command.ifTouched === undefined &&
    command.trailTicks === undefined &&
    command.priceProtect === undefined &&
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

/** Puts a command that is plain into a record. */
export function readPlain(plain: PlainOrder, command: PlaceCommand, session: number): PlainOrder {
  plain.session = session;
  plain.subaccount = command.subaccount;
  plain.instrument = command.instrument;
  plain.side = sideOf(command.side);
  plain.isMarket = command.type === 'market';
  plain.priceTicks = command.priceTicks ?? 0;
  plain.quantityLots = command.quantityLots;
  plain.timeInForce = command.timeInForce as PlainOrder['timeInForce'];
  plain.postOnly = command.postOnly;
  plain.reduceOnly = command.reduceOnly;
  return plain;
}

/** Whether a plain order is an ordinary one, without contradiction. */
export function isOrdinary(plain: Readonly<PlainOrder>): boolean {
  const { isMarket, priceTicks, timeInForce, postOnly } = plain;
  if (plain.reduceOnly || timeInForce === 'fok') return false;
  if (isMarket) return priceTicks === 0 && timeInForce === 'ioc' && !postOnly;
  return priceTicks !== 0 && !(postOnly && timeInForce === 'ioc');
}

/** A record that a book is given; one serves all orders of a kind in turn. */
export function emptyOrder(): NewOrder {
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

/** The limit of an ordinary order: of one at the market the bound that it may not pass. */
function limitTicks({ headroom }: Instrument, { isMarket, side, priceTicks }: PlainOrder): Ticks {
  return isMarket ? headroom.boundTicks(side) : priceTicks;
}

/**
 * Whether every check would let an ordinary order pass, which then has its headroom: it is to be
 * placed at once. False where that is not certain, and then nothing has changed. Rule MARG-12.
 */
export function takesOrdinary(
  { kills }: VenueState,
  instrument: Instrument,
  plain: Readonly<PlainOrder>,
): boolean {
  const { headroom, spec, holders } = instrument;
  const { subaccount, side, quantityLots } = plain;
  if (!holders.hasRoom(subaccount) || kills.length !== 0) return false;
  const priceTicks = limitTicks(instrument, plain);
  if (quantityLots > spec.maxOrderLots || !headroom.takes(side, priceTicks)) return false;
  if (plain.postOnly && wouldTake(instrument, side, priceTicks)) return false;
  return spendOnOrder(instrument, subaccount, side, quantityLots, priceTicks);
}

/** Places an ordinary order that is taken, and gives its id. */
export function placeOrdinary(
  step: Step,
  instrument: Instrument,
  plain: Readonly<PlainOrder>,
  strategy: number,
): number {
  const { session, subaccount, postOnly } = plain;
  const order = step.ordinaryOrder;
  order.orderId = step.nextOrderId();
  order.subaccount = subaccount;
  order.owner = instrument.holders.ownerOf(subaccount);
  order.side = plain.side;
  order.priceTicks = limitTicks(instrument, plain);
  order.quantityLots = plain.quantityLots;
  order.flags = (postOnly ? FLAG_POST_ONLY : 0) + session * SESSION_UNIT;
  order.strategy = strategy;
  order.timeInForce = plain.timeInForce;
  order.postOnly = postOnly;
  writeOrdinary(step.events, instrument.id, order, plain);
  const result = instrument.book.place(order, step.matcher.beginOrdinary(instrument, order));
  if (result.status === 'rested') {
    instrument.sums.rested(instrument, result.slot);
    writeRested(step.events, instrument.id, order, result.remainingLots);
  } else tellResult(step, instrument, result, order.orderId, subaccount);
  return order.orderId;
}
