/** Marks and indices: what each is made of in the ways of section 6. */
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { laidOver } from '../../core/host/catalogue.ts';
import type { Command } from '../../core/venue/commands.ts';
import { START_US, TestVenue } from '../../core/venue/testing/test-venue.ts';
import { one } from './proof.ts';
import type { Proof, Proofs } from './proof.ts';
import { bought, listed, mark, rich } from './scenes.ts';
import type { Patch } from './scenes.ts';

const SECOND_US = 1_000_000;
const DAY_US = 86_400_000_000;
const wide = { innerPpm: 100_000, outerPpm: 200_000, markPpm: 100_000, basisTauS: 1 };
const made = (parts: readonly Patch[], more: Patch = {}): Patch => ({
  mark: { combine: 'median', parts, ...more },
});
const of = (name: string, more: Patch = {}): Patch => ({ of: name, ...more });

/**
 * The mark after seconds in which the book stands at 60,190 (a lot, the rest at 60,170) and 60,210,
 * the last trade was at 60,100 and then 60,220, and the index is 60,000.
 */
function after(seconds: number, patch: Patch): number {
  const venue = listed(laidOver({ bands: wide }, patch) as Patch);
  const house = venue.open('house', { kind: 'house' });
  const trader = rich(venue);
  const quote = (side: 'buy' | 'sell', priceTicks: number, lots: number) =>
    venue.place(house, 'BTCUSDT', side, lots, { priceTicks, by: 'house' });
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1, 601_000);
  quote('buy', 601_900, 1);
  quote('buy', 601_700, 100_000);
  quote('sell', 602_100, 100_000);
  venue.prices({ BTC: 60_000 });
  const second = (): void => venue.prices({ BTC: 60_000 });
  venue.place(house, 'BTCUSDT', 'sell', 1, { priceTicks: 602_100, by: 'house' });
  venue.place(trader, 'BTCUSDT', 'buy', 1, { priceTicks: 602_100, timeInForce: 'ioc' });
  for (let n = 0; n < seconds; n += 1) second();
  return venue.instrument('BTCUSDT').markTicks / 10;
}

/** Of one part against another. */
const part = (name: string, was: string, [before, now]: readonly [number, number]): Proof => ({
  base: made([of(was)]),
  patch: made([of(name)]),
  figure: mark,
  expected: [before, now],
});

/** A dated future of three months, whose book says 200 more than its index. */
const dated = (patch: Patch): number =>
  mark(
    laidOver(
      {
        funding: { interestE8: 0, damperE8: 0, capE8: 0 },
        expiry: { expiresUs: START_US + 90 * DAY_US - 30_000_000, feePpm: 0, farDays: 30 },
        bands: { markPpm: 1_000, basisTauS: 1 },
      },
      laidOver({ expiry: { farBandPpm: 10_000 } }, patch),
    ) as Patch,
  );

/** What an index is of five mids with weights of 5, 1, 1, 1 and 1, the last ten seconds old. */
function index(patch: Patch, mids: readonly number[]): number {
  const [first] = indices.standard;
  const weights = [555_556, 111_111, 111_111, 111_111, 111_111];
  const sources = weights.map((weightPpm, n) => ({ name: `source-${n}`, weightPpm }));
  const { index: own = {} } = patch as { index?: Patch };
  const plain = { ...first, sources, weightCapPpm: 1_000_000 };
  const definition = laidOver(plain, own) as { symbol: string };
  const venue = TestVenue.found({ ...instruments, instruments: [], indices: [definition] });
  const observe = (olderUs: number): void => {
    const inputs = mids.map((usd, source) => ({
      source,
      bidE8: usd * 100_000_000 - 1,
      askE8: usd * 100_000_000 + 1,
      lastE8: 0,
      lastAgeMs: 0,
      sourceTimeUs: venue.timeUs - (source === 4 ? olderUs : 0),
      receiveAgeMs: 0,
      flags: 0,
    }));
    const command = { kind: 'price.observe', index: 1, inputs, secondaryE8: 0 } as Command;
    venue.ok(command, { by: 'feed' });
  };
  observe(0);
  venue.timeUs += 10 * SECOND_US;
  observe(10 * SECOND_US);
  return venue.venue.state.indices[0]!.price.priceE8 / 100_000_000;
}
const MIDS = [1_000, 1_004, 1_005, 1_009, 990];
const of1000 = (patch: Patch): number => index(patch, MIDS);
/** The same sources, of which the last may not be ten seconds old. */
const slow = Array.from({ length: 5 }, (_, n) => ({
  name: `source-${n}`,
  weightPpm: n === 0 ? 555_556 : 111_111,
  ...(n === 4 && { staleMs: 10_000 }),
}));

const average = (by: string, overS: number, what: string): Patch => ({ by, overS, what });

