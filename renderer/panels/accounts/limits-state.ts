/** What orders of a subaccount may not pass, as typed, and the commands that set it. */
import type { HumanCommand, OrderLimits } from '../../../core/desk/messages.ts';
import { parseDecimal } from '../../text/decimal.ts';

export type LimitName = keyof OrderLimits;

const SIZES: readonly LimitName[] = ['maxQuantity', 'maxValue', 'maxAwayPercent'];
const RATES: readonly LimitName[] = ['ordersPerSecond', 'executions', 'windowS'];
export const LIMIT_NAMES: readonly LimitName[] = [...SIZES, ...RATES];

function isSame(a: string, b: string): boolean {
  return a.trim() === b.trim() || (parseDecimal(a) ?? a) === (parseDecimal(b) ?? b);
}

/** Names whose figure is no number; empty stands for no limit. */
export function limitFaults(fields: OrderLimits): LimitName[] {
  return LIMIT_NAMES.filter((name) => {
    const typed = fields[name].trim();
    const text = parseDecimal(typed);
    const isWhole = !RATES.includes(name) || text === null || !text.includes('.');
    return typed !== '' && (text === null || !isWhole || !/[1-9]/.test(text));
  });
}

/** As the core calls each, and as it reads it. */
function given(fields: OrderLimits, name: LimitName): Readonly<Record<string, unknown>> {
  const text = parseDecimal(fields[name]);
  if (text === null) return {};
  if (name === 'maxAwayPercent') return { maxAway: `${text}%` };
  return { [name]: RATES.includes(name) ? Number(text) : text };
}

/** Sizes of one instrument and rates of all are set apart; only what differs is sent. */
export function limitCommands(
  fields: OrderLimits,
  before: OrderLimits,
  subaccount: string,
  symbol: string,
): HumanCommand[] {
  const changed = (names: readonly LimitName[]): boolean =>
    names.some((name) => !isSame(fields[name], before[name]));
  const parts = (names: readonly LimitName[]) =>
    Object.assign({}, ...names.map((name) => given(fields, name))) as object;
  return [
    ...(changed(SIZES)
      ? [{ kind: 'subaccount.orderLimits', subaccount, symbol, ...parts(SIZES) }]
      : []),
    ...(changed(RATES) ? [{ kind: 'subaccount.orderRates', subaccount, ...parts(RATES) }] : []),
  ];
}
