import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FeedError } from '../market-source.ts';
import type { FeedFault, MarketSlot } from '../market-source.ts';
import {
  BTCUSD,
  BTCUSDT,
  ETHUSD,
  MIDNIGHT_MS,
  SPOT_BTC,
  SPOT_ETH,
  futuresDepth,
  quote,
  smallRecordings,
  snapshot,
  spotDepth,
  trade,
  withRecordings,
} from './fixtures.ts';
import type { FixtureLine } from './fixtures.ts';
import { loadRecordings } from './recordings.ts';
import type { RecordedMarket } from './recordings.ts';

const MIDNIGHT_US = MIDNIGHT_MS * 1_000;

/** The small recordings, with lines of one file added in order of time or replaced. */
function load(
  change: { file?: string; add?: FixtureLine[]; replace?: FixtureLine[] } = {},
): RecordedMarket {
  const recordings = smallRecordings();
  const { file = BTCUSDT, add = [], replace } = change;
  const lines = replace ?? [...(recordings.get(file) ?? []), ...add];
  recordings.set(
    file,
    lines.toSorted((a, b) => a.atMs - b.atMs),
  );
  return withRecordings(recordings, loadRecordings);
}

function onePass(market: RecordedMarket): MarketSlot[] {
  return [...market.slots({ loop: false })];
}

