/**
 * A command as bytes: a head of 48 bytes and an optional tail. DESIGN section 6.
 *
 * | at | what | at | what |
 * |---|---|---|---|
 * | 0 u8 | kind | 24 u16 | strategy |
 * | 1 u8 | version | 26 u16 | spare |
 * | 2 u16 | flags | 28 i32 | price in ticks |
 * | 4 u32 | session | 32 i32 | quantity in lots |
 * | 8 f64 | request number | 36 f64 | order id, or secondary price |
 * | 16 u32 | microseconds after the batch's time | 44 u32 | bytes of tail |
 * | 20 u16 | subaccount | 22 u16 | instrument, or index |
 *
 * Orders, observations and ticks are wholly binary; every other kind carries its body as canonical
 * JSON in the tail.
 */
import { canonicalJson } from '../venue/canonical.ts';
import { checkCommand, commandTable } from '../venue/commands.ts';
import type {
  Command,
  CommandKind,
  CommandOf,
  SourceInput,
  StampedCommand,
} from '../venue/commands.ts';

export const RECORD_HEAD_BYTES = 48;
export const RECORD_VERSION = 1;
/** Longest tail: a proposal that lists an instrument stays well below it. */
export const RECORD_TAIL_BYTES_MAX = 65_536;
/** A record's time lies at most this far after its batch's. */
export const RECORD_OFFSET_US_MAX = 0xffff_ffff;

const INPUT_BYTES = 48;
const INTERNAL = 1;
const SELL = 2;
const MARKET = 4;
const IOC = 8;
const FOK = 16;
const POST_ONLY = 32;
const REDUCE_ONLY = 64;
const TRIGGER_SHIFT = 7;
const TRIGGERS = ['none', 'last', 'mark', 'index'] as const;
const HAS_PRICE = 512;
const HAS_QUANTITY = 1_024;
const HAS_STRATEGY = 2_048;
const HAS_INSTRUMENT = 4_096;

export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/** What the sequencer puts on a command. */
export interface RecordStamp {
  readonly session: number;
  readonly request: number;
  readonly internal: boolean;
  readonly timeUs: number;
}

const kindByCode = new Map<number, CommandKind>(
  (Object.keys(commandTable) as CommandKind[]).map((kind) => [commandTable[kind].code, kind]),
);
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Collects the records of one batch; the buffer is reused from batch to batch. */
export class RecordWriter {
  #bytes = new Uint8Array(65_536);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #count = 0;
  #batchTimeUs = 0;

  get byteLength(): number {
    return this.#length;
  }

  get count(): number {
    return this.#count;
  }

  get batchTimeUs(): number {
    return this.#batchTimeUs;
  }

  /** Starts a batch whose records count their time from `batchTimeUs`. */
  begin(batchTimeUs: number): void {
    this.#length = 0;
    this.#count = 0;
    this.#batchTimeUs = batchTimeUs;
  }

