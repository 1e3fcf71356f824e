/**
 * A scripted flow that carries its own times: a founding, then desks and a house that trade a
 * market which falls far enough to liquidate. The same seed gives the same script.
 */
import {
  BTC_INDEX,
  BTCUSDT,
  FIRST_DESK_SUBACCOUNT,
  foundingScript,
  HOUSE_SUBACCOUNTS,
  observation,
} from '../../core/cli/bench/founding.ts';
import type { SpeakerName } from '../../core/cli/bench/founding.ts';
import { Random } from '../../core/feeds/simulated/random.ts';
import type { Command, CommandOf } from '../../core/venue/commands.ts';
import { REQUESTS_REMEMBERED } from '../../core/venue/authority/request-memory.ts';

/** One command of the script. */
export interface Entry {
  readonly speaker: SpeakerName;
  /** The client's number of the request; rising within a session. */
  readonly request: number;
  readonly timeUs: number;
  /** Entry whose order the command names in `order`: known once that entry is answered. */
  readonly orderOf?: number;
  readonly command: Command;
}

export const FIRST_TIME_US = 1_700_000_000_000_000;
const STEP_US = 40_000;
const OBSERVE_EVERY = 20;
const START_TICKS = 600_000;
const TICK_E8 = 10_000_000;

const DESKS = [
  { label: 'Careful', mode: 'cross', collateralAtoms: 200_000_000_000 },
  { label: 'Isolated', mode: 'isolated', collateralAtoms: 200_000_000_000 },
  // It buys as much as its collateral allows, so the fall takes it.
  { label: 'Reckless', mode: 'cross', collateralAtoms: 4_000_000_000 },
] as const;
const FUND_ATOMS = 5_000_000_000;
const RECKLESS = FIRST_DESK_SUBACCOUNT + 2;
const RECKLESS_LOTS = 1_000;

/** The price as the script goes: level, then down 8 %, then level. */
function midTicks(step: number, steps: number): number {
  const fall = Math.min(Math.max((step - steps * 0.4) / (steps * 0.3), 0), 1);
  return Math.round(START_TICKS * (1 - 0.08 * fall));
}

class Script {
  readonly entries: Entry[] = [];
  readonly #random: Random;
  readonly #steps: number;
  readonly #requests = new Map<SpeakerName, number>();
  /** Entries that placed an order to rest, which later ones may amend or cancel. */
  readonly #resting: number[] = [];
  #timeUs = FIRST_TIME_US;

  constructor(seed: number, steps: number) {
    this.#random = new Random(seed, 0);
    this.#steps = steps;
  }

