/** The state as one JSON-able value, for snapshots, and back. */
import { HolderRows } from './accounts/holders.ts';
import { RequestMemories } from './authority/request-memory.ts';
import type { RequestMemoryImage } from './authority/request-memory.ts';
import { BalanceRows, HeldBalance, HeldPosition, PositionRows } from './accounts/holding.ts';
import { describeHolder, enterHolder } from './beginning.ts';
import { Book } from './book/book.ts';
import type { BookImage } from './book/book.ts';
import { StopBook } from './book/stops.ts';
import type { StopImage, StopTally } from './book/stops.ts';
import { createSources } from './custody/sources.ts';
import { createExternal } from './external/state.ts';
import { createLifeState } from './instruments/life.ts';
import { Headroom } from './margin/headroom.ts';
import { OrderSums } from './margin/order-sums.ts';
import { OrderLinks } from './orders/links.ts';
import type { LinksImage } from './orders/links.ts';
import { OrderNotes } from './orders/notes.ts';
import { OrderPegs } from './orders/pegs.ts';
import type { Peg } from './orders/pegs.ts';
import type { NotesImage } from './orders/notes.ts';
import { createMonitor } from './pricing/monitoring.ts';
import { BandMemory } from './pricing/order-band.ts';
import { at } from './state.ts';
import type {
  Balance,
  Instrument,
  Position,
  Session,
  Subaccount,
  VenueState,
  WaitingOrder,
} from './state.ts';

/** What an instrument has that an image says otherwise, or need not say. */
type Apart =
  | 'book'
  | 'stops'
  | 'positions'
  | 'balances'
  | 'positionRows'
  | 'balanceRows'
  | 'holders'
  | 'sums'
  | 'band'
  | 'headroom'
  | 'profiled'
  | 'riskTiers';

interface InstrumentImage extends Omit<Instrument, Apart> {
  readonly book: BookImage;
  readonly stops: StopImage<WaitingOrder>;
  /** Absent where nobody chose one. */
  readonly riskTiers?: readonly (readonly [subaccount: number, tier: number])[];
  /** Since which command each position stands. Absent where nobody holds any. */
  readonly opened?: readonly (readonly [subaccount: number, sequence: number])[];
}

interface SessionImage extends Omit<Session, 'memory'> {
  readonly memory: RequestMemoryImage;
}

interface SubaccountImage extends Omit<Subaccount, 'balances' | 'positions'> {
  readonly balances: readonly Balance[];
  readonly positions: readonly Position[];
}

/** Plain data; what `Venue.load` takes. */
export interface VenueImage extends Omit<
  VenueState,
  | 'instruments'
  | 'subaccounts'
  | 'sessions'
  | 'requests'
  | 'notes'
  | 'links'
  | 'pegs'
  | 'balanceRows'
  | 'waiting'
  | 'pools'
  | 'deleveraging'
  | 'profiles'
  | 'external'
> {
  readonly instruments: readonly InstrumentImage[];
  readonly subaccounts: readonly SubaccountImage[];
  readonly sessions: readonly SessionImage[];
  readonly notes: NotesImage;
  /** Absent where no orders are linked. */
  readonly links?: LinksImage;
  /** Absent where no order is pegged. */
  readonly pegs?: readonly Peg[];
  /** Absent where the fund has no parts, and nothing is watched. */
  readonly pools?: VenueState['pools'];
  readonly deleveraging?: VenueState['deleveraging'];
  /** Absent where none was defined. */
  readonly profiles?: VenueState['profiles'];
  /** Absent where no other venue is observed. */
  readonly external?: VenueState['external'];
}

