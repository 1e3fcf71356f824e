/**
 * The two commands that nearly all are, as one record of plain numbers that serves all in turn:
 * whoever reads a log fills it from the bytes, and nothing is made of an order on its way.
 */
import { BUY } from './book/contract.ts';
import type { Side } from './book/contract.ts';
import type { CommandOf, StampedCommand } from './commands.ts';
import type { Lots, Ticks } from './numbers.ts';

/** An `order.place` with nothing that few orders carry, or an `order.cancel` by number. */
export interface PlainOrder {
  sequence: number;
  timeUs: number;
  session: number;
  request: number;
  digest: number;
  internal: boolean;
  isCancel: boolean;
  subaccount: number;
  instrument: number;
  /** Of a cancel: the order that it takes back; all that follows is of an order to place. */
  order: number;
  side: Side;
  isMarket: boolean;
  /** 0 of an order at the market. */
  priceTicks: Ticks;
  quantityLots: Lots;
  timeInForce: 'gtc' | 'ioc' | 'fok';
  postOnly: boolean;
  reduceOnly: boolean;
}

/** A record to fill. */
export function plainOrder(): PlainOrder {
  return {
    sequence: 0,
    timeUs: 0,
    session: 0,
    request: 0,
    digest: 0,
    internal: false,
    isCancel: false,
    subaccount: 0,
    instrument: 0,
    order: 0,
    side: BUY,
    isMarket: false,
    priceTicks: 0,
    quantityLots: 0,
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
  };
}

function placeOf(plain: Readonly<PlainOrder>): CommandOf<'order.place'> {
  const { subaccount, instrument, priceTicks, quantityLots } = plain;
  const { timeInForce, postOnly, reduceOnly } = plain;
  return {
    kind: 'order.place',
    subaccount,
    instrument,
    side: plain.side === BUY ? 'buy' : 'sell',
    type: plain.isMarket ? 'market' : 'limit',
    ...(priceTicks === 0 ? {} : { priceTicks }),
    quantityLots,
    timeInForce,
    postOnly,
    reduceOnly,
  };
}

/** The same as a command with its stamp, for the way of all commands. */
export function stampedOf(plain: Readonly<PlainOrder>): StampedCommand {
  const { sequence, timeUs, session, request, digest, internal } = plain;
  const { subaccount, instrument, order } = plain;
  const command = plain.isCancel
    ? ({ kind: 'order.cancel', subaccount, instrument, order } as const)
    : placeOf(plain);
  return { sequence, timeUs, session, request, digest, internal, command };
}
