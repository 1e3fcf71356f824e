/** What an order that reduces would realise at a price: for rows, which are built all the time. */
import { BUY } from '../../venue/book/contract.ts';
import type { Side } from '../../venue/book/contract.ts';
import { lotsWorth, notionalAtoms, risesWithPrice } from '../../venue/instruments/value.ts';
import { mulDivRound, positiveZero } from '../../venue/numbers.ts';
import { chargedAtoms } from '../../venue/orders/fees.ts';
import type { Instrument, Position } from '../../venue/state.ts';
import { NOT_APPLICABLE, signOf } from '../format.ts';
import type { ExitValue } from '../messages.ts';
import type { Scales } from './scales.ts';

/** Values up to here are exact at any price that the venue takes (ORD-07). */
export const MOST_VALUE_ATOMS = 2 ** 49;

export type Held = Pick<Position, 'lots' | 'costAtoms'>;

export interface FillOf {
  readonly side: Side;
  readonly lots: number;
  readonly ticks: number;
}

export interface AfterFill extends Held {
  readonly realisedAtoms: number;
  readonly notionalAtoms: number;
}

/**
 * A position after a fill, as the venue's own settlement has it, which a test holds it to; null
 * where size and price are beyond what is exact. Rule DESK-55.
 */
export function afterFill(
  { spec, scales }: Instrument,
  { lots: heldLots, costAtoms }: Held,
  { side, lots, ticks }: FillOf,
): AfterFill | null {
  if (lots === 0 || ticks === 0 || lotsWorth(scales, ticks, MOST_VALUE_ATOMS) < lots) return null;
  const notional = notionalAtoms(scales, lots, ticks);
  const held = Math.abs(heldLots);
  const closing = heldLots * side < 0 ? Math.min(lots, held) : 0;
  const value = (side === BUY) === risesWithPrice(spec) ? notional : -notional;
  const closingValue = closing === lots ? value : mulDivRound(value, closing, lots);
  const released = closing === 0 ? 0 : mulDivRound(costAtoms, closing, held);
  return {
    lots: heldLots + side * lots,
    costAtoms: costAtoms + value - closingValue - released,
    realisedAtoms: closing === 0 ? 0 : positiveZero(-closingValue - released),
    notionalAtoms: notional,
  };
}

export const NO_VALUE: ExitValue = { pnl: NOT_APPLICABLE, pnlSign: 0, fee: NOT_APPLICABLE };

/** What an exit would come to, of as much of a position as it closes, as texts. */
export function exitValue(
  scales: Scales,
  instrument: Instrument,
  held: Held,
  { side, lots, ticks }: FillOf,
  takes: boolean,
): ExitValue {
  const reducible = Math.max(0, Math.min(lots, -side * held.lots));
  const after = afterFill(instrument, held, { side, lots: reducible, ticks });
  if (after === null) return NO_VALUE;
  const { settleAsset, fees } = instrument.spec;
  const ratePpm = takes ? fees.takerPpm : fees.makerPpm;
  const fee = chargedAtoms(fees, after.notionalAtoms, ratePpm, takes);
  return {
    pnl: scales.signedMoney(settleAsset, after.realisedAtoms),
    pnlSign: signOf(after.realisedAtoms),
    fee: scales.money(settleAsset, fee),
  };
}
