/** The order band in the ladder, by the core's bounds. */
import type { LadderBand } from '../../../core/desk/messages.ts';

/** The bound that a price is beyond for its side, in words; empty where it is within. */
export function boundBeyond(
  side: 'buy' | 'sell',
  priceTicks: number,
  band: LadderBand | null,
): string {
  if (band === null) return '';
  if (side === 'buy') return priceTicks > band.maxBidTicks ? `bids up to ${band.maxBid}` : '';
  return priceTicks < band.minAskTicks ? `offers from ${band.minAsk}` : '';
}

/** Both bounds, for a tooltip. */
export function bandWords(band: LadderBand | null): string {
  if (band === null) return '';
  return `Order band: bids up to ${band.maxBid}, offers from ${band.minAsk}`;
}
