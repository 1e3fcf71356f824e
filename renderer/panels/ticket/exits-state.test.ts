import { describe, expect, test } from 'vitest';
import { displayWords, exitFaults, exitTerms, exitWords, nearOf } from './exits-state.ts';
import { EMPTY_TICKET, faultsOf, orderCommand, ticketReducer } from './ticket-state.ts';
import type { TicketState } from './ticket-state.ts';

const scales = { tick: '0.1', lot: '0.001' };
const open: TicketState = {
  ...EMPTY_TICKET,
  price: '61,640.0',
  size: '2',
  hasExits: true,
  takeProfit: '61,700',
  stopLoss: '61600.5',
};
const NEAR = '61640.0';

describe('exits', () => {
  test('go with the order as plain prices, the stop with what it waits for', () => {
    const terms = exitTerms({ ...open, stopLimit: '61,600' }, NEAR, scales);
    expect(terms).toEqual({
      takeProfit: '61700',
      stopLoss: '61600.5',
      stopLossTrigger: 'mark',
      stopLossLimit: '61600',
    });
    expect(orderCommand(open, 'Vol-Arb', 'BTCUSDT', terms)).toMatchObject(terms);
    expect(exitWords(terms)).toBe(
      'take profit 61700, stop 61600.5 on mark, there a limit of 61600',
    );
  });

  test('in ticks they are counted from the order, each to its own side', () => {
    const ticks = { ...open, exitsIn: 'ticks', takeProfit: '600', stopLoss: '400' } as const;
    expect(exitTerms(ticks, NEAR, scales)).toMatchObject({
      takeProfit: '61700.0',
      stopLoss: '61600.0',
    });
    expect(exitTerms({ ...ticks, side: 'sell' }, NEAR, scales)).toMatchObject({
      takeProfit: '61580.0',
      stopLoss: '61680.0',
    });
    const codes = (fields: object, near = NEAR): string[] =>
      exitFaults({ ...ticks, ...fields }, near, scales).map(({ code }) => code);
    expect(codes({})).toEqual([]);
    expect(codes({ takeProfit: '1.5' })).toEqual(['TICK']);
    expect(codes({ stopLoss: '700000' })).toEqual(['NO_PRICE']);
    // Where there is no price to count from yet, there is none to send.
    expect(codes({}, '')).toEqual(['NO_PRICE', 'NO_PRICE']);
  });

  test('are counted from the limit, else the trigger; what has neither has prices alone', () => {
    expect(nearOf(open)).toBe('61640.0');
    expect(nearOf({ ...open, type: 'stop', trigger: '62,000' })).toBe('62000');
    expect(nearOf({ ...open, type: 'market' })).toBe('');
    const ticks = { ...open, type: 'market', exitsIn: 'ticks', takeProfit: '600' } as const;
    expect(exitFaults({ ...ticks, stopLoss: '' }, '', scales)).toMatchObject([
      { code: 'NO_PRICE', sentence: 'take profit: ticks count from the order\u2019s own price' },
    ]);
  });

  test('what is not seen, or cannot be had, is not sent; an empty exit is none', () => {
    const terms = (fields: Partial<TicketState>) => exitTerms({ ...open, ...fields }, NEAR, scales);
    expect(terms({ hasExits: false })).toEqual({});
    expect(terms({ isReduceOnly: true })).toEqual({});
    expect(terms({ type: 'closeStop' })).toEqual({});
    expect(terms({ takeProfit: ' ' })).toEqual({ stopLoss: '61600.5', stopLossTrigger: 'mark' });
  });

  test('each says what is wrong with it, and a limit needs its stop', () => {
    const codes = (fields: Partial<TicketState>): string[] =>
      faultsOf({ ...open, ...fields }, scales, NEAR).map(({ field, code }) => `${field} ${code}`);
    expect(codes({})).toEqual([]);
    expect(codes({ takeProfit: '61700.05' })).toEqual(['takeProfit TICK']);
    expect(codes({ stopLoss: 'x' })).toEqual(['stopLoss NOT_A_NUMBER']);
    expect(codes({ stopLoss: '', stopLimit: '61,600' })).toEqual(['stopLoss MISSING_STOP']);
  });

  test('are stepped like any figure, and go with what is cleared', () => {
    const step = { kind: 'step', field: 'takeProfit', step: '0.1', by: 1 } as const;
    expect(ticketReducer(open, step).takeProfit).toBe('61700.1');
    expect(ticketReducer(open, { kind: 'clear' })).toMatchObject({ hasExits: false, stopLoss: '' });
  });
});

describe('how much of an order is shown', () => {
  test('goes with what rests, in words too, and with nothing else', () => {
    const shown = { ...EMPTY_TICKET, price: '61640.0', size: '2', display: '0.5' };
    const given = (fields: Partial<TicketState>) =>
      orderCommand({ ...shown, ...fields }, 'Vol-Arb', 'BTCUSDT');
    expect(given({})).toMatchObject({ display: '0.5' });
    expect(given({ display: '0' })).toMatchObject({ display: '0' });
    expect(given({ display: '' })).not.toHaveProperty('display');
    expect(given({ timeInForce: 'ioc' })).not.toHaveProperty('display');
    expect(given({ type: 'market' })).not.toHaveProperty('display');
    expect([shown, { display: '0.000' }, { display: '' }].map(displayWords)).toEqual([
      'shows 0.5 at a time',
      'hidden',
      '',
    ]);
    expect(faultsOf(shown, scales)).toEqual([]);
    expect(faultsOf({ ...shown, display: '0' }, scales)).toEqual([]);
    expect(faultsOf({ ...shown, display: '0.0005' }, scales)).toMatchObject([
      { field: 'display', code: 'LOT' },
    ]);
  });
});
