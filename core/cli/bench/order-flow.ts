/**
 * The load: desks that quote, amend, cancel and take, from a seed. It knows its resting orders from
 * the answers alone, so some of what it names has been filled: that is refused, as it would be on
 * any venue.
 */
import { Random } from '../../feeds/simulated/random.ts';
import type { Command } from '../../venue/commands.ts';
import type { Outcome } from '../../venue/outcomes.ts';
import { BTC_INDEX, BTCUSDT, FIRST_DESK_SUBACCOUNT, observation } from './founding.ts';

export const DESKS = 64;
const MID_TICKS = 600_000;
const TICK_E8 = 10_000_000;
/** Quotes stand within this many ticks of the middle; takers reach a third of that. */
const SPREAD_TICKS = 60;

/** The mix, in per cent: what is not named here takes. */
export const MIX = { place: 45, cancel: 35, amend: 10, take: 10 } as const;

interface Resting {
  readonly order: number;
  readonly subaccount: number;
}

/** What the feed sees at a moment: without a price no order is taken. */
export function observationAt(timeUs: number): Command {
  return observation(BTC_INDEX, MID_TICKS * TICK_E8, timeUs);
}

export class OrderFlow {
  readonly #random = new Random(1, 0);
  readonly #depth: number;
  readonly #resting: Resting[] = [];
  #isFull = false;

  /** First it fills the book to `depth` resting orders, then it keeps it there. */
  constructor(depth: number) {
    this.#depth = depth;
  }

  /** The next command; `told` must have heard of the one before. */
  next(): Command {
    this.#isFull ||= this.#resting.length >= this.#depth;
    if (!this.#isFull) return this.#place();
    const choice = this.#random.below(100);
    const { place, cancel, amend } = MIX;
    // Where too much or too little rests, the mix leans against it.
    const isDeep = this.#resting.length > this.#depth;
    if (choice < place) return isDeep ? this.#cancel() : this.#place();
    if (choice < place + cancel) {
      return this.#resting.length < this.#depth ? this.#place() : this.#cancel();
    }
    return choice < place + cancel + amend ? this.#amend() : this.#take();
  }

  /** Hears what became of a command. */
  told(command: Command, outcome: Outcome): void {
    if (command.kind !== 'order.place' || command.timeInForce !== 'gtc') return;
    if (outcome.code !== 'OK') return;
    this.#resting.push({ order: outcome.reference, subaccount: command.subaccount });
  }

  #desk(): number {
    return FIRST_DESK_SUBACCOUNT + this.#random.below(DESKS);
  }

  #order(awayTicks: number, timeInForce: 'gtc' | 'ioc'): Command {
    const subaccount = this.#desk();
    const isBuy = this.#random.chance(500_000);
    return {
      kind: 'order.place',
      subaccount,
      instrument: BTCUSDT,
      side: isBuy ? 'buy' : 'sell',
      type: 'limit',
      priceTicks: isBuy ? MID_TICKS - awayTicks : MID_TICKS + awayTicks,
      quantityLots: this.#random.between(1, 10),
      timeInForce,
      postOnly: false,
      reduceOnly: false,
    };
  }

  #place(): Command {
    return this.#order(this.#random.between(1, SPREAD_TICKS), 'gtc');
  }

  #take(): Command {
    return this.#order(-SPREAD_TICKS / 3, 'ioc');
  }

  /** One of the resting orders, taken out of the list where it is not to be named again. */
  #pick(isLast: boolean): Resting | undefined {
    const at = this.#random.below(Math.max(1, this.#resting.length));
    const picked = this.#resting[at];
    const end = this.#resting.at(-1);
    if (!isLast || end === undefined) return picked;
    this.#resting[at] = end;
    this.#resting.pop();
    return picked;
  }

  #cancel(): Command {
    const picked = this.#pick(true);
    return picked === undefined
      ? this.#place()
      : { kind: 'order.cancel', instrument: BTCUSDT, ...picked };
  }

  #amend(): Command {
    const picked = this.#pick(false);
    if (picked === undefined) return this.#place();
    const quantityLots = this.#random.between(1, 10);
    return { kind: 'order.amend', instrument: BTCUSDT, ...picked, quantityLots };
  }
}
