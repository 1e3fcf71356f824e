/**
 * Portfolio margin as pure functions on integers: `margin-rules.md` section 13, Default, for one
 * underlying. From positions, marks and parameters to components, each by its name; nothing is
 * offset between underlyings, so that a subaccount is asked for the sum.
 *
 * What is asked with orders is a bound: in each scenario every instrument takes its worse side, all
 * of its buys or all of its sells, as if they had traded.
 *
 * What is held of the underlying itself offsets shorts, as far as its owner has said. Rule PM-13.
 */
import type { PortfolioTerms } from '../commands.ts';
import { notionalAtoms } from '../instruments/value.ts';
import { mulDivCeil, mulDivFloor, mulDivRound, positiveZero, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm, Ticks } from '../numbers.ts';
import type { Scales } from '../state.ts';
import { askedAtoms, bounded, MOST_POOLED_ATOMS, referenceAtoms } from './collateral.ts';
import type { Rate } from './collateral.ts';

const YEAR_US = 31_536_000_000_000;

/** A dollar of a contract that is settled in coins, and that of a coin, is no stablecoin's. */
export const DOLLAR = 0;

/** What is held in one instrument, and may be once its orders trade. */
export interface PortfolioLeg {
  readonly scales: Scales;
  readonly takerPpm: Ppm;
  /** Signed. */
  readonly lots: Lots;
  /** The most and the least that it may become: with all buys, and with all sells. */
  readonly mostLots: Lots;
  readonly leastLots: Lots;
  readonly markTicks: Ticks;
  readonly rate: Rate;
  /** The settlement asset is the underlying itself, and moves with it. */
  readonly movesRate: boolean;
  /** What it is quoted in: hedges between two of them may part. */
  readonly currency: number;
  /** When it expires; 0 never. */
  readonly expiryUs: number;
  /** Lots that all longs hold, own ones among them; not asked of a leg that is worth little. */
  readonly openLots: Lots;
}

/** The moves of the scan in thirds of R, the extremes last. Rule PM-01. */
export const MOVES = [0, -1, 1, -2, 2, -3, 3, -6, 6] as const;
const EXTREME = 6;

/** What an underlying asks, by component, in atoms of the reference. */
export interface PortfolioMargin {
  readonly scanAtoms: Atoms;
  /** The move that it comes from, in thirds of R. */
  readonly worstThirds: number;
  /** Of what is held of the underlying itself, so much offsets shorts. */
  readonly spotAtoms: Atoms;
  readonly basisAtoms: Atoms;
  readonly depegAtoms: Atoms;
  readonly minimumAtoms: Atoms;
  /** All of the above are multiplied by it. */
  readonly concentrationPpm: Ppm;
  readonly feesAtoms: Atoms;
  readonly initialAtoms: Atoms;
  readonly maintenanceAtoms: Atoms;
  /** Of each leg, the worth of what it holds or may hold: what is asked is shared by it. */
  readonly grossAtoms: readonly Atoms[];
}

/** Sizes that a leg may have. */
function sizesOf({ lots, mostLots, leastLots }: PortfolioLeg): readonly Lots[] {
  return mostLots === lots && leastLots === lots ? [lots] : [lots, mostLots, leastLots];
}

/** Unsigned value, or the bound where it is beyond that. */
export function worthAtoms(scales: Scales, lots: Lots, ticks: Ticks): Atoms {
  if (lots === 0) return 0;
  const size = Math.abs(lots);
  const estimate =
    scales.lotTickAtoms > 0
      ? size * (ticks * scales.lotTickAtoms)
      : (size * scales.contractAtomTicks) / ticks;
  return estimate > MOST_POOLED_ATOMS ? MOST_POOLED_ATOMS : notionalAtoms(scales, size, ticks);
}

/** Signed, as `valueAtoms` has it. */
function signedWorth(scales: Scales, lots: Lots, ticks: Ticks): Atoms {
  const worth = worthAtoms(scales, lots, ticks);
  return lots > 0 === scales.lotTickAtoms > 0 ? worth : -worth;
}

function moved(figure: number, rangePpm: Ppm, thirds: number): number {
  const whole = 3 * PPM;
  return Math.max(1, mulDivRound(figure, whole + rangePpm * thirds, whole));
}

