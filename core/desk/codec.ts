/**
 * The one text codec between windows and the core: JSON, every message checked against its schema
 * before anything reads it. What comes from a window is hostile until `decode` has passed it.
 */
import { readJson } from '../sequencer/admission/json-text.ts';
import { described, Refusal, refuse } from '../sequencer/admission/refusals.ts';
import type { AdmissionCode } from '../sequencer/admission/refusals.ts';
import { SECURITY_CODES } from '../sequencer/admission/security-codes.ts';
import { ROLES } from '../venue/commands.ts';
import {
  boolean,
  checkRecord,
  choice,
  integer,
  MAX_INT32,
  MAX_INTEGER,
  optional,
  record,
  text,
} from '../venue/schema.ts';
import type { Fields, Misfit } from '../venue/schema.ts';
import type { Fault, FromCore, FromWindow } from './messages.ts';

/** Bars of one kind that a window may ask for at once. */
export const CANDLES_MAX = 2_000;
/** Ladder rows each side of the middle. */
export const LADDER_ROWS_MAX = 100;
/** No text is longer than the message that it comes in. */
const TEXT_MAX = 65_536;
/** Seconds of a candle that there are. */
export const CANDLE_SECONDS = [1, 5, 15, 60] as const;

const position = optional(integer(0, MAX_INTEGER));
const label = text(32);
const candleSeconds = integer(1, 60);
/** A record of anybody's fields that names its kind: the boundary reads the rest. */
const command = { type: 'command' } as const;

const messageTable: Readonly<Record<string, Fields>> = {
  hello: {
    protocol: integer(0, 1_000_000),
    window: text(64),
    resume: optional(
      record({ epoch: text(64), positions: record({ executions: position, alerts: position }) }),
    ),
  },
  watch: {
    instrument: label,
    subaccount: optional(label),
    ladder: record({
      rows: integer(0, LADDER_ROWS_MAX),
      stepTicks: integer(1, 1_000_000),
      centreTicks: integer(0, MAX_INT32),
    }),
    candleSeconds,
    liquidations: optional(choice('venue', 'subaccount')),
  },
  ack: { frame: integer(1, MAX_INTEGER) },
};

const callTable: Readonly<Record<string, Fields>> = {
  signIn: {
    operator: integer(1, 65_535),
    role: choice(...ROLES),
    cancelOnDisconnect: optional(boolean),
  },
  command: { command },
  preview: { order: command },
  realise: {
    order: integer(1, MAX_INTEGER),
    exit: optional(choice('takeProfit', 'stop')),
    priceTicks: integer(1, MAX_INT32),
  },
  limits: { subaccount: label, instrument: label },
  modes: { subaccount: label },
  contract: { instrument: label },
  fundings: {
    instrument: label,
    beforeSequence: integer(0, MAX_INTEGER),
    count: integer(1, 200),
  },
  candles: { instrument: label, candleSeconds, count: integer(1, CANDLES_MAX) },
  trail: {
    filter: record({
      subaccount: optional(label),
      order: optional(integer(1, MAX_INTEGER)),
      operator: optional(integer(1, 65_535)),
      strategy: optional(label),
      isByHand: optional(boolean),
    }),
    beforeSequence: integer(0, MAX_INTEGER),
    count: integer(1, 1_000),
  },
  // What is too long for its file is refused where it would be written, not as a fault.
  preferences: {
    act: choice('read', 'write'),
    text: optional(text(TEXT_MAX)),
    version: optional(text(32)),
  },
  security: {
    beforeNumber: integer(0, MAX_INTEGER),
    count: integer(1, 1_000),
    code: optional(choice(...SECURITY_CODES)),
  },
  killSwitch: { subaccount: optional(label) },
  transport: { act: choice('pause', 'resume', 'speed'), speed: optional(integer(0, 1_000_000)) },
};

type Given = Readonly<Record<string, unknown>>;

