/** Bands around other prices, and sizes at the market. BTCUSDT: ticks of 0.1, lots of 0.001. */
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { bandAround } from '../pricing/reference-band.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';
import { shownBand } from './checks.ts';

const resources = { ...instruments, indices: indices.replay };
const HOUR_US = 3_600_000_000;
type Bands = Partial<InstrumentSpec['bands']>;

/** What its index is worth is 60,000, unless given; bands of 1 % and 2 % where not said else. */
function founded(bands: Bands, more: Partial<InstrumentSpec> = {}): TestVenue {
  const venue = TestVenue.found(resources, (spec) => {
    const plain = plainPrices(spec);
    return { ...plain, ...more, bands: { ...plain.bands, ...bands } };
  });
  venue.prices({ BTC: 60_000 });
  return venue;
}

const band = (venue: TestVenue) => {
  const { maxBidTicks = 0, minAskTicks = 0 } =
    shownBand(venue.venue.state, venue.instrument('BTCUSDT')) ?? {};
  return [maxBidTicks, minAskTicks];
};

function parties(venue: TestVenue): { buyer: number; seller: number } {
  const buyer = venue.open('buyer', { funds: { USDT: 100_000_000_000 } });
  return { buyer, seller: venue.open('house', { kind: 'house' }) };
}

describe('VAR-67 bands around the mark', () => {
  test('are widths of it, above and below, rounded inwards', () => {
    expect(bandAround({ innerPpm: 50_000, lowerPpm: 30_000 }, 600_001, 'normal')).toEqual({
      maxBidTicks: 630_001,
      minAskTicks: 582_001,
    });
  });

  test('a collar narrows both', () => {
    const widths = { innerPpm: 50_000, lowerPpm: 30_000 };
    expect(bandAround(widths, 600_000, 'halved')).toEqual({
      maxBidTicks: 615_000,
      minAskTicks: 591_000,
    });
    expect(bandAround(widths, 600_000, 'onePercent').minAskTicks).toBe(594_000);
  });

  test('the mark counts where it is not the index, and orders meet the bounds', () => {
    const venue = founded({ around: 'mark', markPpm: 10_000, basisTauS: 1 });
    const { buyer, seller } = parties(venue);
    venue.trade({ buyer, seller }, 'BTCUSDT', 1, 601_000);
    venue.prices({ BTC: 60_000 });
    const { markTicks } = venue.instrument('BTCUSDT');
    expect(markTicks).not.toBe(600_000);
    const [most = 0, least = 0] = band(venue);
    expect([most, least]).toEqual([Math.floor(markTicks * 1.01), Math.ceil(markTicks * 0.99)]);
    const bid = (priceTicks: number) => venue.place(buyer, 'BTCUSDT', 'buy', 1, { priceTicks });
    expect([bid(most).code, bid(most + 1).code]).toEqual(['OK', 'OUTSIDE_BAND']);
  });
});

describe('VAR-67 limits of an hour', () => {
  test('stand around the last price at which it began, whatever mark and index do', () => {
    const venue = founded({ around: 'hour' });
    const { buyer, seller } = parties(venue);
    // Nothing has traded: the mark.
    expect(band(venue)).toEqual([606_000, 594_000]);
    venue.trade({ buyer, seller }, 'BTCUSDT', 1, 604_000);
    venue.prices({ BTC: 60_500 });
    expect(band(venue)).toEqual([606_000, 594_000]);
    const copy = venue.reloaded();
    expect(copy.meaning()).toBe(venue.meaning());
    for (const one of [venue, copy]) {
      const leftUs = HOUR_US - (one.timeUs % HOUR_US);
      one.prices({ BTC: 60_500 }, leftUs);
      expect(band(one)).toEqual([610_040, 597_960]);
    }
  });

  test('an hour that is not theirs any more leaves nothing behind', () => {
    const venue = founded({ around: 'hour' });
    expect(venue.instrument('BTCUSDT').hourly).toEqual({
      hour: Math.floor(START_US / HOUR_US),
      ticks: 600_000,
    });
    const { around: _, ...plain } = venue.instrument('BTCUSDT').spec.bands;
    const amend = { kind: 'instrument.amend', instrument: 1, version: 2, bands: plain } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: amend }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.prices({ BTC: 60_000 });
    expect(venue.instrument('BTCUSDT').hourly).toBeUndefined();
  });

  test('MARG-12 stand from the amendment on that brings them, also after a restart', () => {
    const venue = founded({});
    const { buyer, seller } = parties(venue);
    venue.trade({ buyer, seller }, 'BTCUSDT', 1, 600_000);
    const bands = { ...venue.instrument('BTCUSDT').spec.bands, around: 'hour' } as const;
    const amend = { kind: 'instrument.amend', instrument: 1, version: 2, bands } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: amend }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.place(buyer, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 });
    expect(venue.instrument('BTCUSDT').holders.hasRoom(buyer)).toBe(true);
    venue.trade({ buyer, seller }, 'BTCUSDT', 1, 605_000);
    // 1 % below 600,000; of 605,000 it would be 598,950.
    for (const one of [venue, venue.reloaded()]) {
      expect(one.place(buyer, 'BTCUSDT', 'sell', 1, { priceTicks: 594_500 }).code).toBe('OK');
    }
  });
});

