/** The world outside: what feeds see, what the house quotes, what the tape prints, and time. */
import type { Outcome } from '../../venue/outcomes.ts';
import { outcomeSentence } from '../../venue/outcomes.ts';
import {
  formatUnits,
  parseDecimal,
  powerOfTen,
  stepsIn,
} from '../../sequencer/admission/decimal.ts';
import { BOOK_SUBACCOUNT, TAPE_SUBACCOUNT } from './organisation.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';
import type { Action, Quotes, Trade } from './schema.ts';
import type { Stage } from './stage.ts';

/** A source quotes this much below and above its price, so that the mid is the price itself. */
const HALF_SPREAD_E8 = 500_000;
/** Of a low price it is a thousandth, so that the spread is no reason to leave it out. */
const HALF_SPREAD_SHARE = 1_000;
const E8_STEP = { units: 1n, decimals: 8 };

function outcomeProblem(what: string, { code }: Outcome): Problem | null {
  if (code === 'OK') return null;
  return problem('OUTCOME', what, 'OK', `${code}: ${outcomeSentence(code)}`);
}

function send(stage: Stage, session: string, human: Record<string, unknown>): Problem | null {
  const told = stage.send(session, human);
  const what = `${String(human['kind'])} of the ${session}`;
  if ('outcome' in told) return outcomeProblem(what, told.outcome);
  return problem('OUTCOME', what, 'OK', `${told.refusal.code}: ${told.refusal.sentence}`);
}

/** Every source of an index shows one price, a cent wide or less. */
export function observe(stage: Stage, symbol: string, price: string): Problem | null {
  const { names } = stage.presenter;
  const id = names.idOf('index', symbol);
  const index = stage.venue.state.indices[id - 1];
  if (index === undefined) {
    return problem('UNKNOWN_NAME', 'observe', `an index; ${names.some('index')}`, symbol);
  }
  const decimal = parseDecimal(price);
  const steps = decimal === null ? null : stepsIn(decimal, E8_STEP);
  const least = BigInt(HALF_SPREAD_SHARE);
  const isPrice =
    steps !== null && steps.isExact && steps.floor > least && steps.floor < powerOfTen(15);
  if (!isPrice) return problem('UNKNOWN_NAME', `observe ${symbol}`, 'a price above 0.00001', price);
  const priceE8 = Number(steps.floor);
  const half = Math.min(HALF_SPREAD_E8, Math.floor(priceE8 / HALF_SPREAD_SHARE));
  const inputs = index.definition.sources.map((_, source) => ({
    source,
    bidE8: priceE8 - half,
    askE8: priceE8 + half,
    lastE8: priceE8,
    lastAgeMs: 0,
    sourceTimeUs: stage.timeUs,
    receiveAgeMs: 0,
    flags: 0,
  }));
  stage.observed.set(symbol, price);
  const command = { kind: 'price.observe', index: id, inputs, secondaryE8: 0 } as const;
  return outcomeProblem(`observe ${symbol}`, stage.apply('feed', command));
}

/** The house takes its quotes back and stands new ones, buys first. */
export function quote(stage: Stage, symbol: string, quotes: Quotes): Problem | null {
  const where = { subaccount: BOOK_SUBACCOUNT, symbol };
  const cleared = send(stage, 'house', { kind: 'order.cancelAll', ...where });
  if (cleared !== null) return cleared;
  for (const [side, levels] of [['buy', quotes.bids] as const, ['sell', quotes.asks] as const]) {
    for (const [price, quantity] of levels) {
      const order = { ...where, side, type: 'limit', price, quantity };
      const refused = send(stage, 'house', { kind: 'order.place', ...order });
      if (refused !== null) return refused;
    }
  }
  return null;
}

/** Somebody else's trade arrives as an order that takes what is there at its price. */
export function print(stage: Stage, symbol: string, trade: Trade): Problem | null {
  const order = { subaccount: TAPE_SUBACCOUNT, symbol, type: 'limit', timeInForce: 'ioc' };
  return send(stage, 'house', { kind: 'order.place', ...order, ...trade });
}

/**
 * Lets time pass in ticks of the clock. Before each, every index that is not silent is observed
 * again at its last price, for a feed that says nothing for five seconds is a dead one.
 */
export function wait(stage: Stage, action: Extract<Action, { is: 'wait' }>): Problem | null {
  const { durationUs, everyUs, stale } = action;
  for (const symbol of stale) {
    if (!stage.observed.has(symbol)) {
      return problem('UNKNOWN_NAME', 'stale', 'an index that was observed', symbol);
    }
  }
  const endUs = stage.timeUs + durationUs;
  while (stage.timeUs < endUs) {
    stage.timeUs = Math.min(endUs, stage.timeUs + everyUs);
    for (const [symbol, price] of stage.observed) {
      const silent = stale.includes(symbol);
      const wrong = silent ? null : observe(stage, symbol, price);
      if (wrong !== null) return wrong;
    }
    const wrong = outcomeProblem('clock.tick', stage.apply('clock', { kind: 'clock.tick' }));
    if (wrong !== null) return wrong;
  }
  return null;
}

/** Seconds of a wait for people. */
export function seconds(durationUs: number): string {
  return `${formatUnits(durationUs, 6, 0)} s`;
}