  add(speaker: SpeakerName, command: Command, orderOf?: number): void {
    const request = (this.#requests.get(speaker) ?? 0) + 1;
    this.#requests.set(speaker, request);
    const entry = { speaker, request, timeUs: this.#timeUs, command };
    this.entries.push(orderOf === undefined ? entry : { ...entry, orderOf });
  }

  step(step: number): void {
    this.#timeUs += STEP_US;
    const mid = midTicks(step, this.#steps);
    if (step % OBSERVE_EVERY === 0) {
      this.add('feed', observation(BTC_INDEX, mid * TICK_E8, this.#timeUs));
    }
    if (step % 100 === 50) this.add('clock', { kind: 'clock.tick' });
    if (step === Math.floor(this.#steps * 0.35)) this.#buyRecklessly(mid);
    const choice = this.#random.below(100);
    if (choice < 45) this.#quote(mid);
    else if (choice < 65) this.#take(mid);
    else if (choice < 80) this.#change('order.amend');
    else if (choice < 95) this.#change('order.cancel');
    else this.#sweep(mid);
  }

  #order(
    subaccount: number,
    side: 'buy' | 'sell',
    priceTicks: number,
    quantityLots: number,
    timeInForce: 'gtc' | 'ioc',
  ): CommandOf<'order.place'> {
    return {
      kind: 'order.place',
      subaccount,
      instrument: BTCUSDT,
      side,
      type: 'limit',
      priceTicks,
      quantityLots,
      timeInForce,
      postOnly: false,
      reduceOnly: false,
    };
  }

  #desk(): number {
    return FIRST_DESK_SUBACCOUNT + this.#random.below(2);
  }

  /** The house quotes both sides, in depth, now and then a desk as well. */
  #quote(mid: number): void {
    const side = this.#random.chance(500_000) ? 'buy' : 'sell';
    const away = this.#random.between(1, 80);
    const price = side === 'buy' ? mid - away : mid + away;
    const byHouse = this.#random.chance(700_000);
    const subaccount = byHouse ? HOUSE_SUBACCOUNTS[0] : this.#desk();
    const lots = this.#random.between(1, byHouse ? 400 : 20);
    this.#resting.push(this.entries.length);
    const speaker = byHouse ? 'house' : 'trader';
    this.add(speaker, this.#order(subaccount, side, price, lots, 'gtc'));
  }

  /** The tape: the other house account, or a desk, takes through the best prices. */
  #take(mid: number): void {
    const side = this.#random.chance(500_000) ? 'buy' : 'sell';
    const price = side === 'buy' ? mid + 60 : mid - 60;
    const byHouse = this.#random.chance(500_000);
    const subaccount = byHouse ? HOUSE_SUBACCOUNTS[1] : this.#desk();
    const lots = this.#random.between(1, 30);
    this.add(byHouse ? 'house' : 'trader', this.#order(subaccount, side, price, lots, 'ioc'));
  }

  #buyRecklessly(mid: number): void {
    this.add('house', this.#order(HOUSE_SUBACCOUNTS[0], 'sell', mid, RECKLESS_LOTS, 'gtc'));
    this.add('trader', this.#order(RECKLESS, 'buy', mid + 60, RECKLESS_LOTS, 'ioc'));
  }

  /** An amend or a cancel of an order placed before; it may have gone since, which is refused. */
  #change(kind: 'order.amend' | 'order.cancel'): void {
    const at = this.#random.below(Math.max(1, this.#resting.length));
    const orderOf = this.#resting[at];
    const placed = orderOf === undefined ? undefined : this.entries[orderOf];
    if (orderOf === undefined || placed?.command.kind !== 'order.place') return;
    const { subaccount, instrument } = placed.command;
    const where = { subaccount, instrument, order: 1 };
    if (kind === 'order.cancel') {
      this.#resting.splice(at, 1);
      this.add(placed.speaker, { kind, ...where }, orderOf);
      return;
    }
    const quantityLots = this.#random.between(1, 40);
    this.add(placed.speaker, { kind, ...where, quantityLots }, orderOf);
  }

  #sweep(mid: number): void {
    const subaccount = this.#desk();
    const priceTicks = this.#random.chance(500_000) ? mid - 60 : mid + 60;
    const isClose = this.#random.chance(500_000);
    const kind = isClose ? 'position.close' : 'order.cancelAll';
    const where = { subaccount, instrument: BTCUSDT };
    this.add(
      'trader',
      kind === 'position.close' ? { kind, ...where, priceTicks } : { kind, ...where },
    );
  }
}

/**
 * The script of a seed: the founding, `steps` steps of the market, and an end in which no request
 * names an order. A remembered request is part of the state, and what it asked for is remembered by
 * its bytes; those that name an order hold its id, which is made of its sequence number, and a
 * restart shifts that. So the requests that are remembered at the end are those that name none.
 */
export function scriptOf(seed: number, steps: number): Entry[] {
  const script = new Script(seed, steps);
  for (const { speaker, command } of foundingScript(DESKS, FUND_ATOMS)) {
    script.add(speaker, command);
  }
  for (let step = 0; step < steps; step++) script.step(step);
  const kind = 'order.cancelAll';
  for (let n = 0; n < REQUESTS_REMEMBERED; n++) {
    script.add('house', { kind, subaccount: HOUSE_SUBACCOUNTS[1] });
    script.add('trader', { kind, subaccount: RECKLESS });
  }
  return script.entries;
}

/** The entry's command, once the order that it names is known. */
export function commandOf(
  { command, orderOf }: Entry,
  orderOfEntry: (n: number) => number,
): Command {
  if (orderOf === undefined || !('order' in command)) return command;
  // The placing may have been refused: then the number is one that no order has.
  return { ...command, order: Math.max(1, orderOfEntry(orderOf)) };
}
