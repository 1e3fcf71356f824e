/** What pooled margin is reckoned by: collateral terms and portfolio parameters. */
import type { CommandOf } from '../commands.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Step } from '../step.ts';
import { isSound } from './collateral.ts';
import { referenceAsset } from './pool.ts';
import { isSoundCredit, isSoundPortfolio } from './sound-portfolio.ts';

/**
 * Sets or amends what an asset counts as collateral. One asset alone is priced by no index: the
 * reference, which counts whole; what prices an asset stays as it was first said. Rule COLL-05.
 */
export function setCollateral(step: Step, command: CommandOf<'asset.collateral'>): Outcome {
  const { state } = step;
  const { kind: _, asset: id, ...terms } = command;
  const asset = state.assets[id - 1];
  if (asset === undefined) return refused('UNKNOWN_ASSET');
  const { index } = terms;
  if (index !== undefined && state.indices[index - 1] === undefined) {
    return refused('UNKNOWN_INDEX');
  }
  if (!isSound(terms)) return refused('INVALID_SPEC');
  const reference = referenceAsset(state);
  const isReference = index === undefined;
  const cuts = terms.tiers.some(({ initialPpm }) => initialPpm > 0);
  if (isReference && (cuts || (reference !== 0 && reference !== id)))
    return refused('INVALID_SPEC');
  // Nothing is worth anything before there is something to count in.
  if (!isReference && reference === 0) return refused('INVALID_SPEC');
  if (asset.collateral !== undefined && asset.collateral.index !== index) {
    return refused('INVALID_SPEC');
  }
  const named = (terms.against ?? []).map((entry) => entry.asset);
  if (named.some((other) => state.assets[other - 1] === undefined)) return refused('UNKNOWN_ASSET');
  if (!isSoundAgainst(terms.against ?? [], id)) return refused('INVALID_SPEC');
  asset.collateral = terms;
  step.events.emit('asset.collateral', id, index ?? 0, terms.tiers.length);
  return done();
}

/** Once for each other asset, the initial haircut never the smaller. Rule VAR-60. */
function isSoundAgainst(
  against: NonNullable<CommandOf<'asset.collateral'>['against']>,
  own: number,
): boolean {
  const named = new Set([own, ...against.map(({ asset }) => asset)]);
  const isOnce = named.size === against.length + 1;
  return isOnce && against.every(({ initialPpm, maintenancePpm }) => initialPpm >= maintenancePpm);
}

/** Sets or amends how positions of an underlying are margined as a portfolio. Rule PM-10. */
export function setPortfolio(step: Step, command: CommandOf<'index.portfolio'>): Outcome {
  const { kind: _, index, ...terms } = command;
  const { indices } = step.state;
  if (indices[index - 1] === undefined) return refused('UNKNOWN_INDEX');
  const partner = terms.credit?.index;
  if (partner !== undefined && indices[partner - 1] === undefined) return refused('UNKNOWN_INDEX');
  if (!isSoundPortfolio(terms) || !isSoundCredit(indices, index, partner)) {
    return refused('INVALID_SPEC');
  }
  at(indices, index).portfolio = terms;
  step.events.emit('index.portfolio', index, terms.rangePpm);
  return done();
}
