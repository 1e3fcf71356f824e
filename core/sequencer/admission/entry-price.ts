/** What a position was entered at, for people. */
import { enteredAtoms } from '../../venue/accounts/realised.ts';
import { risesWithPrice } from '../../venue/instruments/value.ts';
import type { Instrument, Position } from '../../venue/state.ts';
import { decimalsOf, formatUnits } from './decimal.ts';
import { NONE } from './presenter.ts';
import { priceScale } from './scales.ts';

/** The average entry: a derived figure for people, half up in 1e-8; margin never uses it. */
export function entryPrice(instrument: Instrument, position: Position): string {
  const { spec, scales } = instrument;
  const { lots } = position;
  const costAtoms = enteredAtoms(instrument, position);
  if (lots === 0 || costAtoms === 0) return NONE;
  const size = BigInt(Math.abs(lots));
  const cost = BigInt(Math.abs(costAtoms));
  const tickE8 = BigInt(spec.tickE8);
  const [over, under] = risesWithPrice(spec)
    ? [cost * tickE8, size * BigInt(scales.lotTickAtoms)]
    : [size * BigInt(scales.contractAtomTicks) * tickE8, cost];
  const least = decimalsOf(priceScale(spec).step);
  return formatUnits((2n * over + under) / (2n * under), 8, least);
}
