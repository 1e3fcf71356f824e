/** Small scenes in which a setting shows: each is given what a listing is changed by. */
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { laidOver } from '../../core/host/catalogue.ts';
import type { InstrumentSpec } from '../../core/venue/commands.ts';
import { Crash } from '../../core/venue/liquidation/testing/deleveraging.ts';
import { freeAtoms, positionMaintenanceAtoms } from '../../core/venue/margin/buckets.ts';
import { plainPrices, START_US, TestVenue } from '../../core/venue/testing/test-venue.ts';

/** What is laid over a specification before it is listed, as data. */
export type Patch = Readonly<Record<string, unknown>>;

export const USDT = 1_000_000;
const SECOND_US = 1_000_000;

function patched(spec: InstrumentSpec, patch: Patch): InstrumentSpec {
  return laidOver(spec, patch) as InstrumentSpec;
}

/** A venue of one instrument, changed by a patch, with its index at a price. */
export function listed(patch: Patch, symbol = 'BTCUSDT', price = 60_000): TestVenue {
  const resources = {
    assets: instruments.assets,
    instruments: instruments.instruments.filter((one) => one.symbol === symbol),
    indices: indices.replay.filter((one) => one.symbol === 'BTC'),
  };
  const venue = TestVenue.found(resources, (spec) => patched(plainPrices(spec), patch));
  venue.prices({ BTC: price });
  return venue;
}

export const rich = (venue: TestVenue, label = 'trader', usdt = 1_000_000): number =>
  venue.open(label, { funds: { USDT: usdt * USDT, XBT: 100_000_000 } });

export const maintenanceOf = (venue: TestVenue, who: number): number =>
  positionMaintenanceAtoms(venue.instrument('BTCUSDT'), venue.position(who, 'BTCUSDT')) / USDT;

/** Somebody who has bought lots of BTCUSDT at 60,000 from the house. */
export function bought(venue: TestVenue, lots: number, usdt?: number): number {
  const house = venue.open('house', { kind: 'house' });
  const trader = rich(venue, 'buyer', usdt);
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', lots, 600_000);
  return trader;
}

/** Maintenance of forty bitcoin from 60,000, at 61,000. */
export function maintenance(patch: Patch): number {
  const venue = listed(patch);
  const trader = bought(venue, 40_000);
  venue.prices({ BTC: 61_000 });
  return maintenanceOf(venue, trader);
}

/** What a bid at 60,300, the mark at 60,000, takes of what is free; others hold a bitcoin. */
export function reserved(patch: Patch): number {
  const venue = listed(patch);
  bought(venue, 1_000);
  const trader = rich(venue);
  const free = (): number => freeAtoms(venue.venue.state, venue.of(trader), 1);
  const before = free();
  venue.place(trader, 'BTCUSDT', 'buy', 1_000, { priceTicks: 603_000 });
  return (before - free()) / USDT;
}

/** The mark where the book is around 60,200, the last trade was at 60,100, and the index 60,000. */
export function mark(patch: Patch): number {
  const venue = listed(laidOver({ bands: { markPpm: 20_000, basisTauS: 1 } }, patch) as Patch);
  const house = venue.open('house', { kind: 'house' });
  const quote = (side: 'buy' | 'sell', priceTicks: number) =>
    venue.place(house, 'BTCUSDT', side, 100_000, { priceTicks, by: 'house' });
  venue.trade({ buyer: rich(venue), seller: house }, 'BTCUSDT', 1, 601_000);
  quote('sell', 602_010);
  quote('buy', 601_990);
  for (let n = 0; n < 10; n += 1) venue.prices({ BTC: 60_000 });
  return venue.instrument('BTCUSDT').markTicks / 10;
}

/** An hour of funding as it is without dampers: R 0.01 %, a book 0.02 % above the index. */
const hourly = {
  intervalHours: 1,
  interestE8: 10_000,
  damperE8: 50_000,
  capE8: 10_000_000,
  samplesFrom: 'sameInterval',
  impactNotionalE8: 10_000_000_000,
};

