/**
 * What stands in the venue as flat records of text, for people and for what they expect: one view
 * for each noun. Everything is computed by the venue's own functions; nothing here decides.
 */
import { walletAtoms } from '../../venue/accounts/ledger.ts';
import { BUY, FLAG_REDUCE_ONLY, SELL } from '../../venue/book/contract.ts';
import { shownBestTicks } from '../../venue/book/shown-best.ts';
import { releasableAtoms } from '../../venue/custody/collateral.ts';
import { payableRateE8 } from '../../venue/funding/funding.ts';
import { unrealisedAtoms, valueAtoms } from '../../venue/instruments/value.ts';
import { adlQueue } from '../../venue/liquidation/adl-queue.ts';
import { poolAtoms, resultAtoms } from '../../venue/liquidation/pools.ts';
import { healthPpm } from '../../venue/margin/arithmetic.ts';
import {
  bucketFigures,
  bucketOf,
  freeAtoms,
  initialMarginAtoms,
  positionBankruptcyTicks,
  positionLiquidationTicks,
  maintenancePartAtoms,
  withdrawableAtoms,
} from '../../venue/margin/buckets.ts';
import { breakEvenTicks } from '../../venue/margin/break-even.ts';
import { cureAtoms } from '../../venue/margin/calls.ts';
import { referenceAsset, underlyingMargin } from '../../venue/margin/pool.ts';
import { FLAG_POST_ONLY } from '../../venue/orders/flags.ts';
import { standing } from '../../venue/pricing/ladder.ts';
import { at, bucketId, INSURANCE_SUBACCOUNT, LIQUIDATION_SUBACCOUNT } from '../../venue/state.ts';
import type { Bucket, Instrument, Position, Subaccount, VenueState } from '../../venue/state.ts';
import { formatUnits } from './decimal.ts';
import { entryPrice } from './entry-price.ts';
import { decimalOfE8, NONE, percentOfE8, percentOfPpm } from './presenter.ts';
import type { Presenter } from './presenter.ts';
import { formatTimeUs } from './time.ts';

export type View = Readonly<Record<string, string>>;

export class Views {
  readonly #state: VenueState;
  readonly #present: Presenter;

  constructor(state: VenueState, presenter: Presenter) {
    this.#state = state;
    this.#present = presenter;
  }

