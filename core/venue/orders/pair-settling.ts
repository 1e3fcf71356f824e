/** A trade in a pair becomes money: two assets change hands, and nobody has a position. */
import { BUY } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { baseAtoms } from '../instruments/pair.ts';
import type { Atoms, Lots } from '../numbers.ts';
import { at, FEE_SUBACCOUNT } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';

/** One side of a trade in a pair. */
interface PairSide {
  readonly subaccount: number;
  readonly side: Side;
  readonly lots: Lots;
  readonly valueAtoms: Atoms;
  readonly feeAtoms: Atoms;
}

/** Posts one side: base one way, quote the other, and the fee in the quote. Rules SPOT-01, -03. */
export function settlePair(step: Step, pair: Instrument, trade: PairSide): void {
  const { subaccount: id, side, lots, valueAtoms, feeAtoms } = trade;
  const { spec, scales, balances, positions } = pair;
  const { ledger, state } = step;
  const base = baseAtoms(scales, lots);
  const quote = side === BUY ? -valueAtoms : valueAtoms;
  ledger.post(at(state.subaccounts, id), spec.baseAsset ?? 0, side * base);
  ledger.postTo(at(balances, id), quote - feeAtoms);
  if (feeAtoms !== 0) ledger.postTo(at(balances, FEE_SUBACCOUNT), feeAtoms);
  at(positions, id).feesAtoms += feeAtoms;
}
