/**
 * Every event the venue emits: the whole vocabulary going out.
 *
 * `apply` writes events as rows of integers into a ring; they become objects only where somebody
 * reads them. Each kind names its columns once, here, in the order they are written. Choices are
 * written as their number in the list given, ids and amounts as they are.
 */
import { ACCOUNT_KINDS, COMMAND_KINDS, ROLES } from './commands.ts';
import { OUTCOME_CODES } from './outcomes.ts';
import type { LadderPhase, LadderReason, PriceState } from './pricing/ladder.ts';
import type { MarkChoice } from './pricing/mark.ts';
import type { ExclusionReason } from './pricing/source-validity.ts';

const execution = [
  'order',
  'subaccount',
  'instrument',
  'side',
  'priceTicks',
  'quantityLots',
  'remainingLots',
  'feeAtoms',
  'realisedAtoms',
  'positionLots',
  'liquidity',
  'trade',
  'tradeKind',
  'strategy',
] as const;

export const eventTable = {
  'command.refused': ['outcome', 'commandKind', 'session', 'request', 'detail'],
  'session.opened': ['session', 'operator', 'role', 'resumed', 'strategy'],
  'session.closed': ['session'],
  'operator.registered': ['operator'],
  'strategy.registered': ['strategy', 'decisionMaker', 'executor'],
  'proposal.opened': ['proposal', 'commandKind', 'operator'],
  'proposal.approved': ['proposal', 'operator'],
  'proposal.rejected': ['proposal', 'operator'],
  'asset.listed': ['asset', 'decimals'],
  'index.defined': ['index'],
  'instrument.listed': ['instrument'],
  'instrument.state': ['instrument', 'state', 'reason'],
  'index.priced': ['index', 'priceE8', 'state'],
  'index.state': ['index', 'from', 'to', 'reason', 'survivors', 'fromPhase', 'toPhase'],
  'index.excluded': ['index', 'source', 'reason'],
  'mark.set': ['instrument', 'markTicks', 'fairE8', 'bookE8', 'lastE8', 'method'],
  'account.opened': ['account', 'accountKind'],
  'account.suspended': ['account', 'suspended'],
  'subaccount.opened': ['subaccount', 'account', 'owner', 'mode'],
  'subaccount.mode': ['subaccount', 'mode'],
  'subaccount.limits': ['subaccount', 'firstPercent', 'secondPercent', 'thirdPercent'],
  'collateral.mirrored': ['subaccount', 'asset', 'amountAtoms', 'mirroredAtoms'],
  'collateral.released': ['subaccount', 'asset', 'amountAtoms', 'mirroredAtoms'],
  'transfer.made': ['from', 'to', 'asset', 'amountAtoms'],
  'order.accepted': [
    'order',
    'subaccount',
    'instrument',
    'side',
    'type',
    'priceTicks',
    'quantityLots',
    'timeInForce',
    'flags',
    'strategy',
    'session',
    'trigger',
    'triggerTicks',
    'origin',
  ],
  'order.triggered': ['order', 'subaccount', 'instrument', 'trigger', 'triggerTicks', 'priceTicks'],
  'order.rested': ['order', 'subaccount', 'instrument', 'side', 'priceTicks', 'remainingLots'],
  'order.amended': ['order', 'subaccount', 'instrument', 'priceTicks', 'remainingLots', 'kept'],
  'order.cancelled': ['order', 'subaccount', 'instrument', 'remainingLots', 'reason'],
  execution,
  trade: ['trade', 'instrument', 'priceTicks', 'quantityLots', 'takerSide', 'tradeKind'],
  'position.leverage': ['subaccount', 'instrument', 'leverageX100'],
  'position.isolated': ['subaccount', 'instrument', 'isolated'],
  'position.margin': ['subaccount', 'instrument', 'amountAtoms', 'allocatedAtoms'],
  'funding.sampled': ['instrument', 'premiumE8', 'included'],
  'funding.settled': [
    'instrument',
    'rateE8',
    'samples',
    'paidAtoms',
    'receivedAtoms',
    'remainderAtoms',
    'positions',
  ],
  'funding.paid': ['subaccount', 'instrument', 'amountAtoms', 'rateE8', 'valueAtoms'],
  'call.raised': [
    'call',
    'subaccount',
    'bucket',
    'level',
    'equityAtoms',
    'maintenanceAtoms',
    'cureAtoms',
  ],
  'call.cured': ['call', 'subaccount', 'bucket', 'equityAtoms', 'maintenanceAtoms'],
  'call.acknowledged': ['call', 'operator'],
  'call.snoozed': ['call', 'operator', 'untilUs'],
  'call.due': ['call', 'subaccount', 'bucket', 'level'],
  'liquidation.started': [
    'liquidation',
    'subaccount',
    'bucket',
    'instrument',
    'equityAtoms',
    'maintenanceAtoms',
    'markTicks',
    'indexState',
  ],
  'liquidation.cancelled': [
    'liquidation',
    'subaccount',
    'bucket',
    'orders',
    'equityAtoms',
    'maintenanceAtoms',
  ],
  'liquidation.sliced': [
    'liquidation',
    'subaccount',
    'instrument',
    'wantedLots',
    'filledLots',
    'limitTicks',
    'feeAtoms',
    'equityAtoms',
    'maintenanceAtoms',
  ],
  'liquidation.takeover': [
    'liquidation',
    'subaccount',
    'instrument',
    'quantityLots',
    'bankruptcyTicks',
    'markTicks',
  ],
  'liquidation.ended': [
    'liquidation',
    'subaccount',
    'bucket',
    'how',
    'slices',
    'equityAtoms',
    'maintenanceAtoms',
  ],
  'liquidation.disposed': ['instrument', 'wantedLots', 'filledLots', 'limitTicks', 'remainingLots'],
  'fund.changed': ['asset', 'amountAtoms', 'balanceAtoms', 'reason', 'instrument'],
  'fund.short': ['asset', 'shortAtoms', 'instrument'],
} as const satisfies Record<string, readonly string[]>;

