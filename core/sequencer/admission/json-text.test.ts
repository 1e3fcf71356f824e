import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { MOST_BYTES, MOST_DEPTH, readJson } from './json-text.ts';
import { Refusal } from './refusals.ts';

function codeOf(input: string | Uint8Array): string {
  const read = readJson(input);
  return read instanceof Refusal ? read.code : 'READ';
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

describe('text at the boundary', () => {
  test('is bounded in bytes before it is parsed', () => {
    const just = JSON.stringify({ a: 'x'.repeat(MOST_BYTES - 8) });
    expect(just).toHaveLength(MOST_BYTES);
    expect(codeOf(just)).toBe('READ');
    expect(codeOf(`${just} `)).toBe('TOO_BIG');
    // Three bytes each, so fewer characters than the bound and more bytes.
    expect(codeOf(JSON.stringify('€'.repeat(30_000)))).toBe('TOO_BIG');
    expect(codeOf(Buffer.alloc(5_000_000, 0x20))).toBe('TOO_BIG');
  });

  test('five megabytes cost nothing: nobody reads them', () => {
    const parse = vi.spyOn(JSON, 'parse');
    const measure = vi.spyOn(Buffer, 'byteLength');
    expect(codeOf('x'.repeat(5_000_000))).toBe('TOO_BIG');
    expect(parse).not.toHaveBeenCalled();
    expect(measure).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test('is bounded in depth', () => {
    expect(codeOf(nested(MOST_DEPTH))).toBe('READ');
    expect(codeOf(nested(MOST_DEPTH + 1))).toBe('TOO_DEEP');
    expect(codeOf('['.repeat(60_000))).toBe('TOO_DEEP');
    expect(codeOf('{"a":'.repeat(10_000))).toBe('TOO_DEEP');
    // Brackets in a text are no depth.
    expect(codeOf(JSON.stringify('['.repeat(1_000)))).toBe('READ');
  });

  test.each([
    ['{"kind":"a","kind":"b"}', 'kind'],
    ['{"a":{"x":1,"y":2,"x":3}}', 'x'],
    ['{"kind":1,"\\u006bind":2}', 'kind'],
    ['[{"a":1},{"b":1,"b" : 2}]', 'b'],
  ])('%s gives a name twice', (text, path) => {
    expect(readJson(text)).toMatchObject({ code: 'DUPLICATE_FIELD', path });
  });

  test('the same name in different records is fine, and so is a value that looks like one', () => {
    expect(codeOf('{"a":{"x":1},"b":{"x":1},"c":"x","d":"x"}')).toBe('READ');
  });

  test.each([
    '',
    '{',
    '{"a":}',
    'undefined',
    '{"a":NaN}',
    "{'a':1}",
    '{"a":1,}',
    '"\\ud800',
    '\u0000',
  ])('%j is not JSON', (text) => {
    expect(codeOf(text)).toBe('NOT_JSON');
  });

  test('bytes that are no UTF-8 are not JSON', () => {
    expect(codeOf(Uint8Array.from([0x22, 0xff, 0x22]))).toBe('NOT_JSON');
    expect(codeOf(new TextEncoder().encode('{"a":"€"}'))).toBe('READ');
  });

  test('what JSON.parse takes comes out the same', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(readJson(text)).toEqual({ value: JSON.parse(text) as unknown });
      }),
    );
  });

  test('any text at all is read or refused', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom(...Array.from('{}[]",:\\0a u')), { maxLength: 200 })
        .map((c) => c.join('')),
    );
    const codes = ['READ', 'NOT_JSON', 'TOO_DEEP', 'DUPLICATE_FIELD'];
    fc.assert(
      fc.property(anyText, (text) => {
        expect(codes).toContain(codeOf(text));
      }),
    );
  });
});
