/** The end of a dated future: when it stops, what it waits for, and at what it settles. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { HOUR_US, MINUTE_US, SECOND_US } from '../numbers.ts';
import { DATED, listDated } from '../testing/dated.ts';
import { START_US, TestVenue } from '../testing/test-venue.ts';

// Open again soon after a gap.
const short = { resumeGreenS: 1, resumePostOnlyS: 1 };
const resources = {
  ...instruments,
  indices: indices.replay.map((index) => ({ ...index, ...short })),
};
const USDT = 1_000_000;
const FEES = 1;
const FUND = 2;
/** 01:00 of the day that begins with START_US. */
const EXPIRES_US = START_US - 30 * SECOND_US + HOUR_US;

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  listDated(venue, EXPIRES_US);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 10_000 * USDT, XBT: 100_000_000 } });
});

const wallet = (subaccount: number, asset = 'USDT'): number => {
  const { mirroredAtoms, unsettledAtoms } = venue.balance(subaccount, asset);
  return mirroredAtoms + unsettledAtoms;
};

/** Lets the clock go on to a moment, the index at a price of each moment. */
function goTo(untilUs: number, priceAt: (us: number) => number): void {
  while (venue.timeUs < untilUs) {
    const step = Math.min(4 * SECOND_US, untilUs - venue.timeUs);
    venue.prices({ BTC: priceAt(venue.timeUs + step) }, step);
  }
}

const still = (price: number) => () => price;
const state = (): string => venue.instrument(DATED).state;

describe('EXP-01 at its expiry an instrument stops trading', () => {
  test('with whatever command comes then, and its orders and stops go', () => {
    goTo(EXPIRES_US - SECOND_US, still(60_000));
    venue.place(trader, DATED, 'buy', 3, { priceTicks: 599_000 });
    venue.place(trader, DATED, 'buy', 2, { trigger: 'mark', triggerTicks: 605_000 });
    venue.place(house, DATED, 'sell', 9, { priceTicks: 601_000, by: 'house' });
    venue.trade({ buyer: trader, seller: house }, DATED, 1, 600_000);
    venue.take();
    const late = venue.place(trader, DATED, 'buy', 1, {
      priceTicks: 600_000,
      afterUs: SECOND_US,
    });
    expect(late.code).toBe('INSTRUMENT_CLOSED');
    expect(state()).toBe('expired');
    const said = venue.take();
    expect(said.filter(({ kind }) => kind === 'instrument.state')).toMatchObject([
      { state: 'expired', reason: 'expiry' },
    ]);
    const cancelled = said.filter(({ kind }) => kind === 'order.cancelled');
    expect(cancelled.map(({ reason, remainingLots }) => [reason, remainingLots])).toEqual([
      ['settled', 9],
      ['settled', 3],
      ['settled', 2],
    ]);
    expect(venue.position(trader, DATED).lots).toBe(1);
  });

  test('out of any state but one in which it is over', () => {
    venue.ok({ kind: 'instrument.halt', instrument: 5, to: 'halt' }, { by: 'risk' });
    venue.tick(EXPIRES_US - venue.timeUs);
    expect(state()).toBe('settled');
  });

  test('a future that two people settled before has no end to come', () => {
    const command = { kind: 'instrument.settle', instrument: 5 } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.take();
    venue.tick(EXPIRES_US - venue.timeUs);
    expect(venue.take('instrument.state')).toEqual([]);
  });

  test('nobody resumes it, or halts it', () => {
    venue.trade({ buyer: trader, seller: house }, DATED, 1, 600_000);
    venue.tick(EXPIRES_US - venue.timeUs);
    const resume = { kind: 'instrument.resume', instrument: 5 } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: resume }, { by: 'risk' });
    expect(venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' })).toBe(
      'WRONG_STATE',
    );
    const halt = { kind: 'instrument.halt', instrument: 5, to: 'halt' } as const;
    expect(venue.code(halt, { by: 'risk' })).toBe('WRONG_STATE');
  });
});