/** A message from a window, or why it is none and the conversation ends. */
export type Decoded =
  | { readonly ok: true; readonly message: FromWindow }
  | { readonly ok: false; readonly fault: Fault; readonly refusal: Refusal };

export function encode(message: FromCore): string {
  return JSON.stringify(message);
}

/** Reads one message of a window, at most 64 KiB. Never throws. Rules DESK-01, DESK-02. */
export function decode(input: string): Decoded {
  const json = readJson(input);
  if (json instanceof Refusal) return fault(json, json.code === 'TOO_BIG' ? 'TOO_BIG' : 'NOT_JSON');
  const message = withoutNull(json.value);
  const refusal = refusalOf(message);
  if (refusal !== null) return fault(refusal, 'UNKNOWN_KIND');
  const checked = message as FromWindow;
  if (checked.type !== 'watch') return { ok: true, message: checked };
  return { ok: true, message: { ...checked, subaccount: checked.subaccount ?? null } };
}

function fault(refusal: Refusal, code: Fault['code']): Decoded {
  return { ok: false, fault: { type: 'fault', code, sentence: refusal.sentence }, refusal };
}

/** Only a watch may say null, for no subaccount; the schema knows absent fields and no null. */
function withoutNull(value: unknown): unknown {
  if (!isRecord(value) || value['type'] !== 'watch' || value['subaccount'] !== null) return value;
  const { subaccount: _, ...rest } = value;
  return rest;
}

function refusalOf(message: unknown): Refusal | null {
  if (!isRecord(message)) return refuse('WRONG_TYPE', 'message', `was ${described(message)}`);
  const { type } = message;
  if (type === 'request') return requestRefusal(message);
  const fields = tableEntry(messageTable, type);
  if (fields === null) {
    return refuse('UNKNOWN_COMMAND', 'type', `is no message: ${described(type)}`);
  }
  return refusalFor(fields, message, String(type), 'type') ?? candleRefusal(message, type);
}

function requestRefusal(message: Given): Refusal | null {
  const { call, ...head } = message;
  const against = refusalFor({ id: integer(1, MAX_INTEGER) }, head, 'request', 'type');
  if (against !== null) return against;
  if (!isRecord(call)) return refuse('WRONG_TYPE', 'request.call', `was ${described(call)}`);
  const fields = tableEntry(callTable, call['name']);
  if (fields === null) {
    return refuse('UNKNOWN_COMMAND', 'request.call.name', `was ${described(call['name'])}`);
  }
  return refusalFor(fields, call, 'request.call', 'name') ?? candleRefusal(call, call['name']);
}

/** The schema has no choice of numbers. */
function candleRefusal(given: Given, kind: unknown): Refusal | null {
  if (kind !== 'watch' && kind !== 'candles') return null;
  const seconds = given['candleSeconds'];
  if (CANDLE_SECONDS.some((known) => known === seconds)) return null;
  return refuse('NOT_A_CHOICE', 'candleSeconds', `must be one of ${CANDLE_SECONDS.join(', ')}`);
}

function tableEntry(table: Readonly<Record<string, Fields>>, name: unknown): Fields | null {
  if (typeof name !== 'string' || !Object.hasOwn(table, name)) return null;
  return table[name] ?? null;
}

function refusalFor(fields: Fields, value: unknown, path: string, tag: string): Refusal | null {
  const misfit = checkRecord(fields, value, path, checkHumanCommand, tag);
  if (misfit === null) return null;
  const code: AdmissionCode = misfit.code === 'OUT_OF_RANGE' ? 'TOO_LARGE' : misfit.code;
  return new Refusal(code, misfit.path, misfit.sentence);
}

function checkHumanCommand(value: unknown, path: string): Misfit | null {
  if (isRecord(value) && typeof value['kind'] === 'string') return null;
  return { code: 'WRONG_TYPE', path, sentence: `${path} must be a record with a kind` };
}

function isRecord(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
