import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FeedError, PERPETUALS, SLOT_US } from './market-source.ts';
import type { BookTarget, MarketSlot, MarketSource, Print, SpotQuote } from './market-source.ts';
import { slotsOfPasses } from './passes.ts';
import { parseShocks, shocked } from './shock.ts';
import type { Shock } from './shock.ts';

const START_US = 1_723_161_260_000_000;

interface Content {
  readonly books?: readonly BookTarget[];
  readonly prints?: readonly Omit<Print, 'timeUs'>[];
  readonly spot?: readonly Pick<SpotQuote, 'index' | 'bidE8' | 'askE8' | 'lastE8'>[];
}

/** The same content in every slot; prints come in the middle of a slot. */
function steadySource(slots: number, content: Content): MarketSource {
  const passDurationUs = slots * SLOT_US;
  function* pass(passNumber: number): Generator<MarketSlot> {
    for (let i = 0; i < slots; i += 1) {
      const timeUs = START_US + passNumber * passDurationUs + i * SLOT_US;
      yield {
        slot: passNumber * slots + i,
        timeUs,
        restarted: i === 0,
        prints: (content.prints ?? []).map((print) => ({ ...print, timeUs: timeUs - SLOT_US / 2 })),
        books: content.books ?? [],
        spot: (content.spot ?? []).map((quote) => ({
          ...quote,
          source: 'test',
          timeUs,
          lastAgeMs: 0,
          sourceTimeUs: timeUs,
          receiveAgeMs: 0,
        })),
      };
    }
  }
  return {
    badges: ['TEST'],
    markets: PERPETUALS,
    startTimeUs: START_US,
    slotUs: SLOT_US,
    passDurationUs,
    slots: (options) => slotsOfPasses(START_US, passDurationUs, pass, options),
  };
}

function book(market: number, bids: [number, number][], asks: [number, number][]): BookTarget {
  return {
    market,
    bidTicks: bids.map(([ticks]) => ticks),
    bidLots: bids.map(([, lots]) => lots),
    askTicks: asks.map(([ticks]) => ticks),
    askLots: asks.map(([, lots]) => lots),
  };
}

function shocks(text: string): readonly Shock[] {
  const parsed = parseShocks(text);
  if (!parsed.ok) throw new Error(parsed.sentence);
  return parsed.shocks;
}

describe('parsing', () => {
  test('reads one shock, and several', () => {
    expect(shocks('BTC -4% over 60s at 120s')).toEqual([
      { underlying: 'BTC', changePpm: -40_000, overUs: 60_000_000, atUs: 120_000_000 },
    ]);
    expect(shocks(' BTC -0.0001% over 0s at 0s;ETH  +3.5%  over 10.25s at 30s ')).toEqual([
      { underlying: 'BTC', changePpm: -1, overUs: 0, atUs: 0 },
      { underlying: 'ETH', changePpm: 35_000, overUs: 10_250_000, atUs: 30_000_000 },
    ]);
  });

  test.each([
    '',
    ';',
    'BTC -4% over 60s at 120s;',
    'BTC 4% over 60s at 120s',
    'DOGE -4% over 60s at 120s',
    'BTC -4 over 60s at 120s',
    'BTC -4% over 60 at 120',
    'BTC -4% over -60s at 120s',
    'BTC -4% at 120s over 60s',
    'BTC -0.00001% over 60s at 120s',
    'BTC -4% over 0.0000001s at 120s',
    'BTC -NaN% over 60s at 120s',
    `BTC -4% over 60s at 1${'0'.repeat(400)}s`,
    'BTC -4% over 60s at 120s;'.repeat(1_000),
  ])('refuses %j with the grammar', (text) => {
    const parsed = parseShocks(text);
    expect(parsed).toMatchObject({ ok: false, code: 'SHOCK_MALFORMED' });
    expect(parsed.ok ? '' : parsed.sentence).toContain('"BTC -4% over 60s at 120s"');
  });

  test.each([
    'BTC -99.0001% over 60s at 120s',
    'BTC -50% over 60s at 0s; BTC -50% over 1s at 100s',
    'ETH +1000.1% over 60s at 120s',
    'ETH +1% over 86401s at 120s',
    'ETH +1% over 1s at 86401s',
  ])('refuses %j as too large', (text) => {
    expect(parseShocks(text)).toMatchObject({ ok: false, code: 'SHOCK_TOO_LARGE' });
  });
});

