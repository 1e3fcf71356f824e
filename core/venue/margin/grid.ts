/**
 * The scan of an underlying: what each move of its price loses, and the worst of them. The moves
 * are thirds of R, as they are unless the underlying's parameters list others. Rules PM-01, VAR-56.
 */
import type { PortfolioTerms } from '../commands.ts';
import { mulDivCeil, mulDivFloor, mulDivRound, positiveZero, PPM } from '../numbers.ts';
import type { Atoms } from '../numbers.ts';
import { bounded, MOST_POOLED_ATOMS, referenceAtoms } from './collateral.ts';
import { NO_COINS, signedWorth, sizesOf } from './portfolio-leg.ts';
import type { PortfolioLeg, Spot } from './portfolio-leg.ts';

/** The moves of the scan in thirds of R, the extremes last. Rule PM-01. */
export const MOVES = [0, -1, 1, -2, 2, -3, 3, -6, 6] as const;
const EXTREME = 6;

/** A move by so many parts of a price, and as how many parts of a whole its loss counts. */
export interface Point {
  readonly moved: number;
  readonly of: number;
  readonly weight: number;
  readonly whole: number;
}

type Listed = NonNullable<PortfolioTerms['grid']>;

function listedPoints(points: Listed): Point[] {
  return points.map(({ movePpm, weightPpm }) => {
    return { moved: movePpm, of: PPM, weight: weightPpm, whole: PPM };
  });
}

/** The moves of an underlying, in their order. */
export function pointsOf({ grid, rangePpm, extremeDivisor }: PortfolioTerms): Point[] {
  if (grid !== undefined) return listedPoints(grid);
  return MOVES.map((thirds) => {
    const whole = Math.abs(thirds) === EXTREME ? extremeDivisor : 1;
    return { moved: rangePpm * thirds, of: 3 * PPM, weight: 1, whole };
  });
}

function after(figure: number, { moved, of }: Point): number {
  return Math.max(1, mulDivRound(figure, of + moved, of));
}

/** What a leg loses in each move, added to what others lose in it: the most of all its sizes. */
function addLosses(leg: PortfolioLeg, points: readonly Point[], losses: Atoms[]): void {
  const { scales, markTicks, rate, movesRate } = leg;
  const sizes = sizesOf(leg);
  const worths = sizes.map((lots) => signedWorth(scales, lots, markTicks));
  for (const [m, point] of points.entries()) {
    if (point.moved === 0) continue;
    const ticks = after(markTicks, point);
    const at = movesRate ? { over: after(rate.over, point), under: rate.under } : rate;
    let most = -MOST_POOLED_ATOMS;
    for (let n = 0; n < sizes.length; n++) {
      const gained = signedWorth(scales, sizes[n] as number, ticks) - (worths[n] as Atoms);
      most = Math.max(most, -referenceAtoms(at, gained));
    }
    losses[m] = bounded((losses[m] as Atoms) + most);
  }
}

/** What coins lose in a move, the fewest as they rise and the most as they fall; up. */
function spotLossAtoms({ mostAtoms, leastAtoms }: Spot, { moved, of }: Point): Atoms {
  if (mostAtoms === 0 || moved === 0) return 0;
  if (moved > 0) return positiveZero(-mulDivFloor(leastAtoms, moved, of));
  return Math.min(mostAtoms, mulDivCeil(mostAtoms, -moved, of));
}

function lossesAt(
  points: readonly Point[],
  legs: readonly PortfolioLeg[],
  spot: Spot,
): readonly Atoms[] {
  const losses: Atoms[] = points.map((point) => spotLossAtoms(spot, point));
  for (const leg of legs) addLosses(leg, points, losses);
  for (const [m, { weight, whole }] of points.entries()) {
    if (weight !== whole) losses[m] = mulDivCeil(losses[m] as Atoms, weight, whole);
  }
  return losses;
}

/** What each move of the grid loses, as far as it counts, in the order of the moves. PM-01. */
export function gridLosses(
  terms: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  spot: Spot = NO_COINS,
): readonly Atoms[] {
  return lossesAt(pointsOf(terms), legs, spot);
}

interface Loss {
  readonly atoms: Atoms;
  readonly point: number;
}

/** The worst loss, and the place of its move; 0 and none where nothing is lost. */
function worstOf(losses: readonly Atoms[]): Loss {
  let worst = { atoms: 0, point: -1 };
  for (const [point, atoms] of losses.entries()) if (atoms > worst.atoms) worst = { atoms, point };
  return worst;
}

/** The same of the loss that so many less one are worse than, the first of those alike. VAR-75. */
function rankedOf(losses: readonly Atoms[], rank: number): Loss {
  const rising = Float64Array.from(losses).sort();
  const atoms = rising[rising.length - rank] ?? 0;
  if (atoms <= 0) return { atoms: 0, point: -1 };
  const worse = rising.filter((loss) => loss > atoms).length;
  const alike = [...losses.keys()].filter((place) => losses[place] === atoms);
  return { atoms, point: alike[rank - 1 - worse] ?? -1 };
}

export interface Scan {
  readonly scanAtoms: Atoms;
  /** The place of the move that it comes from; -1 where none loses. */
  readonly worstPoint: number;
  /** The same move in thirds of R; 0 of a listed one. */
  readonly worstThirds: number;
}

/**
 * The worst loss of the grid, or that of a rank, into which the worst of a second one may be mixed.
 * Rules PM-01, VAR-56, VAR-75.
 */
export function scan(terms: PortfolioTerms, legs: readonly PortfolioLeg[], spot: Spot): Scan {
  const { lossRank = 1 } = terms;
  const losses = gridLosses(terms, legs, spot);
  const { atoms, point } = lossRank === 1 ? worstOf(losses) : rankedOf(losses, lossRank);
  const worstThirds = terms.grid === undefined ? (MOVES[point] ?? 0) : 0;
  const { stress } = terms;
  if (stress === undefined) return { scanAtoms: atoms, worstPoint: point, worstThirds };
  const stressed = worstOf(lossesAt(listedPoints(stress.points), legs, spot)).atoms;
  const own = mulDivCeil(atoms, PPM - stress.sharePpm, PPM);
  const scanAtoms = bounded(own + mulDivCeil(stressed, stress.sharePpm, PPM));
  return { scanAtoms, worstPoint: point, worstThirds };
}
