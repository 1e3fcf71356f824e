/**
 * A perpetual against a dated future in cross, with worked numbers: BTCUSDT and a future like it,
 * both at 60,000 where 1,000 lots are a bitcoin. Each alone asks 0.55 %, 330, of maintenance, and
 * by 20x 3,000 with a fee of closing of 28.5 long and 31.5 short.
 */
import { describe, expect, test } from 'vitest';
import collateralFile from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { figuresAfter } from '../liquidation/adl-queue.ts';
import { DATED, listDated } from '../testing/dated.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';
import {
  allocatedEquityAtoms,
  bucketFigures,
  freeAtoms,
  initialMarginAtoms,
  maintenancePartAtoms,
} from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';
import { sparedAtoms } from './spread.ts';

const USDT = 1_000_000;
const DAY_US = 86_400_000_000;
const { margin: usual } = instruments.instruments[0] as unknown as InstrumentSpec;
const charging = (chargePpm: number) => ({ ...usual, interMonthSpread: { chargePpm } });

interface Here {
  readonly venue: TestVenue;
  readonly trader: number;
  readonly house: number;
}

function found(
  { mode = 'cross', usdt = 10_000 }: { mode?: 'cross' | 'multiAsset'; usdt?: number } = {},
  dated: Partial<InstrumentSpec> = {},
): Here {
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments.filter(({ settleAsset }) => settleAsset === 'USDT'),
    indices: indices.replay,
    collateral: collateralFile.collateral,
  };
  const venue = TestVenue.found(resources, (spec) => {
    const plain = plainPrices(spec);
    return spec.symbol === 'BTCUSDT' ? { ...plain, margin: charging(1_000) } : plain;
  });
  listDated(venue, START_US + 30 * DAY_US + 30_000_000, dated);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const house = venue.open('house', { kind: 'house' });
  const trader = venue.open('trader', { mode, funds: { USDT: usdt * USDT } });
  return { venue, trader, house };
}

function holds({ venue, trader, house }: Here, symbol: string, lots: number): void {
  const [buyer, seller] = lots > 0 ? [trader, house] : [house, trader];
  const { markTicks } = venue.instrument(symbol);
  venue.trade({ buyer, seller }, symbol, Math.abs(lots), markTicks);
}

/** Leaves so much equity. */
function leave(here: Here, usdt: number): void {
  const { venue, trader } = here;
  venue.balance(trader, 'USDT').unsettledAtoms -= figures(here).equityAtoms - usdt * USDT;
}

const figures = ({ venue, trader }: Here) =>
  bucketFigures(venue.venue.state, venue.balance(trader, 'USDT').bucket);
const maintenance = (here: Here): number => figures(here).maintenanceAtoms / USDT;
const initial = ({ venue, trader }: Here): number =>
  initialMarginAtoms(venue.venue.state, venue.of(trader), 1, null) / USDT;
const parts = ({ venue, trader }: Here): number[] =>
  ['BTCUSDT', DATED].map((symbol) => {
    const position = venue.position(trader, symbol);
    return maintenancePartAtoms(venue.venue.state, venue.of(trader), position) / USDT;
  });

/** Long a bitcoin and short one. */
function spread(...how: Parameters<typeof found>): Here {
  const here = found(...how);
  holds(here, 'BTCUSDT', 1_000);
  holds(here, DATED, -1_000);
  return here;
}