function refusal(attempt: () => unknown): { code: FeedFault; sentence: string } {
  try {
    attempt();
  } catch (error) {
    if (error instanceof FeedError) return { code: error.code, sentence: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the clock', () => {
  test('a pass begins at the boundary after all six joined and ends at the last they reach', () => {
    const slots = onePass(load());
    expect(slots.map((slot) => slot.timeUs - MIDNIGHT_US)).toEqual(
      [-400, -300, -200, -100, 0, 100, 200].map((ms) => ms * 1_000),
    );
    expect(slots.map((slot) => slot.restarted)).toEqual([true, ...Array(6).fill(false)]);
    expect(slots.map((slot) => slot.slot)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('the offset is the median over messages that carry a time, so outliers do not count', () => {
    const late = trade(MIDNIGHT_MS - 100, '100.1', '1.000', false);
    const outliers = [1, 2, 3].map((day) => ({
      atMs: MIDNIGHT_MS - 50,
      message: {
        stream: 'x@trade',
        data: { e: 'trade', E: MIDNIGHT_MS + day * 86_400_000, p: '1.0', q: '1', X: 'NA', m: true },
      },
    }));
    const market = load({ add: [late, late, ...outliers] });
    expect(market.facts[0]?.offsetUs).toBe(1_270_000);
    expect(market.facts[0]?.joinedTimeUs).toBe(MIDNIGHT_US - 470_000);
  });

  test('a loop goes on later by a pass, from fresh snapshots', () => {
    const market = load();
    const slots: MarketSlot[] = [];
    for (const slot of market.slots({ loop: true })) {
      slots.push(slot);
      if (slots.length === 14) break;
    }
    const [first, second] = [slots.slice(0, 7), slots.slice(7)];
    expect(market.passDurationUs).toBe(700_000);
    expect(second.map((slot) => slot.slot)).toEqual([7, 8, 9, 10, 11, 12, 13]);
    expect(second.map((slot) => slot.restarted)).toEqual(first.map((slot) => slot.restarted));
    second.forEach((slot, index) => {
      const before = first[index] as MarketSlot;
      expect(slot.timeUs).toBe(before.timeUs + 700_000);
      expect(slot.books).toEqual(before.books);
      expect(slot.spot[0]?.sourceTimeUs).toBe((before.spot[0]?.sourceTimeUs ?? 0) + 700_000);
    });
  });

  test('resuming gives what is later than the time, in any pass', () => {
    const prints = [-50, -30, -10].map((ms) => trade(MIDNIGHT_MS + ms, '100.1', '1.000', false));
    const market = load({ add: prints });
    const resumed = [...market.slots({ fromTimeUs: MIDNIGHT_US - 30_000, loop: false })];
    expect(resumed.map((slot) => slot.slot)).toEqual([4, 5, 6]);
    expect(resumed[0]?.prints.map((print) => print.timeUs)).toEqual([MIDNIGHT_US - 10_000]);

    const fromTimeUs = MIDNIGHT_US - 30_000 + 3 * 700_000;
    const [slot] = market.slots({ fromTimeUs, loop: true });
    expect(slot?.slot).toBe(25);
    expect(slot?.prints.map((print) => print.timeUs)).toEqual([fromTimeUs + 20_000]);
    expect([...market.slots({ fromTimeUs, loop: false })]).toEqual([]);
  });
});

describe('the book', () => {
  test('is the snapshot and the updates from the one that contains its id', () => {
    const [opening] = onePass(load());
    expect(opening?.books.map((book) => book.market)).toEqual([0, 1, 2, 3]);
    expect(opening?.books[0]).toEqual({
      market: 0,
      bidTicks: [1_000],
      bidLots: [6_000],
      askTicks: [1_001],
      askLots: [4_000],
    });
    expect(opening?.books[3]?.askTicks).toEqual([1_003]);
    expect(opening?.books[3]?.askLots).toEqual([4]);
  });

  test('a change shows at the end of its slot; zero removes; best first, at most twenty', () => {
    const many = Array.from({ length: 30 }, (_, i) => [`${50 + i}.5`, '1.000'] as const);
    const replace = [
      ...(smallRecordings().get(BTCUSDT) ?? []).slice(0, 3),
      futuresDepth(MIDNIGHT_MS - 300, [110, 111, 120], many, [['100.4', '0.250']]),
      futuresDepth(MIDNIGHT_MS - 299, [120, 121, 130], [['100.0', '0.000']], []),
      futuresDepth(MIDNIGHT_MS + 300, [130, 131, 140], [], []),
    ];
    const slots = onePass(load({ replace }));
    expect(slots[0]?.books[0]?.bidTicks).toEqual([1_000]);
    expect(slots[1]?.books[0]?.bidTicks.slice(0, 2)).toEqual([1_000, 795]);
    expect(slots[1]?.books[0]?.bidTicks).toHaveLength(20);
    expect(slots[1]?.books[0]?.askTicks).toEqual([1_001, 1_004]);
    expect(slots[1]?.books[0]?.askLots).toEqual([4_000, 250]);
    expect(slots[2]?.books[0]?.bidTicks.slice(0, 2)).toEqual([795, 785]);
  });
});

test('a spot stream joins with the update that contains the id after the snapshot', () => {
  expect(load().facts[4]?.joinedTimeUs).toBe(MIDNIGHT_US - 450_000);
});

describe('the tape', () => {
  test('carries the taker side, in order of time over markets, none in the opening slot', () => {
    const recordings = smallRecordings();
    recordings
      .get(BTCUSDT)
      ?.splice(
        3,
        0,
        trade(MIDNIGHT_MS - 450, '100.1', '9.000', false),
        trade(MIDNIGHT_MS - 320, '100.0', '0.010', true),
        trade(MIDNIGHT_MS - 300, '100.1', '0.020', false),
      );
    recordings.get(ETHUSD)?.splice(3, 0, trade(MIDNIGHT_MS - 310, '10.03', '3', false));
    const slots = onePass(withRecordings(recordings, loadRecordings));
    expect(slots[1]?.prints).toEqual([
      { market: 0, timeUs: MIDNIGHT_US - 320_000, side: -1, priceTicks: 1_000, quantityLots: 10 },
      { market: 3, timeUs: MIDNIGHT_US - 310_000, side: 1, priceTicks: 1_003, quantityLots: 3 },
      { market: 0, timeUs: MIDNIGHT_US - 300_000, side: 1, priceTicks: 1_001, quantityLots: 20 },
    ]);
    expect(slots.flatMap((slot) => slot.prints)).toHaveLength(3);
  });

  test('leaves out and counts what no market order made', () => {
    const add = [
      trade(MIDNIGHT_MS - 200, '0', '0', false, 'NA'),
      trade(MIDNIGHT_MS - 150, '100.1', '1.000', false, 'INSURANCE_FUND'),
      trade(MIDNIGHT_MS - 140, '100.1', '1.000', false),
    ];
    const market = load({ add });
    expect(onePass(market).flatMap((slot) => slot.prints)).toHaveLength(1);
    expect(market.facts.map((fact) => fact.offMarketTrades)).toEqual([2, 0, 0, 0, 0, 0]);
  });
});

test('spot is the latest quote and trade with their ages, timed by the offset of the file', () => {
  const add = [
    quote(MIDNIGHT_MS - 333, '100.06000000', '100.07000000'),
    trade(MIDNIGHT_MS - 350, '100.06500001', '0.1', true),
  ];
  const slots = onePass(load({ file: SPOT_BTC, add }));
  expect(slots[0]?.spot[0]).toMatchObject({ bidE8: 10_004_000_000, lastE8: 10_005_000_000 });
  expect(slots[1]?.spot).toEqual([
    {
      index: 'BTC',
      source: 'binance',
      timeUs: MIDNIGHT_US - 300_000,
      bidE8: 10_006_000_000,
      askE8: 10_007_000_000,
      lastE8: 10_006_500_001,
      lastAgeMs: 50,
      sourceTimeUs: MIDNIGHT_US - 333_000,
      receiveAgeMs: 33,
    },
    expect.objectContaining({ index: 'ETH', bidE8: 1_000_400_000, receiveAgeMs: 180 }),
  ]);
});

function perpetual(): FixtureLine[] {
  return smallRecordings().get(BTCUSDT) ?? [];
}

describe('what cannot be replayed is refused with its place', () => {
  test.each<[string, FeedFault, string, { file?: string; replace: FixtureLine[] }]>([
    [
      'a gap on a futures stream',
      'STREAM_GAP',
      `${BTCUSDT} line 5`,
      { replace: [...perpetual(), futuresDepth(MIDNIGHT_MS + 301, [121, 122, 130], [], [])] },
    ],
    [
      'a gap on a spot stream',
      'STREAM_GAP',
      `${SPOT_ETH} line 2`,
      {
        file: SPOT_ETH,
        replace: [spotDepth(MIDNIGHT_MS, [1, 10]), spotDepth(MIDNIGHT_MS + 1, [12, 13])],
      },
    ],
    [
      'a futures update missing after the snapshot',
      'NEVER_JOINED',
      `${BTCUSDT} line 2`,
      {
        replace: [
          snapshot(MIDNIGHT_MS, 100, [], []),
          futuresDepth(MIDNIGHT_MS + 1, [100, 101, 102], [], []),
        ],
      },
    ],
    [
      'a spot update missing after the snapshot',
      'NEVER_JOINED',
      `${SPOT_BTC} line 2`,
      {
        file: SPOT_BTC,
        replace: [snapshot(MIDNIGHT_MS, 9, [], []), spotDepth(MIDNIGHT_MS + 1, [11, 12])],
      },
    ],
    ['no snapshot', 'NEVER_JOINED', BTCUSDT, { replace: perpetual().slice(0, 2) }],
    [
      'a second snapshot',
      'LINE_MALFORMED',
      `${BTCUSDT} line 5`,
      { replace: [...perpetual(), snapshot(MIDNIGHT_MS + 301, 120, [], [])] },
    ],
    [
      'a price off the tick',
      'OFF_GRID',
      `${BTCUSDT} line 5: price 100.05`,
      { replace: [...perpetual(), trade(MIDNIGHT_MS + 301, '100.05', '1.000', true)] },
    ],
    [
      'a size off the lot',
      'OFF_GRID',
      `${BTCUSD} line 5: size 1.5`,
      {
        file: BTCUSD,
        replace: [...perpetual(), trade(MIDNIGHT_MS + 301, '100.1', '1.5', true)],
      },
    ],
    [
      'a crossed book',
      'BOOK_CROSSED',
      `${BTCUSDT}: bid 1002 and ask 1001 cross at 2024-08-09T00:00:00.400Z`,
      {
        replace: [
          ...perpetual(),
          futuresDepth(MIDNIGHT_MS + 301, [120, 121, 130], [['100.2', '1.000']], []),
          trade(MIDNIGHT_MS + 401, '100.1', '1.000', true),
        ],
      },
    ],
    [
      'time that goes back',
      'TIME_BACKWARDS',
      `${BTCUSDT} line 5`,
      { replace: [...perpetual(), trade(MIDNIGHT_MS, '100.1', '1.000', true)] },
    ],
    [
      'recordings of different times',
      'NO_COMMON_TIME',
      'do not overlap',
      { replace: perpetual().map((line) => moved(line, 60_000)) },
    ],
  ])('%s', (_what, code, place, { file = BTCUSDT, replace }) => {
    const recordings = smallRecordings();
    recordings.set(file, replace);
    const refused = refusal(() => withRecordings(recordings, loadRecordings));
    expect(refused).toEqual({ code, sentence: expect.stringContaining(place) });
  });

  test.each<[string, unknown]>([
    ['a message that is no object', 7],
    ['a quote without prices', { stream: 'x', data: {} }],
    ['an update without ids', { stream: 'x', data: { e: 'depthUpdate', E: 1, b: [], a: [] } }],
    ['a side that is no list', { lastUpdateId: 1, bids: {}, asks: [] }],
    ['a level that is no pair', { lastUpdateId: 1, bids: [7], asks: [] }],
    ['a price that is a number', { lastUpdateId: 1, bids: [[7, '1']], asks: [] }],
    ['a trade for nothing', trade(0, '0', '1.000', true).message],
    ['a trade without a side', { stream: 'x', data: { e: 'trade', E: 1, p: '1', q: '1' } }],
  ])('%s', (_what, message) => {
    const recordings = smallRecordings();
    recordings.set(BTCUSDT, [{ atMs: MIDNIGHT_MS, message: message as object }]);
    const refused = refusal(() => withRecordings(recordings, loadRecordings));
    expect(refused).toEqual({
      code: 'LINE_MALFORMED',
      sentence: expect.stringContaining(`${BTCUSDT} line 1: `),
    });
  });

  test('a missing directory, a missing file, a file that is no gzip', () => {
    expect(refusal(() => loadRecordings('/no/such/feed'))).toEqual({
      code: 'DIRECTORY_MISSING',
      sentence: 'The feed directory /no/such/feed does not exist.',
    });
    withRecordings(smallRecordings(), (directory) => {
      writeFileSync(join(directory, SPOT_ETH), 'plain text');
      expect(refusal(() => loadRecordings(directory)).code).toBe('FILE_UNREADABLE');
      rmSync(join(directory, SPOT_ETH));
      expect(refusal(() => loadRecordings(directory))).toEqual({
        code: 'FILE_MISSING',
        sentence: `The recording ${SPOT_ETH} is missing from ${directory}.`,
      });
    });
  });
});

/** The same line, later on both clocks. */
function moved(line: FixtureLine, byMs: number): FixtureLine {
  const text = JSON.stringify(line.message);
  const later = text.replace(/"E":(\d+)/, (_, ms: string) => `"E":${Number(ms) + byMs}`);
  return { atMs: line.atMs + byMs, message: JSON.parse(later) as object };
}
