/** What a listing may say of the fund and of deleveraging: `margin-rules.md` sections 9 and 10. */
import type { InstrumentSpec } from '../commands.ts';
import { choice, integer, MAX_INTEGER, optional, text } from '../schema.ts';

export const insuranceFields = {
  /** A part of the fund that is for the instruments of this name; the rest is behind it. */
  riskGroup: optional(text(32)),
  /** Most that the fund stands for of what one takeover loses at the mark. */
  takeoverCapAtoms: optional(integer(0, MAX_INTEGER)),
  /**
   * What the fund cannot pay is taken from who gains, at once or at the day's end from who has
   * gained that day; or from every position, as funding is. Unsaid it stays owed.
   */
  lossMode: optional(choice('socialise', 'day', 'funding')),
  /** Of `day`: what of their gain all pay where that is enough; the fund has what is left. */
  winnersPpm: optional(integer(1, 1_000_000)),
  /** Nothing but the group's own part is behind its instruments. */
  backstop: optional(choice('none')),
  /** How far beyond the bankruptcy price a slice may trade while the fund pays for it. */
  limitPpm: optional(integer(1, 999_999)),
  /** When the fee of a slice is the fund's: at once unless given, or at the next whole hour. */
  feesCome: optional(choice('hourly')),
} as const;

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
