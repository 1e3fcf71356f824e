import { existsSync } from 'node:fs';
import { FeedError, PERPETUALS, SLOT_US } from '../market-source.ts';
import type {
  BookTarget,
  MarketSlot,
  MarketSource,
  MarketSpec,
  Print,
  SlotOptions,
  SpotQuote,
  Underlying,
} from '../market-source.ts';
import { slotsOfPasses } from '../passes.ts';
import { perpetualLane, slotOf, spotLane } from './lanes.ts';
import type { Lane } from './lanes.ts';
import { readRecordedFile } from './recorded-file.ts';

const SPOT_SOURCE = 'binance';
const SPOT_GRID = { priceE8: 1, quantityE8: 1 };

/** The file of each perpetual, in the order of PERPETUALS. */
const PERPETUAL_FILES: readonly string[] = [
  'binance-usdm-btcusdt-20240808.jsonl.gz',
  'binance-usdm-ethusdt-20240808.jsonl.gz',
  'binance-cm-btcusd_perp-20240808.jsonl.gz',
  'binance-cm-ethusd_perp-20240808.jsonl.gz',
];

const SPOT_FILES: readonly { readonly index: Underlying; readonly file: string }[] = [
  { index: 'BTC', file: 'binance-spot-btcusdt-20240808.jsonl.gz' },
  { index: 'ETH', file: 'binance-spot-ethusdt-20240808.jsonl.gz' },
];

/** What a person may want to know of a file that was loaded. */
export interface RecordingFacts {
  readonly file: string;
  readonly offsetUs: number;
  readonly joinedTimeUs: number;
  /** Prints left out because no market order made them. */
  readonly offMarketTrades: number;
}

/** Everything of one slot except its times, which differ from pass to pass. */
interface Frame {
  readonly prints: readonly Print[];
  readonly books: readonly BookTarget[];
  readonly spot: readonly SpotQuote[];
}

/** Six recordings as one market. */
export class RecordedMarket implements MarketSource {
  readonly badges: readonly string[] = ['REPLAY'];
  readonly markets: readonly MarketSpec[] = PERPETUALS;
  readonly slotUs = SLOT_US;
  readonly startTimeUs: number;
  readonly passDurationUs: number;
  readonly facts: readonly RecordingFacts[];
  readonly #frames: readonly Frame[];

  constructor(startTimeUs: number, frames: readonly Frame[], facts: readonly RecordingFacts[]) {
    this.startTimeUs = startTimeUs;
    this.passDurationUs = frames.length * SLOT_US;
    this.facts = facts;
    this.#frames = frames;
  }

  slots(options: SlotOptions): Iterable<MarketSlot> {
    const pass = (passNumber: number): Iterable<MarketSlot> => this.#pass(passNumber);
    return slotsOfPasses(this.startTimeUs, this.passDurationUs, pass, options);
  }

  *#pass(passNumber: number): Generator<MarketSlot> {
    const shiftUs = passNumber * this.passDurationUs;
    for (const [index, frame] of this.#frames.entries()) {
      yield {
        slot: passNumber * this.#frames.length + index,
        timeUs: this.startTimeUs + shiftUs + index * SLOT_US,
        restarted: index === 0,
        prints: frame.prints.map((print) => ({ ...print, timeUs: print.timeUs + shiftUs })),
        books: frame.books,
        spot: frame.spot.map((quote) => ({
          ...quote,
          timeUs: quote.timeUs + shiftUs,
          sourceTimeUs: quote.sourceTimeUs + shiftUs,
        })),
      };
    }
  }
}

/**
 * Reads the six recordings of a directory. The pass begins at the first slot boundary at which all
 * six have joined their snapshots and ends at the last that all six reach.
 * Throws a FeedError that names the directory, the file or the line.
 */
export function loadRecordings(directory: string): RecordedMarket {
  if (!existsSync(directory)) {
    throw new FeedError('DIRECTORY_MISSING', `The feed directory ${directory} does not exist.`);
  }
  // One file at a time: its messages are garbage before the next is unpacked.
  const perpetuals = PERPETUALS.map((spec, market) => {
    const grid = { priceE8: spec.tickE8, quantityE8: spec.lotE8 };
    const file = PERPETUAL_FILES[market] as string;
    return perpetualLane(readRecordedFile(directory, file, grid), market);
  });
  const spots = SPOT_FILES.map(({ index, file }) =>
    spotLane(readRecordedFile(directory, file, SPOT_GRID), index, SPOT_SOURCE),
  );
  const lanes: readonly Lane<unknown>[] = [...perpetuals, ...spots];
  const firstSlot = Math.max(...lanes.map((lane) => lane.firstSlot));
  const endSlot = Math.min(...lanes.map((lane) => lane.firstSlot + lane.states.length));
  if (endSlot <= firstSlot) {
    throw new FeedError('NO_COMMON_TIME', `The recordings of ${directory} do not overlap in time.`);
  }
  const facts = lanes.map(({ file, offsetUs, joinedTimeUs, offMarketTrades }) => {
    return { file, offsetUs, joinedTimeUs, offMarketTrades };
  });
  const frames = framesOf(perpetuals, spots, firstSlot, endSlot);
  return new RecordedMarket(firstSlot * SLOT_US, frames, facts);
}

function framesOf(
  perpetuals: readonly Lane<BookTarget>[],
  spots: readonly Lane<SpotQuote>[],
  firstSlot: number,
  endSlot: number,
): Frame[] {
  const prints = printsBySlot(perpetuals, firstSlot, endSlot);
  return prints.map((inSlot, index) => {
    const slot = firstSlot + index;
    return {
      prints: inSlot,
      books: perpetuals.map((lane) => lane.states[slot - lane.firstSlot] as BookTarget),
      spot: spots.map((lane) => lane.states[slot - lane.firstSlot] as SpotQuote),
    };
  });
}

/** The opening slot has none: nothing stands yet that a print could meet. */
function printsBySlot(
  lanes: readonly Lane<BookTarget>[],
  firstSlot: number,
  endSlot: number,
): Print[][] {
  const bySlot = Array.from({ length: endSlot - firstSlot }, (): Print[] => []);
  for (const print of lanes.flatMap((lane) => lane.prints)) {
    const slot = slotOf(print.timeUs);
    if (slot > firstSlot && slot < endSlot) bySlot[slot - firstSlot]?.push(print);
  }
  // The sort is stable: prints of one instant keep the order of the markets.
  for (const prints of bySlot) prints.sort((a, b) => a.timeUs - b.timeUs);
  return bySlot;
}
