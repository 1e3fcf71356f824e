import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BookTarget, MarketSlot } from '../market-source.ts';
import { loadRecordings } from './recordings.ts';
import type { RecordedMarket } from './recordings.ts';

const beside = fileURLToPath(new URL('../../../../shared/marketdata', import.meta.url));
const directory = process.env['BULKHEAD_MARKETDATA'] ?? beside;
const absent = !existsSync(directory);

const MIDNIGHT_US = Date.UTC(2024, 7, 9) * 1_000;

/** Size by price, asks negative. */
function levels(book: BookTarget): Map<number, number> {
  const byPrice = new Map<number, number>();
  book.bidTicks.forEach((ticks, i) => byPrice.set(ticks, book.bidLots[i] as number));
  book.askTicks.forEach((ticks, i) => byPrice.set(ticks, -(book.askLots[i] as number)));
  return byPrice;
}

/** How many levels differ: each is one command to whoever keeps the book standing. */
function bookChanges(before: BookTarget | undefined, after: BookTarget): number {
  const old = before === undefined ? new Map<number, number>() : levels(before);
  const now = levels(after);
  const prices = new Set([...old.keys(), ...now.keys()]);
  return [...prices].filter((price) => old.get(price) !== now.get(price)).length;
}

function perMarket(slots: readonly MarketSlot[], count: (slot: MarketSlot) => number[]): number[] {
  const sums = [0, 0, 0, 0];
  for (const slot of slots) count(slot).forEach((value, i) => (sums[i] = (sums[i] ?? 0) + value));
  return sums;
}

describe('the recordings of 2024-08-08', () => {
  let market: RecordedMarket;
  let slots: readonly MarketSlot[];

  beforeAll(() => {
    if (absent) return;
    market = loadRecordings(directory);
    slots = [...market.slots({ loop: false })];
  }, 60_000);

  beforeEach((context) => {
    context.skip(absent, `no recordings at ${directory}; BULKHEAD_MARKETDATA names another place`);
  });

  test('run from 23:54:17.9 to 00:00:01.1, over midnight UTC, on the 100 ms grid', () => {
    expect(market.startTimeUs).toBe(Date.UTC(2024, 7, 8, 23, 54, 17, 900) * 1_000);
    expect(slots.at(-1)?.timeUs).toBe(MIDNIGHT_US + 1_100_000);
    expect(slots).toHaveLength(3_433);
    expect(market.passDurationUs).toBe(343_300_000);
    slots.forEach((slot, i) => expect(slot.timeUs).toBe(market.startTimeUs + i * 100_000));
  });

  test('have clocks about 1.27 s behind and join within 2 s', () => {
    for (const fact of market.facts) {
      expect(Math.abs(fact.offsetUs - 1_270_000)).toBeLessThan(3_000);
      expect(fact.offMarketTrades).toBe(0);
    }
  });

  test('give 39,339 prints, in order of time, each in its slot', () => {
    const prints = perMarket(slots, (slot) =>
      [0, 1, 2, 3].map((m) => slot.prints.filter((print) => print.market === m).length),
    );
    expect(prints).toEqual([21_256, 14_066, 2_285, 1_732]);
    let previousUs = market.startTimeUs;
    for (const slot of slots) {
      for (const print of slot.prints) {
        expect(print.timeUs).toBeGreaterThanOrEqual(previousUs);
        previousUs = print.timeUs;
        expect(slot.timeUs - print.timeUs).toBeGreaterThanOrEqual(0);
        expect(slot.timeUs - print.timeUs).toBeLessThan(100_000);
      }
    }
  });

  test('give 171,421 changes of a level, twenty levels a side, never crossed', () => {
    const changes = [0, 0, 0, 0];
    let before: readonly BookTarget[] = [];
    for (const { books } of slots) {
      for (const book of books) {
        changes[book.market] = (changes[book.market] ?? 0) + bookChanges(before[book.market], book);
        expect(book.bidTicks).toHaveLength(20);
        expect(book.askTicks).toHaveLength(20);
        expect(book.bidTicks).toEqual(book.bidTicks.toSorted((a, b) => b - a));
        expect(book.askTicks).toEqual(book.askTicks.toSorted((a, b) => a - b));
        expect(book.bidTicks[0]).toBeLessThan(book.askTicks[0] ?? 0);
      }
      before = books;
    }
    expect(changes).toEqual([42_455, 53_570, 40_096, 35_300]);
  });

  test('trade where the book of the slot before stands: nine of ten prints reach its touch', () => {
    let reached = 0;
    slots.forEach((slot, i) => {
      for (const print of slot.prints) {
        const book = slots[i - 1]?.books[print.market];
        const gap =
          print.side === 1
            ? print.priceTicks - (book?.askTicks[0] ?? Infinity)
            : (book?.bidTicks[0] ?? -Infinity) - print.priceTicks;
        if (gap >= 0) reached += 1;
      }
    });
    expect(reached).toBe(36_995);
  });

  test('have spot quotes at most a second old that agree with the perpetuals to 0.2 %', () => {
    for (const slot of slots) {
      for (const quote of slot.spot) {
        expect(quote.receiveAgeMs).toBeLessThan(1_000);
        expect(quote.lastAgeMs).toBeLessThan(4_000);
        expect(quote.bidE8).toBeLessThan(quote.askE8);
        const book = slot.books[quote.index === 'BTC' ? 0 : 1];
        const tickE8 = quote.index === 'BTC' ? 10_000_000 : 1_000_000;
        const apartE8 = Math.abs((book?.bidTicks[0] ?? 0) * tickE8 - quote.bidE8);
        expect(apartE8 * 500).toBeLessThan(quote.bidE8);
      }
    }
  });
});
