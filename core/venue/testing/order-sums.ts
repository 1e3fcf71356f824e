/** What the kept sums over resting orders should be, taken order by order. */
import { FLAG_REDUCE_ONLY } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { notionalAtoms, valueAtoms } from '../instruments/value.ts';
import { FEES, GAP, LOTS, NOTIONAL, REDUCE_ONLY } from '../margin/order-sums.ts';
import { summedAtoms, walkedAtoms } from '../margin/buckets.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Instrument, Position, VenueState } from '../state.ts';

/** Lots, value, fees, gap and how many only reduce, of one side. */
function fullSums(instrument: Instrument, subaccount: number, side: Side): number[] {
  const { book, scales, spec, markTicks } = instrument;
  let [lots, notional, fees, gap, reduceOnly] = [0, 0, 0, 0, 0];
  for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
    if (book.sideOf(slot) !== side) continue;
    const [left, ticks] = [book.remainingLotsOf(slot), book.priceTicksOf(slot)];
    const value = notionalAtoms(scales, left, ticks);
    lots += left;
    notional += value;
    fees += mulDivCeil(value, spec.fees.takerPpm, PPM);
    const through = valueAtoms(scales, side * left, ticks);
    gap += Math.max(0, through - valueAtoms(scales, side * left, markTicks));
    if ((book.flagsOf(slot) & FLAG_REDUCE_ONLY) !== 0) reduceOnly += 1;
  }
  return [lots, notional, fees, gap, reduceOnly];
}

function faultOf(instrument: Instrument, subaccount: number, position: Position): string | null {
  for (const side of [1, -1] as const) {
    const row = instrument.sums.rowOf(instrument, subaccount, side);
    const columns = [LOTS, NOTIONAL, FEES, GAP, REDUCE_ONLY];
    const kept = columns.map((column) => instrument.sums.at(row, column));
    const full = fullSums(instrument, subaccount, side);
    const who = `subaccount ${subaccount} in ${instrument.spec.symbol} on side ${side}`;
    if (kept.join() !== full.join())
      return `${who} has the sums ${kept.join()}, not ${full.join()}`;
    const summed = summedAtoms(instrument, subaccount, position, side, null);
    const walked = walkedAtoms(instrument, subaccount, position, side, null);
    if (summed !== null && summed !== walked) return `${who} asks ${summed}, not ${walked}`;
  }
  return null;
}

/** The first subaccount whose kept sums are not the full ones, or null. Rule MARG-11. */
export function orderSumsFault({ subaccounts, instruments }: VenueState): string | null {
  for (const instrument of instruments) {
    if (instrument.markTicks === 0) continue;
    for (const { id, positions } of subaccounts) {
      const position = positions[instrument.id - 1];
      const fault = position === undefined ? null : faultOf(instrument, id, position);
      if (fault !== null) return fault;
    }
  }
  return null;
}
