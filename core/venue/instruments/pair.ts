/**
 * Spot pairs: both legs of a trade move between balances, paid in full. Pure, on integers.
 * `margin-rules.md` section 1, row spot.
 */
import { BUY } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import type { InstrumentSpec } from '../commands.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ticks } from '../numbers.ts';
import type { Scales } from '../state.ts';
import { lotsWorth, notionalAtoms } from './value.ts';

type Pair = { readonly spec: InstrumentSpec; readonly scales: Scales };

/** What a side of an instrument pays with: of a pair's seller the base. */
export function paidAsset({ baseAsset, settleAsset }: InstrumentSpec, side: Side): number {
  return side === BUY || baseAsset === undefined ? settleAsset : baseAsset;
}

/** Whether an instrument's orders can take out what a bucket of an asset has. */
export function touches({ settleAsset, baseAsset }: InstrumentSpec, asset: number): boolean {
  return settleAsset === asset || baseAsset === asset;
}

/** Base atoms of lots of a pair. */
export function baseAtoms({ lotBaseAtoms = 0 }: Scales, lots: Lots): Atoms {
  return lots * lotBaseAtoms;
}

/**
 * What an order of a pair keeps of the asset that it pays with: a buy its value at its limit, the
 * taker's fee, and an atom for each lot, since each of its fills rounds its fee up by itself; a
 * sell its base. Rule SPOT-02.
 */
export function reserveAtoms({ spec, scales }: Pair, side: Side, lots: Lots, ticks: Ticks): Atoms {
  if (side !== BUY) return baseAtoms(scales, lots);
  const value = notionalAtoms(scales, lots, ticks);
  const { takerPpm } = spec.fees;
  return takerPpm === 0 ? value : value + mulDivCeil(value, takerPpm, PPM) + lots;
}

/** Most lots of a pair that can be paid at a price with what there is. Rule SPOT-04. */
export function payableLots(pair: Pair, side: Side, ticks: Ticks, atoms: Atoms): Lots {
  if (atoms <= 0) return 0;
  const { scales } = pair;
  if (side !== BUY) return Math.floor(atoms / (scales.lotBaseAtoms ?? 1));
  let [least, most] = [0, Math.min(lotsWorth(scales, ticks, atoms), Number.MAX_SAFE_INTEGER)];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (reserveAtoms(pair, side, middle, ticks) <= atoms) least = middle;
    else most = middle - 1;
  }
  return least;
}
