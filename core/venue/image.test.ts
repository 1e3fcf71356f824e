/** A venue is saved as plain data and loaded as the same venue. */
import { describe, expect, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { TestVenue } from './testing/test-venue.ts';
import { Venue } from './venue.ts';

const resources = { ...instruments, indices: indices.replay };

function busy(): { venue: TestVenue; trader: number; house: number } {
  const venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const house = venue.open('house', { kind: 'house' });
  const trader = venue.open('trader', { funds: { USDT: 10_000_000_000 } });
  venue.place(house, 'BTCUSDT', 'buy', 50, { priceTicks: 599_500, by: 'house' });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
  venue.place(trader, 'BTCUSDT', 'sell', 1, { trigger: 'mark', triggerTicks: 599_000 });
  const resume = { kind: 'instrument.resume', instrument: 1 } as const;
  venue.ok({ kind: 'proposal.open', command: resume }, { by: 'risk' });
  return { venue, trader, house };
}

describe('an image', () => {
  test('is JSON as it stands, and a copy', () => {
    const { venue } = busy();
    const image = venue.venue.save();
    const text = JSON.stringify(image);
    expect(JSON.parse(text)).toEqual(image);
    venue.prices({ BTC: 59_000 });
    expect(JSON.stringify(image)).toBe(text);
  });

  test('loaded, gives the same meaning and the same answers', () => {
    const { venue, trader } = busy();
    const loaded = venue.reloaded();
    expect(loaded.meaning()).toBe(venue.meaning());
    venue.take();
    for (const one of [venue, loaded]) {
      one.prices({ BTC: 59_900 });
      one.ok({ kind: 'position.close', subaccount: trader, instrument: 1 });
    }
    expect(loaded.meaning()).toBe(venue.meaning());
    expect(loaded.take()).toEqual(venue.take());
  });

  test('loaded, has each position and balance once, found by instrument or by subaccount', () => {
    const { venue } = busy();
    for (const { state } of [venue.venue, venue.reloaded().venue]) {
      for (const { id, spec, positions, balances } of state.instruments) {
        expect(positions).toHaveLength(state.subaccounts.length);
        for (const [n, subaccount] of state.subaccounts.entries()) {
          expect(positions[n]).toBe(subaccount.positions[id - 1]);
          expect(balances[n]).toBe(subaccount.balances[spec.settleAsset - 1]);
        }
      }
    }
  });

  test('from before sessions had a strategy is the venue that it was', () => {
    const { venue } = busy();
    const image = venue.venue.save();
    const text = JSON.stringify(image).replaceAll('"strategy":0,"open"', '"open"');
    const loaded = Venue.load(JSON.parse(text) as typeof image);
    expect(text).not.toBe(JSON.stringify(image));
    expect(loaded.save()).toEqual(image);
    expect(venue.meaning()).not.toContain('"role":"trader","strategy"');
  });

  test('is not touched by the venue that was loaded from it', () => {
    const { venue } = busy();
    const image = venue.venue.save();
    const text = JSON.stringify(image);
    const loaded = Venue.load(image);
    loaded.apply({
      sequence: loaded.state.sequence + 1,
      timeUs: venue.timeUs + 1,
      session: venue.sessionOf('clock'),
      request: 0,
      digest: 0,
      internal: false,
      command: { kind: 'clock.tick' },
    });
    expect(JSON.stringify(image)).toBe(text);
  });
});
