/** What the Risk workspace is told, against figures worked by hand. */
import { describe, expect, test, vi } from 'vitest';
import type { InstrumentSpec } from '../../venue/commands.ts';
import { Crash, PLAIN_ADL, USDT } from '../../venue/liquidation/testing/deleveraging.ts';
import type { TestVenue } from '../../venue/testing/test-venue.ts';
import type { AdlRow, FundEntryRow, FundRow, PositionRow } from '../messages.ts';
import { fivefold, oracle } from '../testing/fivefold.ts';
import { TestCore } from '../testing/test-core.ts';
import { openTestDesk } from '../testing/test-window.ts';
import { adlQueueView, adlSides, PLACES_SHOWN } from './adl.ts';
import { FundNews } from './fund-news.ts';
import { fundEntryRows, fundRows } from './funds.ts';
import { Scales } from './scales.ts';
import { Scene } from './scene.ts';

const ETHER = 'ETHUSDT';
const EIGHT_HOURS_US = 28_800_000_000;
const DRAWN = { ...PLAIN_ADL, drawdownPpm: 300_000, drawdownWindowUs: EIGHT_HOURS_US };

const NOTHING_HEARD = new FundNews({ sequence: 0, timeUs: 0 });

function sceneOf({ venue }: { venue: TestVenue }): Scene {
  return new Scene(venue.venue.state, new Scales(venue.venue.state));
}

function contribute({ venue }: Crash, units: number, riskGroup?: string): void {
  const amount = { kind: 'insurance.contribute', asset: 1, amountAtoms: units * USDT } as const;
  venue.ok(riskGroup === undefined ? amount : { ...amount, riskGroup }, { by: 'treasurer' });
}

/** All that the fund has been told until now. */
function heard({ venue }: Crash): FundNews {
  const { events } = venue.venue;
  const news = new FundNews({ sequence: 0, timeUs: 0 });
  for (let position = 0; position < events.written; position++) news.hear(events, position);
  news.heard();
  return news;
}

/** Twenty ether bought at 3,000 with 3,400 USDT, ruined at 2,800: 600 are lost. */
function ruined(own: number, ether: number, adl?: InstrumentSpec['adl']): Crash {
  const group = { insurance: { riskGroup: 'ether' }, ...(adl !== undefined && { adl }) };
  const crash = new Crash(({ symbol }) => (symbol === ETHER ? group : {}));
  if (own > 0) contribute(crash, own);
  contribute(crash, ether, 'ether');
  crash.holderIn(ETHER, 300_000, 'ether', 20_000, 3_400);
  crash.prices(60_000, 2_800);
  crash.bid(200_000, 280_000, ETHER);
  crash.pass(10, 60_000, 2_800);
  return crash;
}

describe('DESK-60 the insurance fund', () => {
  test('DESK-60 each part says what it has, what is owed for it, and what went in and out', () => {
    const crash = ruined(100, 50);
    const rows = fundRows(sceneOf(crash), heard(crash));
    expect(
      rows.map(({ name, balance, owed, paidIn, paidOut }) => {
        return [name, balance, owed, paidIn, paidOut];
      }),
    ).toEqual([
      ['USDT', '0.00', '', '100.00', '100.00'],
      ['USDT ether', '0.00', '450.00', '50.00', '50.00'],
      ['XBT', '0.00000000', '', '0.00000000', '0.00000000'],
      ['ETH', '0.00000000', '', '0.00000000', '0.00000000'],
    ]);
    expect(rows[1]).toMatchObject({ group: 'ether', peak: '', triggerPercent: '' });
  });

  test('DESK-60 drawdown is told on the way to its trigger, and past it', () => {
    // 600 of 5,000 are 12 %, four tenths of the way to 30 %.
    const [, ether] = fundRows(sceneOf(ruined(0, 5_000, DRAWN)), NOTHING_HEARD);
    expect(ether).toMatchObject({
      balance: '4,400.00',
      peak: '5,000.00',
      windowHours: '8',
      drawdownPercent: '12.00 %',
      triggerPercent: '30 %',
      drawdownPerMille: 400,
      isDrawnDown: false,
      deleveraging: [],
    });
    // Of 1,500 it is 40 %.
    const [, spent] = fundRows(sceneOf(ruined(0, 1_500, DRAWN)), NOTHING_HEARD);
    expect(spent).toMatchObject({ drawdownPerMille: 1_000, isDrawnDown: true });
  });

  test('DESK-60 its changes are told with reason, cause and what was left', () => {
    const crash = ruined(100, 50);
    const entries = fundEntryRows(sceneOf(crash), heard(crash));
    const told = entries.map(({ fund, reason, instrument, amount, balance }) => {
      return [fund, reason, instrument, amount, balance];
    });
    expect(told).toEqual([
      ['USDT', 'Contribution', '', '+100.00', '100.00'],
      ['USDT ether', 'Contribution', '', '+50.00', '50.00'],
      ['USDT ether', 'Disposal loss', ETHER, '\u221250.00', '0.00'],
      ['USDT', 'Disposal loss', ETHER, '\u2212100.00', '0.00'],
    ]);
    expect(entries.map(({ sign }) => sign)).toEqual([1, 1, -1, -1]);
    const order = entries.map(({ sequence, step }) => sequence * 1_000 + step);
    expect(order.toSorted((a, b) => a - b)).toEqual(order);
    expect(new Set(entries.map(({ key }) => key)).size).toBe(4);
  });

  test('DESK-60 the newest 200 changes are kept, and sums of all', () => {
    const crash = new Crash();
    for (let n = 0; n < 201; n++) contribute(crash, 1);
    const news = heard(crash);
    expect(news.changes.length).toBe(200);
    expect(news.changes[0]?.balanceAtoms).toBe(2 * USDT);
    expect(fundRows(sceneOf(crash), news)[0]?.paidIn).toBe('201.00');
  });
});