/** What a leg loses in each move, added to what others lose in it: the most of all its sizes. */
function addLosses(leg: PortfolioLeg, rangePpm: Ppm, losses: Atoms[]): void {
  const { scales, markTicks, rate, movesRate } = leg;
  const sizes = sizesOf(leg);
  const worths = sizes.map((lots) => signedWorth(scales, lots, markTicks));
  for (const [m, thirds] of MOVES.entries()) {
    if (thirds === 0) continue;
    const ticks = moved(markTicks, rangePpm, thirds);
    const at = movesRate ? { over: moved(rate.over, rangePpm, thirds), under: rate.under } : rate;
    let most = -MOST_POOLED_ATOMS;
    for (let n = 0; n < sizes.length; n++) {
      const gained = signedWorth(scales, sizes[n] as Lots, ticks) - (worths[n] as Atoms);
      most = Math.max(most, -referenceAtoms(at, gained));
    }
    losses[m] = bounded((losses[m] as Atoms) + most);
  }
}

/** Coins that offset shorts: with all sells of contracts, and with all buys. */
interface Spot {
  readonly mostAtoms: Atoms;
  readonly leastAtoms: Atoms;
}

const NO_COINS: Spot = { mostAtoms: 0, leastAtoms: 0 };

/** What coins lose in a move, the fewest as they rise and the most as they fall; up. */
function spotLossAtoms({ mostAtoms, leastAtoms }: Spot, rangePpm: Ppm, thirds: number): Atoms {
  if (mostAtoms === 0 || thirds === 0) return 0;
  const moves = rangePpm * Math.abs(thirds);
  if (thirds > 0) return positiveZero(-mulDivFloor(leastAtoms, moves, 3 * PPM));
  return Math.min(mostAtoms, mulDivCeil(mostAtoms, moves, 3 * PPM));
}

/** What each move of the grid loses, as far as it counts, in the order of the moves. PM-01. */
export function gridLosses(
  { rangePpm, extremeDivisor }: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  spot: Spot = NO_COINS,
): readonly Atoms[] {
  const losses: Atoms[] = MOVES.map((thirds) => spotLossAtoms(spot, rangePpm, thirds));
  for (const leg of legs) addLosses(leg, rangePpm, losses);
  for (const [m, thirds] of MOVES.entries()) {
    const isExtreme = Math.abs(thirds) === EXTREME;
    if (isExtreme) losses[m] = mulDivCeil(losses[m] as Atoms, 1, extremeDivisor);
  }
  return losses;
}

/** The worst loss of the grid, and the move that it comes from. Rule PM-01. */
function scan(
  terms: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  spot: Spot,
): { scanAtoms: Atoms; worstThirds: number } {
  let scanAtoms = 0;
  let worstThirds = 0;
  for (const [m, loss] of gridLosses(terms, legs, spot).entries()) {
    if (loss <= scanAtoms) continue;
    scanAtoms = loss;
    worstThirds = MOVES[m] ?? 0;
  }
  return { scanAtoms, worstThirds };
}

/** Long and short worth at the mark that a leg has or may have. */
interface Reach {
  readonly longAtoms: Atoms;
  readonly shortAtoms: Atoms;
  readonly expiryUs: number;
  readonly currency: number;
}

/** Worth at the mark in the reference, up. */
export function deltaAtoms(
  { scales, rate, markTicks }: Pick<PortfolioLeg, 'scales' | 'rate' | 'markTicks'>,
  lots: Lots,
): Atoms {
  return askedAtoms(rate, worthAtoms(scales, lots, markTicks));
}

function reachOf(leg: PortfolioLeg): Reach {
  const { mostLots, leastLots, expiryUs, currency } = leg;
  const longAtoms = mostLots > 0 ? deltaAtoms(leg, mostLots) : 0;
  const shortAtoms = leastLots < 0 ? deltaAtoms(leg, leastLots) : 0;
  return { longAtoms, shortAtoms, expiryUs, currency };
}

/** What an offset between two tenors may come apart by. A perpetual has the nearest tenor. */
function pairPpm({ basisPpm, basisYearPpm }: PortfolioTerms, oneUs: number, otherUs: number): Ppm {
  const byTenor = mulDivCeil(Math.abs(oneUs - otherUs), basisYearPpm, YEAR_US);
  return Math.min(PPM, Math.max(basisPpm, byTenor));
}

