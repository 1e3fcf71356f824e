import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCommand, COMMAND_KINDS } from '../venue/commands.ts';
import type { Command, StampedCommand } from '../venue/commands.ts';
import { anyCommand, anyCommandOf } from '../venue/testing/arbitrary.ts';
import { MAX_BATCH_BYTES } from './batch.ts';
import { readRecords } from './records-reader.ts';
import { RecordWriter, tailOf, writeRecordHead } from './records-writer.ts';
import {
  RECORD_HEAD_BYTES,
  RECORD_OFFSET_US_MAX,
  RECORD_TAIL_BYTES_MAX,
  RecordError,
} from './records.ts';
import type { RecordStamp } from './records.ts';

const LONG = process.env['BULKHEAD_LONG'] === '1';
const RUNS = LONG ? 5_000 : 120;
/** Of the pairs of bits of a head, one of so many is tried. */
const STRIDE = LONG ? 1 : 29;
const BATCH_TIME_US = 1_700_000_000_000_000;
const STAMP: RecordStamp = { session: 7, request: 11, internal: false, timeUs: BATCH_TIME_US };

const WHERE = { subaccount: 3, instrument: 5 };
const TERMS = { quantityLots: 7, postOnly: false, reduceOnly: true } as const;
const PLACE = { kind: 'order.place', ...WHERE, ...TERMS } as const;
const PLAIN_ORDERS: readonly Command[] = [
  { ...PLACE, side: 'buy', type: 'limit', priceTicks: 600_000, timeInForce: 'gtc' },
  { ...PLACE, side: 'sell', type: 'limit', priceTicks: 1, timeInForce: 'ioc', postOnly: true },
  { ...PLACE, side: 'sell', type: 'market', timeInForce: 'fok' },
  { kind: 'order.amend', ...WHERE, order: 77, priceTicks: 600_000, quantityLots: 7 },
  { kind: 'order.amend', ...WHERE, order: 77, priceTicks: 600_000 },
  { kind: 'order.amend', ...WHERE, order: 77, quantityLots: 7 },
  { kind: 'order.cancel', ...WHERE, order: 2 ** 53 - 1 },
];

const anyStamp: fc.Arbitrary<RecordStamp> = fc.record({
  session: fc.oneof(fc.constantFrom(0, 0xffff_ffff), fc.nat(65_535)),
  request: fc.oneof(fc.constant(Number.MAX_SAFE_INTEGER), fc.maxSafeNat()),
  internal: fc.boolean(),
  timeUs: fc
    .oneof(fc.constantFrom(0, RECORD_OFFSET_US_MAX), fc.integer({ min: 0, max: 10_000_000 }))
    .map((offsetUs) => BATCH_TIME_US + offsetUs),
});

/** A batch that has begun, with room for so many bytes. */
function newWriter(bytes = MAX_BATCH_BYTES): RecordWriter {
  const writer = new RecordWriter(new Uint8Array(bytes));
  writer.begin(BATCH_TIME_US);
  return writer;
}

function encode(commands: readonly Command[], stamp: RecordStamp = STAMP): Uint8Array {
  const writer = newWriter();
  for (const command of commands) expect(writer.append(stamp, command)).toBe(true);
  return writer.written;
}

function decode(body: Uint8Array, count: number): StampedCommand[] {
  const read: StampedCommand[] = [];
  const batch = { firstSequence: 100, count, batchTimeUs: BATCH_TIME_US };
  readRecords(body, batch, (stamped) => read.push(stamped));
  return read;
}

const digestOf = (command: Command, stamp: RecordStamp = STAMP): number =>
  (decode(encode([command], stamp), 1)[0] as StampedCommand).digest;

/** Code of the refusal of bytes; null where they are records. Any other error passes through. */
function refusalOf(body: Uint8Array, count = 1): string | null {
  try {
    decode(body, count);
    return null;
  } catch (thrown) {
    if (thrown instanceof RecordError) return thrown.code;
    throw thrown;
  }
}

