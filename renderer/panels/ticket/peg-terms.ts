/** What a pegged order says of itself: which price it follows, how far off, and where it stops. */
import { isMultiple, isZero, parseDecimal } from '../../text/decimal.ts';
import type { FieldFault } from './field-fault.ts';
import type { OrderFields } from './ticket-state.ts';

/** Behind or ahead of the best price of its own side, or behind that of the other one. */
export const FOLLOWINGS = ['behind', 'ahead', 'far'] as const;
export type Following = (typeof FOLLOWINGS)[number];

type PegFields = Pick<OrderFields, 'side' | 'following' | 'offset' | 'cap'>;

/** The quote that it follows. */
export function leaderOf({ side, following }: PegFields): 'bid' | 'ask' {
  return (side === 'buy') === (following !== 'far') ? 'bid' : 'ask';
}

/** As a menu names it, seen from the side of the order. */
export function followingWords(fields: PegFields): string {
  const how = fields.following === 'ahead' ? 'ahead of' : 'behind';
  return `${how} ${leaderOf(fields)}`;
}

function offsetOf({ offset }: PegFields): string {
  const text = parseDecimal(offset) ?? '';
  return isZero(text) ? '' : text;
}

/** In the human form of the boundary: the offset is signed, and added to what is followed. */
export function pegOf(fields: PegFields): Readonly<Record<string, unknown>> {
  const { side, following, cap } = fields;
  const offset = offsetOf(fields);
  const isBelow = (side === 'buy') === (following !== 'ahead');
  return {
    peg: following === 'far' ? 'market' : 'primary',
    ...(offset !== '' && { pegOffset: isBelow ? `-${offset}` : offset }),
    ...(cap.trim() !== '' && { price: parseDecimal(cap) ?? '' }),
  };
}

/** Both may be left empty: at the price that it follows, and as far as the order band. */
export function pegFaults({ offset, cap }: PegFields, tick: string): FieldFault[] {
  const faults = [pegFault('offset', offset, tick), pegFault('cap', cap, tick)];
  const isNothing = cap.trim() !== '' && isZero(cap);
  if (isNothing) faults.push({ field: 'cap', code: 'ZERO', sentence: 'cap is zero' });
  return faults.filter((fault) => fault !== null);
}

/** What is wrong with one of them; null where nothing is, and where it is empty. */
export function pegFault(field: 'offset' | 'cap', typed: string, tick: string): FieldFault | null {
  if (typed.trim() === '') return null;
  const text = parseDecimal(typed);
  if (text === null) return { field, code: 'NOT_A_NUMBER', sentence: `${field} is no number` };
  if (isMultiple(text, tick)) return null;
  return { field, code: 'TICK', sentence: `${field} moves in ${tick}` };
}

/** As a question or a notice says it. */
export function pegWords(fields: PegFields): string {
  const offset = offsetOf(fields);
  const leader = leaderOf(fields);
  const how = fields.following === 'ahead' ? 'ahead of' : 'behind';
  const where = offset === '' ? `at the best ${leader}` : `${offset} ${how} the best ${leader}`;
  if (fields.cap.trim() === '') return where;
  return `${where}, ${fields.side === 'buy' ? 'at most' : 'at least'} ${fields.cap}`;
}
