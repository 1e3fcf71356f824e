/** One bucket for all that a subaccount has: figures, orders, what may leave, and what is owed. */
import { beforeEach, describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { TestVenue } from '../testing/test-venue.ts';
import { bucketFigures, bucketOf, freeAtoms } from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';
import { withdrawableAtoms } from './withdrawable.ts';

const { collateral: terms, portfolio } = collateral;
const resources = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const XBT = 100_000_000;

let venue: TestVenue;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  venue.contribute('USDT', 1_000_000 * USDT);
});

const figures = (subaccount: number) =>
  bucketFigures(venue.venue.state, venue.balance(subaccount, 'USDT').bucket);
const free = (subaccount: number): number =>
  freeAtoms(venue.venue.state, venue.of(subaccount), 1) / USDT;
const withdrawable = (subaccount: number, asset: string): number =>
  withdrawableAtoms(venue.venue.state, venue.of(subaccount), venue.assetId(asset));

describe('COLL-03 multi-asset margin', () => {
  test('a bitcoin backs a contract that settles in dollars, less its haircut', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    // 60,000 x 0.97, and the fee of 30 is owed; 60,000 x (0.5 % + 0.05 %).
    expect(figures(trader)).toMatchObject({
      equityAtoms: 58_170 * USDT,
      maintenanceAtoms: 330 * USDT,
    });
    // 57,000 - 30 less 3,000 and the closing fee 28.5.
    expect(free(trader)).toBe(53_941.5);
  });

  test('what bitcoin contracts ask of bitcoin is not cut', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSD', 600, 600_000);
    // A fee of 0.0005; 0.0055 asked: 0.0055 + 0.994 x 0.97 = 0.96968 at 60,000.
    expect(figures(trader)).toMatchObject({
      equityAtoms: 58_180.8 * USDT,
      maintenanceAtoms: 330 * USDT,
    });
  });

  test('each position belongs to the one bucket, and other assets’ buckets are empty', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT, USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSD', 600, 600_000);
    const { state } = venue.venue;
    const bucket = bucketOf(state, venue.of(trader), venue.position(trader, 'BTCUSD'));
    expect(bucket).toBe(venue.balance(trader, 'USDT').bucket);
    const other = bucketFigures(state, venue.balance(trader, 'XBT').bucket);
    expect(other).toMatchObject({ walletAtoms: 0, equityAtoms: 0, hasPosition: false });
  });
});

describe('VAR-14 a debt that counts for more than it is', () => {
  test('lowers equity, and ruins nobody who could pay it', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT: XBT / 4 } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 2_000, 604_000);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 2_000, 598_000);
    const owed = venue.balance(trader, 'USDT').unsettledAtoms;
    expect(owed).toBeLessThan(-1_200 * USDT);
    const before = figures(trader).equityAtoms;
    const [usdt] = terms.filter(({ asset }) => asset === 'USDT');
    const { asset: _, ...whole } = usdt ?? { asset: '' };
    const dear = {
      kind: 'asset.collateral',
      asset: 1,
      ...whole,
      debtWeightPpm: 2_000_000,
    } as Command;
    venue.ok(dear, { by: 'core' });
    expect(figures(trader).equityAtoms).toBe(before + owed);
    // 0.25 x 6,000 less 3 % are 1,455: less than twice the debt, and more than it.
    venue.prices({ BTC: 6_000 });
    expect(figures(trader).equityAtoms).toBeLessThan(0);
    expect(figures(trader).walletAtoms).toBeGreaterThan(0);
    venue.prices({ BTC: 6_000 });
    expect(venue.balance(trader, 'XBT').mirroredAtoms).toBe(XBT / 4);
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
  });
});