  /** The records so far, as a copy. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Appends a record and returns the digest of its body. */
  append(stamp: RecordStamp, command: Command): number {
    const tail = tailOf(command);
    const at = this.#length;
    this.#reserve(at + RECORD_HEAD_BYTES + tail.byteLength);
    this.#bytes.fill(0, at, at + RECORD_HEAD_BYTES);
    const view = this.#view;
    view.setUint8(at, commandTable[command.kind].code);
    view.setUint8(at + 1, RECORD_VERSION);
    view.setUint32(at + 4, stamp.session, true);
    view.setFloat64(at + 8, stamp.request, true);
    const offsetUs = stamp.timeUs - this.#batchTimeUs;
    if (offsetUs < 0 || offsetUs > RECORD_OFFSET_US_MAX) {
      throw new RecordError(`a record's time is ${offsetUs} us from its batch's`);
    }
    view.setUint32(at + 16, offsetUs, true);
    const flags = (stamp.internal ? INTERNAL : 0) | writeHead(view, at, command);
    view.setUint16(at + 2, flags, true);
    view.setUint32(at + 44, tail.byteLength, true);
    this.#bytes.set(tail, at + RECORD_HEAD_BYTES);
    this.#length += RECORD_HEAD_BYTES + tail.byteLength;
    this.#count += 1;
    return bodyDigest(this.#bytes, at, tail.byteLength);
  }

  /** Takes the newest record back: it did not fit the batch. */
  drop(byteLength: number): void {
    this.#length = byteLength;
    this.#count -= 1;
  }

  #reserve(byteLength: number): void {
    if (byteLength <= this.#bytes.byteLength) return;
    const bigger = new Uint8Array(Math.max(byteLength, this.#bytes.byteLength * 2));
    bigger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}

/** Writes the kind's own columns of the head and returns its flags. */
function writeHead(view: DataView, at: number, command: Command): number {
  switch (command.kind) {
    case 'order.place':
      return writePlace(view, at, command);
    case 'order.amend': {
      writeNames(view, at, command.subaccount, command.instrument);
      view.setInt32(at + 28, command.priceTicks ?? 0, true);
      view.setInt32(at + 32, command.quantityLots ?? 0, true);
      view.setFloat64(at + 36, command.order, true);
      const price = command.priceTicks === undefined ? 0 : HAS_PRICE;
      return price | (command.quantityLots === undefined ? 0 : HAS_QUANTITY);
    }
    case 'order.cancel':
      writeNames(view, at, command.subaccount, command.instrument);
      view.setFloat64(at + 36, command.order, true);
      return 0;
    case 'order.cancelAll':
      writeNames(view, at, command.subaccount, command.instrument ?? 0);
      return command.instrument === undefined ? 0 : HAS_INSTRUMENT;
    case 'price.observe':
      writeNames(view, at, 0, command.index);
      view.setFloat64(at + 36, command.secondaryE8, true);
      return 0;
    default:
      return 0;
  }
}

function writeNames(view: DataView, at: number, subaccount: number, instrument: number): void {
  view.setUint16(at + 20, subaccount, true);
  view.setUint16(at + 22, instrument, true);
}

function writePlace(view: DataView, at: number, command: CommandOf<'order.place'>): number {
  writeNames(view, at, command.subaccount, command.instrument);
  view.setUint16(at + 24, command.strategy ?? 0, true);
  view.setInt32(at + 28, command.priceTicks ?? 0, true);
  view.setInt32(at + 32, command.quantityLots, true);
  return (
    (command.side === 'sell' ? SELL : 0) |
    (command.type === 'market' ? MARKET : 0) |
    (command.timeInForce === 'ioc' ? IOC : 0) |
    (command.timeInForce === 'fok' ? FOK : 0) |
    (command.postOnly ? POST_ONLY : 0) |
    (command.reduceOnly ? REDUCE_ONLY : 0) |
    (TRIGGERS.indexOf(command.trigger ?? 'none') << TRIGGER_SHIFT) |
    (command.priceTicks === undefined ? 0 : HAS_PRICE) |
    (command.strategy === undefined ? 0 : HAS_STRATEGY)
  );
}

const NO_TAIL = new Uint8Array(0);

function tailOf(command: Command): Uint8Array {
  switch (command.kind) {
    case 'clock.tick':
    case 'order.amend':
    case 'order.cancel':
    case 'order.cancelAll':
      return NO_TAIL;
    case 'order.place': {
      if (command.triggerTicks === undefined) return NO_TAIL;
      const tail = new Uint8Array(4);
      new DataView(tail.buffer).setInt32(0, command.triggerTicks, true);
      return tail;
    }
    case 'price.observe':
      return observationTail(command.inputs);
    default: {
      const { kind: _, ...body } = command;
      const tail = new TextEncoder().encode(canonicalJson(body));
      if (tail.byteLength > RECORD_TAIL_BYTES_MAX) {
        throw new RecordError(`a ${command.kind} of ${tail.byteLength} bytes passes the limit`);
      }
      return tail;
    }
  }
}

function observationTail(inputs: readonly SourceInput[]): Uint8Array {
  const tail = new Uint8Array(inputs.length * INPUT_BYTES);
  const view = new DataView(tail.buffer);
  inputs.forEach((input, n) => {
    const at = n * INPUT_BYTES;
    view.setFloat64(at, input.bidE8, true);
    view.setFloat64(at + 8, input.askE8, true);
    view.setFloat64(at + 16, input.lastE8, true);
    view.setFloat64(at + 24, input.sourceTimeUs, true);
    view.setUint32(at + 32, input.lastAgeMs, true);
    view.setUint32(at + 36, input.receiveAgeMs, true);
    view.setUint16(at + 40, input.source, true);
    view.setUint16(at + 42, input.flags, true);
  });
  return tail;
}

/**
 * A 53-bit digest of what a record asks for, without session, request and time. It tells a retry
 * from another command by accident, not by an adversary: the log's own hashes do that.
 */
function bodyDigest(bytes: Uint8Array, at: number, tailBytes: number): number {
  let low = 0x811c_9dc5;
  let high = 0x9747_b28c;
  const mix = (from: number, to: number): void => {
    for (let n = from; n < to; n++) {
      const byte = bytes[n] as number;
      low = Math.imul(low ^ byte, 0x0100_0193);
      high = Math.imul(high ^ byte, 0x85eb_ca6b) ^ (high >>> 15);
    }
  };
  mix(at, at + 4);
  mix(at + 20, at + RECORD_HEAD_BYTES + tailBytes);
  return (high & 0x1f_ffff) * 0x1_0000_0000 + (low >>> 0);
}

/** Reads the records of a batch in order; throws RecordError when the bytes are not records. */
export function readRecords(
  body: Uint8Array,
  batch: { readonly firstSequence: number; readonly count: number; readonly batchTimeUs: number },
  visit: (stamped: StampedCommand) => void,
): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 0;
  for (let n = 0; n < batch.count; n++) {
    if (at + RECORD_HEAD_BYTES > body.byteLength) throw new RecordError('a record is cut off');
    const tailBytes = view.getUint32(at + 44, true);
    const end = at + RECORD_HEAD_BYTES + tailBytes;
    if (end > body.byteLength) throw new RecordError('a record’s tail is cut off');
    const tail = body.subarray(at + RECORD_HEAD_BYTES, end);
    visit({
      sequence: batch.firstSequence + n,
      timeUs: batch.batchTimeUs + view.getUint32(at + 16, true),
      session: view.getUint32(at + 4, true),
      request: view.getFloat64(at + 8, true),
      digest: bodyDigest(body, at, tailBytes),
      internal: (view.getUint16(at + 2, true) & INTERNAL) !== 0,
      command: readCommand(view, at, tail),
    });
    at = end;
  }
  if (at !== body.byteLength) throw new RecordError('bytes follow the last record');
}

function readCommand(view: DataView, at: number, tail: Uint8Array): Command {
  const kind = kindByCode.get(view.getUint8(at));
  if (kind === undefined) throw new RecordError(`no kind has the code ${view.getUint8(at)}`);
  if (view.getUint8(at + 1) !== RECORD_VERSION) {
    throw new RecordError(`a record of version ${view.getUint8(at + 1)} is not known here`);
  }
  const flags = view.getUint16(at + 2, true);
  const subaccount = view.getUint16(at + 20, true);
  const instrument = view.getUint16(at + 22, true);
  const order = view.getFloat64(at + 36, true);
  switch (kind) {
    case 'clock.tick':
      return { kind };
    case 'order.place':
      return readPlace(view, at, flags, tail);
    case 'order.amend':
      return {
        kind,
        subaccount,
        instrument,
        order,
        ...((flags & HAS_PRICE) !== 0 && { priceTicks: view.getInt32(at + 28, true) }),
        ...((flags & HAS_QUANTITY) !== 0 && { quantityLots: view.getInt32(at + 32, true) }),
      };
    case 'order.cancel':
      return { kind, subaccount, instrument, order };
    case 'order.cancelAll':
      return { kind, subaccount, ...((flags & HAS_INSTRUMENT) !== 0 && { instrument }) };
    case 'price.observe':
      return { kind, index: instrument, inputs: readObservation(tail), secondaryE8: order };
    default:
      return readBody(kind, tail);
  }
}

function readPlace(
  view: DataView,
  at: number,
  flags: number,
  tail: Uint8Array,
): CommandOf<'order.place'> {
  const trigger = TRIGGERS[(flags >> TRIGGER_SHIFT) & 3] as (typeof TRIGGERS)[number];
  const tailView = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  return {
    kind: 'order.place',
    subaccount: view.getUint16(at + 20, true),
    instrument: view.getUint16(at + 22, true),
    ...((flags & HAS_STRATEGY) !== 0 && { strategy: view.getUint16(at + 24, true) }),
    side: (flags & SELL) !== 0 ? 'sell' : 'buy',
    type: (flags & MARKET) !== 0 ? 'market' : 'limit',
    ...((flags & HAS_PRICE) !== 0 && { priceTicks: view.getInt32(at + 28, true) }),
    quantityLots: view.getInt32(at + 32, true),
    timeInForce: (flags & IOC) !== 0 ? 'ioc' : (flags & FOK) !== 0 ? 'fok' : 'gtc',
    postOnly: (flags & POST_ONLY) !== 0,
    reduceOnly: (flags & REDUCE_ONLY) !== 0,
    ...(trigger !== 'none' && { trigger }),
    ...(tail.byteLength >= 4 && { triggerTicks: tailView.getInt32(0, true) }),
  };
}

function readObservation(tail: Uint8Array): SourceInput[] {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const inputs: SourceInput[] = [];
  for (let at = 0; at + INPUT_BYTES <= tail.byteLength; at += INPUT_BYTES) {
    inputs.push({
      source: view.getUint16(at + 40, true),
      bidE8: view.getFloat64(at, true),
      askE8: view.getFloat64(at + 8, true),
      lastE8: view.getFloat64(at + 16, true),
      lastAgeMs: view.getUint32(at + 32, true),
      sourceTimeUs: view.getFloat64(at + 24, true),
      receiveAgeMs: view.getUint32(at + 36, true),
      flags: view.getUint16(at + 42, true),
    });
  }
  return inputs;
}

function readBody(kind: CommandKind, tail: Uint8Array): Command {
  let body: unknown;
  try {
    body = JSON.parse(decoder.decode(tail));
  } catch {
    throw new RecordError(`the body of a ${kind} is not JSON`);
  }
  const command = { ...(body as object), kind };
  const problem = checkCommand(command);
  if (problem !== null) throw new RecordError(`a ${kind} does not fit: ${problem.sentence}`);
  return command as unknown as Command;
}
