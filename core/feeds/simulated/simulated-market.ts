import { FeedError, PERPETUALS, SLOT_US } from '../market-source.ts';
import type { MarketSlot, MarketSource } from '../market-source.ts';
import { slotsOfPasses } from '../passes.ts';
import { Simulation } from './simulation.ts';

export interface SimulatedMarketOptions {
  /** From 0 to 2^32 - 1. The same seed gives the same market. */
  readonly seed: number;
  /** On the 100 ms grid. Default 2024-08-08T23:54:20Z: a pass then crosses a funding time. */
  readonly startTimeUs?: number;
  /** A multiple of 100 ms. Default 345.6 s. */
  readonly passDurationUs?: number;
}

const DEFAULT_START_US = 1_723_161_260_000_000;
const DEFAULT_PASS_US = 345_600_000;
const MAX_SEED = 4_294_967_295;

/**
 * A market of simulated orders: no price is drawn, prices move because takers take. Passes of a
 * loop differ, each reproducible by (seed, pass number) alone.
 * Throws a FeedError (OPTION_OUT_OF_RANGE).
 */
export function simulatedMarket(options: SimulatedMarketOptions): MarketSource {
  const { seed, startTimeUs = DEFAULT_START_US, passDurationUs = DEFAULT_PASS_US } = options;
  requireWithin(seed, 1, 0, MAX_SEED, 'seed');
  requireWithin(startTimeUs, SLOT_US, 0, Number.MAX_SAFE_INTEGER / 2, 'start time in microseconds');
  requireWithin(passDurationUs, SLOT_US, SLOT_US, 1e12, 'duration of a pass in microseconds');
  const slotsInPass = passDurationUs / SLOT_US;

  function* pass(passNumber: number): Generator<MarketSlot> {
    const openingTimeUs = startTimeUs + passNumber * passDurationUs;
    const simulation = new Simulation(seed, passNumber, openingTimeUs);
    for (let index = 0; index < slotsInPass; index += 1) {
      const timeUs = openingTimeUs + index * SLOT_US;
      yield {
        slot: passNumber * slotsInPass + index,
        timeUs,
        restarted: index === 0,
        ...(index === 0 ? simulation.open(timeUs) : simulation.step(timeUs)),
      };
    }
  }

  return {
    badges: ['SIMULATED'],
    markets: PERPETUALS,
    startTimeUs,
    slotUs: SLOT_US,
    passDurationUs,
    slots: (slotOptions) => slotsOfPasses(startTimeUs, passDurationUs, pass, slotOptions),
  };
}

function requireWithin(
  value: number,
  multipleOf: number,
  low: number,
  high: number,
  noun: string,
): void {
  if (value % multipleOf === 0 && value >= low && value <= high) return;
  throw new FeedError(
    'OPTION_OUT_OF_RANGE',
    `The ${noun} is ${value}; it must be a multiple of ${multipleOf} from ${low} to ${high}.`,
  );
}