export function saveState(state: VenueState): VenueImage {
  const instruments = state.instruments.map((instrument): InstrumentImage => {
    const { book, stops, positions: _, balances: _1, ...more } = instrument;
    const { positionRows, balanceRows: _2, holders: _3, ...derived } = more;
    const { sums: _4, band: _5, headroom: _6, profiled: _7, riskTiers, ...plain } = derived;
    const chosen = riskTiers.size === 0 ? {} : { riskTiers: [...riskTiers] };
    const ages = positionRows.ages();
    const opened = ages.length === 0 ? {} : { opened: ages };
    return { ...plain, ...chosen, ...opened, book: book.save(), stops: stops.save() };
  });
  const sessions = state.sessions.map((session): SessionImage => ({
    ...session,
    memory: session.memory.save(),
  }));
  // A copy, so that the venue may go on while the image is written.
  const { links: linked, pegs: pegged, balanceRows: _, waiting: _1, requests: _2, ...more } = state;
  const { pools: parts, deleveraging: watched, profiles: defined, external: seen, ...rest } = more;
  const links = linked.count === 0 ? {} : { links: linked.save() };
  const pegs = pegged.count === 0 ? {} : { pegs: pegged.save() };
  const pools = parts.length === 0 ? {} : { pools: parts };
  const deleveraging = watched.length === 0 ? {} : { deleveraging: watched };
  const profiles = defined.length === 0 ? {} : { profiles: defined };
  const external = seen.domains.length === 0 ? {} : { external: seen };
  const orders = { notes: state.notes.save(), ...links, ...pegs };
  const few = { ...pools, ...deleveraging, ...profiles, ...external };
  const plain = { ...rest, instruments, sessions, ...orders, ...few };
  return structuredCopy<VenueImage>(plain);
}

export function loadState(image: VenueImage): VenueState {
  const copy = structuredCopy(image);
  const waiting = { count: 0 };
  const requests = new RequestMemories();
  // Images from before sessions had a strategy say nothing of it.
  const sessions = copy.sessions.map((session) => ({
    ...session,
    strategy: session.strategy ?? 0,
    memory: requests.load(session.number, session.memory),
  }));
  const waivers = copy.waivers ?? [];
  const notes = OrderNotes.load(copy.notes);
  const links = copy.links === undefined ? new OrderLinks() : OrderLinks.load(copy.links);
  const balanceRows = copy.assets.map(() => new BalanceRows());
  const instruments = copy.instruments.map((saved) => loadInstrument(saved, balanceRows, waiting));
  const subaccounts = copy.subaccounts.map((saved) =>
    loadHoldings(saved, balanceRows, instruments),
  );
  const pegs = OrderPegs.load(copy.pegs ?? []);
  const { pools = [], deleveraging = [], profiles = [], external = createExternal() } = copy;
  const few = { pools, deleveraging, profiles, external };
  const sources = createSources(copy.sources);
  const kept = { pegs, balanceRows, waiting, requests, sources, ...few };
  const state = { ...copy, instruments, sessions, subaccounts, waivers, notes, links, ...kept };
  for (const instrument of instruments) {
    for (const subaccount of subaccounts) {
      enterHolder(instrument, subaccount);
      describeHolder(state, subaccount, instrument);
    }
  }
  return state;
}

function loadInstrument(
  { opened = [], ...saved }: InstrumentImage,
  money: readonly BalanceRows[],
  waiting: StopTally,
): Instrument {
  const book = new Book();
  book.load(saved.book);
  const stops = new StopBook<WaitingOrder>(waiting);
  stops.load(saved.stops);
  // Images from before there were auctions say nothing of them.
  const life = saved.life ?? createLifeState();
  const monitor = saved.monitor ?? createMonitor();
  const own = { book, stops, life, monitor, positions: [], balances: [] };
  const balanceRows = at(money, saved.spec.settleAsset);
  const positionRows = new PositionRows();
  for (const [subaccount, sequence] of opened) positionRows.open(subaccount, sequence);
  const rows = { positionRows, holders: new HolderRows(), balanceRows };
  const kept = { sums: new OrderSums(), band: new BandMemory(), headroom: new Headroom() };
  const riskTiers = new Map(saved.riskTiers);
  return { ...saved, ...own, ...rows, ...kept, profiled: new Map(), riskTiers };
}

function loadHoldings(
  saved: SubaccountImage,
  money: readonly BalanceRows[],
  instruments: readonly Instrument[],
): Subaccount {
  const balances = saved.balances.map(
    (was) => new HeldBalance(at(money, was.asset), saved.id, was),
  );
  const positions = saved.positions.map((was) => {
    const { positionRows, holders } = at(instruments, was.instrument);
    return new HeldPosition(positionRows, holders, saved.id, was);
  });
  // Images from before orders had limits, or waivers of them, say nothing of them.
  return { ...saved, balances, positions, limits: saved.limits ?? null };
}

/** Everything saved is JSON as it stands, so JSON copies it on every platform alike. */
function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
