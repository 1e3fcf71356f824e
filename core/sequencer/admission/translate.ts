/**
 * A command as people write it becomes a command of the vocabulary, or a refusal. One walk over the
 * vocabulary's own schema does it for every kind; nothing of the input is followed but what the
 * schema names, so its depth and size do not matter.
 */
import { checkCommand, COMMAND_KINDS, commandTable, isCommandKind } from '../../venue/commands.ts';
import type { Command, CommandKind } from '../../venue/commands.ts';
import { isPrintableAscii } from '../../venue/schema.ts';
import type { Fields, IntegerField, TextField } from '../../venue/schema.ts';
import { humanFields } from './human-fields.ts';
import type { HumanField } from './human-fields.ts';
import type { NameKind, Names } from './names.ts';
import { described, inside, refuse, Refusal, shown } from './refusals.ts';
import type { AdmissionCode } from './refusals.ts';
import { readScaled, scaleOf, wholeNumbers } from './scales.ts';
import type { Context, InstrumentScales } from './scales.ts';
import { parseDurationUs, parseTimeUs } from './time.ts';

const UNKNOWN_NAME: Readonly<Record<NameKind, AdmissionCode>> = {
  instrument: 'UNKNOWN_SYMBOL',
  subaccount: 'UNKNOWN_SUBACCOUNT',
  account: 'UNKNOWN_ACCOUNT',
  asset: 'UNKNOWN_ASSET',
  index: 'UNKNOWN_INDEX',
  strategy: 'UNKNOWN_STRATEGY',
};

type Given = Readonly<Record<string, unknown>>;

/** What an absent field of an order means; orders are written many times a day, by hand too. */
function defaultsOf(kind: CommandKind, given: Given): Given {
  if (kind !== 'order.place') return {};
  const timeInForce = given['type'] === 'market' ? 'ioc' : 'gtc';
  return { timeInForce, postOnly: false, reduceOnly: false };
}

// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

function readText(field: TextField, value: unknown, path: string): string | Refusal {
  if (typeof value !== 'string') {
    return refuse('WRONG_TYPE', path, `must be a text, was ${described(value)}`);
  }
  const fits = value.length > 0 && value.length <= field.maxLength && !UNPRINTABLE.test(value);
  if (fits && field.ascii === true && !isPrintableAscii(value)) {
    return refuse('BAD_TEXT', path, 'must be printable ASCII characters');
  }
  if (fits) return value;
  return refuse('BAD_TEXT', path, `must be 1 to ${field.maxLength} printable characters`);
}

