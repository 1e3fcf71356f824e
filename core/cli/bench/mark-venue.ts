/**
 * A venue of many subaccounts with a position in each of several contracts on one index, so that
 * one observation moves all of their marks; and the price that it is given.
 */
import { Random } from '../../feeds/simulated/random.ts';
import type { Command, CommandOf } from '../../venue/commands.ts';
import { at } from '../../venue/state.ts';
import type { Instrument } from '../../venue/state.ts';
import { Venue } from '../../venue/venue.ts';
import {
  BTC_INDEX,
  BTCUSDT,
  FIRST_DESK_SUBACCOUNT,
  foundingScript,
  HOUSE_SUBACCOUNTS,
  observation,
  openCommand,
  SYSTEM_SPEAKERS,
} from './founding.ts';
import type { SpeakerName } from './founding.ts';

export const POSITIONS = 5;
/** A hundred a second. */
export const TICK_US = 10_000;
/** Beside its way a tick moves the price by so much at most, either way. */
export const STEP_PPM = 200;
/** The price goes up and down by so much, there and back in so many ticks. */
export const SWING_PPM = 4_000;
export const SWING_TICKS = 400;
const START_US = 1_735_689_630_000_000;
const PRICE_TICKS = 600_000;
const TICK_E8 = 10_000_000;
const PRICE_E8 = PRICE_TICKS * TICK_E8;
const LOT_ATOMS = 60_000_000;
const MOST_LOTS = 100;
/** All positions of a subaccount are worth so many times its collateral. */
const LEAST_LEVERAGE = 2;
const MOST_LEVERAGE = 80;
const LEVERAGE_X100 = 10_000;
const FUND_ATOMS = 1_000_000_000_000;
const HOUSE = HOUSE_SUBACCOUNTS[0];

/** What a subaccount is to hold, signed, by contract. */
interface Plan {
  readonly lots: readonly number[];
  readonly collateralAtoms: number;
}

function planned(random: Random): Plan {
  const isMixed = random.below(4) === 0;
  const side = random.below(2) === 0 ? 1 : -1;
  const lots = Array.from({ length: POSITIONS }, () => {
    const own = isMixed && random.below(2) === 0 ? -side : side;
    return own * random.between(1, MOST_LOTS);
  });
  const worthAtoms = lots.reduce((sum, held) => sum + Math.abs(held) * LOT_ATOMS, 0);
  const leverage = random.between(LEAST_LEVERAGE, MOST_LEVERAGE);
  return { lots, collateralAtoms: Math.ceil(worthAtoms / leverage) };
}

/** Straight up, down through the middle, and up again. */
function swingPpm(ticks: number): number {
  const part = (ticks % SWING_TICKS) / SWING_TICKS;
  const way = part < 0.25 ? part : part < 0.75 ? 0.5 - part : part - 1;
  return Math.round(4 * way * SWING_PPM);
}

export class MarkVenue {
  readonly venue = Venue.create();
  /** Those in which positions are held. */
  readonly instruments: Instrument[] = [];
  readonly #random = new Random(1, 2);
  readonly #sessions = new Map<SpeakerName, number>();
  #sequence = 0;
  #timeUs = START_US;
  #ticks = 0;