export type EventKind = keyof typeof eventTable;
export const EVENT_KINDS = Object.keys(eventTable) as EventKind[];

// The enumerations that events carry as numbers; the order is permanent.
export const CANCEL_REASONS = [
  'requested',
  'ioc',
  'selfTrade',
  'reduceOnly',
  'liquidation',
  'closed',
  'insufficientMargin',
  'outsideBand',
  'notPossible',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];
export const TRADE_KINDS = ['book', 'liquidation', 'takeover', 'disposal'] as const;
export type TradeKind = (typeof TRADE_KINDS)[number];
export const FUND_REASONS = [
  'contribution',
  'liquidationFee',
  'takeoverDust',
  'disposalGain',
  'disposalLoss',
  'fundingRemainder',
  'shortfall',
] as const;
export type FundReason = (typeof FUND_REASONS)[number];
export const INDEX_STATES = [
  'NONE',
  'GREEN',
  'AMBER',
  'HOLD',
  'FALLBACK',
  'HALT',
  'RESUME',
] as const satisfies readonly PriceState[];
export const INDEX_PHASES = [
  'none',
  'greenWait',
  'postOnly',
  'agreeing',
  'agreed',
] as const satisfies readonly LadderPhase[];
export const INDEX_REASONS = [
  'FIRST_PRICE',
  'FEW_SOURCES',
  'LOW_WEIGHT',
  'DISAGREE',
  'JUMP',
  'STALE',
  'SECONDARY_DIFFERS',
  'SECONDARY_AGREES',
  'SECONDARY_LOST',
  'HELD_TOO_LONG',
  'SOURCES_BACK',
  'GREEN_HELD',
  'POST_ONLY_HELD',
  'LOWERED',
  'RELEASED',
] as const satisfies readonly LadderReason[];
export const EXCLUSION_REASONS = [
  'CROSSED',
  'WIDE',
  'NOPRICE',
  'STALE',
  'CLOCK',
  'FLAT',
  'SCALE',
  'SEQ',
  'OUTLIER',
] as const satisfies readonly ExclusionReason[];
export const MARK_METHODS = [
  'median',
  'meanAC',
  'meanAB',
  'fundingAdjusted',
] as const satisfies readonly MarkChoice[];
export const INSTRUMENT_STATES = ['open', 'reduceOnly', 'halt'] as const;
export type InstrumentState = (typeof INSTRUMENT_STATES)[number];
export const STATE_REASONS = ['listed', 'person', 'fundShort', 'valueTooLarge'] as const;
export const ORDER_ORIGINS = ['request', 'liquidation', 'disposal'] as const;
export const TRIGGERS = ['none', 'last', 'mark', 'index'] as const;
export const LIQUIDATION_ENDS = ['cured', 'takeover', 'closed'] as const;
export const ORDER_TYPES = ['limit', 'market'] as const;
export const TIMES_IN_FORCE = ['gtc', 'ioc', 'fok'] as const;
export const LIQUIDITY = ['maker', 'taker'] as const;
export const MARGIN_MODES = ['cross', 'isolated'] as const;

/** The names behind the numbers that a column holds, by column or by kind and column. */
export const eventChoices: Readonly<Record<string, readonly string[]>> = {
  outcome: OUTCOME_CODES,
  commandKind: COMMAND_KINDS,
  role: ROLES,
  tradeKind: TRADE_KINDS,
  trigger: TRIGGERS,
  origin: ORDER_ORIGINS,
  timeInForce: TIMES_IN_FORCE,
  type: ORDER_TYPES,
  liquidity: LIQUIDITY,
  mode: MARGIN_MODES,
  how: LIQUIDATION_ENDS,
  accountKind: ACCOUNT_KINDS,
  'instrument.state.state': INSTRUMENT_STATES,
  'instrument.state.reason': STATE_REASONS,
  'order.cancelled.reason': CANCEL_REASONS,
  'fund.changed.reason': FUND_REASONS,
  'index.priced.state': INDEX_STATES,
  'index.state.from': INDEX_STATES,
  'index.state.to': INDEX_STATES,
  fromPhase: INDEX_PHASES,
  toPhase: INDEX_PHASES,
  method: MARK_METHODS,
  'index.state.reason': INDEX_REASONS,
  'index.excluded.reason': EXCLUSION_REASONS,
  'liquidation.started.indexState': INDEX_STATES,
};

/** An event as an object, at the edges. */
export interface VenueEvent {
  readonly kind: EventKind;
  readonly sequence: number;
  /** Its place among the events of its command: (sequence, eventIndex) is the event's id. */
  readonly eventIndex: number;
  readonly timeUs: number;
  readonly [column: string]: number | string;
}
