/** The enumerations that events carry as numbers; the order of each list is permanent. */
import { SELF_TRADE_MODES } from './book/contract.ts';
import { ACCOUNT_KINDS, COMMAND_KINDS, KILL_SCOPES, ROLES, SUBACCOUNT_MODES } from './commands.ts';
import { KNOWN_BY, TRANSFER_REASONS, VENUE_FIGURES } from './external/commands.ts';
import { PEGS } from './orders/options.ts';
import { OUTCOME_CODES } from './outcomes.ts';
import type { LadderPhase, LadderReason, PriceState } from './pricing/ladder.ts';
import type { MarkChoice } from './pricing/mark.ts';
import type { ExclusionReason } from './pricing/source-validity.ts';

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
  'expired',
  'disconnected',
  'cancelAllAfter',
  'killed',
  'settled',
  'linked',
  'crossed',
  'deleveraged',
  'unfunded',
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];
export const TRADE_KINDS = [
  'book',
  'liquidation',
  'takeover',
  'disposal',
  'settlement',
  'adl',
  'transfer',
] as const;
export type TradeKind = (typeof TRADE_KINDS)[number];
export const FUND_REASONS = [
  'contribution',
  'liquidationFee',
  'takeoverDust',
  'disposalGain',
  'disposalLoss',
  'fundingRemainder',
  'shortfall',
  'settlementRemainder',
  'adlRemainder',
  'adlLoss',
  'exchange',
  'seized',
  'winnersShare',
  'priceImproved',
  'hourlyFees',
] as const;
export type FundReason = (typeof FUND_REASONS)[number];
/** Why somebody is deleveraged, the first that holds for most lots. */
export const ADL_CAUSES = [
  'uncovered',
  'takeoverCap',
  'drawdown',
  'overdue',
  'ruined',
  'lossLimit',
] as const;
export type AdlCause = (typeof ADL_CAUSES)[number];
/** What another venue is expected to do with what is observed there. */
export const EXPECTED_ACTS = [
  'call',
  'liquidation',
  'deleveraging',
  'funding',
  'settlement',
] as const;
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
  'fairBasis',
  'settling',
  'index',
  'protectedLast',
  'composed',
] as const satisfies readonly (MarkChoice | 'fairBasis' | 'settling' | 'index')[];
export const INSTRUMENT_STATES = [
  'open',
  'reduceOnly',
  'halt',
  'settled',
  'preOpen',
  'auction',
  'postOnly',
  'expired',
] as const;
export type InstrumentState = (typeof INSTRUMENT_STATES)[number];
export const STATE_REASONS = [
  'listed',
  'person',
  'fundShort',
  'valueTooLarge',
  'settlement',
  'priceMove',
  'restart',
  'uncrossed',
  'expiry',
  'concentration',
] as const;
export const ORDER_ORIGINS = ['request', 'liquidation', 'disposal', 'bracket'] as const;
/** What an order is to those that it is linked with. */
export const LINK_KINDS = ['oco', 'takeProfit', 'stopLoss'] as const;
export const TRIGGERS = ['none', 'last', 'mark', 'index'] as const;
/** Why an expired instrument is not settled yet. */
export const POSTPONED_REASONS = ['fewMinutes', 'priceNotTrusted', 'overdue'] as const;
export type PostponedReason = (typeof POSTPONED_REASONS)[number];
export const LIQUIDATION_ENDS = ['cured', 'takeover', 'closed'] as const;
export const ORDER_TYPES = ['limit', 'market', 'pegged'] as const;
export const TIMES_IN_FORCE = ['gtc', 'ioc', 'fok', 'day', 'gtd'] as const;
export type OrderTimeInForce = (typeof TIMES_IN_FORCE)[number];
export const LIQUIDITY = ['maker', 'taker', 'auction'] as const;
export const MARGIN_MODES = SUBACCOUNT_MODES;

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
  selfTrade: SELF_TRADE_MODES,
  mode: MARGIN_MODES,
  fromMode: MARGIN_MODES,
  how: LIQUIDATION_ENDS,
  accountKind: ACCOUNT_KINDS,
  scope: KILL_SCOPES,
  link: LINK_KINDS,
  stopLossTrigger: TRIGGERS,
  peg: PEGS,
  cause: ADL_CAUSES,
  knownBy: KNOWN_BY,
  figure: VENUE_FIGURES,
  what: EXPECTED_ACTS,
  'external.transferred.reason': TRANSFER_REASONS,
  'instrument.state.state': INSTRUMENT_STATES,
  'instrument.state.reason': STATE_REASONS,
  'instrument.noted.state': INSTRUMENT_STATES,
  'expiry.postponed.reason': POSTPONED_REASONS,
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
