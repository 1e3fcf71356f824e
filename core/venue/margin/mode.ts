/** How a subaccount is margined, and what a change of that would ask. */
import { isIdle } from '../accounts/opening.ts';
import { describeHolder } from '../beginning.ts';
import type { CommandOf } from '../commands.ts';
import { MARGIN_MODES } from '../events.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { accountOf, at, isMargined, isPooled, positionMode } from '../state.ts';
import type { Bucket, Subaccount, SubaccountMode, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { isCapped } from './capped.ts';
import { sharedFigures } from './mode-figures.ts';
import type { ModeFigures } from './mode-figures.ts';
import { isMarginable, isTooLarge } from './pool-orders.ts';
import { referenceAsset } from './pool.ts';

/**
 * Both figures of a change of mode, before it is made: for a screen, and for the change itself. The
 * subaccount is read in the other mode for the while, and is as it was afterwards. Rule MODE-02.
 */
export function compareModes(
  state: VenueState,
  subaccount: Subaccount,
  mode: SubaccountMode,
): { readonly before: ModeFigures; readonly after: ModeFigures } {
  const before = sharedFigures(state, subaccount);
  const was = subaccount.mode;
  subaccount.mode = mode;
  const after = sharedFigures(state, subaccount);
  subaccount.mode = was;
  return { before, after };
}

/** The default mode, which idle positions take at once; into a pool and out of one all move. */
export function setMode(step: Step, command: CommandOf<'subaccount.mode'>): Outcome {
  const { state } = step;
  const subaccount = at(state.subaccounts, command.subaccount);
  if (!isMargined(state, subaccount)) return refused('WRONG_ACCOUNT_KIND');
  if (subaccount.mode === command.mode) return refused('NOTHING_TO_CHANGE');
  const isBig = isPooled(subaccount) || isPooled({ ...subaccount, mode: command.mode });
  const against = isBig ? poolingRefusal(step, subaccount, command.mode) : null;
  if (against !== null) return against;
  subaccount.mode = command.mode;
  const positions = positionMode(command.mode);
  for (const position of subaccount.positions) {
    const { spec } = at(state.instruments, position.instrument);
    const isFixed = spec.contract === 'spot' || isCapped(spec);
    if (!isFixed && isIdle(state, subaccount, position.instrument)) position.mode = positions;
  }
  for (const instrument of state.instruments) describeHolder(state, subaccount, instrument);
  if (isBig) for (const bucket of bucketsOf(subaccount)) bucket.belowSinceUs = 0;
  step.events.emit('subaccount.mode', subaccount.id, MARGIN_MODES.indexOf(command.mode));
  return done(subaccount.id);
}

/** Why positions cannot go into a pool or out of it, whatever their margin. Rule MODE-01. */
export function poolingBlock(
  state: VenueState,
  subaccount: Subaccount,
  mode: SubaccountMode,
): 'NOT_IN_MODE' | 'MODE_BLOCKED' | 'AMOUNT_TOO_LARGE' | 'PROFILE_NOT_POOLED' | null {
  const isPool = mode === 'portfolio' || mode === 'multiAsset';
  // A pool is asked by its own scenarios or tiers, and no venue's profile has any. Rule PROF-07.
  if (isPool && accountOf(state, subaccount).profile !== undefined) return 'PROFILE_NOT_POOLED';
  if (referenceAsset(state) === 0) return 'NOT_IN_MODE';
  for (const { bucket } of subaccount.balances) if (stands(bucket)) return 'MODE_BLOCKED';
  for (const instrument of state.instruments) {
    const position = at(subaccount.positions, instrument.id);
    if (isIdle(state, subaccount, instrument.id)) continue;
    // An isolated position has margin of its own, and cross ones cannot become isolated at once.
    const isApart = position.mode === 'isolated' || mode === 'isolated';
    if (isApart || stands(position.bucket)) return 'MODE_BLOCKED';
    if (isPool && !isMarginable(state, mode, instrument)) return 'NOT_IN_MODE';
    if (isPool && isTooLarge(state, subaccount, instrument, 0)) return 'AMOUNT_TOO_LARGE';
  }
  return null;
}

/** Why all positions cannot change their bucket at once; the figures are told either way. */
function poolingRefusal(step: Step, subaccount: Subaccount, mode: SubaccountMode): Outcome | null {
  const { state } = step;
  const block = poolingBlock(state, subaccount, mode);
  if (block !== null) return refused(block);
  const { before, after } = compareModes(state, subaccount, mode);
  const missing = Math.max(before.missingAtoms, after.missingAtoms);
  step.events.emit(
    'mode.compared',
    subaccount.id,
    referenceAsset(state),
    MARGIN_MODES.indexOf(subaccount.mode),
    MARGIN_MODES.indexOf(mode),
    missing === 0 ? 1 : 0,
    before.equityAtoms,
    before.initialAtoms,
    before.maintenanceAtoms,
    after.equityAtoms,
    after.initialAtoms,
    after.maintenanceAtoms,
  );
  return missing === 0 ? null : refused('MODE_NEEDS_MARGIN', missing);
}

function stands({ call, liquidation }: Bucket): boolean {
  return call !== null || liquidation !== null;
}

function bucketsOf({ balances, positions }: Subaccount): Bucket[] {
  return [...balances, ...positions].map(({ bucket }) => bucket);
}
