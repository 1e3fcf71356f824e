/** Generators of well-formed commands, derived from the one vocabulary of `commands.ts`. */
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { COMMAND_KINDS, commandTable } from '../commands.ts';
import type { Command, CommandKind } from '../commands.ts';
import type { Field, Fields, IntegerField } from '../schema.ts';

/** The ends of a range are where columns overflow, so they come up often. */
function anyInteger({ min, max }: IntegerField): Arbitrary<number> {
  return fc.oneof(
    fc.constantFrom(min, max),
    fc.integer({ min, max: Math.min(max, min + 10) }),
    fc.integer({ min, max }),
  );
}

const anyCharacter = fc.oneof(
  fc.constantFrom(...Array.from('azAZ09 "\\/{}<>&é€漢𝄞\u2028\ufeff')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);

/** Control characters are the schema's to refuse. */
const isPrintable = (text: string): boolean =>
  Array.from(text).every((character) => {
    const code = character.codePointAt(0) as number;
    return code > 0x1f && code !== 0x7f;
  });

function anyText(maxLength: number): Arbitrary<string> {
  return fc
    .array(anyCharacter, { minLength: 1, maxLength })
    .map((characters) => characters.join(''))
    .filter((text) => text.length > 0 && text.length <= maxLength && isPrintable(text));
}

function anyAscii(maxLength: number): Arbitrary<string> {
  const character = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
  return fc.string({ unit: character, minLength: 1, maxLength });
}

function anyValue(field: Field): Arbitrary<unknown> {
  switch (field.type) {
    case 'integer':
      return anyInteger(field);
    case 'choice':
      return fc.constantFrom(...field.of);
    case 'text':
      return field.ascii === true ? anyAscii(field.maxLength) : anyText(field.maxLength);
    case 'boolean':
      return fc.boolean();
    case 'list':
      return fc.array(anyValue(field.item), { maxLength: field.maxItems });
    case 'record':
      return anyRecord(field.fields);
    case 'command':
      return fc.oneof(...INNER_KINDS.map(anyCommandOf));
    case 'optional':
      return anyValue(field.field);
  }
}

function anyRecord(fields: Fields): Arbitrary<object> {
  const entries = Object.entries(fields);
  const values = Object.fromEntries(entries.map(([name, field]) => [name, anyValue(field)]));
  const required = entries.flatMap(([name, { type }]) => (type === 'optional' ? [] : [name]));
  return fc.record(values, { requiredKeys: required, noNullPrototype: true });
}

/** What a proposal may carry. */
const INNER_KINDS = COMMAND_KINDS.filter((kind) => !kind.startsWith('proposal.'));

/** Any well-formed command of a kind. */
export function anyCommandOf(kind: CommandKind): Arbitrary<Command> {
  return anyRecord(commandTable[kind].fields).map((body) => ({ kind, ...body }) as Command);
}

/** Any well-formed command. */
export const anyCommand: Arbitrary<Command> = fc.oneof(...COMMAND_KINDS.map(anyCommandOf));
