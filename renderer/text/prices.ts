/** Prices of charts and ladders: integer ticks become the text the core would send. */
import type { InstrumentEntry } from '../../core/desk/messages.ts';
import { grouped } from './decimal.ts';

/** The text of a price, for an instrument. Exact: whole numbers all the way. */
export function priceFormatter(instrument: InstrumentEntry): (ticks: number) => string {
  const { priceDecimals, tick } = instrument;
  const [whole = '0', fraction = ''] = tick.split('.');
  const unit = Number(whole + fraction.padEnd(priceDecimals, '0').slice(0, priceDecimals));
  return (ticks) => {
    const digits = String(Math.abs(Math.round(ticks)) * unit).padStart(priceDecimals + 1, '0');
    const sign = ticks < 0 ? '\u2212' : '';
    if (priceDecimals === 0) return sign + grouped(digits);
    return `${sign}${grouped(digits.slice(0, -priceDecimals))}.${digits.slice(-priceDecimals)}`;
  };
}
