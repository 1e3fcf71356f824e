/** The price at which a position would be liquidated, in its bucket and every mode. */
import { unrealisedAtoms } from '../instruments/value.ts';
import type { Atoms } from '../numbers.ts';
import { at, isMargined, isObserved, isPooled } from '../state.ts';
import type { Instrument, Position, Subaccount, VenueState } from '../state.ts';
import { termsOfPosition } from './account-terms.ts';
import { liquidationTicks } from './arithmetic.ts';
import { bucketFigures, bucketOf, positionMaintenanceAtoms } from './buckets.ts';
import { isCapped } from './capped.ts';
import { sparedWith, spreadBeside } from './month-spread.ts';
import { poolLiquidationTicks } from './pool-orders.ts';
import { withdrawableAtoms } from './withdrawable.ts';

/** Liquidation price of a position in its bucket, in ticks; 0 when no price does it. */
export function positionLiquidationTicks(
  state: VenueState,
  subaccount: Subaccount,
  position: Position,
): number {
  if (position.lots === 0) return 0;
  const instrument = at(state.instruments, position.instrument);
  // What it posted is all that it can lose.
  if (isCapped(instrument.spec)) return 0;
  const isOfAll = isPooled(subaccount) && position.mode === 'cross';
  if (isOfAll) return poolLiquidationTicks(state, subaccount, instrument);
  const figures = bucketFigures(state, bucketOf(state, subaccount, position));
  const unrealised = unrealisedAtoms(instrument.scales, position, instrument.markTicks);
  const spread =
    position.mode === 'cross' ? spreadBeside(state, subaccount, instrument) : undefined;
  const spared = sparedWith(spread, instrument, position);
  const ownMaintenance = positionMaintenanceAtoms(instrument, position) - spared;
  return liquidationTicks({
    spec: termsOfPosition(instrument, position),
    scales: instrument.scales,
    lots: position.lots,
    costAtoms: position.costAtoms,
    otherAtoms:
      figures.equityAtoms -
      unrealised -
      (figures.maintenanceAtoms - ownMaintenance) +
      behindAtoms(state, subaccount, instrument, position),
    markTicks: instrument.markTicks,
    spread,
  });
}

/** Whether a position's margin has levels, and moves: it stands, isolated, and no liquidation. */
export function movesByItself({ spec }: Instrument, { lots, mode, bucket }: Position): boolean {
  const isAlone = mode === 'isolated' && lots !== 0 && bucket.liquidation === null;
  return isAlone && spec.equity?.levels !== undefined;
}

/** What stands behind an isolated position beyond its own: all that would be moved in. VAR-65. */
function behindAtoms(
  state: VenueState,
  subaccount: Subaccount,
  instrument: Instrument,
  position: Position,
): Atoms {
  if (!movesByItself(instrument, position) || !isMargined(state, subaccount)) return 0;
  if (isObserved(state, subaccount)) return 0;
  return withdrawableAtoms(state, subaccount, instrument.spec.settleAsset);
}
