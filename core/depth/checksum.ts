/** The checksum of a book: CRC-32 over the entries nearest its middle. Rule DEP-03. */
import { crc32 } from './crc32.ts';

/** So many entries of each side are in the checksum: levels, or orders. */
export const CHECKED = 25;

/** What an entry stands as in the text: `price:lots`, or `order:price:lots`. */
export interface Checked {
  readonly priceTicks: number;
  readonly lots: number;
  /** Of depth by order only. */
  readonly order?: number;
}

function textOf({ priceTicks, lots, order }: Checked): string {
  return order === undefined ? `${priceTicks}:${lots}` : `${order}:${priceTicks}:${lots}`;
}

/** Best bid, best ask, second bid, second ask and so on, a side that has ended left out. */
export function checksumText(bids: readonly Checked[], asks: readonly Checked[]): string {
  const parts: string[] = [];
  for (let n = 0; n < CHECKED; n++) {
    const bid = bids[n];
    const ask = asks[n];
    if (bid !== undefined) parts.push(textOf(bid));
    if (ask !== undefined) parts.push(textOf(ask));
  }
  return parts.join(':');
}

export function checksumOf(bids: readonly Checked[], asks: readonly Checked[]): number {
  return crc32(checksumText(bids, asks));
}
