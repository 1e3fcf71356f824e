/** The liquidation ladder, against figures worked by hand and against what the venue then does. */
import { describe, expect, test, vi } from 'vitest';
import { Crash } from '../../venue/liquidation/testing/deleveraging.ts';
import type { LiquidationLadder, Watch } from '../messages.ts';
import { TestCore } from '../testing/test-core.ts';
import { openTestDesk, WATCH } from '../testing/test-window.ts';
import { Liquidations, liquidationLadder, ROWS_PER_SIDE } from './liquidations.ts';
import { positionRows } from './positions.ts';
import { Scales } from './scales.ts';
import { Scene } from './scene.ts';

const VENUE: Watch = { ...WATCH, liquidations: 'venue' };

/** As windows are told it, all positions gone through. */
function ladderOf({ venue }: Crash, watch = VENUE): LiquidationLadder | null {
  const { state } = venue.venue;
  const scene = new Scene(state, new Scales(state));
  const known = new Liquidations();
  const around = { lightsOf: () => 0, note: known.note.bind(known) };
  for (const subaccount of scene.clients) positionRows(scene, subaccount, around);
  known.finish();
  return liquidationLadder(scene, known, watch);
}

/** One bitcoin each but for the short, which has sold two, at 60,000; nobody pays a fee. */
function held(): Crash {
  const crash = new Crash(() => ({}));
  crash.holder('near', 1_000, 3_400);
  crash.holder('far', 1_000, 6_400);
  crash.holder('short', -2_000, 9_000);
  crash.holder('safe', 1_000, 100_000);
  return crash;
}

describe('DESK-70 the liquidation ladder', () => {
  test('DESK-70 every position has its price, distance and value, the nearest first', () => {
    const { above, below, ...rest } = ladderOf(held())!;
    // 3,400 + p - 60,000 falls below 0.5 % of p at 56,884.4.
    expect(below.map(({ subaccount, price, away }) => [subaccount, price, away])).toEqual([
      ['near', '56,884.4', '\u22125.19'],
      ['far', '53,869.3', '\u221210.22'],
    ]);
    // 9,000 - 2 (p - 60,000) falls below 0.5 % of 2 p at 64,179.2.
    expect(above).toMatchObject([{ subaccount: 'short', price: '64,179.2', away: '+6.97' }]);
    expect([above[0]?.value, below[0]?.value, rest.unit]).toEqual(['120.00', '60.00', 'k']);
    expect([above[0]?.share, below[0]?.share]).toEqual([1_000, 500]);
    expect(rest).toMatchObject({ aboveCount: 1, belowCount: 2, unthreatened: 1, mark: '60,000.0' });
  });

  test('DESK-70 what goes is added up by distance, as far as two thirds of them are', () => {
    const { spanPercent, aboveShares, belowShares, full } = ladderOf(held())!;
    // Steps of half a per cent: near goes in the eleventh and the short in the fourteenth.
    expect(spanPercent).toBe(10);
    expect(belowShares).toEqual([...Array(10).fill(0), ...Array(10).fill(500)]);
    expect(aboveShares).toEqual([...Array(13).fill(0), ...Array(7).fill(1_000)]);
    expect(full).toBe('120.00');
  });

  test('DESK-70 sums and counts are told of some distances', () => {
    const { bands } = ladderOf(held())!;
    const told = bands.map(({ percent, aboveCount, above, belowCount, below }) => {
      return [percent, aboveCount, above, belowCount, below];
    });
    expect(told.slice(2, 5)).toEqual([
      [5, 0, '0.00', 0, '0.00'],
      [10, 1, '120.00', 1, '60.00'],
      [20, 1, '120.00', 2, '120.00'],
    ]);
  });

  test('DESK-70 the drawing has the nearest of either side, however many the other has', () => {
    const crash = held();
    expect(ladderOf(crash)?.spanPercent).toBe(10);
    for (let n = 0; n < 10; n++) crash.holder(`close ${n}`, 100, 310);
    // These, which are most, go within 5 %, and the short at 6.97 %.
    expect(ladderOf(crash)?.spanPercent).toBe(10);
  });

  test('DESK-70 of one subaccount it has all positions, each with its own mark moved alone', () => {
    const crash = held();
    const two = crash.holder('two', 100, 2_000);
    crash.venue.trade({ buyer: crash.house, seller: two }, 'ETHUSDT', 10_000, 300_000);
    const watch = { ...VENUE, subaccount: 'two', liquidations: 'subaccount' } as const;
    const { above, below, subaccount } = ladderOf(crash, watch)!;
    const named = [above, below].map((rows) => rows.map(({ instrument }) => instrument));
    expect([subaccount, ...named]).toEqual(['two', ['ETHUSDT'], ['BTCUSDT']]);
    expect(ladderOf(crash, { ...watch, subaccount: 'nobody' })).toBeNull();
  });

  test('DESK-70 the nearest of each side are rows, and all are counted', () => {
    const crash = new Crash(() => ({}));
    for (let n = 0; n <= ROWS_PER_SIDE; n++) crash.holder(`holder ${n}`, 1, 10 - n / 8);
    const { below, belowCount } = ladderOf(crash)!;
    expect([below.length, belowCount]).toEqual([ROWS_PER_SIDE, ROWS_PER_SIDE + 1]);
    expect(below[0]?.subaccount).toBe(`holder ${ROWS_PER_SIDE}`);
    expect(below.some(({ subaccount }) => subaccount === 'holder 0')).toBe(false);
  });

  test('DESK-70 a row says the level of its open call', () => {
    const crash = held();
    for (let price = 59_750; price >= 57_000; price -= 250) crash.prices(price);
    const { below } = ladderOf(crash)!;
    expect(below.map(({ subaccount, level }) => [subaccount, level > 0])).toEqual([
      ['near', true],
      ['far', false],
    ]);
  });

  test('DESK-70 windows that ask are told twice a second at most, the others never', async () => {
    const crash = held();
    const desk = openTestDesk({}, new TestCore(crash.venue));
    const window = await desk.attached();
    const told = (): LiquidationLadder[] =>
      window.frames.flatMap(({ liquidations }) => liquidations ?? []);
    window.send(WATCH);
    await desk.tick();
    expect([window.frames.length > 0, told()]).toEqual([true, []]);
    window.send(VENUE);
    await desk.tick();
    expect(told().map(({ belowCount }) => belowCount)).toEqual([2]);
    crash.prices(60_100);
    await desk.tick();
    expect(told().length).toBe(1);
    vi.advanceTimersByTime(500);
    await desk.tick();
    expect(told().map(({ mark }) => mark)).toEqual(['60,000.0', '60,100.0']);
  });
});

