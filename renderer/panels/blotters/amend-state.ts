/** What an amend would change, as a plain value, and what it does to the order's place. */
import type { InstrumentEntry, OrderRow } from '../../../core/desk/messages.ts';
import { isZero, parseDecimal, stepsOf } from '../../text/decimal.ts';
import type { Amend } from '../ticket/commands.ts';
import { numberFault } from '../ticket/field-fault.ts';
import type { FieldFault } from '../ticket/field-fault.ts';
import { pegFault } from '../ticket/peg-terms.ts';

/** As typed; empty where the order has none: a stop at the market has no price, most no trigger. */
export interface AmendFields {
  readonly trigger: string;
  readonly trail: string;
  readonly price: string;
  readonly size: string;
  /** Of a pegged order: how far from what it follows, on the side where it is, and its cap. */
  readonly offset: string;
  readonly cap: string;
}

export type AmendName = keyof AmendFields;

type Scales = Pick<InstrumentEntry, 'tick' | 'lot'>;
type Amended = Pick<
  OrderRow,
  | 'price'
  | 'priceTicks'
  | 'triggerPrice'
  | 'triggerTicks'
  | 'trail'
  | 'trailTicks'
  | 'isClosing'
  | 'remaining'
  | 'state'
  | 'side'
  | 'pegTo'
  | 'pegOffset'
  | 'cap'
>;

export function fieldsOf(row: Amended): AmendFields {
  const { price, priceTicks, triggerPrice, trail, remaining, pegOffset, cap } = row;
  return {
    trigger: trail === '' ? triggerPrice : '',
    trail,
    price: priceTicks === 0 ? '' : price,
    size: remaining,
    offset: pegOffset.replace('-', ''),
    cap,
  };
}

/** What of an order can be amended, in reading order: a trailing trigger follows by itself. */
export function amendable(row: Amended) {
  const { triggerTicks, trailTicks, priceTicks, isClosing, state, pegTo } = row;
  if (pegTo !== '') return ['offset', 'cap', 'size'] as const satisfies readonly AmendName[];
  const names: AmendName[] = [];
  if (trailTicks !== 0) names.push('trail');
  else if (triggerTicks !== 0) names.push('trigger');
  if (priceTicks !== 0) names.push('price');
  // The size of an exit is that of the fills that bring it.
  if (!isClosing && state !== 'pending') names.push('size');
  return names;
}

export function amendFaults(fields: AmendFields, row: Amended, { tick, lot }: Scales) {
  const faults = amendable(row).map((name) => {
    if (name === 'size') return numberFault(name, fields.size, lot, 'LOT');
    if (name === 'offset') return pegFault(name, fields.offset, tick);
    // A cap can be changed and not be taken away; one that there never was may stay so.
    if (name === 'cap' && row.cap === '') return pegFault(name, fields.cap, tick);
    return numberFault(name, fields[name], tick, 'TICK');
  });
  return faults.filter((fault): fault is FieldFault => fault !== null);
}

/** Whether the price of a pegged order is below what it follows, or at it and a bid. */
function isBelow({ side, pegOffset }: Amended): boolean {
  return pegOffset === '' ? side === 'BUY' : pegOffset.startsWith('-');
}

/** On which side of what it follows a pegged order is, in words. */
export function offsetWords(row: Amended): string {
  const isAhead = row.pegTo === 'primary' && isBelow(row) !== (row.side === 'BUY');
  return isAhead ? 'ahead of the best' : 'behind the best';
}

function stepsTyped(typed: string, step: string): number {
  return stepsOf(parseDecimal(typed) ?? '0', step) ?? 0;
}

/** As the core calls each. */
const CALLED = {
  trigger: 'triggerPrice',
  trail: 'trail',
  price: 'price',
  size: 'quantity',
  offset: 'pegOffset',
  cap: 'price',
} as const satisfies Readonly<Record<AmendName, keyof Amend>>;

/** Only what differs from the order as it stands. */
export function amendOf(fields: AmendFields, row: Amended, { tick, lot }: Scales): Amend {
  const stands = fieldsOf(row);
  const changed = amendable(row).filter((name) => {
    const step = name === 'size' ? lot : tick;
    return stepsTyped(fields[name], step) !== stepsTyped(stands[name], step);
  });
  return Object.fromEntries(
    changed.map((name) => {
      const text = parseDecimal(fields[name]) ?? '0';
      const isMinus = name === 'offset' && isBelow(row) && !isZero(text);
      return [CALLED[name], isMinus ? `-${text}` : text];
    }),
  );
}

/** What becomes of the order's place in its queue, in words. Rule BOOK-03 of the venue. */
export function priorityWords(amend: Amend, row: Amended, { lot }: Scales): string {
  const { price, quantity } = amend;
  if (Object.keys(amend).length === 0) return 'Nothing is changed yet.';
  if (row.state === 'parked') return 'It has no price now: it stands in no queue.';
  if (row.state === 'pending') return 'It waits for the fills of its order: it is in no queue yet.';
  const isMoved = amend.pegOffset !== undefined || (row.pegTo !== '' && price !== undefined);
  if (isMoved) return 'Another price than its present one loses its place.';
  if (row.state === 'waiting') return 'It waits for its trigger: it stands in no queue yet.';
  if (price !== undefined) return 'A new price loses its place: it goes to the end there.';
  const isLess = stepsTyped(quantity ?? '', lot) < stepsTyped(row.remaining, lot);
  return isLess
    ? 'Less at the same price keeps its place in the queue.'
    : 'More loses its place: it goes to the end of the queue.';
}

/** Whether the new price meets the other side of the book as it is quoted. */
export function takesAtOnce(
  amend: Amend,
  { side, state, pegTo }: Amended,
  tick: string,
  quote: { readonly bidTicks: number; readonly askTicks: number } | undefined,
): boolean {
  // What follows a price never takes.
  const isThere = (state === 'live' || state === 'released') && pegTo === '';
  if (amend.price === undefined || quote === undefined || !isThere) return false;
  const ticks = stepsTyped(amend.price, tick);
  const { bidTicks, askTicks } = quote;
  return side === 'BUY' ? askTicks !== 0 && ticks >= askTicks : ticks <= bidTicks;
}
