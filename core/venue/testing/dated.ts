/** A dated future for a test: like BTCUSDT, over at a minute that the test names. */
import type { Command, InstrumentSpec } from '../commands.ts';
import type { TestVenue } from './test-venue.ts';

export const DATED = 'BTCUSDT-END';

/** Lists a future that ends then, and otherwise is as the instrument of a symbol is. */
export function listDated(
  venue: TestVenue,
  expiresUs: number,
  change: Partial<InstrumentSpec> & { readonly like?: string; readonly feePpm?: number } = {},
): number {
  const { like = 'BTCUSDT', feePpm = 0, ...own } = change;
  const { spec } = venue.instrument(like);
  const command: Command = {
    kind: 'instrument.list',
    ...spec,
    symbol: DATED,
    funding: { ...spec.funding, interestE8: 0, damperE8: 0, capE8: 0 },
    expiry: { expiresUs, feePpm, farBandPpm: spec.bands.markPpm, farDays: 1 },
    ...own,
  };
  return venue.ok(command, { by: 'admin' });
}
