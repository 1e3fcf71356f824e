/** What must hold after every command, whatever it was: said in sentences when it does not. */
import type { Command } from '../commands.ts';
import type { VenueEvent } from '../events.ts';
import { conservationBreach } from '../accounts/conservation.ts';
import { FLAG_REDUCE_ONLY, MAX_TICKS } from '../book/contract.ts';
import { notionalAtoms, risesWithPrice } from '../instruments/value.ts';
import { initialAtoms } from '../margin/arithmetic.ts';
import {
  bucketFigures,
  bucketWalletAtoms,
  initialMargin,
  missingAtoms,
} from '../margin/buckets.ts';
import { positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { isProfiled, termsOfPosition } from '../margin/account-terms.ts';
import { gateOf, reducibleLots } from '../orders/checks.ts';
import type { Outcome } from '../outcomes.ts';
import { at, INSURANCE_SUBACCOUNT, isMargined, isPooled } from '../state.ts';
import type { Bucket, Instrument, Position, Subaccount, VenueState } from '../state.ts';
import { walletAtoms } from '../accounts/ledger.ts';
import { linkFault, LinkWatch } from './linking.ts';
import { isBelowAt } from './naive-proof.ts';
import { PositionWatch } from './told-positions.ts';
import type { TestVenue } from './test-venue.ts';

/** An order that is about to be placed or amended, and how its subaccount stands. */
interface Ordered {
  readonly subaccount: Subaccount;
  readonly instrument: Instrument;
  readonly positionLots: number;
  readonly mayOnlyReduce: boolean;
  readonly missingAtoms: number;
  readonly initialAtoms: number;
}

function orderedBy(state: VenueState, command: Command): Ordered | null {
  const isOrder = command.kind === 'order.place' || command.kind === 'order.amend';
  if (!isOrder) return null;
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  if (!isMargined(state, subaccount) || instrument.markTicks === 0) return null;
  const { book, scales, spec } = instrument;
  const slot = command.kind === 'order.amend' ? book.slotOf(command.order ?? 0) : -1;
  const isReduceOnly =
    command.kind === 'order.place'
      ? command.reduceOnly
      : slot !== -1 && (book.flagsOf(slot) & FLAG_REDUCE_ONLY) !== 0;
  const { lots, leverageX100 } = at(subaccount.positions, instrument.id);
  const value = notionalAtoms(scales, command.quantityLots ?? 1, instrument.markTicks);
  return {
    subaccount,
    instrument,
    positionLots: lots,
    mayOnlyReduce: isReduceOnly || gateOf(state, subaccount, instrument) === 'reduceOnly',
    missingAtoms: missingOf(state, subaccount, spec.settleAsset),
    initialAtoms: initialAtoms(spec, value, leverageX100),
  };
}

function missingOf(state: VenueState, subaccount: Subaccount, asset: number): number {
  return missingAtoms(state, subaccount, asset, initialMargin(state, subaccount, asset, null));
}

/**
 * MARG-09: what was accepted has its margin afterwards too, but for what its initial margin differs
 * between limit and mark: the band lets them be 2 % apart. A fill more than 2.5 % from the mark is
 * passed over: better than its limit, it needs more than was reserved, fees and all.
 */
function orderFault(
  state: VenueState,
  order: Ordered,
  events: readonly VenueEvent[],
): string | null {
  const { subaccount, instrument, positionLots } = order;
  const now = at(subaccount.positions, instrument.id).lots;
  const grew = Math.abs(now) > Math.abs(positionLots) || now * positionLots < 0;
  // A stop that its trades released may open.
  const releases = events.some(({ kind }) => kind === 'order.triggered');
  if (order.mayOnlyReduce && grew && !releases)
    return `went from ${positionLots} to ${now} by only reducing`;
  const { markTicks, spec } = instrument;
  // Who reserves no gap may miss it at once, and a step's margin leaps between limit and mark.
  if (spec.margin.orderCost?.gap === false || spec.margin.tierMode === 'step') return null;
  if (isProfiled(instrument, subaccount.id)) return null;
  const isFar = ({ kind, priceTicks }: VenueEvent): boolean =>
    kind === 'trade' && Math.abs(Number(priceTicks) - markTicks) > markTicks / 40;
  if (events.some(isFar)) return null;
  const missing = missingOf(state, subaccount, spec.settleAsset);
  const allowed = order.missingAtoms + Math.ceil(order.initialAtoms / 30) + 20;
  return missing > allowed
    ? `misses ${missing} after its order, ${order.missingAtoms} before`
    : null;
}

/** Money and positions of one subaccount in one asset before a command. */
interface Before {
  readonly subaccount: Subaccount;
  readonly asset: number;
  readonly crossAtoms: number;
  readonly lots: readonly number[];
}

/** Events that move a cross bucket's money for reasons of its own. */
const MOVES_CROSS = new Set([
  'transfer.made',
  'collateral.mirrored',
  'collateral.released',
  'position.margin',
]);

export class Watch {
  readonly #venue: TestVenue;
  readonly #withMeaning: boolean;
  #before: Before[] = [];
  #meaning = '';
  #isReducing = false;
  #order: Ordered | null = null;
  readonly #links = new LinkWatch();
  readonly #positions = new PositionWatch();

  /** Comparing the whole meaning around every refused command is slow: for some programs. */
  constructor(venue: TestVenue, withMeaning: boolean) {
    this.#venue = venue;
    this.#withMeaning = withMeaning;
  }

  get #state(): VenueState {
    return this.#venue.venue.state;
  }

  before(command: Command): void {
    const state = this.#state;
    this.#before = state.subaccounts.flatMap((subaccount) =>
      !isMargined(state, subaccount)
        ? []
        : subaccount.balances.map(({ asset, bucket }) => ({
            subaccount,
            asset,
            crossAtoms: bucketWalletAtoms(state, bucket),
            lots: subaccount.positions.map((position) => position.lots),
          })),
    );
    this.#isReducing = isOnlyReducing(state, command);
    this.#order = orderedBy(state, command);
    this.#links.before(command);
    this.#positions.before(state);
    if (this.#withMeaning) this.#meaning = withoutTime(this.#venue.meaning());
  }

  /** The first rule that the command broke, or null. */
  after(outcome: Outcome): string | null {
    const events = this.#venue.take();
    const state = this.#state;
    const breach = conservationBreach(state);
    if (breach !== null) return breach;
    for (const asset of state.assets) {
      const fund = at(at(state.subaccounts, INSURANCE_SUBACCOUNT).balances, asset.id);
      if (walletAtoms(fund) < 0) return `the fund holds ${walletAtoms(fund)} of ${asset.symbol}`;
    }
    if (outcome.code === 'INSUFFICIENT_MARGIN' && this.#isReducing) {
      return `an order that only reduces was refused for want of ${outcome.detail}`;
    }
    return (
      this.#refusalFault(outcome, events) ??
      (this.#order === null || outcome.code !== 'OK'
        ? null
        : orderFault(state, this.#order, events)) ??
      this.#isolationFault(events) ??
      this.#debtFault() ??
      takeoverFault(state, events) ??
      flatFault(state) ??
      pairFault(state) ??
      linkFault(state) ??
      this.#links.after(state, events) ??
      this.#positions.after(state, events)
    );
  }

  /** A refused command changes nothing but time; what was due anyway may happen beside it. */
  #refusalFault({ code }: Outcome, events: readonly VenueEvent[]): string | null {
    if (!this.#withMeaning || code === 'OK' || events.length > 1) return null;
    const after = withoutTime(this.#venue.meaning());
    return after === this.#meaning ? null : `a command refused with ${code} changed the state`;
  }

  /** ISO-01: closing or losing an isolated position never takes from the rest of the wallet. */
  #isolationFault(events: readonly VenueEvent[]): string | null {
    const state = this.#state;
    if (events.some(({ kind }) => MOVES_CROSS.has(kind))) return null;
    for (const { subaccount, asset, crossAtoms, lots } of this.#before) {
      const ofAsset = subaccount.positions.filter(
        ({ instrument }) => at(state.instruments, instrument).spec.settleAsset === asset,
      );
      const onlyShrinks = ofAsset.every((position) => shrinks(lots, position));
      const isOwn = (event: VenueEvent): boolean =>
        opened(event, subaccount.id) || swapped(state, event, subaccount.id);
      if (!onlyShrinks || events.some(isOwn)) continue;
      const { bucket } = at(subaccount.balances, asset);
      const after = bucketWalletAtoms(state, bucket);
      if (after >= crossAtoms) continue;
      return `${subaccount.label} lost ${crossAtoms - after} beside its isolated positions`;
    }
    return null;
  }

  /** Without a cross position nothing can put the cross bucket in debt. */
  #debtFault(): string | null {
    const state = this.#state;
    for (const before of this.#before) {
      const { subaccount, asset, crossAtoms } = before;
      const after = bucketWalletAtoms(state, at(subaccount.balances, asset).bucket);
      if (after >= 0 || crossAtoms < 0 || hadCross(state, before)) continue;
      return `${subaccount.label} owes ${-after} without a cross position`;
    }
    return null;
  }
}

/** True when a subaccount holds a cross position of an asset, or did before. */
function hadCross(state: VenueState, { subaccount, asset, lots }: Before): boolean {
  return subaccount.positions.some((position) => {
    const { settleAsset } = at(state.instruments, position.instrument).spec;
    const isHeld = position.lots !== 0 || (lots[position.instrument - 1] ?? 0) !== 0;
    return settleAsset === asset && position.mode === 'cross' && isHeld;
  });
}

/** True when a fill left its position on its own side: some of it opened. */
function opened(event: VenueEvent, subaccount: number): boolean {
  if (event.kind !== 'execution' || event['subaccount'] !== subaccount) return false;
  return Number(event['positionLots']) * Number(event['side']) > 0;
}

/** True when a fill was of a pair: its money bought something. */
function swapped({ instruments }: VenueState, event: VenueEvent, subaccount: number): boolean {
  if (event.kind !== 'execution' || event['subaccount'] !== subaccount) return false;
  return at(instruments, Number(event['instrument'])).spec.contract === 'spot';
}

/** True when a position stayed as it was or, being isolated, only became smaller. */
function shrinks(before: readonly number[], position: Position): boolean {
  const old = before[position.instrument - 1] ?? 0;
  if (position.mode === 'cross') return old === 0 && position.lots === 0;
  const sameSide = old > 0 === position.lots > 0 || position.lots === 0;
  return sameSide && Math.abs(position.lots) <= Math.abs(old);
}

function withoutTime(meaning: string): string {
  return meaning.replace(/^time .*\n/u, '');
}

/** An order that only reduces what is held, with no other of its side before it. */
function isOnlyReducing(state: VenueState, command: Command): boolean {
  if (command.kind === 'position.close') {
    const { subaccount, instrument } = command;
    const { lots } = at(at(state.subaccounts, subaccount).positions, instrument);
    return !hasOrders(state, subaccount, instrument, lots > 0 ? -1 : 1);
  }
  if (command.kind !== 'order.place' || command.trigger !== undefined) return false;
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  const side = command.side === 'buy' ? 1 : -1;
  const lots = command.quantityLots;
  const reducible = reducibleLots({ subaccount, instrument, side, lots });
  const fits = command.reduceOnly ? reducible > 0 : reducible === lots;
  return fits && !hasOrders(state, subaccount.id, instrument.id, side);
}

function hasOrders(
  state: VenueState,
  subaccount: number,
  instrument: number,
  side: 1 | -1,
): boolean {
  const { book } = at(state.instruments, instrument);
  for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
    if (book.sideOf(slot) === side) return true;
  }
  return false;
}