describe('COLL-04 what may leave a pool', () => {
  test('as much as leaves equity for what is asked, and for 10 % of notional', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    // 56,970 - 6,000 = 50,970 of 57,000 a bitcoin: 0.894210526.
    expect(withdrawable(trader, 'XBT')).toBe(89_421_052);
    expect(withdrawable(trader, 'USDT')).toBe(0);
  });

  test('never an unrealised profit', () => {
    const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 100_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 66_000 });
    // 105,970 less 9,900 and the closing fee 33.
    expect(withdrawable(trader, 'USDT')).toBe(96_037 * USDT);
    venue.prices({ BTC: 72_000 });
    // 111,970 less 10,836 is more than is owned.
    expect(withdrawable(trader, 'USDT')).toBe(99_970 * USDT);
  });

  test('and no more by a release or a transfer', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const release = (atoms: number): string =>
      venue.code(venue.movement('collateral.release', trader, 'XBT', atoms), { by: 'custodian' });
    expect(release(89_421_053)).toBe('INSUFFICIENT_COLLATERAL');
    expect(release(89_421_052)).toBe('OK');
  });

  test('a late price cuts what may leave and what may begin, and liquidates nobody', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT } });
    const before = figures(trader);
    const risk: Command = { kind: 'price.status', index: 1, to: 'HOLD' };
    const proposal = venue.ok({ kind: 'proposal.open', command: risk }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect(figures(trader)).toEqual(before);
    // 60,000 less 5 % and 5 % more.
    expect(free(trader)).toBe(54_000);
  });
});

describe('MARG-09, PM-07 an order of a pool', () => {
  test('passes on coins alone, and is refused with what is missing of its own asset', () => {
    const trader = venue.open('trader', { mode: 'portfolio', funds: { XBT } });
    // 57,000 carry 15 % and 0.1 % of fees of 377,483 at most.
    expect(venue.place(trader, 'BTCUSDT', 'buy', 6_000, { priceTicks: 600_000 }).code).toBe('OK');
    const refused = venue.place(trader, 'BTCUSDT', 'buy', 1_000, { priceTicks: 600_000 });
    // 420,000 x 15.1 % = 63,420 less 57,000.
    expect(refused).toMatchObject({ code: 'INSUFFICIENT_MARGIN', detail: 6_420 * USDT });
  });

  test('that closes passes however little is left', () => {
    const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 58_500 });
    expect(free(trader)).toBeLessThan(0);
    expect(venue.code({ kind: 'position.close', subaccount: trader, instrument: 1 })).toBe('OK');
    expect(venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 585_000 }).code).toBe(
      'INSUFFICIENT_MARGIN',
    );
  });

  test('MARG-12 never takes the ordinary way', () => {
    const pooled = venue.open('pooled', { mode: 'multiAsset', funds: { USDT: 1_000_000 * USDT } });
    const plain = venue.open('plain', { funds: { USDT: 1_000_000 * USDT } });
    for (const subaccount of [pooled, plain]) {
      venue.place(subaccount, 'BTCUSDT', 'buy', 10, { priceTicks: 599_000 });
    }
    const { holders } = venue.instrument('BTCUSDT');
    expect([holders.hasRoom(pooled), holders.hasRoom(plain)]).toEqual([false, true]);
    const copy = venue.reloaded();
    copy.place(pooled, 'BTCUSDT', 'buy', 10, { priceTicks: 599_000 });
    expect(copy.instrument('BTCUSDT').holders.hasRoom(pooled)).toBe(false);
  });

  test('COLL-05 is refused where its asset counts for nothing', () => {
    const bare = TestVenue.found({ ...resources, collateral: terms.slice(0, 1) });
    bare.prices({ BTC: 60_000, ETH: 3_000 });
    const trader = bare.open('trader', { mode: 'multiAsset', funds: { USDT: 10_000 * USDT } });
    const order = bare.place(trader, 'BTCUSD', 'buy', 1, { priceTicks: 600_000 });
    expect(order.code).toBe('NOT_IN_MODE');
    expect(bare.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 600_000 }).code).toBe('OK');
  });
});

describe('COLL-01 what is too large to be reckoned', () => {
  test('is not ordered, however much is there, nor brought into a pool', () => {
    const funds = { USDT: 2_000_000_000 * USDT };
    const trader = venue.open('trader', { mode: 'portfolio', funds });
    const buy = (lots: number): string =>
      venue.place(trader, 'BTCUSD', 'buy', lots, { priceTicks: 600_000 }).code;
    // 2^49 of 1e-6 are 562,949,953 dollars, in contracts of 100.
    expect(Array.from({ length: 5 }, () => buy(1_000_000))).toEqual(Array(5).fill('OK'));
    expect(buy(629_499)).toBe('OK');
    expect(buy(1)).toBe('AMOUNT_TOO_LARGE');
    const other = venue.open('other', { funds: { XBT: 4_000 * XBT } });
    for (let n = 0; n < 6; n++) {
      venue.ok(venue.placement(other, 'BTCUSD', 'buy', 1_000_000, { priceTicks: 600_000 }));
    }
    const into = { kind: 'subaccount.mode', subaccount: other, mode: 'multiAsset' } as const;
    expect(venue.code(into)).toBe('AMOUNT_TOO_LARGE');
  });
});

