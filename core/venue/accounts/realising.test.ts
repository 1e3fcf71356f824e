/**
 * Results that are realised at the mark, with worked numbers: BTCUSDT at 60,000, of which 1,000
 * lots are a bitcoin. The venue begins 30 seconds after 00:00 UTC.
 */
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { bucketFigures, positionMaintenanceAtoms } from '../margin/buckets.ts';
import { positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { withdrawableAtoms } from '../margin/withdrawable.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';
import { liquidationPriceFault } from '../testing/watch.ts';
import { enteredAtoms, nextRealisationUs, realisationFits } from './realised.ts';

const USDT = 1_000_000;
const MINUTE_US = 60_000_000;
const TEN = { everyMinutes: 10, atMinute: 0 } as const;
/** As Deribit, but at two minutes past midnight. */
const DAILY = { everyMinutes: 1_440, atMinute: 2, leaves: 'whenRealised' } as const;

function found(change: Partial<InstrumentSpec>, only = 'BTCUSDT'): TestVenue {
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments,
    indices: indices.replay,
  };
  const venue = TestVenue.found(resources, (spec) => {
    const { adl: _, insurance: _1, ...plain } = plainPrices(spec);
    const free = { ...plain, fees: { makerPpm: 0, takerPpm: 0 } };
    return spec.symbol === only ? { ...free, ...change } : free;
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  return venue;
}

/** A trader who has bought lots at 60,000 of the house, and both. */
function bought(venue: TestVenue, lots: number, usdt = 10_000) {
  const house = venue.open('house', { kind: 'house' });
  const trader = venue.open('trader', { funds: { USDT: usdt * USDT } });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', lots, 600_000);
  return { house, trader };
}

/** Minutes with a price every four seconds, so that the feed is not silent. */
function pass(venue: TestVenue, minutes: number, btc: number): void {
  for (let n = 0; n < 15 * minutes; n++) venue.prices({ BTC: btc, ETH: 3_000 }, 4_000_000);
}

const wallet = (venue: TestVenue, who: number): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(who, 'USDT');
  return (mirroredAtoms + unsettledAtoms) / USDT;
};
const entered = (venue: TestVenue, who: number): number =>
  enteredAtoms(venue.instrument('BTCUSDT'), venue.position(who, 'BTCUSDT')) / USDT;
const cost = (venue: TestVenue, who: number): number =>
  venue.position(who, 'BTCUSDT').costAtoms / USDT;
const figures = (venue: TestVenue, who: number) =>
  bucketFigures(venue.venue.state, venue.balance(who, 'USDT').bucket);
const leaves = (venue: TestVenue, who: number): number =>
  withdrawableAtoms(venue.venue.state, venue.of(who), 1) / USDT;

describe('VAR-42 results are realised at the mark, on a grid of the day', () => {
  test('the grid is from 00:00 UTC, and its next moment is to come', () => {
    const day = START_US - 30_000_000;
    expect(nextRealisationUs(TEN, START_US)).toBe(day + 10 * MINUTE_US);
    expect(nextRealisationUs(TEN, day + 10 * MINUTE_US)).toBe(day + 20 * MINUTE_US);
    expect(nextRealisationUs(DAILY, START_US)).toBe(day + 2 * MINUTE_US);
    expect(nextRealisationUs(DAILY, day + 2 * MINUTE_US)).toBe(day + 1_442 * MINUTE_US);
  });

  test('every ten minutes U goes into the wallet, and the value is what it cost', () => {
    const venue = found({ realisation: TEN });
    const { trader } = bought(venue, 1_000);
    venue.prices({ BTC: 61_000 });
    expect([wallet(venue, trader), cost(venue, trader)]).toEqual([10_000, 60_000]);
    const before = figures(venue, trader);
    venue.take();
    pass(venue, 10, 61_000);
    expect([wallet(venue, trader), cost(venue, trader)]).toEqual([11_000, 61_000]);
    expect(venue.position(trader, 'BTCUSDT').realisedAtoms).toBe(1_000 * USDT);
    expect(figures(venue, trader)).toEqual({ ...before, walletAtoms: 11_000 * USDT });
    expect(venue.take('position.realised')).toMatchObject([
      { subaccount: trader, amountAtoms: 1_000 * USDT, enteredAtoms: 60_000 * USDT },
    ]);
    expect(venue.venue.conservationBreach()).toBeNull();
    // A loss is realised likewise.
    pass(venue, 10, 58_000);
    expect([wallet(venue, trader), cost(venue, trader)]).toEqual([8_000, 58_000]);
    expect(entered(venue, trader)).toBe(60_000);
  });

  test('what it was entered at goes with its lots, and ends with the position', () => {
    const venue = found({ realisation: TEN });
    const { house, trader } = bought(venue, 1_000);
    pass(venue, 10, 61_000);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 250, 612_000);
    // A quarter of 61,000 was released for 15,300.
    expect([cost(venue, trader), entered(venue, trader)]).toEqual([45_750, 45_000]);
    expect(venue.position(trader, 'BTCUSDT').realisedAtoms).toBe(1_050 * USDT);
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 250, 612_000);
    expect([cost(venue, trader), entered(venue, trader)]).toEqual([61_050, 60_300]);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_500, 612_000);
    expect([cost(venue, trader), entered(venue, trader)]).toEqual([-30_600, -30_600]);
    expect(venue.instrument('BTCUSDT').realised?.carried).toEqual({});
  });

  test('maintenance and liquidation price follow what was paid, at an unchanged mark', () => {
    const tiers = [{ floorAtoms: 0, maintenancePpm: 10_000, initialPpm: 20_000 }];
    const { margin } = found({}).instrument('BTCUSDT').spec;
    const venue = found({ realisation: TEN, margin: { ...margin, tiers, mmBasis: 'entry' } });
    const { trader } = bought(venue, 1_000, 5_000);
    const price = () => {
      expect(liquidationPriceFault(venue.venue.state)).toBeNull();
      const position = venue.position(trader, 'BTCUSDT');
      return positionLiquidationTicks(venue.venue.state, venue.of(trader), position) / 10;
    };
    venue.prices({ BTC: 66_000 });
    // 5,000 less 600 below 60,000: the first tick below 55,600.
    expect(price()).toBe(55_599.9);
    pass(venue, 10, 66_000);
    // 11,000 less 660 below 66,000.
    expect(price()).toBe(55_659.9);
    const { instrument, position } = {
      instrument: venue.instrument('BTCUSDT'),
      position: venue.position(trader, 'BTCUSDT'),
    };
    expect(positionMaintenanceAtoms(instrument, position)).toBe(660 * USDT);
  });

  test('isolated positions and the house keep what they cost', () => {
    const venue = found({ realisation: TEN });
    const house = venue.open('house', { kind: 'house' });
    const funds = { USDT: 10_000 * USDT };
    const trader = venue.open('trader', { mode: 'isolated', funds });
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    pass(venue, 10, 61_000);
    expect([cost(venue, trader), cost(venue, house)]).toEqual([60_000, -60_000]);
  });

  test('it waits for a price that liquidates, is done once, and outlives a snapshot', () => {
    const venue = found({ realisation: TEN });
    const { trader } = bought(venue, 1_000);
    const hold = { kind: 'price.status', index: 1, to: 'HOLD' } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: hold }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    pass(venue, 25, 61_000);
    expect(cost(venue, trader)).toBe(60_000);
    const free = { kind: 'price.status', index: 1, to: 'rules' } as const;
    const given = venue.ok({ kind: 'proposal.open', command: free }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal: given }, { by: 'secondRisk' });
    for (let n = 0; n < 300 && cost(venue, trader) === 60_000; n++) venue.prices({ BTC: 61_000 });
    expect([cost(venue, trader), entered(venue, trader)]).toEqual([61_000, 60_000]);
    const again = venue.reloaded();
    expect(again.meaning()).toBe(venue.meaning());
    expect(entered(again, trader)).toBe(60_000);
  });

  test('a grid divides the day, begins within itself, and is of a contract of ours', () => {
    for (const change of [{ everyMinutes: 7 }, { everyMinutes: 10, atMinute: 10 }]) {
      expect(() => found({ realisation: { ...TEN, ...change } })).toThrow(/INVALID_SPEC/);
    }
    expect(realisationFits({ realisation: TEN, contract: 'spot' })).toBe(false);
  });
});

