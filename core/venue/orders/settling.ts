/**
 * One side of a trade becomes money: its position, realised result and fee are posted with the
 * integer value that both sides share, so that what one pays the other gets. `margin-rules.md`
 * section 1, Default.
 */
import { HELD_COST, HELD_LOTS, POSITION_SHIFT } from '../accounts/holding.ts';
import { BUY } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import type { InstrumentSpec } from '../commands.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { payAside } from '../funding/unpaid.ts';
import { coverShortfall } from '../liquidation/fund.ts';
import { closeFeeAtoms, initialAtoms } from '../margin/arithmetic.ts';
import { isCapped, postedAtoms } from '../margin/capped.ts';
import { spendableAtoms } from '../margin/pair-funds.ts';
import { initialTermsOfPosition } from '../margin/account-terms.ts';
import { mulDivCeil, mulDivRound, positiveZero } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import { at, FEE_SUBACCOUNT, isMargined } from '../state.ts';
import type { Instrument, Position, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { closeCarried } from '../accounts/realised.ts';
import type { Party, Trade } from './execution.ts';

export { feeAtoms } from './fees.ts';

/** What one side of a trade did to its position. */
export interface Settled {
  readonly realisedAtoms: Atoms;
  /** What an isolated bucket held when its position went flat; 0 otherwise. */
  readonly leftAtoms: Atoms;
}

/** One side of a trade, with the integer value that both sides share. */
export interface SideOfTrade {
  readonly subaccount: Subaccount;
  readonly side: Side;
  readonly lots: Lots;
  readonly ticks: Ticks;
  readonly notionalAtoms: Atoms;
  readonly feeAtoms: Atoms;
}

/**
 * Posts one side: the closing part releases cost pro rata and realises the difference, the rest
 * opens at the fill's value; a fill through zero does both. Rules POS-01, POS-02.
 */
export function settleSide(step: Step, instrument: Instrument, trade: SideOfTrade): Settled {
  const { subaccount, side, lots } = trade;
  const asset = instrument.spec.settleAsset;
  const position = at(instrument.positions, subaccount.id);
  const balance = at(instrument.balances, subaccount.id);
  if (instrument.funding.unpaid !== undefined) payAside(step, instrument, subaccount.id);
  const held = Math.abs(position.lots);
  const closing = position.lots * side < 0 ? Math.min(lots, held) : 0;
  const value = costOf(instrument, side, trade.notionalAtoms);
  const realised = realisedAtoms(position.lots, position.costAtoms, side, lots, value);
  step.ledger.changePosition(position, asset, side * lots, value + realised);
  step.ledger.postTo(balance, realised);
  if (trade.feeAtoms !== 0) {
    step.ledger.postTo(balance, -trade.feeAtoms);
    step.ledger.postTo(at(instrument.balances, FEE_SUBACCOUNT), trade.feeAtoms);
  }
  position.realisedAtoms += realised;
  position.feesAtoms += trade.feeAtoms;
  if (instrument.realised !== undefined) {
    closeCarried(instrument.realised, subaccount.id, held, closing);
  }
  if (position.lots === 0 && isMargined(step.state, subaccount)) {
    step.flattened.push(subaccount.id, instrument.id);
  }
  const leftAtoms =
    position.mode === 'isolated'
      ? reallocate(step, instrument, position, trade, { held, closing, realised })
      : 0;
  return { realisedAtoms: realised, leftAtoms };
}

/** The same of a margined subaccount in cross, by its rows alone. */
export function settleRow(
  step: Step,
  instrument: Instrument,
  { lots, notionalAtoms: notional }: Readonly<Trade>,
  party: Party,
): void {
  const { subaccount, side, feeAtoms: fee } = party;
  const rows = instrument.positionRows.values;
  const row = subaccount << POSITION_SHIFT;
  const held = rows[row + HELD_LOTS] as number;
  const value = costOf(instrument, side, notional);
  const realised =
    held * side < 0 ? realisedAtoms(held, rows[row + HELD_COST] as number, side, lots, value) : 0;
  const heldLots = held + side * lots;
  party.realisedAtoms = realised;
  party.heldLots = heldLots;
  step.ledger.settle(instrument, subaccount, side * lots, value, realised, fee);
  if (heldLots === 0) step.flattened.push(subaccount, instrument.id);
}

/** What a fill adds to the cost of a position that it opens. */
export function costOf({ scales }: Instrument, side: Side, notional: Atoms): Atoms {
  return (side === BUY) === scales.lotTickAtoms > 0 ? notional : -notional;
}

/** What the closing part of a fill realises, if it has one. Rules POS-01, POS-02. */
export function realisedAtoms(
  heldLots: Lots,
  costAtoms: Atoms,
  side: Side,
  lots: Lots,
  value: Atoms,
): Atoms {
  if (heldLots * side >= 0) return 0;
  const held = Math.abs(heldLots);
  const closing = Math.min(lots, held);
  const closingValue = closing === lots ? value : mulDivRound(value, closing, lots);
  const released = closing === held ? costAtoms : mulDivRound(costAtoms, closing, held);
  return positiveZero(-closingValue - released);
}

/**
 * Moves margin between an isolated bucket and the rest of the wallet: closing lets its share go,
 * after the result has been taken from it; opening brings the new part's margin. Rule ISO-01.
 */
function reallocate(
  step: Step,
  instrument: Instrument,
  position: Position,
  trade: SideOfTrade,
  closed: { held: Lots; closing: Lots; realised: Atoms },
): Atoms {
  const { spec } = instrument;
  const { held, closing, realised } = closed;
  let left = 0;
  const fee =
    closing === trade.lots ? trade.feeAtoms : mulDivRound(trade.feeAtoms, closing, trade.lots);
  if (closing > 0) {
    const after = position.allocatedAtoms + realised - fee;
    if (closing === held) {
      left = after;
      position.allocatedAtoms = 0;
      if (after < 0) coverShortfall(step, trade.subaccount, instrument, -after);
    } else {
      position.allocatedAtoms = keptAtoms(position, held, closing, realised - fee);
    }
  }
  const opening = trade.lots - closing;
  if (opening > 0) {
    const unpaidFee = Math.max(0, trade.feeAtoms - fee);
    const needed = isCapped(spec)
      ? postedAtoms(instrument, trade.side, opening, trade.ticks)
      : openedAtoms(instrument, position, trade, held - closing, opening);
    position.allocatedAtoms += Math.max(
      -unpaidFee,
      Math.min(needed, spareAtoms(step, trade, spec)),
    );
  }
  return left;
}

/** What the opening part of a fill brings into an isolated position of so many lots. ISO-01. */
function openedAtoms(
  instrument: Instrument,
  position: Position,
  trade: SideOfTrade,
  heldLots: Lots,
  opening: Lots,
): Atoms {
  const { scales } = instrument;
  const before = heldLots === 0 ? 0 : notionalAtoms(scales, heldLots, trade.ticks);
  const opened = notionalAtoms(scales, opening, trade.ticks);
  const leverage = position.leverageX100;
  const terms = initialTermsOfPosition(instrument, position);
  const margin =
    initialAtoms(terms, before + opened, leverage) - initialAtoms(terms, before, leverage);
  return margin + closeFeeAtoms(terms, trade.side, opened, margin);
}

/**
 * What an isolated position has once a part of it was closed with a result: its share goes, but
 * what a liquidation's slice frees stays with the rest, which is its purpose. Rule ISO-01.
 */
export function keptAtoms(
  { allocatedAtoms, bucket }: Pick<Position, 'allocatedAtoms' | 'bucket'>,
  held: Lots,
  closing: Lots,
  resultAtoms: Atoms,
): Atoms {
  const after = allocatedAtoms + resultAtoms;
  if (bucket.liquidation !== null) return after;
  return Math.min(after, mulDivCeil(allocatedAtoms, held - closing, held));
}

/**
 * What the cross bucket can give to an isolated position: money that is there, and no more than
 * leaves the bucket its own maintenance. It may be less than was reserved, when prices or a better
 * fill have changed it since, and less than the opening's fee, which is then the position's.
 * Rule ISO-05.
 */
function spareAtoms(step: Step, { subaccount }: SideOfTrade, spec: InstrumentSpec): Atoms {
  return spendableAtoms(step.state, subaccount.id, spec.settleAsset);
}
