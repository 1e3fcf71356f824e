/** An order as a flat record of text, wherever it is. */
import { BUY, FLAG_REDUCE_ONLY } from '../../venue/book/contract.ts';
import { FLAG_POST_ONLY } from '../../venue/orders/flags.ts';
import type { VenueState } from '../../venue/state.ts';
import { NONE } from './presenter.ts';
import type { Presenter } from './presenter.ts';
import { formatTimeUs } from './time.ts';

export type View = Readonly<Record<string, string>>;

export class OrderViews {
  readonly #state: VenueState;
  readonly #present: Presenter;

  constructor(state: VenueState, presenter: Presenter) {
    this.#state = state;
    this.#present = presenter;
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
          priceProtect: String(stop.priceProtect === true),
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
