import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchHeader } from './batch.ts';
import {
  BATCH_HEADER_BYTES,
  decodeBatch,
  decodeBatchHeader,
  encodeBatch,
  lastSequence,
  MAX_BATCH_BYTES,
  MAX_BATCH_COMMANDS,
} from './batch.ts';

const first: BatchHeader = {
  formatVersion: 1,
  rulesVersion: 3,
  epoch: 2,
  writer: 7,
  batchNumber: 41,
  firstSequence: 1_000,
  count: 3,
  venueTimeUs: 1_723_075_200_000_000,
  wallTimeUs: 1_723_075_200_000_123,
  previousHash: new Uint8Array(32).fill(9),
};

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const count = fc.integer({ min: 1, max: MAX_BATCH_COMMANDS });
const whole = fc.maxSafeNat();
const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - MAX_BATCH_COMMANDS });

const headers: fc.Arbitrary<BatchHeader> = fc.record({
  formatVersion: fc.constant(1),
  rulesVersion: uint32,
  epoch: whole,
  writer: uint32,
  batchNumber: positive,
  firstSequence: positive,
  count,
  venueTimeUs: whole,
  wallTimeUs: whole,
  previousHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});

function refusal(bytes: Uint8Array): string {
  const decoded = decodeBatch(bytes);
  return decoded.ok ? 'accepted' : decoded.code;
}

describe('LOG-01 a batch is a fixed little-endian header and a body', () => {
  test('decode gives back what was encoded, whatever the header', () => {
    fc.assert(
      fc.property(headers, fc.uint8Array({ minLength: 0, maxLength: 64 }), (header, tail) => {
        const body = Buffer.concat([new Uint8Array(header.count), tail]);
        const decoded = decodeBatch(encodeBatch(header, body));
        expect(decoded).toMatchObject({ ok: true });
        if (!decoded.ok) return;
        expect(decoded.batch.header).toEqual(header);
        expect(Buffer.compare(decoded.batch.body, body)).toBe(0);
      }),
    );
  });

  test('the bytes stand where the format says', () => {
    const bytes = Buffer.from(encodeBatch(first, Buffer.from('abc')));
    expect(bytes.length).toBe(BATCH_HEADER_BYTES + 3);
    expect(bytes.toString('hex')).toBe(
      '01000000030000000700000003000000' +
        '02000000000000002900000000000000e803000000000000' +
        '00a037b5201f06007ba037b5201f0600' +
        '09'.repeat(32) +
        '616263',
    );
  });

  test('a decoded header does not keep the whole batch in memory', () => {
    const decoded = decodeBatchHeader(Buffer.from(encodeBatch(first, new Uint8Array(500_000))));
    expect(decoded.ok && decoded.header.previousHash.buffer.byteLength).toBe(32);
  });
});

describe('LOG-02 the hash of a batch is SHA-256 over header and body', () => {
  test('and any flipped bit changes it, or is no batch', () => {
    const bytes = encodeBatch(first, Buffer.from('three commands'));
    const hashed = decodeBatch(bytes);
    const expected = createHash('sha256').update(bytes).digest();
    expect(hashed.ok && Buffer.from(hashed.batch.hash)).toEqual(expected);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = new Uint8Array(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const decoded = decodeBatch(flipped);
      if (decoded.ok) expect(Buffer.from(decoded.batch.hash)).not.toEqual(expected);
    }
  });
});

describe('LOG-03 a batch has 1 to 8,192 commands and at most 512 KiB', () => {
  test('the largest fits, one byte or one command more does not', () => {
    const room = MAX_BATCH_BYTES - BATCH_HEADER_BYTES;
    const full = { ...first, count: MAX_BATCH_COMMANDS };
    expect(refusal(encodeBatch(full, new Uint8Array(room)))).toBe('accepted');
    expect(() => encodeBatch(full, new Uint8Array(room + 1))).toThrow(/at most 524288/);
    expect(() => encodeBatch({ ...first, count: 8_193 }, new Uint8Array(room))).toThrow(/8193/);
    expect(() => encodeBatch({ ...first, count: 0 }, new Uint8Array(9))).toThrow(/1 to 8192/);
    expect(() => encodeBatch(first, new Uint8Array(2))).toThrow(/this short/);
  });

  test('what is not a batch is refused with a code', () => {
    const good = encodeBatch(first, Buffer.from('abc'));
    const altered = (offset: number, value: number) => {
      const bytes = new Uint8Array(good);
      new DataView(bytes.buffer).setUint32(offset, value, true);
      return refusal(bytes);
    };
    expect(refusal(new Uint8Array(87))).toBe('TOO_SHORT');
    expect(refusal(good.subarray(0, 90))).toBe('EMPTY_BODY');
    expect(refusal(Buffer.concat([good, new Uint8Array(MAX_BATCH_BYTES)]))).toBe('TOO_LONG');
    expect(altered(0, 2)).toBe('FORMAT_VERSION');
    expect(altered(12, 0)).toBe('COUNT');
    expect(altered(12, 8_193)).toBe('COUNT');
    expect(altered(24, 0)).toBe('FIELD_RANGE');
    expect(altered(44, 2 ** 21)).toBe('FIELD_RANGE');
    expect(altered(36, 2 ** 21 - 1)).toBe('accepted');
  });

  test('a sequence number never passes 2^53 - 1', () => {
    const firstSequence = Number.MAX_SAFE_INTEGER - 2;
    const header = { ...first, firstSequence };
    expect(lastSequence(header)).toBe(Number.MAX_SAFE_INTEGER);
    expect(refusal(encodeBatch(header, new Uint8Array(3)))).toBe('accepted');
    expect(() => encodeBatch({ ...header, count: 4 }, new Uint8Array(4))).toThrow(/2\^53/);
  });
});
