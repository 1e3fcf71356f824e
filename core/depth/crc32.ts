/** CRC-32 as zlib, Ethernet and PNG have it: polynomial 0xedb88320, reflected. */

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++)
    rest = (rest & 1) === 0 ? rest >>> 1 : (rest >>> 1) ^ 0xedb88320;
  return rest;
});

/** Of a text of ASCII characters, as an unsigned 32-bit number. */
export function crc32(text: string): number {
  let rest = -1;
  for (let n = 0; n < text.length; n++) {
    rest = (rest >>> 8) ^ (table[(rest ^ text.charCodeAt(n)) & 0xff] as number);
  }
  return ~rest >>> 0;
}
