/**
 * Every command the venue knows: the whole vocabulary going in.
 *
 * A command is a plain immutable record `{ kind, ... }` grouped by noun; the sequencer adds
 * sequence, time, session and request number. `code` is the kind's permanent number in the journal
 * and is never reused. Ids count from 1; 0 in an optional place means none.
 */
import {
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

const label = text(32);
const ticks = integer(1, MAX_INT32);
const lots = integer(1, MAX_INT32);
const atoms = integer(1, MAX_INTEGER);
const rateE8 = integer(0, 100_000_000);
const ppm = integer(0, 10_000_000);
const timeUs = integer(1, MAX_INTEGER);
const durationUs = integer(0, 86_400_000_000);
/** The adapter's own rising number: a message is accepted once. */
const sourceSequence = integer(1, MAX_INTEGER);
const empty = {} as const;

const subaccountAndInstrument = { subaccount: id, instrument: id } as const;

const ms = integer(1, 1_000_000_000);
const s = integer(1, 1_000_000);
const share = integer(1, 1_000_000);
const count = integer(1, 32);

/** What an index is made of and how it is judged; meanings in `pricing/definition.ts`. */
export const indexFields = {
  symbol: label,
  badges: list(label, 8),
  sources: list(record({ name: label, weightPpm: share }), 32),
  observeIntervalMs: ms,
  observeMovePpm: share,
  spreadLimitPpm: share,
  lastPriceMaxAgeMs: ms,
  dataStaleMs: ms,
  priceStaleMs: ms,
  clockFlagMs: ms,
  clockExcludeMs: ms,
  clockBackMs: ms,
  flatAfterS: s,
  flatOthers: count,
  flatMovePpm: share,
  scaleTolerancePpm: share,
  outlierPpm: share,
  reentryPpm: share,
  reentryS: s,
  clampPpm: share,
  weightCapPpm: share,
  jumpPpm: share,
  jumpSurvivors: count,
  jumpSurvivorMovePpm: share,
  jumpHoldTicks: integer(1, 1_000),
  greenSurvivors: count,
  greenWeightPpm: share,
  amberSurvivors: count,
  amberWeightPpm: share,
  amberAgreePpm: share,
  fallbackAfterS: s,
  fallbackAgreeS: s,
  fallbackBandPpm: share,
  haltAfterS: s,
  resumeGreenS: s,
  resumePostOnlyS: s,
  secondaryAmberPpm: share,
  secondaryAmberS: s,
  secondaryHoldPpm: share,
} as const;

/** A contract and every parameter that makes one venue differ from another. */
export const instrumentFields = {
  symbol: label,
  contract: choice('linear', 'inverse'),
  index: id,
  settleAsset: id,
  tickE8: integer(1, MAX_INTEGER),
  /** Base quantity of a lot (linear) or quote value of a contract (inverse), in 1e-8. */
  lotE8: integer(1, MAX_INTEGER),
  maxOrderLots: lots,
  fees: record({ makerPpm: integer(-10_000, 100_000), takerPpm: integer(0, 100_000) }),
  margin: record({
    defaultLeverageX100: integer(100, 25_000),
    /** Marginal brackets by position value, first floor 0, rates rising. */
    tiers: list(
      record({ floorAtoms: integer(0, MAX_INTEGER), maintenancePpm: ppm, initialPpm: ppm }),
      16,
    ),
  }),
  bands: record({ innerPpm: ppm, outerPpm: ppm, markPpm: ppm, basisTauS: s }),
  funding: record({
    intervalHours: integer(1, 8),
    interestE8: rateE8,
    damperE8: rateE8,
    capE8: rateE8,
    samplesFrom: choice('previousInterval', 'sameInterval'),
    /** What the impact prices must fill, in 1e-8 of the quote. */
    impactNotionalE8: integer(1, MAX_INTEGER),
  }),
  liquidation: record({
    feePpm: ppm,
    slipPpm: ppm,
    targetPpm: ppm,
    slicePpm: ppm,
    waitUs: durationUs,
    maxSlices: integer(1, 1_000),
    uncappedValueAtoms: integer(0, MAX_INTEGER),
    takeoverPpm: ppm,
    disposalStepUs: durationUs,
    disposalFractionPpm: ppm,
    disposalBookSharePpm: ppm,
    disposalFullLots: lots,
  }),
} as const;

const priceE8 = integer(0, 1_000_000_000_000_000);
const ageMs = integer(0, 1_000_000_000);

/** What one source of an index showed at an observation. Absent prices are 0. */
export const sourceInputFields = {
  source: integer(0, 31),
  bidE8: priceE8,
  askE8: priceE8,
  lastE8: priceE8,
  lastAgeMs: ageMs,
  sourceTimeUs: integer(0, MAX_INTEGER),
  receiveAgeMs: ageMs,
  flags: integer(0, 65_535),
} as const;

export const commandTable = {
  'session.open': {
    code: 1,
    fields: {
      session: text(32),
      operator: optional(id),
      system: optional(choice('core', 'clock', 'feed', 'custodian', 'house')),
      role: choice(...ROLES),
      channel: choice('window', 'cli', 'api', 'fix', 'internal', 'drill'),
      workstation: label,
      decisionMaker: optional(id),
      executor: optional(id),
      /** An algorithm of the operator speaks, and not the operator by hand. */
      strategy: optional(id),
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
  'asset.list': { code: 9, fields: { symbol: label, decimals: integer(0, 8) } },
  'index.define': { code: 10, fields: indexFields },
  'instrument.list': { code: 11, fields: instrumentFields },
  'instrument.halt': {
    code: 12,
    fields: { instrument: id, to: choice('halt', 'reduceOnly') },
  },
  'instrument.resume': { code: 13, fields: { instrument: id } },
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
  'account.open': { code: 18, fields: { label, accountKind: choice(...ACCOUNT_KINDS) } },
  'account.suspend': { code: 19, fields: { account: id, suspended: boolean } },
  'subaccount.open': {
    code: 20,
    fields: { account: id, label, desk: label, owner: id, mode: choice('cross', 'isolated') },
  },
  'subaccount.mode': { code: 21, fields: { subaccount: id, mode: choice('cross', 'isolated') } },
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
      type: choice('limit', 'market'),
      /** Absent on a market order. */
      priceTicks: optional(ticks),
      quantityLots: lots,
      timeInForce: choice('gtc', 'ioc', 'fok'),
      postOnly: boolean,
      reduceOnly: boolean,
      /** With `triggerTicks`: the order waits until this price reaches it. */
      trigger: optional(choice('last', 'mark', 'index')),
      triggerTicks: optional(ticks),
    },
  },
  'order.amend': {
    code: 27,
    fields: {
      ...subaccountAndInstrument,
      order: integer(1, MAX_INTEGER),
      priceTicks: optional(ticks),
      /** The new remaining quantity. */
      quantityLots: optional(lots),
    },
  },
  'order.cancel': {
    code: 28,
    fields: { ...subaccountAndInstrument, order: integer(1, MAX_INTEGER) },
  },
  'order.cancelAll': { code: 29, fields: { subaccount: id, instrument: optional(id) } },
  'position.close': {
    code: 30,
    fields: { ...subaccountAndInstrument, priceTicks: optional(ticks) },
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
  'insurance.contribute': { code: 34, fields: { asset: id, amountAtoms: atoms } },
  'instrument.settle': { code: 35, fields: { instrument: id } },
} as const;

export type CommandKind = keyof typeof commandTable;
export type CommandOf<K extends CommandKind> = { readonly kind: K } & RecordOf<
  (typeof commandTable)[K]['fields']
>;
export type Command = { [K in CommandKind]: CommandOf<K> }[CommandKind];

export type IndexDefinition = RecordOf<typeof indexFields>;
export type InstrumentSpec = RecordOf<typeof instrumentFields>;
export type SourceInput = RecordOf<typeof sourceInputFields>;

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
