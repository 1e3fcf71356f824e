/** What prices rest on: sources, steps of the ladder, and what marks are made of. */
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import type { TestVenue } from '../../venue/testing/test-venue.ts';
import type { OwnMark } from '../../venue/pricing/own-mark-fields.ts';
import type { MarkView, OracleRow } from '../messages.ts';
import { foundFivefold, fivefold, observe, oracle } from '../testing/fivefold.ts';
import { TestCore } from '../testing/test-core.ts';
import { openTestDesk } from '../testing/test-window.ts';
import { worstLeftOut } from './leave-one-out.ts';
import { markView } from './marks.ts';
import type { HeardMark, MarkMethodName } from './marks.ts';
import { Scales } from './scales.ts';
import { Scene } from './scene.ts';

const E8 = 100_000_000;
const SECOND_US = 1_000_000;

/** A desk that looks on, and the newest row of the index of BTC that it tells. */
async function watched(venue: TestVenue) {
  const desk = openTestDesk({}, new TestCore(venue));
  const window = await desk.attached();
  const row = async (): Promise<OracleRow> => {
    await desk.tick();
    const told = window.frames.flatMap(({ oracles }) => oracles);
    return told.findLast(({ index }) => index === 'BTC')!;
  };
  return { row };
}

describe('DESK-74 what an index rests on', () => {
  const [standard] = indices.standard;
  const weighed = (weights: readonly number[]) => ({
    ...standard!,
    sources: weights.map((weightPpm, n) => ({ name: `source ${n}`, weightPpm })),
    weightCapPpm: 1_000_000,
    clampPpm: 40_000,
  });

  test('DESK-74 the worst one is the source without which the index would move furthest', () => {
    const quarters = [100, 100, 103].map((price) => 4 * price * E8);
    // 100.9 of all; without the third 100, 0.8920 % less; without another 101.2 or 101.5.
    const definition = weighed([400_000, 300_000, 300_000]);
    expect(worstLeftOut(definition, quarters)).toEqual({ source: 2, movePpm: -8_920 });
    // What does not count is not left out: of two it is 101.5, and then 103, 1.4778 % more.
    expect(worstLeftOut(definition, [0, ...quarters.slice(1)])).toEqual({
      source: 1,
      movePpm: 14_778,
    });
    expect(worstLeftOut(definition, [quarters[0]!, 0, 0])).toBeNull();
  });

  test('DESK-74 the row names it, and none where a single source is left', () => {
    const row = oracle(fivefold([60_000, 60_000, 60_000, 60_000, 60_060]));
    expect(row.worstOne?.name).toBe(row.sources[4]?.name);
    expect(row.worstOne?.movePercent).toMatch(/^\u22120\.01 %$/);
    expect(oracle(fivefold([60_000, 0, 0, 0, 0])).worstOne).toBeNull();
  });

  test('DESK-74 since when it stands so is in the state, also for a desk that came later', () => {
    const venue = fivefold([60_000, 60_000, 60_000, 60_000, 60_000]);
    const sinceUs = venue.timeUs;
    observe(venue, [60_000, 60_000, 60_000, 60_000, 60_000]);
    expect(oracle(venue)).toMatchObject({ sinceUs, lastStep: 'to GREEN', why: '' });
  });

  test('DESK-74 a step is told with where it came from and why', async () => {
    const venue = fivefold([60_000, 60_000, 60_000, 60_000, 60_000]);
    const { row } = await watched(venue);
    observe(venue, [60_000, 60_000, 0, 0, 0]);
    expect(await row()).toMatchObject({
      state: 'AMBER',
      sinceUs: venue.timeUs,
      lastStep: 'GREEN to AMBER, few sources',
    });
  });

  test('DESK-74 what it is checked against is told with its distance while given', async () => {
    const venue = fivefold([60_000, 60_000, 60_000, 60_000, 60_000]);
    const { row } = await watched(venue);
    observe(venue, [60_000, 60_000, 60_000, 60_000, 60_000], { secondary: 60_030 });
    const check = { price: '60,030.00', deviation: '+5.0', view: 'agrees' };
    expect(await row()).toMatchObject({ check });
    observe(venue, [60_000, 60_000, 60_000, 60_000, 60_000]);
    expect(await row()).toMatchObject({ check: null });
  });

  test('DESK-74 an outlier on its way back says when it will be there', async () => {
    const venue = fivefold([60_000, 60_000, 60_000, 60_000, 66_000]);
    const { row } = await watched(venue);
    observe(venue, [60_000, 60_000, 60_000, 60_000, 66_000]);
    expect((await row()).sources[4]?.why).toMatch(/Back after 15 min within 2\.5 %\.$/);
    observe(venue, [60_000, 60_000, 60_000, 60_000, 60_600]);
    const back = new Date((venue.timeUs + 900 * SECOND_US) / 1_000).toISOString().slice(11, 19);
    expect((await row()).sources[4]).toMatchObject({ state: 'out', reason: 'OUTLIER' });
    expect((await row()).sources[4]?.why).toContain(`at ${back} if it stays there.`);
  });
});

