/** What of equity is of use. BTCUSDT from 60,000: ticks of 0.1, lots of 0.001, 20x. */
import { describe, expect, test } from 'vitest';
import collateralFile from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { freeAtoms } from './buckets.ts';
import { withdrawableAtoms } from './withdrawable.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;
type Equity = NonNullable<InstrumentSpec['equity']>;

/** The bitcoin contract has its own way; ether's is as usual. */
function founded(equity: Equity | undefined, more: object = {}): TestVenue {
  const venue = TestVenue.found({ ...resources, ...more }, (spec) => {
    const plain = plainPrices(spec);
    return equity !== undefined && spec.symbol === 'BTCUSDT' ? { ...plain, equity } : plain;
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  return venue;
}

/** Long one from 60,000 with so much beside the fee. */
function long(venue: TestVenue, usdt = 10_000): number {
  const house = venue.open('house', { kind: 'house' });
  const trader = venue.open('trader', { funds: { USDT: (usdt + 30) * USDT } });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
  return trader;
}

const free = (venue: TestVenue, who: number): number =>
  freeAtoms(venue.venue.state, venue.of(who), 1) / USDT;
const leaving = (venue: TestVenue, who: number): number =>
  withdrawableAtoms(venue.venue.state, venue.of(who), 1) / USDT;

describe('VAR-64 profit that stands behind nothing else', () => {
  // 5 % of the worth, and 0.05 % of what that leaves to close: 3,050 and 28.975 at 61,000.
  test.each<[string, Equity | undefined, number, number, number]>([
    ['usable, at a profit', undefined, 61_000, 11_000 - 3_078.975, 11_000 - 6_100],
    ['kept, at a profit', { profit: 'kept' }, 61_000, 10_000 - 3_078.975, 10_000 - 6_100],
    ['kept, at a loss', { profit: 'kept' }, 59_000, 9_000 - 2_978.025, 9_000 - 5_900],
    ['usable, at a loss', undefined, 59_000, 9_000 - 2_978.025, 9_000 - 5_900],
  ])('%s', (_, equity, price, freeUsdt, leavingUsdt) => {
    const venue = founded(equity);
    const trader = long(venue);
    venue.prices({ BTC: price });
    expect(free(venue, trader)).toBeCloseTo(freeUsdt, 6);
    expect(leaving(venue, trader)).toBeCloseTo(leavingUsdt, 6);
  });

  test('an order passes by what is free, and maintenance counts the profit', () => {
    const codes = (equity: Equity | undefined): unknown => {
      const venue = founded(equity);
      const trader = long(venue, 4_000);
      venue.prices({ BTC: 65_000 });
      const code = (side: 'buy' | 'sell') =>
        venue.place(trader, 'ETHUSDT', side, 30_000, { priceTicks: 300_000 }).code;
      const reduces = venue.place(trader, 'BTCUSDT', 'sell', 1_000, { priceTicks: 650_000 }).code;
      return [code('buy'), reduces, venue.take('call.raised').length];
    };
    expect(codes(undefined)).toEqual(['OK', 'OK', 0]);
    expect(codes({ profit: 'kept' })).toEqual(['INSUFFICIENT_MARGIN', 'OK', 0]);
  });

  test('MARG-12 nothing is granted to who has something there, in whatever settles alike', () => {
    const venue = founded({ profit: 'kept' });
    const trader = long(venue, 100_000);
    venue.ok(venue.placement(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 599_000 }));
    venue.ok(venue.placement(trader, 'ETHUSDT', 'buy', 1, { priceTicks: 290_000 }));
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      expect(venue.instrument(symbol).holders.hasRoom(trader)).toBe(false);
    }
  });

  test('an isolated position gives nothing away that its profit would have to cover', () => {
    const out = (equity: Equity | undefined): string => {
      const venue = founded(equity);
      const house = venue.open('house', { kind: 'house' });
      const funds = { USDT: 20_000 * USDT };
      const trader = venue.open('trader', { mode: 'isolated', funds });
      venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
      const move = { kind: 'position.transferMargin', subaccount: trader, instrument: 1 } as const;
      venue.ok({ ...move, amountAtoms: 5_000 * USDT });
      venue.prices({ BTC: 62_000 });
      return venue.code({ ...move, amountAtoms: -3_000 * USDT });
    };
    expect([out(undefined), out({ profit: 'kept' })]).toEqual(['OK', 'INSUFFICIENT_MARGIN']);
  });

  test('no pool takes it, and nobody changes it', () => {
    const pooled = { collateral: collateralFile.collateral, portfolio: collateralFile.portfolio };
    const venue = founded({ profit: 'kept' }, pooled);
    const funds = { USDT: 100_000 * USDT };
    const trader = venue.open('pool', { mode: 'multiAsset', funds });
    const bid = { priceTicks: 600_000 };
    expect(venue.place(trader, 'BTCUSDT', 'buy', 1, bid).code).toBe('NOT_IN_MODE');
    const amend = { kind: 'instrument.amend', instrument: 1, version: 2, equity: {} } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: amend }, { by: 'risk' });
    const code = venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(code).toBe('NOT_AMENDABLE');
  });
});

describe('VAR-64 how much stays when money leaves', () => {
  test.each([
    [undefined, 10_000 - 6_000],
    [200_000, 10_000 - 12_000],
    // Less than initial margin and fee, which stay anyway.
    [0, 10_000 - 3_028.5],
  ])('%s of a million', (staysPpm, left) => {
    const venue = founded(staysPpm === undefined ? undefined : { staysPpm });
    const trader = long(venue);
    expect(leaving(venue, trader)).toBe(Math.max(0, left));
  });

  test('each by its own share, of one pool too', () => {
    const pooled = { collateral: collateralFile.collateral, portfolio: collateralFile.portfolio };
    const leaves = (mode: 'cross' | 'multiAsset', equity: Equity | undefined): number => {
      const venue = founded(equity, pooled);
      const house = venue.open('house', { kind: 'house' });
      const trader = venue.open('trader', { mode, funds: { USDT: 50_060 * USDT } });
      venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
      venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 20_000, 300_000);
      expect(venue.position(trader, 'ETHUSDT').feesAtoms).toBe(30 * USDT);
      return leaving(venue, trader);
    };
    for (const mode of ['cross', 'multiAsset'] as const) {
      expect(leaves(mode, undefined)).toBe(50_000 - 12_000);
      expect(leaves(mode, { staysPpm: 200_000 })).toBe(50_000 - 12_000 - 6_000);
    }
  });
});
