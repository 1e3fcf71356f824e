/** What an amend would change, as a plain value, and what it does to the order's place. */
import type { InstrumentEntry, OrderRow } from '../../../core/desk/messages.ts';
import { parseDecimal, stepsOf } from '../../text/decimal.ts';
import type { Amend } from '../ticket/commands.ts';
import { numberFault } from '../ticket/ticket-state.ts';
import type { FieldFault } from '../ticket/ticket-state.ts';

/** As typed. `price` stays empty where the order has none: a stop that goes at the market. */
export interface AmendFields {
  readonly price: string;
  readonly size: string;
}

type Scales = Pick<InstrumentEntry, 'tick' | 'lot'>;
type Amended = Pick<OrderRow, 'price' | 'priceTicks' | 'remaining' | 'state' | 'side'>;

export function fieldsOf({ price, priceTicks, remaining }: Amended): AmendFields {
  return { price: priceTicks === 0 ? '' : price, size: remaining };
}

export function amendFaults(fields: AmendFields, row: Amended, { tick, lot }: Scales) {
  const faults: (FieldFault | null)[] = [numberFault('size', fields.size, lot, 'LOT')];
  if (row.priceTicks !== 0) faults.unshift(numberFault('price', fields.price, tick, 'TICK'));
  return faults.filter((fault) => fault !== null);
}

function stepsTyped(typed: string, step: string): number {
  return stepsOf(parseDecimal(typed) ?? '0', step) ?? 0;
}

/** Only what differs from the order as it stands. */
export function amendOf(fields: AmendFields, row: Amended, { tick, lot }: Scales): Amend {
  const isNewPrice = row.priceTicks !== 0 && stepsTyped(fields.price, tick) !== row.priceTicks;
  const isNewSize = stepsTyped(fields.size, lot) !== stepsTyped(row.remaining, lot);
  return {
    ...(isNewPrice ? { price: parseDecimal(fields.price) ?? '' } : {}),
    ...(isNewSize ? { quantity: parseDecimal(fields.size) ?? '' } : {}),
  };
}

/** What becomes of the order's place in its queue, in words. Rule BOOK-03 of the venue. */
export function priorityWords(amend: Amend, row: Amended, { lot }: Scales): string {
  const { price, quantity } = amend;
  if (price === undefined && quantity === undefined) return 'Nothing is changed yet.';
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
  if (amend.price === undefined || quote === undefined || state === 'waiting') return false;
  const ticks = stepsTyped(amend.price, tick);
  const { bidTicks, askTicks } = quote;
  return side === 'BUY' ? askTicks !== 0 && ticks >= askTicks : ticks <= bidTicks;
}
