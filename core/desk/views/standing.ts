/** How each instrument stands: what it takes, why, since when, and what a call would trade. */
import { collects, destination } from '../../venue/instruments/life.ts';
import type { InstrumentState } from '../../venue/choices.ts';
import { permissionsOf } from '../../venue/orders/checks.ts';
import type { OrderPermission } from '../../venue/pricing/permissions.ts';
import { standing } from '../../venue/pricing/ladder.ts';
import { at } from '../../venue/state.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';
import type { InstrumentMove, StandingRow } from '../messages.ts';
import type { Scene } from './scene.ts';

/** The last change of an instrument's or an index's state, as it was heard. */
export interface Turn {
  readonly sinceUs: number;
  readonly reason: string;
  /** Who had it so, and in which words; 0 and empty where a rule did. */
  readonly operator: number;
  readonly note: string;
}

/** A step of an index on its ladder. */
export interface IndexTurn extends Turn {
  readonly from: string;
  readonly to: string;
}

/** By id; what was so before this core started is not there. */
export interface Turns {
  readonly instruments: ReadonlyMap<number, Turn>;
  readonly indices: ReadonlyMap<number, IndexTurn>;
}

const TITLES: Readonly<Record<InstrumentState, string>> = {
  open: 'Open',
  preOpen: 'Pre-open',
  auction: 'Auction',
  halt: 'Halted',
  reduceOnly: 'Reduce only',
  postOnly: 'Post-only restart',
  settled: 'Settled',
  expired: 'Expired',
};

/** Of an open instrument, what its index leaves of it. */
const LEFT_BY_INDEX: Readonly<Record<OrderPermission, string>> = {
  all: TITLES.open,
  postOnly: 'Post-only',
  reduceOnly: TITLES.reduceOnly,
  cancelOnly: 'Cancel only',
  none: 'No orders',
};

const TAKES: Readonly<Record<OrderPermission, string>> = {
  all: '',
  postOnly: 'Post-only orders within half of the band, and cancels; stops wait.',
  reduceOnly: 'Only orders that reduce a position, and cancels.',
  cancelOnly: 'Only cancels; stops wait and nothing is liquidated.',
  none: 'No orders at all.',
};

const COLLECTS =
  'Limit orders that stay, amends and cancels; nothing at the market, no IOC or FOK. Stops wait.';
const SETTLED = 'Nothing: its positions are closed at the settlement price.';

const REASONS: Readonly<Record<string, string>> = {
  fundShort: 'the insurance fund is short',
  valueTooLarge: 'positions could not be valued at the next price',
  settlement: 'settled by two people',
  priceMove: 'the price moved too far too fast',
  restart: 'trading restarts',
  expiry: 'it has ended and waits for its settlement price',
};

const MOVES_BY_HAND: readonly InstrumentMove[] = ['halt', 'reduceOnly', 'auction', 'resume'];

/** By whom or by what, as far as this core has heard of it. */
function whyOf(
  state: InstrumentState,
  turn: Turn | undefined,
  nameOf: (operator: number) => string,
): string {
  // An instrument begins there, and comes back to it by nothing.
  if (state === 'preOpen') return 'not opened yet';
  if (turn === undefined) return 'since before this core started';
  const { reason, operator, note } = turn;
  if (operator === 0) return REASONS[reason] ?? reason;
  return note === '' ? `by ${nameOf(operator)}` : `by ${nameOf(operator)}: ${note}`;
}

/** An index that limits an open instrument: in which state, and for what reason. */
function indexWhy({ indices }: VenueState, index: number, turn: Turn | undefined): string {
  const { definition, price } = at(indices, index);
  const reason = (turn?.reason ?? '').toLowerCase().replaceAll('_', ' ');
  const words = `index ${definition.symbol} is on ${standing(price.ladder).state}`;
  return reason === '' ? words : `${words}, ${reason}`;
}

function takesOf(instrument: Instrument, orders: OrderPermission): string {
  if (instrument.state === 'settled') return SETTLED;
  if (!collects(instrument.state)) return TAKES[orders];
  return orders === 'all' ? COLLECTS : `The call waits for its index. ${TAKES[orders]}`;
}

type Indicated = Pick<
  StandingRow,
  'indicative' | 'indicativeTicks' | 'indicativeSize' | 'surplus' | 'surplusSide'
>;

const NOTHING: Indicated = {
  indicative: '',
  indicativeTicks: 0,
  indicativeSize: '',
  surplus: '',
  surplusSide: '',
};

/** What the collected orders would trade now. */
function indicatedOf({ scales }: Scene, instrument: Instrument): Indicated {
  const { book, markTicks } = instrument;
  if (!book.isCollecting) return NOTHING;
  const { priceTicks, volumeLots, surplusLots, surplusSide } = book.indicative(markTicks);
  if (priceTicks === 0) return NOTHING;
  const isBuy = surplusSide > 0;
  return {
    indicative: scales.price(instrument, priceTicks),
    indicativeTicks: priceTicks,
    indicativeSize: scales.size(instrument, volumeLots),
    surplus: surplusLots === 0 ? '' : scales.size(instrument, surplusLots),
    surplusSide: surplusLots === 0 ? '' : isBuy ? 'BUY' : 'SELL',
  };
}

function rowOf(
  scene: Scene,
  instrument: Instrument,
  turns: Turns,
  nameOf: (operator: number) => string,
): StandingRow {
  const { spec, state, life } = instrument;
  const { orders } = permissionsOf(scene.state, instrument);
  const isByIndex = state === 'open' && orders !== 'all';
  const ofIndex = turns.indices.get(spec.index);
  const turn = isByIndex ? ofIndex : turns.instruments.get(instrument.id);
  const own = state === 'open' ? '' : whyOf(state, turn, nameOf);
  return {
    key: spec.symbol,
    instrument: spec.symbol,
    state,
    orders,
    isCollecting: instrument.book.isCollecting,
    title: isByIndex ? LEFT_BY_INDEX[orders] : TITLES[state],
    why: isByIndex ? indexWhy(scene.state, spec.index, ofIndex) : own,
    takes: takesOf(instrument, orders),
    sinceUs: turn?.sinceUs ?? 0,
    untilUs: life.untilUs,
    isExtended: life.isExtended,
    ...indicatedOf(scene, instrument),
    moves: MOVES_BY_HAND.filter((move) => destination(instrument, move) !== undefined),
  };
}

/** One row of each instrument. Rule DESK-50. */
export function standingRows(
  scene: Scene,
  turns: Turns,
  nameOf: (operator: number) => string,
): StandingRow[] {
  return scene.state.instruments.map((instrument) => rowOf(scene, instrument, turns, nameOf));
}
