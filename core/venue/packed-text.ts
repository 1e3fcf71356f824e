/** A short text as six integers of the ring: six bytes of ASCII in each, zero behind its end. */
import { invariant } from './numbers.ts';

const COLUMNS = 6;
const BYTES_PER_COLUMN = 6;
/** Longest text that fits: what a client may name an order with. */
export const PACKED_TEXT_MAX = COLUMNS * BYTES_PER_COLUMN;

/** The six integers of a text of printable ASCII. */
export function packText(text: string): number[] {
  invariant(text.length <= PACKED_TEXT_MAX, `a text of ${text.length} characters is too long`);
  const columns: number[] = [];
  for (let column = 0; column < COLUMNS; column++) {
    let packed = 0;
    for (let n = 0; n < BYTES_PER_COLUMN; n++) {
      const at = column * BYTES_PER_COLUMN + n;
      packed = packed * 256 + (at < text.length ? text.charCodeAt(at) : 0);
    }
    columns.push(packed);
  }
  return columns;
}

/** The text that six integers hold. */
export function unpackText(columns: readonly number[]): string {
  let text = '';
  for (const packed of columns) {
    for (let unit = 0x100_0000_0000; unit >= 1; unit /= 256) {
      const code = Math.floor(packed / unit) % 256;
      if (code !== 0) text += String.fromCharCode(code);
    }
  }
  return text;
}
