/** Records to commands: the bytes come from a file, and are believed only as far as they fit. */
import { commandTable, isCommandKind } from '../venue/commands.ts';
import type {
  Command,
  CommandKind,
  CommandOf,
  SourceInput,
  StampedCommand,
} from '../venue/commands.ts';
import { plainOrder, stampedOf } from '../venue/plain-order.ts';
import type { PlainOrder } from '../venue/plain-order.ts';
import { MAX_BATCH_COMMANDS } from './batch.ts';
import { readOrderTail } from './order-tail.ts';
import type { TailParts } from './order-tail.ts';
import {
  AT,
  bodyDigest,
  FLAG,
  INPUT_AT,
  INPUT_BYTES,
  isBinaryKind,
  isCount,
  RECORD_HEAD_BYTES,
  RECORD_TAIL_BYTES_MAX,
  RECORD_VERSION,
  RecordError,
  requireFit,
  TRIGGERS,
} from './records.ts';
import type { BinaryKind } from './records.ts';
import { readPlainAmend, readPlainOrder } from './plain-orders.ts';
import { tailOf, writeRecordHead } from './records-writer.ts';

/** A command while it is read. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What the header of a batch says about the records in its body. */
export interface RecordBatch {
  readonly firstSequence: number;
  readonly count: number;
  readonly batchTimeUs: number;
}

const kindByCode = new Map<number, CommandKind>(
  Object.entries(commandTable).flatMap(([kind, { code }]) =>
    isCommandKind(kind) ? [[code, kind]] : [],
  ),
);
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The head that a decoded command would be written with, to compare. */
const scratch = new DataView(new ArrayBuffer(RECORD_HEAD_BYTES));
const NO_TAIL = new Uint8Array(0);

/**
 * Reads the records of a batch in order. Every command that `visit` gets is of the vocabulary's
 * form, and written as the writer writes it; throws RecordError at the first that is not. Who takes
 * plain orders as they are is shown each in one and the same record, and `visit` gets only those
 * that it does not take. An error that either throws passes through. Rules REC-02, REC-03.
 */
export function readRecords(
  body: Uint8Array,
  batch: RecordBatch,
  visit: (stamped: StampedCommand) => void,
  takesPlain: (plain: Readonly<PlainOrder>) => boolean = () => false,
): void {
  if (batch.count > MAX_BATCH_COMMANDS) {
    throw new RecordError('LENGTH', `${batch.count} records pass the limit`);
  }
  const { byteLength } = body;
  const view = new DataView(body.buffer, body.byteOffset, byteLength);
  const plain = plainOrder();
  let at = 0;
  for (let n = 0; n < batch.count; n++) {
    const tailBytes = tailBytesAt(view, at, byteLength);
    if (tailBytes === 0 && readPlainOrder(view, at, plain)) {
      readStamp(view, at, batch, batch.firstSequence + n, plain);
      if (!takesPlain(plain)) visit(stampedOf(plain));
    } else visit(readRecord(body, view, at, tailBytes, batch, batch.firstSequence + n));
    at += RECORD_HEAD_BYTES + tailBytes;
  }
  if (at !== byteLength) throw new RecordError('LENGTH', 'bytes follow the last record');
}

/** What the sequencer put on a plain order. */
function readStamp(
  view: DataView,
  at: number,
  batch: RecordBatch,
  sequence: number,
  plain: PlainOrder,
): void {
  const request = view.getFloat64(at + AT.request, true);
  const timeUs = batch.batchTimeUs + view.getUint32(at + AT.offsetUs, true);
  requireStamp(request, timeUs);
  plain.sequence = sequence;
  plain.timeUs = timeUs;
  plain.session = view.getUint32(at + AT.session, true);
  plain.request = request;
  plain.digest = request === 0 ? 0 : bodyDigest(view, at, 0);
}

function requireStamp(request: number, timeUs: number): void {
  if (isCount(request) && isCount(timeUs)) return;
  throw new RecordError('DOES_NOT_FIT', 'request and time are numbers from 0');
}

/** Length of the tail of the record at `at`, which lies wholly within the body. */
function tailBytesAt(view: DataView, at: number, byteLength: number): number {
  const room = byteLength - at - RECORD_HEAD_BYTES;
  if (room < 0) throw new RecordError('LENGTH', 'a record is cut off');
  const tailBytes = view.getUint32(at + AT.tailBytes, true);
  if (tailBytes > room) throw new RecordError('LENGTH', 'the tail of a record is cut off');
  if (tailBytes > RECORD_TAIL_BYTES_MAX) {
    throw new RecordError('LENGTH', `a tail of ${tailBytes} bytes passes the limit`);
  }
  return tailBytes;
}

