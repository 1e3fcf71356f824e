/**
 * A future whose price is at most 80,000, paid for in full by both sides. BTCUSDT: 1,000 lots are
 * a bitcoin. A short posts what is left of the cap, and 0.05 % of the cap, an atom a lot, to close.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../commands.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';
import { bucketFigures, freeAtoms, positionBankruptcyTicks } from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';
import { capFits, postedAtoms } from './capped.ts';
import { giftsOf, givableAtoms } from '../liquidation/giving.ts';

const USDT = 1_000_000;
const MINUTE_US = 60_000_000;
const CAP = 800_000;
/** What a short of a bitcoin keeps to close: 40, and a thousand atoms. */
const RESERVE = 40.001;
const ends = (minutes: number) => ({
  expiresUs: START_US - 30_000_000 + minutes * MINUTE_US,
  feePpm: 0,
  farBandPpm: 0,
  farDays: 1,
});

function found(change: Partial<InstrumentSpec> = {}, start = 60_000, isPooled = false): TestVenue {
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments.filter(({ settleAsset }) => settleAsset === 'USDT'),
    indices: indices.replay,
    ...(isPooled && { collateral: collateral.collateral, portfolio: collateral.portfolio }),
  };
  const venue = TestVenue.found(resources, (spec) => {
    const plain = plainPrices(spec);
    if (spec.symbol !== 'BTCUSDT') return plain;
    const fees = { makerPpm: 0, takerPpm: 500 };
    return { ...plain, fees, expiry: ends(40), capTicks: CAP, ...change };
  });
  venue.prices({ BTC: start, ETH: 3_000 });
  return venue;
}

const open = (venue: TestVenue, label: string, usdt: number, more = {}): number =>
  venue.open(label, { funds: { USDT: usdt * USDT }, ...more });
const allocated = (venue: TestVenue, who: number): number =>
  venue.position(who, 'BTCUSDT').allocatedAtoms / USDT;
const equity = (venue: TestVenue, who: number) =>
  bucketFigures(venue.venue.state, venue.position(who, 'BTCUSDT').bucket);
const wallet = (venue: TestVenue, who: number): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(who, 'USDT');
  return (mirroredAtoms + unsettledAtoms) / USDT;
};

/** A bitcoin between two who have 70,000 and 21,000, at 60,000. */
function dealt(venue: TestVenue) {
  const [long, short] = [open(venue, 'long', 70_000), open(venue, 'short', 21_000)];
  venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
  return { long, short };
}

