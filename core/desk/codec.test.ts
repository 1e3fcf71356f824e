import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from './codec.ts';

const HELLO = { type: 'hello', protocol: 1, window: 'w-1' };
const WATCH = {
  type: 'watch',
  instrument: 'BTCUSDT',
  subaccount: null,
  ladder: { rows: 5, stepTicks: 1, centreTicks: 0 },
  candleSeconds: 5,
};
const ORDER = { kind: 'order.place', anything: [1, { of: 'anybody' }] };

function request(call: object): object {
  return { type: 'request', id: 1, call };
}

function codeOf(message: unknown): string {
  const decoded = decode(typeof message === 'string' ? message : JSON.stringify(message));
  return decoded.ok ? 'taken' : decoded.fault.code;
}

describe('DESK-02 every message is checked against its schema', () => {
  test.each([
    HELLO,
    { ...HELLO, resume: { epoch: 'e', positions: { executions: 7 } } },
    WATCH,
    { ...WATCH, subaccount: 'alpha' },
    { type: 'ack', frame: 3 },
    request({ name: 'signIn', operator: 6, role: 'trader' }),
    request({ name: 'command', command: ORDER }),
    request({ name: 'preview', order: ORDER }),
    request({ name: 'candles', instrument: 'BTCUSDT', candleSeconds: 60, count: 500 }),
    request({ name: 'trail', filter: {}, beforeSequence: 0, count: 50 }),
    request({ name: 'preferences', act: 'read' }),
    request({ name: 'preferences', act: 'write', text: '{}' }),
    request({ name: 'transport', act: 'speed', speed: 10 }),
  ])('DESK-02 $type $call.name is taken as it is', (message) => {
    const decoded = decode(JSON.stringify(message));
    expect(decoded).toEqual({ ok: true, message });
  });

  test.each([
    ['no record', [HELLO]],
    ['no type', { protocol: 1 }],
    ['a type of the prototype', { type: 'constructor' }],
    ['an unknown type', { type: 'goodbye' }],
    ['an unknown field', { ...HELLO, session: 3 }],
    ['a field that is missing', { type: 'hello', protocol: 1 }],
    ['a fraction', { type: 'ack', frame: 1.5 }],
    ['a window without a name', { ...HELLO, window: '' }],
    ['control characters', { ...HELLO, window: 'a\u0000b' }],
    ['a candle of two seconds', { ...WATCH, candleSeconds: 2 }],
    ['a ladder of a million rows', { ...WATCH, ladder: { ...WATCH.ladder, rows: 1_000_000 } }],
    ['a ladder without steps', { ...WATCH, ladder: { ...WATCH.ladder, stepTicks: 0 } }],
    ['no call', { type: 'request', id: 1 }],
    ['an unknown call', request({ name: 'toString' })],
    ['a forged session beside a call', { ...request({ name: 'signIn' }), session: 1 }],
    ['a role that there is not', request({ name: 'signIn', operator: 6, role: 'god' })],
    ['a command without a kind', request({ name: 'command', command: {} })],
    ['a command that is a text', request({ name: 'command', command: 'order.place' })],
    ['more candles than are kept', request({ name: 'candles', count: 2_001 })],
  ])('DESK-02 %s is an unknown kind', (_what, message) => {
    expect(codeOf(message)).toBe('UNKNOWN_KIND');
  });
});

describe('DESK-01 what a window sends is bounded and never throws', () => {
  test('DESK-01 65,536 bytes are the most', () => {
    const name = (length: number): string => JSON.stringify({ type: 'x'.repeat(length) });
    const most = 65_536 - name(0).length;
    expect(codeOf(name(most))).toBe('UNKNOWN_KIND');
    expect(codeOf(name(most + 1))).toBe('TOO_BIG');
    expect(codeOf('x'.repeat(5_000_000))).toBe('TOO_BIG');
    // The bound is in bytes: each of these has three.
    expect(codeOf('\u20ac'.repeat(30_000))).toBe('TOO_BIG');
  });

  test('DESK-01 what is not JSON, too deep, or says a name twice is told so', () => {
    expect(codeOf('{"type":')).toBe('NOT_JSON');
    expect(codeOf('')).toBe('NOT_JSON');
    expect(codeOf('['.repeat(60_000))).toBe('NOT_JSON');
    expect(codeOf('{"type":"ack","frame":1,"frame":2}')).toBe('NOT_JSON');
  });

  test('DESK-01 whatever it is, it is answered', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (given) => {
        const text = typeof given === 'string' ? given : JSON.stringify(given);
        const decoded = decode(text);
        expect(decoded.ok || decoded.fault.sentence.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('DESK-01 a known message with any field changed to anything is answered', () => {
    const field = fc.constantFrom('type', 'protocol', 'window', 'resume', 'call', '__proto__');
    fc.assert(
      fc.property(field, fc.jsonValue(), (name, value) => {
        const text = `{"type":"hello","protocol":1,"window":"w","x":0}`.replace(
          '"x":0',
          `${JSON.stringify(name)}:${JSON.stringify(value)}`,
        );
        expect(() => decode(text)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
