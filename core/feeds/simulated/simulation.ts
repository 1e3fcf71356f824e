import { PPM, clamp, mulDivFloor } from '../../venue/numbers.ts';
import { PERPETUALS, SLOT_US, underlyingOf } from '../market-source.ts';
import type { BookTarget, MarketSpec, Print, SpotQuote, Underlying } from '../market-source.ts';
import { OrderFlow } from './order-flow.ts';
import type { FlowShape } from './order-flow.ts';
import { Random } from './random.ts';
import { SimulatedBook } from './simulated-book.ts';
import type { BookShape } from './simulated-book.ts';

interface MarketShape {
  readonly flow: FlowShape;
  readonly book: BookShape;
  /** What one lot bought adds to the reference for good, and to the basis for a while. */
  readonly impactE8PerLot: number;
}

/** In the order of PERPETUALS; sizes and frequencies are of the order of a calm minute in 2024. */
const SHAPES: readonly MarketShape[] = [
  {
    flow: { parentPpm: 30_000, noisePpm: 400_000, typicalLots: 60 },
    book: { typicalLots: 900, widestGapTicks: 5 },
    impactE8PerLot: 200_000,
  },
  {
    flow: { parentPpm: 30_000, noisePpm: 350_000, typicalLots: 1_200 },
    book: { typicalLots: 16_000, widestGapTicks: 3 },
    impactE8PerLot: 500,
  },
  {
    flow: { parentPpm: 8_000, noisePpm: 150_000, typicalLots: 40 },
    book: { typicalLots: 700, widestGapTicks: 9 },
    impactE8PerLot: 300_000,
  },
  {
    flow: { parentPpm: 8_000, noisePpm: 100_000, typicalLots: 150 },
    book: { typicalLots: 2_500, widestGapTicks: 5 },
    impactE8PerLot: 1_800,
  },
];

const OPENING_E8: Readonly<Record<Underlying, number>> = {
  BTC: 6_180_000_000_000,
  ETH: 268_200_000_000,
};
const SPOT_TICK_E8 = 1_000_000;
const SPOT_SOURCE = 'simulated';
const SPOT_TRADE_PPM = 700_000;
const SPOT_QUOTE_AGE_US = 50_000;

/** One part in this many of the basis goes in each slot. */
const BASIS_DECAY = 16;
/** A price one percent from its opening tilts new large orders by forty percent. */
const LEAN_PPM_PER_PPM = 40;
const MAX_LEAN_PPM = 400_000;

/** What a slot brings, apart from its number. */
export interface SimulatedSlot {
  readonly prints: Print[];
  readonly books: BookTarget[];
  readonly spot: SpotQuote[];
}

class SimulatedUnderlying {
  readonly index: Underlying;
  readonly openingE8: number;
  /** Where the makers see the value. Nothing moves it but the net flow of executed orders. */
  referenceE8: number;
  /** The price impact of this slot: of what was bought, less of what was sold. */
  flowE8 = 0;
  #lastE8: number;
  #lastTimeUs: number;

  constructor(index: Underlying, timeUs: number) {
    this.index = index;
    this.openingE8 = OPENING_E8[index];
    this.referenceE8 = this.openingE8;
    this.#lastE8 = this.openingE8;
    this.#lastTimeUs = timeUs;
  }

  /** How far buying outweighs selling among new large orders: they see value near the opening. */
  leanPpm(): number {
    const belowPpm = mulDivFloor(this.openingE8 - this.referenceE8, PPM, this.openingE8);
    return clamp(belowPpm * LEAN_PPM_PER_PPM, -MAX_LEAN_PPM, MAX_LEAN_PPM);
  }

  absorbFlow(): void {
    this.referenceE8 += this.flowE8;
  }

