/**
 * Every command the venue knows: the whole vocabulary going in.
 *
 * A command is a plain immutable record `{ kind, ... }` grouped by noun; the sequencer adds
 * sequence, time, session and request number. `code` is the kind's permanent number in the journal
 * and is never reused. Ids count from 1; 0 in an optional place means none.
 */
import { SELF_TRADE_MODES } from './book/contract.ts';
import {
  amendableFields,
  collateralFields,
  indexFields,
  instrumentFields,
  portfolioFields,
  priceE8,
  profileFields,
  sourceInputFields,
} from './definitions.ts';
import { externalCommands } from './external/commands.ts';
import { linkOptions, pegOptions, triggerOptions } from './orders/options.ts';
import {
  asciiText,
  boolean,
  checkRecord,
  choice,
  id,
  integer,
  list,
  MAX_INT32,
  MAX_INTEGER,
  optional,
  record,
  text,
} from './schema.ts';
import type { InnerCommand, Misfit, RecordOf } from './schema.ts';

export type {
  CollateralTerms,
  IndexDefinition,
  InstrumentSpec,
  PortfolioTerms,
  SourceInput,
} from './definitions.ts';

export const ROLES = [
  'trader',
  'risk',
  'treasurer',
  'compliance',
  'auditor',
  'admin',
  'system',
] as const;
export type Role = (typeof ROLES)[number];

/** Kinds of account (DESIGN section 5); house, system and contra accounts close the books. */
export const ACCOUNT_KINDS = ['internal', 'paper', 'observed', 'rehearsal', 'house'] as const;

/** How a subaccount is margined; in the last two all of it is one bucket. */
export const SUBACCOUNT_MODES = ['cross', 'isolated', 'portfolio', 'multiAsset'] as const;

/** What a subaccount's orders may be limited by, and what a waiver names; only ever appended to. */
export const ORDER_LIMITS = ['quantity', 'value', 'price', 'rate', 'executions'] as const;
/** What a kill switch stops. */
export const KILL_SCOPES = ['order', 'strategy', 'subaccount', 'account', 'desk', 'venue'] as const;
export type KillScope = (typeof KILL_SCOPES)[number];

const label = text(32);
/** Of what is at another venue: which. */
const venue = optional(text(16));
const ticks = integer(1, MAX_INT32);
const lots = integer(1, MAX_INT32);
const atoms = integer(1, MAX_INTEGER);
const timeUs = integer(1, MAX_INTEGER);
/** The adapter's own rising number: a message is accepted once. */
const sourceSequence = integer(1, MAX_INTEGER);
/** Orders or executions in a window; each of them is remembered. */
const perWindow = integer(1, 1_000);
const empty = {} as const;
/** A client's own name of an order, unique among its live and recently closed ones. */
const clientId = optional(asciiText(36));
/** Why a person moves an instrument, for everybody to read. */
const note = optional(asciiText(36));

const subaccountAndInstrument = { subaccount: id, instrument: id } as const;
/** One of both: the order's number, or the client's name for it. */
const orderOrName = { order: optional(integer(1, MAX_INTEGER)), clientId } as const;

