/**
 * Who takes over what its owner leaves at the bankruptcy price: those who have committed to, a
 * vault that stands behind the instrument, and the liquidation account. `margin-rules.md`, section
 * 8.
 */
import type { Side } from '../book/contract.ts';
import type { Lots, Ticks } from '../numbers.ts';
import { marginRefusal, sizeRefusal } from '../orders/checks.ts';
import {
  accountOf,
  at,
  isMargined,
  isObserved,
  isPooled,
  LIQUIDATION_SUBACCOUNT,
} from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import { sharesOf } from './arithmetic.ts';

/** What is taken over: the side is that of who takes it. */
export interface Taken {
  readonly side: Side;
  readonly lots: Lots;
  readonly priceTicks: Ticks;
}

export interface Taker {
  readonly subaccount: Subaccount;
  readonly lots: Lots;
  readonly as: 'assignee' | 'vault' | 'fund';
}

/**
 * A subaccount, where it can take so many lots at a price: it is asked as for an order, is not in
 * liquidation itself, and takes all of them or none. Rules VAR-20, VAR-27.
 */
function ableTo(
  state: VenueState,
  instrument: Instrument,
  owner: Subaccount,
  number: number,
  taken: Taken,
): Subaccount | null {
  const taker = state.subaccounts[number - 1];
  if (taker === undefined || taker === owner) return null;
  if (!isMargined(state, taker) || isObserved(state, taker)) return null;
  const { mode } = at(taker.positions, instrument.id);
  if (mode === 'isolated' || isPooled(taker) || accountOf(state, taker).suspended) return null;
  if (at(taker.balances, instrument.spec.settleAsset).bucket.liquidation !== null) return null;
  const asked = { instrument: instrument.id, ...taken, reduceOnly: false, replacesSlot: -1 };
  const why = sizeRefusal(state, taker, asked) ?? marginRefusal(state, taker, asked);
  return why === null ? taker : null;
}

/** What nobody stands in for. */
export function fundTakes(state: VenueState, lots: Lots): Taker {
  return { subaccount: at(state.subaccounts, LIQUIDATION_SUBACCOUNT), lots, as: 'fund' };
}

/**
 * Who takes a position over, in turn: those who have committed to, each its share of it by what it
 * has, as far as margin lets it; of what is left all goes to the vault, or to the liquidation
 * account. Rules LIQ-06, VAR-20, VAR-27.
 */
export function takersOf(
  state: VenueState,
  instrument: Instrument,
  owner: Subaccount,
  { lots, ...rest }: Taken,
): Taker[] {
  const { assignees = [], vault = 0 } = instrument.spec.liquidation;
  const takers: Taker[] = [];
  let left = lots;
  const committed = assignees.reduce((sum, one) => sum + one.lots, 0);
  const shares = sharesOf(
    Math.min(lots, committed),
    assignees.map((one) => one.lots),
  );
  for (const [n, assignee] of assignees.entries()) {
    const share = shares[n] ?? 0;
    if (share === 0) continue;
    const taken = { ...rest, lots: share };
    const subaccount = ableTo(state, instrument, owner, assignee.subaccount, taken);
    if (subaccount === null) continue;
    takers.push({ subaccount, lots: share, as: 'assignee' });
    left -= share;
  }
  if (left === 0) return takers;
  const backstop = ableTo(state, instrument, owner, vault, { ...rest, lots: left });
  const last: Taker =
    backstop === null ? fundTakes(state, left) : { subaccount: backstop, lots: left, as: 'vault' };
  return [...takers, last];
}