  account(id: number): View {
    const { kind, suspended } = at(this.#state.accounts, id);
    return { kind, suspended: String(suspended) };
  }

  subaccount(id: number): View {
    const subaccount = at(this.#state.subaccounts, id);
    const { desk, owner, mode, callPercents } = subaccount;
    const account = this.#present.names.nameOf('account', subaccount.account);
    const waivers = this.#state.waivers.filter((waiver) => waiver.subaccount === id);
    const { instruments, pegs } = this.#state;
    const orders = instruments.reduce((sum, one) => {
      const parked = pegs.parked(one.id).filter((peg) => peg.subaccount === id);
      return sum + liveOrders(one, id) + parked.length;
    }, 0);
    return {
      account,
      desk,
      owner: String(owner),
      mode,
      callPercents: callPercents.join(' '),
      orders: String(orders),
      waivers: String(waivers.length),
    };
  }

  /** What a subaccount owns of an asset, whichever buckets hold it. */
  balance(id: number, asset: number): View {
    const balance = at(at(this.#state.subaccounts, id).balances, asset);
    return {
      mirrored: this.#present.money(asset, balance.mirroredAtoms),
      unsettled: this.#present.money(asset, balance.unsettledAtoms),
      wallet: this.#present.money(asset, walletAtoms(balance)),
    };
  }

  /** The cross bucket of an asset. */
  crossBucket(id: number, asset: number): View {
    const subaccount = at(this.#state.subaccounts, id);
    const { bucket } = at(subaccount.balances, asset);
    const state = this.#state;
    const money = (atoms: number): string => this.#present.money(asset, atoms);
    return {
      ...this.#bucket(subaccount, bucket),
      initial: money(initialMarginAtoms(state, subaccount, asset, null)),
      free: money(freeAtoms(state, subaccount, asset)),
      withdrawable: money(withdrawableAtoms(state, subaccount, asset)),
      releasable: money(releasableAtoms(state, subaccount, asset)),
    };
  }

  /** The bucket of an isolated position. */
  isolatedBucket(id: number, instrument: number): View {
    const subaccount = at(this.#state.subaccounts, id);
    return this.#bucket(subaccount, at(subaccount.positions, instrument).bucket);
  }

  #bucket(subaccount: Subaccount, bucket: Bucket): View {
    const figures = bucketFigures(this.#state, bucket);
    const { equityAtoms, maintenanceAtoms, hasPosition } = figures;
    const money = (atoms: number): string => this.#present.money(bucket.asset, atoms);
    const { call, liquidation } = bucket;
    return {
      wallet: money(figures.walletAtoms),
      equity: money(equityAtoms),
      maintenance: money(maintenanceAtoms),
      health: hasPosition ? percentOfPpm(healthPpm(equityAtoms, maintenanceAtoms)) : NONE,
      call: call === null ? NONE : `L${call.level}`,
      cure: money(cureAtoms(subaccount.callPercents, figures)),
      liquidation: liquidation === null ? NONE : 'running',
      slices: liquidation === null ? NONE : String(liquidation.slices),
    };
  }

  /** What the positions in an underlying ask as a portfolio, by component, in the reference. */
  portfolio(id: number, index: number): View {
    const state = this.#state;
    const margin = underlyingMargin(state, at(state.subaccounts, id), index);
    if (margin === null) return { maintenance: NONE };
    const { rangePpm = 0 } = at(state.indices, index).portfolio ?? {};
    const money = (atoms: number): string => this.#present.money(referenceAsset(state), atoms);
    return {
      scan: money(margin.scanAtoms),
      worst: percentOfPpm((rangePpm * margin.worstThirds) / 3),
      basis: money(margin.basisAtoms),
      depeg: money(margin.depegAtoms),
      minimum: money(margin.minimumAtoms),
      concentration: percentOfPpm(margin.concentrationPpm),
      fees: money(margin.feesAtoms),
      initial: money(margin.initialAtoms),
      maintenance: money(margin.maintenanceAtoms),
    };
  }

  /** The open margin calls of a subaccount, by their number. */
  calls(id: number): View[] {
    const { balances, positions } = at(this.#state.subaccounts, id);
    const calls = [...balances, ...positions].flatMap(({ bucket }) =>
      bucket.call === null ? [] : [{ bucket, call: bucket.call }],
    );
    calls.sort((a, b) => a.call.id - b.call.id);
    return calls.map(({ bucket, call }) => ({
      call: String(call.id),
      bucket: this.#present.bucket(bucketId(bucket)),
      level: `L${call.level}`,
      acknowledgedBy: call.acknowledgedBy === 0 ? NONE : String(call.acknowledgedBy),
      snoozedUntil: call.snoozedUntilUs === 0 ? NONE : formatTimeUs(call.snoozedUntilUs),
    }));
  }

  position(id: number, instrumentId: number): View {
    const state = this.#state;
    const subaccount = at(state.subaccounts, id);
    const position = at(subaccount.positions, instrumentId);
    const instrument = at(state.instruments, instrumentId);
    const { scales, markTicks, spec } = instrument;
    const money = (atoms: number): string => this.#present.money(spec.settleAsset, atoms);
    return {
      quantity: this.#present.quantity(instrumentId, position.lots),
      entry: entryPrice(instrument, position),
      breakEven: position.lots === 0 ? NONE : this.#breakEven(instrument, position),
      cost: money(position.costAtoms),
      value: money(valueAtoms(scales, position.lots, markTicks)),
      unrealised: money(unrealisedAtoms(scales, position, markTicks)),
      realised: money(position.realisedAtoms),
      fees: money(position.feesAtoms),
      funding: money(position.fundingAtoms),
      mode: position.mode,
      leverage: formatUnits(position.leverageX100, 2, 0),
      margin: money(position.allocatedAtoms),
      maintenance: money(maintenancePartAtoms(state, subaccount, position)),
      lights: this.#lights(subaccount, instrument, position),
      ...this.#lastPrices(subaccount, instrument, position),
    };
  }

  /** How near a position is to being deleveraged, 5 being the next; none where nobody is. */
  #lights(subaccount: Subaccount, instrument: Instrument, { lots }: Position): string {
    if (lots === 0 || instrument.spec.adl === undefined) return NONE;
    const queue = adlQueue(this.#state, instrument, lots > 0 ? 1 : -1);
    const queued = queue.find((one) => one.subaccount === subaccount);
    return queued === undefined ? NONE : String(queued.lights);
  }

  /** The worst price at which closing leaves no loss over all that was traded. */
  #breakEven(instrument: Instrument, position: Position): string {
    const { lots, costAtoms, realisedAtoms, feesAtoms, fundingAtoms } = position;
    const results = { lots, costAtoms, realisedAtoms, feesAtoms, fundingAtoms };
    return this.#present.price(instrument.id, breakEvenTicks(instrument, results));
  }

  #lastPrices(subaccount: Subaccount, instrument: Instrument, position: Position): View {
    if (position.lots === 0) return { liquidationPrice: NONE, bankruptcyPrice: NONE };
    const state = this.#state;
    const figures = bucketFigures(state, bucketOf(state, subaccount, position));
    const liquidation = positionLiquidationTicks(state, subaccount, position);
    const bankruptcy = positionBankruptcyTicks(state, instrument, position, figures);
    return {
      liquidationPrice: this.#present.price(instrument.id, liquidation),
      bankruptcyPrice: this.#present.price(instrument.id, bankruptcy),
    };
  }

  instrument(id: number): View {
    const instrument = at(this.#state.instruments, id);
    const { spec, funding, book } = instrument;
    const rate = payableRateE8(spec.funding, funding, this.#state.timeUs);
    const due = instrument.disposalDueUs;
    return {
      state: instrument.state,
      mark: this.#present.price(id, instrument.markTicks),
      last: this.#present.price(id, instrument.lastTicks),
      bid: this.#present.price(id, shownBestTicks(book, BUY)),
      ask: this.#present.price(id, shownBestTicks(book, SELL)),
      orders: String(book.orderCount),
      stops: String(instrument.stops.count),
      fundingRate: percentOfE8(rate),
      nextFunding: formatTimeUs(funding.nextTimeUs),
      disposal: due === 0 ? NONE : formatTimeUs(due),
    };
  }

  /** Both sides of a book as others see it: [price, quantity], best first. */
  book(id: number): { readonly bids: string[][]; readonly asks: string[][] } {
    const { book } = at(this.#state.instruments, id);
    const levels = (side: typeof BUY | typeof SELL): string[][] =>
      Array.from({ length: book.levelCount(side) }, (_, depth) => depth)
        .filter((depth) => book.levelLots(side, depth) > 0)
        .map((depth) => [
          this.#present.price(id, book.levelTicks(side, depth)),
          this.#present.quantity(id, book.levelLots(side, depth)),
        ]);
    return { bids: levels(BUY), asks: levels(SELL) };
  }

  index(id: number): View {
    const { price } = at(this.#state.indices, id);
    const { state, phase } = standing(price.ladder);
    const figure = price.priceE8 === 0 ? NONE : decimalOfE8(price.priceE8);
    return { price: figure, state, phase };
  }

  /**
   * The insurance fund of an asset, or a risk group's part of it, and what it still owes the
   * liquidation account.
   */
  fund(asset: number, group = ''): View {
    const { subaccounts } = this.#state;
    if (group !== '') {
      const due = Math.max(0, -resultAtoms(this.#state, asset, group));
      const balance = poolAtoms(this.#state, asset, group);
      return {
        balance: this.#present.money(asset, balance),
        owed: this.#present.money(asset, due),
      };
    }
    const wallet = (id: number): number => walletAtoms(at(at(subaccounts, id).balances, asset));
    const owed = Math.max(0, -wallet(LIQUIDATION_SUBACCOUNT));
    return {
      balance: this.#present.money(asset, wallet(INSURANCE_SUBACCOUNT)),
      owed: this.#present.money(asset, owed),
      own: this.#present.money(asset, poolAtoms(this.#state, asset, '')),
    };
  }

  /** An order by its id: resting in a book, waiting for its trigger, or gone. */
  order(orderId: number): View {
    for (const { id, book, stops } of this.#state.instruments) {
      const slot = book.slotOf(orderId);
      const symbol = this.#present.names.nameOf('instrument', id);
      if (slot !== -1) {
        const flags = book.flagsOf(slot);
        return {
          state: 'resting',
          subaccount: this.#present.names.nameOf('subaccount', book.subaccountOf(slot)),
          symbol,
          side: book.sideOf(slot) === BUY ? 'buy' : 'sell',
          price: this.#present.price(id, book.priceTicksOf(slot)),
          remaining: this.#present.quantity(id, book.remainingLotsOf(slot)),
          quantity: this.#present.quantity(id, book.quantityLotsOf(slot)),
          postOnly: String((flags & FLAG_POST_ONLY) !== 0),
          reduceOnly: String((flags & FLAG_REDUCE_ONLY) !== 0),
          reprice: String(book.repricesOf(slot)),
          selfTrade: book.selfTradeModeOf(slot),
          display: this.#display(id, book.displayLotsOf(slot)),
          shown: this.#present.quantity(id, book.shownLotsOf(slot)),
          ...this.#peg(orderId),
          ...this.#note(orderId),
        };
      }
      const stop = stops.get(orderId);
      if (stop !== undefined) {
        return {
          state: 'waiting',
          subaccount: this.#present.names.nameOf('subaccount', stop.payload.subaccount),
          symbol,
          side: stop.side === BUY ? 'buy' : 'sell',
          price: this.#present.price(id, stop.payload.priceTicks),
          quantity: this.#present.quantity(id, stop.payload.quantityLots),
          trigger: stop.source,
          triggerPrice: this.#present.price(id, stop.triggerTicks),
          ifTouched: String(stop.ifTouched === true),
          trail: this.#present.price(id, stop.trailTicks ?? 0),
          closePosition: String(stop.payload.closePosition === true),
          reprice: String(stop.payload.terms?.reprice ?? false),
          selfTrade: stop.payload.terms?.selfTrade ?? 'cancelNewest',
          display: this.#display(id, stop.payload.terms?.displayLots ?? -1),
          ...this.#note(orderId),
        };
      }
    }
    return this.#parked(orderId) ?? { state: 'gone' };
  }

  /** A pegged order that has no price just now. */
  #parked(orderId: number): View | null {
    const peg = this.#state.pegs.get(orderId);
    if (peg === undefined) return null;
    const { subaccount, instrument, side, parkedLots, filledLots, reduceOnly, terms } = peg;
    return {
      state: 'parked',
      subaccount: this.#present.names.nameOf('subaccount', subaccount),
      symbol: this.#present.names.nameOf('instrument', instrument),
      side: side === BUY ? 'buy' : 'sell',
      price: NONE,
      remaining: this.#present.quantity(instrument, parkedLots),
      quantity: this.#present.quantity(instrument, parkedLots + filledLots),
      reduceOnly: String(reduceOnly),
      selfTrade: terms.selfTrade,
      ...this.#peg(orderId),
      ...this.#note(orderId),
    };
  }

  /** What an order follows. */
  #peg(orderId: number): View {
    const peg = this.#state.pegs.get(orderId);
    if (peg === undefined) return { peg: NONE };
    const { instrument, to, offsetTicks, capTicks } = peg;
    const pegOffset = this.#present.price(instrument, offsetTicks);
    return { peg: to, pegOffset, cap: this.#present.price(instrument, capTicks) };
  }

  /** What an order shows at a time; all of it where it was not told. */
  #display(instrument: number, lots: number): string {
    return lots === -1 ? 'all' : this.#present.quantity(instrument, lots);
  }

  #note(orderId: number): View {
    const { clientId = '', expiresUs = 0 } = this.#state.notes.get(orderId) ?? {};
    return {
      clientId: clientId === '' ? NONE : clientId,
      expires: expiresUs === 0 ? NONE : formatTimeUs(expiresUs),
      ...this.#links(orderId),
    };
  }

  /** The orders that it is linked with, and the exits that its fills bring. */
  #links(orderId: number): View {
    const { links } = this.#state;
    const others = links.groupOf(orderId)?.orders.filter((other) => other !== orderId) ?? [];
    const bracket = links.bracketOf(orderId);
    const price = (ticks: number | undefined): string =>
      ticks === undefined ? NONE : this.#present.price(bracket?.instrument ?? 0, ticks);
    return {
      linked: others.length === 0 ? NONE : others.join(' '),
      takeProfit: price(bracket?.takeProfitTicks),
      stopLoss: price(bracket?.stopLossTicks),
    };
  }
}

function liveOrders({ book, stops }: Instrument, subaccount: number): number {
  let count = 0;
  for (let slot = book.firstOrderOf(subaccount); slot !== -1; slot = book.nextOrderOf(slot)) {
    count += 1;
  }
  stops.forEach(({ payload }) => {
    if (payload.subaccount === subaccount) count += 1;
  });
  return count;
}
