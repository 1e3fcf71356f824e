/** Money of every asset in hundredths of the quote, at the index: what roll-ups are added in. */
import { mulDivRound } from '../../venue/numbers.ts';
import { at } from '../../venue/state.ts';
import type { VenueState } from '../../venue/state.ts';

const CENTS_PER_UNIT = 100;
const E8 = 100_000_000;
/** Far from 2^53, so that whatever is added stays exact. */
const MOST_CENTS = 2 ** 45;

/** What one asset is worth, in hundredths of the quote: `factor` / `divisor` per atom. */
interface Worth {
  readonly factor: number;
  readonly divisor: number;
}

/**
 * The worth of each asset by id - 1. Assets that settle linear contracts are the quote itself (one
 * dollar, as the badge PEG ASSUMED says); the coin of an inverse contract counts at its index, and
 * nothing while that has no price.
 */
export function worthOfAssets(state: VenueState): Worth[] {
  return state.assets.map(({ id, decimals }) => {
    const atomsPerUnit = 10 ** decimals;
    const settled = state.instruments.filter(({ spec }) => spec.settleAsset === id);
    if (settled.some(({ spec }) => spec.contract === 'linear')) {
      return { factor: CENTS_PER_UNIT, divisor: atomsPerUnit };
    }
    const inverse = settled.find(({ spec }) => spec.contract === 'inverse');
    const priceE8 = inverse === undefined ? 0 : at(state.indices, inverse.spec.index).price.priceE8;
    return { factor: priceE8, divisor: (atomsPerUnit * E8) / CENTS_PER_UNIT };
  });
}

/** Atoms of an asset as hundredths of the quote, rounded to the nearest. */
export function centsOf(worth: readonly Worth[], asset: number, atoms: number): number {
  const { factor, divisor } = at(worth, asset);
  const estimate = (atoms / divisor) * factor;
  if (Math.abs(estimate) > MOST_CENTS) return Math.sign(atoms) * MOST_CENTS;
  return mulDivRound(atoms, factor, divisor);
}
