/**
 * Where pegged orders should be, taken from lists of all orders: the naive twin of what follows
 * prices step by step.
 */
import { MAX_TICKS } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { bandTicks, permissionsOf } from '../orders/checks.ts';
import type { Peg } from '../orders/pegs.ts';
import { accountOf, at } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';

interface Resting {
  readonly orderId: number;
  readonly ticks: number;
  readonly isShown: boolean;
}

function restingOf({ book }: Instrument, side: Side): Resting[] {
  const orders: Resting[] = [];
  book.forEachOrder(side, (slot) => {
    const ticks = book.priceTicksOf(slot);
    orders.push({ orderId: book.orderIdOf(slot), ticks, isShown: book.shownLotsOf(slot) > 0 });
  });
  return orders;
}

/** The best of some prices for a side: the highest bid, the lowest offer; 0 of none. */
function best(side: Side, orders: readonly Resting[]): number {
  const sorted = orders.map(({ ticks }) => ticks).sort((a, b) => side * (b - a));
  return sorted[0] ?? 0;
}

function mayRest(state: VenueState, instrument: Instrument, peg: Peg): boolean {
  if (!['open', 'reduceOnly', 'postOnly'].includes(instrument.state)) return false;
  const { orders } = permissionsOf(state, instrument);
  if (orders === 'all' || orders === 'postOnly') return true;
  const { kind } = accountOf(state, at(state.subaccounts, peg.subaccount));
  return orders === 'reduceOnly' && (peg.reduceOnly || kind === 'house');
}

function expectedTicks(state: VenueState, instrument: Instrument, peg: Peg): number {
  if (!mayRest(state, instrument, peg)) return 0;
  const { side, to, offsetTicks, capTicks } = peg;
  const other = side === 1 ? -1 : 1;
  const followed = to === 'primary' ? side : other;
  const isPegged = ({ orderId }: Resting): boolean => state.pegs.get(orderId) !== undefined;
  const leaders = restingOf(instrument, followed).filter((one) => one.isShown && !isPegged(one));
  const reference = best(followed, leaders);
  if (reference === 0) return 0;
  const opposite = best(other, restingOf(instrument, other));
  const most = [
    reference + offsetTicks,
    bandTicks(state, instrument, side),
    ...(capTicks === 0 ? [] : [capTicks]),
    ...(opposite === 0 ? [] : [opposite - side]),
  ];
  const ticks = side === 1 ? Math.min(...most) : Math.max(...most);
  return ticks >= 1 && ticks <= MAX_TICKS ? ticks : 0;
}

/** The first pegged order that is not where it should be, or null. Rules PEG-01 to PEG-06. */
export function pegFault(state: VenueState): string | null {
  for (const instrument of state.instruments) {
    const { book, spec } = instrument;
    for (const peg of state.pegs.of(instrument.id).values()) {
      const slot = book.slotOf(peg.orderId);
      const who = `order ${peg.orderId}, pegged in ${spec.symbol},`;
      if ((slot === -1) !== peg.parkedLots > 0) return `${who} is in two places or in none`;
      if (slot !== -1 && book.subaccountOf(slot) !== peg.subaccount) return `${who} has two owners`;
      const ticks = slot === -1 ? 0 : book.priceTicksOf(slot);
      const expected = expectedTicks(state, instrument, peg);
      if (ticks !== expected) return `${who} is at ${ticks} and not at ${expected}`;
    }
  }
  return null;
}
