/** What the liquidation account took over is sold in steps (`margin-rules.md` section 8.5). */
import { walletAtoms } from '../accounts/ledger.ts';
import { BUY, SELL } from '../book/contract.ts';
import type { Side } from '../book/contract.ts';
import { mulDivCeil, mulDivFloor, PPM } from '../numbers.ts';
import type { Ticks } from '../numbers.ts';
import { emitAccepted, place } from '../orders/placing.ts';
import { bandTicks, permissionsOf } from '../orders/checks.ts';
import { monitoredBounds } from '../pricing/monitoring.ts';
import { at, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, Position } from '../state.ts';
import type { Step } from '../step.ts';
import { meanCostTicks } from './adl-arithmetic.ts';
import { disposalLots } from './arithmetic.ts';
import { settleLiquidationAccount } from './fund.ts';
import { attribute } from './pools.ts';

/** What was just taken over waits for its first disposal, as what was there already does. */
export function scheduleDisposal(step: Step, instrument: Instrument): void {
  const { disposalLimit, disposalStepUs } = instrument.spec.liquidation;
  if (instrument.disposalDueUs !== 0) return;
  instrument.disposalDueUs = step.timeUs + (disposalLimit === 'takeover' ? 0 : disposalStepUs);
}

/** Sends the disposals that are due, instruments in order. Rules LIQ-07, INS-05. */
export function disposeDue(step: Step): void {
  for (const instrument of step.state.instruments) {
    if (instrument.disposalDueUs === 0 || instrument.disposalDueUs > step.timeUs) continue;
    if (permissionsOf(step.state, instrument).liquidations === 'off') continue;
    dispose(step, instrument);
  }
}

/**
 * The price at which what is held was taken over, to the tick, as long as the mark is no worse; 0
 * where it is, or where disposal does not ask for it. Rule VAR-28.
 */
function takeoverTicks({ spec, scales, markTicks }: Instrument, position: Position): Ticks {
  if (spec.liquidation.disposalLimit !== 'takeover' || position.lots === 0) return 0;
  const paid = meanCostTicks(scales, position.lots, position.costAtoms);
  return paid !== 0 && Math.sign(position.lots) * (markTicks - paid) >= 0 ? paid : 0;
}

/**
 * The bound of the order band, or of a range around the mark within what monitoring would let the
 * mark be, whichever is narrower. Rules LIQ-07, VAR-28.
 */
function boundTicks({ state, timeUs }: Step, instrument: Instrument, side: Side): Ticks {
  const { spec, markTicks, monitor } = instrument;
  const band = bandTicks(state, instrument, side);
  const range = spec.liquidation.disposalRangePpm;
  if (range === undefined) return band;
  const { lowest, highest } = monitoredBounds(spec.monitoring ?? [], monitor, timeUs);
  return side === BUY
    ? Math.min(band, mulDivFloor(markTicks, PPM + range, PPM), highest)
    : Math.max(band, mulDivCeil(markTicks, PPM - range, PPM), lowest);
}

function dispose(step: Step, instrument: Instrument): void {
  const { spec, book } = instrument;
  const account = at(step.state.subaccounts, LIQUIDATION_SUBACCOUNT);
  const position = at(account.positions, instrument.id);
  const held = Math.abs(position.lots);
  const side = position.lots > 0 ? SELL : BUY;
  const paidTicks = takeoverTicks(instrument, position);
  const limitTicks = paidTicks === 0 ? boundTicks(step, instrument, side) : paidTicks;
  const depth = book.fillableLots(side, limitTicks, account.owner, Number.MAX_SAFE_INTEGER);
  const lots = paidTicks === 0 ? disposalLots(spec, held, depth) : Math.min(held, depth);
  const wanted = Math.min(lots, spec.maxOrderLots);
  const before = walletAtoms(at(account.balances, spec.settleAsset));
  if (wanted > 0) {
    const order = {
      orderId: step.nextOrderId(),
      subaccount: account,
      instrument,
      side,
      type: 'limit',
      priceTicks: limitTicks,
      quantityLots: wanted,
      timeInForce: 'ioc',
      postOnly: false,
      reduceOnly: true,
      strategy: 0,
      session: 0,
      kind: 'disposal',
      selfTradeExempt: true,
    } as const;
    emitAccepted(step, order, 'disposal');
    const { filledLots } = place(step, order);
    const left = position.lots;
    step.events.emit('liquidation.disposed', instrument.id, wanted, filledLots, limitTicks, left);
  }
  attribute(step.state, instrument, walletAtoms(at(account.balances, spec.settleAsset)) - before);
  // Takeovers of both sides may have closed each other, with nothing left to sell.
  if (wanted > 0 || held === 0) settleLiquidationAccount(step, instrument);
  // What stands at its price is tried again at every check.
  const next = step.timeUs + (paidTicks === 0 ? spec.liquidation.disposalStepUs : 0);
  instrument.disposalDueUs = position.lots === 0 ? 0 : next;
}
