/** What is observed at other venues as flat records of text: who reports, and what is expected. */
import type { VenueState } from '../../venue/state.ts';
import type { View } from './order-views.ts';
import { NONE } from './presenter.ts';
import type { Presenter } from './presenter.ts';
import { formatTimeUs } from './time.ts';

function timeOrNone(timeUs: number): string {
  return timeUs === 0 ? NONE : formatTimeUs(timeUs);
}

/** Who reports a subaccount, how it is known, and when it was last told of, wholly or not. */
export function observedView(state: VenueState, id: number): View {
  const observed = state.external.observed.find(({ subaccount }) => subaccount === id);
  if (observed === undefined) return { source: NONE };
  const { source, knownBy, reference, reportedUs, comparedUs } = observed;
  const [reported, compared] = [timeOrNone(reportedUs), timeOrNone(comparedUs)];
  return { source, knownBy, reference, reported, compared };
}

/** What its venue is expected to do with a subaccount, the oldest first. */
export function expectedViews(state: VenueState, { names }: Presenter, id: number): View[] {
  const own = state.external.expected.filter(({ subaccount }) => subaccount === id);
  return own.map(({ id: expectation, what, asset, instrument, sinceUs }) => ({
    expectation: String(expectation),
    what,
    of: instrument === 0 ? names.nameOf('asset', asset) : names.nameOf('instrument', instrument),
    since: formatTimeUs(sinceUs),
  }));
}
