/** What a trade is charged: `margin-rules.md` section 1, Default, and other venues' ways. */
import type { InstrumentSpec } from '../commands.ts';
import { mulDivCeil, mulDivFloor, positiveZero, PPM } from '../numbers.ts';
import type { Atoms, Ppm } from '../numbers.ts';

/**
 * Fees round against the trader, rebates toward zero: both are up. A millionth of a product within
 * 2^53 is further from every integer than the division is wrong, so that its ceiling is exact.
 * Rule FEE-01.
 */
export function feeAtoms(notional: Atoms, ratePpm: Ppm): Atoms {
  const product = notional * ratePpm;
  if (Math.abs(product) <= Number.MAX_SAFE_INTEGER) return positiveZero(Math.ceil(product / PPM));
  if (ratePpm >= 0) return mulDivCeil(notional, ratePpm, PPM);
  return positiveZero(-mulDivFloor(notional, -ratePpm, PPM));
}

/** How a commission is rounded: against the trader, or away from zero, also where it is paid. */
export type FeeRounding = 'againstTrader' | 'awayFromZero';

/** Value x rate, positive where the trader pays. Rules FEE-01, VAR-11. */
export function commissionAtoms(notional: Atoms, ratePpm: Ppm, rounding: FeeRounding): Atoms {
  if (ratePpm >= 0 || rounding === 'againstTrader') return feeAtoms(notional, ratePpm);
  return positiveZero(-mulDivCeil(notional, -ratePpm, PPM));
}

/** A fee of several parts, each rounded up by itself. Rule VAR-44. */
export function partedFeeAtoms(notional: Atoms, partsPpm: readonly Ppm[]): Atoms {
  return partsPpm.reduce((sum, ppm) => sum + feeAtoms(notional, ppm), 0);
}

type Fees = InstrumentSpec['fees'];

/** What an instrument charges at a rate by its own ways. Rules FEE-01, VAR-11, VAR-44. */
export function chargedAtoms(
  { rounding = 'againstTrader', takerPartsPpm }: Fees,
  notional: Atoms,
  ratePpm: Ppm,
  isTaker: boolean,
): Atoms {
  if (isTaker && takerPartsPpm !== undefined) return partedFeeAtoms(notional, takerPartsPpm);
  return commissionAtoms(notional, ratePpm, rounding);
}

/** Whether the parts of a fee are all of it; of a pair it has none. Rule VAR-44. */
export function feesFit({ fees, contract }: Pick<InstrumentSpec, 'fees' | 'contract'>): boolean {
  const { takerPartsPpm: parts, takerPpm } = fees;
  if (parts === undefined) return true;
  return contract !== 'spot' && parts.reduce((sum, ppm) => sum + ppm, 0) === takerPpm;
}