/** Reads hostile bytes; what comes through must be what a well-meaning writer had written. */
function readHostile(body: Uint8Array, count: number): 'read' | 'refused' {
  if (refusalOf(body, count) !== null) return 'refused';
  const read = decode(body, count);
  const writer = newWriter(body.byteLength);
  for (const stamped of read) {
    expect(checkCommand(stamped.command)).toBeNull();
    writer.append(stamped, stamped.command);
  }
  expect(Buffer.from(writer.written)).toEqual(Buffer.from(body));
  return 'read';
}

describe('REC-01 a command is what its record says', () => {
  test.each(COMMAND_KINDS)('decode(encode(c)) equals c for %s', (kind) => {
    const property = fc.property(anyCommandOf(kind), anyStamp, (command, stamp) => {
      expect(checkCommand(command)).toBeNull();
      const [read] = decode(encode([command], stamp), 1);
      expect(read).toEqual({ sequence: 100, digest: read?.digest, command, ...stamp });
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('records of one batch follow each other, and their sequence numbers with them', () => {
    const property = fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
      const read = decode(encode(commands), commands.length);
      expect(read.map(({ command }) => command)).toEqual(commands);
      expect(read.map(({ sequence }) => sequence)).toEqual(commands.map((_, n) => 100 + n));
    });
    fc.assert(property, { numRuns: RUNS });
  });
});

describe('LOG-22 a record is a head of 48 bytes and, for few, a tail', () => {
  test('the head has 48 bytes, and what most orders carry needs no tail', () => {
    expect(RECORD_HEAD_BYTES).toBe(48);
    const place: Command = {
      kind: 'order.place',
      subaccount: 65_535,
      instrument: 65_535,
      strategy: 65_535,
      side: 'sell',
      type: 'limit',
      priceTicks: 2_147_483_647,
      quantityLots: 2_147_483_647,
      timeInForce: 'gtc',
      postOnly: true,
      reduceOnly: true,
    };
    const order = Number.MAX_SAFE_INTEGER;
    const where = { subaccount: 1, instrument: 1 };
    const amend: Command = { kind: 'order.amend', ...where, order, priceTicks: 1, quantityLots: 1 };
    const others: Command[] = [
      { kind: 'order.cancel', ...where, order },
      { kind: 'order.cancelAll', ...where },
      { kind: 'clock.tick' },
    ];
    const lengths = [place, amend, ...others].map((command) => encode([command]).byteLength);
    expect(lengths).toEqual([48, 48, 48, 48, 48]);
    const stop: Command = { ...place, trigger: 'mark', triggerTicks: 5 };
    expect(encode([stop]).byteLength).toBe(48 + 4);
    expect(encode([{ ...stop, clientId: 'abc' }]).byteLength).toBe(48 + 4 + 4);
  });

  test('what does not fit the batch is left for the next one', () => {
    const writer = newWriter(95);
    expect(writer.append(STAMP, { kind: 'clock.tick' })).toBe(true);
    expect(writer.append(STAMP, { kind: 'clock.tick' })).toBe(false);
    expect([writer.count, writer.byteLength]).toEqual([1, 48]);
    const timed = newWriter();
    const late = { ...STAMP, timeUs: BATCH_TIME_US + RECORD_OFFSET_US_MAX + 1 };
    expect(timed.append(late, { kind: 'clock.tick' })).toBe(false);
    expect([timed.count, timed.byteLength]).toEqual([0, 0]);
  });
});

describe('REC-02 bytes that are no records are refused, and nothing else happens', () => {
  test.each(['order.place', 'order.amend', 'order.cancel'] as const)(
    '%s is written the same way whether it is plain or not',
    (kind) => {
      const plain = fc.constantFrom(...PLAIN_ORDERS.filter((order) => order.kind === kind));
      const property = fc.property(
        fc.oneof(plain, anyCommandOf(kind)),
        anyStamp,
        (order, stamp) => {
          const tail = tailOf(order);
          const head = new DataView(new ArrayBuffer(RECORD_HEAD_BYTES));
          writeRecordHead(head, 0, stamp, stamp.timeUs - BATCH_TIME_US, order, tail.byteLength);
          const expected = Buffer.concat([Buffer.from(head.buffer), tail]);
          expect(Buffer.from(encode([order], stamp))).toEqual(expected);
        },
      );
      fc.assert(property, { numRuns: RUNS });
    },
  );

  test('random bytes', () => {
    const seen = { read: 0, refused: 0 };
    const property = fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 9_000 }),
      (body, count) => {
        seen[readHostile(body, count)] += 1;
      },
    );
    fc.assert(property, { numRuns: RUNS * 5 });
    expect(seen.refused).toBeGreaterThan(0);
  });

  test('records cut off at any byte', () => {
    const body = encode([
      { kind: 'clock.tick' },
      { kind: 'account.open', label: 'desk', accountKind: 'paper' },
    ]);
    for (let length = 0; length < body.byteLength; length++) {
      expect(() => decode(body.slice(0, length), 2)).toThrow(RecordError);
    }
    expect(() => decode(body, 1)).toThrow(RecordError);
    expect(() => decode(body, 3)).toThrow(RecordError);
  });

  test('records with bytes changed are refused, or mean what they now say', () => {
    const seen = { read: 0, refused: 0 };
    const change = fc.record({ at: fc.nat(), to: fc.nat(255) });
    const property = fc.property(
      anyCommand,
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (command, changes) => {
        const body = encode([command]);
        for (const { at, to } of changes) body[at % body.byteLength] = to;
        seen[readHostile(body, 1)] += 1;
      },
    );
    fc.assert(property, { numRuns: RUNS * 20 });
    expect(seen.read).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(0);
  });

  test('an order with one or two bits changed is refused, or means what it now says', () => {
    const seen = { read: 0, refused: 0 };
    const bits = RECORD_HEAD_BYTES * 8;
    const flip = (body: Uint8Array, bit: number): void => {
      body[bit >> 3]! ^= 1 << (bit & 7);
    };
    for (const command of PLAIN_ORDERS) {
      const body = encode([command]);
      for (let one = 0; one < bits; one++) {
        flip(body, one);
        seen[readHostile(body, 1)] += 1;
        for (let other = one % STRIDE; other < one; other += STRIDE) {
          flip(body, other);
          seen[readHostile(body, 1)] += 1;
          flip(body, other);
        }
        flip(body, one);
      }
    }
    expect(seen.read).toBeGreaterThan(1_000);
    expect(seen.refused).toBeGreaterThan(1_000);
  });

  test('a kind, a version and a tail that are not known, and JSON written another way', () => {
    const account = encode([{ kind: 'account.open', label: 'desk', accountKind: 'paper' }]);
    const changed = (at: number, to: number): Uint8Array => {
      const body = account.slice();
      body[at] = to;
      return body;
    };
    expect(refusalOf(changed(0, 200))).toBe('UNKNOWN_KIND');
    expect(refusalOf(changed(1, 9))).toBe('UNKNOWN_VERSION');
    expect(refusalOf(changed(26, 1))).toBe('NOT_CANONICAL');
    expect(refusalOf(changed(48, 0x5b))).toBe('DOES_NOT_FIT');
    const tail = (text: string): Uint8Array => {
      const body = new Uint8Array(48 + text.length);
      body.set(account.subarray(0, 48));
      new DataView(body.buffer).setUint32(44, text.length, true);
      body.set(new TextEncoder().encode(text), 48);
      return body;
    };
    expect(refusalOf(tail('{"accountKind":"paper","label":"desk"}'))).toBeNull();
    expect(refusalOf(tail('{"label":"desk","accountKind":"paper"}'))).toBe('NOT_CANONICAL');
    expect(refusalOf(tail('{"accountKind":"paper","kind":"x","label":"d"}'))).toBe('NOT_CANONICAL');
    expect(refusalOf(tail('{"accountKind":"paper","label":"desk","__proto__":1}'))).toBe(
      'DOES_NOT_FIT',
    );
    expect(refusalOf(tail('null'))).toBe('DOES_NOT_FIT');
    expect(refusalOf(tail('['.repeat(60_000)))).toBe('DOES_NOT_FIT');
    expect(refusalOf(tail(' '.repeat(RECORD_TAIL_BYTES_MAX + 1)))).toBe('LENGTH');
  });
});

