/** What a listing may say of the fund and of deleveraging. */
import type { InstrumentSpec } from '../commands.ts';

/** It must be of use. Rules INS-07, INS-08, ADL-04, VAR-36, VAR-37, VAR-40. */
export function coverFits({ insurance, adl }: InstrumentSpec): boolean {
  const { takeoverCapAtoms, riskGroup, backstop, lossMode, winnersPpm } = insurance ?? {};
  if (takeoverCapAtoms !== undefined && adl === undefined) return false;
  // Without a part of its own nothing at all would stand behind it.
  if (backstop !== undefined && riskGroup === undefined) return false;
  if (winnersPpm !== undefined && lossMode !== 'day') return false;
  return adl === undefined || deleveragingFits(adl);
}

function deleveragingFits(adl: NonNullable<InstrumentSpec['adl']>): boolean {
  const { lossLimitPpm, lossFloorPpm } = adl;
  const hasWindow = adl.drawdownWindowUs !== undefined;
  const isMeasured = adl.drawdownPpm !== undefined;
  if ((lossLimitPpm === undefined) !== (lossFloorPpm === undefined)) return false;
  const isCut = lossLimitPpm === undefined || (lossFloorPpm ?? 0) <= lossLimitPpm;
  const isFar = (adl.price === 'markIfFar') === (adl.farPpm !== undefined);
  return hasWindow === isMeasured && isFar && isCut;
}
