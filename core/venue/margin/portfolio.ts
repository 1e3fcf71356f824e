/**
 * Portfolio margin as pure functions on integers: `margin-rules.md` section 13 for one underlying,
 * the Default and, as parameters, other venues' ways. From positions, marks and parameters to
 * components, each by its name; nothing is offset between underlyings unless a credit is listed, so
 * that a subaccount is asked for the sum.
 *
 * What is asked with orders is a bound: in each scenario every instrument takes its worse side, all
 * of its buys or all of its sells, as if they had traded.
 *
 * What is held of the underlying itself offsets shorts, as far as its owner has said. Rule PM-13.
 */
import type { PortfolioTerms } from '../commands.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Ppm } from '../numbers.ts';
import { bounded, boundedCeil } from './collateral.ts';
import { scan } from './grid.ts';
import {
  basis,
  concentration,
  contingency,
  depeg,
  minimum,
  reachOf,
  spotReach,
} from './portfolio-charges.ts';
import { coinsAgainst, grossOf, sum } from './portfolio-leg.ts';
import type { PortfolioLeg } from './portfolio-leg.ts';

export { gridLosses, MOVES } from './grid.ts';
export { mayConcentrate } from './portfolio-charges.ts';
export { deltaAtoms, DOLLAR, worthAtoms } from './portfolio-leg.ts';
export type { PortfolioLeg } from './portfolio-leg.ts';

/** What an underlying asks, by component, in atoms of the reference. */
export interface PortfolioMargin {
  readonly scanAtoms: Atoms;
  /** The place of the move that it comes from; -1 where none loses. */
  readonly worstPoint: number;
  /** The same in thirds of R; 0 of a move that is listed. */
  readonly worstThirds: number;
  /** Of what is held of the underlying itself, so much offsets shorts. */
  readonly spotAtoms: Atoms;
  /** Of the scan, what another underlying takes off. */
  readonly creditAtoms: Atoms;
  readonly basisAtoms: Atoms;
  readonly depegAtoms: Atoms;
  readonly minimumAtoms: Atoms;
  /** All of the above are multiplied by it. */
  readonly concentrationPpm: Ppm;
  /** Beside them, of initial margin, and of maintenance. */
  readonly contingencyAtoms: Atoms;
  readonly contingencyKeptAtoms: Atoms;
  readonly feesAtoms: Atoms;
  readonly initialAtoms: Atoms;
  readonly maintenanceAtoms: Atoms;
  /** Of each leg, the worth of what it holds or may hold: what is asked is shared by it. */
  readonly grossAtoms: readonly Atoms[];
}

/** What the figures of an underlying are counted in, and what stands beside its contracts. */
export interface PortfolioUnits {
  /** Atoms of a whole reference unit. */
  readonly unitAtoms: number;
  /** From when tenors count. */
  readonly nowUs: number;
  /** Worth of what is held of the underlying itself and may offset its contracts. */
  readonly spotAtoms?: Atoms;
  /** What another underlying is credited for. */
  readonly creditAtoms?: Atoms;
}

/** What is asked for one underlying. Rules PM-01 to PM-06, PM-13, VAR-56 to VAR-59. */
export function portfolioMargin(
  terms: PortfolioTerms,
  legs: readonly PortfolioLeg[],
  { unitAtoms, nowUs, spotAtoms: heldAtoms = 0, creditAtoms: credited = 0 }: PortfolioUnits,
): PortfolioMargin {
  const grossAtoms = legs.map(grossOf);
  const spotAtoms = coinsAgainst(legs, heldAtoms, 'lots');
  const spot = {
    mostAtoms: coinsAgainst(legs, heldAtoms, 'leastLots'),
    leastAtoms: coinsAgainst(legs, heldAtoms, 'mostLots'),
  };
  const reaches = [...legs.map(reachOf), ...spotReach(spot.mostAtoms)];
  const scanned = scan(terms, legs, spot);
  const creditAtoms = Math.min(credited, scanned.scanAtoms);
  const basisAtoms = basis(terms, legs, reaches, nowUs);
  const depegAtoms = depeg(terms, legs, unitAtoms, spot);
  const minimumAtoms = minimum(terms, legs, grossAtoms, unitAtoms);
  const concentrationPpm = concentration(terms, legs, unitAtoms);
  const more = contingency(terms, legs, grossAtoms, unitAtoms);
  const feesAtoms = sum(
    legs.map(({ takerPpm }, n) => mulDivCeil(grossAtoms[n] ?? 0, takerPpm, PPM)),
  );
  const risk = bounded(scanned.scanAtoms - creditAtoms + basisAtoms + depegAtoms);
  const asked = boundedCeil(Math.max(risk, minimumAtoms), concentrationPpm, PPM);
  const of = (part: Ppm, besideAtoms: Atoms): Atoms =>
    bounded(bounded(boundedCeil(asked, part, PPM) + besideAtoms) + feesAtoms);
  return {
    ...scanned,
    spotAtoms,
    creditAtoms,
    basisAtoms,
    depegAtoms,
    minimumAtoms,
    concentrationPpm,
    contingencyAtoms: more.initialAtoms,
    contingencyKeptAtoms: more.maintenanceAtoms,
    feesAtoms,
    initialAtoms: of(terms.initialPpm ?? PPM, more.initialAtoms),
    maintenanceAtoms: of(terms.maintenancePpm, more.maintenanceAtoms),
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
