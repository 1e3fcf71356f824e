/** What a subaccount's orders may not pass, as a person would write it. */
import { instrumentLimitsOf, NO_RATES } from '../../venue/limits/limits.ts';
import type { Instrument, Subaccount } from '../../venue/state.ts';
import { percentOfPpm } from '../../sequencer/admission/presenter.ts';
import type { OrderLimits } from '../messages.ts';
import type { Scales } from './scales.ts';

const SECOND_US = 1_000_000;

/** A figure where it is set; empty where nothing is limited. */
function set(figure: number, write: (figure: number) => string): string {
  return figure === 0 ? '' : write(figure);
}

export function orderLimitsOf(
  scales: Scales,
  subaccount: Subaccount,
  instrument: Instrument,
): OrderLimits {
  const { limits } = subaccount;
  const own = instrumentLimitsOf(limits, instrument.id);
  const { ordersPerSecond, executions, windowUs } = limits?.rates ?? NO_RATES;
  const asset = instrument.spec.settleAsset;
  return {
    maxQuantity: set(own.maxQuantityLots, (lots) => scales.size(instrument, lots)),
    maxValue: set(own.maxValueAtoms, (atoms) => scales.money(asset, atoms)),
    maxAwayPercent: set(own.maxAwayPpm, percentOfPpm).replace('%', ''),
    ordersPerSecond: set(ordersPerSecond, String),
    executions: set(executions, String),
    windowS: set(windowUs / SECOND_US, String),
  };
}
