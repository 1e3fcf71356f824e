/**
 * The orders that most records are: placed, amended or cancelled by number, with nothing that needs
 * a tail. They are many, so they are looked at once and written as one head, and read column by
 * column, with no head written again to compare. Whatever is not exactly one of them is left to the
 * writer and the reader of all kinds, which write it the same way.
 */
import { BUY, SELL } from '../venue/book/contract.ts';
import { commandTable } from '../venue/commands.ts';
import type { Command, CommandOf } from '../venue/commands.ts';
import type { PlainOrder } from '../venue/plain-order.ts';
import { hasExtra } from './order-tail.ts';
import { amendFits, AT, cancelFits, FLAG, placeFits, RECORD_VERSION } from './records.ts';

/** Kind and version, the first two bytes of a head. */
const PLACE = commandTable['order.place'].code | (RECORD_VERSION << 8);
const AMEND = commandTable['order.amend'].code | (RECORD_VERSION << 8);
const CANCEL = commandTable['order.cancel'].code | (RECORD_VERSION << 8);

const IOC_AND_FOK = FLAG.ioc | FLAG.fok;
const PLACE_FLAGS =
  FLAG.internal |
  FLAG.sell |
  FLAG.market |
  IOC_AND_FOK |
  FLAG.postOnly |
  FLAG.reduceOnly |
  FLAG.hasPrice;
const AMEND_FLAGS = FLAG.internal | FLAG.hasPrice | FLAG.hasQuantity;

/**
 * Writes what a plain order's head says of the command, all of it but the stamp. False, and nothing
 * is written, where the command is anything else, or not of the vocabulary's form. Rule REC-03.
 */
export function writePlainOrder(
  view: DataView,
  at: number,
  command: Command,
  isInternal: boolean,
): boolean {
  const flags = isInternal ? FLAG.internal : 0;
  if (command.kind === 'order.place') return writePlace(view, at, command, flags);
  if (command.kind === 'order.amend') return writeAmend(view, at, command, flags);
  return command.kind === 'order.cancel' && writeCancel(view, at, command, flags);
}

function writePlace(
  view: DataView,
  at: number,
  command: CommandOf<'order.place'>,
  flags: number,
): boolean {
  const { strategy, trigger, triggerTicks, clientId, timeInForce, priceTicks = 0 } = command;
  if (strategy !== undefined || trigger !== undefined || triggerTicks !== undefined) return false;
  if (clientId !== undefined || hasExtra(command) || !placeFits(command)) return false;
  const terms =
    (command.side === 'sell' ? FLAG.sell : 0) |
    (command.type === 'market' ? FLAG.market : 0) |
    (timeInForce === 'ioc' ? FLAG.ioc : 0) |
    (timeInForce === 'fok' ? FLAG.fok : 0) |
    (command.postOnly ? FLAG.postOnly : 0) |
    (command.reduceOnly ? FLAG.reduceOnly : 0) |
    (priceTicks === 0 ? 0 : FLAG.hasPrice);
  writeHead(view, at, PLACE, flags | terms, command, priceTicks, command.quantityLots, 0);
  return true;
}

function writeAmend(
  view: DataView,
  at: number,
  command: CommandOf<'order.amend'>,
  flags: number,
): boolean {
  const { order, clientId, triggerTicks, priceTicks = 0, quantityLots = 0 } = command;
  if (order === undefined || clientId !== undefined || triggerTicks !== undefined) return false;
  if (hasExtra(command) || !amendFits(command)) return false;
  const terms =
    (priceTicks === 0 ? 0 : FLAG.hasPrice) | (quantityLots === 0 ? 0 : FLAG.hasQuantity);
  writeHead(view, at, AMEND, flags | terms, command, priceTicks, quantityLots, order);
  return true;
}

function writeCancel(
  view: DataView,
  at: number,
  command: CommandOf<'order.cancel'>,
  flags: number,
): boolean {
  const { order, clientId } = command;
  if (order === undefined || clientId !== undefined || !cancelFits(command)) return false;
  writeHead(view, at, CANCEL, flags, command, 0, 0, order);
  return true;
}

interface Where {
  readonly subaccount: number;
  readonly instrument: number;
}

function writeHead(
  view: DataView,
  at: number,
  kindAndVersion: number,
  flags: number,
  { subaccount, instrument }: Where,
  priceTicks: number,
  quantityLots: number,
  order: number,
): void {
  view.setUint16(at + AT.kind, kindAndVersion, true);
  view.setUint16(at + AT.flags, flags, true);
  view.setUint16(at + AT.subaccount, subaccount, true);
  view.setUint16(at + AT.instrument, instrument, true);
  view.setUint32(at + AT.strategy, 0, true);
  view.setInt32(at + AT.priceTicks, priceTicks, true);
  view.setInt32(at + AT.quantityLots, quantityLots, true);
  view.setFloat64(at + AT.order, order, true);
  view.setUint32(at + AT.tailBytes, 0, true);
}

