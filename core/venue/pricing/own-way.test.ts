/** Own marks in the venue: what they are while trading goes on, waits, ends or is loaded. */
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { listDated } from '../testing/dated.ts';
import { plainPrices, TestVenue } from '../testing/test-venue.ts';
import type { InstrumentSpec } from '../commands.ts';
import type { MarkPart, OwnMark } from './own-mark-fields.ts';

const USDT = 1_000_000;
const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;
const [btc] = indices.replay;

const median = (...parts: MarkPart[]): OwnMark => ({ combine: 'median', parts });

/** BTCUSDT with an own mark, wide bands, and beside its index one of other venues' contracts. */
function listed(mark: OwnMark | undefined, change: Partial<InstrumentSpec> = {}): TestVenue {
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments.slice(0, 1),
    indices: [btc!, { ...btc!, symbol: 'BTC-PERP' }],
  };
  const bands = { innerPpm: 400_000, outerPpm: 500_000, markPpm: 500_000, basisTauS: 300 };
  const venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    bands,
    ...(mark !== undefined && { mark }),
    ...change,
  }));
  venue.prices({ 'BTC-PERP': 60_050, BTC: 60_000 });
  venue.open('house', { kind: 'house' });
  venue.open('trader', { funds: { USDT: 10_000_000 * USDT } });
  return venue;
}

const [HOUSE, TRADER] = [4, 5];
const markOf = (venue: TestVenue): number => venue.instrument('BTCUSDT').markTicks / 10;

/** The house quotes a lot on either side, after a trade at a price. */
function quoted(venue: TestVenue, last: number, bid: number, ask: number): void {
  venue.trade({ buyer: TRADER, seller: HOUSE }, 'BTCUSDT', 1, last);
  venue.place(HOUSE, 'BTCUSDT', 'buy', 100, { priceTicks: bid, by: 'house' });
  venue.place(HOUSE, 'BTCUSDT', 'sell', 100, { priceTicks: ask, by: 'house' });
}

describe('VAR-49 an own mark in the venue', () => {
  test('of the index alone nothing in the book moves it', () => {
    const venue = listed(median({ of: 'index' }));
    quoted(venue, 610_000, 610_000, 610_200);
    venue.take();
    venue.prices({ BTC: 60_010 });
    expect(markOf(venue)).toBe(60_010);
    const [set] = venue.take('mark.set');
    expect(set).toMatchObject({ method: 'composed', fairE8: 6_001_000_000_000, bookE8: 0 });
  });

  test('bands and the order band stay what they are with any mark', () => {
    const venue = listed(median({ of: 'last' }), {
      bands: { innerPpm: 400_000, outerPpm: 500_000, markPpm: 10_000, basisTauS: 300 },
    });
    quoted(venue, 610_000, 609_900, 610_100);
    venue.prices({ BTC: 60_000 });
    // One per cent above the index; the book's own average is still that of MARK-03.
    expect(markOf(venue)).toBe(60_600);
    expect(venue.instrument('BTCUSDT').mark.basisE8).toBe(0);
  });

  test('a book that collects is none: the mark follows the index, in a call it is frozen', () => {
    const auction = { callS: 5, extensionS: 5, extendPpm: 20_000, postOnlyS: 10, feePpm: 0 };
    const venue = listed(median({ of: 'quote' }), { auction });
    quoted(venue, 601_000, 601_000, 601_200);
    venue.prices({ BTC: 60_000 });
    expect(markOf(venue)).toBe(60_100);
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'auction' }, { by: 'risk' });
    venue.prices({ BTC: 61_000 });
    expect(markOf(venue)).toBe(60_100);
  });

  test('saved and loaded it goes on as if nothing had been', () => {
    const smooth = { by: 'mean', overS: 10, what: 'basis' } as const;
    const limit = { movePpm: 1_000, everyS: 60 };
    const own = { ...median({ of: 'mid', smooth }, { of: 'market' }), limit };
    const venue = listed(own);
    quoted(venue, 601_000, 601_000, 601_200);
    for (let n = 0; n < 5; n += 1) venue.prices({ BTC: 60_000 });
    const copy = venue.reloaded();
    for (const each of [venue, copy]) {
      for (let n = 0; n < 7; n += 1) each.prices({ BTC: 60_000 + n });
    }
    expect(markOf(copy)).toBe(markOf(venue));
    expect(copy.venue.save()).toEqual(venue.venue.save());
  });

  test('what it says nothing of it does not have: images are as before', () => {
    const venue = listed(undefined);
    venue.prices({ BTC: 60_000 });
    expect(Object.keys(venue.instrument('BTCUSDT').mark)).toEqual(['basisE8', 'basisTimeS']);
  });
});

