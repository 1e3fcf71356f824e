const ZERO = 48;
const NINE = 57;
const POINT = 46;
const DECIMALS = 8;

/**
 * An unsigned decimal such as "61804.70" in 1e-8, exactly, without passing through a fraction.
 * Undefined when it is no such decimal, has a digit beyond the eighth decimal, or passes 2^53.
 */
export function decimalE8(text: string): number | undefined {
  let value = 0;
  let decimals = -1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === POINT && decimals < 0 && i > 0) {
      decimals = 0;
    } else if (code < ZERO || code > NINE) {
      return undefined;
    } else if (decimals === DECIMALS) {
      if (code !== ZERO) return undefined;
    } else {
      value = value * 10 + (code - ZERO);
      if (decimals >= 0) decimals += 1;
    }
  }
  if (text.length === 0 || decimals === 0) return undefined;
  for (let i = Math.max(decimals, 0); i < DECIMALS; i += 1) value *= 10;
  return Number.isSafeInteger(value) ? value : undefined;
}