/** The mark as it would be told of a perpetual whose tick is 0.1. */
function marked(
  method: MarkMethodName,
  prices: readonly number[],
  mark: number,
  own?: OwnMark,
): MarkView {
  const { state } = foundFivefold().venue;
  const instrument = state.instruments[0]!;
  if (own !== undefined) instrument.spec = { ...instrument.spec, mark: own };
  instrument.markTicks = mark * 10;
  const [fairE8 = 0, bookE8 = 0, lastE8 = 0] = prices.map((price) => price * E8);
  const heard: HeardMark = { timeUs: 1, markTicks: mark * 10, fairE8, bookE8, lastE8, method };
  return markView(new Scene(state, new Scales(state)), instrument, heard);
}

const madeOf = ({ inputs }: MarkView): string =>
  inputs.flatMap(({ letter, isMade }) => (isMade ? [letter] : [])).join('');

describe('DESK-75 what a mark is made of', () => {
  test('DESK-75 the median is marked among its three inputs', () => {
    const view = marked('median', [60_010, 60_005, 60_000], 60_005);
    expect(view).toMatchObject({ mark: '60,005.0', method: 'median', note: '' });
    expect(view.inputs).toMatchObject([
      { letter: 'A', name: 'index with funding', price: '60,010.0', isMade: false },
      { letter: 'B', name: 'index + 5 min basis', price: '60,005.0', isMade: true },
      { letter: 'C', name: 'last within bid, ask', price: '60,000.0', isMade: false },
    ]);
  });

  test.each<[MarkMethodName, readonly number[], string, string]>([
    ['meanAC', [60_010, 0, 60_000], 'mean of A and C', 'AC'],
    ['meanAB', [60_010, 60_000, 0], 'mean of A and B', 'AB'],
    ['fundingAdjusted', [60_005, 0, 0], 'A alone', 'A'],
    ['fairBasis', [60_005, 60_000, 0], 'fair price of a dated contract', 'A'],
    ['settling', [60_010, 60_000, 60_000], 'drawn to its settlement price', 'AC'],
    ['index', [60_005, 0, 0], 'the index', 'A'],
    ['protectedLast', [60_000, 60_001, 60_005], 'last price, protected', 'AC'],
  ])('DESK-75 %s is told in words, with what it is made of', (method, prices, words, letters) => {
    const view = marked(method, prices, 60_005);
    expect([view.method, madeOf(view), view.note]).toEqual([words, letters, '']);
    for (const { price, missing } of view.inputs) expect(missing === '').toBe(price !== '\u2014');
  });

  test('DESK-75 VAR-49 a mark of its own parts names them, and the one that stands in', () => {
    const basis = { by: 'ema', overS: 150, what: 'basis' } as const;
    const parts = [
      { of: 'mid', smooth: basis },
      { of: 'quote' },
      { of: 'elsewhere' },
      { of: 'quote', smooth: { by: 'mean', overS: 60, what: 'price' }, standsIn: true },
    ] as const;
    const view = marked('composed', [60_010, 60_000, 0], 60_005, { combine: 'median', parts });
    expect(view.method).toBe(
      'median of what is there, with 1 min mean of median of bid, ask, last, if two are left',
    );
    expect(view.inputs).toMatchObject([
      { letter: 'A', name: 'index + 150 s average of middle of bid and ask less index' },
      { letter: 'B', name: 'median of bid, ask, last', isMade: true },
      { letter: 'C', name: 'other venues', missing: 'no index of them, or not sound' },
    ]);
    const alone = { combine: 'median', parts: [{ of: 'index' }] } as const;
    expect(marked('composed', [60_005, 0, 0], 60_005, alone)).toMatchObject({ method: 'index' });
  });

  test('DESK-75 a mark that the band about the index holds says so', () => {
    expect(marked('median', [60_010, 61_005, 61_000], 60_600).note).toMatch(/^held by the band/);
  });

  test('DESK-75 windows are told as it is set, and nothing of what was set before', async () => {
    const venue = foundFivefold();
    observe(venue, [60_000, 60_000, 60_000, 60_000, 60_000]);
    const { row } = await watched(venue);
    const linear = async (): Promise<MarkView> => (await row()).marks[0]!;
    expect(await linear()).toMatchObject({ instrument: 'BTCUSDT', method: '', inputs: [] });
    observe(venue, [60_000, 60_000, 60_000, 60_000, 60_000]);
    const told = await linear();
    expect(told).toMatchObject({ method: 'A alone', setUs: venue.timeUs });
    const { markTicks } = venue.venue.state.instruments[0]!;
    expect(told.mark).toBe(`${Math.floor(markTicks / 10).toLocaleString('en')}.${markTicks % 10}`);
  });
});
