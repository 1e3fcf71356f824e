/** The terms that one-click trading was armed with last, by instrument; kept over reloads. */
import type { InstrumentEntry } from '../../../core/desk/messages.ts';
import { ofSteps } from '../../text/decimal.ts';
import { PRESET_LOTS } from './one-click.ts';

/** As typed. */
export interface TypedTerms {
  readonly size: string;
  readonly cap: string;
  readonly seconds: string;
}

const STORED = 'bulkhead.one-click';
const FIRST_SECONDS = '60';
/** Clicks that the first cap has room for. */
const FIRST_CLICKS = 10;

function read(): Readonly<Record<string, Partial<Record<keyof TypedTerms, unknown>>>> {
  try {
    return Object(JSON.parse(localStorage.getItem(STORED) ?? '{}')) as never;
  } catch {
    return {};
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function keptTerms({ symbol, lot }: Pick<InstrumentEntry, 'symbol' | 'lot'>): TypedTerms {
  const { size, cap, seconds } = read()[symbol] ?? {};
  const [first] = PRESET_LOTS;
  return {
    size: isText(size) ? size : ofSteps(first, lot),
    cap: isText(cap) ? cap : ofSteps(first * FIRST_CLICKS, lot),
    seconds: isText(seconds) ? seconds : FIRST_SECONDS,
  };
}

export function keepTerms(symbol: string, terms: TypedTerms): void {
  localStorage.setItem(STORED, JSON.stringify({ ...read(), [symbol]: terms }));
}
