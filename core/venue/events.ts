/**
 * Every event the venue emits: the whole vocabulary going out.
 *
 * `apply` writes events as rows of integers into a ring; they become objects only where somebody
 * reads them. Each kind names its columns once, here, in the order they are written. Choices are
 * written as their number in the list given, ids and amounts as they are.
 */
import { externalEvents } from './external/events.ts';
import { limitEvents } from './limits/events.ts';

export * from './choices.ts';

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

/** A text of up to 36 characters, six to a column. */
export const textColumns = ['text1', 'text2', 'text3', 'text4', 'text5', 'text6'] as const;

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
  'index.priced': ['index', 'priceE8', 'state', 'secondaryE8'],
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
    'premiumE8',
    'markTicks',
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
    'bucket',
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
  /** Of a risk group's part of the fund also the group, 0 being the rest, and what it then has. */
  'fund.changed': [
    'asset',
    'amountAtoms',
    'balanceAtoms',
    'reason',
    'instrument',
    'riskGroup',
    'partBalanceAtoms',
  ],
  'fund.short': ['asset', 'shortAtoms', 'instrument'],
  /** The client's own name of an order, packed; `decode` makes it the text `clientId`. */
  'order.named': ['order', 'subaccount', ...textColumns],
  /** A trigger as it stands: of a trailing order, and of one whose trigger was amended. */
  'order.armed': ['order', 'subaccount', 'instrument', 'triggerTicks', 'trailTicks'],
  ...limitEvents,
  /** A dead man's switch; of the session's own orders where the subaccount is 0. */
  'switch.armed': ['session', 'subaccount', 'dueUs'],
  'switch.disarmed': ['session', 'subaccount'],
  'switch.fired': ['session', 'subaccount', 'orders'],
  'session.lost': ['session', 'orders'],
  /** Of a desk, `subaccount` is its first. */
  'kill.engaged': [
    'kill',
    'scope',
    'order',
    'strategy',
    'subaccount',
    'account',
    'operator',
    'orders',
  ],
  'kill.released': ['kill', 'operator'],
  'instrument.settled': ['instrument', 'priceTicks', 'positions', 'remainderAtoms'],
  'position.settled': [
    'subaccount',
    'instrument',
    'quantityLots',
    'priceTicks',
    'realisedAtoms',
    'trade',
    'feeAtoms',
  ],
  /** `parent` is the order whose exit this is; 0 where a client linked the order. */
  'order.linked': ['order', 'subaccount', 'instrument', 'group', 'parent', 'link'],
  'order.bracketed': [
    'order',
    'subaccount',
    'instrument',
    'takeProfitTicks',
    'stopLossTrigger',
    'stopLossTicks',
    'stopLossLimitTicks',
  ],
  /** Of an order that has other than the usual ones, behind its acceptance; 0 shown is hidden. */
  'order.terms': ['order', 'subaccount', 'instrument', 'selfTrade', 'reprice', 'displayLots'],
  /** A post-only order would have taken at the price asked, and is taken at another. */
  'order.repriced': ['order', 'subaccount', 'instrument', 'askedTicks', 'priceTicks'],
  /** So many lots of an order did not trade with one of its own group; what went is told beside. */
  'order.selfTradePrevented': [
    'order',
    'subaccount',
    'instrument',
    'makerOrder',
    'makerSubaccount',
    'quantityLots',
    'selfTrade',
  ],
  'auction.called': ['instrument', 'untilUs', 'markTicks'],
  'auction.indicative': ['instrument', 'priceTicks', 'quantityLots', 'surplusLots'],
  'auction.extended': ['instrument', 'untilUs', 'priceTicks'],
  'auction.uncrossed': ['instrument', 'priceTicks', 'quantityLots', 'trades'],
  /** Who moved an instrument, behind its change of state; packed: the text `note`. */
  'instrument.noted': ['instrument', 'state', 'operator', ...textColumns],
  /** What an order is pegged to, behind its acceptance and when that is amended; no cap is 0. */
  'order.pegged': ['order', 'subaccount', 'instrument', 'peg', 'pegOffsetTicks', 'capTicks'],
  /** A pegged order has another price; 0 is none: it waits outside the book until it has one. */
  'order.followed': ['order', 'subaccount', 'instrument', 'priceTicks', 'remainingLots'],
  /** So many lots that were taken over will be given to who holds the other side, and why. */
  'adl.due': [
    'instrument',
    'asset',
    'cause',
    'quantityLots',
    'heldLots',
    'lossAtoms',
    'coveredAtoms',
    'priceTicks',
    'markTicks',
    'dueUs',
  ],
  /** To each whom it would reach as things stand; `place` counts from the first of the queue. */
  'adl.warned': [
    'subaccount',
    'instrument',
    'quantityLots',
    'priceTicks',
    'place',
    'lights',
    'dueUs',
  ],
  /** The quantity is what the position changed by. */
  'adl.executed': [
    'subaccount',
    'instrument',
    'trade',
    'quantityLots',
    'priceTicks',
    'markTicks',
    'realisedAtoms',
    'positionLots',
    'place',
    'lights',
    'orders',
  ],
  /** For research: what somebody who gained has given for a loss that the fund could not pay. */
  'loss.shared': ['subaccount', 'instrument', 'amountAtoms', 'gainAtoms'],
  'adl.ended': [
    'instrument',
    'asset',
    'cause',
    'quantityLots',
    'remainingLots',
    'parties',
    'priceTicks',
  ],
  /** An expired instrument waits: for minutes until then, or for people where it is 0. */
  'expiry.postponed': ['instrument', 'reason', 'minutes', 'untilUs'],
  /** What its listing says now stands in the instrument; packed: the text `note`. */
  'instrument.amended': ['instrument', 'version', 'operator', ...textColumns],
  'asset.collateral': ['asset', 'index', 'tiers'],
  'index.portfolio': ['index', 'rangePpm'],
  /** Both figures of a change of mode, in the reference currency, whether it passes or not. */
  'mode.compared': [
    'subaccount',
    'asset',
    'fromMode',
    'mode',
    'passes',
    'equityBeforeAtoms',
    'initialBeforeAtoms',
    'maintenanceBeforeAtoms',
    'equityAfterAtoms',
    'initialAfterAtoms',
    'maintenanceAfterAtoms',
  ],
  /**
   * What a subaccount gets of an asset from the fund, or gives for another; where its pool is
   * settled as a whole, for no other.
   */
  'collateral.exchanged': ['subaccount', 'asset', 'amountAtoms', 'otherAsset', 'priceE8'],
  'profile.defined': ['profile', 'contracts'],
  /** Behind the opening of an account that is asked for margin by a profile. */
  'account.profiled': ['account', 'profile'],
  'subaccount.spotOffset': ['subaccount', 'asset', 'amountAtoms'],
  ...externalEvents,
  'position.riskLimit': ['subaccount', 'instrument', 'tier'],
  'liquidation.backstopped': [
    'liquidation',
    'subaccount',
    'instrument',
    'vault',
    'lots',
    'priceTicks',
  ],
  /** What the fund paid of a slice that was closed beyond the bankruptcy price. */
  'liquidation.improved': ['liquidation', 'subaccount', 'instrument', 'amountAtoms'],
  /** So much of a takeover went to somebody who had committed to it. */
  'liquidation.assigned': [
    'liquidation',
    'subaccount',
    'instrument',
    'assignee',
    'quantityLots',
    'priceTicks',
  ],
  /** Of a position that stays open, at the mark, and what it was entered for. */
  'position.realised': ['subaccount', 'instrument', 'amountAtoms', 'markTicks', 'enteredAtoms'],
  'subaccount.ratios': ['subaccount', 'reduceOnlyPercent', 'liquidationPercent', 'runsOut'],
  /** What a payer of funding did not have, and who receives goes without. */
  'funding.unpaid': ['subaccount', 'instrument', 'amountAtoms'],
} as const satisfies Record<string, readonly string[]>;

export type EventKind = keyof typeof eventTable;
export const EVENT_KINDS = Object.keys(eventTable) as EventKind[];

/** The kinds whose last columns are a packed text, and what it is called. */
export const packedTexts: Partial<Readonly<Record<EventKind, string>>> = {
  'order.named': 'clientId',
  'instrument.noted': 'note',
  'instrument.amended': 'note',
};

/** The columns of a kind as `decode` gives them: what is packed is one. */
export function columnsOf(kind: EventKind): readonly string[] {
  const text = packedTexts[kind];
  const columns: readonly string[] = eventTable[kind];
  if (text === undefined) return columns;
  return [...columns.filter((name) => !textColumns.some((packed) => packed === name)), text];
}

/** An event as an object, at the edges. */
export interface VenueEvent {
  readonly kind: EventKind;
  readonly sequence: number;
  /** Its place among the events of its command: (sequence, eventIndex) is the event's id. */
  readonly eventIndex: number;
  readonly timeUs: number;
  readonly [column: string]: number | string;
}