/** One bitcoin each, at 60,000: near on 3,400 USDT, far on 60,000; now it is at 60,600. */
function queued(): Crash {
  const crash = new Crash();
  crash.holder('near', 1_000, 3_400);
  crash.holder('far', 1_000, 60_000);
  crash.prices(60_250);
  crash.prices(60_500);
  crash.prices(60_600);
  return crash;
}

describe('DESK-61 deleveraging', () => {
  test('DESK-61 a queue is told from its first, with result, leverage and lights', () => {
    const crash = queued();
    const scene = sceneOf(crash);
    const [long, short] = adlSides(scene.state);
    const { rows, lights } = adlQueueView(scene, long!);
    expect(rows).toMatchObject([
      // 60,600 on 4,000; half of all is 2.5 fifths.
      { subaccount: 'near', place: 1, of: 2, pnlPercent: '+1.00 %', leverage: '15.15x', lights: 3 },
      { subaccount: 'far', place: 2, of: 2, pnlPercent: '+1.00 %', leverage: '1.00x', lights: 1 },
    ]);
    expect(rows[0]).toMatchObject({ instrument: 'BTCUSDT', side: 'LONG', size: '1.000' });
    expect([...lights.values()]).toEqual([3, 1]);
    // The house has the other side, and is not reached.
    expect(adlQueueView(scene, short!).rows).toEqual([]);
  });

  test('DESK-61 only the first places are rows, and everybody has lights', () => {
    const crash = new Crash();
    for (let n = 0; n <= PLACES_SHOWN; n++) crash.holder(`holder ${n}`, 1, 1_000 + n);
    const scene = sceneOf(crash);
    const { rows, lights } = adlQueueView(scene, adlSides(scene.state)[0]!);
    expect([rows.length, rows[0]?.of, lights.size]).toEqual([10, 11, 11]);
  });

  test('DESK-61 where nobody is deleveraged there is no queue', () => {
    const crash = new Crash(() => ({}));
    expect(adlSides(crash.venue.venue.state)).toEqual([]);
  });

  test('DESK-61 windows are told twice a second at most, and positions their lights', async () => {
    const crash = queued();
    const desk = openTestDesk({}, new TestCore(crash.venue));
    const window = await desk.attached();
    await desk.tick();
    const told = <R>(stream: 'adl' | 'positions'): R[] =>
      window.frames.flatMap((frame) => frame[stream] as unknown as R[]);
    const inLine = told<AdlRow>('adl').map(({ subaccount }) => subaccount);
    expect(inLine).toEqual(['near', 'far']);
    const positions = told<PositionRow>('positions');
    expect(positions.map(({ subaccount, lights }) => [subaccount, lights])).toEqual([
      ['near', 3],
      ['far', 1],
    ]);
    crash.prices(60_700);
    await desk.tick();
    expect(told('adl').length).toBe(2);
    vi.advanceTimersByTime(500);
    await desk.tick();
    expect(told<AdlRow>('adl').at(-1)).toMatchObject({ subaccount: 'far', pnlPercent: '+1.17 %' });
  });
});