/**
 * Reads a record without tail into `plain`, all of it but the stamp, where it is an order placed or
 * cancelled, written the one way that it is written and of the vocabulary's form; false where it is
 * anything else. Rules REC-02, REC-03.
 */
export function readPlainOrder(view: DataView, at: number, plain: PlainOrder): boolean {
  const kind = view.getUint16(at + AT.kind, true);
  if (kind !== PLACE && kind !== CANCEL) return false;
  const flags = view.getUint16(at + AT.flags, true);
  const subaccount = view.getUint16(at + AT.subaccount, true);
  const instrument = view.getUint16(at + AT.instrument, true);
  plain.internal = (flags & FLAG.internal) !== 0;
  plain.isCancel = kind === CANCEL;
  plain.subaccount = subaccount;
  plain.instrument = instrument;
  // Strategy and what is spare.
  if (view.getUint32(at + AT.strategy, true) !== 0) return false;
  if (subaccount === 0 || instrument === 0) return false;
  return kind === CANCEL ? readCancel(view, at, flags, plain) : readPlace(view, at, flags, plain);
}

/** The command of an amendment without tail, likewise; null where it is anything else. */
export function readPlainAmend(view: DataView, at: number): Command | null {
  if (view.getUint16(at + AT.kind, true) !== AMEND) return null;
  if (view.getUint32(at + AT.strategy, true) !== 0) return null;
  return readAmend(view, at, view.getUint16(at + AT.flags, true));
}

/** Whether a column holds a positive number where its flag is set, and zero where it is not. */
function isColumn(value: number, isSet: boolean): boolean {
  return isSet ? value > 0 : value === 0;
}

function isOrder(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function readPlace(view: DataView, at: number, flags: number, plain: PlainOrder): boolean {
  const priceTicks = view.getInt32(at + AT.priceTicks, true);
  const quantityLots = view.getInt32(at + AT.quantityLots, true);
  if ((flags & ~PLACE_FLAGS) !== 0 || (flags & IOC_AND_FOK) === IOC_AND_FOK) return false;
  if (quantityLots < 1 || !isColumn(priceTicks, (flags & FLAG.hasPrice) !== 0)) return false;
  plain.side = (flags & FLAG.sell) !== 0 ? SELL : BUY;
  plain.isMarket = (flags & FLAG.market) !== 0;
  plain.priceTicks = priceTicks;
  plain.quantityLots = quantityLots;
  plain.timeInForce = (flags & FLAG.ioc) !== 0 ? 'ioc' : (flags & FLAG.fok) !== 0 ? 'fok' : 'gtc';
  plain.postOnly = (flags & FLAG.postOnly) !== 0;
  plain.reduceOnly = (flags & FLAG.reduceOnly) !== 0;
  // The order's number, of which a new one has none; minus zero is none either.
  const none = view.getInt32(at + AT.order, true) | view.getInt32(at + AT.order + 4, true);
  return none === 0;
}

function readAmend(view: DataView, at: number, flags: number): CommandOf<'order.amend'> | null {
  const subaccount = view.getUint16(at + AT.subaccount, true);
  const instrument = view.getUint16(at + AT.instrument, true);
  const priceTicks = view.getInt32(at + AT.priceTicks, true);
  const quantityLots = view.getInt32(at + AT.quantityLots, true);
  const order = view.getFloat64(at + AT.order, true);
  const hasPrice = (flags & FLAG.hasPrice) !== 0;
  const hasQuantity = (flags & FLAG.hasQuantity) !== 0;
  if ((flags & ~AMEND_FLAGS) !== 0 || !isOrder(order)) return null;
  if (subaccount === 0 || instrument === 0) return null;
  if (!isColumn(priceTicks, hasPrice) || !isColumn(quantityLots, hasQuantity)) return null;
  const kind = 'order.amend';
  if (!hasPrice) {
    return hasQuantity
      ? { kind, subaccount, instrument, order, quantityLots }
      : { kind, subaccount, instrument, order };
  }
  return hasQuantity
    ? { kind, subaccount, instrument, order, priceTicks, quantityLots }
    : { kind, subaccount, instrument, order, priceTicks };
}

function readCancel(view: DataView, at: number, flags: number, plain: PlainOrder): boolean {
  const order = view.getFloat64(at + AT.order, true);
  plain.order = order;
  if ((flags & ~FLAG.internal) !== 0 || !isOrder(order)) return false;
  const none = view.getInt32(at + AT.priceTicks, true) | view.getInt32(at + AT.quantityLots, true);
  return none === 0;
}