export class Translator {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  /** The command that a record in the human form means. Never throws. */
  command(given: unknown, path = ''): Command | Refusal {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      return refuse('WRONG_TYPE', path, `must be a record, was ${described(given)}`);
    }
    const kind = this.#kindOf(given as Given, path);
    if (kind instanceof Refusal) return kind;
    const { kind: _, ...rest } = given as Given;
    const nothing = { instrument: null, asset: null };
    const { fields } = commandTable[kind];
    const values = this.#record(fields, rest, path, nothing, defaultsOf(kind, rest));
    if (values instanceof Refusal) return values;
    const command = { kind, ...values };
    // The vocabulary has the last word on what may reach the venue.
    const misfit = checkCommand(command, path === '' ? 'command' : path);
    if (misfit !== null) return new Refusal('WRONG_TYPE', misfit.path, misfit.sentence);
    return command as Command;
  }

  #kindOf(given: Given, path: string): CommandKind | Refusal {
    const kind = Object.hasOwn(given, 'kind') ? given['kind'] : undefined;
    const at = inside(path, 'kind');
    if (kind === undefined) {
      return refuse('MISSING_FIELD', at, 'is missing: it names the command, such as order.place');
    }
    if (typeof kind !== 'string') {
      return refuse('WRONG_TYPE', at, `must be a text, was ${described(kind)}`);
    }
    if (!isCommandKind(kind)) {
      const noun = kind.slice(0, kind.indexOf('.') + 1);
      const alike = COMMAND_KINDS.filter((known) => noun !== '' && known.startsWith(noun));
      const help = alike.length === 0 ? '' : `; there are ${alike.join(', ')}`;
      return refuse('UNKNOWN_COMMAND', at, `"${shown(kind)}" is no command of this venue${help}`);
    }
    if (path !== '' && kind.startsWith('proposal.')) {
      return refuse('NOT_A_CHOICE', at, 'cannot be a proposal inside a proposal');
    }
    return kind;
  }

  /** Each field in turn, in the order of what depends on what; given back in the schema's order. */
  #record(
    fields: Fields,
    given: unknown,
    path: string,
    outer: Context,
    defaults: Given = {},
  ): Record<string, unknown> | Refusal {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      return refuse('WRONG_TYPE', path, `must be a record, was ${described(given)}`);
    }
    const plan = humanFields(fields);
    const stranger = strangerIn(plan, given, path);
    if (stranger !== null) return stranger;
    const values: Record<string, unknown> = {};
    let context = outer;
    for (const entry of plan) {
      if (needsContext(entry)) context = this.#contextOf(values, outer);
      const value = this.#entry(entry, given as Given, path, context, defaults[entry.name]);
      if (value instanceof Refusal) return value;
      if (value !== undefined) values[entry.name] = value;
    }
    const ordered = Object.keys(fields).filter((name) => values[name] !== undefined);
    return Object.fromEntries(ordered.map((name) => [name, values[name]]));
  }

  /** What the names read so far say about scales. */
  #contextOf(values: Given, outer: Context): Context {
    const listed = this.#names.instrument(Number(values['instrument'] ?? 0))?.spec;
    // A specification to be listed brings its own scales.
    const own = 'tickE8' in values ? (values as unknown as InstrumentScales) : null;
    const settle = values['asset'] ?? values['settleAsset'] ?? listed?.settleAsset ?? 0;
    return {
      instrument: listed ?? own ?? outer.instrument,
      asset: this.#names.asset(Number(settle)) ?? outer.asset,
    };
  }

  /** A field's value, or its default; undefined when it is optional and absent. */
  #entry(
    entry: HumanField,
    given: Given,
    path: string,
    context: Context,
    fallback: unknown,
  ): unknown {
    const { name, human } = entry;
    const isHuman = Object.hasOwn(given, human) && given[human] !== undefined;
    const isRaw = human !== name && Object.hasOwn(given, name) && given[name] !== undefined;
    if (isHuman && isRaw) {
      return refuse('DUPLICATE_FIELD', inside(path, human), `is given again as ${name}`);
    }
    if (!isHuman && !isRaw) {
      if (entry.isOptional || fallback !== undefined) return fallback;
      return refuse('MISSING_FIELD', inside(path, human), 'is missing');
    }
    const key = isHuman ? human : name;
    const at = inside(path, key);
    return this.#value(entry, given[key], at, context, isHuman && human !== name);
  }

  #value(
    entry: HumanField,
    value: unknown,
    path: string,
    context: Context,
    isHuman: boolean,
  ): unknown {
    const { field } = entry;
    switch (field.type) {
      case 'integer':
        return this.#integer({ ...entry, field }, value, path, context, isHuman);
      case 'text':
        return readText(field, value, path);
      case 'boolean':
        return typeof value === 'boolean'
          ? value
          : refuse('WRONG_TYPE', path, `must be true or false, was ${described(value)}`);
      case 'choice': {
        if (typeof value === 'string' && field.of.includes(value)) return value;
        const code = typeof value === 'string' ? 'NOT_A_CHOICE' : 'WRONG_TYPE';
        return refuse(code, path, `must be one of ${field.of.join(', ')}, was ${described(value)}`);
      }
      case 'list': {
        if (!Array.isArray(value)) {
          return refuse('WRONG_TYPE', path, `must be a list, was ${described(value)}`);
        }
        if (value.length > field.maxItems) {
          return refuse('TOO_MANY', path, `must have at most ${field.maxItems} entries`);
        }
        const item = { ...entry, field: field.item as HumanField['field'] };
        const items: unknown[] = [];
        for (let n = 0; n < value.length; n++) {
          const read = this.#value(item, value[n], `${path}[${n}]`, context, isHuman);
          if (read instanceof Refusal) return read;
          items.push(read);
        }
        return items;
      }
      case 'record':
        return this.#record(field.fields, value, path, context);
      case 'command':
        return this.command(value, path);
    }
  }

  #integer(
    { field, meaning }: HumanField & { field: IntegerField },
    value: unknown,
    path: string,
    context: Context,
    isHuman: boolean,
  ): number | Refusal {
    const { is } = meaning;
    if (is in UNKNOWN_NAME && typeof value === 'string') {
      const kind = is as NameKind;
      const id = this.#names.idOf(kind, value);
      if (id !== 0) return id;
      const help = this.#names.some(kind);
      return refuse(UNKNOWN_NAME[kind], path, `"${shown(value)}" is not known here; ${help}`);
    }
    if ((is === 'timeUs' || is === 'durationUs') && isHuman && typeof value === 'string') {
      const us = is === 'timeUs' ? parseTimeUs(value) : parseDurationUs(value);
      if (us !== null) return readScaled(field, us, wholeNumbers, path);
      const form = is === 'timeUs' ? '2026-01-05T08:00:00Z' : '10s or 1.5h';
      return refuse('NOT_A_TIME', path, `must be written like ${form}, was ${described(value)}`);
    }
    const scale = isHuman ? scaleOf(meaning, context) : wholeNumbers;
    if (scale === null) {
      const what = is === 'atoms' ? 'asset' : 'instrument';
      const code = is === 'atoms' ? 'UNKNOWN_ASSET' : 'UNKNOWN_SYMBOL';
      return refuse(code, path, `cannot be read: no ${what} is listed under the number given`);
    }
    return readScaled(field, value, scale, path);
  }
}

/** True where prices, sizes or amounts are read, here or further inside. */
function needsContext({ field, meaning: { is } }: HumanField): boolean {
  const isCount = is === 'ticks' || is === 'lots' || is === 'atoms';
  return isCount || field.type === 'record' || field.type === 'list';
}

/** The first name that the record has and the schema does not. */
function strangerIn(plan: readonly HumanField[], given: object, path: string): Refusal | null {
  for (const key of Object.keys(given)) {
    if (plan.some(({ name, human }) => key === name || key === human)) continue;
    const known = plan.map(({ human }) => human).join(', ');
    return refuse('UNKNOWN_FIELD', inside(path, key), `is not known here; known are: ${known}`);
  }
  return null;
}
