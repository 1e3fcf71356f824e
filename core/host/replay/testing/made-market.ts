/** Markets of a few slots, written by hand: BTCUSDT as given, everything else standing still. */
import { PERPETUALS, SLOT_US } from '../../../feeds/market-source.ts';
import type { BookTarget, MarketSlot, MarketSource, Print } from '../../../feeds/market-source.ts';
import { slotsOfPasses } from '../../../feeds/passes.ts';

/** Price in ticks and quantity in lots, best first. */
export type MadeLevels = readonly (readonly [number, number])[];

export interface MadeSlot {
  readonly bids: MadeLevels;
  readonly asks: MadeLevels;
  /** They come in the middle of the slot. */
  readonly prints?: readonly Pick<Print, 'side' | 'priceTicks' | 'quantityLots'>[];
  /** Mid of the spot market in 1e-8; 60,000 where it is not given. */
  readonly spotE8?: number;
}

export const MADE_START_US = 1_723_161_260_000_000;
const BTC_E8 = 6_000_000_000_000;
const ETH_E8 = 250_000_000_000;
const HALF_SPREAD_E8 = 1_000_000;

function book(market: number, bids: MadeLevels, asks: MadeLevels): BookTarget {
  return {
    market,
    bidTicks: bids.map(([ticks]) => ticks),
    bidLots: bids.map(([, lots]) => lots),
    askTicks: asks.map(([ticks]) => ticks),
    askLots: asks.map(([, lots]) => lots),
  };
}

/** Other markets: one level a side, deep enough for the impact price. */
const OTHERS: readonly BookTarget[] = [
  book(1, [[249_999, 100_000]], [[250_001, 100_000]]),
  book(2, [[599_999, 10_000]], [[600_001, 10_000]]),
  book(3, [[249_999, 100_000]], [[250_001, 100_000]]),
];

function quote(index: 'BTC' | 'ETH', midE8: number, timeUs: number) {
  return {
    index,
    source: 'made',
    timeUs,
    bidE8: midE8 - HALF_SPREAD_E8,
    askE8: midE8 + HALF_SPREAD_E8,
    lastE8: midE8,
    lastAgeMs: 0,
    sourceTimeUs: timeUs,
    receiveAgeMs: 0,
  };
}

export function madeMarket(slots: readonly MadeSlot[]): MarketSource {
  const passDurationUs = slots.length * SLOT_US;
  function* pass(passNumber: number): Generator<MarketSlot> {
    for (const [place, { bids, asks, prints = [], spotE8 = BTC_E8 }] of slots.entries()) {
      const timeUs = MADE_START_US + passNumber * passDurationUs + place * SLOT_US;
      const printedUs = timeUs - SLOT_US / 2;
      yield {
        slot: passNumber * slots.length + place,
        timeUs,
        restarted: place === 0,
        prints: prints.map((print) => ({ market: 0, timeUs: printedUs, ...print })),
        books: [book(0, bids, asks), ...OTHERS],
        spot: [quote('BTC', spotE8, timeUs), quote('ETH', ETH_E8, timeUs)],
      };
    }
  }
  return {
    badges: ['MADE'],
    markets: PERPETUALS,
    startTimeUs: MADE_START_US,
    slotUs: SLOT_US,
    passDurationUs,
    slots: (options) => slotsOfPasses(MADE_START_US, passDurationUs, pass, options),
  };
}
