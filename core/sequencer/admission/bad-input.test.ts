/** What the issue asks of bad input: a code and a sentence each, and the state as it was. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestVenue } from '../../venue/testing/test-venue.ts';
import { commandTable } from '../../venue/commands.ts';
import type { CommandBoundary } from './boundary.ts';
import { humanFields } from './human-fields.ts';
import { printable } from './refusals.ts';
import { SENTENCE_LENGTH } from './security-log.ts';
import { openDesk, ORDER, ORIGIN } from './testing/desk.ts';

let desk: TestVenue;
let boundary: CommandBoundary;
beforeAll(() => {
  ({ desk, boundary } = openDesk());
});

interface Case {
  readonly name: string;
  readonly input: unknown;
  readonly code: string;
  readonly path: string;
  readonly sentence: string;
}

/** The fields of an order, as a refusal lists them. */
const KNOWN = humanFields(commandTable['order.place'].fields)
  .map(({ human }) => human)
  .join(', ');

const order = (change: object): object => ({ ...ORDER, ...change });
const long = 'x'.repeat(5_000_000);
const HUGE = { ...ORDER, note: long };
const NUMBER = 'must be plain digits with at most one point, up to 40 characters';

const LIMITS = { kind: 'subaccount.orderLimits', subaccount: 'alpha', symbol: 'BTCUSDT' };
const WAIVER = {
  kind: 'waiver.grant',
  subaccount: 'alpha',
  symbol: 'BTCUSDT',
  side: 'buy',
  quantity: '0.5',
  limits: ['quantity'],
  expires: '2026-01-05T08:00:00Z',
};