function bucketById(state: VenueState, id: number): Bucket | undefined {
  const [instrument, rest] = [id % 1_024, Math.floor(id / 1_024)];
  const [asset, subaccount] = [rest % 1_024, Math.floor(rest / 1_024)];
  const owner = at(state.subaccounts, subaccount);
  return instrument === 0
    ? owner.balances[asset - 1]?.bucket
    : owner.positions[instrument - 1]?.bucket;
}

/** LIQ-06: a bucket that was taken over is exactly zero. */
function takeoverFault(state: VenueState, events: readonly VenueEvent[]): string | null {
  for (const event of events) {
    if (event.kind !== 'liquidation.ended' || event['how'] !== 'takeover') continue;
    const bucket = bucketById(state, Number(event['bucket']));
    if (bucket === undefined) return 'a bucket that does not exist was liquidated';
    const { equityAtoms, maintenanceAtoms, hasPosition } = bucketFigures(state, bucket);
    if (hasPosition || equityAtoms !== 0 || maintenanceAtoms !== 0) {
      return `after a takeover the bucket holds ${equityAtoms}`;
    }
  }
  return null;
}

/** A flat position owns no margin and cost nothing. */
function flatFault(state: VenueState): string | null {
  for (const subaccount of state.subaccounts) {
    for (const { lots, allocatedAtoms, costAtoms } of subaccount.positions) {
      if (lots === 0 && (allocatedAtoms !== 0 || costAtoms !== 0)) {
        return `${subaccount.label} is flat with margin ${allocatedAtoms} and cost ${costAtoms}`;
      }
    }
  }
  return null;
}

