/**
 * What of equity may be used, and what must stay, where an instrument says it in its own way.
 * `margin-rules.md` section 2.
 */
import type { InstrumentSpec } from '../commands.ts';
import { notionalAtoms, unrealisedAtoms } from '../instruments/value.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Atoms, Ppm } from '../numbers.ts';
import type { Instrument, Position } from '../state.ts';

/** Of what positions are worth, as much stays where nothing else is said. */
const USUAL_STAYS_PPM: Ppm = 100_000;

type Way = Pick<InstrumentSpec, 'equity'>;

/** Whether unrealised profit stands behind nothing but its own position. Rule VAR-64. */
export function keepsProfit({ equity }: Way): boolean {
  return equity?.profit === 'kept';
}

/** The profit of a position that nothing else may use. Rule VAR-64. */
export function keptProfitAtoms(
  { spec, scales, markTicks }: Pick<Instrument, 'spec' | 'scales' | 'markTicks'>,
  position: Pick<Position, 'lots' | 'costAtoms'>,
): Atoms {
  if (!keepsProfit(spec)) return 0;
  return Math.max(0, unrealisedAtoms(scales, position, markTicks));
}

/**
 * How much must stay behind positions when money leaves: a part of what they are worth. Those of
 * whom nothing is said count together and are rounded once, each other by itself. EQ-03, VAR-64.
 */
export class Staying {
  #usualAtoms: Atoms = 0;
  #ownAtoms: Atoms = 0;

  add({ equity }: Way, worthAtoms: Atoms): void {
    const staysPpm = equity?.staysPpm;
    if (staysPpm === undefined) this.#usualAtoms += worthAtoms;
    else this.#ownAtoms += mulDivCeil(worthAtoms, staysPpm, PPM);
  }

  get atoms(): Atoms {
    return mulDivCeil(this.#usualAtoms, USUAL_STAYS_PPM, PPM) + this.#ownAtoms;
  }
}

/** The same of one position. */
export function stayingAtoms(
  { spec, scales, markTicks }: Pick<Instrument, 'spec' | 'scales' | 'markTicks'>,
  { lots }: Pick<Position, 'lots'>,
): Atoms {
  const staying = new Staying();
  staying.add(spec, notionalAtoms(scales, Math.abs(lots), markTicks));
  return staying.atoms;
}
