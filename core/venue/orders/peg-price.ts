/** What a pegged order follows, and the price that it has by it. Nothing here changes state. */
import { BUY, MAX_TICKS, SELL } from '../book/contract.ts';
import type { BookView, Side } from '../book/contract.ts';
import { STATE_TAKES } from '../instruments/life.ts';
import type { Ticks } from '../numbers.ts';
import { accountOf, at } from '../state.ts';
import type { Instrument, VenueState } from '../state.ts';
import { bandTicks, isBeyond, permissionsOf } from './checks.ts';
import { FLAG_PEGGED } from './flags.ts';
import type { Peg, Surroundings } from './pegs.ts';

/**
 * Best price of a side by the orders that are shown and are not pegged themselves; 0 where there
 * are none. Pegged orders do not follow each other, nor what nobody sees. Rule PEG-02.
 */
export function referenceTicks(book: BookView, side: Side): Ticks {
  const count = book.levelCount(side);
  for (let depth = 0; depth < count; depth++) {
    if (book.levelLots(side, depth) === 0) continue;
    let slot = book.firstOrderAt(side, depth);
    for (; slot !== -1; slot = book.nextInLevel(slot)) {
      const isPegged = (book.flagsOf(slot) & FLAG_PEGGED) !== 0;
      if (!isPegged && book.shownLotsOf(slot) > 0) return book.levelTicks(side, depth);
    }
  }
  return 0;
}

/** Which pegged orders may be in a book as its instrument stands. Rule PEG-06. */
type Admission = 'all' | 'reduceOnly' | 'none';

function admissionOf(state: VenueState, instrument: Instrument): Admission {
  if (!STATE_TAKES[instrument.state].matching) return 'none';
  const { orders } = permissionsOf(state, instrument);
  if (orders === 'none' || orders === 'cancelOnly') return 'none';
  return orders === 'reduceOnly' ? 'reduceOnly' : 'all';
}

const ADMISSIONS: readonly Admission[] = ['all', 'reduceOnly', 'none'];

/** All that decides where the pegged orders of an instrument are to be, but their own terms. */
export function surroundingsOf(state: VenueState, instrument: Instrument): Surroundings {
  const { book } = instrument;
  return [
    ADMISSIONS.indexOf(admissionOf(state, instrument)),
    referenceTicks(book, BUY),
    referenceTicks(book, SELL),
    book.bestTicks(BUY),
    book.bestTicks(SELL),
    bandTicks(state, instrument, BUY),
    bandTicks(state, instrument, SELL),
  ];
}

/** The price that a pegged order would have by its own terms and the band. Rules PEG-01, PEG-03. */
type Following = Pick<Peg, 'side' | 'to' | 'offsetTicks' | 'capTicks' | 'reduceOnly'> & {
  readonly subaccount: number;
};

/** As `peggedTicks`, where the surroundings are known. */
export function followedTicks(
  state: VenueState,
  { book }: Instrument,
  peg: Following,
  [admission = 0, bid = 0, ask = 0, , , maxBid = 0, minAsk = 0]: Surroundings,
): Ticks {
  const admitted = ADMISSIONS[admission];
  if (admitted === 'none') return 0;
  if (admitted === 'reduceOnly' && !peg.reduceOnly) {
    const subaccount = at(state.subaccounts, peg.subaccount);
    if (accountOf(state, subaccount).kind !== 'house') return 0;
  }
  const { side, to, offsetTicks, capTicks } = peg;
  const reference = (side === BUY) === (to === 'primary') ? bid : ask;
  if (reference === 0) return 0;
  let ticks = reference + offsetTicks;
  if (capTicks !== 0 && isBeyond(side, ticks, capTicks)) ticks = capTicks;
  const band = side === BUY ? maxBid : minAsk;
  if (isBeyond(side, ticks, band)) ticks = band;
  // It never takes: at the nearest it stands one tick before the other side.
  const opposite = book.bestTicks(side === BUY ? SELL : BUY);
  if (opposite !== 0 && !isBeyond(side, opposite, ticks)) ticks = opposite - side;
  return ticks < 1 || ticks > MAX_TICKS ? 0 : ticks;
}

/**
 * Where a pegged order is to be now: its reference plus its offset, no worse than its cap and the
 * band, and a tick before whatever it would take. 0 where it can have no price. Rules PEG-01, -03,
 * -04.
 */
export function peggedTicks(state: VenueState, instrument: Instrument, peg: Following): Ticks {
  return followedTicks(state, instrument, peg, surroundingsOf(state, instrument));
}
