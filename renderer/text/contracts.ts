/** What kinds of contract are called, and what their prices are in. */
import type { InstrumentEntry } from '../../core/desk/messages.ts';

const LABELS = { linear: 'Perp', inverse: 'Inverse', quanto: 'Quanto', spot: 'Spot' } as const;
const WORDS = {
  linear: 'perpetual linear',
  inverse: 'perpetual inverse',
  quanto: 'perpetual quanto',
  spot: 'spot pair',
} as const;

/** In a word, beside its symbol. */
export function contractLabel({ contract, expires }: InstrumentEntry): string {
  return expires === '' ? LABELS[contract] : 'Dated';
}

/** What somebody may type to find it. */
export function contractWords({ contract, expires }: InstrumentEntry): string {
  return expires === '' ? WORDS[contract] : `dated future ${contract}`;
}

/** What the price of a contract is in: what it settles in, but for those that settle in a coin. */
export function priceUnit({ contract, settleAsset }: InstrumentEntry): string {
  return contract === 'inverse' || contract === 'quanto' ? 'USD' : settleAsset;
}
