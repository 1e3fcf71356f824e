/**
 * Auto-deleveraging: what was taken over and the fund cannot stand for is given to those who hold
 * the other side, by rank, at the price that makes the fund whole. `margin-rules.md` section 10.
 */
import { BUY, SELL } from '../book/contract.ts';
import { ADL_CAUSES, TRADE_KINDS } from '../events.ts';
import type { AdlCause } from '../events.ts';
import {
  lotsWorth,
  notionalAtoms,
  roundToTicks,
  unrealisedAtoms,
  valueAtoms,
} from '../instruments/value.ts';
import { clamp, mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Atoms, Lots, Ticks, TimeUs } from '../numbers.ts';
import { permissionsOf } from '../orders/checks.ts';
import { sweepOrders } from '../orders/changing.ts';
import { settleForced } from '../orders/forced.ts';
import { costOf, realisedAtoms } from '../orders/settling.ts';
import { MAX_INT32 } from '../schema.ts';
import { at, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, Position, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { beyondLimitLots, isDrawnDown, meanCostTicks, uncoveredLots } from './adl-arithmetic.ts';
import { adlQueue, planOf } from './adl-queue.ts';
import type { Planned } from './adl-queue.ts';
import { Cover } from './cover.ts';
import { declareShort, DELEVERAGED, MOST_EXACT_ATOMS, settleLiquidationAccount } from './fund.ts';
import { attribute, groupOf, peakAtoms, poolAtoms } from './pools.ts';
import { endWatch, NOTHING_WATCHED, watchOf } from './watching.ts';
import type { AdlWatch } from './watching.ts';

/** Why and how much, as things stand. */
interface Need {
  readonly cause: AdlCause;
  readonly lots: Lots;
  /** What all that is held loses at the mark, and what of it the fund stands for. */
  readonly lossAtoms: Atoms;
  readonly coveredAtoms: Atoms;
}

function heldIn(state: VenueState, instrument: Instrument): Position {
  return at(at(state.subaccounts, LIQUIDATION_SUBACCOUNT).positions, instrument.id);
}

/** Whether there may be something to do, or to remember. */
function isWatched(state: VenueState, instrument: Instrument): boolean {
  const { adl } = instrument.spec;
  if (adl === undefined) return false;
  return adl.price === 'previousMark' || heldIn(state, instrument).lots !== 0;
}

/** Deleverages what is due, instruments in order. Rules ADL-03 to ADL-08. */
export function deleverageDue(step: Step): void {
  const { instruments, deleveraging } = step.state;
  if (deleveraging.length === 0 && !instruments.some((one) => isWatched(step.state, one))) return;
  const cover = new Cover(step.state);
  for (const instrument of instruments) consider(step, instrument, cover);
}

function consider(step: Step, instrument: Instrument, cover: Cover): void {
  const { state } = step;
  const { adl } = instrument.spec;
  const position = heldIn(state, instrument);
  const lossAtoms = -Math.min(
    0,
    unrealisedAtoms(instrument.scales, position, instrument.markTicks),
  );
  const behindAtoms = cover.leftAtoms(instrument);
  const coveredAtoms = position.lots === 0 ? 0 : cover.take(instrument, lossAtoms);
  if (adl === undefined) return;
  if (position.lots === 0) endWatch(state, instrument);
  else {
    const watch = watchOf(state, instrument);
    if (watch.heldSinceUs === 0) watch.heldSinceUs = step.timeUs;
    // On a price that is not trusted nothing begins, and what has begun waits.
    if (permissionsOf(state, instrument).liquidations !== 'off') {
      const need = needOf(step, instrument, watch, { lossAtoms, coveredAtoms, behindAtoms });
      if (need === null) Object.assign(watch, { dueSinceUs: 0, toldLots: 0 });
      else advance(step, instrument, watch, need);
    }
  }
  if (adl.price !== 'previousMark') return;
  watchOf(state, instrument).previousTicks = instrument.markTicks;
}

/**
 * How much of what is held has to go, and why; null when nothing has. Rules ADL-03, INS-07, INS-08,
 * VAR-39, VAR-40.
 */
function needOf(
  step: Step,
  instrument: Instrument,
  watch: AdlWatch,
  loss: Pick<Need, 'lossAtoms' | 'coveredAtoms'> & { readonly behindAtoms: Atoms },
): Need | null {
  const { state } = step;
  const { adl, settleAsset } = instrument.spec;
  const { lossAtoms, coveredAtoms, behindAtoms } = loss;
  const heldLots = Math.abs(heldIn(state, instrument).lots);
  const { drawdownPpm, drawdownWindowUs = 0, disposeWithinUs } = adl ?? {};
  const { lossLimitPpm: limitPpm, lossFloorPpm: floorPpm = 0 } = adl ?? {};
  const isDrawn =
    drawdownPpm !== undefined &&
    lossAtoms > 0 &&
    isDrawnDown(
      poolAtoms(state, settleAsset, groupOf(instrument)),
      peakAtoms(state, instrument, drawdownWindowUs),
      drawdownPpm,
    );
  const isOverdue =
    disposeWithinUs !== undefined && step.timeUs - watch.heldSinceUs >= disposeWithinUs;
  const lots: Readonly<Record<AdlCause, Lots>> = {
    uncovered: uncoveredLots(heldLots, lossAtoms, coveredAtoms),
    takeoverCap: Math.min(watch.overCapLots, heldLots),
    drawdown: isDrawn ? heldLots : 0,
    overdue: isOverdue ? heldLots : 0,
    ruined: Math.min(watch.ruinedLots ?? 0, heldLots),
    lossLimit:
      limitPpm === undefined
        ? 0
        : beyondLimitLots(heldLots, lossAtoms, behindAtoms, { limitPpm, floorPpm }),
  };
  const most = Math.max(...ADL_CAUSES.map((cause) => lots[cause]));
  const cause = ADL_CAUSES.find((one) => lots[one] === most);
  if (most === 0 || cause === undefined) return null;
  return { cause, lots: most, lossAtoms, coveredAtoms };
}

/** Tells whom it would reach, waits out the notice, and then acts. Rule ADL-07. */
function advance(step: Step, instrument: Instrument, watch: AdlWatch, need: Need): void {
  const { state } = step;
  const noticeUs = instrument.spec.adl?.noticeUs ?? 0;
  const isNew = watch.dueSinceUs === 0;
  if (isNew) watch.dueSinceUs = step.timeUs;
  const acts = mayAct(step, instrument, watch, noticeUs);
  if (!isNew && !acts) return;
  const offer = offerOf(state, instrument, watch, need);
  if (isNew) warn(step, instrument, need, offer, step.timeUs + noticeUs);
  if (acts) deleverage(step, instrument, watch, need, offer);
}

function mayAct(step: Step, instrument: Instrument, watch: AdlWatch, noticeUs: TimeUs): boolean {
  if (step.timeUs < watch.dueSinceUs + noticeUs) return false;
  const { liquidations } = permissionsOf(step.state, instrument);
  const { observedTimeUs } = at(step.state.indices, instrument.spec.index).price;
  return liquidations === 'on' || observedTimeUs > watch.dueSinceUs;
}

/** Who of the side against the liquidation account gives up how much, and at what price. */
interface Offer {
  readonly ticks: Ticks;
  readonly plan: readonly Planned[];
}

function offerOf(state: VenueState, instrument: Instrument, watch: AdlWatch, need: Need): Offer {
  const ticks = adlTicks(state, instrument, watch, need);
  const against = heldIn(state, instrument).lots > 0 ? -1 : 1;
  const queue = adlQueue(state, instrument, against);
  return { ticks, plan: planOf(state, instrument, queue, need.lots, ticks) };
}

function warn(
  step: Step,
  instrument: Instrument,
  need: Need,
  { ticks, plan }: Offer,
  dueUs: TimeUs,
): void {
  const { id, spec, markTicks } = instrument;
  const held = heldIn(step.state, instrument).lots;
  const { cause, lots, lossAtoms, coveredAtoms } = need;
  const why = [ADL_CAUSES.indexOf(cause), lots, held, lossAtoms, coveredAtoms] as const;
  step.events.emit('adl.due', id, spec.settleAsset, ...why, ticks, markTicks, dueUs);
  for (const { queued, lots: closing } of plan) {
    const { subaccount, place, lights } = queued;
    step.events.emit('adl.warned', subaccount.id, id, closing, ticks, place, lights, dueUs);
  }
}

/**
 * The price: where it is not the bankruptcy price, the fund pays the gap, and where it cannot and
 * still stand for the rest, it is that one all the same. Rule ADL-04.
 */
function adlTicks(
  state: VenueState,
  instrument: Instrument,
  watch: AdlWatch,
  { cause, lots, lossAtoms, coveredAtoms }: Need,
): Ticks {
  const { scales, markTicks } = instrument;
  const position = heldIn(state, instrument);
  const evenTicks = meanCostTicks(scales, position.lots, position.costAtoms);
  const whole = evenTicks === 0 ? markTicks : evenTicks;
  const wanted = wantedTicks(state, instrument, watch, whole);
  const isExact = lots <= lotsWorth(scales, wanted, MOST_EXACT_ATOMS);
  if (wanted === whole || cause === 'takeoverCap' || !isExact) return whole;
  const value = notionalAtoms(scales, lots, wanted);
  const side = position.lots > 0 ? SELL : BUY;
  const signed = costOf(instrument, side, value);
  const result = realisedAtoms(position.lots, position.costAtoms, side, lots, signed);
  const held = Math.abs(position.lots);
  const restAtoms = mulDivCeil(lossAtoms, held - lots, held);
  return restAtoms - result <= coveredAtoms ? wanted : whole;
}

function wantedTicks(
  state: VenueState,
  instrument: Instrument,
  watch: AdlWatch,
  whole: Ticks,
): Ticks {
  const { spec, markTicks } = instrument;
  switch (spec.adl?.price) {
    case 'mark':
      return markTicks;
    case 'previousMark':
      return watch.previousTicks === 0 ? markTicks : watch.previousTicks;
    case 'index': {
      const { priceE8 } = at(state.indices, spec.index).price;
      return clamp(roundToTicks(spec, priceE8), 1, MAX_INT32);
    }
    case 'markIfFar': {
      const far = mulDivFloor(markTicks, spec.adl.farPpm ?? 0, PPM);
      return Math.abs(whole - markTicks) > far ? markTicks : whole;
    }
    case 'bankruptcy':
    case undefined:
      return whole;
  }
}

/** Gives on as much as has to go and can. Rules ADL-03 to ADL-06, ADL-08. */
function deleverage(
  step: Step,
  instrument: Instrument,
  watch: AdlWatch,
  need: Need,
  { ticks, plan }: Offer,
): void {
  const { state } = step;
  let closed = 0;
  for (const part of plan) {
    close(step, instrument, part, ticks);
    closed += part.lots;
  }
  const position = heldIn(state, instrument);
  watch.overCapLots = Math.max(0, watch.overCapLots - closed);
  if (watch.ruinedLots !== undefined) watch.ruinedLots = Math.max(0, watch.ruinedLots - closed);
  if (closed > 0) settleLiquidationAccount(step, instrument, DELEVERAGED);
  const missing = need.lots - closed;
  // Told once, and again only when something has been done or more is missing.
  if (closed > 0 || watch.toldLots === 0) {
    const { id, spec } = instrument;
    const cause = ADL_CAUSES.indexOf(need.cause);
    const left = Math.abs(position.lots);
    step.events.emit('adl.ended', id, spec.settleAsset, cause, closed, left, plan.length, ticks);
  }
  if (missing > watch.toldLots) tellShort(step, instrument, need);
  watch.toldLots = closed > 0 ? missing : Math.max(missing, watch.toldLots);
  if (position.lots !== 0) return;
  instrument.disposalDueUs = 0;
  endWatch(state, instrument);
}

/** Nobody is left, and the fund cannot stand for what stays: DESIGN section 12. Rule ADL-08. */
function tellShort(step: Step, instrument: Instrument, { coveredAtoms }: Need): void {
  const { scales, markTicks } = instrument;
  const position = heldIn(step.state, instrument);
  const lossAtoms = -Math.min(0, unrealisedAtoms(scales, position, markTicks));
  if (lossAtoms > coveredAtoms) declareShort(step, instrument, lossAtoms - coveredAtoms);
}

/** Cancels orders of who is reached: here, everywhere or nowhere; how many. Rule ADL-08. */
function sweep(step: Step, instrument: Instrument, subaccount: number): number {
  const scope = { reason: 'deleveraged', onlyReduceOnly: false } as const;
  const { cancels } = instrument.spec.adl ?? {};
  if (cancels === 'none') return 0;
  const swept = cancels === 'all' ? step.state.instruments : [instrument];
  return swept.reduce((sum, one) => sum + sweepOrders(step, subaccount, one, scope), 0);
}

/** Closes one position, or a part, against the liquidation account; its orders go first. */
function close(
  step: Step,
  instrument: Instrument,
  { queued, lots, notionalAtoms: value, feeAtoms: fee }: Planned,
  ticks: Ticks,
): void {
  const { subaccount, position, place, lights } = queued;
  const { id, markTicks } = instrument;
  const orders = sweep(step, instrument, subaccount.id);
  const account = at(step.state.subaccounts, LIQUIDATION_SUBACCOUNT);
  const side = position.lots > 0 ? SELL : BUY;
  const other = side === BUY ? SELL : BUY;
  const tradeId = step.events.stepIndex;
  const kind = TRADE_KINDS.indexOf('adl');
  const trade = { lots, ticks, notionalAtoms: value, trade: tradeId, kind };
  step.events.emit('trade', tradeId, id, ticks, lots, other, kind);
  const own = { subaccount, side, feeAtoms: fee, liquidity: 'maker' } as const;
  const settled = settleForced(step, instrument, { ...trade, ...own });
  const against = { subaccount: account, side: other, feeAtoms: 0, liquidity: 'taker' } as const;
  const taken = settleForced(step, instrument, { ...trade, ...against });
  attribute(step.state, instrument, taken.realisedAtoms);
  step.events.emit(
    'adl.executed',
    subaccount.id,
    id,
    tradeId,
    side * lots,
    ticks,
    markTicks,
    settled.realisedAtoms,
    position.lots,
    place,
    lights,
    orders,
  );
}

/**
 * Notes what no cap stands for of a takeover: the share of its lots that loses more at the mark
 * than the cap of a single one, up to a lot; and all of it where who was taken over owed money and
 * the fund is not to stand for that. What only closes lots of the other side leaves nothing to
 * note, and what goes beyond them begins anew. Rules INS-07, VAR-39.
 */
export function noteTakeover(
  step: Step,
  instrument: Instrument,
  takenLots: Lots,
  bankruptcyTicks: Ticks,
  owes: boolean,
): void {
  const { spec, scales, markTicks } = instrument;
  const held = heldIn(step.state, instrument).lots;
  if (spec.adl === undefined || held * takenLots <= 0) return;
  const watch = watchOf(step.state, instrument);
  const isAnew = Math.abs(held) < Math.abs(takenLots);
  if (isAnew) Object.assign(watch, { ...NOTHING_WATCHED, heldSinceUs: step.timeUs });
  if (owes && spec.adl.ruined === 'atOnce') {
    const noted = (watch.ruinedLots ?? 0) + Math.abs(takenLots);
    watch.ruinedLots = Math.min(noted, Math.abs(held));
  }
  const cap = spec.insurance?.takeoverCapAtoms;
  if (cap === undefined) return;
  const gain =
    valueAtoms(scales, takenLots, markTicks) - valueAtoms(scales, takenLots, bankruptcyTicks);
  const over = uncoveredLots(Math.abs(takenLots), Math.max(0, -gain), cap);
  watch.overCapLots = Math.min(watch.overCapLots + over, Math.abs(held));
}
