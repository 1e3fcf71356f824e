/** The order ticket as a plain value: what is typed, what it means, and where the order stands. */
import type { HumanCommand, InstrumentEntry, Reply } from '../../../core/desk/messages.ts';
import { isMultiple, isZero, parseDecimal, stepped } from '../../text/decimal.ts';

export const TYPES = ['market', 'limit', 'stop'] as const;
export type OrderType = (typeof TYPES)[number];
export const TIMES_IN_FORCE = ['gtc', 'ioc', 'fok'] as const;
export const TRIGGERS = ['mark', 'last', 'index'] as const;

export interface OrderFields {
  readonly side: 'buy' | 'sell';
  readonly type: OrderType;
  /** As typed: the limit, or what triggers a stop. */
  readonly price: string;
  readonly size: string;
  readonly trigger: (typeof TRIGGERS)[number];
  readonly timeInForce: (typeof TIMES_IN_FORCE)[number];
  readonly isReduceOnly: boolean;
  readonly isPostOnly: boolean;
}

/** Where the order stands; `told` is the core's last word on one that ended. */
export interface TicketState extends OrderFields {
  readonly phase: 'editing' | 'staged' | 'sending' | 'done' | 'refused' | 'unknown';
  readonly told: Pick<Reply, 'code' | 'sentence' | 'reference'> | null;
}

export type TicketAction =
  | { readonly kind: 'set'; readonly fields: Partial<OrderFields> }
  | {
      readonly kind: 'step';
      readonly field: 'price' | 'size';
      readonly step: string;
      readonly by: 1 | -1;
    }
  | { readonly kind: 'stage' }
  | { readonly kind: 'send' }
  | { readonly kind: 'ended'; readonly reply: Reply }
  | { readonly kind: 'clear' };

export const EMPTY_TICKET: TicketState = {
  side: 'buy',
  type: 'limit',
  price: '',
  size: '',
  trigger: 'mark',
  timeInForce: 'gtc',
  isReduceOnly: false,
  isPostOnly: false,
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
      return { ...state, phase: result, told: { code, sentence, reference } };
    }
    case 'clear':
      if (state.phase === 'sending') return state;
      return { ...EMPTY_TICKET, side: state.side, type: state.type };
  }
}

export interface FieldFault {
  readonly field: 'price' | 'size' | 'flags';
  readonly code: 'MISSING' | 'NOT_A_NUMBER' | 'ZERO' | 'TICK' | 'LOT' | 'CONTRADICTION';
  readonly sentence: string;
}

type Scales = Pick<InstrumentEntry, 'tick' | 'lot'>;

/** What is wrong with a typed price or size; null where nothing is. */
export function numberFault(
  field: 'price' | 'size',
  typed: string,
  step: string,
  code: 'TICK' | 'LOT',
): FieldFault | null {
  const text = parseDecimal(typed);
  if (typed.trim() === '') return { field, code: 'MISSING', sentence: `${field} is missing` };
  if (text === null) return { field, code: 'NOT_A_NUMBER', sentence: `${field} is no number` };
  if (isZero(text)) return { field, code: 'ZERO', sentence: `${field} is zero` };
  if (isMultiple(text, step)) return null;
  return { field, code, sentence: `${field} moves in ${step}` };
}

/** What keeps the order from being sent, as far as the window can tell; the core decides. */
export function faultsOf(fields: OrderFields, { tick, lot }: Scales): FieldFault[] {
  const faults: (FieldFault | null)[] = [numberFault('size', fields.size, lot, 'LOT')];
  if (fields.type !== 'market') faults.unshift(numberFault('price', fields.price, tick, 'TICK'));
  if (fields.type === 'limit' && fields.isPostOnly && fields.timeInForce !== 'gtc') {
    const sentence = 'post only rests in the book; choose GTC';
    faults.push({ field: 'flags', code: 'CONTRADICTION', sentence });
  }
  return faults.filter((fault) => fault !== null);
}

/** The order in the human form of the boundary. Only fields without faults make one. */
export function orderCommand(
  fields: OrderFields,
  subaccount: string,
  symbol: string,
): HumanCommand {
  const { side, type, trigger, timeInForce, isReduceOnly, isPostOnly } = fields;
  const price = parseDecimal(fields.price) ?? '';
  const quantity = parseDecimal(fields.size) ?? '';
  const order = { kind: 'order.place', subaccount, symbol, side, quantity };
  const flags = { reduceOnly: isReduceOnly, postOnly: type === 'limit' && isPostOnly };
  switch (type) {
    case 'limit':
      return { ...order, type: 'limit', price, timeInForce, ...flags };
    case 'market':
      return { ...order, type: 'market', timeInForce: 'ioc', ...flags };
    case 'stop':
      return {
        ...order,
        type: 'market',
        timeInForce: 'ioc',
        ...flags,
        trigger,
        triggerPrice: price,
      };
  }
}