/** Tenors count from now on; what never expires is as near as what expires now. */
function tenorUs(expiryUs: number, nowUs: number): number {
  return expiryUs === 0 ? 0 : Math.max(0, expiryUs - nowUs);
}

/**
 * Offset longs and shorts, the nearest tenors first, by what their basis may move. Where orders may
 * change either side, all that may offset, at the highest rate of any two. Rule PM-02.
 */
function basis(
  terms: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  reaches: readonly Reach[],
  nowUs: number,
): Atoms {
  const tenors = reaches.map(({ expiryUs }) => tenorUs(expiryUs, nowUs));
  if (!legs.some(mayChange)) return pairedAtoms(terms, reaches, tenors);
  if (reaches.length < 2) return 0;
  const longs = sum(reaches.map(({ longAtoms }) => longAtoms));
  const shorts = sum(reaches.map(({ shortAtoms }) => shortAtoms));
  const widest = pairPpm(terms, Math.min(...tenors), Math.max(...tenors));
  return mulDivCeil(Math.min(longs, shorts), widest, PPM);
}

/** What is net short of legs, each of a size. */
function netShortAtoms(
  legs: readonly PortfolioLeg[],
  which: 'lots' | 'mostLots' | 'leastLots',
): Atoms {
  let net = 0;
  for (const leg of legs) net = bounded(net + Math.sign(leg[which]) * deltaAtoms(leg, leg[which]));
  return Math.max(0, -net);
}

/** Coins beside contracts: as near as what expires now, and no stablecoin's. */
function spotReach(longAtoms: Atoms): Reach[] {
  return longAtoms === 0 ? [] : [{ longAtoms, shortAtoms: 0, expiryUs: 0, currency: DOLLAR }];
}

function mayChange({ lots, mostLots, leastLots }: PortfolioLeg): boolean {
  return mostLots !== lots || leastLots !== lots;
}

function pairedAtoms(
  terms: PortfolioTerms,
  reaches: readonly Reach[],
  tenors: readonly number[],
): Atoms {
  const order = reaches.map((_, n) => n);
  order.sort((a, b) => (tenors[a] ?? 0) - (tenors[b] ?? 0) || a - b);
  const [longs, shorts] = [order, order].map((list) => [...list]) as [number[], number[]];
  const left = reaches.map(({ longAtoms, shortAtoms }) => ({ longAtoms, shortAtoms }));
  let charged = 0;
  for (;;) {
    const long = longs.find((n) => (left[n]?.longAtoms ?? 0) > 0);
    const short = shorts.find((n) => (left[n]?.shortAtoms ?? 0) > 0);
    const [a, b] = [left[long ?? -1], left[short ?? -1]];
    if (long === undefined || short === undefined || a === undefined || b === undefined) break;
    const offset = Math.min(a.longAtoms, b.shortAtoms);
    const rate = pairPpm(terms, tenors[long] ?? 0, tenors[short] ?? 0);
    charged = bounded(charged + mulDivCeil(offset, rate, PPM));
    a.longAtoms -= offset;
    b.shortAtoms -= offset;
  }
  return charged;
}

/** Each part of what is hedged between currencies pays the rate of its tier. Rule PM-03. */
function depeg(
  { depegTiers }: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  unitAtoms: number,
  spot: Spot,
): Atoms {
  const most = new Map<number, Atoms>();
  const least = new Map<number, Atoms>();
  if (spot.mostAtoms > 0) {
    most.set(DOLLAR, spot.mostAtoms);
    least.set(DOLLAR, spot.leastAtoms);
  }
  for (const leg of legs) {
    const { currency, mostLots, leastLots } = leg;
    const up = Math.sign(mostLots) * deltaAtoms(leg, mostLots);
    const down = Math.sign(leastLots) * deltaAtoms(leg, leastLots);
    most.set(currency, bounded((most.get(currency) ?? 0) + up));
    least.set(currency, bounded((least.get(currency) ?? 0) + down));
  }
  if (most.size < 2) return 0;
  const longs = sum([...most.values()].map((net) => Math.max(0, net)));
  const shorts = sum([...least.values()].map((net) => Math.max(0, -net)));
  const hedged = Math.min(longs, shorts);
  let charged = 0;
  for (const [n, { floorWhole, ratePpm }] of depegTiers.entries()) {
    const from = floorWhole * unitAtoms;
    if (from >= hedged) break;
    const next = depegTiers[n + 1];
    const to = next === undefined ? hedged : Math.min(hedged, next.floorWhole * unitAtoms);
    charged += mulDivCeil(to - from, ratePpm, PPM);
  }
  return charged;
}