describe('VAR-67 an order at the market has at most so many lots', () => {
  const most = { maxMarketLots: 5 };
  const market = { type: 'market', timeInForce: 'ioc' } as const;

  test('one of more is refused, a limit order is not', () => {
    const venue = founded({}, most);
    const { buyer, seller } = parties(venue);
    venue.place(seller, 'BTCUSDT', 'sell', 50, { priceTicks: 600_000, by: 'house' });
    const codes = [5, 6, 5, 6].map((lots, n) => {
      // The third and fourth as orders that would go the short way.
      return venue.place(buyer, 'BTCUSDT', 'buy', lots, { ...market, plain: n > 1 }).code;
    });
    expect(codes).toEqual(['OK', 'TOO_LARGE', 'OK', 'TOO_LARGE']);
    expect(venue.place(buyer, 'BTCUSDT', 'buy', 6, { priceTicks: 600_000 }).code).toBe('OK');
  });

  test('a waiting one neither, when it is placed and amended', () => {
    const venue = founded({}, most);
    const { buyer } = parties(venue);
    const stop = { ...market, trigger: 'mark', triggerTicks: 601_000 } as const;
    expect(venue.place(buyer, 'BTCUSDT', 'buy', 6, stop).code).toBe('TOO_LARGE');
    const { reference: order } = venue.place(buyer, 'BTCUSDT', 'buy', 5, stop);
    const amend = { kind: 'order.amend', subaccount: buyer, instrument: 1, order } as const;
    expect(venue.code({ ...amend, quantityLots: 6 })).toBe('TOO_LARGE');
  });

  test('closing takes as much as it may', () => {
    const venue = founded({}, most);
    const { buyer, seller } = parties(venue);
    venue.trade({ buyer, seller }, 'BTCUSDT', 8, 600_000);
    venue.place(seller, 'BTCUSDT', 'buy', 50, { priceTicks: 599_000, by: 'house' });
    venue.ok({ kind: 'position.close', subaccount: buyer, instrument: 1 });
    expect(venue.position(buyer, 'BTCUSDT').lots).toBe(3);
  });
});

describe('LIST-01 widths that fit', () => {
  test.each<[Bands, string]>([
    [{ lowerPpm: 10_000 }, 'INVALID_SPEC'],
    [{ around: 'mark', lowerPpm: 1_000_000 }, 'INVALID_SPEC'],
    [{ around: 'hour', innerPpm: 1_000_000 }, 'INVALID_SPEC'],
    [{ around: 'hour', innerPpm: 1_000_000, lowerPpm: 999_999 }, 'OK'],
  ])('%j: %s', (bands, code) => {
    const venue = founded({});
    const { spec } = venue.instrument('BTCUSDT');
    const listing = { ...spec, symbol: 'X', bands: { ...spec.bands, ...bands } };
    expect(venue.code({ kind: 'instrument.list', ...listing }, { by: 'core' })).toBe(code);
  });
});
