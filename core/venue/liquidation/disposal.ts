/** What the liquidation account took over is sold in steps (`margin-rules.md` section 8.5). */
import { walletAtoms } from '../accounts/ledger.ts';
import { BUY, SELL } from '../book/contract.ts';
import { emitAccepted, place } from '../orders/placing.ts';
import { bandTicks, permissionsOf } from '../orders/checks.ts';
import { at, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument } from '../state.ts';
import type { Step } from '../step.ts';
import { disposalLots } from './arithmetic.ts';
import { settleLiquidationAccount } from './fund.ts';
import { attribute } from './pools.ts';

/** Sends the disposals that are due, instruments in order. Rules LIQ-07, INS-05. */
export function disposeDue(step: Step): void {
  for (const instrument of step.state.instruments) {
    if (instrument.disposalDueUs === 0 || instrument.disposalDueUs > step.timeUs) continue;
    if (permissionsOf(step.state, instrument).liquidations === 'off') continue;
    dispose(step, instrument);
  }
}

function dispose(step: Step, instrument: Instrument): void {
  const { spec, book } = instrument;
  const account = at(step.state.subaccounts, LIQUIDATION_SUBACCOUNT);
  const position = at(account.positions, instrument.id);
  const held = Math.abs(position.lots);
  const side = position.lots > 0 ? SELL : BUY;
  const limitTicks = bandTicks(step.state, instrument, side);
  const depth = book.fillableLots(side, limitTicks, account.owner, Number.MAX_SAFE_INTEGER);
  const wanted = Math.min(disposalLots(spec, held, depth), spec.maxOrderLots);
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
  const next = step.timeUs + spec.liquidation.disposalStepUs;
  instrument.disposalDueUs = position.lots === 0 ? 0 : next;
}