function readRecord(
  body: Uint8Array,
  view: DataView,
  at: number,
  tailBytes: number,
  batch: RecordBatch,
  sequence: number,
): StampedCommand {
  const plain = tailBytes === 0 ? readPlainAmend(view, at) : null;
  const stamped = {
    sequence,
    timeUs: batch.batchTimeUs + view.getUint32(at + AT.offsetUs, true),
    session: view.getUint32(at + AT.session, true),
    request: view.getFloat64(at + AT.request, true),
    digest: 0,
    internal: (view.getUint16(at + AT.flags, true) & FLAG.internal) !== 0,
    command: plain ?? readCommand(body, view, at, tailBytes),
  };
  requireStamp(stamped.request, stamped.timeUs);
  if (plain === null) requireCanonical(body, view, at, stamped);
  // Nothing is remembered of a request without a number, so it needs none.
  if (stamped.request !== 0) stamped.digest = bodyDigest(view, at, tailBytes);
  return stamped;
}

/** Writes the command again, to compare. Throws NOT_CANONICAL. */
function requireCanonical(
  body: Uint8Array,
  view: DataView,
  at: number,
  stamped: StampedCommand,
): void {
  const { command } = stamped;
  const offsetUs = view.getUint32(at + AT.offsetUs, true);
  const tail = tailOf(command);
  writeRecordHead(scratch, 0, stamped, offsetUs, command, tail.byteLength);
  if (isHeadAt(view, at) && isTailAt(body, at + RECORD_HEAD_BYTES, tail)) return;
  const sentence = `a ${command.kind} is not written the one way that it is written`;
  throw new RecordError('NOT_CANONICAL', sentence);
}

function isHeadAt(view: DataView, at: number): boolean {
  for (let n = 0; n < RECORD_HEAD_BYTES; n += 4) {
    if (view.getUint32(at + n) !== scratch.getUint32(n)) return false;
  }
  return true;
}

function isTailAt(body: Uint8Array, at: number, tail: Uint8Array): boolean {
  for (let n = 0; n < tail.byteLength; n++) {
    if (body[at + n] !== tail[n]) return false;
  }
  return true;
}

/** The command of a record of any kind, of the vocabulary's form. Throws RecordError. */
function readCommand(body: Uint8Array, view: DataView, at: number, tailBytes: number): Command {
  const start = at + RECORD_HEAD_BYTES;
  const tail = tailBytes === 0 ? NO_TAIL : body.subarray(start, start + tailBytes);
  const command = readAnyKind(view, at, tail);
  requireFit(command);
  return command;
}

function readAnyKind(view: DataView, at: number, tail: Uint8Array): Command {
  const code = view.getUint8(at + AT.kind);
  const kind = kindByCode.get(code);
  if (kind === undefined) throw new RecordError('UNKNOWN_KIND', `no kind has the code ${code}`);
  const version = view.getUint8(at + AT.version);
  if (version !== RECORD_VERSION) {
    throw new RecordError('UNKNOWN_VERSION', `a record of version ${version} is not known here`);
  }
  return isBinaryKind(kind) ? readBinary(kind, view, at, tail) : readBody(kind, tail);
}

function readBinary(kind: BinaryKind, view: DataView, at: number, tail: Uint8Array): Command {
  const flags = view.getUint16(at + AT.flags, true);
  const subaccount = view.getUint16(at + AT.subaccount, true);
  const instrument = view.getUint16(at + AT.instrument, true);
  const order = view.getFloat64(at + AT.order, true);
  switch (kind) {
    case 'clock.tick':
      return { kind };
    case 'order.place':
      return readPlace(view, at, flags, tail);
    case 'order.amend': {
      const priceTicks = view.getInt32(at + AT.priceTicks, true);
      const quantityLots = view.getInt32(at + AT.quantityLots, true);
      const amend: Mutable<CommandOf<'order.amend'>> = { kind, subaccount, instrument };
      if (order !== 0) amend.order = order;
      if ((flags & FLAG.hasPrice) !== 0) amend.priceTicks = priceTicks;
      if ((flags & FLAG.hasQuantity) !== 0) amend.quantityLots = quantityLots;
      return withTail(amend, tail, flags);
    }
    case 'order.cancel': {
      const cancel: CommandOf<'order.cancel'> =
        order === 0 ? { kind, subaccount, instrument } : { kind, subaccount, instrument, order };
      return withTail(cancel, tail, flags);
    }
    case 'order.cancelAll':
      return {
        kind,
        subaccount,
        ...((flags & FLAG.hasInstrument) !== 0 && { instrument }),
        ...(tail.byteLength > 0 && readOrderTail(tail, partsOf(flags))),
      };
    case 'price.observe':
      return { kind, index: instrument, inputs: readObservation(tail), secondaryE8: order };
  }
}

