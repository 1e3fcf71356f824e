/** Funding as windows are told of it, against figures worked by hand. */
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { FundingPayment, FundingQuery } from '../../projections/funding-record.ts';
import type { FundingParameters } from '../../venue/funding/funding.ts';
import { plainPrices, TestVenue } from '../../venue/testing/test-venue.ts';
import type { FundingRow } from '../messages.ts';
import { TestCore } from '../testing/test-core.ts';
import { openTestDesk } from '../testing/test-window.ts';
import { fundingRows } from './funding.ts';
import { Scales } from './scales.ts';
import { Scene } from './scene.ts';

const MINUTE_US = 60_000_000;

/** A bitcoin long; nine minutes of the second interval were sampled, and its first was not. */
function nineMinutes(funding: Partial<FundingParameters> = {}): TestVenue {
  const patient = { dataStaleMs: 70_000, priceStaleMs: 70_000 };
  const replay = indices.replay.map((index) => ({ ...index, ...patient }));
  const venue = TestVenue.found({ ...instruments, indices: replay }, (spec) => ({
    ...plainPrices(spec),
    funding: { ...spec.funding, ...funding },
  }));
  venue.prices({ BTC: 60_000 });
  const buyer = venue.open('long', { funds: { USDT: 100_000_000_000 } });
  const seller = venue.open('short', { funds: { USDT: 100_000_000_000 } });
  venue.trade({ buyer, seller }, 'BTCUSDT', 1_000, 600_000);
  const { nextTimeUs } = venue.instrument('BTCUSDT').funding;
  venue.prices({ BTC: 60_000 }, nextTimeUs - venue.timeUs);
  for (let minute = 1; minute <= 9; minute++) venue.prices({ BTC: 60_000 }, MINUTE_US);
  return venue;
}

function linear({ venue: { state } }: TestVenue): FundingRow {
  const rows = fundingRows(new Scene(state, new Scales(state)));
  return rows.find(({ instrument }) => instrument === 'BTCUSDT')!;
}

describe('DESK-76 the next funding as it stands', () => {
  test('DESK-76 rate, what it came from, the minutes, and what all longs would pay', () => {
    const venue = nineMinutes();
    // 0.01 % for nine of ten minutes, of 60,000 and a little.
    expect(linear(venue)).toMatchObject({
      rate: '+0.0090 %',
      rateSign: 1,
      premium: '0.0000 %',
      interest: '+0.0100 %',
      damper: '0.0500 %',
      cap: '0.3750 %',
      force: 'interest',
      why: 'The premium is within 0.0500 % of the interest rate, which is paid.',
      sampled: 9,
      leftOut: 1,
      flagged: 0,
      minutes: 480,
      held: '',
      longsPay: '\u22125.40 USDT',
      longsSign: -1,
      open: '1.000',
      nextTimeUs: venue.instrument('BTCUSDT').funding.nextTimeUs,
    });
  });

  test.each([
    // Less 0.05 %, for nine of ten minutes.
    [160_000, 'premium', '+0.1600 %', '+0.0990 %'],
    [-160_000, 'premium', '\u22120.1600 %', '\u22120.0990 %'],
    [500_000, 'cap', '+0.5000 %', '+0.3375 %'],
  ] as const)(
    'DESK-76 a mean premium of %i in 1e-8 is told as %s',
    (mean, force, premium, rate) => {
      const venue = nineMinutes();
      venue.instrument('BTCUSDT').funding.premiumSumE8 = 9 * mean;
      expect(linear(venue)).toMatchObject({ force, premium, rate });
    },
  );

  test('DESK-76 by the interval before, the next is known and the one after it is told', () => {
    const venue = nineMinutes({ samplesFrom: 'previousInterval' });
    venue.instrument('BTCUSDT').funding.fixedRateE8 = 12_300;
    expect(linear(venue)).toMatchObject({ rate: '+0.0123 %', after: '+0.0090 %' });
  });

  test('DESK-76 while the index is held it says that minutes are left out', () => {
    const venue = nineMinutes();
    venue.tick(80_000_000);
    venue.tick(MINUTE_US);
    expect(linear(venue).held).toMatch(/^Minutes are left out now/);
    expect(linear(venue)).toMatchObject({ sampled: 9, leftOut: 3 });
  });

  test('DESK-76 without a sample nothing would be paid', () => {
    const venue = TestVenue.found({ ...instruments, indices: indices.replay });
    expect(linear(venue)).toMatchObject({ force: 'none', premium: '\u2014', rate: '0.0000 %' });
  });

  test('DESK-76 it says how often it is paid and sampled, and what its rates are for', () => {
    expect(linear(nineMinutes())).toMatchObject({
      every: '8 h',
      sampleEvery: 'min',
      ratesFor: '8 h',
      isAccruing: false,
      seen: 'premium',
    });
    const hourly = { intervalHours: 1, sampleS: 5, samplesFrom: 'sameInterval' } as const;
    expect(linear(nineMinutes(hourly))).toMatchObject({
      every: '1 h',
      sampleEvery: '5 s',
      minutes: 720,
    });
  });

  test('DESK-76 what accrues has the rate of this moment, and no samples to wait for', () => {
    const accruing = { intervalHours: 1, everyS: 5, samplesFrom: 'sameInterval' } as const;
    const venue = nineMinutes(accruing);
    expect(linear(venue)).toMatchObject({
      rate: '+0.0100 %',
      every: '5 s',
      ratesFor: '8 h',
      isAccruing: true,
      force: 'interest',
      // An eighth of 0.01 % of 60,000 in an hour.
      longsPay: '\u22120.75 USDT',
      held: '',
    });
    venue.tick(80_000_000);
    venue.tick(MINUTE_US);
    expect(linear(venue)).toMatchObject({ rate: '0.0000 %', why: 'Nothing accrues now.' });
    expect(linear(venue).held).toBe('Nothing accrues now: the index is held.');
  });

  test('DESK-76 what is within a dead zone is not paid, and an imbalance is named as one', () => {
    const zone = { damping: 'deadZone', interestE8: 0 } as const;
    expect(linear(nineMinutes(zone)).why).toBe('The premium is within 0.0500 %: nothing is paid.');
    const imbalance = {
      factorE8: 100_000,
      increaseE8: 0,
      decreaseE8: 0,
      stablePpm: 0,
      belowPpm: 0,
      leastE8: 0,
    };
    const apart = { damping: 'none', interestE8: 0, damperE8: 0, imbalance } as const;
    expect(linear(nineMinutes(apart))).toMatchObject({
      seen: 'imbalance',
      why: 'By how much longs and shorts are apart.',
    });
  });

  test('DESK-76 windows are told of every perpetual', async () => {
    const desk = openTestDesk({}, new TestCore(nineMinutes()));
    const window = await desk.attached();
    await desk.tick();
    const told = window.frames.flatMap(({ fundings }) => fundings);
    expect(told.map(({ instrument }) => instrument)).toContain('BTCUSDT');
  });
});

