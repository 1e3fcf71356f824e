/** A change of the insurance fund as it is kept: how much, why, and in which liquidation. */
import { columnOf } from '../venue/event-ring.ts';
import type { EventRing } from '../venue/event-ring.ts';
import type { FundReason } from '../venue/choices.ts';

/** Of the venue's event (sequence, step); ids are 0 where there is none. */
export interface FundChange {
  readonly sequence: number;
  readonly step: number;
  readonly timeUs: number;
  readonly asset: number;
  /** The number of its part: 0 of the asset's own. */
  readonly part: number;
  readonly amountAtoms: number;
  /** What the part had afterwards. */
  readonly balanceAtoms: number;
  readonly reason: FundReason;
  readonly instrument: number;
  /** The liquidation that it came of, and whose that was. */
  readonly liquidation: number;
  readonly subaccount: number;
}

type Liquidated = Pick<FundChange, 'liquidation' | 'subaccount'>;

const NOBODY: Liquidated = { liquidation: 0, subaccount: 0 };
/** What a takeover leaves, or asks for, before its liquidation has ended. */
const OF_A_TAKEOVER: readonly FundReason[] = ['takeoverDust', 'shortfall', 'exchange', 'seized'];
/** What a slice pays or is paid, before it is told. */
const OF_A_SLICE: readonly FundReason[] = ['liquidationFee', 'priceImproved'];

function liquidatedOf(kind: 'liquidation.sliced' | 'liquidation.takeover') {
  return { liquidation: columnOf(kind, 'liquidation'), subaccount: columnOf(kind, 'subaccount') };
}

const sliced = liquidatedOf('liquidation.sliced');
const takeover = liquidatedOf('liquidation.takeover');

function readAt(events: EventRing, position: number): FundChange {
  const { sequence, eventIndex, timeUs, ...event } = events.decode(position);
  return {
    sequence,
    step: eventIndex,
    timeUs,
    asset: Number(event['asset']),
    part: Number(event['riskGroup']),
    amountAtoms: Number(event['amountAtoms']),
    balanceAtoms: Number(event['partBalanceAtoms']),
    reason: event['reason'] as FundReason,
    instrument: Number(event['instrument']),
    ...NOBODY,
  };
}

/**
 * Hears events in their order and keeps the changes of the fund. The event of a change does not say
 * which liquidation it came of; those around it do: a fee is charged just before its slice is told,
 * and what a takeover leaves is moved between it and the end of its liquidation.
 */
export class FundHearing {
  #changes: FundChange[] = [];
  #taken: Liquidated = NOBODY;

  /** One event; all of a command's are heard before `take`. */
  hear(events: EventRing, position: number): void {
    const kind = events.kindAt(position);
    if (kind === 'fund.changed') this.#hearChange(readAt(events, position));
    else if (kind === 'liquidation.sliced') {
      this.#charge(liquidatedAt(events, position, sliced));
    } else if (kind === 'liquidation.takeover') {
      this.#taken = liquidatedAt(events, position, takeover);
    } else if (kind === 'liquidation.ended') this.#taken = NOBODY;
  }

  #hearChange(change: FundChange): void {
    const isTaken = OF_A_TAKEOVER.includes(change.reason);
    this.#changes.push(isTaken ? { ...change, ...this.#taken } : change);
  }

  /** What came since the slice before, of a slice's reasons, is that slice's. */
  #charge(by: Liquidated): void {
    this.#changes = this.#changes.map((change) => {
      const isIts = change.liquidation === 0 && OF_A_SLICE.includes(change.reason);
      return isIts ? { ...change, ...by } : change;
    });
  }

  /** What was heard since it was last asked. */
  take(): FundChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }
}

function liquidatedAt(
  events: EventRing,
  position: number,
  columns: { readonly liquidation: number; readonly subaccount: number },
): Liquidated {
  return {
    liquidation: events.columnAt(position, columns.liquidation),
    subaccount: events.columnAt(position, columns.subaccount),
  };
}

/** What went in and out of a part. */
export interface FundSums {
  readonly asset: number;
  readonly part: number;
  readonly inAtoms: number;
  readonly outAtoms: number;
}

/** All that is to be known of the fund up to a command. */
export interface FundPast {
  /** The newest, in their order. */
  readonly changes: readonly FundChange[];
  /** Of all there ever were. */
  readonly sums: readonly FundSums[];
  /** The last of each part in each minute of a time, and the last of each before it, in order. */
  readonly balances: readonly Pick<FundChange, 'timeUs' | 'asset' | 'part' | 'balanceAtoms'>[];
}

/** What of the past is asked for. */
export interface FundQuery {
  /** The last command. */
  readonly sequence: number;
  /** So many of the newest changes. */
  readonly count: number;
  /** Balances from then on. */
  readonly sinceUs: number;
}