describe('bending', () => {
  const content: Content = {
    books: [
      book(0, [[1_000_001, 5]], [[1_000_002, 6]]),
      book(1, [[1_000_001, 5]], [[1_000_002, 6]]),
      book(2, [[1_000_001, 5]], [[1_000_002, 6]]),
      book(3, [[1_000_001, 5]], [[1_000_002, 6]]),
    ],
    prints: [
      { market: 0, side: 1, priceTicks: 1_000_002, quantityLots: 1 },
      { market: 0, side: -1, priceTicks: 1_000_001, quantityLots: 1 },
    ],
    spot: [
      { index: 'BTC', bidE8: 1_000_001, askE8: 1_000_002, lastE8: 1_000_002 },
      { index: 'ETH', bidE8: 1_000_001, askE8: 1_000_002, lastE8: 1_000_002 },
    ],
  };

  function btcPath(text: string, slots: number, loop = false): MarketSlot[] {
    const path: MarketSlot[] = [];
    for (const slot of shocked(steadySource(slots, content), shocks(text)).slots({ loop })) {
      path.push(slot);
      if (path.length === 2 * slots) break;
    }
    return path;
  }

  test('ramps in a line from the time it begins, and stays', () => {
    const path = btcPath('BTC -4% over 0.4s at 0.2s', 9);
    expect(path.map((slot) => slot.books[0]?.bidTicks[0])).toEqual([
      1_000_001, 1_000_001, 1_000_001, 990_000, 980_000, 970_000, 960_000, 960_000, 960_000,
    ]);
    expect(path.map((slot) => slot.books[0]?.askTicks[0])).toEqual([
      1_000_002, 1_000_002, 1_000_002, 990_002, 980_002, 970_002, 960_002, 960_002, 960_002,
    ]);
  });

  test('bends both perpetuals and the spot of its underlying and nothing else', () => {
    const last = btcPath('BTC -4% over 0s at 0.1s', 2)[1];
    expect(last?.books.map((each) => each.bidTicks[0])).toEqual([
      960_000, 1_000_001, 960_000, 1_000_001,
    ]);
    expect(last?.spot[0]).toMatchObject({ bidE8: 960_000, askE8: 960_002, lastE8: 960_002 });
    expect(last?.spot[1]).toMatchObject({ bidE8: 1_000_001, askE8: 1_000_002, lastE8: 1_000_002 });
  });

  test('bends a print by the factor of the book that it met, the way of its taker', () => {
    const path = btcPath('BTC +1% over 0s at 0.1s', 4);
    expect(path.map((slot) => slot.prints.map(({ priceTicks }) => priceTicks))).toEqual([
      [1_000_002, 1_000_001],
      [1_000_002, 1_000_001],
      [1_010_003, 1_010_001],
      [1_010_003, 1_010_001],
    ]);
    expect(path[2]?.books[0]).toMatchObject({ bidTicks: [1_010_001], askTicks: [1_010_003] });
  });

  test('adds up shocks of one underlying', () => {
    const path = btcPath('BTC -4% over 0s at 0.1s; BTC +1% over 0s at 0.2s', 4);
    expect(path.map((slot) => slot.books[0]?.bidTicks[0])).toEqual([
      1_000_001, 960_000, 970_000, 970_000,
    ]);
  });

  test('comes again in every pass of a loop', () => {
    const path = btcPath('BTC -4% over 0.1s at 0.1s', 3, true);
    const bids = path.map((slot) => slot.books[0]?.bidTicks[0]);
    expect(bids).toEqual([1_000_001, 1_000_001, 960_000, 1_000_001, 1_000_001, 960_000]);
  });

  test('merges levels that fall on one tick', () => {
    const source = steadySource(1, {
      books: [
        book(
          0,
          [
            [100, 1],
            [99, 2],
            [98, 4],
          ],
          [
            [101, 8],
            [102, 16],
            [104, 32],
          ],
        ),
      ],
    });
    const [slot] = shocked(source, shocks('BTC -50% over 0s at 0s')).slots({ loop: false });
    expect(slot?.books[0]).toEqual(
      book(
        0,
        [
          [50, 1],
          [49, 6],
        ],
        [
          [51, 24],
          [52, 32],
        ],
      ),
    );
  });

  test('says so, and refuses a shock that would come too late', () => {
    const source = steadySource(10, content);
    expect(shocked(source, shocks('BTC -4% over 1s at 0s')).badges).toEqual(['TEST', 'SHOCKED']);
    expect(() => shocked(source, shocks('BTC -4% over 1s at 1s'))).toThrow(FeedError);
  });
});

function sum(lots: readonly number[]): number {
  return lots.reduce((a, b) => a + b, 0);
}

test('a book that is not crossed never becomes so, and keeps its order and its size', () => {
  const side = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 1_000_000 })),
    { minLength: 1, maxLength: 20 },
  );
  const change = fc.integer({ min: -990_000, max: 10_000_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 10_000, max: 1_000_000_000 }),
      side,
      side,
      change,
      fc.integer({ min: 1, max: 20 }),
      (touch, bidSteps, askSteps, changePpm, slots) => {
        let [bid, ask] = [touch + 1, touch];
        const bids = bidSteps.map(([step, lots]): [number, number] => [(bid -= step), lots]);
        const asks = askSteps.map(([step, lots]): [number, number] => [(ask += step), lots]);
        const source = steadySource(slots + 1, { books: [book(0, bids, asks)] });
        const overUs = slots * SLOT_US;
        const bent = shocked(source, [{ underlying: 'BTC', changePpm, overUs, atUs: 0 }]);
        for (const { books } of bent.slots({ loop: false })) {
          const { bidTicks, bidLots, askTicks, askLots } = books[0] as BookTarget;
          expect(bidTicks[0]).toBeLessThan(askTicks[0] as number);
          expect(bidTicks).toEqual([...new Set(bidTicks)].sort((a, b) => b - a));
          expect(askTicks).toEqual([...new Set(askTicks)].sort((a, b) => a - b));
          expect(sum(bidLots)).toBe(sum(bids.map(([, lots]) => lots)));
          expect(sum(askLots)).toBe(sum(asks.map(([, lots]) => lots)));
        }
        const final = [...bent.slots({ loop: false })].at(-1)?.books[0];
        const exact = (ticks: number): bigint => BigInt(ticks) * BigInt(1_000_000 + changePpm);
        expect(BigInt(final?.bidTicks[0] ?? 0)).toBe(exact(bids[0]?.[0] ?? 0) / 1_000_000n);
        expect(BigInt(final?.askTicks[0] ?? 0)).toBe(
          (exact(asks[0]?.[0] ?? 0) + 999_999n) / 1_000_000n,
        );
      },
    ),
  );
});