  constructor(subaccounts: number) {
    const plans = Array.from({ length: subaccounts }, () => planned(this.#random));
    for (const name of SYSTEM_SPEAKERS)
      this.#sessions.set(name, this.give(name, openCommand(name)));
    const desks = plans.map(({ collateralAtoms }, n) => {
      return { label: `Desk ${n + 1}`, mode: 'cross', collateralAtoms } as const;
    });
    for (const { speaker, command } of foundingScript(desks, FUND_ATOMS)) {
      this.give(speaker, command);
    }
    this.#list();
    this.give('feed', observation(BTC_INDEX, PRICE_E8, this.#timeUs));
    this.#sessions.set('trader', this.give('trader', openCommand('trader')));
    for (const { id } of this.instruments) this.#quote(id);
    plans.forEach(({ lots }, n) => this.#trade(FIRST_DESK_SUBACCOUNT + n, lots));
    this.give('house', { kind: 'order.cancelAll', subaccount: HOUSE });
    this.#hear();
  }

  /** Like the first, on the same index, which is their mark; nothing stops for a price. */
  #list(): void {
    const { state } = this.venue;
    const { auction: _, monitoring: _1, ...like } = at(state.instruments, BTCUSDT).spec;
    const spec = { ...like, bands: { ...like.bands, markPpm: 0 } };
    for (let n = 1; n <= POSITIONS; n++) {
      const symbol = `${spec.symbol}.${n}`;
      const id = this.give('core', { kind: 'instrument.list', ...spec, symbol });
      this.instruments.push(at(state.instruments, id));
    }
  }

  #quote(instrument: number): void {
    const quantityLots = at(this.venue.state.instruments, instrument).spec.maxOrderLots;
    for (const side of ['buy', 'sell'] as const) {
      const priceTicks = side === 'buy' ? PRICE_TICKS : PRICE_TICKS + 1;
      this.give('house', order(HOUSE, instrument, { side, quantityLots, priceTicks }));
    }
  }

  #trade(subaccount: number, lots: readonly number[]): void {
    for (const { id } of this.instruments) {
      const kind = 'position.leverage';
      this.give('trader', { kind, subaccount, instrument: id, leverageX100: LEVERAGE_X100 });
    }
    for (const [n, held] of lots.entries()) {
      const side = held > 0 ? 'buy' : 'sell';
      const priceTicks = held > 0 ? PRICE_TICKS + 1 : PRICE_TICKS;
      const instrument = this.instruments[n]?.id ?? 0;
      const wish = { side, quantityLots: Math.abs(held), priceTicks } as const;
      this.give('trader', { ...order(subaccount, instrument, wish), timeInForce: 'ioc' });
    }
  }

  /** Applies a command that must be accepted; what it created. */
  give(speaker: SpeakerName, command: Command): number {
    this.#sequence += 1;
    const { code, reference } = this.venue.apply({
      sequence: this.#sequence,
      timeUs: this.#timeUs,
      session: this.#sessions.get(speaker) ?? 0,
      request: 0,
      digest: this.#sequence,
      internal: true,
      command,
    });
    if (code !== 'OK') throw new Error(`The bench's venue: ${command.kind} was answered ${code}.`);
    return reference;
  }

  /** The next price, as what the venue is told. */
  next(): CommandOf<'price.observe'> {
    this.#timeUs += TICK_US;
    this.#ticks += 1;
    const noisePpm = this.#random.between(-STEP_PPM, STEP_PPM);
    const ppm = 1_000_000 + swingPpm(this.#ticks) + noisePpm;
    return observation(BTC_INDEX, Math.round((PRICE_E8 * ppm) / 1_000_000), this.#timeUs);
  }

  /** One tick; nanoseconds it took. */
  tick(): number {
    const command = this.next();
    const begunMs = performance.now();
    this.give('feed', command);
    const tookNs = (performance.now() - begunMs) * 1e6;
    this.#hear();
    return tookNs;
  }

  /** Has the next check value everybody, as a change of any setting does. */
  touchAll(): void {
    const callPercents = [150, 125, 110];
    const subaccount = FIRST_DESK_SUBACCOUNT;
    this.give('core', { kind: 'subaccount.limits', subaccount, callPercents });
  }

  #hear(): void {
    const { events } = this.venue;
    events.release(events.written);
  }
}

function order(
  subaccount: number,
  instrument: number,
  wish: { readonly side: 'buy' | 'sell'; quantityLots: number; priceTicks: number },
): CommandOf<'order.place'> {
  const how = { timeInForce: 'gtc', postOnly: false, reduceOnly: false } as const;
  return { kind: 'order.place', subaccount, instrument, type: 'limit', ...wish, ...how };
}
