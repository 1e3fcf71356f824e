/**
 * A schema small enough to live inside the venue: it describes the vocabulary of commands once, and
 * the types, the boundary's validation, the journal's codec and the generators of the property
 * tests all follow from it.
 */

export interface IntegerField {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
}
export interface ChoiceField {
  readonly type: 'choice';
  readonly of: readonly string[];
}
export interface TextField {
  readonly type: 'text';
  readonly maxLength: number;
  /** Printable ASCII only: as many bytes as characters. */
  readonly ascii?: true;
}
export interface BooleanField {
  readonly type: 'boolean';
}
export interface ListField {
  readonly type: 'list';
  readonly item: Field;
  readonly maxItems: number;
}
export interface RecordField {
  readonly type: 'record';
  readonly fields: Fields;
}
/** A whole command inside another one: what a proposal carries. */
export interface CommandField {
  readonly type: 'command';
}
/** A field that may be absent. */
export interface OptionalField {
  readonly type: 'optional';
  readonly field: Field;
}

export type Field =
  | IntegerField
  | ChoiceField
  | TextField
  | BooleanField
  | ListField
  | RecordField
  | CommandField
  | OptionalField;
export interface Fields {
  readonly [name: string]: Field;
}

/** The command a `CommandField` holds; its own kind's schema validates it. */
export interface InnerCommand {
  readonly kind: string;
}

type RequiredKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends OptionalField ? never : K;
}[keyof F];
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends OptionalField ? K : never;
}[keyof F];

/** The TypeScript type that a field describes. */
export type ValueOf<F> = F extends IntegerField
  ? number
  : F extends { type: 'choice'; of: readonly (infer C)[] }
    ? C
    : F extends TextField
      ? string
      : F extends BooleanField
        ? boolean
        : F extends { type: 'list'; item: infer I }
          ? readonly ValueOf<I>[]
          : F extends { type: 'record'; fields: infer R extends Fields }
            ? RecordOf<R>
            : F extends CommandField
              ? InnerCommand
              : F extends { type: 'optional'; field: infer I }
                ? ValueOf<I>
                : never;

export type RecordOf<F extends Fields> = { readonly [K in RequiredKeys<F>]: ValueOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
};

export const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
/** Largest order price and size: what a level's 32-bit columns hold. */
export const MAX_INT32 = 2_147_483_647;

export const integer = (min: number, max: number) => ({ type: 'integer', min, max }) as const;
export const id = { type: 'integer', min: 1, max: 65_535 } as const;
export const choice = <const C extends readonly string[]>(...of: C) =>
  ({ type: 'choice', of }) as const;
export const text = (maxLength: number) => ({ type: 'text', maxLength }) as const;
/** A text of printable ASCII: a client's own name for something of its. */
export const asciiText = (maxLength: number) => ({ type: 'text', maxLength, ascii: true }) as const;
export const boolean = { type: 'boolean' } as const;
export const list = <const F extends Field>(item: F, maxItems: number) =>
  ({ type: 'list', item, maxItems }) as const;
export const record = <const F extends Fields>(fields: F) => ({ type: 'record', fields }) as const;
export const optional = <const F extends Field>(field: F) => ({ type: 'optional', field }) as const;

/** Why a value does not fit its schema: enumerated code, where, and a sentence that helps. */
export interface Misfit {
  readonly code: 'WRONG_TYPE' | 'OUT_OF_RANGE' | 'MISSING_FIELD' | 'UNKNOWN_FIELD' | 'NOT_A_CHOICE';
  readonly path: string;
  readonly sentence: string;
}

type CommandCheck = (value: unknown, path: string) => Misfit | null;

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return value.length > 40 ? 'a long text' : `"${value}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'a record' : `a ${typeof value}`;
}

function misfit(code: Misfit['code'], path: string, sentence: string): Misfit {
  return { code, path, sentence: `${path} ${sentence}` };
}

function checkInteger(field: IntegerField, value: unknown, path: string): Misfit | null {
  if (typeof value !== 'number' || !Number.isInteger(value) || Object.is(value, -0)) {
    return misfit('WRONG_TYPE', path, `must be a whole number, was ${describe(value)}`);
  }
  if (value < field.min || value > field.max) {
    const range = `between ${field.min} and ${field.max}`;
    return misfit('OUT_OF_RANGE', path, `must be ${range}, was ${describe(value)}`);
  }
  return null;
}

// Control characters and lone surrogates have no place in a label that an auditor will read.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

const ASCII = /^[\u0020-\u007e]*$/;

export function isPrintableAscii(written: string): boolean {
  return ASCII.test(written);
}

function checkText(field: TextField, value: unknown, path: string): Misfit | null {
  if (typeof value !== 'string') {
    return misfit('WRONG_TYPE', path, `must be a text, was ${describe(value)}`);
  }
  if (value.length === 0 || value.length > field.maxLength) {
    return misfit('OUT_OF_RANGE', path, `must have 1 to ${field.maxLength} characters`);
  }
  if (UNPRINTABLE.test(value)) return misfit('OUT_OF_RANGE', path, 'must be printable text');
  if (field.ascii === true && !isPrintableAscii(value)) {
    return misfit('OUT_OF_RANGE', path, 'must be printable ASCII');
  }
  return null;
}

function checkList(
  field: ListField,
  value: unknown,
  path: string,
  command: CommandCheck,
): Misfit | null {
  if (!Array.isArray(value)) return misfit('WRONG_TYPE', path, 'must be a list');
  if (value.length > field.maxItems) {
    return misfit('OUT_OF_RANGE', path, `must have at most ${field.maxItems} entries`);
  }
  for (let i = 0; i < value.length; i++) {
    const problem = checkField(field.item, value[i], `${path}[${i}]`, command);
    if (problem !== null) return problem;
  }
  return null;
}

/** Checks a record against its fields; `ignored` names keys that belong to somebody else. */
export function checkRecord(
  fields: Fields,
  value: unknown,
  path: string,
  command: CommandCheck,
  ignored = '',
): Misfit | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return misfit('WRONG_TYPE', path, `must be a record, was ${describe(value)}`);
  }
  for (const name of Object.keys(value)) {
    if (name !== ignored && !Object.hasOwn(fields, name)) {
      const known = Object.keys(fields).join(', ');
      return misfit('UNKNOWN_FIELD', `${path}.${name}`, `is not known here; known are: ${known}`);
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    const inner = (value as Record<string, unknown>)[name];
    if (inner === undefined) {
      if (field.type === 'optional') continue;
      return misfit('MISSING_FIELD', `${path}.${name}`, 'is missing');
    }
    const problem = checkField(field, inner, `${path}.${name}`, command);
    if (problem !== null) return problem;
  }
  return null;
}

/** Checks one value; null when it fits. */
export function checkField(
  field: Field,
  value: unknown,
  path: string,
  command: CommandCheck,
): Misfit | null {
  switch (field.type) {
    case 'integer':
      return checkInteger(field, value, path);
    case 'text':
      return checkText(field, value, path);
    case 'boolean':
      return typeof value === 'boolean'
        ? null
        : misfit('WRONG_TYPE', path, `must be true or false, was ${describe(value)}`);
    case 'choice':
      return typeof value === 'string' && field.of.includes(value)
        ? null
        : misfit(
            'NOT_A_CHOICE',
            path,
            `must be one of ${field.of.join(', ')}, was ${describe(value)}`,
          );
    case 'list':
      return checkList(field, value, path, command);
    case 'record':
      return checkRecord(field.fields, value, path, command);
    case 'optional':
      return checkField(field.field, value, path, command);
    case 'command':
      return command(value, path);
  }
}
