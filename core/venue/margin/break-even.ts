/** The price at which a position has cost nothing in the end: `margin-rules.md` section 1. */
import type { InstrumentSpec } from '../commands.ts';
import { notionalAtoms, valueAtoms } from '../instruments/value.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import type { Scales } from '../state.ts';
import { exactRange } from './arithmetic.ts';

/** A position, with what it has brought and taken since its instrument was listed. */
export interface PositionResults {
  /** Signed, not zero. */
  readonly lots: Lots;
  readonly costAtoms: Atoms;
  readonly realisedAtoms: Atoms;
  /** Paid, less rebates. */
  readonly feesAtoms: Atoms;
  /** Received, less paid. */
  readonly fundingAtoms: Atoms;
}

type Contract = { readonly spec: InstrumentSpec; readonly scales: Scales };

/** What all of it leaves when the position is closed at a price by who takes: POS-04. */
export function leftAtoms(
  { spec, scales }: Contract,
  position: PositionResults,
  ticks: Ticks,
): Atoms {
  const { lots, costAtoms, realisedAtoms, feesAtoms, fundingAtoms } = position;
  const notional = notionalAtoms(scales, Math.abs(lots), ticks);
  const fee = mulDivCeil(notional, spec.fees.takerPpm, PPM);
  const closed = valueAtoms(scales, lots, ticks) - costAtoms - fee;
  return realisedAtoms - feesAtoms + fundingAtoms + closed;
}

/**
 * The worst price at which a position can be closed without a loss over all that was traded in its
 * instrument, in ticks; 0 when there is none. What is left is monotonic in the price. Rule POS-04.
 */
export function breakEvenTicks(contract: Contract, position: PositionResults): Ticks {
  const [low, high] = exactRange({ ...contract, ...position });
  const isLong = position.lots > 0;
  const isGood = (ticks: Ticks): boolean => leftAtoms(contract, position, ticks) >= 0;
  let good = isLong ? high : low;
  let bad = isLong ? low : high;
  if (!isGood(good)) return 0;
  if (isGood(bad)) return bad;
  while (Math.abs(good - bad) > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isGood(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