describe('REC-03 nothing is written that could not be read back', () => {
  const place: Command = {
    kind: 'order.place',
    subaccount: 1,
    instrument: 1,
    side: 'buy',
    type: 'limit',
    priceTicks: 10,
    quantityLots: 10,
    timeInForce: 'gtc',
    postOnly: false,
    reduceOnly: false,
  };
  const wrong: readonly [string, object][] = [
    ['a fraction', { ...place, priceTicks: 1.5 }],
    ['zero', { ...place, quantityLots: 0 }],
    ['a negative number', { ...place, priceTicks: -1 }],
    ['not a number', { ...place, quantityLots: Number.NaN }],
    ['a number past its column', { ...place, quantityLots: 2_147_483_648 }],
    ['an id past its column', { ...place, subaccount: 65_537 }],
    ['a word that is no choice', { ...place, side: 'both' }],
    ['a text for a truth value', { ...place, postOnly: 'no' }],
    ['an order past 2^53', { kind: 'order.cancel', subaccount: 1, instrument: 1, order: 2 ** 53 }],
    ['a kind that is none', { kind: 'order.invent' }],
    ['a field that is none', { kind: 'account.suspend', account: 1, suspended: true, why: 'x' }],
    [
      'a price that is minus zero',
      { kind: 'price.observe', index: 1, inputs: [], secondaryE8: -0 },
    ],
  ];
  test.each(wrong)('%s', (_, command) => {
    const writer = newWriter();
    expect(() => writer.append(STAMP, command as Command)).toThrow(RecordError);
    expect([writer.count, writer.byteLength]).toEqual([0, 0]);
  });

  test('a stamp that is no number, or before its batch', () => {
    const writer = newWriter();
    for (const stamp of [
      { ...STAMP, session: -1 },
      { ...STAMP, session: 2 ** 32 },
      { ...STAMP, request: 0.5 },
      { ...STAMP, request: Number.NaN },
      { ...STAMP, timeUs: BATCH_TIME_US - 1 },
      { ...STAMP, timeUs: Number.NaN },
    ]) {
      expect(() => writer.append(stamp, place)).toThrow(RecordError);
    }
    expect(writer.count).toBe(0);
  });
});

