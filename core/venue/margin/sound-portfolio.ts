/** Which parameters of an underlying agree with each other. Rules PM-10, VAR-56, VAR-75. */
import type { PortfolioTerms } from '../commands.ts';
import type { Index } from '../state.ts';

type Tier = Readonly<Record<'floorWhole', number>> & Readonly<Record<string, number>>;

/** Tiers that begin at zero and rise, no rate of them falling. */
function rises(tiers: readonly Tier[]): boolean {
  return tiers.every((tier, n) => {
    const before = tiers[n - 1];
    if (before === undefined) return tier.floorWhole === 0;
    const keeps = Object.keys(tier).every((name) => (tier[name] ?? 0) >= (before[name] ?? 0));
    return keeps && tier.floorWhole > before.floorWhole;
  });
}

/** Whether tiers rise, lists that replace a default have something, and no two do so at once. */
export function isSoundPortfolio(terms: PortfolioTerms): boolean {
  const { grid, lossRank, stress, depegTiers, minimumTiers, minimumByDelta, contingency } = terms;
  const tables = [depegTiers, minimumTiers ?? [], contingency?.tiers ?? []];
  if (!tables.every(rises)) return false;
  const given = [grid, stress?.points, minimumTiers, contingency?.tiers];
  if (given.some((list) => list?.length === 0)) return false;
  if (minimumTiers !== undefined && minimumByDelta !== undefined) return false;
  // A rank is one of the moves that are listed.
  if (lossRank !== undefined && lossRank > (grid?.length ?? 0)) return false;
  const asks = contingency?.tiers ?? [];
  return asks.every(({ initialPpm, maintenancePpm }) => maintenancePpm <= initialPpm);
}

/** Whether an underlying is credited with one other at most, and that with no third. VAR-59. */
export function isSoundCredit(
  indices: readonly Index[],
  own: number,
  partner: number | undefined,
): boolean {
  const ends = indices.flatMap(({ id, portfolio }) => {
    const named = id === own ? partner : portfolio?.credit?.index;
    return named === undefined ? [] : [id, named];
  });
  return new Set(ends).size === ends.length;
}
