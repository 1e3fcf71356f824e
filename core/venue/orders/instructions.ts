/** What the instructions of one order say against each other, whatever the market does. */
import type { CommandOf } from '../commands.ts';
import type { OrderTimeInForce } from '../choices.ts';
import type { Lots } from '../numbers.ts';
import { refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { BUY, SELL } from '../book/contract.ts';
import type { Side, TimeInForce } from '../book/contract.ts';
import type { Instrument } from '../state.ts';
import { contradictsPeg } from './peg-terms.ts';
import { displayRefusal } from './terms.ts';

type PlaceCommand = CommandOf<'order.place'>;

const DAY_US = 86_400_000_000;

export function sideOf(side: 'buy' | 'sell'): Side {
  return side === 'buy' ? BUY : SELL;
}

/** Refusals that follow from the command alone, and from the time. Rules ORD-01, TIF-01. */
export function contradiction(
  command: PlaceCommand,
  instrument: Instrument,
  timeUs: number,
): Outcome | null {
  const isMarket = command.type === 'market';
  const { timeInForce, expiresUs } = command;
  if (isMarket && command.priceTicks !== undefined) return refused('UNEXPECTED_PRICE');
  if (command.type === 'limit' && command.priceTicks === undefined) return refused('MISSING_PRICE');
  const isAtOnce = timeInForce === 'ioc' || timeInForce === 'fok';
  if (!isAtOnce) {
    // A market order rests nowhere; with a trigger it may wait as long as a limit order.
    const mayWait = command.trigger !== undefined && timeInForce !== 'gtc';
    if (isMarket && !mayWait) return refused('CONTRADICTION');
  }
  if (command.postOnly && (isAtOnce || isMarket)) return refused('CONTRADICTION');
  if (command.reprice === true && !command.postOnly) return refused('CONTRADICTION');
  if ((timeInForce === 'gtd') !== (expiresUs !== undefined)) return refused('CONTRADICTION');
  if (expiresUs !== undefined && expiresUs <= timeUs) return refused('TOO_LATE');
  if (contradictsTrigger(command)) return refused('CONTRADICTION');
  if (contradictsPeg(command, isAtOnce)) return refused('CONTRADICTION');
  if (instrument.spec.contract === 'spot' && contradictsPair(command)) {
    return refused('CONTRADICTION');
  }
  const { displayLots, quantityLots } = command;
  if (displayLots !== undefined && contradictsDisplay(command, displayLots, isAtOnce)) {
    return refused('CONTRADICTION');
  }
  const most = mostLots(instrument, isMarket);
  if (quantityLots > most) return refused('TOO_LARGE', most);
  return displayLots === undefined ? null : displayRefusal(displayLots, quantityLots);
}

/** The largest order: one at the market may have to be smaller. Rules ORD-01, VAR-67. */
export function mostLots({ spec }: Pick<Instrument, 'spec'>, isMarket: boolean): Lots {
  const { maxOrderLots, maxMarketLots = maxOrderLots } = spec;
  return isMarket ? Math.min(maxMarketLots, maxOrderLots) : maxOrderLots;
}

/**
 * Only what rests shows less than it has, and at most all of it. Post-only is the promise to add to
 * what others see, which a hidden order does not. Rule ICE-01.
 */
function contradictsDisplay(
  { type, postOnly, quantityLots }: PlaceCommand,
  displayLots: number,
  isAtOnce: boolean,
): boolean {
  if (type === 'market' || isAtOnce || displayLots > quantityLots) return true;
  return displayLots === 0 && postOnly;
}

/**
 * A pair has no position to reduce or to protect, and what its makers can pay is asked as they
 * trade: nobody knows before whether all of an order would. Rule SPOT-05.
 */
function contradictsPair(command: PlaceCommand): boolean {
  const { reduceOnly, timeInForce, takeProfitTicks, stopLossTicks } = command;
  const protects = takeProfitTicks !== undefined || stopLossTicks !== undefined;
  return reduceOnly || timeInForce === 'fok' || protects;
}

/** A trigger is a source with a price or with a distance, and only a price is touched. */
function contradictsTrigger(command: PlaceCommand): boolean {
  const { trigger, triggerTicks, trailTicks, ifTouched, priceProtect } = command;
  if (trigger === undefined) {
    const hasPrice = triggerTicks !== undefined || trailTicks !== undefined;
    return hasPrice || ifTouched === true || priceProtect === true;
  }
  if ((triggerTicks === undefined) === (trailTicks === undefined)) return true;
  return ifTouched === true && trailTicks !== undefined;
}

/** When an order expires; 0 where its time does not end. Rule TIF-01. */
export function expiryUs(
  { timeInForce, expiresUs = 0 }: PlaceCommand,
  { spec }: Instrument,
  timeUs: number,
): number {
  if (timeInForce === 'gtd') return expiresUs;
  return timeInForce === 'day' ? dayEndUs(timeUs, spec.dayEndUs ?? 0) : 0;
}

/** The next end of the venue's day, which ends so long after 00:00 UTC. */
export function dayEndUs(timeUs: number, afterMidnightUs: number): number {
  const into = (timeUs - afterMidnightUs) % DAY_US;
  return timeUs - into + (into < 0 ? 0 : DAY_US);
}

/** How a book takes an order: what ends by the clock rests like any other until then. */
export function lifeInBook(timeInForce: OrderTimeInForce, isMarket: boolean): TimeInForce {
  if (timeInForce !== 'day' && timeInForce !== 'gtd') return timeInForce;
  return isMarket ? 'ioc' : 'gtc';
}
