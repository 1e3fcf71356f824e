/** Prices and sizes of charts and ladders: whole ticks and lots as the core would write them. */
import type { InstrumentEntry } from '../../core/desk/messages.ts';
import { decimalsOf, grouped } from './decimal.ts';

/** Whole steps as a decimal text. Exact: whole numbers all the way. */
function stepFormatter(step: string, decimals: number): (steps: number) => string {
  const [whole = '0', fraction = ''] = step.split('.');
  const unit = Number(whole + fraction.padEnd(decimals, '0').slice(0, decimals));
  return (steps) => {
    const digits = String(Math.abs(Math.round(steps)) * unit).padStart(decimals + 1, '0');
    const sign = steps < 0 ? '\u2212' : '';
    if (decimals === 0) return sign + grouped(digits);
    return `${sign}${grouped(digits.slice(0, -decimals))}.${digits.slice(-decimals)}`;
  };
}

/** The text of a price in ticks, for an instrument. */
export function priceFormatter({
  tick,
  priceDecimals,
}: InstrumentEntry): (ticks: number) => string {
  return stepFormatter(tick, priceDecimals);
}

/** The text of a size in lots, for an instrument. */
export function sizeFormatter({ lot }: InstrumentEntry): (lots: number) => string {
  return stepFormatter(lot, decimalsOf(lot));
}
