import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkCommand, COMMAND_KINDS, commandTable } from '../../venue/commands.ts';
import type { Command } from '../../venue/commands.ts';
import type { Field, Fields } from '../../venue/schema.ts';
import { anyCommand, anyCommandOf } from '../../venue/testing/arbitrary.ts';
import type { CommandBoundary } from './boundary.ts';
import { formatSteps } from './decimal.ts';
import { humanFields } from './human-fields.ts';
import type { HumanField } from './human-fields.ts';
import { Names } from './names.ts';
import { ADMISSION_CODES } from './refusals.ts';
import { scaleOf } from './scales.ts';
import type { Context, InstrumentScales } from './scales.ts';
import { openDesk, ORDER, ORIGIN } from './testing/desk.ts';
import { formatDurationUs, formatTimeUs } from './time.ts';

let boundary: CommandBoundary;
let names: Names;
beforeAll(() => {
  const { desk, boundary: made } = openDesk();
  boundary = made;
  names = new Names(desk.venue.state);
});

function admitted(input: unknown): Command {
  const result = boundary.admit(input, ORIGIN);
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.sentence}`);
  return result.command;
}

describe('commands as people write them', () => {
  test('a limit order, with what is left unsaid', () => {
    expect(admitted(ORDER)).toEqual({
      kind: 'order.place',
      subaccount: 4,
      instrument: 1,
      side: 'buy',
      type: 'limit',
      priceTicks: 600_001,
      quantityLots: 25,
      timeInForce: 'gtc',
      postOnly: false,
      reduceOnly: false,
    });
  });

  test('a market order is immediate unless it says otherwise', () => {
    const { price: _, ...market } = { ...ORDER, type: 'market' };
    expect(admitted(market)).toMatchObject({ timeInForce: 'ioc' });
    expect(admitted({ ...market, timeInForce: 'fok' })).toMatchObject({ timeInForce: 'fok' });
  });

  test.each([
    ['a stop', { trigger: 'mark', triggerPrice: '59000' }, { triggerTicks: 590_000 }],
    ['a strategy by its label', { strategy: 'carry' }, { strategy: 1 }],
    ['an instrument by its number', { symbol: 2, price: '3000.01' }, { priceTicks: 300_001 }],
    ['the name of the vocabulary', { symbol: undefined, instrument: 'ETHUSDT' }, { instrument: 2 }],
    ['whole numbers', { price: undefined, priceTicks: 600_001 }, { priceTicks: 600_001 }],
    ['whole numbers as text', { price: undefined, priceTicks: '600001' }, { priceTicks: 600_001 }],
    [
      'a number of JSON',
      { price: 60000.1, quantity: 1 },
      { priceTicks: 600_001, quantityLots: 1000 },
    ],
    ['dollars of an inverse contract', { symbol: 'BTCUSD', quantity: '500' }, { quantityLots: 5 }],
  ])('%s', (_, change, expected) => {
    expect(admitted({ ...ORDER, ...change })).toMatchObject(expected);
  });

  test.each([
    [
      { kind: 'transfer', from: 'alpha', to: 'beta', asset: 'XBT', amount: '0.00000001' },
      { kind: 'transfer', from: 4, to: 5, asset: 2, amountAtoms: 1 },
    ],
    [
      { kind: 'position.leverage', subaccount: 'alpha', symbol: 'ETHUSD', leverage: '12.5' },
      { kind: 'position.leverage', subaccount: 4, instrument: 4, leverageX100: 1250 },
    ],
    [
      { kind: 'position.transferMargin', subaccount: 'alpha', symbol: 'BTCUSDT', amount: '-12.5' },
      { kind: 'position.transferMargin', subaccount: 4, instrument: 1, amountAtoms: -12_500_000 },
    ],
    [
      { kind: 'call.snooze', call: 1, until: '2026-01-05T08:00:00Z' },
      { kind: 'call.snooze', call: 1, untilUs: 1_767_600_000_000_000 },
    ],
    [
      { kind: 'price.status', index: 'ETH', to: 'HOLD' },
      { kind: 'price.status', index: 2, to: 'HOLD' },
    ],
    [
      { kind: 'order.cancelAll', subaccount: 'beta' },
      { kind: 'order.cancelAll', subaccount: 5 },
    ],
    [
      {
        kind: 'proposal.open',
        command: { kind: 'instrument.halt', symbol: 'BTCUSD', to: 'reduceOnly' },
      },
      {
        kind: 'proposal.open',
        command: { kind: 'instrument.halt', instrument: 3, to: 'reduceOnly' },
      },
    ],
  ])('%j', (human, raw) => {
    expect(admitted(human)).toEqual(raw);
    expect(admitted(JSON.stringify(human))).toEqual(raw);
    expect(admitted(new TextEncoder().encode(JSON.stringify(human)))).toEqual(raw);
  });

  test('an instrument to be listed, in its own scales and in per cent', () => {
    const { kind: _, ...spec } = anyInstrument();
    const { tickE8: _t, lotE8: _l, maxOrderLots: _m, ...others } = spec;
    const human = {
      kind: 'instrument.list',
      ...others,
      settleAsset: 'USDT',
      index: 'BTC',
      tick: '0.5',
      lot: '0.01',
      maxOrder: '25',
      fees: { maker: '-0.01%', taker: '0.0005' },
    };
    expect(admitted(human)).toMatchObject({
      settleAsset: 1,
      index: 1,
      tickE8: 50_000_000,
      lotE8: 1_000_000,
      maxOrderLots: 2_500,
      fees: { makerPpm: -100, takerPpm: 500 },
    });
  });
});

function anyInstrument(): Extract<Command, { kind: 'instrument.list' }> {
  const [sample] = fc.sample(anyCommandOf('instrument.list'), { numRuns: 1, seed: 1 });
  return sample as Extract<Command, { kind: 'instrument.list' }>;
}

/** Every record of the vocabulary, inner ones too. */
function* records(fields: Fields): Generator<Fields> {
  yield fields;
  const inner = (field: Field): Fields[] => {
    if (field.type === 'record') return [...records(field.fields)];
    if (field.type === 'list') return inner(field.item);
    return field.type === 'optional' ? inner(field.field) : [];
  };
  for (const field of Object.values(fields)) yield* inner(field);
}

describe('the vocabulary in both forms', () => {
  test.each(COMMAND_KINDS)('no two fields of %s have one name', (kind) => {
    for (const fields of records(commandTable[kind].fields)) {
      const all = humanFields(fields).flatMap(({ name, human }) =>
        name === human ? [name] : [name, human],
      );
      expect(all.toSorted()).toEqual([...new Set(all)].toSorted());
    }
  });

  test.each(COMMAND_KINDS)('whole numbers of %s are taken as they stand', (kind) => {
    fc.assert(
      fc.property(anyCommandOf(kind), (command) => {
        expect(admitted(command)).toEqual(command);
      }),
    );
  });

  test.each(COMMAND_KINDS)('the human form of %s means the same', (kind) => {
    fc.assert(
      fc.property(anyCommandOf(kind), (command) => {
        const named = withKnownIds(command);
        const human = humanOf(commandTable[kind].fields, named, { instrument: null, asset: null });
        expect(admitted({ kind, ...human })).toEqual(named);
      }),
    );
  });
});

const COUNTS = {
  instrument: 4,
  subaccount: 5,
  account: 3,
  asset: 3,
  index: 2,
  strategy: 1,
} as const;

/** The same command with every id moved to one that the desk has. */
function withKnownIds(command: Command): Command {
  const known = (fields: Fields, given: Record<string, unknown>): Record<string, unknown> => {
    const plan = humanFields(fields);
    const entries = Object.entries(given).map(([name, value]) => {
      const entry = plan.find((one) => one.name === name);
      if (entry === undefined) return [name, value];
      if (entry.field.type === 'command') return [name, withKnownIds(value as Command)];
      if (entry.field.type === 'record') {
        return [name, known(entry.field.fields, value as Record<string, unknown>)];
      }
      if (entry.field.type === 'list' && entry.field.item.type === 'record') {
        const { fields: inner } = entry.field.item;
        return [name, (value as Record<string, unknown>[]).map((one) => known(inner, one))];
      }
      const count = COUNTS[entry.meaning.is as keyof typeof COUNTS];
      const isId = entry.field.type === 'integer' && count !== undefined;
      return [name, isId ? ((value as number) % count) + 1 : value];
    });
    return Object.fromEntries(entries) as Record<string, unknown>;
  };
  return known(commandTable[command.kind].fields, { ...command }) as unknown as Command;
}

/** What a person would write for a record of whole numbers. */
function humanOf(fields: Fields, given: object, outer: Context): Record<string, unknown> {
  const values = given as Record<string, unknown>;
  const listed = names.instrument(Number(values['instrument'] ?? 0))?.spec;
  const own = 'tickE8' in values ? (values as unknown as InstrumentScales) : null;
  const settle = values['asset'] ?? values['settleAsset'] ?? listed?.settleAsset ?? 0;
  const context: Context = {
    instrument: listed ?? own ?? outer.instrument,
    asset: names.asset(Number(settle)) ?? outer.asset,
  };
  const entries = humanFields(fields)
    .filter(({ name }) => values[name] !== undefined)
    .map((entry) => [entry.human, humanValue(entry, entry.field, values[entry.name], context)]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function humanValue(entry: HumanField, field: Field, value: unknown, context: Context): unknown {
  const { meaning } = entry;
  if (field.type === 'record') return humanOf(field.fields, value as object, context);
  if (field.type === 'list') {
    return (value as unknown[]).map((item) => humanValue(entry, field.item, item, context));
  }
  if (field.type === 'command') {
    const { kind, ...inner } = value as Command;
    const nothing = { instrument: null, asset: null };
    return { kind, ...humanOf(commandTable[kind].fields, inner, nothing) };
  }
  if (field.type !== 'integer') return value;
  const number = value as number;
  if (meaning.is in COUNTS) return names.nameOf(meaning.is as keyof typeof COUNTS, number);
  if (meaning.is === 'timeUs') return formatTimeUs(number);
  if (meaning.is === 'durationUs') return formatDurationUs(number);
  const scale = scaleOf(meaning, context);
  return scale === null ? value : formatSteps(number, scale.step);
}

/** The code of a refusal that is fit to be shown, OK for a command that is fit to be applied. */
function outcome(input: unknown): string {
  const result = boundary.admit(input, ORIGIN);
  if (result.ok) return checkCommand(result.command) === null ? 'OK' : 'MALFORMED';
  const { code, sentence, path } = result.refusal;
  const isFit = sentence.length > 10 && sentence.length < 2_000;
  return isFit && sentence.isWellFormed() && path.isWellFormed() ? code : 'UNFIT';
}

const CODES = ['OK', ...ADMISSION_CODES];

describe('anything else', () => {
  test('arbitrary JSON is taken or refused, and never throws', () => {
    const anyJson = fc.oneof(
      fc.json(),
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(anyJson, (text) => {
        expect(CODES).toContain(outcome(text));
      }),
    );
  });

  test('arbitrary values are taken or refused, and never throw', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        expect(CODES).toContain(outcome(value));
      }),
    );
  });

  test('a good command with one bad place is taken or refused, and never throws', () => {
    const hostile = fc.oneof(
      fc.anything(),
      fc.constantFrom('NaN', '-0', '1e309', '9223372036854775808', '\ud800', '', '0x1', -0, 1e21),
      fc.constantFrom(Number.NaN, Infinity, 2 ** 63, null, [], {}, '__proto__', 'toString'),
    );
    const spoiled = fc
      .tuple(anyCommand, fc.nat(), hostile, fc.boolean())
      .map(([command, at, value, isHuman]) => {
        const { kind, ...rest } = command;
        const fields = isHuman
          ? humanOf(commandTable[kind].fields, withKnownIds(command), {
              instrument: null,
              asset: null,
            })
          : rest;
        const keys = [...Object.keys(fields), '__proto__', 'kind', 'extra'];
        const entries = Object.entries<unknown>({ kind, ...fields });
        entries.push([keys[at % keys.length]!, value]);
        return Object.fromEntries(entries);
      });
    const seen = new Set<string>();
    fc.assert(
      fc.property(spoiled, (value) => {
        const code = outcome(value);
        seen.add(code);
        expect(CODES).toContain(code);
      }),
      { numRuns: 1_000 },
    );
    // The generator reaches far beyond the first check.
    expect(seen.size).toBeGreaterThan(6);
  });
});