describe('VAR-21 what two sides are spared', () => {
  const side = { worthAtoms: 60_000, askedAtoms: 300 };
  const spared = (
    long: Partial<typeof side>,
    short: Partial<typeof side>,
    chargePpm = 1_000,
  ): number => sparedAtoms({ long: { ...side, ...long }, short: { ...side, ...short }, chargePpm });

  test.each([
    // 300 less 60.
    ['as much', {}, {}, 1_000, 240],
    ['all of the smaller side', { worthAtoms: 180_000, askedAtoms: 900 }, {}, 1_000, 240],
    ['what is asked for less, whatever it is worth', { askedAtoms: 450 }, {}, 1_000, 240],
    ['without a charge, as Kraken has it', { askedAtoms: 450 }, {}, 0, 300],
    ['a charge of as much', {}, {}, 5_000, 0],
    ['a charge of more', {}, {}, 9_000, 0],
    ['nothing on the other side', {}, { worthAtoms: 0, askedAtoms: 0 }, 1_000, 0],
    // 60.001 up.
    ['the charge is rounded up', { worthAtoms: 60_001 }, { worthAtoms: 60_001 }, 1_000, 239],
  ] as const)('%s', (_, long, short, chargePpm, atoms) => {
    expect(spared(long, short, chargePpm)).toBe(atoms);
  });
});

