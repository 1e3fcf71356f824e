/** One head line per instrument: prices, change, basis, funding. */
import { BUY, SELL } from '../../venue/book/contract.ts';
import { shownBestTicks } from '../../venue/book/shown-best.ts';
import { isFunded, RATE_HOURS } from '../../venue/funding/funding.ts';
import { roundToTicks } from '../../venue/instruments/value.ts';
import { SECOND_US } from '../../venue/numbers.ts';
import { permissionsOf } from '../../venue/orders/checks.ts';
import { at } from '../../venue/state.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';
import { NOT_APPLICABLE, rateText, signedPercentText, signOf } from '../format.ts';
import type { Quote } from '../messages.ts';
import { shownRateE8 } from './funding.ts';
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

/** Whole seconds until a time; null without one. */
function secondsUntil({ timeUs }: VenueState, thenUs: number | undefined): number | null {
  return thenUs === undefined ? null : Math.max(0, Math.floor((thenUs - timeUs) / SECOND_US));
}

/** What is to come of a listing that is not a plain perpetual's. Rules VAR-30, VAR-42, VAR-46. */
function toComeOf({ state, scales }: Scene, instrument: Instrument) {
  const { spec, funding, realised } = instrument;
  const { rateHours = RATE_HOURS } = spec.funding;
  const isOver = instrument.state === 'settled';
  return {
    accruesPer: funding.accrual === undefined ? '' : `${rateHours} h`,
    endsInS: isOver ? null : secondsUntil(state, spec.expiry?.expiresUs),
    realisedInS: isOver ? null : secondsUntil(state, realised?.nextUs),
    cap: scales.priceOr(instrument, spec.capTicks ?? 0, ''),
  };
}

function quoteOf(scene: Scene, instrument: Instrument, opening: number): Quote {
  const { state } = scene;
  const { spec, book, funding, lastTicks, markTicks } = instrument;
  const indexTicks = roundToTicks(spec, at(state.indices, spec.index).price.priceE8);
  const price = (ticks: number): string => scene.scales.priceOr(instrument, ticks, NOT_APPLICABLE);
  const bid = shownBestTicks(book, BUY);
  const ask = shownBestTicks(book, SELL);
  const change = opening === 0 || lastTicks === 0 ? 0 : lastTicks - opening;
  const changePercent = signedRatio(change, opening);
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
    changePercent,
    // What is written as nothing points nowhere.
    direction: /[1-9]/.test(changePercent) ? signOf(change) : 0,
    basisPercent:
      markTicks === 0 ? NOT_APPLICABLE : signedRatio(markTicks - indexTicks, indexTicks),
    fundingPercent: isFunded(spec) ? rateText(shownRateE8(scene, instrument)) : NOT_APPLICABLE,
    fundingInS: isFunded(spec) ? (secondsUntil(state, funding.nextTimeUs) ?? 0) : 0,
    ...toComeOf(scene, instrument),
  };
}

export function quotes(scene: Scene, opening: OpeningPrices): Quote[] {
  return scene.state.instruments.map((instrument) =>
    quoteOf(scene, instrument, opening.get(instrument.id) ?? 0),
  );
}
