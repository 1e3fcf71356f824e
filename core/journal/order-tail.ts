/**
 * What few orders carry behind the head of their record, in this order: the price of a trigger
 * (i32), the client's name (a byte of length, then ASCII), and the rest as canonical JSON.
 *
 * The flags of the head say which of the three are there, so most orders have no tail at all.
 */
import { canonicalJson } from '../venue/canonical.ts';
import { commandTable } from '../venue/commands.ts';
import type { CommandOf } from '../venue/commands.ts';
import { RecordError } from './record-error.ts';

export type OrderCommand =
  | CommandOf<'order.place'>
  | CommandOf<'order.amend'>
  | CommandOf<'order.cancel'>
  | CommandOf<'order.cancelAll'>;

type Extra = Readonly<Record<string, unknown>>;

const NAMES = ['subaccount', 'instrument'];
const TERMS = ['priceTicks', 'quantityLots'];
const HOW = ['strategy', 'side', 'type', 'timeInForce', 'postOnly', 'reduceOnly', 'trigger'];

/** The fields of each kind that go into the JSON. */
const EXTRA_FIELDS = {
  'order.place': extraFields('order.place', [...NAMES, ...TERMS, ...HOW]),
  'order.amend': extraFields('order.amend', [...NAMES, ...TERMS, 'order']),
  'order.cancel': extraFields('order.cancel', [...NAMES, 'order']),
  'order.cancelAll': extraFields('order.cancelAll', NAMES),
} as const;

/** All but what the head has columns for, and the tail. */
function extraFields(kind: OrderCommand['kind'], inHead: readonly string[]): string[] {
  const held = [...inHead, 'triggerTicks', 'clientId'];
  return Object.keys(commandTable[kind].fields).filter((name) => !held.includes(name));
}

/** The head has bits for the times in force that most orders have. */
function hasOtherLife(command: OrderCommand): boolean {
  if (command.kind !== 'order.place') return false;
  return command.timeInForce === 'day' || command.timeInForce === 'gtd';
}

/** Nor has it a bit for a type of which there are few. */
function isPegged(command: OrderCommand): boolean {
  return command.kind === 'order.place' && command.type === 'pegged';
}

function hasLink(command: CommandOf<'order.place'>): boolean {
  return (
    command.oco !== undefined ||
    command.ocoClientId !== undefined ||
    command.takeProfitTicks !== undefined ||
    command.stopLossTicks !== undefined ||
    command.stopLossTrigger !== undefined ||
    command.stopLossLimitTicks !== undefined
  );
}

/** Field by field, for every order is asked; a field that is left out here fails REC-01. */
export function hasExtra(command: OrderCommand): boolean {
  switch (command.kind) {
    case 'order.place':
      return (
        hasOtherLife(command) ||
        command.expiresUs !== undefined ||
        command.trailTicks !== undefined ||
        command.ifTouched !== undefined ||
        command.priceProtect !== undefined ||
        command.selfTrade !== undefined ||
        command.reprice !== undefined ||
        command.displayLots !== undefined ||
        isPegged(command) ||
        command.peg !== undefined ||
        command.pegOffsetTicks !== undefined ||
        hasLink(command)
      );
    case 'order.amend':
      return (
        command.totalLots !== undefined ||
        command.trailTicks !== undefined ||
        command.pegOffsetTicks !== undefined ||
        command.takeProfitTicks !== undefined ||
        command.stopLossTicks !== undefined ||
        command.stopLossLimitTicks !== undefined
      );
    case 'order.cancel':
      return false;
    case 'order.cancelAll':
      return command.side !== undefined || command.strategy !== undefined;
  }
}

function extraOf(command: OrderCommand): Extra {
  const given = command as unknown as Extra;
  const names = EXTRA_FIELDS[command.kind].filter((name) => given[name] !== undefined);
  if (hasOtherLife(command)) names.push('timeInForce');
  if (isPegged(command)) names.push('type');
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

const NO_TAIL = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
const TRIGGER_BYTES = 4;

/** The tail of an order's record. */
export function orderTail(command: OrderCommand): Uint8Array {
  const triggerTicks = 'triggerTicks' in command ? command.triggerTicks : undefined;
  const clientId = 'clientId' in command ? command.clientId : undefined;
  const isExtra = hasExtra(command);
  if (triggerTicks === undefined && clientId === undefined && !isExtra) return NO_TAIL;
  const name = encoder.encode(clientId ?? '');
  const more = isExtra ? encoder.encode(canonicalJson(extraOf(command))) : NO_TAIL;
  const triggerBytes = triggerTicks === undefined ? 0 : TRIGGER_BYTES;
  const nameBytes = clientId === undefined ? 0 : 1 + name.byteLength;
  const tail = new Uint8Array(triggerBytes + nameBytes + more.byteLength);
  if (triggerTicks !== undefined) new DataView(tail.buffer).setInt32(0, triggerTicks, true);
  if (clientId !== undefined) {
    tail[triggerBytes] = name.byteLength;
    tail.set(name, triggerBytes + 1);
  }
  tail.set(more, triggerBytes + nameBytes);
  return tail;
}

/** Which parts the flags of a head announce. */
export interface TailParts {
  readonly trigger: boolean;
  readonly clientId: boolean;
  readonly extra: boolean;
}

/** What a tail says, as fields of its command; whether they fit is asked of the whole command. */
export function readOrderTail(tail: Uint8Array, parts: TailParts): Extra {
  let at = 0;
  let fields: Extra = {};
  if (parts.trigger && tail.byteLength >= TRIGGER_BYTES) {
    const triggerTicks = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
    fields = { triggerTicks };
    at = TRIGGER_BYTES;
  }
  if (parts.clientId) {
    const end = at + 1 + (tail[at] ?? 0);
    fields = { ...fields, clientId: textOf(tail.subarray(at + 1, end)) };
    at = end;
  }
  if (!parts.extra) return fields;
  const extra = extraIn(tail.subarray(at));
  // What has its own place is not said again; were it, the bytes would not be canonical.
  return { ...extra, ...fields };
}

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new RecordError('DOES_NOT_FIT', 'the tail of an order is not text');
  }
}

function extraIn(bytes: Uint8Array): Extra {
  try {
    const extra: unknown = JSON.parse(textOf(bytes));
    if (typeof extra === 'object' && extra !== null) return extra as Extra;
  } catch (thrown) {
    if (thrown instanceof RecordError) throw thrown;
  }
  throw new RecordError('DOES_NOT_FIT', 'the tail of an order is not a JSON record');
}