describe('VAR-21 a perpetual against a future', () => {
  test('is asked for the larger side and the charge, each position a part of it', () => {
    const here = spread();
    // 330, and 0.1 % of 60,000.
    expect(maintenance(here)).toBe(390);
    expect(parts(here)).toEqual([195, 195]);
    const { venue, trader } = here;
    const { equityAtoms } = figures(here);
    const shares = ['BTCUSDT', DATED].map((symbol) =>
      allocatedEquityAtoms(venue.instrument(symbol), venue.position(trader, symbol), figures(here)),
    );
    expect(shares).toEqual([equityAtoms / 2, equityAtoms / 2]);
    expect(initial(here)).toBe(3_031.5 + 60);
  });

  test('and beside them a third contract for itself', () => {
    const here = spread({ usdt: 20_000 });
    holds(here, 'ETHUSDT', 10_000);
    // 30,000 at 1 % and the fee.
    const alone = maintenance(here) - 390;
    expect(alone).toBeGreaterThan(0);
    expect(parts(here)).toEqual([195, 195]);
  });

  test('is asked for what stands alone by its own terms', () => {
    const here = found();
    holds(here, 'BTCUSDT', 1_000);
    holds(here, DATED, -250);
    // 330 for the long, and 0.1 % of 15,000.
    expect(maintenance(here)).toBe(345);
    // The charge is the higher of both: 0.2 %.
    const dearer = found({}, { margin: charging(2_000) });
    holds(dearer, 'BTCUSDT', 1_000);
    holds(dearer, DATED, -250);
    expect(maintenance(dearer)).toBe(360);
  });

  test('longs alone are asked each for itself', () => {
    const here = found();
    holds(here, 'BTCUSDT', 500);
    holds(here, DATED, 500);
    expect(maintenance(here)).toBe(330);
    expect(figures(here).spared).toBeUndefined();
  });

  test('another underlying offsets nothing', () => {
    const here = found({ usdt: 20_000 }, { like: 'ETHUSDT', margin: charging(1_000) } as object);
    holds(here, 'BTCUSDT', 1_000);
    const alone = maintenance(here);
    holds(here, DATED, -20_000);
    expect(maintenance(here) - alone).toBeGreaterThan(300);
    expect(figures(here).spared).toBeUndefined();
  });

  test('both listings must say so', () => {
    expect(maintenance(spread({}, { margin: usual }))).toBe(660);
  });

  test('not in a pool, and not where a leg is isolated', () => {
    expect(maintenance(spread({ mode: 'multiAsset' }))).toBe(660);
    const here = found();
    const { venue, trader } = here;
    const isolate = { kind: 'position.isolate', subaccount: trader, isolated: true } as const;
    venue.ok({ ...isolate, instrument: venue.instrument(DATED).id });
    holds(here, 'BTCUSDT', 1_000);
    holds(here, DATED, -1_000);
    expect(maintenance(here)).toBe(330);
    expect(parts(here)).toEqual([330, 330]);
  });

  test('nor where a profile asks', () => {
    const here = found();
    const { venue, house } = here;
    const tiers = [{ floorAtoms: 0, maintenancePpm: 10_000, initialPpm: 20_000 }];
    const contracts = [{ instrument: venue.instrument(DATED).id, margin: { tiers } }];
    const profile = venue.ok(
      { kind: 'profile.define', label: 'elsewhere', contracts },
      { by: 'admin' },
    );
    const trader = venue.open('profiled', { profile, funds: { USDT: 20_000 * USDT } });
    const other = { venue, trader, house };
    holds(other, 'BTCUSDT', 1_000);
    holds(other, DATED, -1_000);
    expect(maintenance(other)).toBe(330 + 630);
  });

  test('a future that has ended and waits offsets as before', () => {
    const here = spread();
    const { venue } = here;
    venue.instrument(DATED).state = 'expired';
    expect(maintenance(here)).toBe(390);
    holds(here, 'BTCUSDT', 500);
    // 495 for the longs, and the charge on a bitcoin still.
    expect(maintenance(here)).toBe(495 + 60);
  });

  test('a pair cannot be listed with it, nor tables too steep for a charge', () => {
    const { venue } = found();
    const { spec } = venue.instrument('BTCUSDT');
    const { margin: _, ...rest } = spec;
    const list = { kind: 'instrument.list', ...rest } as const;
    const code = (change: object): string =>
      venue.code({ ...list, ...change } as Parameters<TestVenue['code']>[0], { by: 'admin' });
    const funding = { ...spec.funding, interestE8: 0, damperE8: 0, capE8: 0 };
    const pair = { symbol: 'PAIR', contract: 'spot', baseAsset: 2, funding } as const;
    expect(code({ ...pair, margin: charging(1_000) })).toBe('INVALID_SPEC');
    expect(code({ ...pair, margin: usual })).toBe('OK');
    const steep = [{ floorAtoms: 0, maintenancePpm: 900_000, initialPpm: 900_000 }];
    const margin = { ...charging(0), tiers: steep };
    expect(code({ symbol: 'STEEP', margin })).toBe('INVALID_SPEC');
    const { interMonthSpread: __, ...without } = margin;
    expect(code({ symbol: 'STEEP', margin: without })).toBe('OK');
  });

  test('nor rates that become too steep: of a large size, or with funding that is to come', () => {
    const { venue } = found();
    const { spec } = venue.instrument('BTCUSDT');
    const code = (symbol: string, change: Partial<InstrumentSpec>): string =>
      venue.code({ kind: 'instrument.list', ...spec, symbol, ...change }, { by: 'admin' });
    const tiers = spec.margin.tiers.slice(0, 1);
    const root = { keptPpm: 0, unitLots: 1, maintenancePpm: 1, initialPpm: 1 };
    const rooted = { ...charging(0), tiers, tierMode: 'sizeRoot', root } as const;
    expect(code('ROOT', { margin: rooted })).toBe('INVALID_SPEC');
    const { interMonthSpread: _, ...alone } = rooted;
    expect(code('ROOT', { margin: alone })).toBe('OK');
    // Ten times 9 % of funding and 0.55 % of maintenance leave less than the charge of 10 %.
    const funding = { ...spec.funding, capE8: 9_000_000, interestE8: 1 };
    const margin = { ...charging(0), pendingFundingPpm: 10_000_000 };
    expect(code('PENDING', { margin, funding })).toBe('INVALID_SPEC');
    expect(code('PENDING', { margin, funding: { ...funding, capE8: 8_000_000 } })).toBe('OK');
  });
});

