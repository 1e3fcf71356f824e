/** Exits of an order as they are typed, as prices or in ticks from its own, and what they mean. */
import type { InstrumentEntry } from '../../../core/desk/messages.ts';
import { isZero, ofSteps, parseDecimal, stepsOf } from '../../text/decimal.ts';
import { numberFault } from './field-fault.ts';
import type { FieldFault } from './field-fault.ts';
import { typeSpec } from './order-types.ts';
import type { TriggerSource } from './order-types.ts';
import type { OrderFields } from './ticket-state.ts';

export const EXIT_NAMES = ['takeProfit', 'stopLoss', 'stopLimit'] as const;
export type ExitName = (typeof EXIT_NAMES)[number];

export interface ExitFields extends Readonly<Record<ExitName, string>> {
  /** Whether the section is open; what is not seen is not sent. */
  readonly hasExits: boolean;
  readonly exitsIn: 'price' | 'ticks';
  readonly exitSource: TriggerSource;
}

export const NO_EXITS: ExitFields = {
  hasExits: false,
  exitsIn: 'price',
  exitSource: 'mark',
  takeProfit: '',
  stopLoss: '',
  stopLimit: '',
};

export const EXIT_WORDS = {
  takeProfit: 'take profit',
  stopLoss: 'stop',
  stopLimit: 'stop limit',
} as const satisfies Readonly<Record<ExitName, string>>;

/** What only reduces opens nothing to get out of. */
export function mayHaveExits({ type, isReduceOnly }: OrderFields): boolean {
  return !isReduceOnly && !typeSpec(type).isClosing && type !== 'pegged';
}

/**
 * Where ticks are counted from: the order's own price. One without any has none to count from, for
 * what it would trade at moves while it is read.
 */
export function nearOf({ type, price, trigger }: OrderFields): string {
  const spec = typeSpec(type);
  if (spec.hasLimit) return parseDecimal(price) ?? '';
  return spec.trigger === 'price' ? (parseDecimal(trigger) ?? '') : '';
}

type Tick = Pick<InstrumentEntry, 'tick'>;

/** The price that an exit means, as a plain decimal; null where it means none. */
export function exitPrice(
  fields: OrderFields,
  name: ExitName,
  near: string,
  { tick }: Tick,
): string | null {
  const typed = parseDecimal(fields[name]);
  if (typed === null || fields.exitsIn === 'price') return typed;
  const [from, away] = [near === '' ? null : stepsOf(near, tick), stepsOf(typed, '1')];
  if (from === null || away === null) return null;
  const isUp = (fields.side === 'buy') === (name === 'takeProfit');
  const steps = isUp ? from + away : from - away;
  return steps < 1 ? null : ofSteps(steps, tick);
}

/** Whether an exit is asked for; an empty one is not. */
function isAsked(fields: OrderFields, name: ExitName): boolean {
  return fields.hasExits && mayHaveExits(fields) && fields[name].trim() !== '';
}

export function exitFaults(fields: OrderFields, near: string, { tick }: Tick): FieldFault[] {
  const step = fields.exitsIn === 'ticks' ? '1' : tick;
  const faults = EXIT_NAMES.filter((name) => isAsked(fields, name)).map((name) => {
    const fault = numberFault(name, fields[name], step, 'TICK', EXIT_WORDS[name]);
    if (fault !== null || exitPrice(fields, name, near, { tick }) !== null) return fault;
    const why = near === '' ? 'ticks count from the order\u2019s own price' : 'too far away';
    const sentence = `${EXIT_WORDS[name]}: ${why}`;
    return { field: name, code: 'NO_PRICE', sentence } as const;
  });
  const isAlone = isAsked(fields, 'stopLimit') && !isAsked(fields, 'stopLoss');
  const alone = { field: 'stopLoss', code: 'MISSING_STOP', sentence: 'a limit needs its stop' };
  return [...faults, isAlone ? (alone as FieldFault) : null].filter((fault) => fault !== null);
}

/** The exits in the human form of the boundary. Only fields without faults make them. */
export function exitTerms(
  fields: OrderFields,
  near: string,
  tick: Tick,
): Readonly<Record<string, string>> {
  const price = (name: ExitName): string => exitPrice(fields, name, near, tick) ?? '';
  return {
    ...(isAsked(fields, 'takeProfit') && { takeProfit: price('takeProfit') }),
    ...(isAsked(fields, 'stopLoss') && {
      stopLoss: price('stopLoss'),
      stopLossTrigger: fields.exitSource,
    }),
    ...(isAsked(fields, 'stopLimit') && { stopLossLimit: price('stopLimit') }),
  };
}

/** "take profit 61,000.0, stop 59,500.0 on mark": as it is read once more; empty for none. */
export function exitWords(terms: Readonly<Record<string, string>>): string {
  const { takeProfit, stopLoss, stopLossTrigger, stopLossLimit } = terms;
  const limit = stopLossLimit === undefined ? '' : `, there a limit of ${stopLossLimit}`;
  return [
    ...(takeProfit === undefined ? [] : [`take profit ${takeProfit}`]),
    ...(stopLoss === undefined ? [] : [`stop ${stopLoss} on ${stopLossTrigger}${limit}`]),
  ].join(', ');
}

/** "shows 0.1 at a time", "hidden"; empty where all of it is seen. */
export function displayWords({ display }: Pick<OrderFields, 'display'>): string {
  if (display.trim() === '') return '';
  return isZero(display) ? 'hidden' : `shows ${display} at a time`;
}
