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

/** The armed state if a click may send at this moment, whatever has not been heard of yet. */
function armedNow(feed: Feed): Armed | null {
  clicked({ kind: 'placed', place: placeOf(feed) });
  clicked({ kind: 'tick', nowMs: performance.now() });
  const { state } = clicks;
  return maySend(state, performance.now()) ? state : null;
}

async function transmit(
  feed: Feed,
  lots: number,
  { command, side, size, price }: Omit<LargeClick, 'figures'>,
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
  const now = armedNow(feed);
  if (now === null || now.untilMs !== armed.untilMs) return;
  if (reply.body?.name !== 'preview') return clicked({ kind: 'ended', reply });
  const figures = reply.body.preview;
  if (figures.isLarge) return show({ ...clicks, large: { command, side, size, price, figures } });
  await transmit(feed, sizeLots, { command, side, size, price });
}

/** The size was typed: the large order goes, if it is still armed. */
export function confirmLarge(feed: Feed): void {
  const { large } = clicks;
  const armed = armedNow(feed);
  show({ ...clicks, large: null });
  if (large !== null && armed !== null) void transmit(feed, armed.sizeLots, large);
}

export function leaveLarge(): void {
  show({ ...clicks, large: null });
}
