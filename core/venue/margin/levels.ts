/**
 * Levels between which the margin of an isolated position is kept: filled up from what is free when
 * it is below the first, given back when it is above the last. `margin-rules.md` section 3.
 */
import type { InstrumentSpec } from '../commands.ts';
import { unrealisedAtoms } from '../instruments/value.ts';
import { permissionsOf } from '../orders/checks.ts';
import { positiveZero } from '../numbers.ts';
import type { Atoms } from '../numbers.ts';
import { at, isMargined, isObserved } from '../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { leavableAtoms } from './arithmetic.ts';
import { keptProfitAtoms, stayingAtoms } from './availability.ts';
import { positionMaintenanceAtoms } from './buckets.ts';
import { movesByItself } from './liquidation-price.ts';
import { withdrawableAtoms } from './withdrawable.ts';
import { marginLevels } from './elsewhere.ts';
import type { LevelRates } from './elsewhere.ts';
import { isolatedInitialAtoms } from './isolating.ts';

/** Search below what it fills up to, and that below release. */
export function levelsFit({ equity }: Pick<InstrumentSpec, 'equity'>): boolean {
  const { levels } = equity ?? {};
  if (levels === undefined) return true;
  return levels.searchPpm < levels.initialPpm && levels.initialPpm < levels.releasePpm;
}

/** Instruments whose isolated positions have levels. */
export function levelled({ instruments }: VenueState): Instrument[] {
  return instruments.filter(({ spec }) => spec.equity?.levels !== undefined);
}

/**
 * Moves margin into each such position of a subaccount, or out of it, on a price that liquidates;
 * whether it has any, which every check then values. Rule VAR-65.
 */
export function keepLevels(
  step: Step,
  subaccount: Subaccount,
  instruments: readonly Instrument[],
): boolean {
  if (!isMargined(step.state, subaccount) || isObserved(step.state, subaccount)) return false;
  let has = false;
  for (const instrument of instruments) {
    const position = at(instrument.positions, subaccount.id);
    if (!movesByItself(instrument, position)) continue;
    has = true;
    if (permissionsOf(step.state, instrument).liquidations === 'off') continue;
    const amountAtoms = flowAtoms(step.state, subaccount, instrument, position);
    if (amountAtoms === 0) continue;
    position.allocatedAtoms += amountAtoms;
    const columns = [subaccount.id, instrument.id, amountAtoms, position.allocatedAtoms] as const;
    step.events.emit('position.margin', ...columns);
  }
  return has;
}

/** What is missing up to initial below search, or below zero what is beyond it above release. */
export function wantedAtoms(equityAtoms: Atoms, maintenanceAtoms: Atoms, rates: LevelRates): Atoms {
  const { searchAtoms, initialAtoms, releaseAtoms } = marginLevels(maintenanceAtoms, rates);
  const isBetween = equityAtoms >= searchAtoms && equityAtoms <= releaseAtoms;
  return isBetween ? 0 : initialAtoms - equityAtoms;
}

/** What goes into a position, or below zero out of it. Rule VAR-65. */
function flowAtoms(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
  position: Position,
): Atoms {
  const { scales, markTicks, spec } = instrument;
  const levels = spec.equity?.levels;
  if (levels === undefined) return 0;
  const equity = position.allocatedAtoms + unrealisedAtoms(scales, position, markTicks);
  const maintenance = positionMaintenanceAtoms(instrument, position);
  const wanted = wantedAtoms(equity, maintenance, levels);
  if (wanted === 0) return 0;
  if (wanted > 0) {
    return Math.min(wanted, withdrawableAtoms(state, subaccount, spec.settleAsset));
  }
  // As where its owner takes margin out: profit that is not realised supports it and stays.
  const usable = equity - keptProfitAtoms(instrument, position);
  const asked = isolatedInitialAtoms(instrument, position);
  const stays = stayingAtoms(instrument, position);
  const most = leavableAtoms(position.allocatedAtoms, usable, asked, stays);
  return positiveZero(-Math.min(-wanted, most));
}