describe('VAR-49 of a dated future', () => {
  test('it is made of its parts until it is drawn to its settlement, and ends there', () => {
    const venue = listed(undefined);
    const expiresUs = Math.ceil(venue.timeUs / MINUTE_US) * MINUTE_US + 40 * MINUTE_US;
    const own = median({ of: 'fair' }, { of: 'quote' }, { of: 'index' });
    const expiry = { expiresUs, feePpm: 0, farBandPpm: 500_000, farDays: 1 };
    const bands = { innerPpm: 400_000, outerPpm: 500_000, markPpm: 400_000, basisTauS: 300 };
    const id = listDated(venue, expiresUs, { mark: own, expiry, bands, symbol: 'END' });
    venue.prices({ BTC: 60_000 });
    venue.trade({ buyer: TRADER, seller: HOUSE }, 'END', 1, 606_000);
    venue.place(HOUSE, 'END', 'buy', 10_000, { priceTicks: 605_900, by: 'house' });
    venue.place(HOUSE, 'END', 'sell', 10_000, { priceTicks: 606_100, by: 'house' });
    venue.prices({ BTC: 60_000 });
    const mark = (): number => venue.instrument('END').markTicks / 10;
    // Fair is the middle of the book, 60,600, and so is the quote.
    expect([id, mark()]).toEqual([2, 60_600]);
    const goTo = (timeUs: number): void => {
      while (venue.timeUs < timeUs - 4 * SECOND_US) venue.prices({ BTC: 60_000 }, 4 * SECOND_US);
      venue.prices({ BTC: 60_000 }, timeUs - venue.timeUs);
    };
    goTo(expiresUs - 15 * MINUTE_US);
    expect(mark()).toBe(60_300);
    goTo(expiresUs + SECOND_US);
    expect([mark(), venue.instrument('END').state]).toEqual([60_000, 'settled']);
  });
});

describe('VAR-51 the price of another index', () => {
  const own = { ...median({ of: 'index' }, { of: 'last' }, { of: 'elsewhere' }), elsewhere: 2 };

  test('joins while its minutes would count, and not while it is held', () => {
    const venue = listed(own);
    quoted(venue, 601_000, 600_900, 601_100);
    venue.prices({ 'BTC-PERP': 60_070, BTC: 60_000 });
    expect(markOf(venue)).toBe(60_070);
    const hold = { kind: 'price.status', index: 2, to: 'HOLD' } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: hold }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.prices({ 'BTC-PERP': 60_070, BTC: 60_000 });
    // The mean of 60,000 and 60,100.
    expect(markOf(venue)).toBe(60_050);
  });

  test('is missing once its feed is silent', () => {
    const venue = listed(own);
    quoted(venue, 601_000, 600_900, 601_100);
    for (let n = 0; n < 6; n += 1) {
      venue.prices({ BTC: 60_000 });
      venue.tick(0);
    }
    expect(markOf(venue)).toBe(60_050);
  });
});

describe('VAR-52 limits of an hour', () => {
  const own = { ...median({ of: 'last' }), limit: { movePpm: 10_000, everyS: 3_600 } };

  test('hold the mark within them, also where the band about the index is elsewhere', () => {
    const venue = listed(own);
    quoted(venue, 600_000, 599_000, 601_000);
    venue.prices({ BTC: 60_000 });
    expect(markOf(venue)).toBe(60_000);
    venue.prices({ BTC: 200_000 }, SECOND_US);
    venue.prices({ BTC: 200_000 }, SECOND_US);
    venue.prices({ BTC: 200_000 }, SECOND_US);
    venue.prices({ BTC: 200_000 }, SECOND_US);
    expect(markOf(venue)).toBe(60_600);
  });

  test('begin anew with the hour, from where the mark then stood', () => {
    const venue = listed(own);
    quoted(venue, 600_000, 599_000, 620_000);
    venue.prices({ BTC: 60_000 });
    const bought = (ticks: number): void => {
      venue.trade({ buyer: TRADER, seller: HOUSE }, 'BTCUSDT', 1, ticks);
      venue.prices({ BTC: 60_000 });
    };
    bought(605_000);
    expect(markOf(venue)).toBe(60_500);
    bought(610_000);
    expect(markOf(venue)).toBe(60_600);
    const nextHour = (Math.floor(venue.timeUs / 3_600_000_000) + 1) * 3_600_000_000;
    venue.prices({ BTC: 60_000 }, nextHour - venue.timeUs - SECOND_US);
    expect(markOf(venue)).toBe(60_600);
    venue.prices({ BTC: 60_000 });
    expect(markOf(venue)).toBe(61_000);
  });
});

describe('VAR-49 an own mark is listed only where it is of use', () => {
  const smooth = { by: 'mean', overS: 300, what: 'basis' } as const;
  const of = (...parts: unknown[]): unknown => ({ mark: { combine: 'median', parts } });
  test.each([
    ['no parts', of()],
    ['only one that stands in', of({ of: 'last', standsIn: true })],
    ['one that stands in for one', of({ of: 'last' }, { of: 'quote', standsIn: true })],
    ['weights of a median', of({ of: 'last', weightPpm: 1 })],
    ['the index over itself', of({ of: 'index', smooth })],
    [
      'a moving average of intervals',
      of({ of: 'mid', smooth: { ...smooth, by: 'ema', everyS: 5 } }),
    ],
    ['a mean of less than one', of({ of: 'mid', smooth: { ...smooth, everyS: 301 } })],
    ['a mean of too many', of({ of: 'mid', smooth: { ...smooth, overS: 301 } })],
    ['a method too', { markMethod: 'fairPrice', mark: median({ of: 'last' }) }],
    ['another index that is no part', { mark: { ...median({ of: 'last' }), elsewhere: 2 } }],
    ['one that is not there', { mark: { ...median({ of: 'elsewhere' }), elsewhere: 9 } }],
  ] as const)('not with %s', (name, change) => {
    const venue = listed(undefined);
    const { spec } = venue.instrument('BTCUSDT');
    const command = {
      kind: 'instrument.list',
      ...spec,
      symbol: 'NEW',
      ...(change as object),
    } as const;
    const code = name === 'one that is not there' ? 'UNKNOWN_INDEX' : 'INVALID_SPEC';
    expect(venue.code(command, { by: 'admin' })).toBe(code);
  });
});
