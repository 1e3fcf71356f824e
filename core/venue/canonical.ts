/**
 * The meaning of the state as bytes, in one order, whatever the memory layout: the state hash is
 * taken over them, outside the venue. DESIGN section 4, "State hash".
 *
 * Left out: sequence and session numbers and the ids made of them, so that the same trading split
 * into other batches, or with a retry in between, hashes the same.
 */
import { BUY, SELL } from './book/contract.ts';
import type { Bracket, OrderLinks } from './orders/links.ts';
import type { OrderNote } from './orders/notes.ts';
import type { Peg } from './orders/pegs.ts';
import { ORDER_FLAGS, sessionOf } from './orders/flags.ts';
import { at } from './state.ts';
import type { Instrument, Position, Session, Stop, Subaccount, VenueState } from './state.ts';

/** Where canonical bytes go. */
export interface ByteSink {
  bytes(chunk: Uint8Array): void;
}

/** JSON with sorted keys and integers only: RFC 8785 for all that the venue holds. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  // What is kept as a row says itself what it means.
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON());
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  // Keys of ours are ASCII, so the order of UTF-16 units that RFC 8785 asks for is the plain one.
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const members = entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${members.join(',')}}`;
}

/** UTF-8 without the encoder of any platform. */
export function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
      bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return Uint8Array.from(bytes);
}

function write(sink: ByteSink, section: string, value: unknown): void {
  sink.bytes(utf8(`${section} ${canonicalJson(value)}\n`));
}

/** Sessions are named, for their numbers are left out. */
function nameOf({ sessions }: VenueState, session: number): string {
  return sessions[session - 1]?.name ?? '';
}

/** Unsaid of an order that has none. */
function noteMeaning(note: OrderNote | undefined): unknown[] {
  if (note === undefined) return [];
  const { clientId, timeInForce, expiresUs } = note;
  return [{ clientId, timeInForce, expiresUs }];
}

/** The group of an order, by its rank, and what its fills bring; unsaid of an order without. */
function linkMeaning({ links }: VenueState, orderId: number): unknown[] {
  if (links.count === 0) return [];
  const group = links.rankOf(orderId);
  const bracket = links.bracketOf(orderId);
  if (group === -1 && bracket === undefined) return [];
  return [{ group, bracket: bracket === undefined ? undefined : bracketMeaning(links, bracket) }];
}

/** Its newest exits are said by their group, for orders have no number here. */
function bracketMeaning(links: OrderLinks, bracket: Bracket): unknown {
  const { takeProfitTicks, stopLossTicks, stopLossTrigger, stopLossLimitTicks, owedLots } = bracket;
  const terms = { takeProfitTicks, stopLossTicks, stopLossTrigger, stopLossLimitTicks };
  const exits = [links.rankOf(bracket.takeProfit), links.rankOf(bracket.stopLoss)];
  return { ...terms, side: bracket.side, owedLots, exits };
}

/** What an order does when it matches again, and what it shows; unsaid where it is as usual. */
function termsMeaning({ book }: Instrument, slot: number): unknown[] {
  const selfTrade = book.selfTradeModeOf(slot);
  const reprice = book.repricesOf(slot);
  const displayLots = book.displayLotsOf(slot);
  if (displayLots !== -1) {
    return [{ selfTrade, reprice, displayLots, shownLots: book.shownLotsOf(slot) }];
  }
  return selfTrade === 'cancelNewest' && !reprice ? [] : [{ selfTrade, reprice }];
}

/** What an order follows, and when its turn is; unsaid of one that is not pegged. */
function pegMeaning({ pegs }: VenueState, orderId: number): unknown[] {
  if (pegs.count === 0) return [];
  const peg = pegs.get(orderId);
  if (peg === undefined) return [];
  const { to, offsetTicks, capTicks, filledLots } = peg;
  return [{ to, offsetTicks, capTicks, filledLots, turn: pegs.rankOf(peg) }];
}

