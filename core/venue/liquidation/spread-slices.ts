/**
 * What a liquidation closes of positions that offset each other between months: what nothing
 * offsets, and then both legs by the same worth. One leg alone would be asked for as much as both,
 * and would have a side that neither it nor its holder had before. Rule VAR-22.
 */
import { SELL } from '../book/contract.ts';
import { lotsWorth, notionalAtoms } from '../instruments/value.ts';
import type { BucketFigures } from '../margin/buckets.ts';
import { legsBeside, sideOfLots, spreadOf } from '../margin/month-spread.ts';
import type { SpreadLeg } from '../margin/month-spread.ts';
import { sparedAtoms } from '../margin/spread.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm } from '../numbers.ts';
import { at } from '../state.ts';
import type { Bucket, Instrument, Position, VenueState } from '../state.ts';
import { isCured, sliceTerms } from './arithmetic.ts';
import type { Closable, SlicePart, SoFar } from './pooled.ts';
import { grownOf, multiplePpm, shareOf } from './slice-ways.ts';
import type { Standing } from './slice-ways.ts';

/** A slice of the side that is worth more, and what it takes along of the other. */
export interface PairSlice {
  readonly heavy: SlicePart;
  readonly light: SlicePart | null;
  /** Worth of the heavier side that nothing offsets. */
  readonly bareAtoms: Atoms;
}

function worthOf({ scales, markTicks }: Instrument, lots: Lots): Atoms {
  return lots === 0 ? 0 : notionalAtoms(scales, lots, markTicks);
}

function lotsOf({ scales, markTicks }: Instrument, worthAtoms: Atoms): Lots {
  return lotsWorth(scales, markTicks, Math.max(0, worthAtoms));
}

/** Both orders of a slice, the heavier leg first; none where nothing may go yet. */
export function partsOf({ heavy, light }: PairSlice): SlicePart[] {
  if (heavy.lots === 0) return [];
  return light === null ? [heavy] : [heavy, light];
}

/** The most that a slice closes of a leg: a share, all of it where it is worth little. LIQ-03. */
function capLots({ instrument, position, worthAtoms }: SpreadLeg, slices: number): Lots {
  const { liquidation, maxOrderLots } = sliceTerms(instrument.spec, slices);
  const held = Math.abs(position.lots);
  const isSmall = worthAtoms <= liquidation.uncappedValueAtoms;
  const share = isSmall ? held : Math.max(1, mulDivFloor(held, liquidation.slicePpm, PPM));
  return Math.min(share, maxOrderLots);
}

/** What of the lighter leg goes with so many lots of the heavier: as much as was offset, down. */
export function lightLots({ heavy, light, bareAtoms }: PairSlice, lots: Lots): Lots {
  if (light === null) return 0;
  const beyond = worthOf(heavy.instrument, lots) - bareAtoms;
  return Math.min(light.lots, lotsOf(light.instrument, beyond));
}

/** What of the heavier leg goes with so many lots of the lighter, all of it where all of that. */
export function heavyLots({ heavy, light, bareAtoms }: PairSlice, lots: Lots): Lots {
  if (light === null || lots === light.lots) return heavy.lots;
  return lotsOf(heavy.instrument, bareAtoms + worthOf(light.instrument, lots));
}

function largestOf(legs: readonly SpreadLeg[]): SpreadLeg | undefined {
  return legs.toSorted((a, b) => b.askedAtoms - a.askedAtoms)[0];
}

function worthOfAll(legs: readonly SpreadLeg[]): Atoms {
  return legs.reduce((sum, { worthAtoms }) => sum + worthAtoms, 0);
}

interface Sided {
  readonly heavy: readonly SpreadLeg[];
  readonly light: readonly SpreadLeg[];
}

/** Long first where both are worth the same. */
function sided(legs: readonly SpreadLeg[]): Sided {
  const longs = legs.filter(({ side }) => side !== SELL);
  const shorts = legs.filter(({ side }) => side === SELL);
  const isLonger = worthOfAll(longs) >= worthOfAll(shorts);
  return isLonger ? { heavy: longs, light: shorts } : { heavy: shorts, light: longs };
}

/**
 * What a slice closes where the largest position is one that is offset: of the largest leg of the
 * side that is worth more, at most its share, and of the largest of the other what goes with it;
 * the least that reaches the target. Null where it is not offset, or all of a side waits for its
 * settlement. Rule VAR-22.
 */
