/** The one schema: what fits, and what is said of what does not. */
import { describe, expect, test } from 'vitest';
import { checkCommand, COMMAND_KINDS, commandTable } from './commands.ts';
import { OUTCOME_CODES, outcomeNumber, outcomeSentence } from './outcomes.ts';
import { boolean, checkRecord, choice, integer, list, optional, record, text } from './schema.ts';

const fields = {
  count: integer(1, 10),
  name: text(5),
  sure: boolean,
  side: choice('buy', 'sell'),
  parts: list(record({ size: integer(0, 3) }), 2),
  note: optional(text(3)),
};
const good = { count: 1, name: 'abc', sure: true, side: 'buy', parts: [{ size: 0 }] };

const check = (value: unknown) => checkRecord(fields, value, 'it', () => null);

describe('a record', () => {
  test('that fits, with what is optional and without', () => {
    expect(check(good)).toBeNull();
    expect(check({ ...good, note: 'no' })).toBeNull();
    expect(check({ ...good, note: undefined })).toBeNull();
  });

  test.each([
    [null, 'WRONG_TYPE', 'it must be a record, was null'],
    [[], 'WRONG_TYPE', 'it must be a record, was a list'],
    [{ ...good, count: 0 }, 'OUT_OF_RANGE', 'it.count must be between 1 and 10, was 0'],
    [{ ...good, count: 1.5 }, 'WRONG_TYPE', 'it.count must be a whole number, was 1.5'],
    [{ ...good, count: '1' }, 'WRONG_TYPE', 'it.count must be a whole number, was "1"'],
    [{ ...good, count: Number.NaN }, 'WRONG_TYPE', 'it.count must be a whole number, was NaN'],
    [{ ...good, name: '' }, 'OUT_OF_RANGE', 'it.name must have 1 to 5 characters'],
    [{ ...good, name: 'abcdef' }, 'OUT_OF_RANGE', 'it.name must have 1 to 5 characters'],
    [{ ...good, name: 'a\nb' }, 'OUT_OF_RANGE', 'it.name must be printable text'],
    [{ ...good, name: '\ud800' }, 'OUT_OF_RANGE', 'it.name must be printable text'],
    [{ ...good, name: 5 }, 'WRONG_TYPE', 'it.name must be a text, was 5'],
    [{ ...good, sure: 1 }, 'WRONG_TYPE', 'it.sure must be true or false, was 1'],
    [{ ...good, side: 'hold' }, 'NOT_A_CHOICE', 'it.side must be one of buy, sell, was "hold"'],
    [{ ...good, parts: {} }, 'WRONG_TYPE', 'it.parts must be a list'],
    [
      { ...good, parts: [{ size: 0 }, { size: 0 }, { size: 0 }] },
      'OUT_OF_RANGE',
      'it.parts must have at most 2 entries',
    ],
    [
      { ...good, parts: [{ size: 9 }] },
      'OUT_OF_RANGE',
      'it.parts[0].size must be between 0 and 3, was 9',
    ],
    [{ ...good, note: 'long' }, 'OUT_OF_RANGE', 'it.note must have 1 to 3 characters'],
    [{ ...good, name: undefined }, 'MISSING_FIELD', 'it.name is missing'],
    [
      { ...good, prise: 1 },
      'UNKNOWN_FIELD',
      'it.prise is not known here; known are: count, name, sure, side, parts, note',
    ],
  ])('%j: %s', (value, code, sentence) => {
    expect(check(value)).toMatchObject({ code, sentence });
  });

  test('minus zero is not a whole number of ours', () => {
    expect(checkRecord({ n: integer(-1, 1) }, { n: -0 }, 'it', () => null)?.code).toBe(
      'WRONG_TYPE',
    );
  });
});

describe('a command', () => {
  test('must be of a kind that there is', () => {
    expect(checkCommand({ kind: 'order.hold' })?.code).toBe('NOT_A_CHOICE');
    expect(checkCommand({ kind: 'toString' })?.code).toBe('NOT_A_CHOICE');
    expect(checkCommand(null)?.code).toBe('NOT_A_CHOICE');
    expect(checkCommand({ kind: 'clock.tick' })).toBeNull();
  });

  test('inside a proposal is checked as itself, and is no proposal', () => {
    const resume = { kind: 'instrument.resume', instrument: 0 };
    expect(checkCommand({ kind: 'proposal.open', command: resume })).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'command.command.instrument',
    });
    const nested = { kind: 'proposal.open', command: { kind: 'proposal.approve', proposal: 1 } };
    expect(checkCommand(nested)?.code).toBe('NOT_A_CHOICE');
  });

  test('has a number of its own in the journal', () => {
    const codes = COMMAND_KINDS.map((kind) => commandTable[kind].code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

test('every outcome has a number of its own and a sentence that helps', () => {
  const numbers = OUTCOME_CODES.map(outcomeNumber);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const code of OUTCOME_CODES) expect(outcomeSentence(code).length).toBeGreaterThan(3);
});
