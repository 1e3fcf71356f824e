/** As many arguments as any call takes. */
const PIECE_BYTES = 8_192;

/** Bytes as text, a character each: what differs can be read. */
export function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    text += String.fromCharCode(...bytes.subarray(from, from + PIECE_BYTES));
  }
  return text;
}