const cases: readonly Case[] = [
  {
    name: 'unknown symbol',
    input: order({ symbol: 'DOGEUSDT' }),
    code: 'UNKNOWN_SYMBOL',
    path: 'symbol',
    sentence: 'symbol "DOGEUSDT" is not known here; there are: BTCUSDT, ETHUSDT, BTCUSD, ETHUSD',
  },
  {
    name: 'unknown subaccount',
    input: order({ subaccount: 'gamma' }),
    code: 'UNKNOWN_SUBACCOUNT',
    path: 'subaccount',
    sentence:
      'subaccount "gamma" is not known here; there are: fee, insurance, liquidation, alpha, beta',
  },
  {
    name: 'unknown asset',
    input: { kind: 'insurance.contribute', asset: 'DOGE', amount: '1' },
    code: 'UNKNOWN_ASSET',
    path: 'asset',
    sentence: 'asset "DOGE" is not known here; there are: USDT, XBT, ETH',
  },
  {
    name: 'unknown index',
    input: { kind: 'price.status', index: 'SOL', to: 'HOLD' },
    code: 'UNKNOWN_INDEX',
    path: 'index',
    sentence: 'index "SOL" is not known here; there are: BTC, ETH',
  },
  {
    name: 'unknown account',
    input: { kind: 'account.suspend', account: 'nobody', suspended: true },
    code: 'UNKNOWN_ACCOUNT',
    path: 'account',
    sentence: 'account "nobody" is not known here; there are: system, alpha, beta',
  },
  {
    name: 'unknown strategy',
    input: order({ strategy: 'luck' }),
    code: 'UNKNOWN_STRATEGY',
    path: 'strategy',
    sentence: 'strategy "luck" is not known here; there are: carry',
  },
  {
    name: 'off tick',
    input: order({ price: '60000.15' }),
    code: 'OFF_TICK',
    path: 'price',
    sentence:
      'price 60000.15 is not on the tick of BTCUSDT, 0.1; the nearest are 60000.1 and 60000.2',
  },
  {
    name: 'off tick below the first one',
    input: order({ price: '0.05' }),
    code: 'OFF_TICK',
    path: 'price',
    sentence: 'price 0.05 is not on the tick of BTCUSDT, 0.1; the nearest is 0.1',
  },
  {
    name: 'off tick of a trigger',
    input: order({ trigger: 'mark', triggerPrice: '60000.01' }),
    code: 'OFF_TICK',
    path: 'triggerPrice',
    sentence:
      'triggerPrice 60000.01 is not on the tick of BTCUSDT, 0.1; ' +
      'the nearest are 60000.0 and 60000.1',
  },
  {
    name: 'off lot',
    input: order({ quantity: '0.0255' }),
    code: 'OFF_LOT',
    path: 'quantity',
    sentence:
      'quantity 0.0255 is not on the lot of BTCUSDT, 0.001; the nearest are 0.025 and 0.026',
  },
  {
    name: 'off lot of an inverse contract, whose lot is 100 of the quote',
    input: order({ symbol: 'BTCUSD', quantity: '150' }),
    code: 'OFF_LOT',
    path: 'quantity',
    sentence: 'quantity 150 is not on the lot of BTCUSD, 100; the nearest are 100 and 200',
  },
  {
    name: 'off atom',
    input: { kind: 'insurance.contribute', asset: 'USDT', amount: '1.0000005' },
    code: 'OFF_ATOM',
    path: 'amount',
    sentence:
      'amount 1.0000005 is not on the smallest amount of USDT, 0.000001; ' +
      'the nearest are 1.000000 and 1.000001',
  },
  {
    name: 'a leverage too fine',
    input: {
      kind: 'position.leverage',
      subaccount: 'alpha',
      symbol: 'BTCUSDT',
      leverage: '20.005',
    },
    code: 'TOO_FINE',
    path: 'leverage',
    sentence: 'leverage 20.005 is not on the second decimal, 0.01; the nearest are 20.00 and 20.01',
  },
  {
    name: 'zero',
    input: order({ quantity: '0.000' }),
    code: 'ZERO',
    path: 'quantity',
    sentence: 'quantity must not be zero; the smallest is 0.001',
  },
  {
    name: 'minus zero',
    input: order({ quantityLots: -0, quantity: undefined }),
    code: 'ZERO',
    path: 'quantityLots',
    sentence: 'quantityLots must not be zero; the smallest is 1',
  },
  {
    name: 'negative',
    input: order({ quantity: '-0.025' }),
    code: 'NEGATIVE',
    path: 'quantity',
    sentence: 'quantity must not be negative; the smallest is 0.001',
  },
  {
    name: 'negative and too fine',
    input: order({ price: '-0.05' }),
    code: 'NEGATIVE',
    path: 'price',
    sentence: 'price must not be negative; the smallest is 0.1',
  },
  {
    name: 'too large',
    input: order({ quantity: '2147483.648' }),
    code: 'TOO_LARGE',
    path: 'quantity',
    sentence: 'quantity must be at most 2147483.647',
  },
  {
    name: 'too large for a whole number of the machine',
    input: order({ priceTicks: 2 ** 63, price: undefined }),
    code: 'TOO_LARGE',
    path: 'priceTicks',
    sentence: 'priceTicks must be at most 2147483647',
  },
  {
    name: 'too small',
    input: { kind: 'subaccount.limits', subaccount: 'alpha', callPercents: [150, 125, 99] },
    code: 'TOO_SMALL',
    path: 'callPercents[2]',
    sentence: 'callPercents[2] must be at least 100',
  },
  {
    name: 'wrong type: a list for a number',
    input: order({ price: ['60000.1'] }),
    code: 'WRONG_TYPE',
    path: 'price',
    sentence: 'price must be a number as text, was a list',
  },
  {
    name: 'wrong type: a list for a text',
    input: { kind: 'account.open', label: ['x'], accountKind: 'paper' },
    code: 'WRONG_TYPE',
    path: 'label',
    sentence: 'label must be a text, was a list',
  },
  {
    name: 'wrong type: a text for true or false',
    input: order({ postOnly: 'false' }),
    code: 'WRONG_TYPE',
    path: 'postOnly',
    sentence: 'postOnly must be true or false, was "false"',
  },
  {
    name: 'wrong type: a number for a choice',
    input: order({ side: 1 }),
    code: 'WRONG_TYPE',
    path: 'side',
    sentence: 'side must be one of buy, sell, was 1',
  },
  {
    name: 'wrong type: a text for a list',
    input: { kind: 'subaccount.limits', subaccount: 'alpha', callPercents: '150' },
    code: 'WRONG_TYPE',
    path: 'callPercents',
    sentence: 'callPercents must be a list, was "150"',
  },
  {
    name: 'NaN',
    input: order({ price: Number.NaN }),
    code: 'NOT_A_NUMBER',
    path: 'price',
    sentence: 'price must be a number, was NaN',
  },
  {
    name: 'NaN as text',
    input: order({ price: 'NaN' }),
    code: 'NOT_A_NUMBER',
    path: 'price',
    sentence: `price ${NUMBER}, was "NaN"`,
  },
  {
    name: 'an infinity written as a number of JSON',
    input: JSON.stringify(ORDER).replace('"60000.1"', '1e309'),
    code: 'NOT_A_NUMBER',
    path: 'price',
    sentence: 'price must be a number, was Infinity',
  },
  {
    name: 'no number',
    input: order({ quantity: 'abc' }),
    code: 'NOT_A_NUMBER',
    path: 'quantity',
    sentence: `quantity ${NUMBER}, was "abc"`,
  },
  {
    name: 'no time',
    input: { kind: 'call.snooze', call: 1, until: 'tomorrow' },
    code: 'NOT_A_TIME',
    path: 'until',
    sentence: 'until must be written like 2026-01-05T08:00:00Z, was "tomorrow"',
  },
  {
    name: '5 MB of text',
    input: JSON.stringify(HUGE),
    code: 'TOO_BIG',
    path: '',
    sentence: `the command has ${JSON.stringify(HUGE).length} bytes; the most is 65536`,
  },
  {
    name: '5 MB in a field',
    input: order({ symbol: long }),
    code: 'UNKNOWN_SYMBOL',
    path: 'symbol',
    sentence:
      `symbol "${'x'.repeat(40)}..." is not known here; ` +
      'there are: BTCUSDT, ETHUSDT, BTCUSD, ETHUSD',
  },
  {
    name: '5 MB in a name',
    input: order({ [long]: 1 }),
    code: 'UNKNOWN_FIELD',
    path: `${'x'.repeat(40)}...`,
    sentence: `${'x'.repeat(40)}... is not known here; known are: ${KNOWN}`,
  },
  {
    name: 'unknown command',
    input: { kind: 'order.plase' },
    code: 'UNKNOWN_COMMAND',
    path: 'kind',
    sentence:
      'kind "order.plase" is no command of this venue; ' +
      'there are order.place, order.amend, order.cancel, order.cancelAll, order.cancelAllAfter',
  },
  {
    name: 'unknown command of no noun',
    input: { kind: '__proto__' },
    code: 'UNKNOWN_COMMAND',
    path: 'kind',
    sentence: 'kind "__proto__" is no command of this venue',
  },
  {
    name: 'no command',
    input: {},
    code: 'MISSING_FIELD',
    path: 'kind',
    sentence: 'kind is missing: it names the command, such as order.place',
  },
  {
    name: 'a missing field',
    input: order({ side: undefined }),
    code: 'MISSING_FIELD',
    path: 'side',
    sentence: 'side is missing',
  },
  {
    name: 'an unknown field',
    input: { kind: 'proposal.reject', proposal: 1, why: 'no' },
    code: 'UNKNOWN_FIELD',
    path: 'why',
    sentence: 'why is not known here; known are: proposal',
  },
  {
    name: 'a field in both forms',
    input: order({ priceTicks: 600_001 }),
    code: 'DUPLICATE_FIELD',
    path: 'price',
    sentence: 'price is given again as priceTicks',
  },
  {
    name: 'no choice',
    input: order({ timeInForce: 'gtx' }),
    code: 'NOT_A_CHOICE',
    path: 'timeInForce',
    sentence: 'timeInForce must be one of gtc, ioc, fok, day, gtd, was "gtx"',
  },
  {
    name: 'a proposal inside a proposal',
    input: { kind: 'proposal.open', command: { kind: 'proposal.open', command: ORDER } },
    code: 'NOT_A_CHOICE',
    path: 'command.kind',
    sentence: 'command.kind cannot be a proposal inside a proposal',
  },
  {
    name: 'a bad field inside a proposal',
    input: { kind: 'proposal.open', command: order({ price: '0' }) },
    code: 'ZERO',
    path: 'command.price',
    sentence: 'command.price must not be zero; the smallest is 0.1',
  },
  {
    name: 'too many entries',
    input: { kind: 'subaccount.limits', subaccount: 'alpha', callPercents: [1, 2, 3, 4] },
    code: 'TOO_MANY',
    path: 'callPercents',
    sentence: 'callPercents must have at most 3 entries',
  },
  {
    name: 'a lone surrogate in a label',
    input: { kind: 'account.open', label: 'a\ud800', accountKind: 'paper' },
    code: 'BAD_TEXT',
    path: 'label',
    sentence: 'label must be 1 to 32 printable characters',
  },
  {
    name: 'a lone surrogate and a line break shown back',
    input: order({ symbol: '\ud800\n' }),
    code: 'UNKNOWN_SYMBOL',
    path: 'symbol',
    sentence:
      'symbol "\ufffd\ufffd" is not known here; there are: BTCUSDT, ETHUSDT, BTCUSD, ETHUSD',
  },
  {
    name: 'a prototype in the text',
    input: `{"__proto__":{"kind":"clock.tick"},"kind":"clock.tick"}`,
    code: 'UNKNOWN_FIELD',
    path: '__proto__',
    sentence: '__proto__ is not known here; known are: ',
  },
  {
    name: 'a field of every record',
    input: order({ constructor: 1 }),
    code: 'UNKNOWN_FIELD',
    path: 'constructor',
    sentence: `constructor is not known here; known are: ${KNOWN}`,
  },
  {
    name: 'a price where no instrument says its tick',
    input: order({ symbol: 77 }),
    code: 'UNKNOWN_SYMBOL',
    path: 'price',
    sentence: 'price cannot be read: no instrument is listed under the number given',
  },
  {
    name: 'a limit of no quantity',
    input: { ...LIMITS, maxQuantity: '0' },
    code: 'ZERO',
    path: 'maxQuantity',
    sentence: 'maxQuantity must not be zero; the smallest is 0.001',
  },
  {
    name: 'a limit of value finer than the money that it is in',
    input: { ...LIMITS, maxValue: '0.0000001' },
    code: 'OFF_ATOM',
    path: 'maxValue',
    sentence:
      'maxValue 0.0000001 is not on the smallest amount of USDT, 0.000001; ' +
      'the nearest is 0.000001',
  },
  {
    name: 'a distance finer than a millionth',
    input: { ...LIMITS, maxAway: '0.00005%' },
    code: 'TOO_FINE',
    path: 'maxAway',
    sentence: 'maxAway 0.0000005 is not on the sixth decimal, 0.000001; the nearest is 0.000001',
  },
  {
    name: 'more orders in a second than are counted',
    input: { kind: 'subaccount.orderRates', subaccount: 'alpha', ordersPerSecond: 1_001 },
    code: 'TOO_LARGE',
    path: 'ordersPerSecond',
    sentence: 'ordersPerSecond must be at most 1000',
  },
  {
    name: 'a waiver of what is no limit',
    input: { ...WAIVER, limits: ['margin'] },
    code: 'NOT_A_CHOICE',
    path: 'limits[0]',
    sentence: 'limits[0] must be one of quantity, value, price, rate, executions, was "margin"',
  },
  {
    name: 'a waiver until no time',
    input: { ...WAIVER, expires: 'soon' },
    code: 'NOT_A_TIME',
    path: 'expires',
    sentence: 'expires must be written like 2026-01-05T08:00:00Z, was "soon"',
  },
  {
    name: 'text that is not JSON',
    input: 'order.place alpha BTCUSDT',
    code: 'NOT_JSON',
    path: '',
    sentence: 'the command is not JSON; one record of names and values is expected',
  },
  {
    name: 'JSON that is no record',
    input: '[1]',
    code: 'WRONG_TYPE',
    path: '',
    sentence: 'the command must be a record, was a list',
  },
  {
    name: 'nesting without end',
    input: '['.repeat(65_000),
    code: 'TOO_DEEP',
    path: '',
    sentence: 'the command is nested deeper than 16 levels',
  },
];

describe('bad input at the command boundary', () => {
  test.each(cases)('$name', ({ input, code, path, sentence }) => {
    const before = desk.meaning();
    const { sequence } = desk.venue.state;
    const counted = boundary.log.countOf(code as never);
    const admitted = boundary.admit(input, ORIGIN);
    expect(admitted).toEqual({ ok: false, refusal: { code, path, sentence } });
    expect(desk.meaning()).toBe(before);
    expect(desk.venue.state.sequence).toBe(sequence);
    expect(boundary.log.countOf(code as never)).toBe(counted + 1);
    expect(boundary.log.entries().at(-1)).toMatchObject({
      code,
      path,
      sentence: printable(sentence, SENTENCE_LENGTH),
      session: 1,
    });
  });

  test('the order that all of these spoil is taken', () => {
    const admitted = boundary.admit(JSON.stringify(ORDER), ORIGIN);
    if (!admitted.ok) throw new Error(admitted.refusal.sentence);
    const before = desk.meaning();
    expect(desk.code(admitted.command)).toBe('OK');
    expect(desk.meaning()).not.toBe(before);
  });
});