function partsOf(flags: number): TailParts {
  return {
    trigger: (flags & FLAG.hasTriggerTicks) !== 0,
    clientId: (flags & FLAG.hasClientId) !== 0,
    extra: (flags & FLAG.hasExtra) !== 0,
  };
}

function readPlace(
  view: DataView,
  at: number,
  flags: number,
  tail: Uint8Array,
): CommandOf<'order.place'> {
  const trigger = TRIGGERS[(flags >> FLAG.triggerShift) & 3] as (typeof TRIGGERS)[number];
  const strategy = view.getUint16(at + AT.strategy, true);
  const kind = 'order.place';
  const subaccount = view.getUint16(at + AT.subaccount, true);
  const instrument = view.getUint16(at + AT.instrument, true);
  const side = (flags & FLAG.sell) !== 0 ? 'sell' : 'buy';
  const type = (flags & FLAG.market) !== 0 ? 'market' : 'limit';
  const priceTicks = view.getInt32(at + AT.priceTicks, true);
  const quantityLots = view.getInt32(at + AT.quantityLots, true);
  const timeInForce = (flags & FLAG.ioc) !== 0 ? 'ioc' : (flags & FLAG.fok) !== 0 ? 'fok' : 'gtc';
  const postOnly = (flags & FLAG.postOnly) !== 0;
  const reduceOnly = (flags & FLAG.reduceOnly) !== 0;
  // Most orders have a price: with it from the start they have one shape, and no room beside it.
  const place: Mutable<CommandOf<'order.place'>> =
    (flags & FLAG.hasPrice) === 0
      ? {
          kind,
          subaccount,
          instrument,
          side,
          type,
          quantityLots,
          timeInForce,
          postOnly,
          reduceOnly,
        }
      : {
          kind,
          subaccount,
          instrument,
          side,
          type,
          priceTicks,
          quantityLots,
          timeInForce,
          postOnly,
          reduceOnly,
        };
  if ((flags & FLAG.hasStrategy) !== 0) place.strategy = strategy;
  if (trigger !== 'none') place.trigger = trigger;
  return withTail(place, tail, flags);
}

/** The command with what its tail says of it: most orders have none. */
function withTail<C extends Command>(command: C, tail: Uint8Array, flags: number): C {
  if (tail.byteLength === 0) return command;
  return { ...command, ...readOrderTail(tail, partsOf(flags)) };
}

function readObservation(tail: Uint8Array): SourceInput[] {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const inputs: SourceInput[] = [];
  for (let at = 0; at + INPUT_BYTES <= tail.byteLength; at += INPUT_BYTES) {
    inputs.push({
      source: view.getUint16(at + INPUT_AT.source, true),
      bidE8: view.getFloat64(at + INPUT_AT.bidE8, true),
      askE8: view.getFloat64(at + INPUT_AT.askE8, true),
      lastE8: view.getFloat64(at + INPUT_AT.lastE8, true),
      lastAgeMs: view.getUint32(at + INPUT_AT.lastAgeMs, true),
      sourceTimeUs: view.getFloat64(at + INPUT_AT.sourceTimeUs, true),
      receiveAgeMs: view.getUint32(at + INPUT_AT.receiveAgeMs, true),
      flags: view.getUint16(at + INPUT_AT.flags, true),
    });
  }
  return inputs;
}

/** The body of a kind whose tail is JSON; whether it fits is asked later, as of every command. */
function readBody(kind: CommandKind, tail: Uint8Array): Command {
  let body: unknown;
  try {
    body = JSON.parse(decoder.decode(tail));
  } catch {
    throw new RecordError('DOES_NOT_FIT', `the body of a ${kind} is not JSON`);
  }
  // A kind inside the body cannot hide behind this one: the bytes would not be canonical.
  return { ...(body as object), kind } as unknown as Command;
}