describe('DESK-77 fundings that were paid', () => {
  const paid: FundingPayment = {
    instrument: 1,
    sequence: 77,
    timeUs: 1_723_075_200_000_000,
    rateE8: 10_000,
    premiumE8: -2_500,
    markTicks: 600_005,
    observedMinutes: 478,
    positions: 3,
    paidAtoms: 6_000_051,
    receivedAtoms: 6_000_050,
    remainderAtoms: 1,
  };

  test('DESK-77 come by the page in words, with the rest to the last atom', async () => {
    const asked: FundingQuery[] = [];
    const fundings = (query: FundingQuery): FundingPayment[] => {
      asked.push(query);
      return [paid];
    };
    const desk = openTestDesk({ trail: { lag: 2, page: () => [], fundings } });
    const window = await desk.attached();
    const page = { name: 'fundings', beforeSequence: 90, count: 10 } as const;
    const { body } = await window.ask(1, { ...page, instrument: 'BTCUSDT' });
    expect(asked).toEqual([{ instrument: 1, beforeSequence: 90, count: 10 }]);
    const entry = {
      sequence: 77,
      timeUs: paid.timeUs,
      rate: '+0.0100 %',
      rateSign: 1,
      premium: '\u22120.0025 %',
      mark: '60,000.5',
      sampled: 478,
      positions: 3,
      paid: '6.00',
      received: '6.00',
      residue: '0.000001',
    };
    expect(body).toEqual({ name: 'fundings', entries: [entry], lag: 2 });
    expect(await window.ask(2, { ...page, instrument: 'NOSUCH' })).toMatchObject({
      code: 'UNKNOWN_INSTRUMENT',
    });
  });

  test('DESK-77 a core that keeps none says so', async () => {
    const window = await openTestDesk({}).attached();
    const call = { name: 'fundings', instrument: 'BTCUSDT', beforeSequence: 0, count: 1 } as const;
    expect(await window.ask(1, call)).toMatchObject({ code: 'NOT_NOW' });
  });
});