describe('DESK-71 first in line', () => {
  test('DESK-71 what is told is what the venue closes where the mark gets there', () => {
    const crash = held();
    const { first, below } = ladderOf(crash)!;
    const target = Number(below[0]!.price.replaceAll(',', ''));
    for (let price = 59_750; price > target; price -= 250) crash.prices(price);
    crash.venue.take();
    crash.prices(target);
    const sliced = crash.venue.take().find(({ kind }) => kind === 'liquidation.sliced');
    const limit = new Scales(crash.venue.venue.state).price(
      crash.venue.venue.state.instruments[0]!,
      Number(sliced?.['limitTicks']),
    );
    const size = (Number(sliced?.['wantedLots']) / 1_000).toFixed(3);
    const slices = [{ instrument: 'BTCUSDT', size: `${size} BTC`, limit }];
    expect(first).toEqual({ subaccount: 'near', instrument: 'BTCUSDT', slices });
    // 3,400 are gone at 56,600.
    expect(limit).toBe('56,600.0');
  });

  test('DESK-71 what is sliced is the largest of the bucket, whichever mark moves', () => {
    const crash = new Crash(() => ({}));
    const both = crash.holder('both', 1_000, 4_000);
    crash.venue.trade({ buyer: both, seller: crash.house }, 'ETHUSDT', 6_000, 300_000);
    const watch = { ...VENUE, instrument: 'ETHUSDT' };
    const { first } = ladderOf(crash, watch)!;
    expect(first?.instrument).toBe('ETHUSDT');
    expect(first?.slices.map(({ instrument }) => instrument)).toEqual(['BTCUSDT']);
  });

  test('DESK-71 a ladder of brackets names its rung, and the lowest none', () => {
    const crash = new Crash(({ liquidation }) => ({
      liquidation: { ...liquidation, ladderTiers: 1 },
    }));
    crash.holder('low', 100, 340);
    expect(ladderOf(crash)!.first).toEqual({
      subaccount: 'low',
      instrument: 'BTCUSDT',
      slices: [],
    });
  });

  test('DESK-71 where nothing is held nobody stands in line', () => {
    expect(ladderOf(new Crash(() => ({})))?.first).toBeNull();
  });
});
