/** What sources say of positions at other venues, and what it changes. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { walletAtoms } from '../accounts/ledger.ts';
import type { Command } from '../commands.ts';
import { bucketFigures } from '../margin/buckets.ts';
import { positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { observe, OKX_BTC, OKX_USDT, openObserved, report } from '../testing/observing.ts';
import { SOURCE } from '../testing/observing.ts';
import { TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
let okx: ReturnType<typeof observe>;
let seen: number;
let contra: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  okx = observe(venue);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  seen = openObserved(venue, 'seen', okx.profile);
  contra = venue.venue.state.external.domains[0]?.contra ?? 0;
});

const fill = (side: 'buy' | 'sell', quantityLots: number, priceTicks: number, feeAtoms = 0) =>
  ({
    kind: 'external.fill',
    instrument: okx.instrument,
    side,
    quantityLots,
    priceTicks,
    feeAtoms,
  }) as const;
const deposit = (amountAtoms: number) =>
  ({ kind: 'external.transfer', asset: okx.asset, reason: 'deposit', amountAtoms }) as const;
const wallet = (subaccount: number): number => walletAtoms(venue.balance(subaccount, OKX_USDT));
const held = (subaccount: number): number[] => {
  const { lots, costAtoms } = venue.position(subaccount, OKX_BTC);
  return [lots, costAtoms];
};

describe('EXT-04 an observed account is of a venue and a profile, and only reported', () => {
  test.each([
    ['without a venue', { accountKind: 'observed', profile: 1 }, 'WRONG_ACCOUNT_KIND'],
    ['of a venue without a ledger', { accountKind: 'observed', venue: 'ftx' }, 'UNKNOWN_VENUE'],
    ['without a profile', { accountKind: 'observed', venue: 'okx' }, 'UNKNOWN_PROFILE'],
    ['of another kind', { accountKind: 'paper', venue: 'okx' }, 'WRONG_ACCOUNT_KIND'],
  ] as const)('%s: %s', (_, given, code) => {
    const command: Command = { kind: 'account.open', label: 'other', ...given };
    expect(venue.code(command, { by: 'admin' })).toBe(code);
  });

  test.each([
    ['BTCUSDT', 'HELD_ELSEWHERE'],
    [OKX_BTC, 'HELD_ELSEWHERE'],
  ])('an order in %s is refused: %s', (symbol, code) => {
    const limit = { priceTicks: 600_000, plain: true } as const;
    expect(venue.place(seen, symbol, 'buy', 1, limit).code).toBe(code);
    expect(venue.place(seen, symbol, 'buy', 1).code).toBe(code);
    const { instrument } = venue.position(seen, symbol);
    expect(venue.code({ kind: 'position.close', subaccount: seen, instrument })).toBe(code);
  });

  test('no setting of ours reaches a position there, but call levels do', () => {
    const where = { subaccount: seen, instrument: okx.instrument };
    for (const command of [
      { kind: 'position.leverage', ...where, leverageX100: 500 },
      { kind: 'position.isolate', ...where, isolated: true },
      { kind: 'position.transferMargin', ...where, amountAtoms: 1 },
      { kind: 'subaccount.mode', subaccount: seen, mode: 'isolated' },
    ] as const) {
      expect(venue.code(command)).toBe('HELD_ELSEWHERE');
    }
    const levels = { kind: 'subaccount.limits', subaccount: seen } as const;
    expect(venue.code({ ...levels, callPercents: [200, 150, 120] }, { by: 'risk' })).toBe('OK');
    const halt = { kind: 'instrument.halt', instrument: okx.instrument, to: 'halt' } as const;
    expect(venue.code(halt, { by: 'risk' })).toBe('HELD_ELSEWHERE');
  });

  test('a report is of who is observed, by its source, and counts once', () => {
    const trader = venue.open('trader');
    expect(report(venue, trader, deposit(1)).code).toBe('OTHER_DOMAIN');
    const empty = { kind: 'external.snapshot', wallets: [], positions: [] } as const;
    expect(report(venue, trader, empty).code).toBe('NOT_OBSERVED');
    const { account } = venue.of(seen);
    const unopened = venue.open('unopened', { account });
    expect(report(venue, unopened, deposit(1)).code).toBe('NOT_OBSERVED');
    const from = (source: string, sourceSequence: number): string =>
      venue.code({ ...deposit(7), subaccount: seen, source, sourceSequence }, { by: 'risk' });
    expect(from('another', 1)).toBe('WRONG_SOURCE');
    expect([5, 5, 4, 6].map((sequence) => from(SOURCE, sequence))).toEqual([
      'OK',
      'ALREADY_SEEN',
      'ALREADY_SEEN',
      'OK',
    ]);
    expect(wallet(seen)).toBe(14);
  });

  test('another source takes over where it is opened, and the one before is heard no more', () => {
    const open = { kind: 'external.open', subaccount: seen, knownBy: 'file' } as const;
    const same = { ...open, source: SOURCE, knownBy: 'key', reference: 'desk 7, read only' };
    expect(venue.code(same as Command, { by: 'admin' })).toBe('NOTHING_TO_CHANGE');
    venue.ok({ ...open, source: 'statement', reference: 'week 1' }, { by: 'admin' });
    expect(report(venue, seen, deposit(1)).code).toBe('WRONG_SOURCE');
  });
});

describe('EXT-05 what is observed, its contra account holds the opposite of', () => {
  test('in quantity, cost and money, but for what came from outside', () => {
    report(venue, seen, deposit(10_000 * USDT));
    report(venue, seen, fill('buy', 1_000, 600_000, 30 * USDT));
    expect([held(seen), held(contra)]).toEqual([
      [1_000, 60_000 * USDT],
      [-1_000, -60_000 * USDT],
    ]);
    expect([wallet(seen), wallet(contra)]).toEqual([9_970 * USDT, 30 * USDT]);
    expect(venue.venue.state.externalAtoms[okx.asset - 1]).toBe(10_000 * USDT);
    expect(venue.venue.conservationBreach()).toBeNull();
    report(venue, seen, fill('sell', 1_000, 610_000));
    expect([held(seen), held(contra)]).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(wallet(seen) + wallet(contra)).toBe(10_000 * USDT);
  });
});

describe('EXT-06 fills and transfers there change what is there as they would here', () => {
  test('a fill through zero closes all and opens the rest, and its fee is the venue’s', () => {
    report(venue, seen, fill('buy', 1_000, 600_000));
    report(venue, seen, fill('sell', 1_500, 610_000, 45 * USDT));
    // 1 BTC gains 1,000; 0.5 are short from 61,000.
    expect(held(seen)).toEqual([-500, -30_500 * USDT]);
    expect(wallet(seen)).toBe(955 * USDT);
    expect(venue.position(seen, OKX_BTC)).toMatchObject({
      realisedAtoms: 1_000 * USDT,
      feesAtoms: 45 * USDT,
    });
    const [told] = venue.take('external.filled').slice(-1);
    expect(told).toMatchObject({ realisedAtoms: 1_000 * USDT, positionLots: -500 });
    expect(walletAtoms(venue.balance(1, OKX_USDT))).toBe(0);
  });

  test('margin by the profile: 2 % of 60,000, and the price at which it is all there is', () => {
    report(venue, seen, deposit(10_000 * USDT));
    report(venue, seen, fill('buy', 1_000, 600_000));
    const { bucket } = venue.balance(seen, OKX_USDT);
    expect(bucketFigures(venue.venue.state, bucket)).toMatchObject({
      equityAtoms: 10_000 * USDT,
      maintenanceAtoms: 1_200 * USDT,
    });
    // 50,000 / 0.98 = 51,020.41: a tick below.
    const position = venue.position(seen, OKX_BTC);
    const ticks = positionLiquidationTicks(venue.venue.state, venue.of(seen), position);
    expect(ticks).toBe(510_204);
  });

  test('an isolated position keeps its share where the venue does not say what it has', () => {
    report(venue, seen, deposit(10_000 * USDT));
    report(venue, seen, { ...fill('buy', 1_000, 600_000), allocatedAtoms: 3_000 * USDT });
    expect(venue.position(seen, OKX_BTC)).toMatchObject({
      mode: 'isolated',
      allocatedAtoms: 3_000 * USDT,
    });
    report(venue, seen, fill('sell', 400, 600_000));
    expect(venue.position(seen, OKX_BTC).allocatedAtoms).toBe(1_800 * USDT);
    report(venue, seen, fill('sell', 700, 600_000));
    expect(venue.position(seen, OKX_BTC)).toMatchObject({ lots: -100, allocatedAtoms: 0 });
    report(venue, seen, fill('buy', 100, 600_000));
    expect(venue.position(seen, OKX_BTC)).toMatchObject({ lots: 0, allocatedAtoms: 0 });
  });

  test('funding and fees are of a position, and against the venue', () => {
    const of = { asset: okx.asset, instrument: okx.instrument };
    const move = (reason: 'funding' | 'fee', amountAtoms: number) =>
      report(venue, seen, { kind: 'external.transfer', ...of, reason, amountAtoms });
    expect([move('funding', -6 * USDT).code, move('fee', -USDT).code]).toEqual(['OK', 'OK']);
    expect(venue.position(seen, OKX_BTC)).toMatchObject({
      fundingAtoms: -6 * USDT,
      feesAtoms: USDT,
    });
    expect([wallet(seen), wallet(contra)]).toEqual([-7 * USDT, 7 * USDT]);
    expect(venue.venue.state.externalAtoms[okx.asset - 1]).toBe(0);
  });

  test.each([
    ['nothing', { amountAtoms: 0 }],
    ['a deposit that takes', { amountAtoms: -1 }],
    ['a withdrawal that brings', { reason: 'withdrawal', amountAtoms: 1 }],
    ['a deposit of a position', { instrument: 0 }],
  ] as const)('%s is a contradiction', (_, change) => {
    const of = 'instrument' in change ? { instrument: okx.instrument } : change;
    const said = { ...deposit(1), ...of };
    expect(report(venue, seen, said).code).toBe('CONTRADICTION');
  });

  test('what could not be counted exactly is refused, and changes nothing', () => {
    const before = venue.meaning();
    for (const said of [
      deposit(2 ** 50),
      fill('buy', 2_147_483_647, 600_000),
      fill('buy', 1, 600_000, 2 ** 50),
      { ...fill('buy', 1, 600_000), allocatedAtoms: 2 ** 50 },
    ]) {
      expect(report(venue, seen, said, 1).code).toBe('AMOUNT_TOO_LARGE');
    }
    expect(venue.meaning()).toBe(before);
  });
});

describe('EXT-07 a snapshot is compared with what is here, and the difference is posted', () => {
  const snapshot = (walletUsdt: number, lots: number, costUsdt: number, more: object = {}) => ({
    kind: 'external.snapshot' as const,
    wallets: [{ asset: okx.asset, walletAtoms: walletUsdt * USDT }],
    positions: [
      { instrument: okx.instrument, quantityLots: lots, costAtoms: costUsdt * USDT, ...more },
    ],
  });

  test('the first brings all there is, the same again nothing', () => {
    report(venue, seen, snapshot(9_000, 500, 30_000));
    expect([held(seen), held(contra)]).toEqual([
      [500, 30_000 * USDT],
      [-500, -30_000 * USDT],
    ]);
    expect([wallet(seen), wallet(contra)]).toEqual([9_000 * USDT, -9_000 * USDT]);
    venue.take();
    report(venue, seen, snapshot(9_000, 500, 30_000));
    const told = venue.take();
    expect(told.map(({ kind }) => kind)).toEqual(['external.compared']);
    expect(told[0]).toMatchObject({ wallets: 1, positions: 1, corrections: 0 });
  });

  test('a fill that was missed is put right, in lots, cost and money', () => {
    report(venue, seen, snapshot(9_000, 500, 30_000));
    venue.take();
    // 0.2 more were bought at 59,000 for a fee of 5.
    report(venue, seen, snapshot(8_995, 700, 41_800));
    const told = venue.take('external.corrected');
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({ instrument: 0, walletAtoms: -5 * USDT });
    expect(told[1]).toMatchObject({ quantityLots: 200, costAtoms: 11_800 * USDT });
    expect(held(seen)).toEqual([700, 41_800 * USDT]);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('what it does not name is not there', () => {
    report(venue, seen, snapshot(9_000, 500, 30_000));
    report(venue, seen, { kind: 'external.snapshot', wallets: [], positions: [] });
    expect([held(seen), held(contra)]).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect([wallet(seen), wallet(contra)]).toEqual([0, 0]);
  });

  test('mode, margin and leverage are those of the venue', () => {
    const own = { allocatedAtoms: 1_000 * USDT, leverageX100: 700 };
    report(venue, seen, snapshot(9_000, 500, 30_000, own));
    expect(venue.position(seen, OKX_BTC)).toMatchObject({ mode: 'isolated', ...own });
    report(venue, seen, snapshot(9_000, 500, 30_000));
    expect(venue.position(seen, OKX_BTC)).toMatchObject({ mode: 'cross', allocatedAtoms: 0 });
  });

  test('a call of an isolated bucket that is none any more is over', () => {
    // 600 are asked of 30,000: 650 are below 150 per cent of it.
    report(venue, seen, snapshot(9_000, 500, 30_000, { allocatedAtoms: 650 * USDT }));
    venue.tick();
    const { bucket } = venue.position(seen, OKX_BTC);
    expect(bucket.call?.level).toBe(3);
    report(venue, seen, snapshot(9_000, 500, 30_000));
    expect(bucket.call).toBeNull();
    expect(venue.venue.state.external.expected).toEqual([]);
  });

  test.each([
    ['an asset of ours', { wallets: [{ asset: 1, walletAtoms: 1 }] }, 'OTHER_DOMAIN'],
    ['no asset', { wallets: [{ asset: 99, walletAtoms: 1 }] }, 'UNKNOWN_ASSET'],
    ['an instrument of ours', { positions: [{ instrument: 1 }] }, 'OTHER_DOMAIN'],
    ['no instrument', { positions: [{ instrument: 99 }] }, 'UNKNOWN_INSTRUMENT'],
    ['the same twice', { positions: [{}, {}] }, 'CONTRADICTION'],
    ['a long that was paid for', { positions: [{ costAtoms: -1 }] }, 'CONTRADICTION'],
    ['a cost of nothing', { positions: [{ quantityLots: 0 }] }, 'CONTRADICTION'],
    ['too much', { positions: [{ costAtoms: 2 ** 50 }] }, 'AMOUNT_TOO_LARGE'],
  ])('%s is refused, and changes nothing', (_, change, code) => {
    const before = venue.meaning();
    const said = { instrument: okx.instrument, quantityLots: 1, costAtoms: 60 * USDT };
    const { wallets = [], positions = [] } = change as { wallets?: []; positions?: object[] };
    const whole = {
      kind: 'external.snapshot' as const,
      wallets,
      positions: positions.map((position) => ({ ...said, ...position })),
    };
    expect(report(venue, seen, whole, 1).code).toBe(code);
    expect(venue.meaning()).toBe(before);
  });

  test('an inverse position has cost what a fill of it would have cost', () => {
    const { spec } = venue.instrument('BTCUSD');
    const coin = { kind: 'asset.list', symbol: 'XBT@okx', decimals: 8, venue: 'okx' } as const;
    const settleAsset = venue.ok(coin, { by: 'core' });
    const { adl: _, auction: _1, monitoring: _2, ...kept } = spec;
    const listing = { ...kept, symbol: 'okx:BTCUSD', settleAsset };
    const instrument = venue.ok({ kind: 'instrument.list', ...listing }, { by: 'core' });
    venue.prices({ BTC: 60_000 });
    report(venue, seen, { ...fill('buy', 600, 600_000), instrument });
    const { lots, costAtoms } = venue.position(seen, 'okx:BTCUSD');
    expect([lots, Math.sign(costAtoms)]).toEqual([600, -1]);
    const positions = [{ instrument, quantityLots: 600, costAtoms }];
    const again = { kind: 'external.snapshot', wallets: [], positions } as const;
    expect(report(venue, seen, again).code).toBe('OK');
    expect(venue.venue.conservationBreach()).toBeNull();
  });
});
