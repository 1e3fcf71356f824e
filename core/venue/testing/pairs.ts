/** A spot pair for a test: bitcoin for tethers, in lots of a thousandth and ticks of a tenth. */
import type { Command, InstrumentSpec } from '../commands.ts';
import type { TestVenue } from './test-venue.ts';

export const PAIR = 'XBT-USDT';

/** The listing of a pair that otherwise is as BTCUSDT is. */
export function pairListing(venue: TestVenue, change: Partial<InstrumentSpec> = {}): Command {
  const { spec } = venue.instrument('BTCUSDT');
  return {
    kind: 'instrument.list',
    ...spec,
    symbol: PAIR,
    contract: 'spot',
    baseAsset: venue.assetId('XBT'),
    funding: { ...spec.funding, interestE8: 0, damperE8: 0, capE8: 0 },
    ...change,
  };
}

export function listPair(venue: TestVenue, change: Partial<InstrumentSpec> = {}): number {
  return venue.ok(pairListing(venue, change), { by: 'admin' });
}
