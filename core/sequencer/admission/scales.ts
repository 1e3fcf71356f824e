/** From a decimal as people write it to the whole number that the venue counts in. */
import type { InstrumentSpec } from '../../venue/commands.ts';
import type { IntegerField } from '../../venue/schema.ts';
import { formatSteps, formatUnits, MOST_DIGITS, parseDecimal, stepsIn } from './decimal.ts';
import type { Decimal } from './decimal.ts';
import type { Meaning } from './human-fields.ts';
import { described, refuse, Refusal } from './refusals.ts';
import type { AdmissionCode } from './refusals.ts';

/** What one whole number of a field is worth. */
export interface Scale {
  readonly step: Decimal;
  /** The code for a decimal that is no whole number of steps. */
  readonly off: AdmissionCode;
  /** The step in words: "the tick of BTCUSDT". */
  readonly noun: string;
  /** True when "0.05%" may be written for 0.0005. */
  readonly percent: boolean;
}

/** The scales of one instrument, as listed or as about to be. */
export interface InstrumentScales {
  readonly symbol: string;
  readonly tickE8: number;
  readonly lotE8: number;
  readonly contract: InstrumentSpec['contract'];
}

/** What prices, sizes and amounts of a record are counted in; null while nothing has said so. */
export interface Context {
  readonly instrument: InstrumentScales | null;
  readonly asset: { readonly symbol: string; readonly decimals: number } | null;
}

const E8_DECIMALS = 8;
const WHOLE: Scale = {
  step: { units: 1n, decimals: 0 },
  off: 'TOO_FINE',
  noun: 'a whole number',
  percent: false,
};

export function priceScale({ symbol, tickE8 }: InstrumentScales): Scale {
  const step = { units: BigInt(tickE8), decimals: E8_DECIMALS };
  return { step, off: 'OFF_TICK', noun: `the tick of ${symbol}`, percent: false };
}

/**
 * Of the base in a linear contract or a pair; of the quote, in whole contracts, in an inverse one;
 * a quanto is counted.
 */
export function quantityScale({ symbol, lotE8, contract }: InstrumentScales): Scale {
  const step = contract === 'quanto' ? WHOLE.step : { units: BigInt(lotE8), decimals: E8_DECIMALS };
  return { step, off: 'OFF_LOT', noun: `the lot of ${symbol}`, percent: false };
}

export function amountScale({ symbol, decimals }: { symbol: string; decimals: number }): Scale {
  return {
    step: { units: 1n, decimals },
    off: 'OFF_ATOM',
    noun: `the smallest amount of ${symbol}`,
    percent: false,
  };
}

function fine(decimals: number, noun: string, percent: boolean): Scale {
  return { step: { units: 1n, decimals }, off: 'TOO_FINE', noun, percent };
}

const FIXED = {
  number: WHOLE,
  e8: fine(E8_DECIMALS, 'the eighth decimal', false),
  rateE8: fine(E8_DECIMALS, 'the eighth decimal', true),
  ppm: fine(6, 'the sixth decimal', true),
  x100: fine(2, 'the second decimal', false),
} as const;

/** The scale of a meaning where it is the same everywhere. */
export function fixedScale(meaning: keyof typeof FIXED): Scale {
  return FIXED[meaning];
}

export const wholeNumbers = WHOLE;

/** The scale in which people write a field; null where the record does not say what is traded. */
export function scaleOf(meaning: Meaning, context: Context): Scale | null {
  switch (meaning.is) {
    case 'ticks':
      return context.instrument === null ? null : priceScale(context.instrument);
    case 'lots':
      return context.instrument === null ? null : quantityScale(context.instrument);
    case 'atoms':
      return context.asset === null ? null : amountScale(context.asset);
    case 'number':
    case 'e8':
    case 'rateE8':
    case 'ppm':
    case 'x100':
      return FIXED[meaning.is];
    case 'instrument':
    case 'subaccount':
    case 'account':
    case 'asset':
    case 'index':
    case 'strategy':
    case 'timeUs':
    case 'durationUs':
      return WHOLE;
  }
}

/** The decimal that a value from outside is, or why it is none. */
function readDecimal(value: unknown, percent: boolean, path: string): Decimal | Refusal {
  if (typeof value === 'number') {
    if (Number.isInteger(value)) return { units: BigInt(value), decimals: 0 };
    const plain = Number.isFinite(value) ? parseDecimal(String(value)) : null;
    return plain ?? refuse('NOT_A_NUMBER', path, `must be a number, was ${described(value)}`);
  }
  if (typeof value !== 'string') {
    return refuse('WRONG_TYPE', path, `must be a number as text, was ${described(value)}`);
  }
  const isPercent = percent && value.endsWith('%');
  const plain = parseDecimal(isPercent ? value.slice(0, -1) : value);
  if (plain === null) {
    const form = `plain digits with at most one point, up to ${MOST_DIGITS} characters`;
    return refuse('NOT_A_NUMBER', path, `must be ${form}, was ${described(value)}`);
  }
  return isPercent ? { units: plain.units, decimals: plain.decimals + 2 } : plain;
}

/** Null when a whole number is within its field's bounds. */
export function rangeRefusal(
  field: IntegerField,
  count: bigint,
  scale: Scale,
  path: string,
): Refusal | null {
  if (count >= BigInt(field.min) && count <= BigInt(field.max)) return null;
  const least = formatSteps(field.min, scale.step);
  const most = formatSteps(field.max, scale.step);
  if (count > BigInt(field.max)) return refuse('TOO_LARGE', path, `must be at most ${most}`);
  if (count === 0n) return refuse('ZERO', path, `must not be zero; the smallest is ${least}`);
  if (count < 0n && field.min >= 0) {
    return refuse('NEGATIVE', path, `must not be negative; the smallest is ${least}`);
  }
  return refuse('TOO_SMALL', path, `must be at least ${least}`);
}

function offRefusal(
  field: IntegerField,
  value: Decimal,
  floor: bigint,
  scale: Scale,
  path: string,
): Refusal {
  const written = formatUnits(value.units, value.decimals);
  const step = formatSteps(1, scale.step);
  const near = [floor, floor + 1n].filter(
    (count) => rangeRefusal(field, count, scale, '') === null,
  );
  const nearest = near.map((count) => formatSteps(count, scale.step)).join(' and ');
  const help = `the nearest ${near.length === 1 ? 'is' : 'are'} ${nearest}`;
  const rest = `${written} is not on ${scale.noun}, ${step}; ${help}`;
  return refuse(scale.off, path, near.length === 0 ? `${written} is out of range` : rest);
}

/** A decimal from outside as a whole number of its scale, exactly, or why not. */
export function readScaled(
  field: IntegerField,
  value: unknown,
  scale: Scale,
  path: string,
): number | Refusal {
  const decimal = readDecimal(value, scale.percent, path);
  if (decimal instanceof Refusal) return decimal;
  const { floor, isExact } = stepsIn(decimal, scale.step);
  // What lies outside is called so, on the grid or not: -0.0001 is negative before it is fine.
  const nearest = !isExact && floor < 0n ? floor : isExact ? floor : floor + 1n;
  const outside = rangeRefusal(field, nearest, scale, path);
  if (outside !== null) return outside;
  return isExact ? Number(floor) : offRefusal(field, decimal, floor, scale, path);
}
