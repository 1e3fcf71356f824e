import { describe, expect, test } from 'vitest';
import type { DepthPoint } from '../messages.ts';
import { openScene } from '../testing/scene.ts';
import type { TestScene } from '../testing/scene.ts';
import { depthOf } from './depth.ts';

/** What rests, as [side, ticks, lots]; the middle of 599,998 and 600,002 is 600,000. */
type Level = readonly ['buy' | 'sell', number, number];

function book(...levels: readonly Level[]): TestScene {
  const stage = openScene();
  const { venue, house } = stage;
  for (const [side, priceTicks, lots] of levels) {
    venue.ok(venue.placement(house, 'BTCUSDT', side, lots, { priceTicks }), { by: 'house' });
  }
  return stage;
}

const BEST: readonly Level[] = [
  ['buy', 599_998, 4],
  ['sell', 600_002, 5],
];

function shares(points: readonly DepthPoint[] | undefined): number[] {
  return (points ?? []).map(({ share }) => share);
}

function rises(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value >= (values[at - 1] ?? 0));
}

describe('DESK-24 depth', () => {
  test('DESK-24 adds up from the best price away, as shares of the larger side', () => {
    const scene = book(...BEST, ['buy', 599_000, 6], ['sell', 605_000, 15]).scene();
    const depth = depthOf(scene, 'BTCUSDT');
    expect(shares(depth?.bids)).toEqual([0.2, 0.5, 0.5]);
    expect(shares(depth?.asks)).toEqual([0.25, 1, 1]);
    expect(depth?.total).toBe('0.020 BTC');
    const ends = [depth?.bids.at(-1)?.priceTicks, depth?.asks.at(-1)?.priceTicks];
    expect(ends).toEqual([594_000, 606_000]);
  });

  test('DESK-24 no level is shown nearer than it is, and none beyond the reach', () => {
    const scene = book(...BEST, ['buy', 597_123, 6], ['buy', 593_000, 90]).scene();
    const [best, next, end] = depthOf(scene, 'BTCUSDT')?.bids ?? [];
    expect(best?.priceTicks).toBeLessThanOrEqual(599_998);
    expect(best?.priceTicks).toBeGreaterThan(599_980);
    expect(next?.priceTicks).toBeLessThanOrEqual(597_123);
    expect(end).toEqual({ priceTicks: 594_000, share: 1 });
  });

  test('DESK-24 a full book is at most eighty points that only rise', () => {
    const levels = Array.from({ length: 300 }, (_, n): Level[] => [
      ['buy', 599_999 - n * 19, 1 + ((n * 7) % 13)],
      ['sell', 600_001 + n * 19, 1 + ((n * 5) % 11)],
    ]).flat();
    const depth = depthOf(book(...levels).scene(), 'BTCUSDT');
    const { bids = [], asks = [] } = depth ?? {};
    expect(bids.length + asks.length).toBeLessThanOrEqual(80);
    expect(bids.length).toBeGreaterThan(30);
    expect(rises(shares(bids)) && rises(shares(asks))).toBe(true);
    expect(rises(asks.map(({ priceTicks }) => priceTicks))).toBe(true);
    expect(rises(bids.map(({ priceTicks }) => -priceTicks))).toBe(true);
    expect(Math.max(...shares(bids), ...shares(asks))).toBe(1);
  });

  test('DESK-24 an empty side has no points, and an empty book no total', () => {
    const oneSided = depthOf(book(['buy', 599_998, 4]).scene(), 'BTCUSDT');
    expect(oneSided).toMatchObject({ asks: [], total: '0.004 BTC' });
    expect(shares(oneSided?.bids)).toEqual([1, 1]);
    const empty = { instrument: 'BTCUSDT', bids: [], asks: [], total: '' };
    expect(depthOf(openScene().scene(), 'BTCUSDT')).toEqual(empty);
  });

  test('DESK-24 without an instrument or a price there is none', () => {
    const { scene, core } = openScene();
    expect(depthOf(scene(), 'DOGE')).toBeNull();
    for (const instrument of core.test.venue.state.instruments) instrument.markTicks = 0;
    expect(depthOf(scene(), 'BTCUSDT')).toBeNull();
  });

  test('DESK-24 a large total is written whole', () => {
    const many = Array.from({ length: 5 }, (_, n): Level => ['buy', 599_000 - n, 279_282]);
    expect(depthOf(book(...many).scene(), 'BTCUSDT')?.total).toBe('1,396 BTC');
  });
});
