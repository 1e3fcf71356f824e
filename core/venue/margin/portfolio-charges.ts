/** What an underlying asks beside its scan: basis, de-peg, minimum, contingency, concentration. */
import type { PortfolioTerms } from '../commands.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ppm } from '../numbers.ts';
import { bounded } from './collateral.ts';
import {
  coinsAgainst,
  deltaAtoms,
  DOLLAR,
  grossOf,
  mayChange,
  netAtoms,
  sizesOf,
  sum,
} from './portfolio-leg.ts';
import type { PortfolioLeg, Spot } from './portfolio-leg.ts';

const YEAR_US = 31_536_000_000_000;

/** Long and short worth at the mark that a leg has or may have. */
export interface Reach {
  readonly longAtoms: Atoms;
  readonly shortAtoms: Atoms;
  readonly expiryUs: number;
  readonly currency: number;
}

export function reachOf(leg: PortfolioLeg): Reach {
  const { mostLots, leastLots, expiryUs, currency } = leg;
  const longAtoms = mostLots > 0 ? deltaAtoms(leg, mostLots) : 0;
  const shortAtoms = leastLots < 0 ? deltaAtoms(leg, leastLots) : 0;
  return { longAtoms, shortAtoms, expiryUs, currency };
}

/** Coins beside contracts: as near as what expires now, and no stablecoin's. */
export function spotReach(longAtoms: Atoms): Reach[] {
  return longAtoms === 0 ? [] : [{ longAtoms, shortAtoms: 0, expiryUs: 0, currency: DOLLAR }];
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
export function basis(
  terms: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  reaches: readonly Reach[],
  nowUs: number,
): Atoms {
  const tenors = reaches.map(({ expiryUs }) => tenorUs(expiryUs, nowUs));
  if (!legs.some(mayChange)) return pairedAtoms(terms, reaches, tenors);
  if (reaches.length < 2) return 0;
  const widest = pairPpm(terms, Math.min(...tenors), Math.max(...tenors));
  return mulDivCeil(offsetAtoms(reaches), widest, PPM);
}

/** What longs and shorts may offset of each other. */
function offsetAtoms(reaches: readonly Reach[]): Atoms {
  const longs = sum(reaches.map(({ longAtoms }) => longAtoms));
  const shorts = sum(reaches.map(({ shortAtoms }) => shortAtoms));
  return Math.min(longs, shorts);
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

/** Each slice of an amount at the rate of its tier, up. */
export function slicedAtoms(
  tiers: readonly { readonly floorWhole: number; readonly ratePpm: Ppm }[],
  atoms: Atoms,
  unitAtoms: number,
): Atoms {
  let charged = 0;
  for (const [n, { floorWhole, ratePpm }] of tiers.entries()) {
    const from = floorWhole * unitAtoms;
    if (from >= atoms) break;
    const next = tiers[n + 1];
    const to = next === undefined ? atoms : Math.min(atoms, next.floorWhole * unitAtoms);
    charged += mulDivCeil(to - from, ratePpm, PPM);
  }
  return charged;
}

/** Each part of what is hedged between currencies pays the rate of its tier. Rule PM-03. */
export function depeg(
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
  return slicedAtoms(depegTiers, Math.min(longs, shorts), unitAtoms);
}

/** Parts of what is net and of what is hedged, each up. Rule VAR-57. */
export function byDeltaAtoms(
  net: Atoms,
  hedged: Atoms,
  { netPpm, hedgedPpm }: NonNullable<PortfolioTerms['minimumByDelta']>,
): Atoms {
  return bounded(mulDivCeil(net, netPpm, PPM) + mulDivCeil(hedged, hedgedPpm, PPM));
}

/**
 * What is asked at the least: of gross worth, by one rate or by slices, or of what is net and of
 * what is hedged. With orders each of the two is the most that it may become. PM-04, VAR-57.
 */
export function minimum(
  { minimumPpm, minimumByDelta, minimumTiers }: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  grossAtoms: readonly Atoms[],
  unitAtoms: number,
): Atoms {
  const gross = sum(grossAtoms);
  if (minimumByDelta !== undefined) {
    const ends = [netAtoms(legs, 'mostLots'), netAtoms(legs, 'leastLots')];
    const net = Math.max(...ends.map(Math.abs));
    const hedged = offsetAtoms(legs.map(reachOf));
    return byDeltaAtoms(net, hedged, minimumByDelta);
  }
  if (minimumTiers !== undefined) return bounded(slicedAtoms(minimumTiers, gross, unitAtoms));
  return mulDivCeil(gross, minimumPpm, PPM);
}

/** More for gross worth, by slices, that no factor raises or lowers. Rule VAR-58. */
export function contingency(
  { contingency: more }: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  grossAtoms: readonly Atoms[],
  unitAtoms: number,
): { readonly initialAtoms: Atoms; readonly maintenanceAtoms: Atoms } {
  if (more === undefined) return { initialAtoms: 0, maintenanceAtoms: 0 };
  const counts = ({ expiryUs }: PortfolioLeg): boolean => more.of === 'all' || expiryUs === 0;
  const gross = sum(legs.map((leg, n) => (counts(leg) ? (grossAtoms[n] ?? 0) : 0)));
  const by = (which: 'initialPpm' | 'maintenancePpm'): Atoms => {
    const tiers = more.tiers.map((tier) => ({ ...tier, ratePpm: tier[which] }));
    return bounded(slicedAtoms(tiers, gross, unitAtoms));
  };
  return { initialAtoms: by('initialPpm'), maintenanceAtoms: by('maintenancePpm') };
}

/** Whether a leg is worth enough for its share of open interest to count. Rule PM-05. */
export function mayConcentrate(
  { concentrationWhole }: PortfolioTerms,
  leg: PortfolioLeg,
  unitAtoms: number,
): boolean {
  return grossOf(leg) >= concentrationWhole * unitAtoms;
}

/** One and the largest share of open interest beyond what is usual, by its slope. PM-05, VAR-58. */
export function concentration(
  terms: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  unitAtoms: number,
): Ppm {
  let excess = 0;
  for (const leg of legs) {
    if (!mayConcentrate(terms, leg, unitAtoms)) continue;
    const own: Lots = Math.max(...sizesOf(leg).map(Math.abs));
    if (own === 0) continue;
    const share = mulDivCeil(own, PPM, Math.max(leg.openLots, own));
    excess = Math.max(excess, share - terms.concentrationPpm);
  }
  return PPM + mulDivCeil(excess, terms.concentrationSlopePpm ?? PPM, PPM);
}

/**
 * Of what is net in an underlying, coins that offset shorts taken off, the least that is surely
 * long, above zero, or short, below it, whatever of its orders trades. Rule VAR-59.
 */
export function surelyNetAtoms(legs: readonly PortfolioLeg[], heldAtoms: Atoms): Atoms {
  const low = netAtoms(legs, 'leastLots');
  if (low > 0) return low;
  const high = netAtoms(legs, 'mostLots');
  if (high >= 0) return 0;
  return high + coinsAgainst(legs, heldAtoms, 'mostLots');
}

/**
 * What two underlyings that are net opposite ways are credited, each by its own R: of the smaller
 * net worth, what R of it would lose, x the rate; down. Rule VAR-59.
 */
export function creditAtoms(
  one: { readonly netAtoms: Atoms; readonly rangePpm: Ppm },
  otherAtoms: Atoms,
  ratePpm: Ppm,
): Atoms {
  if (one.netAtoms === 0 || otherAtoms === 0 || one.netAtoms > 0 === otherAtoms > 0) return 0;
  const matched = Math.min(Math.abs(one.netAtoms), Math.abs(otherAtoms));
  return mulDivFloor(mulDivFloor(matched, one.rangePpm, PPM), ratePpm, PPM);
}
