/** Amending a pegged order: its size, how far it follows, and the worst price that it may have. */
import type { CommandOf } from '../commands.ts';
import { withdrawLegs } from '../margin/headroom.ts';
import { countOrder, limitsRefusal } from '../limits/check.ts';
import type { AskedOrder } from '../limits/check.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { askedLots } from './amend-waiting.ts';
import { gateRefusal, reducibleLots } from './checks.ts';
import { peggedTicks } from './peg-price.ts';
import { isOffsetPossible } from './peg-terms.ts';
import { emitPegged, orderOf, pricedRefusal } from './pegging.ts';
import type { Peg } from './pegs.ts';
import { tellResult } from './placing.ts';

type AmendCommand = CommandOf<'order.amend'>;

/**
 * Less at the same price keeps priority; all else is checked like a new order at the price that the
 * new terms give it. What is parked has no price, and is checked when it has one. Rule PEG-08.
 */
export function amendPegged(
  step: Step,
  command: AmendCommand,
  instrument: Instrument,
  peg: Peg,
): Outcome {
  const { subaccount, side, offsetTicks, capTicks } = peg;
  if (subaccount !== command.subaccount || peg.instrument !== instrument.id) {
    return refused('UNKNOWN_ORDER');
  }
  if (command.triggerTicks !== undefined || command.trailTicks !== undefined) {
    return refused('CONTRADICTION');
  }
  const offset = command.pegOffsetTicks ?? offsetTicks;
  if (!isOffsetPossible(peg.to, side, offset)) return refused('CONTRADICTION');
  const wanted = { ...peg, offsetTicks: offset, capTicks: command.priceTicks ?? capTicks };
  const filledLots = filledOf(instrument, peg);
  const asked = askedLots(command, filledLots);
  if (asked !== undefined && asked <= 0) return refused('ALREADY_FILLED', filledLots);
  if (asked !== undefined && asked > instrument.spec.maxOrderLots) {
    return refused('TOO_LARGE', instrument.spec.maxOrderLots);
  }
  const against =
    peg.parkedLots > 0
      ? amendParked(step, instrument, peg, wanted, asked)
      : amendInBook(step, instrument, peg, wanted, asked);
  if (against !== null) return against;
  if (wanted.offsetTicks !== offsetTicks || wanted.capTicks !== capTicks) {
    peg.offsetTicks = wanted.offsetTicks;
    peg.capTicks = wanted.capTicks;
    emitPegged(step, peg);
  }
  step.state.pegs.disturb(instrument.id);
  return done(peg.orderId);
}

function filledOf({ book }: Instrument, { orderId, filledLots, parkedLots }: Peg): number {
  if (parkedLots > 0) return filledLots;
  const slot = book.slotOf(orderId);
  return filledLots + book.quantityLotsOf(slot) - book.remainingLotsOf(slot);
}

function isSameTerms(peg: Peg, wanted: Peg): boolean {
  return peg.offsetTicks === wanted.offsetTicks && peg.capTicks === wanted.capTicks;
}

function emitAmended(step: Step, peg: Peg, ticks: number, lots: number, kept: boolean): void {
  const who = [peg.orderId, peg.subaccount, peg.instrument] as const;
  step.events.emit('order.amended', ...who, ticks, lots, kept ? 1 : 0);
}

/** It has no price: limits of size are measured at the mark, as of a market order. */
function amendParked(
  step: Step,
  instrument: Instrument,
  peg: Peg,
  wanted: Peg,
  asked: number | undefined,
): Outcome | null {
  const lots = asked ?? peg.parkedLots;
  const isLess = lots < peg.parkedLots && isSameTerms(peg, wanted);
  if (lots === peg.parkedLots && isSameTerms(peg, wanted)) return refused('NOTHING_TO_CHANGE');
  if (!isLess) {
    const order = askedAtMark(step, instrument, peg, lots);
    const over = limitsRefusal(step.state, order);
    if (over !== null) return over;
    countOrder(step, order, peg.orderId);
  }
  if (lots === peg.parkedLots) return null;
  peg.parkedLots = lots;
  emitAmended(step, peg, 0, lots, isLess);
  return null;
}

function amendInBook(
  step: Step,
  instrument: Instrument,
  peg: Peg,
  wanted: Peg,
  asked: number | undefined,
): Outcome | null {
  const { book, sums } = instrument;
  const slot = book.slotOf(peg.orderId);
  const [oldTicks, oldLots] = [book.priceTicksOf(slot), book.remainingLotsOf(slot)];
  const subaccount = at(step.state.subaccounts, peg.subaccount);
  const ticks = isSameTerms(peg, wanted) ? oldTicks : peggedTicks(step.state, instrument, wanted);
  if (ticks === 0) return refused('NO_PEG_PRICE');
  const isLess = ticks === oldTicks && (asked ?? oldLots) < oldLots;
  const wish = { subaccount, instrument, side: peg.side, lots: asked ?? oldLots };
  const isSame = ticks === oldTicks && wish.lots === oldLots;
  const lots = peg.reduceOnly && !isLess && !isSame ? reducibleLots(wish) : wish.lots;
  if (lots === 0) return refused('NOTHING_TO_REDUCE');
  if (ticks === oldTicks && lots === oldLots) {
    return isSameTerms(peg, wanted) ? refused('NOTHING_TO_CHANGE') : null;
  }
  if (!isLess) {
    const order = orderOf(peg, { subaccount, instrument }, ticks, lots);
    const why =
      limitsRefusal(step.state, order) ??
      gateRefusal(step.state, { ...wish, lots, postOnly: true }) ??
      pricedRefusal(step.state, order, slot);
    if (why !== null) return why;
    countOrder(step, order, peg.orderId);
  }
  emitAmended(step, peg, ticks, lots, isLess);
  sums.leaving(instrument, slot);
  withdrawLegs(step.state, peg.subaccount, instrument.spec);
  // It never takes, so nobody trades.
  const result = book.amend(slot, lots, ticks, step.matcher.beginCall(instrument));
  tellResult(step, instrument, result, peg.orderId, peg.subaccount);
  return null;
}

function askedAtMark(
  step: Step,
  instrument: Instrument,
  { subaccount, side, reduceOnly, strategy }: Peg,
  quantityLots: number,
): AskedOrder {
  const owner = at(step.state.subaccounts, subaccount);
  const what = { side, type: 'market', priceTicks: 0, quantityLots, reduceOnly, strategy } as const;
  return { subaccount: owner, instrument, ...what };
}
