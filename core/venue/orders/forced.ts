/**
 * Trades that no order made: takeovers, deleveraging and settlement. Whose position they change is
 * told so as of any other, with the kind of the trade and no order.
 */
import { LIQUIDITY } from '../events.ts';
import { at } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { settleSide } from './settling.ts';
import type { Settled, SideOfTrade } from './settling.ts';

/** One side of such a trade, of which it is told by its place among the step's events. */
export interface ForcedSide extends SideOfTrade {
  readonly trade: number;
  /** A number of TRADE_KINDS. */
  readonly kind: number;
  readonly liquidity: (typeof LIQUIDITY)[number];
}

/** Posts one side and tells it as an execution of order 0. Rule POS-05. */
export function settleForced(step: Step, instrument: Instrument, forced: ForcedSide): Settled {
  const { subaccount, side, lots, ticks, feeAtoms, trade, kind, liquidity } = forced;
  const settled = settleSide(step, instrument, forced);
  step.events.emit(
    'execution',
    0,
    subaccount.id,
    instrument.id,
    side,
    ticks,
    lots,
    0,
    feeAtoms,
    settled.realisedAtoms,
    at(instrument.positions, subaccount.id).lots,
    LIQUIDITY.indexOf(liquidity),
    trade,
    kind,
    0,
  );
  return settled;
}
