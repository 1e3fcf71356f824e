/** The order ticket as a plain value: what is typed, what it means, and where the order stands. */
import type { HumanCommand, InstrumentEntry, Reply } from '../../../core/desk/messages.ts';
import { parseDecimal, stepped } from '../../text/decimal.ts';
import { exitFaults, NO_EXITS } from './exits-state.ts';
import type { ExitFields, ExitName } from './exits-state.ts';
import { numberFault } from './field-fault.ts';
import type { FieldFault } from './field-fault.ts';
import { timesFor, typeSpec } from './order-types.ts';
import type { OrderType, SelfTrade, TimeInForce, TriggerSource } from './order-types.ts';
import { pegFaults, pegOf } from './peg-terms.ts';
import type { Following } from './peg-terms.ts';

/** Longest name that a client may give an order. */
export const CLIENT_ID_MAX = 36;

export interface OrderFields extends ExitFields {
  readonly side: 'buy' | 'sell';
  readonly type: OrderType;
  /** As typed: the limit. */
  readonly price: string;
  /** As typed: the price that releases the order. */
  readonly trigger: string;
  /** As typed: how far the trigger stays behind the best price. */
  readonly trail: string;
  readonly size: string;
  readonly source: TriggerSource;
  readonly timeInForce: TimeInForce;
  /** As typed, and the venue time that it meant when it was; 0 where it is none. */
  readonly until: string;
  readonly untilUs: number;
  readonly isReduceOnly: boolean;
  readonly isPostOnly: boolean;
  /** The client's own name; empty for none. */
  readonly clientId: string;
  readonly selfTrade: SelfTrade;
  /** Of a post-only order that would take: it rests a tick behind, and is not refused. */
  readonly isRepriced: boolean;
  /** Of an order with a trigger: it waits on while last price and mark are far apart. */
  readonly isProtected: boolean;
  /** Of a pegged order, as typed: how far from what it follows, and the worst price it may have. */
  readonly offset: string;
  readonly cap: string;
  readonly following: Following;
  /** As typed: how much of it others see at a time, 0 for nothing; empty for all. */
  readonly display: string;
  /** Whether fields that few orders need are open. */
  readonly isOpen: boolean;
}

/** Where the order stands; `told` is the core's last word on one that ended. */
export interface TicketState extends OrderFields {
  readonly phase: 'editing' | 'staged' | 'sending' | 'done' | 'refused' | 'unknown';
  readonly told: Pick<Reply, 'code' | 'sentence' | 'reference'> | null;
}

/** Fields that arrows step through. */
export type NumberName = 'price' | 'trigger' | 'trail' | 'size' | 'offset' | 'cap';
export type StepName = NumberName | ExitName | 'display';

export type TicketAction =
  | { readonly kind: 'set'; readonly fields: Partial<OrderFields> }
  | {
      readonly kind: 'step';
      readonly field: StepName;
      readonly step: string;
      readonly by: 1 | -1;
    }
  | { readonly kind: 'stage' }
  | { readonly kind: 'send' }
  | { readonly kind: 'ended'; readonly reply: Reply }
  | { readonly kind: 'clear' };

export const EMPTY_TICKET: TicketState = {
  ...NO_EXITS,
  side: 'buy',
  type: 'limit',
  price: '',
  trigger: '',
  trail: '',
  size: '',
  source: 'mark',
  timeInForce: 'gtc',
  until: '',
  untilUs: 0,
  isReduceOnly: false,
  isPostOnly: false,
  clientId: '',
  selfTrade: 'cancelNewest',
  isRepriced: false,
  isProtected: false,
  offset: '',
  cap: '',
  following: 'behind',
  display: '',
  isOpen: false,
  phase: 'editing',
  told: null,
};

function edited(state: TicketState, fields: Partial<OrderFields>): TicketState {
  // What is under way is not edited: its outcome must meet the fields it was sent with.
  if (state.phase === 'sending') return state;
  return { ...state, ...fields, phase: 'editing', told: null };
}

export function ticketReducer(state: TicketState, action: TicketAction): TicketState {
  switch (action.kind) {
    case 'set':
      return edited(state, action.fields);
    case 'step': {
      const { field, step, by } = action;
      return edited(state, { [field]: stepped(state[field], step, by) });
    }
    case 'stage':
      return state.phase === 'sending' ? state : { ...state, phase: 'staged', told: null };
    case 'send':
      return { ...state, phase: 'sending', told: null };
    case 'ended': {
      const { result, code, sentence, reference } = action.reply;
      const ended = { ...state, phase: result, told: { code, sentence, reference } };
      // A name serves once.
      return result === 'done' ? { ...ended, clientId: '' } : ended;
    }
    case 'clear':
      if (state.phase === 'sending') return state;
      return { ...EMPTY_TICKET, side: state.side, type: state.type, source: state.source };
  }
}