export const commandTable = {
  'session.open': {
    code: 1,
    fields: {
      session: text(32),
      operator: optional(id),
      system: optional(choice('core', 'clock', 'feed', 'custodian', 'house', 'observer')),
      role: choice(...ROLES),
      channel: choice('window', 'cli', 'api', 'fix', 'internal', 'drill'),
      workstation: label,
      decisionMaker: optional(id),
      executor: optional(id),
      /** An algorithm of the operator speaks, and not the operator by hand. */
      strategy: optional(id),
      /** Its orders go when it is closed, or when its connection is lost. */
      cancelOnDisconnect: optional(boolean),
    },
  },
  'session.close': { code: 2, fields: empty },
  'operator.register': {
    code: 3,
    fields: { operator: id, roles: list(choice(...ROLES), 7), desks: list(label, 32) },
  },
  'strategy.register': {
    code: 4,
    fields: { label, decisionMaker: id, executor: id, algorithm: optional(label) },
  },
  'proposal.open': { code: 5, fields: { command: { type: 'command' } } },
  'proposal.approve': { code: 6, fields: { proposal: integer(1, MAX_INTEGER) } },
  'proposal.reject': { code: 7, fields: { proposal: integer(1, MAX_INTEGER) } },
  'clock.tick': { code: 8, fields: empty },
  'asset.list': { code: 9, fields: { symbol: label, decimals: integer(0, 8), venue } },
  'index.define': { code: 10, fields: indexFields },
  'instrument.list': { code: 11, fields: instrumentFields },
  'instrument.halt': {
    code: 12,
    fields: { instrument: id, to: choice('halt', 'reduceOnly', 'auction'), note },
  },
  'instrument.resume': { code: 13, fields: { instrument: id, note } },
  'price.observe': {
    code: 14,
    fields: {
      index: id,
      inputs: list(record(sourceInputFields), 32),
      secondaryE8: priceE8,
    },
  },
  'price.status': { code: 15, fields: { index: id, to: choice('AMBER', 'HOLD', 'HALT', 'rules') } },
  'call.acknowledge': { code: 16, fields: { call: integer(1, MAX_INTEGER) } },
  'call.snooze': { code: 17, fields: { call: integer(1, MAX_INTEGER), untilUs: timeUs } },
  'account.open': {
    code: 18,
    fields: { label, accountKind: choice(...ACCOUNT_KINDS), profile: optional(id), venue },
  },
  'account.suspend': { code: 19, fields: { account: id, suspended: boolean } },
  'subaccount.open': {
    code: 20,
    fields: {
      account: id,
      label,
      desk: label,
      owner: id,
      mode: choice(...SUBACCOUNT_MODES),
      clientIdMemory: optional(integer(0, 65_536)),
    },
  },
  'subaccount.mode': { code: 21, fields: { subaccount: id, mode: choice(...SUBACCOUNT_MODES) } },
  'subaccount.limits': {
    code: 22,
    fields: { subaccount: id, callPercents: list(integer(100, 1_000), 3) },
  },
  'collateral.mirror': {
    code: 23,
    fields: { subaccount: id, asset: id, amountAtoms: atoms, source: label, sourceSequence },
  },
  'collateral.release': {
    code: 24,
    fields: { subaccount: id, asset: id, amountAtoms: atoms, source: label, sourceSequence },
  },
  transfer: { code: 25, fields: { from: id, to: id, asset: id, amountAtoms: atoms } },
  'order.place': {
    code: 26,
    fields: {
      ...subaccountAndInstrument,
      strategy: optional(id),
      side: choice('buy', 'sell'),
      type: choice('limit', 'market', 'pegged'),
      /** Absent on a market order; of a pegged one the worst that it may follow to, if there is. */
      priceTicks: optional(ticks),
      quantityLots: lots,
      timeInForce: choice('gtc', 'ioc', 'fok', 'day', 'gtd'),
      /** Of `gtd`: when the order expires. */
      expiresUs: optional(timeUs),
      postOnly: boolean,
      reduceOnly: boolean,
      /** With `triggerTicks`: the order waits until this price reaches it. */
      trigger: optional(choice('last', 'mark', 'index')),
      triggerTicks: optional(ticks),
      ...triggerOptions,
      clientId,
      ...linkOptions,
      /** At an order of its own owner group; `cancelNewest` where nothing is said. */
      selfTrade: optional(choice(...SELF_TRADE_MODES)),
      /** Of a post-only order that would take: it rests a tick behind, and is not refused. */
      reprice: optional(boolean),
      /** What it shows at a time while it rests, 0 being hidden; unsaid, all of it. */
      displayLots: optional(integer(0, MAX_INT32)),
      ...pegOptions,
    },
  },
  'order.amend': {
    code: 27,
    fields: {
      ...subaccountAndInstrument,
      ...orderOrName,
      priceTicks: optional(ticks),
      /** The new remaining quantity. */
      quantityLots: optional(lots),
      /** The new quantity with what is filled already; in place of the remaining one. */
      totalLots: optional(lots),
      /** Of an order that waits for its trigger. */
      triggerTicks: optional(ticks),
      trailTicks: optional(ticks),
      /** Of a pegged order. */
      pegOffsetTicks: pegOptions.pegOffsetTicks,
      /** Of an order with a bracket, and with nothing else: where its further exits will be. */
      takeProfitTicks: optional(ticks),
      stopLossTicks: optional(ticks),
      stopLossLimitTicks: optional(ticks),
    },
  },
  'order.cancel': {
    code: 28,
    fields: { ...subaccountAndInstrument, ...orderOrName },
  },
  'order.cancelAll': {
    code: 29,
    fields: {
      subaccount: id,
      instrument: optional(id),
      side: optional(choice('buy', 'sell')),
      strategy: optional(id),
    },
  },
  'position.close': {
    code: 30,
    fields: {
      ...subaccountAndInstrument,
      priceTicks: optional(ticks),
      /** With a trigger the position is closed, whatever it is then, when the price reaches it. */
      trigger: optional(choice('last', 'mark', 'index')),
      triggerTicks: optional(ticks),
      ...triggerOptions,
      clientId,
    },
  },
  'position.leverage': {
    code: 31,
    fields: { ...subaccountAndInstrument, leverageX100: integer(100, 25_000) },
  },
  'position.isolate': { code: 32, fields: { ...subaccountAndInstrument, isolated: boolean } },
  'position.transferMargin': {
    code: 33,
    fields: { ...subaccountAndInstrument, amountAtoms: integer(-MAX_INTEGER, MAX_INTEGER) },
  },
  /** Unsaid, it is for the part of the fund that stands behind all of the asset. */
  'insurance.contribute': {
    code: 34,
    fields: { asset: id, amountAtoms: atoms, riskGroup: optional(label) },
  },
  /** What is absent is not limited. */
  'subaccount.orderLimits': {
    code: 35,
    fields: {
      ...subaccountAndInstrument,
      maxQuantityLots: optional(lots),
      maxValueAtoms: optional(atoms),
      maxAwayPpm: optional(integer(1, 10_000_000)),
    },
  },
  'subaccount.orderRates': {
    code: 36,
    fields: {
      subaccount: id,
      ordersPerSecond: optional(perWindow),
      executions: optional(perWindow),
      windowS: optional(integer(1, 86_400)),
    },
  },
  /** Absent, the strategy is none: what was placed by hand. */
  'throttle.release': { code: 37, fields: { subaccount: id, strategy: optional(id) } },
  'waiver.grant': {
    code: 38,
    fields: {
      ...subaccountAndInstrument,
      side: choice('buy', 'sell'),
      quantityLots: lots,
      /** Absent, any price will do. */
      priceTicks: optional(ticks),
      limits: list(choice(...ORDER_LIMITS), 5),
      expiresUs: timeUs,
    },
  },
  /** Unless it is said again in time, all orders go: a subaccount's, or else the session's own. */
  'order.cancelAllAfter': {
    code: 39,
    fields: { subaccount: optional(id), afterMs: integer(0, 86_400_000) },
  },
  /** Given by the core for a session whose connection was lost. */
  'session.disconnect': { code: 40, fields: empty },
  /** Each scope names its own subject; an order is named with its subaccount, the venue not. */
  'kill.engage': {
    code: 41,
    fields: {
      scope: choice(...KILL_SCOPES),
      order: optional(integer(1, MAX_INTEGER)),
      strategy: optional(id),
      subaccount: optional(id),
      account: optional(id),
      desk: optional(label),
    },
  },
  'kill.release': { code: 42, fields: { kill: integer(1, MAX_INTEGER) } },
  'instrument.settle': { code: 43, fields: { instrument: id, note } },
  'instrument.amend': { code: 44, fields: { instrument: id, ...amendableFields, note } },
  /** What an asset counts as collateral from now on. */
  'asset.collateral': { code: 45, fields: { asset: id, ...collateralFields } },
  /** How the positions of an underlying are margined as a portfolio from now on. */
  'index.portfolio': { code: 46, fields: { index: id, ...portfolioFields } },
  /** A venue's ways of asking for margin, by our instruments that they are taken for. */
  'profile.define': { code: 47, fields: profileFields },
  ...externalCommands,
  /** Coins up to this offset contracts of their underlying in a portfolio; 0 for none. */
  'subaccount.spotOffset': {
    code: 53,
    fields: { subaccount: id, asset: id, amountAtoms: integer(0, MAX_INTEGER) },
  },
  /** Which of the instrument's tiers, from 1, a position is asked by at the least. */
  'position.riskLimit': { code: 54, fields: { ...subaccountAndInstrument, tier: integer(1, 16) } },
  /** At which ratios of equity to maintenance a pool may only reduce, and is liquidated; 0 none. */
  'subaccount.ratios': {
    code: 55,
    fields: {
      subaccount: id,
      reduceOnlyPercent: integer(0, 1_000),
      liquidationPercent: integer(0, 1_000),
      /** Once begun, a liquidation goes on until nothing is left. */
      runsOut: boolean,
    },
  },
} as const;

