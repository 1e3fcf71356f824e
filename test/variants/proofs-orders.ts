/** Equity and availability, orders that pass within a group, bands, triggers and calls. */
import type { TestVenue } from '../../core/venue/testing/test-venue.ts';
import type { Proofs } from './proof.ts';
import { listed, USDT } from './scenes.ts';
import type { Patch } from './scenes.ts';

/** Two subaccounts of one owner at one price, both with what a patch says. */
function ofOneOwner(patch: Patch): [venue: TestVenue, maker: number, taker: number] {
  const venue = listed({});
  const [maker, taker] = ['maker', 'taker'].map((label) =>
    venue.open(label, { owner: 77, funds: { USDT: 100_000 * USDT } }),
  ) as [number, number];
  venue.place(maker, 'BTCUSDT', 'sell', 4, { priceTicks: 600_000, ...patch });
  venue.place(taker, 'BTCUSDT', 'buy', 6, { priceTicks: 600_000, ...patch });
  return [venue, maker, taker];
}

export const orderWayProofs: Proofs = {
  'selfTrade: transfer': {
    patch: { selfTrade: 'transfer' },
    figure: (patch) => {
      const [venue, maker, taker] = ofOneOwner(patch);
      const lots = [maker, taker].map((who) => venue.position(who, 'BTCUSDT').lots);
      return [...lots, venue.position(taker, 'BTCUSDT').feesAtoms];
    },
    expected: [
      [0, 0, 0],
      [-4, 4, 0],
    ],
  },
};
