/** Commands to records: see records.ts for the layout. */
import { canonicalJson } from '../venue/canonical.ts';
import { commandTable } from '../venue/commands.ts';
import type { Command, CommandOf, SourceInput } from '../venue/commands.ts';
import { hasExtra, orderTail } from './order-tail.ts';
import type { OrderCommand } from './order-tail.ts';
import { writePlainOrder } from './plain-orders.ts';
import {
  AT,
  FLAG,
  INPUT_AT,
  INPUT_BYTES,
  isBinary,
  isCount,
  RECORD_HEAD_BYTES,
  RECORD_OFFSET_US_MAX,
  RECORD_TAIL_BYTES_MAX,
  RECORD_VERSION,
  RecordError,
  requireFit,
  TRIGGERS,
} from './records.ts';
import type { BinaryCommand, RecordStamp } from './records.ts';

/** Writes the records of one batch, one behind the other, into the room that it is given. */
export class RecordWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #length = 0;
  #count = 0;
  #batchTimeUs = 0;

  constructor(room: Uint8Array) {
    this.#bytes = room;
    this.#view = new DataView(room.buffer, room.byteOffset, room.byteLength);
  }

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

  /** The records so far. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /**
   * Appends a record. False, and nothing is appended, where there is no room for it, or its time
   * lies too far after the batch's: it belongs in the next one. Throws RecordError for what is not
   * of the vocabulary's form, and appends nothing either.
   */
  append(stamp: RecordStamp, command: Command): boolean {
    const { session, request, internal, timeUs } = stamp;
    if (!isCount(session) || session > 0xffff_ffff || !isCount(request)) {
      throw new RecordError('DOES_NOT_FIT', 'session and request are numbers from 0');
    }
    const offsetUs = timeUs - this.#batchTimeUs;
    if (!isCount(offsetUs)) {
      throw new RecordError('DOES_NOT_FIT', `a record's time is ${offsetUs} us from its batch's`);
    }
    const at = this.#length;
    const tailAt = at + RECORD_HEAD_BYTES;
    if (tailAt > this.#bytes.byteLength || offsetUs > RECORD_OFFSET_US_MAX) return false;
    if (writePlainOrder(this.#view, at, command, internal)) {
      writeStamp(this.#view, at, session, request, offsetUs);
      this.#length = tailAt;
    } else {
      requireFit(command);
      const tail = tailOf(command);
      const end = tailAt + tail.byteLength;
      if (end > this.#bytes.byteLength) return false;
      writeRecordHead(this.#view, at, stamp, offsetUs, command, tail.byteLength);
      if (tail.byteLength > 0) this.#bytes.set(tail, tailAt);
      this.#length = end;
    }
    this.#count += 1;
    return true;
  }
}

type Stamp = Pick<RecordStamp, 'session' | 'request' | 'internal'>;

function writeStamp(
  view: DataView,
  at: number,
  session: number,
  request: number,
  offsetUs: number,
): void {
  view.setUint32(at + AT.session, session, true);
  view.setFloat64(at + AT.request, request, true);
  view.setUint32(at + AT.offsetUs, offsetUs, true);
}

/** Writes all 48 bytes of a head at `at`. */
export function writeRecordHead(
  view: DataView,
  at: number,
  stamp: Stamp,
  offsetUs: number,
  command: Command,
  tailBytes: number,
): void {
  // The columns of the kind, none of which every kind has.
  for (let next = at + AT.subaccount; next < at + AT.tailBytes; next += 4) view.setUint32(next, 0);
  view.setUint8(at + AT.kind, commandTable[command.kind].code);
  view.setUint8(at + AT.version, RECORD_VERSION);
  writeStamp(view, at, stamp.session, stamp.request, offsetUs);
  const internal = stamp.internal ? FLAG.internal : 0;
  const flags = internal | (isBinary(command) ? writeColumns(view, at, command) : 0);
  view.setUint16(at + AT.flags, flags, true);
  view.setUint32(at + AT.tailBytes, tailBytes, true);
}

/** Writes the kind's own columns of the head and returns its flags. */
function writeColumns(view: DataView, at: number, command: BinaryCommand): number {
  switch (command.kind) {
    case 'order.place':
      return writePlace(view, at, command);
    case 'order.amend': {
      writeNames(view, at, command.subaccount, command.instrument);
      view.setInt32(at + AT.priceTicks, command.priceTicks ?? 0, true);
      view.setInt32(at + AT.quantityLots, command.quantityLots ?? 0, true);
      view.setFloat64(at + AT.order, command.order ?? 0, true);
      const price = command.priceTicks === undefined ? 0 : FLAG.hasPrice;
      const quantity = command.quantityLots === undefined ? 0 : FLAG.hasQuantity;
      return price | quantity | tailFlags(command);
    }
    case 'order.cancel':
      writeNames(view, at, command.subaccount, command.instrument);
      view.setFloat64(at + AT.order, command.order ?? 0, true);
      return tailFlags(command);
    case 'order.cancelAll':
      writeNames(view, at, command.subaccount, command.instrument ?? 0);
      return (command.instrument === undefined ? 0 : FLAG.hasInstrument) | tailFlags(command);
    case 'price.observe':
      writeNames(view, at, 0, command.index);
      view.setFloat64(at + AT.order, command.secondaryE8, true);
      return 0;
    case 'clock.tick':
      return 0;
  }
}

function writeNames(view: DataView, at: number, subaccount: number, instrument: number): void {
  view.setUint16(at + AT.subaccount, subaccount, true);
  view.setUint16(at + AT.instrument, instrument, true);
}

function writePlace(view: DataView, at: number, command: CommandOf<'order.place'>): number {
  writeNames(view, at, command.subaccount, command.instrument);
  view.setUint16(at + AT.strategy, command.strategy ?? 0, true);
  view.setInt32(at + AT.priceTicks, command.priceTicks ?? 0, true);
  view.setInt32(at + AT.quantityLots, command.quantityLots, true);
  return (
    (command.side === 'sell' ? FLAG.sell : 0) |
    (command.type === 'market' ? FLAG.market : 0) |
    (command.timeInForce === 'ioc' ? FLAG.ioc : 0) |
    (command.timeInForce === 'fok' ? FLAG.fok : 0) |
    (command.postOnly ? FLAG.postOnly : 0) |
    (command.reduceOnly ? FLAG.reduceOnly : 0) |
    (TRIGGERS.indexOf(command.trigger ?? 'none') << FLAG.triggerShift) |
    (command.priceTicks === undefined ? 0 : FLAG.hasPrice) |
    (command.strategy === undefined ? 0 : FLAG.hasStrategy) |
    tailFlags(command)
  );
}

function tailFlags(command: OrderCommand): number {
  const isNamed = 'clientId' in command && command.clientId !== undefined;
  const hasTrigger = 'triggerTicks' in command && command.triggerTicks !== undefined;
  const trigger = hasTrigger ? FLAG.hasTriggerTicks : 0;
  return trigger | (isNamed ? FLAG.hasClientId : 0) | (hasExtra(command) ? FLAG.hasExtra : 0);
}

const NO_TAIL = new Uint8Array(0);
const encoder = new TextEncoder();

/** What stands behind the head. Throws DOES_NOT_FIT where it passes the limit. */
export function tailOf(command: Command): Uint8Array {
  return isBinary(command) ? binaryTail(command) : jsonTail(command);
}

function jsonTail({ kind, ...body }: Command): Uint8Array {
  const tail = encoder.encode(canonicalJson(body));
  if (tail.byteLength <= RECORD_TAIL_BYTES_MAX) return tail;
  const sentence = `a ${kind} of ${tail.byteLength} bytes passes the limit`;
  throw new RecordError('DOES_NOT_FIT', sentence);
}

function binaryTail(command: BinaryCommand): Uint8Array {
  switch (command.kind) {
    case 'clock.tick':
      return NO_TAIL;
    case 'order.place':
    case 'order.amend':
    case 'order.cancel':
    case 'order.cancelAll':
      return orderTail(command);
    case 'price.observe':
      return observationTail(command.inputs);
  }
}

function observationTail(inputs: readonly SourceInput[]): Uint8Array {
  const tail = new Uint8Array(inputs.length * INPUT_BYTES);
  const view = new DataView(tail.buffer);
  inputs.forEach((input, n) => {
    const at = n * INPUT_BYTES;
    view.setFloat64(at + INPUT_AT.bidE8, input.bidE8, true);
    view.setFloat64(at + INPUT_AT.askE8, input.askE8, true);
    view.setFloat64(at + INPUT_AT.lastE8, input.lastE8, true);
    view.setFloat64(at + INPUT_AT.sourceTimeUs, input.sourceTimeUs, true);
    view.setUint32(at + INPUT_AT.lastAgeMs, input.lastAgeMs, true);
    view.setUint32(at + INPUT_AT.receiveAgeMs, input.receiveAgeMs, true);
    view.setUint16(at + INPUT_AT.source, input.source, true);
    view.setUint16(at + INPUT_AT.flags, input.flags, true);
  });
  return tail;
}