export const markProofs: Proofs = {
  // A tenth of a per cent of 60,000.
  'bands.markPpm': one({ bands: { markPpm: 1_000 } }, mark, 60_199, 60_060),
  // Long before the end the band is the far one: one per cent, or a quarter of it.
  'expiry.farBandPpm': one({ expiry: { farBandPpm: 2_500 } }, dated, 60_200, 60_150),
  // The middle one of 60,000, of the book’s 60,200 and of the last trade as it was.
  'mark.combine: median': one(made([of('fair'), of('mid'), of('last')]), mark, 60_199, 60_100),
  // (60,000 + 60,100) / 2.
  'mark.combine: mean': one(
    { mark: { combine: 'mean', parts: [of('index'), of('last')] } },
    mark,
    60_199,
    60_050,
  ),
  'mark.parts.of: index': one(made([of('index')]), mark, 60_199, 60_000),
  'mark.parts.of: fair': {
    base: made([of('index')]),
    patch: made([of('fair')]),
    figure: dated,
    expected: [60_000, 60_200],
  },
  'mark.parts.of: last': one(made([of('last')]), mark, 60_199, 60_100),
  'mark.parts.of: market': part('market', 'last', [60_100, 60_199]),
  'mark.parts.of: quote': part('quote', 'last', [60_100, 60_199]),
  'mark.parts.of: mid': part('mid', 'market', [60_199, 60_200]),
  'mark.parts.of: impact': {
    base: made([of('mid')]),
    patch: made([of('impact')]),
    figure: (patch) => after(1, patch),
    expected: [60_200, 60_190],
  },
  'mark.parts.smooth.by: ema': {
    base: made([of('last')]),
    patch: made([of('last', { smooth: average('ema', 11, 'price') })]),
    figure: (patch) => after(1, patch),
    expected: [60_210, 60_110],
  },
  'mark.parts.smooth.by: mean': {
    base: made([of('last')]),
    patch: made([of('last', { smooth: average('mean', 300, 'price') })]),
    figure: (patch) => after(4, patch),
    expected: [60_210, 60_188],
  },
  'mark.parts.smooth.everyS': {
    base: made([of('last', { smooth: average('mean', 300, 'price') })]),
    patch: made([of('last', { smooth: { ...average('mean', 300, 'price'), everyS: 300 } })]),
    figure: (patch) => after(4, patch),
    expected: [60_188, 60_100],
  },
  'mark.parts.weightPpm': {
    base: { mark: { combine: 'mean', parts: [of('index'), of('last')] } },
    patch: {
      mark: { combine: 'mean', parts: [of('index', { weightPpm: 250_000 }), of('last')] },
    },
    figure: mark,
    expected: [60_050, 60_080],
  },
  // Of 60,000 and 60,100 the mean; with a third, 60,199, the middle one.
  'mark.parts.standsIn': {
    base: made([of('index'), of('last')]),
    patch: made([of('index'), of('last'), of('market', { standsIn: true })]),
    figure: mark,
    expected: [60_050, 60_100],
  },
  // Before its first price the other index is no part.
  'mark.parts.of: elsewhere': {
    base: made([of('last')]),
    patch: made([of('elsewhere')], { elsewhere: 1 }),
    figure: mark,
    expected: [60_100, 60_000],
  },
  'mark.elsewhere': {
    base: made([of('last'), of('elsewhere')]),
    patch: { mark: { elsewhere: 1 } },
    figure: mark,
    expected: [60_100, 60_050],
  },
  // A tenth of a per cent of what it was when the minute began.
  'mark.limit': {
    base: made([of('last')]),
    patch: { mark: { limit: { movePpm: 1_000, everyS: 60 } } },
    figure: (patch) => after(1, patch),
    expected: [60_210, 60_060],
  },
  concentration: one(
    { concentration: { holderPpm: 200_000, fromLots: 1 } },
    (patch) => {
      const venue = listed(patch);
      bought(venue, 100);
      venue.prices({ BTC: 60_000 });
      return venue.instrument('BTCUSDT').state;
    },
    'open',
    'reduceOnly',
  ),
  // 0.555556 x 1,001.49 + 0.111111 x (1,004 + 1,005 + 1,006.51 + 1,001.49): all within a quarter
  // of a per cent of 1,004.
  'index.combine: median': one({ index: { combine: 'median' } }, of1000, 1_002.716_665_44, 1_004),
  'index.combine: weightedMedian': one(
    { index: { combine: 'weightedMedian' } },
    of1000,
    1_002.716_665_44,
    1_000,
  ),
  'index.sources.staleMs': {
    base: { index: { combine: 'median' } },
    patch: { index: { sources: slow } },
    figure: of1000,
    expected: [1_004, 1_004.5],
  },
  // Of 1,000, 1,001 and 1,002 with five, one and one of seven parts; or of all the middle.
  'index.medianFromOut': one(
    { index: { medianFromOut: 2 } },
    (patch) => index(patch, [1_000, 1_001, 1_002, 1_090, 1_100]),
    1_000.428_569,
    1_002,
  ),
};