describe('VAR-46 a capped future is paid for in full by both sides', () => {
  test('a long posts its price, and a short what is left of the cap', () => {
    const venue = found();
    const { long, short } = dealt(venue);
    expect([allocated(venue, long), allocated(venue, short)]).toEqual([60_000, 20_000 + RESERVE]);
    expect(postedAtoms(venue.instrument('BTCUSDT'), 1, 1_000, 1)).toBe(0.1 * USDT);
    expect(postedAtoms(venue.instrument('BTCUSDT'), -1, 1_000, CAP)).toBe(RESERVE * USDT);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('no price calls or liquidates anybody, and there is none to tell', () => {
    const venue = found();
    const { long, short } = dealt(venue);
    venue.take();
    for (const price of [58_500, 57_100, 55_700, 54_400]) venue.prices({ BTC: price });
    expect(equity(venue, long)).toMatchObject({
      equityAtoms: 54_400 * USDT,
      maintenanceAtoms: 0,
    });
    for (let price = 55_500; price < 84_000; price *= 1.02) venue.prices({ BTC: price });
    expect(venue.instrument('BTCUSDT').markTicks).toBe(CAP);
    expect(equity(venue, short).equityAtoms).toBe(RESERVE * USDT);
    expect(venue.take().filter(({ kind }) => /^(call|liquidation)\./.test(kind))).toEqual([]);
    for (const who of [long, short]) {
      const position = venue.position(who, 'BTCUSDT');
      const { state } = venue.venue;
      expect(positionLiquidationTicks(state, venue.of(who), position)).toBe(0);
      const figures = equity(venue, who);
      const instrument = venue.instrument('BTCUSDT');
      expect(positionBankruptcyTicks(state, instrument, position, figures)).toBe(0);
    }
  });

  test('orders keep what they would post, with the fee, of money that is there', () => {
    const venue = found();
    const seller = open(venue, 'seller', 21_000);
    const before = freeAtoms(venue.venue.state, venue.of(seller), 1);
    venue.place(seller, 'BTCUSDT', 'sell', 1_000, { priceTicks: 600_000 });
    // 20,000 and the reserve; 30 to open, and an atom a lot.
    const kept = (before - freeAtoms(venue.venue.state, venue.of(seller), 1)) / USDT;
    expect(kept).toBe(20_000 + RESERVE + 30.001);
    const more = venue.place(seller, 'BTCUSDT', 'sell', 50, { priceTicks: 600_000 });
    expect(more.code).toBe('INSUFFICIENT_MARGIN');
    // Nothing is offered or bid beyond the cap.
    const beyond = found({ expiry: ends(40) }, 79_900);
    const buyer = open(beyond, 'buyer', 100_000);
    const bid = beyond.place(buyer, 'BTCUSDT', 'buy', 1, { priceTicks: CAP + 1 });
    expect(bid.code).toBe('OUTSIDE_BAND');
    expect(beyond.place(buyer, 'BTCUSDT', 'buy', 1, { priceTicks: CAP }).code).toBe('OK');
  });

  test('a maker trades what it can pay for as it trades, and the rest of it goes', () => {
    const venue = found();
    const house = venue.open('house', { kind: 'house' });
    const [long, maker] = [open(venue, 'long', 70_000), open(venue, 'maker', 21_000)];
    venue.place(maker, 'BTCUSDT', 'sell', 1_000, { priceTicks: 600_000 });
    // Ether bought beside it loses some 1,500.
    venue.trade({ buyer: maker, seller: house }, 'ETHUSDT', 5_000, 300_000);
    for (const ether of [2_925, 2_850, 2_775, 2_700]) venue.prices({ BTC: 60_000, ETH: ether });
    const { equityAtoms, maintenanceAtoms } = bucketFigures(
      venue.venue.state,
      venue.balance(maker, 'USDT').bucket,
    );
    const each = postedAtoms(venue.instrument('BTCUSDT'), -1, 1, 600_000) + 0.03 * USDT;
    const pays = Math.floor((equityAtoms - maintenanceAtoms) / each);
    expect(pays).toBeGreaterThan(900);
    expect(pays).toBeLessThan(1_000);
    venue.take();
    venue.place(long, 'BTCUSDT', 'buy', 1_000, { priceTicks: 600_000 });
    expect(venue.position(maker, 'BTCUSDT').lots).toBe(-pays);
    expect(allocated(venue, maker)).toBeCloseTo((pays * (20_000 + RESERVE)) / 1_000, 6);
    expect(venue.take('order.cancelled')).toMatchObject([
      { subaccount: maker, remainingLots: 1_000 - pays, reason: 'unfunded' },
    ]);
  });

  test('it stands by itself beside a pool too', () => {
    const venue = found({}, 60_000, true);
    const house = venue.open('house', { kind: 'house' });
    const trader = open(venue, 'pool', 70_000, { mode: 'multiAsset' });
    expect(venue.position(trader, 'BTCUSDT').mode).toBe('isolated');
    venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1_000, 600_000);
    expect(allocated(venue, trader)).toBe(60_000);
    const more = venue.place(trader, 'BTCUSDT', 'buy', 200, { priceTicks: 600_000 });
    expect(more.code).toBe('INSUFFICIENT_MARGIN');
    venue.ok({ kind: 'subaccount.mode', subaccount: open(venue, 'idle', 1), mode: 'multiAsset' });
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('what it ends at is paid out, and beyond the cap the cap is', () => {
    const settle = (price: number): readonly number[] => {
      const venue = found({ expiry: ends(31) });
      const { long, short } = dealt(venue);
      for (let now = 60_000; Math.abs(now - price) > 1;) {
        now += Math.sign(price - now) * Math.min(Math.abs(price - now), 1_200);
        venue.prices({ BTC: now });
      }
      while (venue.instrument('BTCUSDT').state !== 'settled') {
        venue.prices({ BTC: price }, 4_000_000);
      }
      expect(venue.venue.conservationBreach()).toBeNull();
      return [wallet(venue, long), wallet(venue, short)];
    };
    // The buyer has paid 30 as a taker. What the minute of the move shows is in the mean.
    const [long = 0, short = 0] = settle(86_400);
    expect([long, short]).toEqual([70_000 - 30 + 20_000, 21_000 - 20_000]);
  });

  test('leverage, mode and margin are not set', () => {
    const venue = found();
    const { long } = dealt(venue);
    const who = { subaccount: long, instrument: venue.instrument('BTCUSDT').id } as const;
    const codes = [
      venue.code({ kind: 'position.leverage', ...who, leverageX100: 500 }),
      venue.code({ kind: 'position.isolate', ...who, isolated: false }),
      venue.code({ kind: 'position.transferMargin', ...who, amountAtoms: USDT }),
    ];
    expect(codes).toEqual(['PAID_IN_FULL', 'PAID_IN_FULL', 'PAID_IN_FULL']);
    const idle = open(venue, 'idle', 1_000, { mode: 'isolated' });
    venue.ok({ kind: 'subaccount.mode', subaccount: idle, mode: 'cross' }, { by: 'risk' });
    expect(venue.position(idle, 'BTCUSDT').mode).toBe('isolated');
    expect(venue.position(idle, 'ETHUSDT').mode).toBe('cross');
  });

  test('who holds nothing of it has headroom beside it as ever', () => {
    const venue = found();
    const house = venue.open('house', { kind: 'house' });
    const trader = open(venue, 'trader', 100_000);
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 10, 300_000);
    const { holders } = venue.instrument('ETHUSDT');
    expect(holders.hasRoom(trader)).toBe(true);
    venue.place(trader, 'BTCUSDT', 'buy', 100, { priceTicks: 590_000 });
    expect(holders.hasRoom(trader)).toBe(false);
  });

  test('a cap is of a contract that ends, by itself', () => {
    const { spec } = found().instrument('BTCUSDT');
    expect(capFits(spec)).toBe(true);
    const wrong: readonly Partial<InstrumentSpec>[] = [
      { contract: 'inverse' },
      { fees: { ...spec.fees, takerPartsPpm: [500] } },
      { realisation: { everyMinutes: 10, atMinute: 0 } },
      { fees: { ...spec.fees, makerPpm: 501 } },
      { expiry: { ...ends(40), ramp: { days: 1, ratePpm: 1 } } },
      // Levels would release what was posted, and a loss be borne of it.
      { equity: { levels: { searchPpm: 1e6, initialPpm: 2e6, releasePpm: 3e6 } } },
      { insurance: { lossMode: 'socialise' } },
      { insurance: { lossMode: 'funding' } },
    ];
    for (const change of wrong) expect(capFits({ ...spec, ...change })).toBe(false);
    const { expiry: _, ...endless } = spec;
    expect(capFits(endless)).toBe(false);
  });

  test('no loss of others is paid of what was posted', () => {
    const venue = found();
    const { short } = dealt(venue);
    venue.prices({ BTC: 59_000 });
    const { state } = venue.venue;
    const most = 30_000 * USDT;
    expect(givableAtoms(state, venue.of(short), venue.position(short, 'BTCUSDT'), most)).toBe(0);
    // Of the 21,000 that it had, 959.999 are beside what it posted.
    const gifts = giftsOf(state, venue.of(short), 1, most);
    expect(gifts).toEqual([{ position: null, atoms: 959.999 * USDT }]);
  });

  test('nothing of what was posted is given for a loss of the day', () => {
    const venue = found();
    const { long } = dealt(venue);
    venue.prices({ BTC: 61_000 });
    const { state } = venue.venue;
    const gifts = giftsOf(state, venue.of(long), 1, 50_000 * USDT);
    // 10,000 were left beside it, less 30 of fee.
    expect(gifts).toEqual([{ position: null, atoms: 9_970 * USDT }]);
  });

  test('whatever trades at whatever prices, nobody owes anything', () => {
    const deal = fc.record({
      lots: fc.integer({ min: 1, max: 700 }),
      ticks: fc.integer({ min: 560_000, max: CAP }),
      isBuy: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(deal, { maxLength: 25 }), (deals) => {
        const venue = found({
          bands: { innerPpm: 500_000, outerPpm: 500_000, markPpm: 0, basisTauS: 1 },
        });
        const both = [open(venue, 'one', 90_000), open(venue, 'other', 90_000)] as const;
        for (const { lots, ticks, isBuy } of deals) {
          const [buyer, seller] = isBuy ? both : [both[1], both[0]];
          venue.place(seller, 'BTCUSDT', 'sell', lots, { priceTicks: ticks });
          venue.place(buyer, 'BTCUSDT', 'buy', lots, { priceTicks: ticks, timeInForce: 'ioc' });
          venue.ok({ kind: 'order.cancelAll', subaccount: seller });
          expect(venue.venue.conservationBreach()).toBeNull();
          const instrument = venue.instrument('BTCUSDT');
          const { markTicks } = instrument;
          for (const price of [1, 600_000, CAP]) {
            instrument.markTicks = price;
            for (const who of both) {
              expect(equity(venue, who).equityAtoms).toBeGreaterThanOrEqual(0);
              const beside = bucketFigures(venue.venue.state, venue.balance(who, 'USDT').bucket);
              expect(beside.equityAtoms).toBeGreaterThanOrEqual(0);
            }
          }
          instrument.markTicks = markTicks;
        }
      }),
      { numRuns: process.env.BULKHEAD_LONG === '1' ? 1_000 : 25 },
    );
  });
});
