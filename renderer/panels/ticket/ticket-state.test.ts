import { describe, expect, test } from 'vitest';
import type { Reply } from '../../../core/desk/messages.ts';
import { EMPTY_TICKET, faultsOf, lifeOf, orderCommand, ticketReducer } from './ticket-state.ts';
import { timesFor, timeWord } from './order-types.ts';
import type { OrderType } from './order-types.ts';
import { pegWords } from './peg-terms.ts';
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

  test('a name serves once: it goes with what was taken, and stays after a refusal', () => {
    const sending = ticketReducer({ ...filled, clientId: 'hedge-7' }, { kind: 'send' });
    const ended = (result: Reply['result']) =>
      ticketReducer(sending, { kind: 'ended', reply: replyOf(result, 'X') }).clientId;
    expect([ended('done'), ended('refused'), ended('unknown')]).toEqual(['', 'hedge-7', 'hedge-7']);
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
  });

  test('only what the type has is asked for', () => {
    const missing = (type: OrderType): string[] =>
      faultsOf({ ...EMPTY_TICKET, type }, scales).map(({ field }) => field);
    expect(missing('market')).toEqual(['size']);
    expect(missing('stop')).toEqual(['trigger', 'size']);
    expect(missing('stopLimit')).toEqual(['trigger', 'price', 'size']);
    expect(missing('touchedLimit')).toEqual(['trigger', 'price', 'size']);
    expect(missing('trailing')).toEqual(['trail', 'size']);
    expect(missing('closeStop')).toEqual(['trigger']);
  });

  test('a time that ends must be one, and a name plain', () => {
    const codes = (fields: Partial<TicketState>): string[] =>
      faultsOf({ ...filled, ...fields }, scales).map(({ field, code }) => `${field} ${code}`);
    expect(codes({ timeInForce: 'gtd' })).toEqual(['until MISSING']);
    expect(codes({ timeInForce: 'gtd', until: '25:00' })).toEqual(['until NOT_A_TIME']);
    expect(codes({ timeInForce: 'gtd', until: '23:30', untilUs: 7 })).toEqual([]);
    expect(codes({ clientId: 'h\u00e9dge' })).toEqual(['clientId BAD_TEXT']);
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
    const fields = { ...filled, trigger: '61,000', isPostOnly: true };
    const stop = orderCommand({ ...fields, type: 'stop' }, 'Vol-Arb', 'BTCUSDT');
    expect(stop).toMatchObject({
      type: 'market',
      trigger: 'mark',
      triggerPrice: '61000',
      timeInForce: 'ioc',
      postOnly: false,
    });
    expect(stop).not.toHaveProperty('price');
    expect(stop).not.toHaveProperty('ifTouched');
  });

  test('each of the other types says what it waits for, and nothing that it has not', () => {
    const fields = { ...filled, trigger: '61,000', trail: '150', source: 'last' } as const;
    const given = (type: OrderType) => orderCommand({ ...fields, type }, 'Vol-Arb', 'BTCUSDT');
    const at = { trigger: 'last', triggerPrice: '61000' };
    expect(given('stopLimit')).toMatchObject({ ...at, type: 'limit', price: '61640.0' });
    expect(given('touched')).toMatchObject({ ...at, type: 'market', ifTouched: true });
    expect(given('touchedLimit')).toMatchObject({ ...at, type: 'limit', ifTouched: true });
    expect(given('trailing')).toMatchObject({ type: 'market', trigger: 'last', trail: '150' });
    expect(given('trailing')).not.toHaveProperty('triggerPrice');
    expect(given('closeStop')).toEqual({
      kind: 'position.close',
      subaccount: 'Vol-Arb',
      symbol: 'BTCUSDT',
      ...at,
    });
  });

  test('a time and a name go with it where they are given', () => {
    const dated = { ...filled, timeInForce: 'gtd', untilUs: 7, clientId: 'hedge-7' } as const;
    const order = orderCommand(dated, 'Vol-Arb', 'BTCUSDT');
    expect(order).toMatchObject({ timeInForce: 'gtd', expiresUs: 7, clientId: 'hedge-7' });
    const day = orderCommand({ ...dated, timeInForce: 'day' }, 'Vol-Arb', 'BTCUSDT');
    expect(day).not.toHaveProperty('expiresUs');
  });

  test('self-trade and repricing are said where they are other than usual, and may be', () => {
    const further = { ...filled, selfTrade: 'cancelBoth', isRepriced: true } as const;
    const given = (fields: Partial<TicketState>) =>
      orderCommand({ ...further, ...fields }, 'Vol-Arb', 'BTCUSDT');
    expect(given({ isPostOnly: true })).toMatchObject({ selfTrade: 'cancelBoth', reprice: true });
    expect(given({})).not.toHaveProperty('reprice');
    expect(given({ type: 'market', isPostOnly: true })).not.toHaveProperty('reprice');
    expect(given({ selfTrade: 'cancelNewest' })).not.toHaveProperty('selfTrade');
    expect(given({ type: 'closeStop' })).not.toHaveProperty('selfTrade');
  });

  test('protection is asked for of what waits, and of nothing else', () => {
    const asked = { ...filled, trigger: '61,000', trail: '150', isProtected: true } as const;
    const given = (type: OrderType) => orderCommand({ ...asked, type }, 'Vol-Arb', 'BTCUSDT');
    for (const type of ['stop', 'touchedLimit', 'trailing', 'closeStop'] as const) {
      expect(given(type)).toMatchObject({ priceProtect: true });
    }
    expect(given('limit')).not.toHaveProperty('priceProtect');
    const stop = orderCommand({ ...asked, type: 'stop', isProtected: false }, 'Vol-Arb', 'BTCUSDT');
    expect(stop).not.toHaveProperty('priceProtect');
  });

  test('a market order has no price', () => {
    const market = orderCommand({ ...filled, type: 'market' }, 'Vol-Arb', 'BTCUSDT');
    expect(market).toMatchObject({ type: 'market', timeInForce: 'ioc' });
    expect(market).not.toHaveProperty('price');
  });
});

