/**
 * What margin may be asked beyond the tiers of a value, with worked numbers: by open interest, by
 * the last days of a contract, by a risk limit. BTCUSDT at 60,000: 1,000 lots are a bitcoin.
 */
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command, InstrumentSpec } from '../commands.ts';
import { DATED, listDated } from '../testing/dated.ts';
import { plainPrices, START_US, TestVenue } from '../testing/test-venue.ts';
import { bucketFigures, freeAtoms, positionMaintenanceAtoms } from './buckets.ts';
import { positionLiquidationTicks } from './liquidation-price.ts';

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ settleAsset }) => settleAsset === 'USDT'),
  indices: indices.replay,
};
const USDT = 1_000_000;
const SECOND_US = 1_000_000;
const DAY_US = 86_400 * SECOND_US;
type Margin = InstrumentSpec['margin'];

function found(change: Partial<Margin>, more: Partial<InstrumentSpec> = {}): TestVenue {
  const venue = TestVenue.found(resources, (spec) => {
    const plain = plainPrices(spec);
    if (spec.symbol !== 'BTCUSDT') return plain;
    return { ...plain, ...more, margin: { ...spec.margin, ...change } };
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  return venue;
}

const house = (venue: TestVenue): number => venue.open('house', { kind: 'house' });
const rich = (venue: TestVenue, label: string, usdt = 100_000): number =>
  venue.open(label, { funds: { USDT: usdt * USDT } });
const figures = (venue: TestVenue, subaccount: number) =>
  bucketFigures(venue.venue.state, venue.balance(subaccount, 'USDT').bucket);
const maintenance = (venue: TestVenue, subaccount: number, symbol = 'BTCUSDT'): number =>
  positionMaintenanceAtoms(venue.instrument(symbol), venue.position(subaccount, symbol)) / USDT;

/** A liquidation price holds: a tick before it nothing begins, and at it a liquidation does. */
function confirm(venue: TestVenue, subaccount: number, symbol = 'BTCUSDT'): void {
  const position = venue.position(subaccount, symbol);
  const ticks = positionLiquidationTicks(venue.venue.state, venue.of(subaccount), position);
  const way = Math.sign(position.lots);
  venue.take();
  venue.prices({ BTC: (ticks + way) / 10 });
  const started = () =>
    venue.take('liquidation.started').filter((event) => event['subaccount'] === subaccount);
  expect(started()).toEqual([]);
  venue.prices({ BTC: ticks / 10 });
  expect(started()).toHaveLength(1);
}

describe('VAR-15 initial rates that rise with open interest', () => {
  const caps = { openInterest: { lowerAtoms: 60_000 * USDT, upperAtoms: 120_000 * USDT } };
  /** What an order of 6,000 takes of what somebody has free, while others hold so many lots. */
  const taken = (venue: TestVenue, heldLots: number): number => {
    const [holder, trader] = [rich(venue, 'holder'), rich(venue, 'trader')];
    if (heldLots > 0) {
      const seller = house(venue);
      venue.trade({ buyer: holder, seller }, 'BTCUSDT', heldLots, 600_000);
    }
    const free = (): number => freeAtoms(venue.venue.state, venue.of(trader), 1) / USDT;
    const before = free();
    venue.place(trader, 'BTCUSDT', 'buy', 100, { priceTicks: 600_000 });
    return before - free();
  };

  test.each([
    // 5 % by leverage, 3 for opening and 0.05 % of 5,700.
    ['none of it', {}, 1_500, 305.85],
    ['up to the lower cap', caps, 1_000, 305.85],
    // 1 % + 99 % x 30 / 60 = 50.5 %: 3,030, and 0.05 % of 2,970.
    ['half way', caps, 1_500, 3_034.485],
    ['from the upper cap on all of it', caps, 2_000, 6_003],
  ] as [string, Partial<Margin>, number, number][])('%s', (_, change, heldLots, asked) => {
    expect(taken(found(change), heldLots)).toBeCloseTo(asked, 6);
  });

  test('maintenance does not rise with it, and the liquidation price holds', () => {
    const venue = found(caps);
    const trader = rich(venue, 'trader', 5_000);
    venue.trade({ buyer: trader, seller: house(venue) }, 'BTCUSDT', 1_000, 600_000);
    const other = rich(venue, 'other');
    venue.trade({ buyer: other, seller: 5 }, 'BTCUSDT', 400, 600_000);
    expect(maintenance(venue, trader)).toBe(330);
    confirm(venue, trader);
  });

  test('MARG-12 nothing is granted in it, nor elsewhere to who has something in it', () => {
    const venue = found(caps);
    const [holder, trader] = [rich(venue, 'holder'), rich(venue, 'trader')];
    const room = (subaccount: number): boolean[] =>
      ['BTCUSDT', 'ETHUSDT'].map((symbol) => venue.instrument(symbol).holders.hasRoom(subaccount));
    venue.place(trader, 'ETHUSDT', 'buy', 10, { priceTicks: 299_000 });
    expect(room(trader)).toEqual([false, true]);
    venue.place(holder, 'BTCUSDT', 'buy', 10, { priceTicks: 599_000 });
    venue.place(holder, 'ETHUSDT', 'buy', 10, { priceTicks: 299_000 });
    expect(room(holder)).toEqual([false, false]);
  });

  test('caps that do not rise are not listed', () => {
    const openInterest = { lowerAtoms: 5, upperAtoms: 5 };
    expect(() => found({ openInterest })).toThrow(/INVALID_SPEC/);
  });
});

describe('VAR-16 margin that rises by daily steps before the end', () => {
  const ramp = { days: 2, ratePpm: 30_001 };
  /** A minute and a half before the first of two steps, of which the last is 3.0001 %. */
  const expiresUs = START_US + 2 * DAY_US + 90 * SECOND_US;
  const ending = (more: Partial<typeof ramp> = {}): TestVenue => {
    const venue = found({});
    const expiry = {
      expiresUs,
      feePpm: 0,
      farBandPpm: 0,
      farDays: 1,
      ramp: { ...ramp, ...more },
    };
    listDated(venue, expiresUs, { expiry });
    venue.prices({ BTC: 60_000 });
    return venue;
  };
  const pass = (venue: TestVenue, seconds: number): void => {
    for (let n = 0; n < seconds; n += 2) venue.prices({ BTC: 60_000 }, 2 * SECOND_US);
  };

  test('asks more of everybody who holds it, at once, and of who did not move otherwise', () => {
    const venue = ending();
    const [trader, poor] = [rich(venue, 'trader', 9_000), rich(venue, 'poor', 3_300)];
    const seller = house(venue);
    for (const buyer of [trader, poor]) {
      venue.trade({ buyer, seller }, DATED, 1_000, 600_000);
    }
    pass(venue, 60);
    expect(maintenance(venue, trader, DATED)).toBe(330);
    expect(figures(venue, poor).equityAtoms).toBe(3_270 * USDT);
    pass(venue, 40);
    // 0.55 % and half of 3.0001 %, to the next ppm: 1.5001 %.
    expect(maintenance(venue, trader, DATED)).toBeCloseTo(1_230.06, 6);
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
    venue.take();
    confirm(venue, trader, DATED);
  });

  test('liquidates by the calendar alone, where a step is more than there is', () => {
    const venue = ending({ ratePpm: 200_000 });
    const trader = rich(venue, 'trader', 4_000);
    venue.trade({ buyer: trader, seller: house(venue) }, DATED, 1_000, 600_000);
    pass(venue, 60);
    venue.take();
    pass(venue, 40);
    expect(venue.take('liquidation.started')).toMatchObject([{ subaccount: trader }]);
  });

  test('grants no headroom from its first step on', () => {
    const venue = ending();
    const trader = rich(venue, 'trader');
    const room = (): boolean => venue.instrument(DATED).holders.hasRoom(trader);
    venue.place(trader, DATED, 'buy', 10, { priceTicks: 599_000 });
    expect(room()).toBe(true);
    pass(venue, 100);
    venue.place(trader, DATED, 'buy', 10, { priceTicks: 599_000 });
    expect(room()).toBe(false);
  });

  test('a ramp that ends above all of the value is not listed', () => {
    expect(() => ending({ ratePpm: 999_000 })).toThrow(/INVALID_SPEC/);
  });
});

const tier = (floor: number, maintenancePpm: number, initialPpm: number) => ({
  floorAtoms: floor * USDT,
  maintenancePpm,
  initialPpm,
});
const tiers = [
  tier(0, 5_000, 10_000),
  tier(100_000, 10_000, 20_000),
  tier(200_000, 20_000, 40_000),
];
const steps = { tierMode: 'step', tiers } as const;

describe('VAR-17 a risk limit that is chosen', () => {
  const choose = (subaccount: number, number: number): Command => ({
    kind: 'position.riskLimit',
    subaccount,
    instrument: 1,
    tier: number,
  });
  const bid = (venue: TestVenue, subaccount: number, lots: number) =>
    venue.place(subaccount, 'BTCUSDT', 'buy', lots, { priceTicks: 600_000 });

  test('refuses what position and orders would be worth beyond it', () => {
    const venue = found({ ...steps, riskLimit: 'refused' });
    const trader = rich(venue, 'trader');
    expect(bid(venue, trader, 1_000).code).toBe('OK');
    expect(bid(venue, trader, 667)).toMatchObject({
      code: 'OVER_RISK_LIMIT',
      detail: 100_000 * USDT,
    });
    expect(bid(venue, trader, 666).code).toBe('OK');
    // The other side is another: 99,960 are bid, and nothing is offered yet.
    expect(venue.place(trader, 'BTCUSDT', 'sell', 10, { priceTicks: 601_000 }).code).toBe('OK');
    venue.ok(choose(trader, 2));
    expect(bid(venue, trader, 1).code).toBe('OK');
    expect(venue.code(choose(trader, 1))).toBe('OVER_RISK_LIMIT');
  });

  test('asks by its tier, however small the position is', () => {
    const venue = found({ ...steps, riskLimit: 'refused' });
    const trader = rich(venue, 'trader', 9_000);
    venue.trade({ buyer: trader, seller: house(venue) }, 'BTCUSDT', 1_000, 600_000);
    expect(maintenance(venue, trader)).toBe(330);
    venue.ok(choose(trader, 3));
    expect(venue.take('position.riskLimit')).toMatchObject([{ subaccount: trader, tier: 3 }]);
    // 2 % and the closing fee of 0.05 %.
    expect(maintenance(venue, trader)).toBe(1_230);
    const loaded = venue.reloaded();
    expect(maintenance(loaded, trader)).toBe(1_230);
    expect(loaded.meaning()).toBe(venue.meaning());
    confirm(venue, trader);
  });

  test('is not raised without the margin that it asks, and then stays as it was', () => {
    const venue = found({ ...steps, riskLimit: 'refused' });
    const trader = rich(venue, 'trader', 1_500);
    venue.ok({ kind: 'position.leverage', subaccount: trader, instrument: 1, leverageX100: 5_000 });
    venue.trade({ buyer: trader, seller: house(venue) }, 'BTCUSDT', 1_000, 600_000);
    // 4 % of 60,000 and 0.05 % of 57,600, of 1,470.
    const before = venue.meaning();
    expect(venue.apply(choose(trader, 3))).toMatchObject({
      code: 'INSUFFICIENT_MARGIN',
      detail: 958_800_000,
    });
    expect(venue.meaning()).toBe(before);
    expect(venue.code(choose(trader, 2))).toBe('OK');
  });

  test('raised, it is the least that is asked by, and refuses nothing', () => {
    const venue = found({ ...steps, riskLimit: 'raised' });
    const trader = rich(venue, 'trader');
    const seller = house(venue);
    venue.ok(choose(trader, 2));
    venue.trade({ buyer: trader, seller }, 'BTCUSDT', 1_000, 600_000);
    expect(maintenance(venue, trader)).toBe(630);
    venue.trade({ buyer: trader, seller }, 'BTCUSDT', 3_000, 600_000);
    // 240,000 are in the third: 2.05 %.
    expect(maintenance(venue, trader)).toBe(4_920);
    expect(venue.code(choose(trader, 1))).toBe('OK');
    expect(maintenance(venue, trader)).toBe(4_920);
  });

  test.each([
    ['what is chosen already', 'refused', 1, 'NOTHING_TO_CHANGE'],
    ['a tier that there is not', 'refused', 4, 'NO_RISK_LIMIT'],
    ['an instrument without', undefined, 2, 'NO_RISK_LIMIT'],
  ] as const)('%s is refused', (_, riskLimit, number, code) => {
    const venue = found({ ...steps, ...(riskLimit !== undefined && { riskLimit }) });
    expect(venue.code(choose(rich(venue, 'trader'), number))).toBe(code);
  });

  test('ends with the setting, and comes back with it', () => {
    const venue = found({ ...steps, riskLimit: 'raised' });
    const trader = rich(venue, 'trader');
    venue.trade({ buyer: trader, seller: house(venue) }, 'BTCUSDT', 1_000, 600_000);
    venue.ok(choose(trader, 2));
    const amend = (version: number, change: Partial<Margin>): number => {
      const { riskLimit: _, ...plain } = venue.instrument('BTCUSDT').spec.margin;
      const command = {
        kind: 'instrument.amend',
        instrument: 1,
        version,
        margin: { ...plain, ...change },
      } as const;
      const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
      venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
      return maintenance(venue, trader);
    };
    expect([amend(2, {}), amend(3, { riskLimit: 'refused' })]).toEqual([330, 630]);
    // Of a table without the tier that was chosen it is the last.
    venue.ok(choose(trader, 3));
    const shorter = { riskLimit: 'refused', tiers: tiers.slice(0, 2) } as const;
    expect(amend(4, shorter)).toBe(630);
  });

  test('the house has none, and only steps can be chosen from', () => {
    const venue = found({ ...steps, riskLimit: 'refused' });
    const subaccount = house(venue);
    expect(venue.code(choose(subaccount, 2))).toBe('WRONG_ACCOUNT_KIND');
    expect(() => found({ riskLimit: 'raised' })).toThrow(/INVALID_SPEC/);
  });
});

describe('VAR-18 a ladder first lowers the limit', () => {
  const { liquidation } = instruments.instruments[0] as unknown as InstrumentSpec;
  const ladder = { liquidation: { ...liquidation, ladderTiers: 1 } };

  /** Long a bitcoin in the third tier, 2.05 %, at a mark at which there are 1,000 left. */
  const breached = (orders: number) => {
    const venue = found({ ...steps, riskLimit: 'refused' }, ladder);
    const trader = rich(venue, 'trader', 4_030);
    venue.trade({ buyer: trader, seller: house(venue) }, 'BTCUSDT', 1_000, 600_000);
    const choose = { kind: 'position.riskLimit', subaccount: trader, instrument: 1 } as const;
    venue.ok({ ...choose, tier: 3 });
    if (orders > 0) {
      const order = { priceTicks: 594_000, timeInForce: 'gtc' } as const;
      expect(venue.place(trader, 'BTCUSDT', 'buy', orders, order).code).toBe('OK');
    }
    venue.take();
    venue.prices({ BTC: 57_000 });
    return { venue, trader };
  };

  test('which cures with nothing sold and orders as they are', () => {
    const { venue, trader } = breached(20);
    expect(venue.take('position.riskLimit')).toMatchObject([{ subaccount: trader, tier: 1 }]);
    const ended = venue.take();
    expect(ended).toEqual([]);
    expect(venue.instrument('BTCUSDT').book.firstOrderOf(trader)).not.toBe(-1);
    // 0.55 % of 57,000.
    expect(maintenance(venue, trader)).toBe(313.5);
    expect(venue.position(trader, 'BTCUSDT').bucket.liquidation).toBeNull();
  });
});