/** SPOT-01, SPOT-06: nobody has a position in a pair, which no margin could be asked for. */
function pairFault({ instruments, subaccounts }: VenueState): string | null {
  for (const { id, spec } of instruments) {
    if (spec.contract !== 'spot') continue;
    for (const { label, positions } of subaccounts) {
      const { lots, costAtoms, realisedAtoms, allocatedAtoms, mode } = at(positions, id);
      const isClean = lots === 0 && costAtoms === 0 && realisedAtoms === 0 && allocatedAtoms === 0;
      if (!isClean || mode !== 'cross') return `${label} has a position in ${spec.symbol}`;
    }
  }
  return null;
}

/** MARG-05: the liquidation price is the first at which the margin check itself fails. */
export function liquidationPriceFault(state: VenueState): string | null {
  for (const subaccount of state.subaccounts) {
    if (!isMargined(state, subaccount)) continue;
    for (const position of subaccount.positions) {
      if (position.lots === 0) continue;
      const fault = priceFault(state, subaccount, position);
      if (fault !== null) return `${subaccount.label}: ${fault}`;
    }
  }
  return null;
}

function priceFault(state: VenueState, subaccount: Subaccount, position: Position): string | null {
  const instrument = at(state.instruments, position.instrument);
  const ticks = positionLiquidationTicks(state, subaccount, position);
  const standing = instrument.markTicks;
  const isDueAt = (markTicks: number): boolean =>
    isBelowAt(state, subaccount, position, instrument, markTicks);
  if (ticks === 0) return isDueAt(standing) ? 'no price liquidates what is below' : null;
  if (!isDueAt(ticks)) return `is not below maintenance at ${ticks}`;
  // Where tiers are steps a lower one may ask less, and so may another price of a pool: from the
  // mark on it is looked for.
  const { tierMode } = termsOfPosition(instrument, position).margin;
  if (ticks === standing && (tierMode === 'step' || isPooled(subaccount))) return null;
  const safer = ticks + (position.lots > 0 ? 1 : -1);
  // What an inverse position gains has a bound: the last tick may be no safer than the mark.
  if (safer > MAX_TICKS && !risesWithPrice(instrument.spec)) return null;
  if (safer >= 1 && isDueAt(safer)) return `is below maintenance at ${safer} already`;
  return null;
}
