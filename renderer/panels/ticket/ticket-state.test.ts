import { describe, expect, test } from 'vitest';
import type { Reply } from '../../../core/desk/messages.ts';
import { EMPTY_TICKET, faultsOf, orderCommand, ticketReducer } from './ticket-state.ts';
import type { TicketState } from './ticket-state.ts';

const scales = { tick: '0.1', lot: '0.001' };
const filled: TicketState = { ...EMPTY_TICKET, side: 'sell', price: '61,640.0', size: '30' };

function replyOf(result: Reply['result'], code: string): Reply {
  return { type: 'reply', id: 1, result, code, sentence: 'why', reference: 0, body: null };
}

describe('the ticket', () => {
  test('a change undoes the staging, a step goes by a tick', () => {
    const staged = ticketReducer(filled, { kind: 'stage' });
    expect(staged.phase).toBe('staged');
    const step = { kind: 'step', field: 'price', step: '0.1', by: 1 } as const;
    const stepped = ticketReducer(staged, step);
    expect(stepped).toMatchObject({ phase: 'editing', price: '61640.1' });
  });

  test('what is under way is neither edited, staged nor cleared', () => {
    const sending = ticketReducer(filled, { kind: 'send' });
    expect(ticketReducer(sending, { kind: 'set', fields: { size: '1' } })).toBe(sending);
    expect(ticketReducer(sending, { kind: 'clear' })).toBe(sending);
    expect(ticketReducer(sending, { kind: 'stage' })).toBe(sending);
  });

  test('a refusal keeps the fields and says why', () => {
    const sending = ticketReducer(filled, { kind: 'send' });
    const reply = replyOf('refused', 'INSUFFICIENT_MARGIN');
    const ended = ticketReducer(sending, { kind: 'ended', reply });
    expect(ended).toMatchObject({ phase: 'refused', price: '61,640.0', size: '30' });
    expect(ended.told?.code).toBe('INSUFFICIENT_MARGIN');
  });

  test('an unknown outcome stays unknown until somebody edits', () => {
    const ended = ticketReducer(filled, { kind: 'ended', reply: replyOf('unknown', 'NO_ANSWER') });
    expect(ended.phase).toBe('unknown');
    expect(ticketReducer(ended, { kind: 'set', fields: { size: '2' } }).phase).toBe('editing');
  });

  test('clearing keeps side and type', () => {
    const cleared = ticketReducer({ ...filled, type: 'stop' }, { kind: 'clear' });
    expect(cleared).toMatchObject({ side: 'sell', type: 'stop', price: '', size: '' });
  });
});

describe('faults', () => {
  test('a whole number of ticks and lots has none', () => {
    expect(faultsOf(filled, scales)).toEqual([]);
  });

  test('each field says what is wrong with it', () => {
    const codes = (fields: Partial<TicketState>): string[] =>
      faultsOf({ ...filled, ...fields }, scales).map(({ field, code }) => `${field} ${code}`);
    expect(codes({ price: '' })).toEqual(['price MISSING']);
    expect(codes({ price: '61640.05' })).toEqual(['price TICK']);
    expect(codes({ size: '1.0005' })).toEqual(['size LOT']);
    expect(codes({ size: '0.000' })).toEqual(['size ZERO']);
    expect(codes({ size: 'ten' })).toEqual(['size NOT_A_NUMBER']);
    expect(codes({ type: 'market', price: 'x' })).toEqual([]);
    expect(codes({ isPostOnly: true, timeInForce: 'ioc' })).toEqual(['flags CONTRADICTION']);
  });
});

describe('the command', () => {
  test('a limit order has its price as a plain decimal', () => {
    expect(orderCommand(filled, 'Vol-Arb', 'BTCUSDT')).toEqual({
      kind: 'order.place',
      subaccount: 'Vol-Arb',
      symbol: 'BTCUSDT',
      side: 'sell',
      type: 'limit',
      price: '61640.0',
      quantity: '30',
      timeInForce: 'gtc',
      reduceOnly: false,
      postOnly: false,
    });
  });

  test('a stop is a market order that waits for its trigger, and never post only', () => {
    const stop = orderCommand({ ...filled, type: 'stop', isPostOnly: true }, 'Vol-Arb', 'BTCUSDT');
    expect(stop).toMatchObject({
      type: 'market',
      trigger: 'mark',
      triggerPrice: '61640.0',
      postOnly: false,
    });
    expect(stop).not.toHaveProperty('price');
  });

  test('a market order has no price', () => {
    const market = orderCommand({ ...filled, type: 'market' }, 'Vol-Arb', 'BTCUSDT');
    expect(market).toMatchObject({ type: 'market', timeInForce: 'ioc' });
    expect(market).not.toHaveProperty('price');
  });
});