describe('times in force', () => {
  test('what does not go together is not offered', () => {
    expect(timesFor('limit', false)).toEqual(['gtc', 'day', 'gtd', 'ioc', 'fok']);
    expect(timesFor('limit', true)).toEqual(['gtc', 'day', 'gtd']);
    expect(timesFor('market', false)).toEqual(['ioc', 'fok']);
    expect(timesFor('trailing', false)).toEqual(['ioc', 'fok', 'day', 'gtd']);
    expect(timesFor('closeStop', false)).toEqual([]);
  });

  test('one that the type has not falls back to its first', () => {
    expect(lifeOf({ ...filled, type: 'market', timeInForce: 'gtc' })).toBe('ioc');
    expect(lifeOf({ ...filled, type: 'closeStop' })).toBeNull();
    expect(lifeOf({ ...filled, type: 'market', timeInForce: 'fok', isPostOnly: true })).toBe('fok');
    expect(timeWord('ioc', 'stop')).toBe('IOC at trigger');
    expect(timeWord('ioc', 'limit')).toBe('IOC');
  });
});

describe('a pegged order', () => {
  const pegged: TicketState = { ...filled, type: 'pegged', side: 'buy' };
  const said = (fields: Partial<TicketState>): unknown => {
    const { kind, subaccount, symbol, quantity, postOnly, reduceOnly, ...rest } = orderCommand(
      { ...pegged, ...fields },
      'alpha',
      'BTCUSDT',
    ) as Record<string, unknown>;
    expect([kind, subaccount, symbol, quantity]).toEqual(['order.place', 'alpha', 'BTCUSDT', '30']);
    expect([postOnly, reduceOnly]).toEqual([false, false]);
    return rest;
  };
  const plain = { type: 'pegged', timeInForce: 'gtc' };

  test('follows its own side or the other, behind or ahead of it, as seen from its side', () => {
    const buys = { ...plain, side: 'buy' };
    const sells = { ...plain, side: 'sell' };
    expect(said({})).toEqual({ ...buys, peg: 'primary' });
    expect(said({ offset: '0' })).toEqual({ ...buys, peg: 'primary' });
    expect(said({ offset: '0.5' })).toEqual({ ...buys, peg: 'primary', pegOffset: '-0.5' });
    const ahead = { offset: '0.5', following: 'ahead' } as const;
    expect(said(ahead)).toEqual({ ...buys, peg: 'primary', pegOffset: '0.5' });
    const far = { offset: '0.5', following: 'far', cap: '61,000' } as const;
    expect(said(far)).toEqual({ ...buys, peg: 'market', pegOffset: '-0.5', price: '61000' });
    const sell = { side: 'sell' } as const;
    expect(said({ ...ahead, ...sell })).toEqual({ ...sells, peg: 'primary', pegOffset: '-0.5' });
    expect(said({ ...far, ...sell, cap: '' })).toEqual({
      ...sells,
      peg: 'market',
      pegOffset: '0.5',
    });
  });

  test('rests, so it is never at once', () => {
    expect(timesFor('pegged', false)).toEqual(['gtc', 'day', 'gtd']);
    expect(lifeOf({ ...pegged, timeInForce: 'ioc' })).toBe('gtc');
  });

  test('may leave its offset and its cap empty, and is held to ticks', () => {
    const codes = (fields: Partial<TicketState>): string[] =>
      faultsOf({ ...pegged, ...fields }, scales).map(({ field, code }) => `${field} ${code}`);
    expect(codes({})).toEqual([]);
    expect(codes({ offset: '0.05', cap: '0' })).toEqual(['offset TICK', 'cap ZERO']);
    expect(codes({ offset: '-1', size: '' })).toEqual(['size MISSING', 'offset NOT_A_NUMBER']);
  });

  test('is said in words as it will be', () => {
    const words = (fields: Partial<TicketState>): string => pegWords({ ...pegged, ...fields });
    expect(words({})).toBe('at the best bid');
    expect(words({ offset: '0.5', following: 'far' })).toBe('0.5 behind the best ask');
    expect(words({ offset: '2', following: 'ahead', side: 'sell', cap: '61000' })).toBe(
      '2 ahead of the best ask, at least 61000',
    );
  });
});