/** The chosen time in force where the type has it, else the first that it has. */
export function lifeOf({ type, isPostOnly, timeInForce }: OrderFields): TimeInForce | null {
  const times = timesFor(type, isPostOnly && typeSpec(type).hasLimit);
  return times.includes(timeInForce) ? timeInForce : (times[0] ?? null);
}

type Scales = Pick<InstrumentEntry, 'tick' | 'lot'>;

/** Only what rests shows less than it has. */
export function mayShowLess(fields: OrderFields): boolean {
  const life = lifeOf(fields);
  return typeSpec(fields.type).hasLimit && life !== 'ioc' && life !== 'fok';
}

function displayFault(fields: OrderFields, lot: string): FieldFault | null {
  const { display } = fields;
  if (!mayShowLess(fields) || display.trim() === '') return null;
  const fault = numberFault('display', display, lot, 'LOT', 'what is shown');
  // Nothing is shown of what is hidden.
  return fault?.code === 'ZERO' ? null : fault;
}

function untilFault(fields: OrderFields): FieldFault | null {
  if (lifeOf(fields) !== 'gtd' || fields.untilUs !== 0) return null;
  if (fields.until.trim() === '') {
    return { field: 'until', code: 'MISSING', sentence: 'the time is missing' };
  }
  const sentence = 'write 23:30, 23:30:15 or 2024-08-09 23:30, UTC';
  return { field: 'until', code: 'NOT_A_TIME', sentence };
}

function nameFault({ clientId }: OrderFields): FieldFault | null {
  if (/^[\x20-\x7e]*$/.test(clientId)) return null;
  return { field: 'clientId', code: 'BAD_TEXT', sentence: 'plain ASCII characters only' };
}

/** What keeps the order from being sent, as far as the window can tell; the core decides. */
export function faultsOf(fields: OrderFields, { tick, lot }: Scales, near = ''): FieldFault[] {
  const { hasLimit, trigger, isClosing } = typeSpec(fields.type);
  const faults = [
    trigger === 'price' ? numberFault('trigger', fields.trigger, tick, 'TICK') : null,
    trigger === 'trail' ? numberFault('trail', fields.trail, tick, 'TICK') : null,
    hasLimit ? numberFault('price', fields.price, tick, 'TICK') : null,
    isClosing ? null : numberFault('size', fields.size, lot, 'LOT'),
    ...(fields.type === 'pegged' ? pegFaults(fields, tick) : []),
    displayFault(fields, lot),
    ...exitFaults(fields, near, { tick }),
    untilFault(fields),
    nameFault(fields),
  ];
  return faults.filter((fault) => fault !== null);
}

/** Only what must rest can rest elsewhere instead. */
export function mayReprice({ type, isPostOnly }: OrderFields): boolean {
  return typeSpec(type).hasLimit && isPostOnly;
}

/** What releases the order, in the human form. */
function waitOf(fields: OrderFields): Readonly<Record<string, unknown>> {
  const { trigger, isTouched } = typeSpec(fields.type);
  if (trigger === 'none') return {};
  const protects = fields.isProtected ? { priceProtect: true } : {};
  const by = { trigger: fields.source, ...protects };
  if (trigger === 'trail') return { ...by, trail: parseDecimal(fields.trail) ?? '' };
  const at = { ...by, triggerPrice: parseDecimal(fields.trigger) ?? '' };
  return isTouched ? { ...at, ifTouched: true } : at;
}

/**
 * The order in the human form of the boundary, with the exits that go with it. Only fields without
 * faults make one.
 */
export function orderCommand(
  fields: OrderFields,
  subaccount: string,
  symbol: string,
  exits: Readonly<Record<string, string>> = {},
): HumanCommand {
  const { hasLimit, isClosing } = typeSpec(fields.type);
  const name = fields.clientId === '' ? {} : { clientId: fields.clientId };
  const waits = { ...waitOf(fields), ...name };
  if (isClosing) return { kind: 'position.close', subaccount, symbol, ...waits };
  const timeInForce = lifeOf(fields);
  return {
    kind: 'order.place',
    subaccount,
    symbol,
    side: fields.side,
    type: fields.type === 'pegged' ? 'pegged' : hasLimit ? 'limit' : 'market',
    quantity: parseDecimal(fields.size) ?? '',
    ...(hasLimit && { price: parseDecimal(fields.price) ?? '' }),
    ...(fields.type === 'pegged' && pegOf(fields)),
    timeInForce,
    ...(timeInForce === 'gtd' && { expiresUs: fields.untilUs }),
    reduceOnly: fields.isReduceOnly,
    postOnly: hasLimit && fields.isPostOnly,
    ...(mayReprice(fields) && fields.isRepriced && { reprice: true }),
    // The first is what the core does where nothing is said.
    ...(fields.selfTrade !== 'cancelNewest' && { selfTrade: fields.selfTrade }),
    ...(mayShowLess(fields) &&
      fields.display.trim() !== '' && { display: parseDecimal(fields.display) ?? '' }),
    ...waits,
    ...exits,
  };
}
