/**
 * Other venues' ways of asking for margin, with worked numbers. BTCUSDT: a lot is 0.001 BTC, a tick
 * 0.1; BTCUSD: a contract is 100 dollars and atoms are 1e-8 XBT. Taker fee 0.05 %.
 */
import { describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { deriveScales, notionalAtoms } from '../instruments/value.ts';
import { sliceLots } from '../liquidation/arithmetic.ts';
import { TestVenue, plainPrices } from '../testing/test-venue.ts';
import {
  bankruptcyTicks,
  initialAtoms,
  liquidationTicks,
  maintenanceAtoms,
  sideRequirementAtoms,
} from './arithmetic.ts';
import { bucketFigures } from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';
import { tierRatePpm, tiersFit } from './tiers.ts';

type Margin = InstrumentSpec['margin'];

function specOf(symbol: string, change: Partial<Margin> = {}): InstrumentSpec {
  const found = instruments.instruments.find((spec) => spec.symbol === symbol);
  const spec = found as unknown as InstrumentSpec;
  return { ...spec, margin: { ...spec.margin, ...change } };
}

const tier = (floorAtoms: number, maintenancePpm: number, initialPpm: number) => ({
  floorAtoms,
  maintenancePpm,
  initialPpm,
});
const linear = { lotTickAtoms: 100, contractAtomTicks: 0 };
const XBT = 100_000_000;

describe('VAR-01 contracts that are rounded each', () => {
  const spec = { ...specOf('BTCUSD'), rounding: 'perContract' } as const;
  const scales = deriveScales(spec, { decimals: 8 }) ?? linear;

  test('three of 166,666.67 atoms are three times 166,667', () => {
    expect(notionalAtoms(scales, 3, 600_000)).toBe(500_001);
  });

  test('a bankruptcy price leaves nothing or more of them', () => {
    // Worth at most (500,001 + 1) / 3 = 166,667 each: above 1e11 / 166,667.5 = 599,997.0; up.
    expect(bankruptcyTicks(spec, scales, 3, 600_000, 1)).toBe(599_998);
    // At least 166,667 each: up to 1e11 / 166,666.5 = 600,000.6; down.
    expect(bankruptcyTicks(spec, scales, -3, 600_000, 0)).toBe(600_000);
  });

  test('a linear value is exact as it is', () => {
    const exact = deriveScales({ ...specOf('BTCUSDT'), rounding: 'perContract' }, { decimals: 6 });
    expect(exact).toEqual(linear);
  });
});

describe('VAR-02 tiers as steps: all of a value pays the rate of the last that it is above', () => {
  const tiers = [
    tier(0, 5_000, 10_000),
    tier(200 * XBT, 10_000, 15_000),
    tier(350 * XBT, 15_000, 20_000),
  ];
  const spec = specOf('BTCUSD', { tierMode: 'step', tiers, mmIncludesCloseFee: false });

  test.each([
    // BitMEX's own example: 180 XBT ask 0.9, and with 50 more 1 % of all 230.
    ['180 XBT', 180 * XBT, 90_000_000, 180_000_000],
    ['230 XBT', 230 * XBT, 230_000_000, 345_000_000],
    ['at the limit', 200 * XBT, XBT, 2 * XBT],
    ['an atom above it', 200 * XBT + 1, 2 * XBT + 1, 3 * XBT + 1],
  ])('%s', (_, notional, maintenance, initial) => {
    expect(maintenanceAtoms(spec, notional)).toBe(maintenance);
    expect(initialAtoms(spec, notional, 25_000)).toBe(initial);
  });

  test('leverage may still ask for more', () => {
    expect(initialAtoms(spec, 100 * XBT, 1_000)).toBe(10 * XBT);
  });
});

describe('VAR-02 a ramp: rates that rise with the value', () => {
  const ramp = { tierMode: 'linear', tiers: [tier(0, 10_000, 20_000)] } as const;
  const spec = specOf('BTCUSD', { ...ramp, rampAtoms: 20_000 * XBT, mmIncludesCloseFee: false });

  test.each([
    // Deribit's own example: 1 % and 2 % + 0.005 % for each BTC.
    ['25 BTC at 1.125 % and 2.125 %', 25, 0.281_25, 0.531_25],
    ['350 BTC at 2.75 % and 3.75 %', 350, 9.625, 13.125],
    // 1 % of 8,000 + 8,000 / 2 - 20,000 / 16: beyond a quarter of the ramp it goes on straight.
    ['8,000 BTC', 8_000, 2_830, 2_910],
  ])('%s', (_, value, maintenance, initial) => {
    expect(maintenanceAtoms(spec, value * XBT)).toBe(maintenance * XBT);
    expect(initialAtoms(spec, value * XBT, 25_000)).toBe(initial * XBT);
  });

  test('closing relieves by the rate of the last atom', () => {
    // 1 % + 2 x 350 / 20,000, and at most half beyond the first rate.
    expect(tierRatePpm(spec.margin, 350 * XBT, 'maintenancePpm')).toBe(45_000);
    expect(tierRatePpm(spec.margin, 9_000 * XBT, 'maintenancePpm')).toBe(510_000);
  });
});

describe('VAR-02 a table that contradicts itself fits nobody', () => {
  const one = [tier(0, 10_000, 20_000)];
  test.each([
    ['a ramp without its value', { tierMode: 'linear', tiers: one }],
    ['a value without its ramp', { rampAtoms: 1_600 }],
    ['a ramp of two tiers', { tierMode: 'linear', rampAtoms: 1_600 }],
    ['a ramp whose sixteenth is no atom', { tierMode: 'linear', tiers: one, rampAtoms: 1_601 }],
    [
      'a ramp from half of the value',
      { tierMode: 'linear', tiers: [tier(0, 499_500, 500_000)], rampAtoms: 1_600 },
    ],
    [
      'steps that do not rise',
      { tierMode: 'step', tiers: [tier(0, 10_000, 20_000), tier(1_000_000, 10_000, 30_000)] },
    ],
  ] as [string, Partial<Margin>][])('%s', (_, change) => {
    expect(tiersFit(specOf('BTCUSDT', change))).toBe(false);
    expect(tiersFit(specOf('BTCUSDT'))).toBe(true);
  });
});

describe('VAR-03 maintenance of what was paid, and without the closing fee', () => {
  test('the fee inside it or not', () => {
    expect(maintenanceAtoms(specOf('BTCUSDT'), 6e10)).toBe(330_000_000);
    expect(maintenanceAtoms(specOf('BTCUSDT', { mmIncludesCloseFee: false }), 6e10)).toBe(3e8);
  });

  test('a slice is then sized without it too', () => {
    // 1.25 x 0.5 % - 0.25 % = 0.375 % a unit; 375 - 360 = 15 over it is 4,000: 69.8 lots of 57.3.
    const spec = specOf('BTCUSDT', { mmIncludesCloseFee: false });
    const bucket = { equityAtoms: 360_000_000, maintenanceAtoms: 300_000_000 };
    expect(sliceLots(spec, { lots: 1_000, notionalAtoms: 57_300_000_000 }, bucket)).toBe(70);
  });

  test('BitMEX’s own example: twenty ether from 1,000, 10,000 beside, end at 510 and 500', () => {
    const margin = { tiers: [tier(0, 10_000, 20_000)], mmIncludesCloseFee: false } as const;
    const spec = specOf('BTCUSDT', { ...margin, tierMode: 'step', mmBasis: 'entry' });
    // 0.01 ether a lot at ticks of 0.01 are 100 atoms: E = 10,000 - 20 x 490 = 200 = 1 % of 20,000.
    const position = { spec, scales: linear, lots: 2_000, costAtoms: 20_000_000_000 };
    expect(liquidationTicks({ ...position, otherAtoms: 10_000_000_000 })).toBe(50_999);
    expect(bankruptcyTicks(spec, linear, 2_000, 100_000, 10_000_000_000)).toBe(50_000);
  });
});

describe('VAR-02 the liquidation price where tiers are steps is the first from the mark', () => {
  const tiers = [tier(0, 10_000, 20_000), tier(60_000_000_000, 100_000, 200_000)];
  const spec = specOf('BTCUSDT', { tierMode: 'step', tiers, mmIncludesCloseFee: false });
  const held = { spec, scales: linear, lots: 1_000, costAtoms: 61_000_000_000, markTicks: 610_000 };

  test.each([
    // p - 54,500 = 10 % of p at 60,555.56.
    ['in the tier of the mark', 6_500, 605_555],
    // p - 53,800 = 10 % of p would be at 59,777.78, where 1 % is asked: 1 % of p at 54,343.43.
    ['in a lower one, where the leap saves it', 7_200, 543_434],
    // 10 % of 61,000 is 6,100.
    ['the mark itself, below which it is already', 6_050, 610_000],
    ['none, when all of it is paid', 61_000, 0],
  ])('%s', (_, beside, ticks) => {
    expect(liquidationTicks({ ...held, otherAtoms: beside * 1_000_000 })).toBe(ticks);
  });

  test('a short climbs them', () => {
    // From 59,000 with 6,000 beside: 65,000 - p = 10 % of p at 59,090.9, where still 1 % is asked;
    // at 60,000.1 it is 10 %.
    const short = { ...held, lots: -1_000, costAtoms: -59_000_000_000, markTicks: 590_000 };
    expect(liquidationTicks({ ...short, otherAtoms: 6_000_000_000 })).toBe(600_001);
  });
});

describe('VAR-04 what orders reserve beside initial margin', () => {
  type Cost = NonNullable<Margin['orderCost']>;
  const bid = { priceTicks: 603_000, lots: 1_000, reduceOnly: false };
  const asked = (orderCost: Cost, positionLots = 0): number =>
    sideRequirementAtoms({
      spec: specOf('BTCUSDT', { orderCost }),
      scales: linear,
      side: 1,
      positionLots,
      markTicks: 600_000,
      leverageX100: 2_000,
      orders: [bid],
      isolated: false,
    });

  test.each([
    // 3,015, gap 300, 30.15, and 0.05 % of 57,285.
    ['all of it', { gap: true, openFee: true, closeFee: 'bankruptcy' }, 3_373_792_500],
    ['as Bybit, no gap', { gap: false, openFee: true, closeFee: 'bankruptcy' }, 3_073_792_500],
    [
      'as BitMEX, the fees of the value',
      { gap: true, openFee: true, closeFee: 'value' },
      3_375.3e6,
    ],
    ['as Binance, the gap alone', { gap: true, openFee: false, closeFee: 'none' }, 3_315e6],
    ['as Hyperliquid, nothing', { gap: false, openFee: false, closeFee: 'none' }, 3_015e6],
  ] as [string, Cost, number][])('%s', (_, cost, expected) => {
    expect(asked(cost)).toBe(expected);
  });

  test('an order that reduces then costs nothing', () => {
    expect(asked({ gap: false, openFee: false, closeFee: 'none' }, -2_000)).toBe(0);
  });
});

describe('VAR-01, VAR-02, VAR-03 an instrument that is listed with them', () => {
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSD'),
    indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
  };
  const found = (change: Partial<Margin>): TestVenue => {
    const venue = TestVenue.found(resources, (spec) => ({
      ...plainPrices(spec),
      rounding: 'perContract',
      fees: { makerPpm: 0, takerPpm: 0 },
      margin: { ...spec.margin, ...change },
    }));
    venue.prices({ BTC: 60_000 });
    return venue;
  };

  test('trades at values that are rounded for each contract, on both sides alike', () => {
    const venue = found({});
    const funds = { XBT: 10 * XBT };
    const [buyer, seller] = [venue.open('buyer', { funds }), venue.open('seller', { funds })];
    venue.place(seller, 'BTCUSD', 'sell', 3, { priceTicks: 600_000 });
    venue.place(buyer, 'BTCUSD', 'buy', 3, { priceTicks: 600_000 });
    expect(venue.position(buyer, 'BTCUSD').costAtoms).toBe(-500_001);
    expect(venue.position(seller, 'BTCUSD').costAtoms).toBe(500_001);
  });

  test('is liquidated by what was paid, where that is the basis', () => {
    const venue = found({ mmBasis: 'entry', tierMode: 'step' });
    const house = venue.open('house', { kind: 'house', desk: 'house' });
    venue.mirror(house, 'XBT', 100 * XBT);
    // 3,000 contracts at 60,000 are 5.00001 XBT, of which 0.5 % is 2,500,005 atoms.
    const long = venue.open('long', { funds: { XBT: 50_000_000 } });
    venue.place(house, 'BTCUSD', 'sell', 3_000, { priceTicks: 600_000, by: 'house' });
    expect(venue.place(long, 'BTCUSD', 'buy', 3_000, { priceTicks: 600_000 }).code).toBe('OK');
    const { state } = venue.venue;
    const held = venue.position(long, 'BTCUSD');
    const liquidation = positionLiquidationTicks(state, venue.of(long), held);
    venue.prices({ BTC: (liquidation + 1) / 10 });
    expect(venue.take().some(({ kind }) => kind === 'liquidation.started')).toBe(false);
    venue.prices({ BTC: liquidation / 10 });
    const started = venue.take().find(({ kind }) => kind === 'liquidation.started');
    expect(started).toMatchObject({ subaccount: long, maintenanceAtoms: 2_500_005 });
  });

  test('COLL-03 asks it of a position in a pool too', () => {
    const venue = TestVenue.found(
      { ...resources, collateral: collateral.collateral.slice(0, 2) },
      (spec) => ({
        ...plainPrices(spec),
        fees: { makerPpm: 0, takerPpm: 0 },
        margin: { ...spec.margin, mmBasis: 'entry' },
      }),
    );
    venue.prices({ BTC: 60_000 });
    const house = venue.open('house', { kind: 'house', desk: 'house' });
    venue.mirror(house, 'XBT', 100 * XBT);
    const pool = venue.open('pool', { mode: 'multiAsset', funds: { XBT } });
    venue.trade({ buyer: pool, seller: house }, 'BTCUSD', 600, 600_000);
    venue.prices({ BTC: 50_000 });
    // A bitcoin was paid, of which 0.5 % at 50,000 are 250; of the 1.2 that it is worth, 300.
    const { bucket } = venue.balance(pool, 'USDT');
    expect(bucketFigures(venue.venue.state, bucket).maintenanceAtoms).toBe(250_000_000);
  });
});
