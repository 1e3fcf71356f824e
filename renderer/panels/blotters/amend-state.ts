/** What an amend would change, as a plain value, and what it does to the order's place. */
import type { InstrumentEntry, OrderRow } from '../../../core/desk/messages.ts';
import { parseDecimal, stepsOf } from '../../text/decimal.ts';
import type { Amend } from '../ticket/commands.ts';
import { numberFault } from '../ticket/field-fault.ts';
import type { FieldFault } from '../ticket/field-fault.ts';

/** As typed; empty where the order has none: a stop at the market has no price, most no trigger. */
export interface AmendFields {
  readonly trigger: string;
  readonly trail: string;
  readonly price: string;
  readonly size: string;
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
>;

export function fieldsOf(row: Amended): AmendFields {
  const { price, priceTicks, triggerPrice, trail, remaining } = row;
  return {
    trigger: trail === '' ? triggerPrice : '',
    trail,
    price: priceTicks === 0 ? '' : price,
    size: remaining,
  };
}

/** What of an order can be amended, in reading order: a trailing trigger follows by itself. */
export function amendable(row: Amended) {
  const { triggerTicks, trailTicks, priceTicks, isClosing, state } = row;
  const names: AmendName[] = [];
  if (trailTicks !== 0) names.push('trail');
  else if (triggerTicks !== 0) names.push('trigger');
  if (priceTicks !== 0) names.push('price');
  // The size of an exit is that of the fills that bring it.
  if (!isClosing && state !== 'pending') names.push('size');
  return names;
}

export function amendFaults(fields: AmendFields, row: Amended, { tick, lot }: Scales) {
  const faults = amendable(row).map((name) =>
    name === 'size'
      ? numberFault(name, fields.size, lot, 'LOT')
      : numberFault(name, fields[name], tick, 'TICK'),
  );
  return faults.filter((fault): fault is FieldFault => fault !== null);
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
} as const satisfies Readonly<Record<AmendName, keyof Amend>>;

/** Only what differs from the order as it stands. */
export function amendOf(fields: AmendFields, row: Amended, { tick, lot }: Scales): Amend {
  const stands = fieldsOf(row);
  const changed = amendable(row).filter((name) => {
    const step = name === 'size' ? lot : tick;
    return stepsTyped(fields[name], step) !== stepsTyped(stands[name], step);
  });
  return Object.fromEntries(
    changed.map((name) => [CALLED[name], parseDecimal(fields[name]) ?? '']),
  );
}

/** What becomes of the order's place in its queue, in words. Rule BOOK-03 of the venue. */
export function priorityWords(amend: Amend, row: Amended, { lot }: Scales): string {
  const { price, quantity } = amend;
  if (Object.keys(amend).length === 0) return 'Nothing is changed yet.';
  if (row.state === 'pending') return 'It waits for the fills of its order: it is in no queue yet.';
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
  { side, state }: Amended,
  tick: string,
  quote: { readonly bidTicks: number; readonly askTicks: number } | undefined,
): boolean {
  const isThere = state === 'live' || state === 'released';
  if (amend.price === undefined || quote === undefined || !isThere) return false;
  const ticks = stepsTyped(amend.price, tick);
  const { bidTicks, askTicks } = quote;
  return side === 'BUY' ? askTicks !== 0 && ticks >= askTicks : ticks <= bidTicks;
}