export function pairOf(
  state: VenueState,
  bucket: Bucket,
  soFar: SoFar,
  { instrument }: Closable,
  figures: BucketFigures,
): PairSlice | null {
  const { sizing, sliceOf } = instrument.spec.liquidation;
  if (figures.spared?.has(instrument.id) !== true || sliceOf === 'all') return null;
  const subaccount = at(state.subaccounts, bucket.subaccount);
  const legs = legsBeside(state, subaccount, instrument);
  const sides = sided(legs.filter((leg) => leg.instrument.state !== 'expired'));
  const [heavy, light] = [largestOf(sides.heavy), largestOf(sides.light)];
  if (heavy === undefined || light === undefined) return null;
  const bareAtoms = worthOfAll(sides.heavy) - worthOfAll(sides.light);
  const after = (pair: PairSlice): Standing => figuresWithout(legs, figures, pair);
  const { slices, freedAtoms = 0, startedUs = state.timeUs } = soFar;
  const how = sliceTerms(instrument.spec, slices);
  const of = (most: Most): PairSlice => pairOfMost(heavy, light, bareAtoms, most);
  if (sizing === 'multiple') {
    const times = (sharePpm: Ppm): PairSlice => of((leg) => shareOf(leg, sharePpm).lots);
    return times(multiplePpm(how, (sharePpm) => after(times(sharePpm))));
  }
  const most = of((leg) => capLots(leg, slices));
  if (sizing === 'share') return most;
  const cures = (lots: Lots): boolean => isCured(instrument.spec, after(sized(most, lots)));
  const lots = leastLots(most.heavy.lots, cures);
  const growing = { freedAtoms, elapsedUs: state.timeUs - startedUs };
  const grown = { lots, valueAtoms: heavy.worthAtoms };
  return sized(most, grownOf(instrument.spec, grown, figures, growing));
}

/** The most of a leg that one slice closes. */
type Most = (leg: SpreadLeg) => Lots;

/** Of the heavier leg no more than the lighter one's share goes along with. */
function pairOfMost(heavy: SpreadLeg, light: SpreadLeg, bareAtoms: Atoms, mostOf: Most): PairSlice {
  const along = mostOf(light);
  const most = lotsOf(heavy.instrument, bareAtoms + worthOf(light.instrument, along));
  const lots = Math.max(1, Math.min(mostOf(heavy), most));
  const { position, instrument } = light;
  const whole = {
    heavy: { position: heavy.position, instrument: heavy.instrument, lots },
    light: { position, instrument, lots: along, goesAlong: true },
    bareAtoms,
  } as const;
  return sized(whole, lots);
}

/** So many lots of the heavier leg with what goes along. */
function sized(pair: PairSlice, lots: Lots): PairSlice {
  const along = lightLots(pair, lots);
  const light = along === 0 || pair.light === null ? null : { ...pair.light, lots: along };
  return { ...pair, heavy: { ...pair.heavy, lots }, light };
}

/** The bucket once a slice was closed at the mark, less fee and slippage. */
function figuresWithout(
  legs: readonly SpreadLeg[],
  figures: BucketFigures,
  { heavy, light }: PairSlice,
): Standing {
  const parts = light === null ? [heavy] : [heavy, light];
  let paid = 0;
  const left = legs.map((leg): SpreadLeg => {
    const part = parts.find((one) => one.instrument.id === leg.instrument.id);
    if (part === undefined) return leg;
    const { instrument, position } = leg;
    const { feePpm, slipPpm } = instrument.spec.liquidation;
    paid += mulDivCeil(worthOf(instrument, part.lots), feePpm + slipPpm, PPM);
    return { ...leg, ...sideOfLots(instrument, reduced(position, part.lots)) };
  });
  const relief = askedOf(legs) - askedOf(left);
  return {
    equityAtoms: figures.equityAtoms - paid,
    maintenanceAtoms: figures.maintenanceAtoms - relief,
  };
}

/** A position less so many lots, its cost with them. */
function reduced({ bucket, lots, costAtoms }: Position, closed: Lots) {
  const held = Math.abs(lots);
  const left = Math.sign(costAtoms) * mulDivFloor(Math.abs(costAtoms), held - closed, held);
  return { bucket, lots: lots - Math.sign(lots) * closed, costAtoms: left };
}

function askedOf(legs: readonly SpreadLeg[]): Atoms {
  const alone = legs.reduce((sum, { askedAtoms }) => sum + askedAtoms, 0);
  return alone - sparedAtoms(spreadOf(legs));
}

/** The least up to a number that is enough, or all of them. */
function leastLots(mostLots: Lots, isEnough: (lots: Lots) => boolean): Lots {
  let enough = mostLots;
  if (!isEnough(enough)) return enough;
  let few = 0;
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