/** Pegged orders without a price, oldest first; unsaid where there are none. */
function parkedMeaning(venue: VenueState, { id }: Instrument): object {
  if (venue.pegs.count === 0) return {};
  const parked = venue.pegs.parked(id).map((peg: Peg) => {
    const { orderId, subaccount, side, session, strategy, reduceOnly, terms, parkedLots } = peg;
    const [what] = pegMeaning(venue, orderId);
    const [note] = noteMeaning(venue.notes.get(orderId));
    const who = { subaccount, side, session: nameOf(venue, session), strategy };
    return { ...who, reduceOnly, terms, lots: parkedLots, what, note };
  });
  return parked.length === 0 ? {} : { parked };
}

/** Orders by side, price and priority: what remains, of whom, and how it may trade. */
function ordersOf(venue: VenueState, instrument: Instrument): unknown[] {
  const { book } = instrument;
  const orders: unknown[] = [];
  for (const side of [BUY, SELL] as const) {
    book.forEachOrder(side, (slot) => {
      orders.push([
        side,
        book.priceTicksOf(slot),
        book.remainingLotsOf(slot),
        book.quantityLotsOf(slot),
        book.subaccountOf(slot),
        book.flagsOf(slot) & ORDER_FLAGS,
        book.strategyOf(slot),
        nameOf(venue, sessionOf(book.flagsOf(slot))),
        ...noteMeaning(venue.notes.get(book.orderIdOf(slot))),
        ...linkMeaning(venue, book.orderIdOf(slot)),
        ...termsMeaning(instrument, slot),
        ...pegMeaning(venue, book.orderIdOf(slot)),
      ]);
    });
  }
  return orders;
}

/** Without the order's id; the order of the list says which came first. */
function stopMeaning(venue: VenueState, stop: Stop): unknown {
  const { orderId, payload, ...trigger } = stop;
  const [note] = noteMeaning(venue.notes.get(orderId));
  const placed = { ...payload, session: nameOf(venue, payload.session) };
  const [link] = linkMeaning(venue, orderId);
  return { ...trigger, payload: placed, note, link };
}

/** Unsaid where there is none of it: logs from before there was any keep their hash. */
function callMeaning(instrument: Instrument): object {
  const { life, monitor, book, dated, riskTiers, realised, hourly } = instrument;
  return {
    ...(hourly !== undefined && { hourly }),
    ...(dated !== undefined && { dated }),
    ...(realised !== undefined && { realised }),
    ...(Object.values(life).some(Boolean) && { life }),
    ...(monitor.marks.length > 0 && { monitor }),
    ...(book.isCollecting && { isCollecting: true }),
    ...(riskTiers.size > 0 && { riskTiers: [...riskTiers].toSorted(([a], [b]) => a - b) }),
  };
}

/** Who holds of it, by age alone: when that was is a sequence number. Unsaid where nobody does. */
function agesMeaning({ positionRows }: Instrument): object {
  const opened = positionRows.byAge();
  return opened.length === 0 ? {} : { opened };
}

function instrumentMeaning(venue: VenueState, instrument: Instrument): unknown {
  const { spec, state, lastTicks, markTicks, mark, funding, disposalDueUs } = instrument;
  const stops: unknown[] = [];
  instrument.stops.forEach((stop) => stops.push(stopMeaning(venue, stop)));
  const { previousTicks } = instrument.stops.save();
  const prices = { lastTicks, markTicks, mark, funding, disposalDueUs, previousTicks };
  const orders = ordersOf(venue, instrument);
  const parked = parkedMeaning(venue, instrument);
  const ages = agesMeaning(instrument);
  return { spec, state, ...callMeaning(instrument), ...ages, prices, stops, orders, ...parked };
}

/** Whether a position has more to say than its settings: also a flat one until the next check. */
function isStanding({ lots, bucket }: Position): boolean {
  const { call, liquidation, belowSinceUs } = bucket;
  return lots !== 0 || call !== null || liquidation !== null || belowSinceUs !== 0;
}

