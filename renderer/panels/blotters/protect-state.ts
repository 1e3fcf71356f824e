/** What guards a position, as a plain value: a take-profit, a stop or both. */
import type { HumanCommand, InstrumentEntry, PositionRow } from '../../../core/desk/messages.ts';
import { parseDecimal } from '../../text/decimal.ts';
import type { TriggerSource } from '../ticket/order-types.ts';
import { numberFault } from '../ticket/field-fault.ts';
import type { FieldFault } from '../ticket/field-fault.ts';

export interface ProtectFields {
  readonly takeProfit: string;
  readonly stop: string;
  /** Empty where the stop goes to the market. */
  readonly stopLimit: string;
  readonly size: string;
  readonly source: TriggerSource;
}

export type ProtectName = Exclude<keyof ProtectFields, 'source'>;

export const NO_PROTECTION: ProtectFields = {
  takeProfit: '',
  stop: '',
  stopLimit: '',
  size: '',
  source: 'mark',
};

/** As the ticket calls the same fields. */
export type ProtectFault = Omit<FieldFault, 'field'> & { readonly field: ProtectName };

const WORDS = { takeProfit: 'take profit', stop: 'stop', stopLimit: 'stop limit' } as const;

export function faultsOfProtection(
  fields: ProtectFields,
  { tick, lot }: Pick<InstrumentEntry, 'tick' | 'lot'>,
): ProtectFault[] {
  const faults: ProtectFault[] = [];
  for (const field of ['takeProfit', 'stop', 'stopLimit'] as const) {
    if (fields[field].trim() === '') continue;
    const fault = numberFault('price', fields[field], tick, 'TICK', WORDS[field]);
    if (fault !== null) faults.push({ ...fault, field });
  }
  if (fields.stopLimit.trim() !== '' && fields.stop.trim() === '') {
    const sentence = 'a limit needs its stop';
    faults.push({ field: 'stop', code: 'MISSING_STOP', sentence });
  }
  const size = numberFault('size', fields.size, lot, 'LOT');
  return size === null ? faults : [...faults, { ...size, field: 'size' }];
}

/** Against the position, and never more than it. */
function reducing({ size }: ProtectFields, row: PositionRow): HumanCommand {
  const { subaccount, instrument: symbol } = row;
  return {
    kind: 'order.place',
    subaccount,
    symbol,
    side: row.side === 'LONG' ? 'sell' : 'buy',
    quantity: parseDecimal(size) ?? '',
    reduceOnly: true,
    postOnly: false,
  };
}

/** Null where no profit is to be taken. */
export function profitOrder(fields: ProtectFields, row: PositionRow): HumanCommand | null {
  const price = parseDecimal(fields.takeProfit);
  if (price === null) return null;
  return { ...reducing(fields, row), type: 'limit', price, timeInForce: 'gtc' };
}

/** Null where no loss is to be stopped. */
export function stopOrder(fields: ProtectFields, row: PositionRow): HumanCommand | null {
  const triggerPrice = parseDecimal(fields.stop);
  if (triggerPrice === null) return null;
  const waits = { trigger: fields.source, triggerPrice };
  const price = parseDecimal(fields.stopLimit);
  const how =
    price === null
      ? { type: 'market', timeInForce: 'ioc' }
      : { type: 'limit', price, timeInForce: 'gtc' };
  return { ...reducing(fields, row), ...waits, ...how };
}
