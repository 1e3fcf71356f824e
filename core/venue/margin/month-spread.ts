/**
 * Which positions of a subaccount offset each other between months, and what they and their orders
 * are spared: those in cross of one index that settle in one asset and are listed with a charge, as
 * a perpetual and a dated future. Pools and profiles ask in their own ways. Rule VAR-21.
 */
import { BUY, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { sharesOf } from '../liquidation/arithmetic.ts';
import type { Atoms } from '../numbers.ts';
import { at, isPooled } from '../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../state.ts';
import { isProfiled, termsOfPosition } from './account-terms.ts';
import { basisAtoms, besideAtoms, maintenanceAtoms, openAtoms, sideSums } from './arithmetic.ts';
import { sideInputs } from './requirements.ts';
import type { CandidateOrder } from './requirements.ts';
import { sparedAtoms, withSide } from './spread.ts';
import type { Spread, SpreadSide } from './spread.ts';

/** One position of a spread, and what maintenance asks of it alone. */
export interface SpreadLeg extends SpreadSide {
  readonly instrument: Instrument;
  readonly position: Position;
  readonly side: Side;
}

const NOTHING: SpreadSide = { askedAtoms: 0, worthAtoms: 0 };

/** Whether what a subaccount holds and orders in an instrument can be a leg. */
export function mayOffset(instrument: Instrument, subaccount: Subaccount): boolean {
  return (
    instrument.spec.margin.interMonthSpread !== undefined &&
    !isPooled(subaccount) &&
    at(instrument.positions, subaccount.id).mode === 'cross' &&
    !isProfiled(instrument, subaccount.id)
  );
}

/** The instruments of an asset's cross bucket that may offset each other, by underlying. */
function underlyingsOf(
  { instruments }: VenueState,
  subaccount: Subaccount,
  asset: number,
): Instrument[][] {
  const byIndex = new Map<number, Instrument[]>();
  for (const instrument of instruments) {
    const { settleAsset, index } = instrument.spec;
    if (settleAsset !== asset || instrument.markTicks === 0) continue;
    if (!mayOffset(instrument, subaccount)) continue;
    const members = byIndex.get(index);
    if (members === undefined) byIndex.set(index, [instrument]);
    else members.push(instrument);
  }
  return [...byIndex.values()].filter((members) => members.length > 1);
}

function emptySpread(members: readonly Instrument[]): Spread {
  const charges = members.map(({ spec }) => spec.margin.interMonthSpread?.chargePpm ?? 0);
  return { long: NOTHING, short: NOTHING, chargePpm: Math.max(...charges) };
}

/** A position with so many lots, at the mark. */
export function sideOfLots(
  instrument: Instrument,
  position: Pick<Position, 'bucket' | 'lots' | 'costAtoms'>,
): SpreadSide {
  if (position.lots === 0) return NOTHING;
  const { scales, markTicks } = instrument;
  const terms = termsOfPosition(instrument, position);
  const basis = basisAtoms(terms, scales, position, markTicks);
  return {
    askedAtoms: maintenanceAtoms(terms, basis),
    worthAtoms: notionalAtoms(scales, Math.abs(position.lots), markTicks),
  };
}

/** Positions as they are, or as they would be. */
type As = (position: Position) => Position;
const asItIs: As = (position) => position;

function legsAmong(
  members: readonly Instrument[],
  subaccount: Subaccount,
  as: As = asItIs,
): SpreadLeg[] {
  return members.flatMap((instrument) => {
    const position = as(at(subaccount.positions, instrument.id));
    if (position.lots === 0) return [];
    const side = position.lots > 0 ? BUY : SELL;
    return [{ instrument, position, side, ...sideOfLots(instrument, position) }];
  });
}

/** The spread that some legs make. */
export function spreadOf(legs: readonly SpreadLeg[]): Spread {
  const empty = emptySpread(legs.map(({ instrument }) => instrument));
  return legs.reduce((spread, leg) => withSide(spread, leg.side, leg), empty);
}

/** What positions are spared, by instrument: together it is what their bucket is. */
export type Spared = ReadonlyMap<number, Atoms>;

/**
 * What positions of an asset's cross bucket are spared of maintenance, each by what it is asked
 * alone; undefined where none is.
 */
export function maintenanceSpared(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  as: As = asItIs,
): Spared | undefined {
  const spared = new Map<number, Atoms>();
  for (const members of underlyingsOf(state, subaccount, asset)) {
    const legs = legsAmong(members, subaccount, as);
    const atoms = legs.length < 2 ? 0 : sparedAtoms(spreadOf(legs));
    if (atoms === 0) continue;
    const asked = legs.map(({ askedAtoms }) => askedAtoms);
    const shares = sharesOf(atoms, asked);
    for (const [n, { instrument }] of legs.entries()) spared.set(instrument.id, shares[n] ?? 0);
  }
  return spared.size === 0 ? undefined : spared;
}

/** What a bucket is spared. */
export function sumOfSpared(spared: Spared | undefined): Atoms {
  let sum = 0;
  for (const atoms of spared?.values() ?? []) sum += atoms;
  return sum;
}

/** The legs that a position of an instrument is one of, or would be; none where it is no leg. */
export function legsBeside(
  state: VenueState,
  subaccount: Subaccount,
  { id, spec }: Instrument,
): SpreadLeg[] {
  const members = underlyingsOf(state, subaccount, spec.settleAsset).find((some) =>
    some.some((member) => member.id === id),
  );
  return legsAmong(members ?? [], subaccount);
}

/** The spread of which a position is a leg, without it; undefined where nothing may offset it. */
export function spreadBeside(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
): Spread | undefined {
  if (!mayOffset(instrument, subaccount)) return undefined;
  const legs = legsBeside(state, subaccount, instrument);
  const others = legs.filter((leg) => leg.instrument.id !== instrument.id);
  if (others.length === 0) return undefined;
  const own = instrument.spec.margin.interMonthSpread?.chargePpm ?? 0;
  const spread = spreadOf(others);
  return { ...spread, chargePpm: Math.max(spread.chargePpm, own) };
}

/** What the legs of a spread are spared with so many lots of one more. */
export function sparedWith(
  spread: Spread | undefined,
  instrument: Instrument,
  position: Pick<Position, 'bucket' | 'lots' | 'costAtoms'>,
): Atoms {
  if (spread === undefined || position.lots === 0) {
    return spread === undefined ? 0 : sparedAtoms(spread);
  }
  const side = position.lots > 0 ? BUY : SELL;
  return sparedAtoms(withSide(spread, side, sideOfLots(instrument, position)));
}

/** What one instrument adds to a spread by initial margin, at the most that may be open. */
interface Reach {
  readonly buys: SpreadSide;
  readonly sells: SpreadSide;
  /** Gap and fees of both sides. */
  readonly besideAtoms: Atoms;
  readonly aloneAtoms: Atoms;
}

function reachOf(
  instrument: Instrument,
  subaccount: Subaccount,
  candidate: CandidateOrder | null,
): Reach {
  const position = at(instrument.positions, subaccount.id);
  const own = candidate?.instrument === instrument.id ? candidate : null;
  const of = (side: Side) => {
    const inputs = sideInputs(instrument, subaccount.id, position, side, own);
    const { openedAtoms, gapAtoms, feesAtoms } = sideSums(inputs);
    const asked = openAtoms(inputs.spec, side, openedAtoms, position.leverageX100);
    const beside = besideAtoms(inputs.spec, gapAtoms, feesAtoms);
    return { open: { askedAtoms: asked, worthAtoms: openedAtoms }, beside };
  };
  const [buys, sells] = [of(BUY), of(SELL)];
  return {
    buys: buys.open,
    sells: sells.open,
    besideAtoms: buys.beside + sells.beside,
    aloneAtoms: Math.max(buys.open.askedAtoms + buys.beside, sells.open.askedAtoms + sells.beside),
  };
}

/** Whether there is anything that an instrument may ask for. */
function isIdle(
  { id, book, positions }: Instrument,
  subaccount: number,
  candidate: CandidateOrder | null,
): boolean {
  if (candidate?.instrument === id || book.firstOrderOf(subaccount) !== -1) return false;
  return at(positions, subaccount).lots === 0;
}

/**
 * What positions and orders of an asset are spared of initial margin: whatever of the orders
 * trades, no side is larger than all that may be open on it, and what both ask together does not
 * fall as a side grows. So the larger of those sides, the charge on what of them offsets, and gap
 * and fees of all orders are enough. Rules VAR-21, MARG-04.
 */
export function initialSpared(
  state: VenueState,
  subaccount: Subaccount,
  asset: number,
  candidate: CandidateOrder | null,
): Atoms {
  let spared = 0;
  for (const listed of underlyingsOf(state, subaccount, asset)) {
    const members = listed.filter((one) => !isIdle(one, subaccount.id, candidate));
    if (members.length < 2) continue;
    let spread = emptySpread(members);
    let alone = 0;
    let beside = 0;
    for (const instrument of members) {
      const reach = reachOf(instrument, subaccount, candidate);
      spread = withSide(withSide(spread, BUY, reach.buys), SELL, reach.sells);
      alone += reach.aloneAtoms;
      beside += reach.besideAtoms;
    }
    const { long, short } = spread;
    const together = long.askedAtoms + short.askedAtoms - sparedAtoms(spread) + beside;
    spared += Math.max(0, alone - together);
  }
  return spared;
}
