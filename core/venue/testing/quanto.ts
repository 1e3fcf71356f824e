/** A quanto for a test: 1e-6 XBT for each dollar of bitcoin, in ticks of half a dollar. */
import type { InstrumentSpec } from '../commands.ts';
import type { TestVenue } from './test-venue.ts';

export const QUANTO = 'BTCUSD-Q';

/** Lists it, otherwise as BTCUSD is. */
export function listQuanto(venue: TestVenue, change: Partial<InstrumentSpec> = {}): number {
  const { spec } = venue.instrument('BTCUSD');
  const scale = { contract: 'quanto', lotE8: 100, tickE8: 50_000_000 } as const;
  const funding = { ...spec.funding, impactNotionalE8: 10_000_000 };
  const listing = { ...spec, ...scale, funding, symbol: QUANTO, ...change };
  return venue.ok({ kind: 'instrument.list', ...listing }, { by: 'admin' });
}
