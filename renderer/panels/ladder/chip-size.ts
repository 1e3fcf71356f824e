/** An own chip's size: as the core writes it where the lots ahead leave the room. */

/** Characters that a chip has place for, the gap between its two figures among them. */
const ROOM = 9;

/** The size, without closing zeros where both figures would not fit. */
export function chipSize(size: string, ahead: string): string {
  if (size.length + ahead.length <= ROOM || !size.includes('.')) return size;
  return size.replace(/\.?0+$/, '');
}
