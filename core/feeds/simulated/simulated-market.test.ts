import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { FeedError, PERPETUALS, underlyingOf } from '../market-source.ts';
import type { MarketSlot } from '../market-source.ts';
import { simulatedMarket } from './simulated-market.ts';
import type { SimulatedMarketOptions } from './simulated-market.ts';

const MINUTE_US = 60_000_000;

function onePass(options: SimulatedMarketOptions): MarketSlot[] {
  return [...simulatedMarket(options).slots({ loop: false })];
}

function hash(slots: readonly MarketSlot[]): string {
  return createHash('sha256').update(JSON.stringify(slots)).digest('hex');
}

const whole = onePass({ seed: 1 });
const underlyings = PERPETUALS.map(underlyingOf);

describe('reproducibility', () => {
  test('the same seed gives the same slots, another seed others', () => {
    const [one, again, other] = [7, 7, 8].map((seed) =>
      hash(onePass({ seed, passDurationUs: MINUTE_US })),
    );
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  test('passes of a loop differ, and resuming in one gives the rest of it', () => {
    const market = simulatedMarket({ seed: 7, passDurationUs: 10_000_000 });
    const looped: MarketSlot[] = [];
    for (const slot of market.slots({ loop: true })) {
      looped.push(slot);
      if (looped.length === 300) break;
    }
    expect(looped.map((slot) => slot.slot)).toEqual(looped.map((_, i) => i));
    expect(looped.filter((slot) => slot.restarted).map((slot) => slot.slot)).toEqual([0, 100, 200]);
    expect(looped[250]?.timeUs).toBe(market.startTimeUs + 25_000_000);
    expect(looped[150]?.books).not.toEqual(looped[50]?.books);

    const resumed: MarketSlot[] = [];
    const fromTimeUs = looped[149]?.timeUs ?? 0;
    for (const slot of market.slots({ fromTimeUs, loop: true })) {
      resumed.push(slot);
      if (resumed.length === 150) break;
    }
    expect(hash(resumed)).toBe(hash(looped.slice(150)));
  });
});

describe('the pass', () => {
  test('by default crosses a funding time and is badged', () => {
    expect(simulatedMarket({ seed: 1 }).badges).toEqual(['SIMULATED']);
    expect(whole).toHaveLength(3_456);
    expect(whole[0]?.timeUs).toBe(Date.UTC(2024, 7, 8, 23, 54, 20) * 1_000);
    expect(whole.at(-1)?.timeUs).toBeGreaterThan(Date.UTC(2024, 7, 9) * 1_000);
  });

  test.each<SimulatedMarketOptions>([
    { seed: -1 },
    { seed: 1.5 },
    { seed: NaN },
    { seed: 2 ** 32 },
    { seed: 1, startTimeUs: 50 },
    { seed: 1, passDurationUs: 0 },
    { seed: 1, passDurationUs: 150_000 },
  ])('refuses %j', (options) => {
    expect(() => simulatedMarket(options)).toThrow(FeedError);
  });
});

describe('the book', () => {
  test('has twenty levels a side in order, never crossed, in whole ticks and lots', () => {
    for (const { books } of whole) {
      for (const { bidTicks, bidLots, askTicks, askLots } of books) {
        expect(bidTicks[0]).toBeLessThan(askTicks[0] ?? 0);
        expect(bidTicks).toEqual([...new Set(bidTicks)].sort((a, b) => b - a));
        expect(askTicks).toEqual([...new Set(askTicks)].sort((a, b) => a - b));
        expect(bidTicks).toHaveLength(20);
        expect(askTicks).toHaveLength(20);
        const numbers = [...bidTicks, ...bidLots, ...askTicks, ...askLots];
        expect(numbers.every((value) => Number.isSafeInteger(value) && value > 0)).toBe(true);
      }
    }
  });

  test('is changed by its makers from slot to slot, but not all of it', () => {
    let kept = 0;
    let levels = 0;
    whole.forEach((slot, i) => {
      slot.books.forEach((book, market) => {
        const before = whole[i - 1]?.books[market];
        if (before === undefined) return;
        const old = new Map(before.bidTicks.map((ticks, n) => [ticks, before.bidLots[n]]));
        kept += book.bidTicks.filter((ticks, n) => old.get(ticks) === book.bidLots[n]).length;
        levels += book.bidTicks.length;
      });
    });
    expect(kept / levels).toBeGreaterThan(0.6);
    expect(kept / levels).toBeLessThan(0.9);
  });
});

describe('the tape', () => {
  test('each print takes what is best of the standing book and no more than stands', () => {
    whole.forEach((slot, i) => {
      const standing = whole[i - 1]?.books.map((book) => ({
        asks: book.askTicks.map((ticks, n) => [ticks, book.askLots[n] ?? 0] as [number, number]),
        bids: book.bidTicks.map((ticks, n) => [ticks, book.bidLots[n] ?? 0] as [number, number]),
      }));
      let previousUs = slot.timeUs - 100_000;
      for (const print of slot.prints) {
        expect(print.timeUs).toBeGreaterThanOrEqual(previousUs);
        previousUs = print.timeUs;
        const levels = standing?.[print.market]?.[print.side === 1 ? 'asks' : 'bids'] ?? [];
        const best = levels[0] ?? [0, 0];
        expect(print.priceTicks).toBe(best[0]);
        expect(print.quantityLots).toBeGreaterThan(0);
        expect(print.quantityLots).toBeLessThanOrEqual(best[1]);
        best[1] -= print.quantityLots;
        if (best[1] === 0) levels.shift();
      }
      expect(previousUs).toBeLessThanOrEqual(slot.timeUs);
    });
  });

  test('thousands of prints, on every market, and their signs persist', () => {
    const counts = [0, 0, 0, 0];
    const lastSide = [0, 0, 0, 0];
    let same = 0;
    for (const print of whole.flatMap((slot) => slot.prints)) {
      counts[print.market] = (counts[print.market] ?? 0) + 1;
      if (lastSide[print.market] === print.side) same += 1;
      lastSide[print.market] = print.side;
    }
    const total = counts.reduce((a, b) => a + b, 0);
    expect(Math.min(...counts)).toBeGreaterThan(1_000);
    expect(total).toBeGreaterThan(10_000);
    expect(same / total).toBeGreaterThan(0.53);
  });
});

describe('the price', () => {
  test('moves only when somebody trades, and does move', () => {
    const seen = { BTC: new Set<number>(), ETH: new Set<number>() };
    let quiet = 0;
    whole.forEach((slot, i) => {
      slot.spot.forEach((quote, n) => {
        seen[quote.index].add(quote.bidE8);
        const traded = slot.prints.some((print) => underlyings[print.market] === quote.index);
        if (traded || i === 0) return;
        quiet += 1;
        expect(quote.bidE8).toBe(whole[i - 1]?.spot[n]?.bidE8);
      });
    });
    expect(quiet).toBeGreaterThan(100);
    expect(seen.BTC.size).toBeGreaterThan(1_000);
    expect(seen.ETH.size).toBeGreaterThan(100);
  });

  test('follows the net flow: more bought than sold raises it', () => {
    let agreeing = 0;
    let moves = 0;
    whole.forEach((slot, i) => {
      const net = slot.prints
        .filter((print) => print.market === 0)
        .reduce((sum, print) => sum + print.side * print.quantityLots, 0);
      const before = whole[i - 1]?.spot[0]?.bidE8 ?? 0;
      const moved = (slot.spot[0]?.bidE8 ?? 0) - before;
      if (i === 0 || net === 0 || slot.prints.some((print) => print.market === 2)) return;
      moves += 1;
      if (Math.sign(moved) === Math.sign(net) || moved === 0) agreeing += 1;
    });
    expect(moves).toBeGreaterThan(1_000);
    expect(agreeing).toBe(moves);
  });

  test('of a perpetual stays within 0.1 % of spot, and mostly within 0.005 %', () => {
    const near = [0, 0, 0, 0];
    for (const slot of whole) {
      slot.books.forEach((book, market) => {
        const spec = PERPETUALS[market];
        const spot = slot.spot[market % 2];
        if (spec === undefined || spot === undefined) throw new Error('no such market');
        const midE8 = (((book.bidTicks[0] ?? 0) + (book.askTicks[0] ?? 0)) / 2) * spec.tickE8;
        const basisE8 = Math.abs(midE8 - (spot.bidE8 + spot.askE8) / 2);
        expect(basisE8 * 1_000).toBeLessThan(spot.bidE8);
        if (basisE8 * 20_000 < spot.bidE8) near[market] = (near[market] ?? 0) + 1;
      });
    }
    expect(Math.min(...near)).toBeGreaterThan(whole.length / 2);
  });

  test('spot quotes are one tick wide, with a last trade near', () => {
    for (const quote of whole.flatMap((slot) => slot.spot)) {
      expect(quote.askE8 - quote.bidE8).toBe(1_000_000);
      expect(quote.receiveAgeMs).toBeLessThan(50);
      expect(quote.lastAgeMs).toBeLessThan(5_000);
      expect(quote.sourceTimeUs).toBeLessThanOrEqual(quote.timeUs);
    }
  });
});