export interface FundingScene {
  /** Best bid and offer; 60,012 and 60,014 unless given. */
  readonly book?: readonly [bidTicks: number, askTicks: number];
  /** After the minute of which number the book stands. */
  readonly fromMinute?: number;
  /** The last trade, where it is not at 60,000. */
  readonly lastTicks?: number;
}

/** What is told of an hour's funding: its rate in 1e-8, and the value that one long pays on. */
export function funding(
  patch: Patch,
  { book = [600_120, 600_140], fromMinute = 0, lastTicks }: FundingScene = {},
): { rateE8: number; valueUsdt: number; hours: number } {
  const own = { bands: { markPpm: 10_000, basisTauS: 1 }, funding: hourly };
  const venue = listed(laidOver(own, patch) as Patch);
  const [house, buyer] = [4, bought(venue, 1_000)];
  const parties = { buyer, seller: house };
  const { funding: state } = venue.instrument('BTCUSDT');
  const hours = Math.ceil((state.nextTimeUs - START_US) / (3_600 * SECOND_US));
  const [priceTicks, askTicks] = book;
  for (let minute = 0; minute < 61; minute += 1) {
    if (minute === fromMinute) {
      if (lastTicks !== undefined) venue.trade(parties, 'BTCUSDT', 1, lastTicks);
      venue.place(house, 'BTCUSDT', 'buy', 1_000, { priceTicks, by: 'house' });
      venue.place(house, 'BTCUSDT', 'sell', 1_000, { priceTicks: askTicks, by: 'house' });
    }
    venue.prices({ BTC: 60_000 }, 60 * SECOND_US);
  }
  const events = venue.take();
  const settled = events.find(({ kind }) => kind === 'funding.settled');
  const paid = events.find(({ kind, valueAtoms }) => kind === 'funding.paid' && +valueAtoms! > 0);
  const valueUsdt = Number(paid?.['valueAtoms'] ?? 0) / USDT;
  return { rateE8: Number(settled?.['rateE8'] ?? 0), valueUsdt, hours };
}

/** A venue without fees in which liquidations come, its instruments changed by a patch. */
export function ruin(patch: Patch): Crash {
  const own = { liquidation: { feePpm: 0, slipPpm: 0, waitUs: 2 * SECOND_US } };
  return new Crash((spec) => {
    const { adl: _, insurance: _1, ...plain } = plainPrices(spec);
    const free = { ...plain, fees: { makerPpm: 0, takerPpm: 0 } };
    return patched(free, laidOver(own, patch) as Patch);
  });
}

/** A long of a bitcoin with 250 left where 284.25 are asked, and bids for all of it. */
export function breached(patch: Patch): Crash {
  const here = ruin(laidOver({ liquidation: { uncappedValueAtoms: 0 } }, patch) as Patch);
  here.holder('long', 1_000, 3_400);
  here.bid(5_000, 568_400);
  here.venue.take();
  here.prices(56_850);
  return here;
}

/** What slices wanted, as instrument and lots. */
export const slices = ({ venue }: Crash): string[] =>
  venue.take('liquidation.sliced').map((event) => `${event['instrument']}: ${event['wantedLots']}`);

/**
 * A long that is ruined at 56,600 and taken over at 53,000 with so much in the fund, a short of as
 * much against it, and 57,000 the mark of the check before.
 */
export function gapped(patch: Patch, fund = 10_000): Crash {
  const here = ruin(patch);
  here.venue.contribute('USDT', fund * USDT);
  here.holder('long', 1_000, 3_400);
  here.holder('short', -1_000, 9_000);
  here.prices(57_000);
  here.venue.take();
  here.prices(53_000);
  return here;
}

/** What was deleveraged, as lots at a price. */
export const deleveraged = ({ venue }: Crash): string[] =>
  venue
    .take('adl.executed')
    .map(
      (event) =>
        `${Math.abs(Number(event['quantityLots']))} at ${Number(event['priceTicks']) / 10}`,
    );