describe('REC-04 the digest tells a retry from another request', () => {
  test('the same body has the same digest under any session, request, time and connection', () => {
    const anyRequest = anyStamp.filter(({ request }) => request > 0);
    const property = fc.property(anyCommand, anyRequest, anyRequest, (command, one, other) => {
      expect(digestOf(command, one)).toBe(digestOf(command, other));
      expect(Number.isSafeInteger(digestOf(command, one))).toBe(true);
      expect(digestOf(command, { ...one, request: 0 })).toBe(0);
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('different bodies have different digests', () => {
    const byDigest = new Map<number, string>();
    const property = fc.property(anyCommand, (command) => {
      const body = Buffer.from(encode([command])).toString('hex');
      const digest = digestOf(command);
      expect(byDigest.get(digest) ?? body).toBe(body);
      byDigest.set(digest, body);
    });
    fc.assert(property, { numRuns: RUNS * 20 });
    expect(byDigest.size).toBeGreaterThan(RUNS);
  });

  test('orders that differ by one in one column have different digests', () => {
    const digests = new Set<number>();
    let count = 0;
    for (let price = 1; price <= 100; price++) {
      for (let lots = 1; lots <= 100; lots++) {
        for (const side of ['buy', 'sell'] as const) {
          count += 1;
          digests.add(
            digestOf({
              kind: 'order.place',
              subaccount: 1,
              instrument: 1,
              side,
              type: 'limit',
              priceTicks: price,
              quantityLots: lots,
              timeInForce: 'gtc',
              postOnly: false,
              reduceOnly: false,
            }),
          );
        }
      }
    }
    expect(digests.size).toBe(count);
  });
});
