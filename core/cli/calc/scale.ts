/** The grid that rounded figures lie on: an atom of money, a tick of price, a lot of quantity. */
import type { ProfileContract } from '../../venue/profiles/profile.ts';
import { scalesOf } from '../../venue/profiles/profile.ts';
import type { Scales } from '../../venue/state.ts';
import { decimalText, divide, multiply, rational, stepsIn } from './rational.ts';
import type { Rational } from './rational.ts';
import type { Reader } from './reader.ts';
import { Refusal } from './refusal.ts';

const E8 = rational(100_000_000);
const PPM = rational(1_000_000);

export interface Grid {
  readonly atom: Rational;
  readonly tick: Rational;
  readonly lot: Rational;
  readonly decimals: number;
  readonly tickE8: number;
  readonly lotE8: number;
}

/** What is taken where nothing is said. */
export const DEFAULT_ATOM = '0.00000001';
export const DEFAULT_TICK = '0.01';

function wholeE8(value: Rational, path: string): number {
  const steps = Number(stepsIn(multiply(value, E8), rational(1)) ?? 0n);
  if (Number.isSafeInteger(steps) && steps > 0) return steps;
  throw new Refusal('OUT_OF_RANGE', path, `${path} must be whole 0.00000001s above zero`);
}

/** The decimals of an atom, which is one, a tenth, a hundredth ... */
export function decimalsOf({ top, bottom }: Rational, path: string): number {
  const digits = bottom.toString();
  if (top === 1n && /^10*$/.test(digits) && digits.length <= 13) return digits.length - 1;
  throw new Refusal('OUT_OF_RANGE', path, `${path} must be 1, 0.1, 0.01 ... down to 1e-12`);
}

/** The grid of `settings.scale`. A lot is the finest that divides, unless one is given. */
export function readGrid(settings: Reader, isLinear: boolean): Grid {
  const scale = settings.has('scale') ? settings.record('scale') : null;
  const given = (name: string, otherwise: Rational): Rational =>
    scale?.has(name) === true ? scale.positive(name) : otherwise;
  const atom = given('atom', rational(1, 100_000_000));
  const tick = given('tick', rational(1, 100));
  const lot = given('lot', isLinear ? divide(atom, tick) : rational(1));
  scale?.end();
  return {
    atom,
    tick,
    lot,
    decimals: decimalsOf(atom, 'settings.scale.atom'),
    tickE8: wholeE8(tick, 'settings.scale.tick'),
    lotE8: wholeE8(lot, 'settings.scale.lot'),
  };
}

export function gridOf({ decimals, tickE8, lotE8 }: ProfileContract): Grid {
  return {
    atom: rational(1n, 10n ** BigInt(decimals)),
    tick: divide(rational(tickE8), E8),
    lot: divide(rational(lotE8), E8),
    decimals,
    tickE8,
    lotE8,
  };
}

/** The venue's own scales on a grid. */
export function venueScales(
  grid: Grid,
  contract: 'linear' | 'inverse',
  rounding: 'perFill' | 'perContract',
): Scales {
  const { decimals, tickE8, lotE8 } = grid;
  const scales = scalesOf({ contract, decimals, tickE8, lotE8, rounding } as ProfileContract);
  if (scales !== null) return scales;
  const sentence = 'settings.scale must let a lot at a tick be whole atoms, and fit 2^53';
  throw new Refusal('MISFIT', 'settings.scale', sentence);
}

/** How many whole steps a figure is; refused where it is between two. */
export function whole(value: Rational, step: Rational, what: string): number {
  const steps = stepsIn(value, step);
  if (steps === null) {
    const sentence = `${what} ${decimalText(value)} lies between steps of ${decimalText(step)}`;
    throw new Refusal('OFF_GRID', what, sentence);
  }
  const number = Number(steps);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  throw new Refusal('TOO_LARGE', what, `${what} ${decimalText(value)} passes 2^53 steps`);
}

/** A figure as the venue's whole number, refused where it lies between two. */
export const toAtoms = ({ atom }: Grid, value: Rational, what = 'an amount of'): number =>
  whole(value, atom, what);
export const toTicks = ({ tick }: Grid, value: Rational, what = 'a price of'): number =>
  whole(value, tick, what);
export const toLots = ({ lot }: Grid, value: Rational, what = 'a quantity of'): number =>
  whole(value, lot, what);
export const toPpm = (value: Rational, what = 'a rate of'): number =>
  whole(value, divide(rational(1), PPM), what);
export const toE8 = (value: Rational, what = 'a figure of'): number =>
  whole(value, divide(rational(1), E8), what);
/** Leverage in hundredths. */
export const toX100 = (value: Rational, what = 'a leverage of'): number =>
  whole(value, rational(1, 100), what);

/** The venue's whole number as a figure. */
export const ofAtoms = ({ atom }: Grid, atoms: number): Rational => multiply(atom, rational(atoms));
export const ofTicks = ({ tick }: Grid, ticks: number): Rational => multiply(tick, rational(ticks));
export const ofLots = ({ lot }: Grid, lots: number): Rational => multiply(lot, rational(lots));
export const ofPpm = (ppm: number): Rational => divide(rational(ppm), PPM);
export const ofE8 = (figure: number): Rational => divide(rational(figure), E8);