describe('VAR-21 orders', () => {
  test('are asked by the worse side of the underlying', () => {
    const here = found({ usdt: 100_000 });
    const { venue, trader } = here;
    holds(here, 'BTCUSDT', 1_000);
    expect(initial(here)).toBe(3_028.5);
    // The other leg may trade or not: the larger side, the charge, and its fee of opening.
    venue.place(trader, DATED, 'sell', 1_000, { priceTicks: 600_000 });
    expect(initial(here)).toBe(3_031.5 + 60 + 30);
    // What reduces asks its fee.
    venue.place(trader, 'BTCUSDT', 'sell', 500, { priceTicks: 600_000 });
    expect(initial(here)).toBe(3_031.5 + 60 + 30 + 15);
    // What opens on the side that is larger asks as ever.
    venue.ok({ kind: 'order.cancelAll', subaccount: trader });
    venue.place(trader, DATED, 'buy', 1_000, { priceTicks: 600_000 });
    expect(initial(here)).toBe(3_028.5 + 3_028.5 + 30);
  });

  test('MARG-09 that only reduce pass, and nothing else does', () => {
    const here = spread();
    leave(here, 3_091.5);
    const { venue, trader } = here;
    expect(freeAtoms(venue.venue.state, venue.of(trader), 1)).toBe(0);
    const sell = (lots: number) =>
      venue.place(trader, 'BTCUSDT', 'sell', lots, { priceTicks: 606_000 }).code;
    expect(sell(1_001)).toBe('INSUFFICIENT_MARGIN');
    expect(sell(600)).toBe('OK');
    expect(freeAtoms(venue.venue.state, venue.of(trader), 1)).toBeLessThan(0);
    expect(sell(400)).toBe('OK');
    expect(sell(1)).toBe('INSUFFICIENT_MARGIN');
  });

  test('MARG-12 in a leg are granted no headroom', () => {
    const here = spread({ usdt: 100_000 });
    const { venue, trader } = here;
    for (const symbol of ['BTCUSDT', DATED, 'ETHUSDT']) {
      const { markTicks } = venue.instrument(symbol);
      venue.place(trader, symbol, 'buy', 1, { priceTicks: markTicks - 100 });
      expect(venue.instrument(symbol).holders.hasRoom(trader)).toBe(symbol === 'ETHUSDT');
    }
  });
});

describe('VAR-21 what follows from it', () => {
  /** Whether the bucket fails with one instrument marked elsewhere. */
  function failsAt(here: Here, symbol: string, ticks: number): boolean {
    here.venue.instrument(symbol).markTicks = ticks;
    const { equityAtoms, maintenanceAtoms } = figures(here);
    return equityAtoms < maintenanceAtoms;
  }

  test.each(['BTCUSDT', DATED])(
    'MARG-05 %s has its price where the check fails, the other leg as it stands',
    (symbol) => {
      const here = spread();
      leave(here, 3_400);
      const { venue, trader } = here;
      const position = venue.position(trader, symbol);
      const ticks = positionLiquidationTicks(venue.venue.state, venue.of(trader), position);
      expect(ticks).not.toBe(0);
      expect(failsAt(here, symbol, ticks)).toBe(true);
      expect(failsAt(here, symbol, ticks + Math.sign(position.lots))).toBe(false);
    },
  );

  test('MARG-13 whoever is spared something is valued at every check', () => {
    const here = spread();
    const { venue } = here;
    venue.prices({ BTC: 60_001, ETH: 3_000 });
    venue.prices({ BTC: 60_002, ETH: 3_000 });
    expect(venue.venue.valuedSubaccounts).toBe(1);
    holds(here, DATED, 1_000);
    venue.prices({ BTC: 60_003, ETH: 3_000 });
    venue.prices({ BTC: 60_004, ETH: 3_000 });
    expect(venue.venue.valuedSubaccounts).toBe(0);
  });

  test('ADL-06 a closing is judged by what the other leg is then asked', () => {
    const here = spread();
    const { venue, trader } = here;
    const { state } = venue.venue;
    const instrument = venue.instrument(DATED);
    const queued = {
      subaccount: venue.of(trader),
      position: venue.position(trader, DATED),
      figures: figures(here),
    };
    const after = (lots: number): number => {
      const closing = { lots, notionalAtoms: lots * 60 * USDT, feeAtoms: 0 };
      return figuresAfter(state, instrument, queued, closing).maintenanceAtoms / USDT;
    };
    // 330 and 0.1 % of 60,000, of 30,000, of nothing.
    expect([after(0), after(500), after(1_000)]).toEqual([390, 360, 330]);
  });
});
