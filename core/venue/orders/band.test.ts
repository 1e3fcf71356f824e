/** The order band as a screen may read it: what it says is what orders meet. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { TestVenue } from '../testing/test-venue.ts';
import { shownBand } from './checks.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
beforeEach(() => {
  venue = TestVenue.found(resources);
});

const band = () => shownBand(venue.venue.state, venue.instrument('BTCUSDT'));

describe('BAND-03 the bounds can be read at any time', () => {
  test('there are none before the first price', () => {
    expect(band()).toBeNull();
  });

  test('are those at which orders are taken and one tick beyond which they are not', () => {
    venue.prices({ BTC: 60_123 });
    const trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
    const { maxBidTicks = 0, minAskTicks = 0 } = band() ?? {};
    expect([maxBidTicks, minAskTicks]).toEqual([607_242, 595_218]);
    const code = (side: 'buy' | 'sell', priceTicks: number): string =>
      venue.place(trader, 'BTCUSDT', side, 1, { priceTicks }).code;
    expect([code('buy', maxBidTicks), code('buy', maxBidTicks + 1)]).toEqual([
      'OK',
      'OUTSIDE_BAND',
    ]);
    venue.ok({ kind: 'order.cancelAll', subaccount: trader });
    expect([code('sell', minAskTicks), code('sell', minAskTicks - 1)]).toEqual([
      'OK',
      'OUTSIDE_BAND',
    ]);
  });

  test('move with the index and are narrowed by its collar', () => {
    venue.prices({ BTC: 60_000 });
    expect(band()).toEqual({ maxBidTicks: 606_000, minAskTicks: 594_000 });
    const command = { kind: 'price.status', index: 1, to: 'AMBER' } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(band()).toEqual({ maxBidTicks: 603_000, minAskTicks: 597_000 });
  });

  test('there are none where no book can hold them, and at least a tick where one can', () => {
    for (let n = 0; n < 5; n++) venue.prices({ BTC: 0.05 });
    expect(band()).toBeNull();
    for (let n = 0; n < 5; n++) venue.prices({ BTC: 0.1 });
    expect(band()).toEqual({ maxBidTicks: 1, minAskTicks: 1 });
  });
});
