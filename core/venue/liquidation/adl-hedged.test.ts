/** What hedges in a portfolio is deleveraged once nobody has anything else. */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { unhedgedLots } from '../margin/hedged.ts';
import { at } from '../state.ts';
import type { SubaccountMode } from '../state.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import { LIQUIDATION, PLAIN_ADL, USDT } from './testing/deleveraging.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const XBT = 100_000_000;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources, (spec) => {
    const { insurance: _insurance, ...plain } = plainPrices(spec);
    return { ...plain, fees: { makerPpm: 0, takerPpm: 0 }, adl: PLAIN_ADL };
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
});

/** Short so many lots of BTCUSDT and long so many contracts of BTCUSD, a leg of each in turn. */
function hedger(label: string, lots: number, contracts: number, mode?: SubaccountMode): number {
  const id = venue.open(label, { mode: mode ?? 'portfolio', funds: { USDT: 12_000 * USDT } });
  for (let n = 0; n < 4; n++) {
    venue.trade({ buyer: house, seller: id }, 'BTCUSDT', lots / 4, 600_000);
    if (contracts === 0) continue;
    venue.trade({ buyer: id, seller: house }, 'BTCUSD', contracts / 4, 600_000);
  }
  return id;
}

/** Short of BTCUSDT and nothing else, with so much money that its rank is the lowest. */
function outright(lots: number): number {
  const id = venue.open('outright', { funds: { USDT: 900_000 * USDT } });
  venue.trade({ buyer: house, seller: id }, 'BTCUSDT', lots, 600_000);
  return id;
}

/** A bitcoin is taken over at 56,600 with the mark at 56,000, and all of it has to go. */
function ruin(): void {
  const ruined = venue.open('ruined', { funds: { USDT: 3_400 * USDT } });
  venue.trade({ buyer: ruined, seller: house }, 'BTCUSDT', 1_000, 600_000);
  venue.take();
  venue.prices({ BTC: 56_000, ETH: 3_000 });
}

function executed(): unknown[] {
  return venue.take('adl.executed').map(({ subaccount, quantityLots, place, priceTicks }) => {
    expect(priceTicks).toBe(566_000);
    return [subaccount, quantityLots, place];
  });
}

function bare(subaccount: number, symbol = 'BTCUSDT'): number {
  const { state } = venue.venue;
  return unhedgedLots(state, at(state.subaccounts, subaccount), venue.instrument(symbol));
}

describe('ADL-09 what hedges goes last', () => {
  test('a hedge of the highest rank goes after who has none of the lowest', () => {
    const first = hedger('first', 1_000, 600);
    const last = outright(600);
    ruin();
    expect(executed()).toEqual([
      [last, 600, 2],
      [first, 400, 1],
    ]);
    expect(venue.position(LIQUIDATION, 'BTCUSDT').lots).toBe(0);
  });

  test('while somebody has enough that hedges nothing, no hedge is touched', () => {
    const first = hedger('first', 1_000, 600);
    const last = outright(1_000);
    ruin();
    expect(executed()).toEqual([[last, 1_000, 2]]);
    expect(venue.position(first, 'BTCUSDT').lots).toBe(-1_000);
  });

  test('of a position that hedges in part the rest goes by rank, and all in one trade', () => {
    // Of 56,000 of worth 300 contracts offset 30,000: 26,000 / 56,000 of the lots are 464.
    const half = hedger('half', 1_000, 300);
    const last = outright(300);
    ruin();
    // 464 by its rank, 300, and 236 more that hedge.
    expect(executed()).toEqual([
      [half, 700, 1],
      [last, 300, 2],
    ]);
  });

  test('of two hedges the higher rank goes first', () => {
    const low = venue.open('low', { mode: 'portfolio', funds: { USDT: 90_000 * USDT } });
    venue.trade({ buyer: house, seller: low }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: low, seller: house }, 'BTCUSD', 600, 600_000);
    const high = hedger('high', 400, 240);
    ruin();
    expect(executed()).toEqual([
      [high, 400, 1],
      [low, 600, 2],
    ]);
  });

  test('no more of a hedge goes than its owner bears', () => {
    const id = venue.open('thin', { mode: 'portfolio', funds: { USDT: 6_000 * USDT } });
    for (let n = 0; n < 4; n++) {
      venue.trade({ buyer: house, seller: id }, 'BTCUSDT', 250, 600_000);
      venue.trade({ buyer: id, seller: house }, 'BTCUSD', 150, 600_000);
    }
    const last = outright(100);
    ruin();
    // 6,000 - 0.6 n against 0.8 of 600 + 8.4 n of scan and 0.7 % of 56 (1,000 - n).
    expect(executed()).toEqual([
      [last, 100, 2],
      [id, 743, 1],
    ]);
  });
});

describe('ADL-09 what hedges', () => {
  test('is what is offset in its underlying, by worth', () => {
    const id = hedger('hedger', 1_000, 480);
    expect([bare(id), bare(id, 'BTCUSD')]).toEqual([200, 0]);
    // 8,000 / 56,000 of it are bare at the other price, 142.86 lots: the last hedges in part.
    venue.prices({ BTC: 56_000, ETH: 3_000 });
    expect(bare(id)).toBe(142);
  });

  test('nothing of an account that is no portfolio', () => {
    const id = hedger('pooled', 1_000, 600, 'multiAsset');
    expect(bare(id)).toBe(1_000);
  });

  test('nothing by what is held in another underlying', () => {
    const id = hedger('hedger', 1_000, 0);
    venue.trade({ buyer: id, seller: house }, 'ETHUSDT', 1_000, 300_000);
    expect(bare(id)).toBe(1_000);
  });

  test('is what coins offset, of a short and as far as their owner has said', () => {
    const id = venue.open('coins', { mode: 'portfolio', funds: { XBT, USDT: 12_000 * USDT } });
    venue.trade({ buyer: house, seller: id }, 'BTCUSDT', 500, 600_000);
    expect(bare(id)).toBe(500);
    const set = { kind: 'subaccount.spotOffset', subaccount: id } as const;
    const asset = venue.balance(id, 'XBT').bucket.asset;
    venue.ok({ ...set, asset, amountAtoms: XBT / 5 });
    expect(bare(id)).toBe(300);
    venue.trade({ buyer: id, seller: house }, 'BTCUSDT', 1_000, 600_000);
    expect(bare(id)).toBe(500);
  });
});
