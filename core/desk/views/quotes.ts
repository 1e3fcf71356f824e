/** One head line per instrument: prices, change, basis, funding. */
import { BUY, SELL } from '../../venue/book/contract.ts';
import { shownBestTicks } from '../../venue/book/shown-best.ts';
import { isFunded, payableRateE8 } from '../../venue/funding/funding.ts';
import { fundingOf } from '../../venue/funding/ways.ts';
import { roundToTicks } from '../../venue/instruments/value.ts';
import { SECOND_US } from '../../venue/numbers.ts';
import { permissionsOf } from '../../venue/orders/checks.ts';
import { at } from '../../venue/state.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';
import { NOT_APPLICABLE, rateText, signedPercentText, signOf } from '../format.ts';
import type { Quote } from '../messages.ts';
import { ratioPpm } from './positions.ts';
import type { Scene } from './scene.ts';

/** The price by which an instrument's change is counted, by id; 0 or absent before the first. */
export type OpeningPrices = ReadonlyMap<number, number>;

/** What orders an instrument takes now, by its own state and its index's. */
function stateText(state: VenueState, instrument: Instrument): string {
  if (instrument.state !== 'open') return instrument.state;
  const { orders } = permissionsOf(state, instrument);
  return orders === 'all' ? 'open' : orders;
}

function signedRatio(part: number, whole: number): string {
  const ppm = ratioPpm(part, whole);
  return ppm === null ? NOT_APPLICABLE : signedPercentText(ppm);
}

function quoteOf({ state, scales }: Scene, instrument: Instrument, opening: number): Quote {
  const { spec, book, funding, lastTicks, markTicks } = instrument;
  const indexTicks = roundToTicks(spec, at(state.indices, spec.index).price.priceE8);
  const price = (ticks: number): string => scales.priceOr(instrument, ticks, NOT_APPLICABLE);
  const bid = shownBestTicks(book, BUY);
  const ask = shownBestTicks(book, SELL);
  const change = opening === 0 || lastTicks === 0 ? 0 : lastTicks - opening;
  const fundingInUs = Math.max(0, funding.nextTimeUs - state.timeUs);
  return {
    instrument: spec.symbol,
    state: stateText(state, instrument),
    last: price(lastTicks),
    lastTicks,
    mark: price(markTicks),
    markTicks,
    index: price(indexTicks),
    bid: price(bid),
    bidTicks: bid,
    ask: price(ask),
    askTicks: ask,
    changePercent: signedRatio(change, opening),
    direction: signOf(change),
    basisPercent:
      markTicks === 0 ? NOT_APPLICABLE : signedRatio(markTicks - indexTicks, indexTicks),
    fundingPercent: isFunded(spec)
      ? rateText(payableRateE8(fundingOf(spec), funding, state.timeUs))
      : NOT_APPLICABLE,
    fundingInS: isFunded(spec) ? Math.floor(fundingInUs / SECOND_US) : 0,
  };
}

export function quotes(scene: Scene, opening: OpeningPrices): Quote[] {
  return scene.state.instruments.map((instrument) =>
    quoteOf(scene, instrument, opening.get(instrument.id) ?? 0),
  );
}
