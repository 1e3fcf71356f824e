/**
 * What stands in the venue as flat records of text, for people and for what they expect: one view
 * for each noun. Everything is computed by the venue's own functions; nothing here decides.
 */
import { walletAtoms } from '../../venue/accounts/ledger.ts';
import { BUY, SELL } from '../../venue/book/contract.ts';
import { shownBestTicks } from '../../venue/book/shown-best.ts';
import { releasableAtoms } from '../../venue/custody/collateral.ts';
import { isFunded, payableRateE8 } from '../../venue/funding/funding.ts';
import { fundingOf } from '../../venue/funding/ways.ts';
import { settlementE8 } from '../../venue/instruments/settlement-price.ts';
import { unrealisedAtoms, valueAtoms } from '../../venue/instruments/value.ts';
import { adlQueue } from '../../venue/liquidation/adl-queue.ts';
import { comingAtoms, poolAtoms, resultAtoms } from '../../venue/liquidation/pools.ts';
import { healthPpm } from '../../venue/margin/arithmetic.ts';
import {
  bucketFigures,
  bucketOf,
  freeAtoms,
  initialMarginAtoms,
  positionBankruptcyTicks,
  maintenancePartAtoms,
} from '../../venue/margin/buckets.ts';
import { positionLiquidationTicks } from '../../venue/margin/liquidation-price.ts';
import { withdrawableAtoms } from '../../venue/margin/withdrawable.ts';
import { breakEvenTicks } from '../../venue/margin/break-even.ts';
import { cureAtoms } from '../../venue/margin/calls.ts';
import { referenceAsset, underlyingMargin } from '../../venue/margin/pool.ts';
import { standing } from '../../venue/pricing/ladder.ts';
import { at, bucketId, INSURANCE_SUBACCOUNT, LIQUIDATION_SUBACCOUNT } from '../../venue/state.ts';
import type { Bucket, Instrument, Position, Subaccount, VenueState } from '../../venue/state.ts';
import { formatUnits } from './decimal.ts';
import { expectedViews, observedView } from './external-views.ts';
import { entryPrice } from './entry-price.ts';
import { decimalOfE8, NONE, percentOfE8, percentOfPpm } from './presenter.ts';
import type { Presenter } from './presenter.ts';
import { OrderViews } from './order-views.ts';
import type { View } from './order-views.ts';
import { formatTimeUs } from './time.ts';

export type { View };

export class Views {
  readonly #state: VenueState;
  readonly #present: Presenter;
  readonly #orders: OrderViews;

  constructor(state: VenueState, presenter: Presenter) {
    this.#state = state;
    this.#present = presenter;
    this.#orders = new OrderViews(state, presenter);
  }

  account(id: number): View {
    const { kind, suspended, domain = 0 } = at(this.#state.accounts, id);
    const venue = this.#state.external.domains[domain - 1]?.venue ?? NONE;
    return { kind, suspended: String(suspended), venue };
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

  observed(id: number): View {
    return observedView(this.#state, id);
  }

  expected(id: number): View[] {
    return expectedViews(this.#state, this.#present, id);
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
    const { rangePpm = 0, grid } = at(state.indices, index).portfolio ?? {};
    const worstPpm = grid?.[margin.worstPoint]?.movePpm ?? (rangePpm * margin.worstThirds) / 3;
    const money = (atoms: number): string => this.#present.money(referenceAsset(state), atoms);
    return {
      scan: money(margin.scanAtoms),
      worst: percentOfPpm(worstPpm),
      credit: money(margin.creditAtoms),
      basis: money(margin.basisAtoms),
      depeg: money(margin.depegAtoms),
      minimum: money(margin.minimumAtoms),
      concentration: percentOfPpm(margin.concentrationPpm),
      contingency: money(margin.contingencyAtoms),
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
    const { book } = instrument;
    const due = instrument.disposalDueUs;
    return {
      state: instrument.state,
      mark: this.#present.price(id, instrument.markTicks),
      last: this.#present.price(id, instrument.lastTicks),
      bid: this.#present.price(id, shownBestTicks(book, BUY)),
      ask: this.#present.price(id, shownBestTicks(book, SELL)),
      orders: String(book.orderCount),
      stops: String(instrument.stops.count),
      ...this.#funding(instrument),
      ...this.#end(instrument),
      version: String(instrument.spec.version ?? 1),
      disposal: due === 0 ? NONE : formatTimeUs(due),
    };
  }

  #funding({ spec, funding }: Instrument): View {
    if (!isFunded(spec)) return { fundingRate: NONE, nextFunding: NONE };
    const rate = payableRateE8(fundingOf(spec), funding, this.#state.timeUs);
    return { fundingRate: percentOfE8(rate), nextFunding: formatTimeUs(funding.nextTimeUs) };
  }

  /** When it ends, and at what by the minutes so far. */
  #end({ spec, dated }: Instrument): View {
    const settlesAt = dated === undefined ? 0 : settlementE8(dated.samples);
    return {
      expires: spec.expiry === undefined ? NONE : formatTimeUs(spec.expiry.expiresUs),
      settlement: settlesAt === 0 ? NONE : decimalOfE8(settlesAt),
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
   * The insurance fund of an asset, or a risk group's part of it, what it still owes the
   * liquidation account, and which fees are still to come.
   */
  fund(asset: number, group = ''): View {
    const { subaccounts } = this.#state;
    if (group !== '') {
      const due = Math.max(0, -resultAtoms(this.#state, asset, group));
      const balance = poolAtoms(this.#state, asset, group);
      return {
        balance: this.#present.money(asset, balance),
        owed: this.#present.money(asset, due),
        coming: this.#present.money(asset, comingAtoms(this.#state, asset, group)),
      };
    }
    const wallet = (id: number): number => walletAtoms(at(at(subaccounts, id).balances, asset));
    const owed = Math.max(0, -wallet(LIQUIDATION_SUBACCOUNT));
    return {
      balance: this.#present.money(asset, wallet(INSURANCE_SUBACCOUNT)),
      owed: this.#present.money(asset, owed),
      coming: this.#present.money(asset, comingAtoms(this.#state, asset)),
      own: this.#present.money(asset, poolAtoms(this.#state, asset, '')),
    };
  }

  /** An order by its id: resting in a book, waiting for its trigger, or gone. */
  order(orderId: number): View {
    return this.#orders.order(orderId);
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