/** Whether a leg is worth enough for its share of open interest to count. Rule PM-05. */
export function mayConcentrate(
  { concentrationWhole }: PortfolioTerms,
  leg: PortfolioLeg,
  unitAtoms: number,
): boolean {
  return grossOf(leg) >= concentrationWhole * unitAtoms;
}

function grossOf(leg: PortfolioLeg): Atoms {
  return Math.max(...sizesOf(leg).map((lots) => deltaAtoms(leg, lots)));
}

/** One and the largest share of open interest beyond what is usual. Rule PM-05. */
function concentration(
  terms: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  unitAtoms: number,
): Ppm {
  let excess = 0;
  for (const leg of legs) {
    if (!mayConcentrate(terms, leg, unitAtoms)) continue;
    const own = Math.max(...sizesOf(leg).map(Math.abs));
    if (own === 0) continue;
    const share = mulDivCeil(own, PPM, Math.max(leg.openLots, own));
    excess = Math.max(excess, share - terms.concentrationPpm);
  }
  return PPM + excess;
}

/** What the figures of an underlying are counted in, and what stands beside its contracts. */
export interface PortfolioUnits {
  /** Atoms of a whole reference unit. */
  readonly unitAtoms: number;
  /** From when tenors count. */
  readonly nowUs: number;
  /** Worth of what is held of the underlying itself and may offset its contracts. */
  readonly spotAtoms?: Atoms;
}

/** What is asked for one underlying. Rules PM-01 to PM-06, PM-13. */
export function portfolioMargin(
  terms: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  { unitAtoms, nowUs, spotAtoms: heldAtoms = 0 }: PortfolioUnits,
): PortfolioMargin {
  const grossAtoms = legs.map(grossOf);
  const offsetBy = (which: 'lots' | 'mostLots' | 'leastLots'): Atoms =>
    heldAtoms === 0 ? 0 : Math.min(heldAtoms, netShortAtoms(legs, which));
  const spotAtoms = offsetBy('lots');
  const spot = { mostAtoms: offsetBy('leastLots'), leastAtoms: offsetBy('mostLots') };
  const reaches = [...legs.map(reachOf), ...spotReach(spot.mostAtoms)];
  const { scanAtoms, worstThirds } = scan(terms, legs, spot);
  const basisAtoms = basis(terms, legs, reaches, nowUs);
  const depegAtoms = depeg(terms, legs, unitAtoms, spot);
  const minimumAtoms = mulDivCeil(sum(grossAtoms), terms.minimumPpm, PPM);
  const concentrationPpm = concentration(terms, legs, unitAtoms);
  const feesAtoms = sum(
    legs.map(({ takerPpm }, n) => mulDivCeil(grossAtoms[n] ?? 0, takerPpm, PPM)),
  );
  const core = Math.max(bounded(scanAtoms + basisAtoms + depegAtoms), minimumAtoms);
  const asked = mulDivCeil(core, concentrationPpm, PPM);
  return {
    scanAtoms,
    worstThirds,
    spotAtoms,
    basisAtoms,
    depegAtoms,
    minimumAtoms,
    concentrationPpm,
    feesAtoms,
    initialAtoms: bounded(asked + feesAtoms),
    maintenanceAtoms: bounded(mulDivCeil(asked, terms.maintenancePpm, PPM) + feesAtoms),
    grossAtoms,
  };
}

/** A leg's part of what its underlying is asked for: by what it is worth, down. Rule PM-08. */
export function partAtoms(
  margin: PortfolioMargin,
  which: 'initialAtoms' | 'maintenanceAtoms',
  leg: number,
): Atoms {
  const all = sum(margin.grossAtoms);
  return all === 0 ? 0 : mulDivFloor(margin[which], margin.grossAtoms[leg] ?? 0, all);
}

function sum(figures: readonly Atoms[]): Atoms {
  return figures.reduce((total, figure) => bounded(total + figure), 0);
}