function subaccountMeaning(subaccount: Subaccount): unknown {
  const positions = subaccount.positions.filter(isStanding);
  const settings = subaccount.positions.map(({ mode, leverageX100 }) => [mode, leverageX100]);
  const { account, label, desk, owner, mode, callPercents, clientIdMemory, balances } = subaccount;
  // Unsaid where there are none, and so is a waiver: logs from before there were any keep their
  // hash.
  const limits = subaccount.limits ?? undefined;
  const flat = subaccount.positions.map((position) => [
    position.realisedAtoms,
    position.feesAtoms,
    position.fundingAtoms,
  ]);
  const { spotOffsets, ratios } = subaccount;
  const who = {
    account,
    label,
    desk,
    owner,
    mode,
    callPercents,
    clientIdMemory,
    limits,
    spotOffsets,
    ratios,
  };
  return { ...who, balances, positions, settings, flat };
}

/**
 * A session by its name, with its remembered requests in the order of their numbers. Their digests
 * cover order ids, so they stay out like the ids themselves.
 */
function sessionMeaning(session: Session): unknown {
  const { name, operator, system, role, open, connected, cancelOnDisconnect, memory } = session;
  // Unsaid where there is none: logs from before sessions had one keep the hash that they have.
  const strategy = session.strategy === 0 ? undefined : session.strategy;
  const link = { connected, cancelOnDisconnect };
  return {
    name,
    operator,
    system,
    role,
    strategy,
    open,
    ...link,
    highest: memory.highest,
    requests: memory.meaning(),
  };
}

/** Writes everything that the venue means to remember. */
export function writeCanonical(state: VenueState, sink: ByteSink): void {
  write(sink, 'time', state.timeUs);
  write(sink, 'assets', state.assets);
  write(sink, 'external', state.externalAtoms);
  for (const index of state.indices) write(sink, 'index', index);
  for (const instrument of state.instruments) {
    write(sink, 'instrument', instrumentMeaning(state, instrument));
  }
  // Unsaid where there are none: logs from before there were any keep their hash.
  if (state.profiles.length > 0) write(sink, 'profiles', state.profiles);
  write(sink, 'accounts', state.accounts);
  for (const subaccount of state.subaccounts) {
    write(sink, 'subaccount', subaccountMeaning(subaccount));
  }
  write(sink, 'operators', state.operators);
  write(sink, 'strategies', state.strategies);
  const proposals = state.proposals.map(({ operator, command }) => ({ operator, command }));
  write(sink, 'proposals', proposals);
  // Without the id, which is made of the sequence number that granted it.
  const waivers = state.waivers.map((waiver) => ({ ...waiver, id: undefined }));
  if (waivers.length > 0) write(sink, 'waivers', waivers);
  write(sink, 'sources', state.sources);
  const triggered = state.triggered.map(({ instrument, stop }) => [
    at(state.instruments, instrument).spec.symbol,
    stopMeaning(state, stop),
  ]);
  write(sink, 'triggered', triggered);
  for (const bracket of state.links.owing()) {
    const { subaccount, instrument, strategy, session } = bracket;
    const what = bracketMeaning(state.links, bracket);
    const owing = { subaccount, instrument, strategy, session: nameOf(state, session), what };
    write(sink, 'owing', owing);
  }
  const switches = state.switches.map(({ session, subaccount, dueUs }) => ({
    session: nameOf(state, session),
    subaccount,
    dueUs,
  }));
  write(sink, 'switches', switches);
  const kills = state.kills.map(({ scope, subject, desk, operator, role }) => {
    return { scope, subject, desk, operator, role };
  });
  write(sink, 'kills', kills);
  // Unsaid where there is none: logs from before there were any keep their hash.
  for (const pool of state.pools) write(sink, 'pool', pool);
  for (const watch of state.deleveraging) write(sink, 'deleveraging', watch);
  if (state.external.domains.length > 0) write(sink, 'elsewhere', state.external);
  for (const closed of state.notes.closedNames()) write(sink, 'closed', closed);
  write(sink, 'raised', [state.callsRaised, state.liquidationsStarted, state.nextTimerUs]);
  const sessions = state.sessions.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const session of sessions) write(sink, 'session', sessionMeaning(session));
}
