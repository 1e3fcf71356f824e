/** Acts on what is there already; what the core refuses is said with its code. */
import type { HumanCommand, OrderRow, PositionRow, Reply } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { notify } from '../../workspace/notices.ts';

async function give(feed: Feed, command: HumanCommand, what: string): Promise<Reply> {
  const reply = await feed.request({ name: 'command', command });
  const { result, code, sentence } = reply;
  if (result === 'done') notify('information', what, 'The core has recorded it.');
  else notify('warning', `${result === 'unknown' ? 'UNKNOWN' : code}: ${what}`, sentence);
  return reply;
}

export function cancelOrder(feed: Feed, row: OrderRow): Promise<Reply> {
  const { subaccount, instrument: symbol, order, side, size } = row;
  const command = { kind: 'order.cancel', subaccount, symbol, order };
  return give(feed, command, `Cancel ${side.toLowerCase()} ${size} ${symbol}, ${subaccount}`);
}

/** All own orders of the instrument on the screen. */
export function cancelAll(feed: Feed): Promise<Reply> {
  const { subaccount, instrument: symbol } = deskState();
  const command = { kind: 'order.cancelAll', subaccount, symbol };
  return give(feed, command, `Cancel all of ${subaccount} in ${symbol}`);
}

/** At the market. */
export function closePosition(feed: Feed, row: PositionRow): Promise<Reply> {
  const { subaccount, instrument: symbol, side, size } = row;
  const command = { kind: 'position.close', subaccount, symbol };
  return give(feed, command, `Close ${side.toLowerCase()} ${size} ${symbol}, ${subaccount}`);
}