describe('COLL-06 debts', () => {
  test('stand up to their limit, and are exchanged with the fund beyond it', () => {
    const trader = venue.open('trader', { mode: 'multiAsset', funds: { XBT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.prices({ BTC: 52_000 });
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 520_000);
    venue.tick();
    // 8,000 and a fee of 30, less a rebate of 2.6: within 10,000.
    expect(venue.balance(trader, 'USDT').unsettledAtoms).toBe(-8_027.4 * USDT);
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 520_000);
    venue.prices({ BTC: 49_000 });
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 490_000);
    venue.take();
    venue.tick();
    // 3,000 and 26 less 2.45 more: 11,050.95; 49,000 x 0.97 = 47,530; 0.232504733... bitcoin.
    expect(venue.balance(trader, 'USDT').unsettledAtoms).toBe(0);
    expect(venue.balance(trader, 'XBT').unsettledAtoms).toBe(-23_250_474);
    const told = venue.take('collateral.exchanged');
    expect(told.map(({ asset, amountAtoms }) => [asset, amountAtoms])).toEqual([
      [2, -23_250_474],
      [1, 11_050_950_000],
    ]);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('stay as far as the fund has not their coin', () => {
    const poor = TestVenue.found(resources);
    poor.prices({ BTC: 60_000, ETH: 3_000 });
    const maker = poor.open('house', { kind: 'house' });
    const trader = poor.open('trader', { mode: 'multiAsset', funds: { XBT } });
    poor.contribute('USDT', 5_000 * USDT);
    poor.trade({ buyer: trader, seller: maker }, 'BTCUSDT', 1_000, 600_000);
    poor.prices({ BTC: 49_000 });
    poor.trade({ buyer: maker, seller: trader }, 'BTCUSDT', 1_000, 490_000);
    poor.tick();
    // 11,027.55 owed; 5,000 paid.
    expect(poor.balance(trader, 'USDT').unsettledAtoms).toBe(-6_027.55 * USDT);
    expect(poor.balance(2, 'USDT').unsettledAtoms).toBe(-5_000 * USDT);
    expect(poor.venue.conservationBreach()).toBeNull();
  });
});

describe('PM-09 the liquidation price in a pool', () => {
  test.each(['portfolio', 'multiAsset'] as const)('%s: the first tick that fails', (mode) => {
    const trader = venue.open('trader', { mode, funds: { USDT: 20_000 * USDT, XBT: XBT / 10 } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const instrument = venue.instrument('BTCUSDT');
    const position = venue.position(trader, 'BTCUSDT');
    const ticks = positionLiquidationTicks(venue.venue.state, venue.of(trader), position);
    const isBelowAt = (markTicks: number): boolean => {
      const standing = instrument.markTicks;
      instrument.markTicks = markTicks;
      const { equityAtoms, maintenanceAtoms } = figures(trader);
      instrument.markTicks = standing;
      return equityAtoms < maintenanceAtoms;
    };
    expect(ticks).toBeGreaterThan(300_000);
    expect([isBelowAt(ticks), isBelowAt(ticks + 1)]).toEqual([true, false]);
  });

  test('is none where no price does it', () => {
    const trader = venue.open('trader', { mode: 'portfolio', funds: { USDT: 100_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const position = venue.position(trader, 'BTCUSDT');
    expect(positionLiquidationTicks(venue.venue.state, venue.of(trader), position)).toBe(0);
  });
});

test('COLL-05 terms and modes are saved, loaded and part of the meaning', () => {
  venue.open('trader', { mode: 'portfolio', funds: { USDT: 100_000 * USDT } });
  expect(venue.reloaded().meaning()).toBe(venue.meaning());
  const bare = TestVenue.found({ ...resources, collateral: [], portfolio: [] });
  expect(bare.meaning()).not.toContain('"collateral"');
  expect(bare.meaning()).not.toContain('"portfolio"');
  expect(venue.meaning()).toContain('"portfolio"');
});
