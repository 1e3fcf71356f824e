/**
 * A consumer written from `docs/depth.md` alone: it knows messages, and nothing of the venue. It
 * says why it cannot go on, and then wants a snapshot.
 */
import { checksumOf } from '../checksum.ts';
import type {
  Level,
  LevelsMessage,
  LevelsSnapshot,
  Order,
  OrdersMessage,
  OrdersSnapshot,
  SideName,
} from '../messages.ts';

/** `gap`: a message is missing. `checksum`: the books differ. */
export type Fault = 'gap' | 'checksum' | null;

/** Depth by price. */
export class LevelsConsumer {
  readonly #levels: Record<SideName, Map<number, number>> = { buy: new Map(), sell: new Map() };
  #sequence: number;

  constructor(snapshot: LevelsSnapshot) {
    for (const { priceTicks, lots } of snapshot.bids) this.#levels.buy.set(priceTicks, lots);
    for (const { priceTicks, lots } of snapshot.asks) this.#levels.sell.set(priceTicks, lots);
    this.#sequence = snapshot.sequence;
  }

  /** Best first. */
  side(name: SideName): Level[] {
    const sign = name === 'buy' ? -1 : 1;
    const levels = [...this.#levels[name]].map(([priceTicks, lots]) => ({ priceTicks, lots }));
    return levels.sort((a, b) => sign * (a.priceTicks - b.priceTicks));
  }

  apply(message: LevelsMessage): Fault {
    if (message.previous !== this.#sequence) return 'gap';
    return this.applyBlindly(message);
  }

  /** Without looking at the sequence: the checksum alone must tell. */
  applyBlindly({ changes, sequence, checksum }: LevelsMessage): Fault {
    for (const { side, priceTicks, lots } of changes) {
      if (lots === 0) this.#levels[side].delete(priceTicks);
      else this.#levels[side].set(priceTicks, lots);
    }
    this.#sequence = sequence;
    return checksumOf(this.side('buy'), this.side('sell')) === checksum ? null : 'checksum';
  }
}

interface Queued extends Order {
  readonly side: SideName;
}

/** Depth by order. */
export class OrdersConsumer {
  /** A map keeps the order of arrival, which is priority within a price. */
  readonly #orders = new Map<number, Queued>();
  #sequence: number;

  constructor(snapshot: OrdersSnapshot) {
    for (const order of snapshot.bids) this.#orders.set(order.order, { ...order, side: 'buy' });
    for (const order of snapshot.asks) this.#orders.set(order.order, { ...order, side: 'sell' });
    this.#sequence = snapshot.sequence;
  }

  /** Best first, and at one price as they came. */
  side(name: SideName): Order[] {
    const sign = name === 'buy' ? -1 : 1;
    const orders = [...this.#orders.values()].filter(({ side }) => side === name);
    const told = orders.map(({ side: _side, ...order }) => order);
    return told.sort((a, b) => sign * (a.priceTicks - b.priceTicks));
  }

  apply(message: OrdersMessage): Fault {
    if (message.previous !== this.#sequence) return 'gap';
    return this.applyBlindly(message);
  }

  applyBlindly({ changes, sequence, checksum }: OrdersMessage): Fault {
    for (const change of changes) {
      if (change.action === 'remove') {
        this.#orders.delete(change.order);
      } else if (change.action === 'change') {
        const { order, lots } = change;
        const known = this.#orders.get(order);
        if (known !== undefined) this.#orders.set(order, { ...known, lots });
      } else {
        const { action: _action, ...order } = change;
        this.#orders.set(change.order, order);
      }
    }
    this.#sequence = sequence;
    return checksumOf(this.side('buy'), this.side('sell')) === checksum ? null : 'checksum';
  }
}
