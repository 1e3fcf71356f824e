/** One-click trading of this window: where it stands, and the one way in which a click sends. */
import { useSyncExternalStore } from 'react';
import type { HumanCommand, Preview } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import type { SignedIn } from '../../feed/streams.ts';
import { ofSteps, parseDecimal } from '../../text/decimal.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { notify } from '../../workspace/notices.ts';
import { instrumentOf } from '../../workspace/watching.ts';
import { give } from '../ticket/commands.ts';
import { maySend, OFF, oneClick } from './one-click.ts';
import type { Armed, OneClick, OneClickEvent, Place } from './one-click.ts';

/** An order above the large-order size: its size is typed before it goes. */
export interface LargeClick {
  readonly command: HumanCommand;
  readonly lots: number;
  readonly side: 'buy' | 'sell';
  readonly size: string;
  readonly price: string;
  readonly figures: Preview;
}

interface Clicks {
  readonly state: OneClick;
  readonly large: LargeClick | null;
}

let clicks: Clicks = { state: OFF, large: null };
const listeners = new Set<() => void>();

function show(next: Clicks): void {
  clicks = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useClicks(): Clicks {
  return useSyncExternalStore(subscribe, () => clicks);
}

export function clickState(): OneClick {
  return clicks.state;
}

/** Takes an event in; a disarming is told with its reason. */
export function clicked(event: OneClickEvent): void {
  const before = clicks.state;
  const state = oneClick(before, event);
  if (state === before) return;
  // What was asked while it was armed is not answered any more.
  show({ state, large: state.isArmed ? clicks.large : null });
  if (state.isArmed || !before.isArmed) return;
  const title = 'One-click trading is off';
  notify(state.isFault ? 'warning' : 'information', title, state.why || 'Disarmed by hand.');
}

/** Who sits here, and as what. */
export function operatorOf(signedIn: SignedIn | null): string {
  return signedIn === null ? '' : `${signedIn.operator} ${signedIn.role}`;
}

/** Where the window stands now. */
export function placeOf(feed: Feed): Place {
  const { instrument, subaccount } = deskState();
  return { instrument, subaccount, operator: operatorOf(feed.get('signedIn')) };
}

/** The armed state if so much may go at this moment, whatever has not been heard of yet. */
function armedNow(feed: Feed, lots?: number): Armed | null {
  clicked({ kind: 'placed', place: placeOf(feed) });
  clicked({ kind: 'tick', nowMs: performance.now() });
  const { state } = clicks;
  const wanted = lots ?? (state.isArmed ? state.sizeLots : 0);
  return maySend(state, performance.now(), wanted) ? state : null;
}

async function transmit(
  feed: Feed,
  { command, lots, side, size, price }: Omit<LargeClick, 'figures'>,
): Promise<void> {
  clicked({ kind: 'sent', lots });
  const { subaccount, instrument } = deskState();
  const act = side === 'buy' ? 'Buy' : 'Sell';
  const what = `${act} ${size} ${instrument} at ${price}, ${subaccount}`;
  clicked({ kind: 'ended', reply: await give(feed, command, what) });
}

/** A click on a cell: the core says whether the order is large; a small one goes at once. */
export async function sendClick(feed: Feed, side: 'buy' | 'sell', price: string): Promise<void> {
  const armed = armedNow(feed);
  const instrument = instrumentOf(feed, deskState().instrument);
  if (armed === null || instrument === undefined) return;
  const { place, sizeLots } = armed;
  const size = ofSteps(sizeLots, instrument.lot);
  const command = {
    kind: 'order.place',
    subaccount: place.subaccount,
    symbol: place.instrument,
    side,
    type: 'limit',
    price: parseDecimal(price) ?? '',
    quantity: size,
    timeInForce: 'gtc',
    reduceOnly: false,
    postOnly: false,
  };
  const reply = await feed.request({ name: 'preview', order: command });
  // By now another click may have used the cap up, or it may be armed anew.
  const now = armedNow(feed, sizeLots);
  if (now === null || now.untilMs !== armed.untilMs) return;
  if (reply.body?.name !== 'preview') {
    return clicked({ kind: 'shut', why: `Nothing was sent. ${reply.sentence}` });
  }
  const figures = reply.body.preview;
  const click = { command, lots: sizeLots, side, size, price };
  if (figures.isLarge) return show({ ...clicks, large: { ...click, figures } });
  await transmit(feed, click);
}

/** The size was typed: the large order goes, if it is still armed. */
export function confirmLarge(feed: Feed): void {
  const { large } = clicks;
  if (large === null) return;
  const armed = armedNow(feed, large.lots);
  show({ ...clicks, large: null });
  if (armed !== null) void transmit(feed, large);
}

export function leaveLarge(): void {
  show({ ...clicks, large: null });
}
