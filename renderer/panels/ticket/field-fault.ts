/** What is wrong with a field, as far as the window can tell. */
import { isMultiple, isZero, parseDecimal } from '../../text/decimal.ts';
import type { StepName } from './ticket-state.ts';

export interface FieldFault {
  readonly field: StepName | 'until' | 'clientId';
  readonly code:
    | 'MISSING'
    | 'MISSING_STOP'
    | 'NOT_A_NUMBER'
    | 'ZERO'
    | 'TICK'
    | 'LOT'
    | 'NO_PRICE'
    | 'NOT_A_TIME'
    | 'BAD_TEXT';
  readonly sentence: string;
}

/** What is wrong with a typed price or size; null where nothing is. */
export function numberFault(
  field: StepName,
  typed: string,
  step: string,
  code: 'TICK' | 'LOT',
  word: string = field,
): FieldFault | null {
  const text = parseDecimal(typed);
  if (typed.trim() === '') return { field, code: 'MISSING', sentence: `${word} is missing` };
  if (text === null) return { field, code: 'NOT_A_NUMBER', sentence: `${word} is no number` };
  if (isZero(text)) return { field, code: 'ZERO', sentence: `${word} is zero` };
  if (isMultiple(text, step)) return null;
  return { field, code, sentence: `${word} moves in ${step}` };
}