describe('VAR-43 results that leave when they are realised', () => {
  test('what was gained since the last is margin, and leaves at the next', () => {
    const venue = found({ realisation: DAILY });
    const { house, trader } = bought(venue, 1_000, 20_000);
    venue.prices({ BTC: 62_000 });
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 620_000);
    expect(figures(venue, trader).equityAtoms).toBe(22_000 * USDT);
    expect([wallet(venue, trader), leaves(venue, trader)]).toEqual([22_000, 20_000]);
    pass(venue, 2, 62_000);
    expect(leaves(venue, trader)).toBe(22_000);
  });

  test('a loss leaves at once, and gains are held beyond it', () => {
    const venue = found({ realisation: DAILY });
    const { house, trader } = bought(venue, 1_000, 20_000);
    venue.prices({ BTC: 59_000 });
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 590_000);
    expect(leaves(venue, trader)).toBe(19_000);
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 590_000);
    venue.prices({ BTC: 62_000 });
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 1_000, 620_000);
    // 2,000 more than at the beginning.
    expect([wallet(venue, trader), leaves(venue, trader)]).toEqual([22_000, 20_000]);
  });

  test('what is open then is settled, and no transfer takes more before', () => {
    const venue = found({ realisation: DAILY });
    const { house, trader } = bought(venue, 1_000, 20_000);
    const { account } = venue.of(trader);
    const other = venue.open('other', { account, owner: 9 });
    venue.prices({ BTC: 62_000 });
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 500, 620_000);
    const transfer = (amountAtoms: number) =>
      venue.code({ kind: 'transfer', from: trader, to: other, asset: 1, amountAtoms });
    // 21,000 are there, 1,000 of them from this session; 10 % of 31,000 are more than is asked.
    expect([wallet(venue, trader), leaves(venue, trader)]).toEqual([21_000, 18_900]);
    expect(transfer(18_900 * USDT + 1)).not.toBe('OK');
    pass(venue, 2, 62_000);
    expect([wallet(venue, trader), leaves(venue, trader)]).toEqual([22_000, 18_900]);
    venue.trade({ buyer: house, seller: trader }, 'BTCUSDT', 500, 620_000);
    expect(leaves(venue, trader)).toBe(22_000);
    expect(transfer(22_000 * USDT)).toBe('OK');
  });

  test('what a contract that has settled gained leaves at its next moment too', () => {
    const venue = found({ realisation: DAILY });
    const { trader } = bought(venue, 1_000, 20_000);
    venue.prices({ BTC: 62_000 });
    const command = { kind: 'instrument.settle', instrument: 1, note: 'delisted' } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    expect([wallet(venue, trader), leaves(venue, trader)]).toEqual([22_000, 20_000]);
    pass(venue, 2, 62_000);
    expect(leaves(venue, trader)).toBe(22_000);
  });
});
