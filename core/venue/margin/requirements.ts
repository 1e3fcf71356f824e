/** What position and orders in one instrument ask, by their own margin (`margin-rules.md` 3). */
import { BUY, FLAG_REDUCE_ONLY, SELL } from '../book/contract.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms } from '../numbers.ts';
import { at } from '../state.ts';
import type { Instrument, Position, Subaccount } from '../state.ts';
import { hasOwnTerms, initialTermsFor } from './account-terms.ts';
import { besideAtoms, openAtoms, sideRequirementAtoms } from './arithmetic.ts';
import type { OpenOrder, SideInputs } from './arithmetic.ts';
import { cappedSideAtoms, isCapped } from './capped.ts';
import { FEES, GAP, gapAtoms, LOTS, NOTIONAL, REDUCE_ONLY } from './order-sums.ts';
import type { Terms } from './tiers.ts';

/** An order that is not in the book yet, or will be there with another price or size. */
export interface CandidateOrder extends OpenOrder {
  readonly instrument: number;
  readonly side: 1 | -1;
  /** The resting order that it replaces, or -1. */
  readonly replacesSlot: number;
}

/** A subaccount's orders on one side, with the one that it may place. */
export function ordersOf(
  instrument: Instrument,
  subaccount: number,
  side: 1 | -1,
  candidate: CandidateOrder | null,
): OpenOrder[] {
  const { book } = instrument;
  const orders: OpenOrder[] = [];
  for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
    if (book.sideOf(slot) !== side || slot === candidate?.replacesSlot) continue;
    orders.push({
      priceTicks: book.priceTicksOf(slot),
      lots: book.remainingLotsOf(slot),
      reduceOnly: (book.flagsOf(slot) & FLAG_REDUCE_ONLY) !== 0,
    });
  }
  if (candidate !== null && candidate.side === side) orders.push(candidate);
  return orders;
}

/** What position and orders in one instrument ask of their bucket: the worse side. */
export function requirementAtoms(
  instrument: Instrument,
  subaccount: Subaccount,
  candidate: CandidateOrder | null,
): Atoms {
  const position = at(instrument.positions, subaccount.id);
  const own = candidate?.instrument === instrument.id ? candidate : null;
  const hasOrders = own !== null || instrument.book.firstOrderOf(subaccount.id) !== -1;
  if (position.lots === 0 && !hasOrders) return 0;
  const { id } = subaccount;
  return Math.max(
    summedAtoms(instrument, id, position, BUY, own) ??
      walkedAtoms(instrument, id, position, BUY, own),
    summedAtoms(instrument, id, position, SELL, own) ??
      walkedAtoms(instrument, id, position, SELL, own),
  );
}

/** What one side asks, order by order: right in every case. */
export function walkedAtoms(
  instrument: Instrument,
  subaccount: number,
  position: Position,
  side: 1 | -1,
  candidate: CandidateOrder | null,
): Atoms {
  if (isCapped(instrument.spec)) {
    const orders = ordersOf(instrument, subaccount, side, candidate);
    return cappedSideAtoms(instrument, position, side, orders);
  }
  return sideRequirementAtoms(sideInputs(instrument, subaccount, position, side, candidate));
}

/** What a side's requirement is made of. */
export function sideInputs(
  instrument: Instrument,
  subaccount: number,
  position: Position,
  side: 1 | -1,
  candidate: CandidateOrder | null,
): SideInputs {
  const orders = ordersOf(instrument, subaccount, side, candidate);
  return {
    spec: termsOfOrders(instrument, subaccount, side, position, orders),
    scales: instrument.scales,
    side,
    positionLots: position.lots,
    markTicks: instrument.markTicks,
    leverageX100: position.leverageX100,
    orders,
    isolated: position.mode === 'isolated',
  };
}

/** Where a table is by lots, those of the position with all orders of its side. */
function termsOfOrders(
  instrument: Instrument,
  subaccount: number,
  side: 1 | -1,
  { lots }: Position,
  orders: readonly OpenOrder[],
): Terms {
  if (!hasOwnTerms(instrument, subaccount)) return instrument.spec;
  const open = orders.reduce((sum, order) => sum + order.lots, Math.max(0, side * lots));
  return initialTermsFor(instrument, subaccount, side * open);
}

/**
 * The same from the sums over the side's orders, where they say it all: in cross, when all of the
 * orders increase or all reduce, and none is to be replaced; else null.
 */
export function summedAtoms(
  instrument: Instrument,
  subaccount: number,
  position: Position,
  side: 1 | -1,
  candidate: CandidateOrder | null,
): Atoms | null {
  if (position.mode === 'isolated' || hasOwnTerms(instrument, subaccount)) return null;
  if (candidate !== null && candidate.replacesSlot !== -1) return null;
  const { spec, scales, markTicks, sums } = instrument;
  const { leverageX100 } = position;
  let lots = 0;
  let notional = 0;
  let fees = 0;
  let gap = 0;
  if (instrument.book.firstOrderOf(subaccount) !== -1) {
    const row = sums.rowOf(instrument, subaccount, side);
    if (sums.at(row, REDUCE_ONLY) !== 0) return null;
    lots = sums.at(row, LOTS);
    notional = sums.at(row, NOTIONAL);
    fees = sums.at(row, FEES);
    gap = sums.at(row, GAP);
  }
  if (candidate !== null && candidate.side === side) {
    if (candidate.reduceOnly) return null;
    const atLimit = notionalAtoms(scales, candidate.lots, candidate.priceTicks);
    lots += candidate.lots;
    notional += atLimit;
    fees += mulDivCeil(atLimit, spec.fees.takerPpm, PPM);
    gap += gapAtoms(scales, side, candidate.lots, candidate.priceTicks, markTicks);
  }
  const held = side * position.lots;
  if (held < 0) return lots <= -held ? besideAtoms(spec, 0, fees) : null;
  const same = held === 0 ? 0 : notionalAtoms(scales, held, markTicks);
  return openAtoms(spec, side, same + notional, leverageX100) + besideAtoms(spec, gap, fees);
}
