/**
 * Between which marks a position surely takes no more than a part of what its bucket has beyond all
 * thresholds, as functions of doubles: the proof of `screen.ts`. Rule MARG-13.
 */
import { risesWithPrice } from '../instruments/value.ts';
import { PPM } from '../numbers.ts';
import type { Lots, Ticks } from '../numbers.ts';
import type { Instrument, Scales } from '../state.ts';
import { termsFor } from './account-terms.ts';
import { closingPpm } from './arithmetic.ts';
import type { Margin, Terms } from './tiers.ts';

/** Far more than the relative error of a handful of operations on doubles, which is below 2^-49. */
export const INEXACT = 1 / 1_099_511_627_776;
/** More than what the worth of a position and its maintenance are off by, at two marks. */
const ROUNDING_ATOMS = 8;

/** A position as its bounds follow from it. */
export interface Exposure {
  readonly instrument: Instrument;
  readonly lots: Lots;
  /** What maintenance is asked with. */
  readonly margin: Margin;
  /** Its worth at the mark, unsigned. */
  readonly worthAtoms: number;
  /** What c MM rises by at most, as its worth rises by an atom. */
  readonly asked: number;
  /** Where contracts are rounded each, so many of them are each off by up to half an atom. */
  readonly roundedLots: Lots;
  /** What f falls by at most, as its worth changes by an atom either way. */
  readonly steepness: number;
}

/** The steepest that maintenance rises with the worth of a position. Rules MARG-01, VAR-02, 03. */
export function steepestRate(spec: Terms): number {
  const { tiers, tierMode, mmBasis } = spec.margin;
  if (mmBasis === 'entry') return 0;
  let ratePpm = 0;
  for (const { maintenancePpm } of tiers) ratePpm = Math.max(ratePpm, maintenancePpm);
  // A ramp is never steeper than a half.
  if (tierMode === 'linear') ratePpm += PPM / 2;
  return (ratePpm + closingPpm(spec)) / PPM;
}

function worth({ lotTickAtoms, contractAtomTicks }: Scales, lots: Lots, ticks: Ticks): number {
  return lotTickAtoms > 0 ? lots * lotTickAtoms * ticks : (lots * contractAtomTicks) / ticks;
}

/** Whether a position is worth more to its holder as its unsigned worth rises. */
function gains({ instrument, lots }: Pick<Exposure, 'instrument' | 'lots'>): boolean {
  return lots > 0 === risesWithPrice(instrument.spec);
}

export function exposureOf(
  instrument: Instrument,
  subaccount: number,
  lots: Lots,
  coverage: number,
): Exposure {
  const { scales, markTicks } = instrument;
  const held = Math.abs(lots);
  const terms = termsFor(instrument, subaccount, lots);
  const { margin } = terms;
  const asked = coverage * steepestRate(terms);
  const steepness = gains({ instrument, lots }) ? Math.max(1, asked - 1) : 1 + asked;
  const worthAtoms = worth(scales, held, markTicks);
  const roundedLots = scales.isPerContract === true ? held : 0;
  return { instrument, lots, margin, worthAtoms, asked, roundedLots, steepness };
}

/** More than what all roundings of a position change f by. */
export function roundingAtoms(exposure: Exposure, coverage: number): number {
  const { worthAtoms, roundedLots } = exposure;
  return (1 + coverage) * (ROUNDING_ATOMS + roundedLots + worthAtoms * INEXACT);
}

/** Below this worth no step of the tiers is climbed that is not climbed already. */
function nextStepAtoms({ margin, worthAtoms, roundedLots }: Exposure): number {
  if (margin.tierMode !== 'step' || margin.mmBasis === 'entry') return Infinity;
  const off = ROUNDING_ATOMS + roundedLots;
  const next = margin.tiers.find(({ floorAtoms }) => floorAtoms >= worthAtoms - off);
  return next === undefined ? Infinity : next.floorAtoms - off;
}

/** Between which worths the position takes no more of f than so much. */
function worthsOf(exposure: Exposure, partAtoms: number): readonly [least: number, most: number] {
  const { worthAtoms, asked, steepness } = exposure;
  const away = partAtoms / steepness;
  const isGaining = gains(exposure);
  const most = isGaining && asked <= 1 ? Infinity : worthAtoms + away;
  return [isGaining ? worthAtoms - away : 0, Math.min(most, nextStepAtoms(exposure))];
}

/** The lowest and the highest mark between which it does so; none where the first is higher. */
export function marksOf(exposure: Exposure, partAtoms: number): readonly [low: Ticks, high: Ticks] {
  const { instrument, lots } = exposure;
  const { lotTickAtoms, contractAtomTicks } = instrument.scales;
  const [least, most] = worthsOf(exposure, partAtoms);
  const held = Math.abs(lots);
  // A tick inwards is far more than what the divisions are off by.
  if (lotTickAtoms > 0) {
    const tick = held * lotTickAtoms;
    return [Math.ceil(least / tick) + 1, Math.floor(most / tick) - 1];
  }
  const all = held * contractAtomTicks;
  return [Math.ceil(all / most) + 1, least <= 0 ? Infinity : Math.floor(all / least) - 1];
}
