/** What is remembered of an instrument whose positions may be deleveraged, while there is any. */
import type { Lots, Ticks, TimeUs } from '../numbers.ts';
import type { Instrument, VenueState } from '../state.ts';

/** Plain; part of the venue's state. */
export interface AdlWatch {
  readonly instrument: number;
  /** Since when the liquidation account has held something here; 0 when it holds nothing. */
  heldSinceUs: TimeUs;
  /** Since when there has been a cause; 0 when there is none. */
  dueSinceUs: TimeUs;
  /** Of what was taken over, as many lots as no takeover's cap stands for. */
  overCapLots: Lots;
  /** Likewise of whom owed money when it was taken over: unsaid where none did. */
  ruinedLots?: Lots | undefined;
  /** So many lots nobody was left for when that was told; 0 when it was not. */
  toldLots: Lots;
  /** The mark of the check before. */
  previousTicks: Ticks;
}

/** Of a position that has just begun, or has ended. */
export const NOTHING_WATCHED = {
  heldSinceUs: 0,
  dueSinceUs: 0,
  overCapLots: 0,
  ruinedLots: undefined,
  toldLots: 0,
} as const;

/** The watch of an instrument, which there is from now on. */
export function watchOf(state: VenueState, instrument: Instrument): AdlWatch {
  const { id } = instrument;
  const known = state.deleveraging.find((watch) => watch.instrument === id);
  if (known !== undefined) return known;
  const watch: AdlWatch = { instrument: id, ...NOTHING_WATCHED, previousTicks: 0 };
  // In the order of the instruments, whichever was first.
  const after = state.deleveraging.findIndex((other) => other.instrument > id);
  state.deleveraging.splice(after === -1 ? state.deleveraging.length : after, 0, watch);
  return watch;
}

/** Forgets an instrument of which the liquidation account holds nothing any more. */
export function endWatch(state: VenueState, instrument: Instrument): void {
  const { deleveraging } = state;
  const n = deleveraging.findIndex((watch) => watch.instrument === instrument.id);
  if (n === -1) return;
  // The mark of the check before is asked for whenever a position comes.
  if (instrument.spec.adl?.price !== 'previousMark') deleveraging.splice(n, 1);
  else Object.assign(deleveraging[n] ?? {}, NOTHING_WATCHED);
}
