/**
 * The orders that most records are: placed, amended or cancelled by number, with nothing that needs
 * a tail. They are many, so they are looked at once and written as one head, and read column by
 * column, with no head written again to compare. Whatever is not exactly one of them is left to the
 * writer and the reader of all kinds, which write it the same way.
 */
import { commandTable } from '../venue/commands.ts';
import type { Command, CommandOf } from '../venue/commands.ts';
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

/** A command while it is read. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Place = Mutable<CommandOf<'order.place'>>;
type Cancel = Mutable<CommandOf<'order.cancel'>>;

const WHERE = { subaccount: 0, instrument: 0 } as const;
const TERMS = { quantityLots: 0, timeInForce: 'gtc', postOnly: false, reduceOnly: false } as const;

function newPriced(): Place {
  const kind = 'order.place';
  return { kind, ...WHERE, side: 'buy', type: 'limit', priceTicks: 0, ...TERMS };
}

function newUnpriced(): Place {
  return { kind: 'order.place', ...WHERE, side: 'buy', type: 'market', ...TERMS };
}

function newCancel(): Cancel {
  return { kind: 'order.cancel', ...WHERE, order: 0 };
}

/** One object for all orders of a form, each in its turn: who is given it keeps nothing of it. */
export class OrderForms {
  readonly priced = newPriced();
  readonly unpriced = newUnpriced();
  readonly cancel = newCancel();
}

/**
 * The command of a record without tail, where it is a plain order, written the one way that it is
 * written and of the vocabulary's form; null where it is anything else. Read into one of `forms`
 * where these are given, and otherwise into an object of its own. Rules REC-02, REC-03.
 */
export function readPlainOrder(
  view: DataView,
  at: number,
  forms: OrderForms | null,
): Command | null {
  const flags = view.getUint16(at + AT.flags, true);
  // Strategy and what is spare.
  if (view.getUint32(at + AT.strategy, true) !== 0) return null;
  switch (view.getUint16(at + AT.kind, true)) {
    case PLACE:
      return readPlace(view, at, flags, forms);
    case AMEND:
      return readAmend(view, at, flags);
    case CANCEL:
      return readCancel(view, at, flags, forms);
    default:
      return null;
  }
}

/** Whether a column holds a positive number where its flag is set, and zero where it is not. */
function isColumn(value: number, isSet: boolean): boolean {
  return isSet ? value > 0 : value === 0;
}

function isOrder(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function readPlace(
  view: DataView,
  at: number,
  flags: number,
  forms: OrderForms | null,
): CommandOf<'order.place'> | null {
  const subaccount = view.getUint16(at + AT.subaccount, true);
  const instrument = view.getUint16(at + AT.instrument, true);
  const priceTicks = view.getInt32(at + AT.priceTicks, true);
  const quantityLots = view.getInt32(at + AT.quantityLots, true);
  const hasPrice = (flags & FLAG.hasPrice) !== 0;
  if ((flags & ~PLACE_FLAGS) !== 0 || (flags & IOC_AND_FOK) === IOC_AND_FOK) return null;
  if (subaccount === 0 || instrument === 0 || quantityLots < 1) return null;
  if (!isColumn(priceTicks, hasPrice)) return null;
  // The order's number, of which a new one has none; minus zero is none either.
  if (view.getInt32(at + AT.order, true) !== 0) return null;
  if (view.getInt32(at + AT.order + 4, true) !== 0) return null;
  const place = hasPrice ? (forms?.priced ?? newPriced()) : (forms?.unpriced ?? newUnpriced());
  place.subaccount = subaccount;
  place.instrument = instrument;
  place.side = (flags & FLAG.sell) !== 0 ? 'sell' : 'buy';
  place.type = (flags & FLAG.market) !== 0 ? 'market' : 'limit';
  if (hasPrice) place.priceTicks = priceTicks;
  place.quantityLots = quantityLots;
  place.timeInForce = (flags & FLAG.ioc) !== 0 ? 'ioc' : (flags & FLAG.fok) !== 0 ? 'fok' : 'gtc';
  place.postOnly = (flags & FLAG.postOnly) !== 0;
  place.reduceOnly = (flags & FLAG.reduceOnly) !== 0;
  return place;
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

function readCancel(
  view: DataView,
  at: number,
  flags: number,
  forms: OrderForms | null,
): CommandOf<'order.cancel'> | null {
  const subaccount = view.getUint16(at + AT.subaccount, true);
  const instrument = view.getUint16(at + AT.instrument, true);
  const order = view.getFloat64(at + AT.order, true);
  if ((flags & ~FLAG.internal) !== 0 || !isOrder(order)) return null;
  if (subaccount === 0 || instrument === 0) return null;
  if (view.getInt32(at + AT.priceTicks, true) !== 0) return null;
  if (view.getInt32(at + AT.quantityLots, true) !== 0) return null;
  const cancel = forms?.cancel ?? newCancel();
  cancel.subaccount = subaccount;
  cancel.instrument = instrument;
  cancel.order = order;
  return cancel;
}
