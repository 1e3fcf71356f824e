/**
 * How a pool stands by its ratio, equity over maintenance, where its subaccount has states for it:
 * free, reduce-only, liquidation. `margin-rules.md` section 13, Binance. Rule VAR-63.
 */
import type { CommandOf } from '../commands.ts';
import type { Atoms } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, isMargined, isPooled } from '../state.ts';
import type { Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { boundedFloor } from './collateral.ts';
import { figuresOf, poolOf } from './pool.ts';
import type { PoolFigures } from './pool.ts';

/** States are of a pool: what is isolated beside it, the bucket of an instrument, has none. */
function statesOf(subaccount: Subaccount, instrument: number): Subaccount['ratios'] {
  return isPooled(subaccount) && instrument === 0 ? subaccount.ratios : undefined;
}

/** Below this equity a pool is liquidated: at its percent it is, without states at none of it. */
export function leastEquityAtoms(
  subaccount: Subaccount,
  maintenanceAtoms: Atoms,
  instrument = 0,
): Atoms {
  const percent = statesOf(subaccount, instrument)?.liquidationPercent ?? 0;
  if (percent === 0 || maintenanceAtoms === 0) return maintenanceAtoms;
  return boundedFloor(maintenanceAtoms, percent, 100) + 1;
}

/** Whether a pool stands so low that its orders may only reduce. */
export function mayOnlyReduce(
  { ratios }: Subaccount,
  { equityAtoms, maintenanceAtoms }: Pick<PoolFigures, 'equityAtoms' | 'maintenanceAtoms'>,
): boolean {
  const percent = ratios?.reduceOnlyPercent ?? 0;
  return percent !== 0 && equityAtoms < boundedFloor(maintenanceAtoms, percent, 100);
}

/** Whether a liquidation of a pool that has begun is not ended by what it cures. */
export function runsOut(subaccount: Subaccount, instrument = 0): boolean {
  return statesOf(subaccount, instrument)?.runsOut === true;
}

/** No ratio may be below the one at which everybody is liquidated. */
function isBelowAll(percent: number): boolean {
  return percent > 0 && percent < 100;
}

/** Two people set them, or take them away; not so that the pool would be liquidated by it. */
export function setRatios(step: Step, command: CommandOf<'subaccount.ratios'>): Outcome {
  const { kind: _, subaccount: id, ...given } = command;
  const { liquidationPercent, reduceOnlyPercent } = given;
  const subaccount = at(step.state.subaccounts, id);
  if (!isMargined(step.state, subaccount)) return refused('WRONG_ACCOUNT_KIND');
  const isNone = liquidationPercent === 0 && reduceOnlyPercent === 0 && !given.runsOut;
  if (isBelowAll(liquidationPercent) || isBelowAll(reduceOnlyPercent)) {
    return refused('INVALID_SPEC');
  }
  const isReversed = reduceOnlyPercent !== 0 && reduceOnlyPercent < liquidationPercent;
  if (isReversed) return refused('CONTRADICTION');
  const missing = isPooled(subaccount) ? missingFor(step, { ...subaccount, ratios: given }) : 0;
  if (missing > 0) return refused('INSUFFICIENT_MARGIN', missing);
  if (isNone) delete subaccount.ratios;
  else subaccount.ratios = given;
  const columns = [id, reduceOnlyPercent, liquidationPercent, given.runsOut ? 1 : 0] as const;
  step.events.emit('subaccount.ratios', ...columns);
  return done(id);
}

/** What a pool that stands now would be short of with other states; 0 of one that is below now. */
function missingFor({ state }: Step, subaccount: Subaccount): Atoms {
  const figures = figuresOf(state, poolOf(state, subaccount));
  const { equityAtoms, maintenanceAtoms } = figures;
  if (equityAtoms < maintenanceAtoms) return 0;
  return Math.max(0, leastEquityAtoms(subaccount, maintenanceAtoms) - equityAtoms);
}
