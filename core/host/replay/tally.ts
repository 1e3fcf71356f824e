/** Counts what a venue's events tell, from the moment it listens. */
import { formatUnits } from '../../sequencer/admission/decimal.ts';
import { columnOf } from '../../venue/event-ring.ts';
import type { EventKind, VenueEvent } from '../../venue/events.ts';
import { OUTCOME_CODES } from '../../venue/outcomes.ts';
import { at, INSURANCE_SUBACCOUNT } from '../../venue/state.ts';
import type { VenueState } from '../../venue/state.ts';
import { walletAtoms } from '../../venue/accounts/ledger.ts';
import type { Venue } from '../../venue/venue.ts';
import { LiquidationRecords } from './liquidation-records.ts';
import type { LiquidationRecord } from './liquidation-records.ts';
import type { Port } from './port.ts';

/** One asset's part of the fund, as decimal text in units of the asset. */
export interface FundMovement {
  readonly start: string;
  readonly end: string;
  readonly in: string;
  readonly out: string;
}

export interface TallyReport {
  readonly commands: number;
  readonly events: number;
  readonly batches: number;
  readonly trades: number;
  readonly orders: number;
  /** Of the organisation: neither the house's nor the venue's own. */
  readonly deskOrders: number;
  readonly deskExecutions: number;
  readonly marginCalls: number;
  readonly marginCallsCured: number;
  readonly liquidations: number;
  readonly liquidationSlices: number;
  readonly takeovers: number;
  readonly disposals: number;
  /** Positions, or parts of them, that were given up to make the fund whole. */
  readonly deleveraged: number;
  readonly fundingSettlements: number;
  readonly fundingPayments: number;
  readonly insuranceFund: Readonly<Record<string, FundMovement>>;
  readonly fundShort: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly liquidationDetails: readonly LiquidationRecord[];
}

const outcomeColumn = columnOf('command.refused', 'outcome');
const acceptedSubaccount = columnOf('order.accepted', 'subaccount');
const executionSubaccount = columnOf('execution', 'subaccount');
const callColumn = columnOf('call.raised', 'call');

interface FundSums {
  startAtoms: number;
  inAtoms: number;
  outAtoms: number;
}

export class Tally {
  readonly #venue: Venue;
  readonly #kinds = new Map<EventKind, number>();
  readonly #refusals = new Map<number, number>();
  readonly #calls = new Set<number>();
  readonly #fund: FundSums[];
  readonly #liquidations: LiquidationRecords;
  readonly #firstSequence: number;
  readonly #firstEvent: number;
  /** Accounts of the desks, by subaccount id - 1. */
  readonly #isDesk: readonly boolean[];
  #batches = 0;
  #deskOrders = 0;
  #deskExecutions = 0;

  constructor(port: Port) {
    const { state, events } = port.venue;
    this.#venue = port.venue;
    this.#firstSequence = state.sequence;
    this.#firstEvent = events.written;
    this.#liquidations = new LiquidationRecords(state);
    this.#fund = state.assets.map(({ id }) => {
      return { startAtoms: fundAtoms(state, id), inAtoms: 0, outAtoms: 0 };
    });
    this.#isDesk = state.subaccounts.map(({ account }) => {
      return !['system', 'house'].includes(at(state.accounts, account).kind);
    });
    port.onApplied((from, to) => {
      this.#batches += 1;
      for (let position = from; position < to; position += 1) this.#hear(position);
    });
  }

  /** How many events of a kind there have been. */
  count(kind: EventKind): number {
    return this.#kinds.get(kind) ?? 0;
  }

  get marginCalls(): number {
    return this.#calls.size;
  }

  report(): TallyReport {
    const { state, events } = this.#venue;
    return {
      commands: state.sequence - this.#firstSequence,
      events: events.written - this.#firstEvent,
      batches: this.#batches,
      trades: this.count('trade'),
      orders: this.count('order.accepted'),
      deskOrders: this.#deskOrders,
      deskExecutions: this.#deskExecutions,
      marginCalls: this.marginCalls,
      marginCallsCured: this.count('call.cured'),
      liquidations: this.count('liquidation.started'),
      liquidationSlices: this.count('liquidation.sliced'),
      takeovers: this.count('liquidation.takeover'),
      disposals: this.count('liquidation.disposed'),
      deleveraged: this.count('adl.executed'),
      fundingSettlements: this.count('funding.settled'),
      fundingPayments: this.count('funding.paid'),
      insuranceFund: this.#fundMovements(),
      fundShort: this.count('fund.short'),
      refusals: this.#refusalsByCode(),
      liquidationDetails: this.#liquidations.records,
    };
  }

  #hear(position: number): void {
    const { events } = this.#venue;
    const kind = events.kindAt(position);
    this.#kinds.set(kind, this.count(kind) + 1);
    const column = (index: number): number => events.columnAt(position, index);
    if (kind === 'order.accepted') {
      if (this.#isDesk[column(acceptedSubaccount) - 1] === true) this.#deskOrders += 1;
    } else if (kind === 'execution') {
      if (this.#isDesk[column(executionSubaccount) - 1] === true) this.#deskExecutions += 1;
    } else if (kind === 'command.refused') {
      const code = column(outcomeColumn);
      this.#refusals.set(code, (this.#refusals.get(code) ?? 0) + 1);
    } else if (kind === 'call.raised') {
      this.#calls.add(column(callColumn));
    } else if (kind === 'fund.changed') {
      this.#moveFund(events.decode(position));
    } else if (kind.startsWith('liquidation.')) {
      this.#liquidations.hear(events.decode(position));
    }
  }

  #moveFund(event: VenueEvent): void {
    const sums = this.#fund[Number(event['asset']) - 1];
    const amountAtoms = Number(event['amountAtoms']);
    if (sums === undefined) return;
    if (amountAtoms > 0) sums.inAtoms += amountAtoms;
    else sums.outAtoms -= amountAtoms;
  }

  #fundMovements(): Record<string, FundMovement> {
    const { state } = this.#venue;
    const movements: Record<string, FundMovement> = {};
    for (const { id, symbol, decimals } of state.assets) {
      const sums = this.#fund[id - 1];
      if (sums === undefined) continue;
      const text = (atoms: number): string => formatUnits(atoms, decimals);
      movements[symbol] = {
        start: text(sums.startAtoms),
        end: text(fundAtoms(state, id)),
        in: text(sums.inAtoms),
        out: text(sums.outAtoms),
      };
    }
    return movements;
  }

  #refusalsByCode(): Record<string, number> {
    const codes = [...this.#refusals].toSorted(([a], [b]) => a - b);
    return Object.fromEntries(codes.map(([code, count]) => [OUTCOME_CODES[code], count]));
  }
}

function fundAtoms(state: VenueState, asset: number): number {
  return walletAtoms(at(at(state.subaccounts, INSURANCE_SUBACCOUNT).balances, asset));
}