describe('DESK-62 oracle health', () => {
  test('DESK-62 an index says what its state leaves and how many of its sources count', () => {
    const row = oracle(fivefold([60_000, 60_000, 60_000, 60_000, 60_000]));
    expect(row).toMatchObject({
      index: 'BTC',
      state: 'GREEN',
      takes: 'All orders, liquidations on',
      price: '60,000.00',
      survivors: '5 of 5 in',
      weight: '100 %',
    });
    const shares = row.sources.map(({ weightPercent }) => Number(weightPercent));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
  });

  test('DESK-62 a source that is out says by which code, why, and what brings it back', () => {
    const row = oracle(fivefold([60_000, 60_006, 60_000, 66_000, 0], []));
    expect(row.survivors).toBe('3 of 5 in');
    const said = row.sources.map(({ state, reason, weightPercent }) => {
      return [state, reason, weightPercent === '0.0'];
    });
    expect(said).toEqual([
      ['in', '', false],
      ['in', '', false],
      ['in', '', false],
      ['out', 'OUTLIER', true],
      ['out', 'NOPRICE', true],
    ]);
    expect(row.sources[3]?.why).toMatch(/^More than .+ from the median\. Back after 15 min within/);
    expect(row.sources[4]).toMatchObject({ price: '\u2014', deviation: '\u2014', priceTimeUs: 0 });
  });

  test('DESK-62 each source has its distance from the index and the time of its price', () => {
    const venue = fivefold([60_000, 60_000, 60_000, 60_000, 60_060], [0, 0, 0, 0, 200]);
    const row = oracle(venue);
    const [first] = row.sources;
    const last = row.sources.at(-1);
    const index = venue.venue.state.indices[0]!.price.priceE8;
    const tenths = Math.round(((60_060e8 - index) / index) * 100_000);
    expect(last).toMatchObject({ price: '60,060.00', deviationTenths: tenths });
    expect(last?.deviation).toBe(`+${(tenths / 10).toFixed(1)}`);
    expect(first!.priceTimeUs - last!.priceTimeUs).toBe(200_000);
  });

  test('DESK-62 windows are told of what a later observation leaves out', async () => {
    const venue = fivefold([60_000, 60_000, 60_000, 60_000, 0]);
    const desk = openTestDesk({}, new TestCore(venue));
    const window = await desk.attached();
    await desk.tick();
    const states = (): string[] => {
      const rows = window.frames.flatMap(({ oracles }) => oracles);
      const { sources } = rows.findLast(({ index }) => index === 'BTC')!;
      return sources.map(({ state }) => state);
    };
    // What was observed before this core's desk was there is not known by its reason.
    expect(states()).toEqual(['in', 'in', 'in', 'in', 'unheard']);
    venue.timeUs += 1_000_000;
    const observed = venue.observation('BTC', 60_000 * 100_000_000);
    venue.ok({ ...observed, index: 1 }, { by: 'feed' });
    await desk.tick();
    expect(states()).toEqual(['in', 'out', 'out', 'out', 'out']);
  });
});

test('DESK-60 windows are told of the fund and its changes as they are heard', async () => {
  const desk = openTestDesk({}, TestCore.found());
  const window = await desk.attached();
  await desk.tick();
  const funds = (): FundRow[] => window.frames.flatMap((frame) => [...frame.funds]);
  const entries = (): FundEntryRow[] => window.frames.flatMap((frame) => [...frame.fundEntries]);
  expect(funds().map(({ name, balance }) => [name, balance])).toContainEqual(['USDT', '0.00']);
  const contribution = { kind: 'insurance.contribute', asset: 1, amountAtoms: 7 * USDT } as const;
  desk.core.test.ok(contribution, { by: 'treasurer' });
  await desk.tick();
  expect(funds().at(-1)).toMatchObject({ name: 'USDT', balance: '7.00', paidIn: '7.00' });
  expect(entries()).toMatchObject([{ fund: 'USDT', amount: '+7.00', reason: 'Contribution' }]);
});
