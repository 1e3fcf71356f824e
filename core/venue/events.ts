/**
 * Every event the venue emits: the whole vocabulary going out.
 *
 * `apply` writes events as rows of integers into a ring; they become objects only where somebody
 * reads them. Each kind names its columns once, here, in the order they are written. Choices are
 * written as their number in the list given, ids and amounts as they are.
 */
import { eventChoices } from './choices.ts';
import { broken, invariant } from './numbers.ts';

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
  'instrument.settled': ['instrument', 'priceTicks', 'positions', 'remainderAtoms'],
  'position.settled': [
    'subaccount',
    'instrument',
    'quantityLots',
    'priceTicks',
    'realisedAtoms',
    'trade',
  ],
} as const satisfies Record<string, readonly string[]>;

export type EventKind = keyof typeof eventTable;
export const EVENT_KINDS = Object.keys(eventTable) as EventKind[];
const kindNumber = new Map(EVENT_KINDS.map((kind, index) => [kind, index]));

/** An event as an object, at the edges. */
export interface VenueEvent {
  readonly kind: EventKind;
  readonly sequence: number;
  /** Its place among the events of its command: (sequence, eventIndex) is the event's id. */
  readonly eventIndex: number;
  readonly timeUs: number;
  readonly [column: string]: number | string;
}

const STRIDE = 18; // kind, sequence, index, time, then at most 14 columns.
const HEAD = 4;

/**
 * The ring of events. It overwrites only what its reader has released; when one step says more
 * than fits, it grows rather than forget.
 */
export class EventRing {
  #rows: Float64Array;
  #capacity: number;
  #written = 0;
  #released = 0;
  #sequence = 0;
  #timeUs = 0;
  #index = 0;

  constructor(capacity = 16_384) {
    this.#capacity = capacity;
    this.#rows = new Float64Array(capacity * STRIDE);
  }

  /** Events written since the beginning: the position to read from next. */
  get written(): number {
    return this.#written;
  }

  /** Number of events of the step so far: the second half of the next event's id. */
  get stepIndex(): number {
    return this.#index;
  }

  begin(sequence: number, timeUs: number): void {
    this.#sequence = sequence;
    this.#timeUs = timeUs;
    this.#index = 0;
  }

  emit(kind: EventKind, ...columns: number[]): void {
    if (this.#written - this.#released === this.#capacity) this.#grow();
    let at = (this.#written % this.#capacity) * STRIDE;
    const rows = this.#rows;
    rows[at++] = kindNumber.get(kind) as number;
    rows[at++] = this.#sequence;
    rows[at++] = this.#index++;
    rows[at++] = this.#timeUs;
    for (const value of columns) rows[at++] = value;
    this.#written += 1;
  }

  #grow(): void {
    const bigger = new Float64Array(this.#capacity * 2 * STRIDE);
    for (let n = this.#released; n < this.#written; n++) {
      const from = (n % this.#capacity) * STRIDE;
      bigger.set(this.#rows.subarray(from, from + STRIDE), (n % (this.#capacity * 2)) * STRIDE);
    }
    this.#rows = bigger;
    this.#capacity *= 2;
  }

  /** Kind of the event at a position: lets a reader skip without building an object. */
  kindAt(position: number): EventKind {
    return EVENT_KINDS[this.#rows[this.#offset(position)] as number] as EventKind;
  }

  /** One column of the event at a position. */
  columnAt(position: number, column: number): number {
    return this.#rows[this.#offset(position) + HEAD + column] as number;
  }

  #offset(position: number): number {
    const kept = position >= this.#written - this.#capacity && position >= this.#released;
    if (!kept || position >= this.#written) broken(`event ${position} is not in the ring`);
    return (position % this.#capacity) * STRIDE;
  }

  /** The event at a position, as an object. */
  decode(position: number): VenueEvent {
    const at = this.#offset(position);
    const kind = this.kindAt(position);
    const event: Record<string, number | string> = {
      kind,
      sequence: this.#rows[at + 1] as number,
      eventIndex: this.#rows[at + 2] as number,
      timeUs: this.#rows[at + 3] as number,
    };
    eventTable[kind].forEach((column, n) => {
      const value = this.#rows[at + HEAD + n] as number;
      event[column] = (eventChoices[`${kind}.${column}`] ?? eventChoices[column])?.[value] ?? value;
    });
    return event as unknown as VenueEvent;
  }

  /** Says that everything before the position has been read and may be overwritten. */
  release(position: number): void {
    invariant(position >= this.#released && position <= this.#written, 'release goes forward');
    this.#released = position;
  }
}

/** Column numbers of a kind, for readers that do not want objects. */
export function columnOf(kind: EventKind, column: string): number {
  const at = (eventTable[kind] as readonly string[]).indexOf(column);
  invariant(at >= 0, `${kind} has no column ${column}`);
  return at;
}
