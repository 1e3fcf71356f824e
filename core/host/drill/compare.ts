/** One expected value against what stands there: equal, or one of the comparisons. Never nearly. */
import { compareDecimals, parseDecimal } from '../../sequencer/admission/decimal.ts';
import type { Decimal } from '../../sequencer/admission/decimal.ts';

const COMPARISON = /^(>=|<=|!=|>|<)\s*(\S.*)$/;

/** A decimal, or a decimal of per cent; both sides must be the same. */
function figure(text: string): { readonly value: Decimal; readonly isPercent: boolean } | null {
  const isPercent = text.endsWith('%');
  const value = parseDecimal(isPercent ? text.slice(0, -1) : text);
  return value === null ? null : { value, isPercent };
}

/** How `seen` lies to `expected`; null when the two are not figures of one kind. */
function order(seen: string, expected: string): -1 | 0 | 1 | null {
  const left = figure(seen);
  const right = figure(expected);
  if (left === null || right === null || left.isPercent !== right.isPercent) return null;
  return compareDecimals(left.value, right.value);
}

function isSame(seen: string, expected: string): boolean {
  return (order(seen, expected) ?? (seen === expected ? 0 : 1)) === 0;
}

/** What a drill expects, as text: YAML has booleans and empty places of its own. */
export function written(expected: unknown): string {
  if (expected === null || expected === undefined) return 'none';
  if (typeof expected === 'string') return expected;
  return typeof expected === 'boolean' ? String(expected) : JSON.stringify(expected);
}

/** Whether what is seen meets what is expected: `12.5`, `">= 1"`, `"!= none"`, `open`. */
export function meets(seen: string, expected: string): boolean {
  const [, sign, operand = ''] = COMPARISON.exec(expected) ?? [];
  if (sign === undefined) return isSame(seen, expected);
  if (sign === '!=') return !isSame(seen, operand);
  const lies = order(seen, operand);
  if (lies === null) return false;
  if (lies === 0) return sign.endsWith('=');
  return lies > 0 === sign.startsWith('>');
}
