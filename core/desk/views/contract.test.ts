/** Contract details in words, of plain listings and of those with ways of their own. */
import { describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { InstrumentSpec } from '../../venue/commands.ts';
import { DATED, listDated } from '../../venue/testing/dated.ts';
import { plainPrices, START_US, TestVenue } from '../../venue/testing/test-venue.ts';
import type { ContractLine, Quote } from '../messages.ts';
import { TestCore } from '../testing/test-core.ts';
import { openTestDesk } from '../testing/test-window.ts';
import { contractTerms } from './contract.ts';
import { quotes } from './quotes.ts';
import { Scales } from './scales.ts';
import { Scene } from './scene.ts';

const { collateral: terms, portfolio } = collateral;
const RESOURCES = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const MINUTE_US = 60_000_000;
const HOUR_US = 3_600_000_000;

function found(change: Partial<InstrumentSpec> = {}, resources = RESOURCES): TestVenue {
  const venue = TestVenue.found(resources, (spec) => {
    const plain = plainPrices(spec);
    return spec.symbol === 'BTCUSDT' ? { ...plain, ...change } : plain;
  });
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  return venue;
}

function sceneOf({ venue: { state } }: TestVenue): Scene {
  return new Scene(state, new Scales(state));
}

/** A line of the details, by its name. */
function told(venue: TestVenue, name: string, symbol = 'BTCUSDT'): ContractLine | undefined {
  const { parts } = contractTerms(sceneOf(venue), venue.instrument(symbol));
  return parts.flatMap(({ lines }) => lines).find((line) => line.name === name);
}

function quoteOf(venue: TestVenue, symbol = 'BTCUSDT'): Quote | undefined {
  return quotes(sceneOf(venue), new Map()).find(({ instrument }) => instrument === symbol);
}

const funding = (venue: TestVenue, change: Partial<InstrumentSpec['funding']>) => ({
  funding: { ...venue.instrument('BTCUSDT').spec.funding, ...change },
});

describe('DESK-79 contract details', () => {
  test('DESK-79 a plain perpetual says what it is, its margin, its funding and its fund', () => {
    const venue = found();
    expect(told(venue, 'Contract')).toMatchObject({
      value: 'Linear perpetual',
      note: 'settles in USDT, index .BTC',
    });
    expect(told(venue, 'Tick, lot')?.value).toBe('0.1, 0.001 BTC');
    expect(told(venue, 'Highest leverage')?.value).toBe('100x');
    expect(told(venue, 'Funding')).toMatchObject({
      value: 'every 8 h',
      note: 'a sample a minute',
      rule: 'FUND-05',
      dueUs: venue.instrument('BTCUSDT').funding.nextTimeUs,
    });
    expect(told(venue, 'Insurance fund')?.value).toBe('USDT');
    expect(told(venue, 'Grid')?.value).toBe('by thirds of \u00b115 %, and twice it');
    expect(told(venue, 'Minimum')?.value).toBe('0.5 % of gross worth');
    expect(told(venue, 'Haircut of XBT', 'BTCUSD')).toMatchObject({
      value: '5 %, 3 %',
      note: 'first of 3 tiers',
    });
    for (const name of ['Price capped at', 'Session settlement', 'Ends', 'Beyond the fund']) {
      expect(told(venue, name)).toBeUndefined();
    }
  });

  test('DESK-79 funding that accrues, or is sampled every few seconds, says so', () => {
    const plain = found();
    const often = { intervalHours: 1, samplesFrom: 'sameInterval' } as const;
    const accruing = found(funding(plain, { ...often, everyS: 5 }));
    expect(told(accruing, 'Funding')).toMatchObject({
      value: 'accrues by the second',
      note: 'paid every 5 s',
      rule: 'VAR-30',
    });
    expect(quoteOf(accruing)).toMatchObject({ accruesPer: '8 h' });
    const sampled = found(funding(plain, { ...often, sampleS: 5 }));
    expect(told(sampled, 'Funding')).toMatchObject({
      value: 'every 1 h',
      note: 'a sample every 5 s',
      rule: 'VAR-30',
    });
    expect(quoteOf(sampled)).toMatchObject({ accruesPer: '', endsInS: null, realisedInS: null });
  });

  test('DESK-79 a capped contract shows its cap, and no leverage that means nothing', async () => {
    const venue = found();
    const ends = START_US + 48 * HOUR_US;
    listDated(venue, Math.ceil(ends / MINUTE_US) * MINUTE_US, { capTicks: 800_000 });
    expect(told(venue, 'Price capped at', DATED)).toMatchObject({
      value: '80,000.0',
      rule: 'VAR-46',
    });
    expect(told(venue, 'Margin', DATED)?.value).toBe('paid in full');
    expect(told(venue, 'Highest leverage', DATED)).toBeUndefined();
    expect(quoteOf(venue, DATED)).toMatchObject({ cap: '80,000.0', fundingPercent: '\u2014' });
    const desk = openTestDesk({}, new TestCore(venue));
    const { welcome } = await desk.attached();
    const entry = welcome?.instruments.find(({ symbol }) => symbol === DATED);
    expect(entry?.maxLeverage).toBe('');
  });

  test('DESK-79 what ends says when, and over which window it settles', () => {
    const venue = found();
    const expiresUs = Math.ceil((START_US + 48 * HOUR_US) / MINUTE_US) * MINUTE_US;
    const expiry = { expiresUs, feePpm: 150, farBandPpm: 20_000, farDays: 1 };
    const ways = { windowMinutes: 60, mean: 'seconds' } as const;
    listDated(venue, expiresUs, { expiry: { ...expiry, ...ways } });
    expect(told(venue, 'Ends', DATED)?.dueUs).toBe(expiresUs);
    expect(told(venue, 'Expiry window', DATED)).toMatchObject({
      value: 'index over the last 1 h',
      note: 'all seconds alike',
      rule: 'VAR-47',
    });
    expect(told(venue, 'Settlement fee', DATED)?.value).toBe('0.015 %');
    const left = Math.floor((expiresUs - venue.timeUs) / 1_000_000);
    expect(quoteOf(venue, DATED)?.endsInS).toBe(left);
  });

  test('DESK-79 settlement of sessions and of days says when the next one is', () => {
    const realisation = { everyMinutes: 10, atMinute: 0, leaves: 'whenRealised' } as const;
    const insurance = { riskGroup: 'majors', lossMode: 'day' } as const;
    const venue = found({ realisation, insurance });
    venue.prices({ BTC: 60_000 });
    const next = venue.instrument('BTCUSDT').realised?.nextUs;
    expect(next).toBeGreaterThan(venue.timeUs);
    expect(told(venue, 'Session settlement')).toEqual({
      name: 'Session settlement',
      value: 'every 10 min, at the mark',
      note: 'results leave only then',
      rule: 'VAR-42, 43',
      dueUs: next,
    });
    expect(quoteOf(venue)?.realisedInS).toBeLessThanOrEqual(600);
    expect(told(venue, 'Insurance fund')?.value).toBe('USDT majors');
    const pool = venue.venue.state.pools.find(({ group }) => group === 'majors');
    expect(told(venue, 'Beyond the fund')).toMatchObject({
      value: 'shared by the day\u2019s winners',
      rule: 'VAR-37',
      dueUs: pool?.day?.endsUs ?? 0,
    });
    expect(told(venue, 'Beyond the fund')?.dueUs).toBeGreaterThan(venue.timeUs);
  });

  test('DESK-79 ways of a portfolio and of haircuts have the field\u2019s names', () => {
    const point = (movePpm: number, weightPpm = 1_000_000) => ({ movePpm, weightPpm });
    const ways = {
      grid: [point(-120_000), point(120_000), point(240_000, 500_000)],
      stress: { sharePpm: 250_000, points: [point(-660_000)] },
      minimumByDelta: { netPpm: 10_000, hedgedPpm: 1_000 },
      initialPpm: 1_300_000,
      contingency: {
        of: 'perpetuals',
        tiers: [{ floorWhole: 0, initialPpm: 20_000, maintenancePpm: 10_000 }],
      },
    };
    const venue = found(
      {},
      {
        ...RESOURCES,
        portfolio: portfolio.map((one) => (one.index === 'BTC' ? { ...one, ...ways } : one)),
      },
    );
    const value = (name: string): string | undefined => told(venue, name)?.value;
    expect(value('Grid')).toBe('3 moves, \u221212 % to +24 %');
    expect(told(venue, 'Stress')).toMatchObject({
      value: '1 move, \u221266 % to +0 %',
      note: '25 % of its worst loss counts',
      rule: 'VAR-56',
    });
    expect(value('Minimum')).toBe('1 % of net, 0.1 % of hedged');
    expect(value('Contingency')).toBe('2 %; kept 1 %');
    const against = [{ asset: 1, initialPpm: 100_000, maintenancePpm: 50_000 }];
    const xbt = venue.venue.state.assets.find(({ symbol }) => symbol === 'XBT')!;
    xbt.collateral = { ...xbt.collateral!, against, exempt: 'hedged', depositsAtoms: 100_000_000 };
    const other = venue.venue.state.assets[0]?.symbol;
    expect(told(venue, `Against ${other}`, 'BTCUSD')).toMatchObject({
      value: '10 %, 5 % more',
      rule: 'VAR-60',
    });
    expect(told(venue, 'Not cut', 'BTCUSD')?.rule).toBe('VAR-61');
    expect(told(venue, 'Counts less beyond', 'BTCUSD')?.value).toBe('1.00000000 deposited');
  });

  test('DESK-79 a window asks for them by name', async () => {
    const desk = openTestDesk({}, new TestCore(found()));
    const window = await desk.attached();
    const { body } = await window.ask(1, { name: 'contract', instrument: 'BTCUSDT' });
    expect(body).toMatchObject({ name: 'contract', terms: { instrument: 'BTCUSDT' } });
    const nothing = await window.ask(2, { name: 'contract', instrument: 'NOTHING' });
    expect(nothing.code).toBe('UNKNOWN_INSTRUMENT');
  });
});