describe('EXP-02, EXP-04 it settles at the mean of its minutes', () => {
  test('every position at one price, and everything of it ends clean', () => {
    venue.trade({ buyer: trader, seller: house }, DATED, 100, 600_000);
    goTo(EXPIRES_US - 15 * MINUTE_US - 1, still(60_000));
    // Half of the minutes at 60,000 and half at 61,000.
    goTo(EXPIRES_US - 2 * SECOND_US, still(61_000));
    const before = wallet(trader);
    venue.take();
    venue.prices({ BTC: 61_000 }, 2 * SECOND_US);
    const said = venue.take();
    expect(said.filter(({ kind }) => kind === 'instrument.settled')).toMatchObject([
      { priceTicks: 605_000, positions: 2, remainderAtoms: 0 },
    ]);
    expect(said.filter(({ kind }) => kind === 'position.settled')).toMatchObject([
      { subaccount: house, quantityLots: -100, realisedAtoms: -50 * USDT, feeAtoms: 0 },
      { subaccount: trader, quantityLots: 100, realisedAtoms: 50 * USDT, feeAtoms: 0 },
    ]);
    expect(wallet(trader) - before).toBe(50 * USDT);
    expect(state()).toBe('settled');
    expect(venue.position(trader, DATED)).toMatchObject({ lots: 0, costAtoms: 0 });
    expect(venue.instrument(DATED).lastTicks).toBe(600_000);
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('the mark has come there by then, a price of the index has not', () => {
    goTo(EXPIRES_US - 15 * MINUTE_US - 1, still(60_000));
    goTo(EXPIRES_US - SECOND_US, still(61_000));
    // 60,500 by the minutes, the last but for its last second; 1 / 1,800 of 500 above it.
    expect(venue.instrument(DATED).markTicks).toBe(605_003);
    expect(venue.instrument('BTCUSDT').markTicks).toBe(610_000);
    venue.prices({ BTC: 61_000 });
    expect(venue.instrument(DATED).markTicks).toBe(605_000);
  });

  test('minutes before the half hour do not count', () => {
    venue.trade({ buyer: trader, seller: house }, DATED, 100, 600_000);
    goTo(EXPIRES_US - 30 * MINUTE_US - 1, still(60_000));
    goTo(EXPIRES_US, still(60_300));
    expect(venue.take('instrument.settled')).toMatchObject([{ priceTicks: 603_000 }]);
  });

  test('for the fee that its listing says, rounded up, which the house does not pay', () => {
    venue = TestVenue.found(resources);
    listDated(venue, EXPIRES_US, { feePpm: 250 });
    venue.prices({ BTC: 60_000 });
    house = venue.open('house', { kind: 'house' });
    trader = venue.open('trader', { funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: trader, seller: house }, DATED, 7, 600_000);
    const [before, fees] = [wallet(trader), wallet(FEES)];
    goTo(EXPIRES_US, still(60_000.3));
    // 0.007 x 60,000.3 = 420.0021 USDT; 250 ppm of it are 0.105000525, and 0.105001 is paid. The
    // position gained 0.0021.
    const [, paid] = venue.take('position.settled');
    expect(paid).toMatchObject({ subaccount: trader, feeAtoms: 105_001, realisedAtoms: 2_100 });
    expect(wallet(trader) - before).toBe(2_100 - 105_001);
    expect(wallet(FEES) - fees).toBe(105_001);
  });

  test('an inverse one leaves its rounding to the fund', () => {
    venue = TestVenue.found(resources);
    listDated(venue, EXPIRES_US, { like: 'BTCUSD' });
    venue.prices({ BTC: 61_007 });
    house = venue.open('house', { kind: 'house' });
    venue.contribute('XBT', 1_000);
    ['one', 'two', 'three'].forEach((label, n) => {
      const buyer = venue.open(label, { funds: { XBT: 100_000_000 } });
      venue.trade({ buyer, seller: house }, DATED, 1 + n, 610_070);
    });
    goTo(EXPIRES_US, still(61_013));
    const [settled] = venue.take('instrument.settled');
    expect(settled?.['remainderAtoms']).not.toBe(0);
    expect(wallet(FUND, 'XBT')).toBe(1_000 + Number(settled?.['remainderAtoms']));
    expect(venue.venue.conservationBreach()).toBeNull();
  });

  test('an isolated position gets its margin back', () => {
    const isolated = venue.open('isolated', { mode: 'isolated', funds: { USDT: 1_000 * USDT } });
    venue.trade({ buyer: isolated, seller: house }, DATED, 100, 600_000);
    expect(venue.position(isolated, DATED).allocatedAtoms).toBeGreaterThan(0);
    goTo(EXPIRES_US, still(60_000));
    expect(venue.position(isolated, DATED)).toMatchObject({ lots: 0, allocatedAtoms: 0 });
    // What the taker paid for 0.1 BTC.
    expect(wallet(isolated)).toBe(997 * USDT);
  });
});

describe('EXP-03 it waits while it has no price', () => {
  beforeEach(() => {
    venue.trade({ buyer: trader, seller: house }, DATED, 100, 600_000);
  });

  test('for an index that is on hold at the expiry, told once', () => {
    goTo(EXPIRES_US - MINUTE_US - 1, still(60_200));
    venue.take();
    for (let n = 0; n < 70; n++) venue.tick();
    expect(state()).toBe('expired');
    expect(venue.take('expiry.postponed')).toMatchObject([
      { instrument: 5, reason: 'priceNotTrusted', minutes: 30, untilUs: 0 },
    ]);
    expect(venue.position(trader, DATED).lots).toBe(100);
    for (let n = 0; n < 5; n++) venue.prices({ BTC: 70_000 });
    // What the index does afterwards changes nothing.
    expect(venue.take('instrument.settled')).toMatchObject([{ priceTicks: 602_000 }]);
    expect(state()).toBe('settled');
  });

  test('for four fifths of the minutes, for half an hour more', () => {
    goTo(EXPIRES_US - 29 * MINUTE_US - 1, still(60_100));
    venue.tick(29 * MINUTE_US + 1);
    const untilUs = EXPIRES_US + 30 * MINUTE_US;
    expect(venue.take('expiry.postponed')).toMatchObject([
      { reason: 'fewMinutes', minutes: 1, untilUs },
    ]);
    venue.take();
    goTo(EXPIRES_US + 23 * MINUTE_US - SECOND_US, still(60_500));
    expect(state()).toBe('expired');
    goTo(EXPIRES_US + 25 * MINUTE_US, still(60_500));
    // 1 minute at 60,100 and 23 at 60,500 are 60,483.33.
    expect(venue.take('instrument.settled')).toMatchObject([{ priceTicks: 604_833 }]);
  });

  test('and then for two people, who settle at the mark once the index stands', () => {
    venue.tick(EXPIRES_US - venue.timeUs);
    venue.tick(30 * MINUTE_US);
    expect(venue.take('expiry.postponed').map(({ reason }) => reason)).toEqual([
      'fewMinutes',
      'overdue',
    ]);
    const command = { kind: 'instrument.settle', instrument: 5 } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    const approve = { kind: 'proposal.approve', proposal } as const;
    expect(venue.code(approve, { by: 'secondRisk' })).toBe('PRICE_NOT_TRUSTED');
    for (let n = 0; n < 130; n++) venue.prices({ BTC: 60_700 });
    expect(state()).toBe('expired');
    expect(venue.code(approve, { by: 'secondRisk' })).toBe('OK');
    expect(venue.take('instrument.settled')).toMatchObject([{ priceTicks: 607_000 }]);
  });

  test('nobody is liquidated meanwhile, and the waiting is saved with the venue', () => {
    goTo(EXPIRES_US - MINUTE_US - 1, still(60_200));
    for (let n = 0; n < 70; n++) venue.tick();
    const loaded = venue.reloaded();
    expect(loaded.meaning()).toBe(venue.meaning());
    for (const one of [venue, loaded]) {
      one.prices({ BTC: 30_000 });
      one.prices({ BTC: 30_000 });
    }
    expect(loaded.take('instrument.settled')).toEqual(venue.take('instrument.settled'));
    expect(loaded.meaning()).toBe(venue.meaning());
  });
});

describe('FUND-07 what ends pays no funding', () => {
  test('and takes no samples', () => {
    venue.trade({ buyer: trader, seller: house }, DATED, 100, 600_000);
    venue.take();
    goTo(venue.timeUs + 2 * MINUTE_US, still(60_000));
    const sampled = venue.take('funding.sampled').map(({ instrument }) => instrument);
    expect(sampled).toContain(1);
    expect(sampled).not.toContain(5);
  });
});

describe('LIST-04 what ends is listed only with an end that it can have', () => {
  const end = { expiresUs: EXPIRES_US, feePpm: 0, farBandPpm: 0, farDays: 1 };
  const funded = { ...instruments.instruments[0]?.funding, interestE8: 1 } as never;
  test.each([
    ['an end that has passed', { expiry: { ...end, expiresUs: 60_000_000 } }, 'TOO_LATE'],
    ['no whole minute', { expiry: { ...end, expiresUs: EXPIRES_US + 1 } }, 'INVALID_SPEC'],
    ['a fee above the taker’s', { expiry: { ...end, feePpm: 501 } }, 'INVALID_SPEC'],
    ['a band that widens', { bands: { ...bands(), markPpm: 1 } }, 'INVALID_SPEC'],
    ['funding', { funding: funded }, 'INVALID_SPEC'],
    ['the mark of a perpetual', { markMethod: 'fairPrice' }, 'INVALID_SPEC'],
  ] as const)('not with %s', (_, change, code) => {
    const { spec } = venue.instrument('BTCUSDT');
    const funding = { ...spec.funding, interestE8: 0, damperE8: 0, capE8: 0 };
    const plain = { ...spec, symbol: 'NEW', funding, expiry: end };
    const command = { kind: 'instrument.list', ...plain, ...change } as const;
    expect(venue.code(command, { by: 'admin' })).toBe(code);
  });
});

function bands() {
  return { innerPpm: 10_000, outerPpm: 20_000, markPpm: 0, basisTauS: 300 };
}
