/** The end of an instrument: no orders, no positions, and one price for all of them. */
import { BUY, SELL } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import { TRADE_KINDS } from '../events.ts';
import { settleLiquidationAccount, takeRemainder } from '../liquidation/fund.ts';
import { attribute } from '../liquidation/pools.ts';
import { endWatch } from '../liquidation/watching.ts';
import type { Atoms, Lots, Ppm } from '../numbers.ts';
import { indexPermissions } from '../orders/checks.ts';
import { sweepOrders } from '../orders/changing.ts';
import { settleForced } from '../orders/forced.ts';
import { feeAtoms } from '../orders/settling.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, isMargined, LIQUIDATION_SUBACCOUNT } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import type { Step } from '../step.ts';
import { moveInstrument, noteMove } from './life.ts';
import { notionalAtoms, risesWithPrice } from './value.ts';

/**
 * Two people settle: all orders and stops are cancelled and every position is closed at the mark,
 * without fees; what an inverse contract's rounding leaves over is the fund's. Rule LIFE-05.
 */
export function settleInstrument(step: Step, command: CommandOf<'instrument.settle'>): Outcome {
  const { state } = step;
  const instrument = at(state.instruments, command.instrument);
  const isTrusted = indexPermissions(state, instrument).liquidations !== 'off';
  if (isHeld(state, instrument) && !isTrusted) return refused('PRICE_NOT_TRUSTED');
  if (!moveInstrument(step, instrument, 'settle')) return refused('WRONG_STATE');
  noteMove(step, instrument, command.note);
  endOrders(step, instrument);
  closePositions(step, instrument, 0);
  return done(instrument.id);
}

/** Whether anybody has a position in an instrument. */
export function isHeld({ subaccounts }: VenueState, { id }: Instrument): boolean {
  return subaccounts.some(({ positions }) => at(positions, id).lots !== 0);
}

/** Cancels all orders and stops of an instrument, whoever has them. */
export function endOrders(step: Step, instrument: Instrument): void {
  for (const { id } of step.state.subaccounts) {
    sweepOrders(step, id, instrument, { reason: 'settled', onlyReduceOnly: false });
  }
}

/** Closes every position at the mark, for a fee, and has the fund take what is left over. */
export function closePositions(step: Step, instrument: Instrument, feePpm: Ppm): void {
  const { subaccounts } = step.state;
  const held = subaccounts.filter(({ positions }) => at(positions, instrument.id).lots !== 0);
  const ticks = instrument.markTicks;
  const trade = step.events.stepIndex;
  if (held.length > 0) {
    const longs = held.map(({ positions }) => Math.max(0, at(positions, instrument.id).lots));
    const lots = longs.reduce((sum, long) => sum + long, 0);
    const kind = TRADE_KINDS.indexOf('settlement');
    step.events.emit('trade', trade, instrument.id, ticks, lots, SELL, kind);
  }
  let remainder = 0;
  for (const subaccount of held) {
    remainder += closeAt(step, instrument, subaccount, { trade, feePpm });
  }
  takeRemainder(step, instrument, remainder, 'settlementRemainder');
  settleLiquidationAccount(step, instrument);
  instrument.disposalDueUs = 0;
  endWatch(step.state, instrument);
  step.events.emit('instrument.settled', instrument.id, ticks, held.length, remainder);
}

/** Closes one position at the mark; the signed value that it was closed with. */
function closeAt(
  step: Step,
  instrument: Instrument,
  subaccount: Subaccount,
  { trade, feePpm }: { trade: number; feePpm: Ppm },
): Atoms {
  const held: Lots = at(subaccount.positions, instrument.id).lots;
  const side = held > 0 ? SELL : BUY;
  const lots = Math.abs(held);
  const ticks = instrument.markTicks;
  const value = notionalAtoms(instrument.scales, lots, ticks);
  const fee = isMargined(step.state, subaccount) ? feeAtoms(value, feePpm) : 0;
  const kind = TRADE_KINDS.indexOf('settlement');
  const closed = { subaccount, side, lots, ticks, notionalAtoms: value, feeAtoms: fee } as const;
  const told = { trade, kind, liquidity: 'maker' } as const;
  const { realisedAtoms } = settleForced(step, instrument, { ...closed, ...told });
  if (subaccount.id === LIQUIDATION_SUBACCOUNT) attribute(step.state, instrument, realisedAtoms);
  const columns = [subaccount.id, instrument.id, held, ticks, realisedAtoms, trade, fee];
  step.events.emit('position.settled', ...columns);
  return (side === BUY) === risesWithPrice(instrument.spec) ? value : -value;
}