export type CommandKind = keyof typeof commandTable;
export type CommandOf<K extends CommandKind> = { readonly kind: K } & RecordOf<
  (typeof commandTable)[K]['fields']
>;
export type Command = { [K in CommandKind]: CommandOf<K> }[CommandKind];

export const COMMAND_KINDS = Object.keys(commandTable) as CommandKind[];

export function isCommandKind(kind: unknown): kind is CommandKind {
  return typeof kind === 'string' && Object.hasOwn(commandTable, kind);
}

/** A command with what the sequencer stamped on it: all that `apply` may know. */
export interface StampedCommand {
  readonly sequence: number;
  readonly timeUs: number;
  /** 0 on the connection's first command, which opens or resumes its session. */
  readonly session: number;
  /** The client's own number of the request, rising within a session; 0 asks for no memory. */
  readonly request: number;
  /** Digest of the command's bytes: tells a retry from another request of the same number. */
  readonly digest: number;
  /** True when the connection belongs to the core itself, which no message can claim. */
  readonly internal: boolean;
  readonly command: Command;
}

/** Checks the shape of a command from anywhere; null when it is well formed. */
export function checkCommand(value: unknown, path = 'command'): Misfit | null {
  const kind = (value as { kind?: unknown } | null)?.kind;
  if (!isCommandKind(kind)) {
    const sentence = `${path}.kind is not a command of this venue`;
    return { code: 'NOT_A_CHOICE', path: `${path}.kind`, sentence };
  }
  return checkRecord(commandTable[kind].fields, value, path, checkInner, 'kind');
}

/** A proposal may carry any command but another proposal: two people suffice. */
function checkInner(value: unknown, path: string): Misfit | null {
  const kind = (value as InnerCommand | null)?.kind;
  if (typeof kind === 'string' && kind.startsWith('proposal.')) {
    const sentence = `${path}.kind cannot be a proposal inside a proposal`;
    return { code: 'NOT_A_CHOICE', path: `${path}.kind`, sentence };
  }
  return checkCommand(value, path);
}
