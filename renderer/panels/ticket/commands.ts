/** Acts on what is there already; what the core refuses is said with its code. */
import type { HumanCommand, OrderRow, PositionRow, Reply } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { parseDecimal } from '../../text/decimal.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { notify } from '../../workspace/notices.ts';
import { isResting, ROLE_WORDS } from './order-states.ts';
import { rememberPlaced } from './placed.ts';

/** So many requests go at once; the next ones when these are answered. */
const AT_ONCE = 20;

/** Gives a command and tells its outcome. */
export async function give(feed: Feed, command: HumanCommand, what: string): Promise<Reply> {
  const reply = await feed.request({ name: 'command', command });
  rememberPlaced(reply);
  tell(reply, what);
  return reply;
}

function tell({ result, code, sentence }: Reply, what: string): void {
  if (result === 'done') notify('information', what, 'The core has recorded it.');
  else notify('warning', `${result === 'unknown' ? 'UNKNOWN' : code}: ${what}`, sentence);
}

function cancelCommand({ subaccount, instrument: symbol, order }: OrderRow): HumanCommand {
  return { kind: 'order.cancel', subaccount, symbol, order };
}

export function cancelOrder(feed: Feed, row: OrderRow): Promise<Reply> {
  const { subaccount, instrument, side, size } = row;
  const what = `Cancel ${side.toLowerCase()} ${size} ${instrument}, ${subaccount}`;
  return give(feed, cancelCommand(row), what);
}

/** All own orders of the instrument on the screen. */
export function cancelAll(feed: Feed): Promise<Reply> {
  const { subaccount, instrument: symbol } = deskState();
  const command = { kind: 'order.cancelAll', subaccount, symbol };
  return give(feed, command, `Cancel all of ${subaccount} in ${symbol}`);
}

/** What rests on one side of the ladder; stops that wait stay. */
export async function cancelSide(feed: Feed, side: 'BUY' | 'SELL'): Promise<void> {
  const { subaccount, instrument } = deskState();
  const rows = feed.rows.orders
    .values()
    .filter((row) => row.subaccount === subaccount && row.instrument === instrument)
    .filter((row) => row.side === side && isResting(row));
  const name = side === 'BUY' ? 'bids' : 'asks';
  const what = `Cancel ${rows.length} ${name} of ${subaccount} in ${instrument}`;
  if (rows.length === 0) return notify('information', `No ${name} to cancel`, what);
  const replies: Reply[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const asked = rows
      .slice(from, from + AT_ONCE)
      .map((row) => feed.request({ name: 'command', command: cancelCommand(row) }));
    replies.push(...(await Promise.all(asked)));
  }
  // One sentence for all of them: the worst outcome, or that all is done.
  const worst = replies.find(({ result }) => result === 'unknown');
  const refused = replies.find(({ result }) => result === 'refused');
  tell(worst ?? refused ?? replies[0]!, what);
}

/** What an amend sets; a field that is left out stays as it is. */
export interface Amend {
  readonly price?: string;
  /** The new remaining size. */
  readonly quantity?: string;
  /** Of what waits for its trigger: the price, or how far it stays behind. */
  readonly triggerPrice?: string;
  readonly trail?: string;
  /** Of a pegged order, signed. */
  readonly pegOffset?: string;
}

/** An exit that is yet to come is amended as its order's. */
function amendCommand(row: OrderRow, amend: Amend): HumanCommand {
  const { subaccount, instrument: symbol, order, parent, role } = row;
  const of = { kind: 'order.amend', subaccount, symbol };
  if (row.state !== 'pending') return { ...of, order, ...amend };
  const { price, triggerPrice } = amend;
  const named = role === 'takeProfit' ? { takeProfit: price } : { stopLossLimit: price };
  const exits = { ...named, stopLoss: triggerPrice };
  const said = Object.entries(exits).filter(([, value]) => value !== undefined);
  return { ...of, order: parent, ...Object.fromEntries(said) };
}

export function amendOrder(feed: Feed, row: OrderRow, amend: Amend): Promise<Reply> {
  const { subaccount, instrument: symbol, side, state, role } = row;
  const to = [
    ...(amend.triggerPrice === undefined ? [] : [`trigger ${amend.triggerPrice}`]),
    ...(amend.trail === undefined ? [] : [`trail ${amend.trail}`]),
    ...(amend.pegOffset === undefined ? [] : [`offset ${amend.pegOffset}`]),
    ...(amend.price === undefined ? [] : [`${row.pegTo === '' ? 'price' : 'cap'} ${amend.price}`]),
    ...(amend.quantity === undefined ? [] : [`${amend.quantity} left`]),
  ];
  const which = state === 'pending' ? `${ROLE_WORDS[role]} ` : '';
  const words = `Amend ${which}${side.toLowerCase()} ${symbol} to ${to.join(', ')}, ${subaccount}`;
  return give(feed, amendCommand(row, amend), words);
}

/** At the market. */
export function closePosition(feed: Feed, row: PositionRow): Promise<Reply> {
  const { subaccount, instrument: symbol, side, size } = row;
  const command = { kind: 'position.close', subaccount, symbol };
  return give(feed, command, `Close ${side.toLowerCase()} ${size} ${symbol}, ${subaccount}`);
}

/** A market order against the position that can only reduce it. */
export function reducingOrder(row: PositionRow, size: string): HumanCommand {
  const { subaccount, instrument: symbol } = row;
  return {
    kind: 'order.place',
    subaccount,
    symbol,
    side: row.side === 'LONG' ? 'sell' : 'buy',
    type: 'market',
    quantity: parseDecimal(size) ?? '',
    timeInForce: 'ioc',
    reduceOnly: true,
    postOnly: false,
  };
}

export function reducePosition(feed: Feed, row: PositionRow, size: string): Promise<Reply> {
  const { subaccount, instrument, side } = row;
  const what = `Reduce ${side.toLowerCase()} ${instrument} by ${size}, ${subaccount}`;
  return give(feed, reducingOrder(row, size), what);
}
