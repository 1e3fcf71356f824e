import { expect, test } from 'vitest';
import { bandWords, boundBeyond } from './band.ts';

const band = { maxBidTicks: 610, minAskTicks: 590, maxBid: '61.0', minAsk: '59.0' };

test('bids end at the upper bound and offers at the lower, each for its own side', () => {
  expect(boundBeyond('buy', 610, band)).toBe('');
  expect(boundBeyond('buy', 611, band)).toBe('bids up to 61.0');
  expect(boundBeyond('sell', 611, band)).toBe('');
  expect(boundBeyond('sell', 590, band)).toBe('');
  expect(boundBeyond('sell', 589, band)).toBe('offers from 59.0');
  expect(boundBeyond('buy', 589, band)).toBe('');
});

test('before the first price nothing is beyond, and nothing is said', () => {
  expect(boundBeyond('buy', 611, null)).toBe('');
  expect([bandWords(null), bandWords(band)]).toEqual([
    '',
    'Order band: bids up to 61.0, offers from 59.0',
  ]);
});