  /** One tick wide around the reference; spot takers follow the flow of the perpetuals. */
  spotQuote(random: Random, timeUs: number): SpotQuote {
    const bidE8 = mulDivFloor(this.referenceE8, 1, SPOT_TICK_E8) * SPOT_TICK_E8;
    const askE8 = bidE8 + SPOT_TICK_E8;
    const ageUs = random.below(SPOT_QUOTE_AGE_US);
    if (random.chance(SPOT_TRADE_PPM)) {
      const buys = this.flowE8 === 0 ? random.chance(PPM / 2) : this.flowE8 > 0;
      this.#lastE8 = buys ? askE8 : bidE8;
      this.#lastTimeUs = timeUs - random.below(ageUs + 1);
    }
    return {
      index: this.index,
      source: SPOT_SOURCE,
      timeUs,
      bidE8,
      askE8,
      lastE8: this.#lastE8,
      lastAgeMs: Math.floor((timeUs - this.#lastTimeUs) / 1_000),
      sourceTimeUs: timeUs - ageUs,
      receiveAgeMs: Math.floor(ageUs / 1_000),
    };
  }
}

class SimulatedMarket {
  readonly #spec: MarketSpec;
  readonly #market: number;
  readonly #impactE8PerLot: number;
  readonly #underlying: SimulatedUnderlying;
  readonly #flow: OrderFlow;
  readonly #book: SimulatedBook;
  /** The perpetual's price above the reference: pushed by its own takers, fading. */
  #basisE8 = 0;

  constructor(spec: MarketSpec, market: number, underlying: SimulatedUnderlying) {
    const shape = SHAPES[market] as MarketShape;
    this.#spec = spec;
    this.#market = market;
    this.#impactE8PerLot = shape.impactE8PerLot;
    this.#underlying = underlying;
    this.#flow = new OrderFlow(shape.flow);
    this.#book = new SimulatedBook(shape.book);
  }

  /** The takers of the slot that ends at `endTimeUs`, against the book as it stands. */
  trade(random: Random, endTimeUs: number): Print[] {
    const orders = this.#flow.nextOrders(random, this.#underlying.leanPpm());
    const times = orders.map(() => endTimeUs - random.below(SLOT_US)).sort((a, b) => a - b);
    const prints: Print[] = [];
    orders.forEach((order, index) => {
      const timeUs = times[index] as number;
      for (const { priceTicks, quantityLots } of this.#book.take(order)) {
        prints.push({ market: this.#market, timeUs, side: order.side, priceTicks, quantityLots });
        const impactE8 = order.side * quantityLots * this.#impactE8PerLot;
        this.#underlying.flowE8 += impactE8;
        this.#basisE8 += impactE8;
      }
    });
    return prints;
  }

  /** The makers' answer, after the reference has moved. The touch is one or two ticks wide. */
  quote(random: Random): BookTarget {
    this.#basisE8 -= Math.trunc(this.#basisE8 / BASIS_DECAY);
    const fairE8 = this.#underlying.referenceE8 + this.#basisE8;
    const { tickE8 } = this.#spec;
    const lowestAsk = mulDivFloor(2 * fairE8 + tickE8, 1, 2 * tickE8) + 1;
    this.#book.refresh(random, lowestAsk - random.between(1, 2), lowestAsk);
    return this.#book.target(this.#market);
  }
}

/** The order flow of one pass, slot by slot. Each pass opens at the opening prices. */
export class Simulation {
  readonly #random: Random;
  readonly #underlyings: readonly SimulatedUnderlying[];
  readonly #markets: readonly SimulatedMarket[];

  constructor(seed: number, passNumber: number, openingTimeUs: number) {
    this.#random = new Random(seed, passNumber);
    const byIndex = {
      BTC: new SimulatedUnderlying('BTC', openingTimeUs),
      ETH: new SimulatedUnderlying('ETH', openingTimeUs),
    };
    this.#underlyings = [byIndex.BTC, byIndex.ETH];
    this.#markets = PERPETUALS.map(
      (spec, market) => new SimulatedMarket(spec, market, byIndex[underlyingOf(spec)]),
    );
  }

  /** The first books; nobody has traded. */
  open(timeUs: number): SimulatedSlot {
    return this.#close([], timeUs);
  }

  /** The slot that ends at `timeUs`. */
  step(timeUs: number): SimulatedSlot {
    const prints = this.#markets.flatMap((market) => market.trade(this.#random, timeUs));
    return this.#close(
      prints.sort((a, b) => a.timeUs - b.timeUs),
      timeUs,
    );
  }

  #close(prints: Print[], timeUs: number): SimulatedSlot {
    for (const underlying of this.#underlyings) underlying.absorbFlow();
    const books = this.#markets.map((market) => market.quote(this.#random));
    const spot = this.#underlyings.map((underlying) => underlying.spotQuote(this.#random, timeUs));
    for (const underlying of this.#underlyings) underlying.flowE8 = 0;
    return { prints, books, spot };
  }
}
