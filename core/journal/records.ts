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
 * Observations and ticks are wholly binary, and so are orders but for what few of them carry
 * (order-tail.ts); every other kind has its body as canonical JSON in the tail.
 * There is one way to write each record: what does not apply is zero.
 */
import { checkCommand } from '../venue/commands.ts';
import type { Command, CommandKind, CommandOf } from '../venue/commands.ts';
import { MAX_INT32 } from '../venue/schema.ts';
import { hasExtra } from './order-tail.ts';
import { RecordError } from './record-error.ts';

export { RecordError } from './record-error.ts';
export type { RecordErrorCode } from './record-error.ts';

export const RECORD_HEAD_BYTES = 48;
export const RECORD_VERSION = 1;
/** Longest tail: a proposal that lists an instrument stays well below it. */
export const RECORD_TAIL_BYTES_MAX = 65_536;
/** A record's time lies at most this far after its batch's. */
export const RECORD_OFFSET_US_MAX = 0xffff_ffff;

export const AT = {
  kind: 0,
  version: 1,
  flags: 2,
  session: 4,
  request: 8,
  offsetUs: 16,
  subaccount: 20,
  instrument: 22,
  strategy: 24,
  priceTicks: 28,
  quantityLots: 32,
  order: 36,
  tailBytes: 44,
} as const;

export const FLAG = {
  internal: 1,
  sell: 2,
  market: 4,
  ioc: 8,
  fok: 16,
  postOnly: 32,
  reduceOnly: 64,
  /** Two bits: the place of the trigger in TRIGGERS. */
  triggerShift: 7,
  hasPrice: 512,
  hasQuantity: 1_024,
  hasStrategy: 2_048,
  hasInstrument: 4_096,
  /** Parts of an order's tail: order-tail.ts. */
  hasTriggerTicks: 32_768,
  hasClientId: 8_192,
  hasExtra: 16_384,
} as const;

export const TRIGGERS = ['none', 'last', 'mark', 'index'] as const;

/** One source's entry in the tail of an observation. */
export const INPUT_AT = {
  bidE8: 0,
  askE8: 8,
  lastE8: 16,
  sourceTimeUs: 24,
  lastAgeMs: 32,
  receiveAgeMs: 36,
  source: 40,
  flags: 42,
} as const;
export const INPUT_BYTES = 48;

/** What the sequencer puts on a command. */
export interface RecordStamp {
  readonly session: number;
  readonly request: number;
  readonly internal: boolean;
  readonly timeUs: number;
}

/** An integer from 0 to 2^53 - 1; minus zero is none, as it has other bytes. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}

function isIn(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}

const isId = (value: number): boolean => isIn(value, 65_535);
const isInt32 = (value: number): boolean => isIn(value, MAX_INT32);
const isOrder = (value: number): boolean => isIn(value, Number.MAX_SAFE_INTEGER);

function isOptional(value: number | undefined, fits: (value: number) => boolean): boolean {
  return value === undefined || fits(value);
}

/** Whether the fields that the head has columns for are of the vocabulary's form. */
export function placeFits(command: CommandOf<'order.place'>): boolean {
  const { side, type, timeInForce, trigger, postOnly, reduceOnly } = command;
  return (
    isId(command.subaccount) &&
    isId(command.instrument) &&
    isOptional(command.strategy, isId) &&
    (side === 'buy' || side === 'sell') &&
    (type === 'limit' || type === 'market') &&
    isOptional(command.priceTicks, isInt32) &&
    isInt32(command.quantityLots) &&
    (timeInForce === 'gtc' || timeInForce === 'ioc' || timeInForce === 'fok') &&
    typeof postOnly === 'boolean' &&
    typeof reduceOnly === 'boolean' &&
    (trigger === undefined || TRIGGERS.indexOf(trigger) > 0) &&
    isOptional(command.triggerTicks, isInt32)
  );
}

/** The same of an amendment. */
export function amendFits(command: CommandOf<'order.amend'>): boolean {
  return (
    isId(command.subaccount) &&
    isId(command.instrument) &&
    isOptional(command.order, isOrder) &&
    isOptional(command.priceTicks, isInt32) &&
    isOptional(command.quantityLots, isInt32)
  );
}

/** The same of a cancellation. */
export function cancelFits(command: CommandOf<'order.cancel'>): boolean {
  return isId(command.subaccount) && isId(command.instrument) && isOptional(command.order, isOrder);
}

/** The kinds that are wholly binary. */
export type BinaryCommand =
  | CommandOf<'order.place'>
  | CommandOf<'order.amend'>
  | CommandOf<'order.cancel'>
  | CommandOf<'order.cancelAll'>
  | CommandOf<'price.observe'>
  | CommandOf<'clock.tick'>;
export type BinaryKind = BinaryCommand['kind'];

/** Asked several times for every command, so no list is searched. */
export function isBinaryKind(kind: CommandKind): kind is BinaryKind {
  return (
    kind === 'order.place' ||
    kind === 'order.cancel' ||
    kind === 'order.amend' ||
    kind === 'order.cancelAll' ||
    kind === 'price.observe' ||
    kind === 'clock.tick'
  );
}

export function isBinary(command: Command): command is BinaryCommand {
  return isBinaryKind(command.kind);
}

/** Plain orders and ticks are checked by hand, as they are many; the rest by the schema. */
function isQuicklyFit(command: BinaryCommand): boolean {
  switch (command.kind) {
    case 'clock.tick':
      return true;
    case 'price.observe':
      return false;
    case 'order.place':
      return !hasExtra(command) && command.clientId === undefined && placeFits(command);
    case 'order.amend':
      if (hasExtra(command) || command.clientId !== undefined) return false;
      return command.triggerTicks === undefined && amendFits(command);
    case 'order.cancel':
      return command.clientId === undefined && cancelFits(command);
    case 'order.cancelAll':
      if (hasExtra(command)) return false;
      return isId(command.subaccount) && isOptional(command.instrument, isId);
  }
}

/** Throws DOES_NOT_FIT unless the command is of the vocabulary's form. Rule REC-03. */
export function requireFit(command: Command): void {
  if (isBinary(command) && isQuicklyFit(command)) return;
  const problem = checkCommand(command);
  if (problem !== null) throw new RecordError('DOES_NOT_FIT', problem.sentence);
}

/**
 * A 53-bit digest of what a record asks for, without session, request, time and connection. It
 * tells a retry from another command by accident, not by an adversary: the log's own hashes do
 * that. `at` is where the record begins. It is taken by words, as it is taken of every request.
 */
export function bodyDigest(view: DataView, at: number, tailBytes: number): number {
  // Kind, version and flags, without the one that is of the connection.
  const first = view.getUint32(at, true) & ~(FLAG.internal << (8 * AT.flags));
  let low = mixed(0x811c_9dc5 ^ first);
  let high = mixed(low ^ 0x9747_b28c);
  const end = at + RECORD_HEAD_BYTES + tailBytes;
  let next = at + AT.subaccount;
  for (; next + 4 <= end; next += 4) {
    const word = view.getUint32(next, true);
    low = mixed(low ^ word);
    high = mixed(Math.imul(high, 5) + low);
  }
  for (; next < end; next++) {
    low = mixed(low ^ view.getUint8(next));
    high = mixed(Math.imul(high, 5) + low);
  }
  return (high & 0x1f_ffff) * 0x1_0000_0000 + (low >>> 0);
}

/** One word spread over all bits of another; no two words give the same. */
function mixed(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2_ae35);
  return twice ^ (twice >>> 16);
}
