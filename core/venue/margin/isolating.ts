/** What an isolated position must hold, and how one that stands goes out of a pool and back. */
import { hasOrders } from '../accounts/opening.ts';
import { notionalAtoms, unrealisedAtoms } from '../instruments/value.ts';
import type { Atoms } from '../numbers.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Bucket, Instrument, MarginMode, Position, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { initialTermsOfPosition } from './account-terms.ts';
import { closeFeeAtoms, initialAtoms } from './arithmetic.ts';
import { keptProfitAtoms } from './availability.ts';
import { withoutKept } from './pool-kept.ts';
import { isMarginable, isTooLarge, poolOrders, toldAtoms } from './pool-orders.ts';
import { poolBucket } from './pool.ts';

/** What an isolated position must hold at the mark to be opened as it is. */
export function isolatedInitialAtoms(instrument: Instrument, position: Position): Atoms {
  if (position.lots === 0) return 0;
  const { scales, markTicks } = instrument;
  const terms = initialTermsOfPosition(instrument, position);
  const notional = notionalAtoms(scales, Math.abs(position.lots), markTicks);
  const initial = initialAtoms(terms, notional, position.leverageX100);
  return initial + closeFeeAtoms(terms, position.lots > 0 ? 1 : -1, notional, initial);
}

/** What an isolated position itself is short of; nothing in cross. */
export function missingOfPosition(instrument: Instrument, position: Position): Atoms {
  if (position.mode === 'cross') return 0;
  const unrealised = unrealisedAtoms(instrument.scales, position, instrument.markTicks);
  const usable = position.allocatedAtoms + unrealised - keptProfitAtoms(instrument, position);
  return Math.max(0, isolatedInitialAtoms(instrument, position) - usable);
}

/**
 * Moves the margin of a position that stands, with it, out of a pool or back: if nothing of initial
 * margin is missing in the pool, nor of an isolated position, before and after. What goes out is
 * what the position would be opened with and what it has lost, as money that is there and that no
 * order keeps; what comes back is all that it has. The reason why not, with nothing changed, or
 * null. Rule ISO-06.
 */
export function movePosition(
  step: Step,
  subaccount: Subaccount,
  position: Position,
  mode: MarginMode,
): Outcome | null {
  const { state } = step;
  const instrument = at(state.instruments, position.instrument);
  if (hasOrders(state, subaccount, instrument.id)) return refused('POSITION_OPEN');
  if (stands(position.bucket) || stands(poolBucket(state, subaccount))) {
    return refused('MODE_BLOCKED');
  }
  const before = poolOrders(state, subaccount, null);
  const { settleAsset } = instrument.spec;
  const short = Math.max(
    toldAtoms(state, settleAsset, before.missingAtoms),
    missingOfPosition(instrument, position),
  );
  if (short > 0) return refused('INSUFFICIENT_MARGIN', short);
  const was = { mode: position.mode, allocatedAtoms: position.allocatedAtoms };
  if (mode === 'isolated') {
    const unrealised = unrealisedAtoms(instrument.scales, position, instrument.markTicks);
    const needed = isolatedInitialAtoms(instrument, position) + Math.max(0, -unrealised);
    const { assets } = withoutKept(before.pool, before.kept);
    const member = assets.find(({ asset }) => asset === settleAsset);
    const there = Math.max(0, member?.walletAtoms ?? 0);
    if (needed > there) return refused('INSUFFICIENT_MARGIN', needed - there);
    position.allocatedAtoms = needed;
  } else {
    if (!isMarginable(state, subaccount.mode, instrument)) return refused('NOT_IN_MODE');
    if (isTooLarge(state, subaccount, instrument, 0)) return refused('AMOUNT_TOO_LARGE');
    position.allocatedAtoms = 0;
  }
  position.mode = mode;
  const { missingAtoms } = poolOrders(state, subaccount, null);
  if (missingAtoms > 0) {
    Object.assign(position, was);
    return refused('INSUFFICIENT_MARGIN', toldAtoms(state, settleAsset, missingAtoms));
  }
  const moved = position.allocatedAtoms - was.allocatedAtoms;
  const columns = [subaccount.id, instrument.id, moved, position.allocatedAtoms] as const;
  step.events.emit('position.margin', ...columns);
  return null;
}

function stands({ call, liquidation }: Bucket): boolean {
  return call !== null || liquidation !== null;
}
