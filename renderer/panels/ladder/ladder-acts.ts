/** What clicks and keys do in the ladder. */
import type { LadderRow, OrderRow } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { ofSteps } from '../../text/decimal.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { meantKey } from '../../workspace/keys.ts';
import { centreLadder, instrumentOf } from '../../workspace/watching.ts';
import { cancelAll, cancelOrder, cancelSide } from '../ticket/commands.ts';
import { isResting } from '../ticket/order-states.ts';
import { stageFromLadder } from '../ticket/staging.ts';
import { notify } from '../../workspace/notices.ts';
import { boundBeyond } from './band.ts';
import { clicked, clickState, sendClick } from './clicks.ts';
import { rowOf } from './ladder-view.ts';
import type { Column, LadderView } from './ladder-view.ts';
import { moveOrder, ticksOf } from './moves.ts';
import { PRESET_LOTS } from './one-click.ts';

export function lastTicksOf(feed: Feed): number {
  const { instrument } = deskState();
  const quote = feed.get('quotes').find((entry) => entry.instrument === instrument);
  return quote?.lastTicks ?? 0;
}

/** Centres on the last trade, or where nothing traded on the middle that the core chooses. */
export function centre(feed: Feed): void {
  centreLadder(lastTicksOf(feed));
}

type Side = 'BUY' | 'SELL';

function sideOf(column: Column): Side | null {
  if (column === 'price') return null;
  return column === 'work-bid' || column === 'bid' ? 'BUY' : 'SELL';
}

/** Own working orders of a side in a row, where they are or are going. */
export function ordersIn(feed: Feed, row: LadderRow, side: Side): OrderRow[] {
  const { instrument, subaccount, ladderStep } = deskState();
  const priceSide = side === 'BUY' ? 'buy' : 'sell';
  return feed.rows.orders.values().filter((order) => {
    if (order.instrument !== instrument || order.subaccount !== subaccount) return false;
    if (order.side !== side || !isResting(order)) return false;
    const at = { side: priceSide, priceTicks: ticksOf(order) } as const;
    return rowOf(at, ladderStep) === row.priceTicks;
  });
}

/**
 * A click on a size takes the best price of its side inside the row: it sends where one-click is
 * armed, and stages otherwise. On an own chip it cancels what rests there.
 */
export function act(feed: Feed, row: LadderRow, column: Column): void {
  const side = sideOf(column);
  if (side === null) return;
  if (column === 'work-bid' || column === 'work-ask') {
    for (const order of ordersIn(feed, row, side)) void cancelOrder(feed, order);
    return;
  }
  const price = (side === 'BUY' ? row.bestBid : row.bestAsk) || row.price;
  const direction = side === 'BUY' ? 'buy' : 'sell';
  // A row without orders of that side would take its own price.
  const hasBest = (side === 'BUY' ? row.bestBid : row.bestAsk) !== '';
  const band = hasBest ? null : (feed.get('ladder')?.band ?? null);
  const bound = boundBeyond(direction, row.priceTicks, band);
  if (bound !== '') {
    return notify('warning', `OUTSIDE_BAND: ${row.price}`, `Nothing was sent. Taken are ${bound}.`);
  }
  if (clickState().isArmed) void sendClick(feed, direction, price);
  else stageFromLadder({ side: direction, price });
}

/** Moves own orders of a row by whole rows, but what follows a price; whether there were any. */
export function moveRow(feed: Feed, row: LadderRow, side: Side, rows: number): boolean {
  const orders = ordersIn(feed, row, side).filter(({ pegTo }) => pegTo === '');
  for (const order of orders) void moveOrder(feed, order, rows * deskState().ladderStep);
  return orders.length > 0;
}

/** A size of the presets: of a click where one-click is armed, else of the ticket. */
function choosePreset(feed: Feed, lots: number): void {
  const instrument = instrumentOf(feed, deskState().instrument);
  if (instrument === undefined) return;
  if (clickState().isArmed) clicked({ kind: 'resize', lots });
  else stageFromLadder({ size: ofSteps(lots, instrument.lot) });
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  Up: [-1, 0],
  Down: [1, 0],
  Left: [0, -1],
  Right: [0, 1],
};

/** A key that acts on the cell under the cursor; whether it was one. */
function pressedOnCell(name: string, feed: Feed, view: LadderView): boolean {
  const { cursor } = view;
  if (cursor === null) return false;
  const side = sideOf(cursor.column);
  if (name === 'Enter') act(feed, cursor.row, cursor.column);
  else if (name === 'Shift X' && side !== null) void cancelSide(feed, side);
  else if ((name === 'Shift Up' || name === 'Shift Down') && side !== null) {
    const up = name === 'Shift Up' ? 1 : -1;
    if (moveRow(feed, cursor.row, side, up)) view.moveCursor(-up, 0);
  } else return false;
  return true;
}

export function pressed(event: React.KeyboardEvent, feed: Feed, view: LadderView | null): void {
  const name = meantKey(event, 'ladder');
  const move = MOVES[name];
  const preset = /^[1-9]$/.test(name) ? PRESET_LOTS[Number(name) - 1] : undefined;
  if (view === null) return;
  if (move !== undefined) view.moveCursor(...move);
  else if (name === 'Space') centre(feed);
  else if (name === 'X') void cancelAll(feed);
  else if (preset !== undefined) choosePreset(feed, preset);
  else if (!pressedOnCell(name, feed, view)) return;
  event.preventDefault();
  event.stopPropagation();
}
