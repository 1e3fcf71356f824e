import { PPM } from '../../venue/numbers.ts';
import type { Random } from './random.ts';

/** An order that takes at once what it finds. */
export interface TakerOrder {
  readonly side: 1 | -1;
  readonly lots: number;
}

export interface FlowShape {
  /** How often a slot brings a large order that will be worked in children. */
  readonly parentPpm: number;
  /** How often, and again and again, a slot brings a small order of its own. */
  readonly noisePpm: number;
  readonly typicalLots: number;
}

interface Parent {
  readonly side: 1 | -1;
  readonly childLots: number;
  children: number;
}

const MAX_PARENTS = 4;
const TYPICAL_CHILDREN = 40;
/** How often a parent sends a child in a slot. */
const CHILD_PPM = 500_000;
const MAX_NOISE_ORDERS = 8;

/**
 * Takers of one market. Large orders are split and worked over many slots, which is why the signs
 * of trades persist; small ones come and go.
 */
export class OrderFlow {
  readonly #shape: FlowShape;
  #parents: Parent[] = [];

  constructor(shape: FlowShape) {
    this.#shape = shape;
  }

  /** The orders of one slot. `leanPpm` tilts new large orders to buying, or to selling below 0. */
  nextOrders(random: Random, leanPpm: number): TakerOrder[] {
    const { parentPpm, noisePpm, typicalLots } = this.#shape;
    if (this.#parents.length < MAX_PARENTS && random.chance(parentPpm)) {
      this.#parents.push({
        side: random.chance(PPM / 2 + leanPpm) ? 1 : -1,
        childLots: random.heavyTailed(typicalLots),
        children: random.heavyTailed(TYPICAL_CHILDREN),
      });
    }
    const orders: TakerOrder[] = [];
    for (const parent of this.#parents) {
      if (!random.chance(CHILD_PPM)) continue;
      parent.children -= 1;
      orders.push({ side: parent.side, lots: parent.childLots });
    }
    this.#parents = this.#parents.filter((parent) => parent.children > 0);
    for (let i = 0; i < MAX_NOISE_ORDERS && random.chance(noisePpm); i += 1) {
      const side = random.chance(PPM / 2) ? 1 : -1;
      orders.push({ side, lots: random.heavyTailed(typicalLots) });
    }
    return orders;
  }
}
