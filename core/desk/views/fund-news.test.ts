/** The fund as it was before this core's desk, and as it is heard since. */
import { describe, expect, test } from 'vitest';
import type { FundPast, FundQuery } from '../../projections/fund-record.ts';
import { Crash, USDT } from '../../venue/liquidation/testing/deleveraging.ts';
import type { TestVenue } from '../../venue/testing/test-venue.ts';
import { TestCore } from '../testing/test-core.ts';
import { openTestDesk } from '../testing/test-window.ts';
import { FundNews, MINUTES_KEPT } from './fund-news.ts';
import { fundEntryRows, fundRows } from './funds.ts';
import { Scales } from './scales.ts';
import { Scene } from './scene.ts';

const MINUTE_US = 60_000_000;

function contribute(venue: TestVenue, units: number): void {
  const amountAtoms = units * USDT;
  venue.ok({ kind: 'insurance.contribute', asset: 1, amountAtoms }, { by: 'treasurer' });
}

/** A fund of 100, half of which somebody's ruin took before the desk was there. */
function past(timeUs: number): FundPast {
  const about = { sequence: 5, step: 1, asset: 1, part: 0, instrument: 1, subaccount: 4 };
  const change = { ...about, amountAtoms: -50 * USDT, balanceAtoms: 50 * USDT };
  return {
    changes: [{ ...change, timeUs, reason: 'shortfall', liquidation: 7 }],
    sums: [{ asset: 1, part: 0, inAtoms: 100 * USDT, outAtoms: 50 * USDT }],
    balances: [
      { timeUs: timeUs - 10 * MINUTE_US, asset: 1, part: 0, balanceAtoms: 100 * USDT },
      { timeUs, asset: 1, part: 0, balanceAtoms: 50 * USDT },
    ],
  };
}

function hear(news: FundNews, { venue }: Crash, from: number): void {
  const { events } = venue.venue;
  for (let position = from; position < events.written; position++) news.hear(events, position);
  news.heard();
}

describe('DESK-72 the fund outlives its core', () => {
  test('DESK-72 what was before is taken over once it can be told, beside what was heard', () => {
    const crash = new Crash();
    const { state, events } = crash.venue.venue;
    const { sequence, timeUs } = state;
    const asked: FundQuery[] = [];
    let isThere = false;
    const fund = (query: FundQuery): FundPast | null => {
      asked.push(query);
      return isThere ? past(timeUs) : null;
    };
    const news = new FundNews({ sequence, timeUs, history: { fund } });
    const from = events.written;
    contribute(crash.venue, 25);
    hear(news, crash, from);
    const scene = new Scene(state, new Scales(state));
    const told = () => fundRows(scene, news)[0];
    news.recall();
    expect(told()).toMatchObject({ paidIn: '25.00', paidOut: '0.00', isWhole: false });
    isThere = true;
    news.recall();
    expect(told()).toMatchObject({ paidIn: '125.00', paidOut: '50.00', isWhole: true });
    news.recall();
    expect(asked.map((query) => query.sequence)).toEqual([sequence, sequence]);
    const rows = fundEntryRows(scene, news).map(({ reason, amount }) => [reason, amount]);
    expect(rows).toEqual([
      ['Shortfall covered', '\u221250.00'],
      ['Contribution', '+25.00'],
    ]);
  });

  test('DESK-72 an entry names the liquidation that it came of, and whose that was', () => {
    const crash = new Crash(() => ({}));
    crash.holder('ruined', 1_000, 3_400);
    const { state, events } = crash.venue.venue;
    const from = events.written;
    const news = new FundNews({ sequence: state.sequence, timeUs: state.timeUs });
    contribute(crash.venue, 1_000);
    crash.bid(250, 566_000);
    for (let price = 59_750; price >= 57_000; price -= 250) crash.prices(price);
    crash.prices(56_850);
    hear(news, crash, from);
    const rows = fundEntryRows(new Scene(state, new Scales(state)), news);
    const causes = rows.map(({ reason, liquidation, subaccount }) => {
      return `${reason}: ${liquidation} ${subaccount}`;
    });
    expect(causes).toEqual(['Contribution: 0 ', 'Liquidation fee: 1 ruined']);
  });

  test('DESK-72 a history that fails is asked no more', () => {
    let times = 0;
    const fund = (): never => {
      times += 1;
      throw new Error('the file is gone');
    };
    const news = new FundNews({ sequence: 1, timeUs: 1, history: { fund } });
    expect(() => news.recall()).toThrow('the file is gone');
    news.recall();
    expect([times, news.isWhole]).toEqual([1, false]);
  });

  test('DESK-72 windows are told of it', async () => {
    const core = TestCore.found();
    const history = { fund: () => past(core.venue.state.timeUs) };
    const desk = openTestDesk({ fundHistory: history }, core);
    const window = await desk.attached();
    await desk.tick();
    const rows = window.frames.flatMap(({ fundEntries }) => fundEntries);
    expect(rows).toMatchObject([{ liquidation: 7, amount: '\u221250.00' }]);
  });
});

describe('DESK-73 the line of a balance', () => {
  test('DESK-73 each minute has its last balance, from the first that is known until now', () => {
    const timeUs = 1_000 * MINUTE_US;
    const news = new FundNews({ sequence: 1, timeUs, history: { fund: () => past(timeUs) } });
    news.recall();
    const minutes = news.balancesOf(1, 0, timeUs + 2 * MINUTE_US);
    expect(minutes).toEqual([...Array(10).fill(100 * USDT), ...Array(3).fill(50 * USDT)]);
    expect(news.balancesOf(1, 1, timeUs)).toEqual([]);
  });

  test('DESK-73 no more than eight hours are kept, with what they began with', () => {
    const timeUs = 1_000 * MINUTE_US;
    const news = new FundNews({ sequence: 1, timeUs, history: { fund: () => past(timeUs) } });
    news.recall();
    const minutes = news.balancesOf(1, 0, timeUs + (MINUTES_KEPT - 2) * MINUTE_US);
    expect(minutes.length).toBe(MINUTES_KEPT);
    expect(minutes.slice(0, 2)).toEqual([100 * USDT, 50 * USDT]);
  });

  test('DESK-73 it is told from its lowest to its highest, in 120 points at most', () => {
    const crash = new Crash();
    const { state } = crash.venue.venue;
    const { sequence, timeUs } = state;
    const news = new FundNews({ sequence, timeUs, history: { fund: () => past(timeUs) } });
    news.recall();
    const told = () => fundRows(new Scene(state, new Scales(state)), news);
    const line = [...Array(10).fill(1_000), 0];
    expect(told()[0]).toMatchObject({ history: line, historyMinutes: 11 });
    expect(told()[1]).toMatchObject({ history: [], historyMinutes: 0 });
    state.timeUs += 400 * MINUTE_US;
    expect(told()[0]?.history.length).toBe(103);
    expect(told()[0]?.history.at(-1)).toBe(0);
  });
});
