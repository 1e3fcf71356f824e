/**
 * How people write the fields of the vocabulary: which name stands for which, and what the value
 * means. It follows from the field's own name, whose unit comes last (`priceTicks` is written
 * `price`, a decimal), so a new command needs nothing here.
 */
import type { Field, Fields } from '../../venue/schema.ts';
import type { NameKind } from './names.ts';

/** What a whole number of the vocabulary counts. */
export type Meaning =
  | { readonly is: NameKind }
  | { readonly is: 'ticks' | 'lots' | 'atoms' }
  /** A price or a scale in 1e-8, and a rate or a share that may also be written in per cent. */
  | { readonly is: 'e8' | 'rateE8' | 'ppm' | 'x100' }
  | { readonly is: 'timeUs' | 'durationUs' }
  | { readonly is: 'number' };

export interface HumanField {
  /** As the vocabulary has it, in whole numbers; always accepted. */
  readonly name: string;
  /** As people write it; the same name where there is nothing to translate. */
  readonly human: string;
  readonly field: Exclude<Field, { readonly type: 'optional' }>;
  readonly isOptional: boolean;
  readonly meaning: Meaning;
}

const NAMED: Readonly<Record<string, NameKind>> = {
  instrument: 'instrument',
  subaccount: 'subaccount',
  from: 'subaccount',
  to: 'subaccount',
  account: 'account',
  asset: 'asset',
  settleAsset: 'asset',
  baseAsset: 'asset',
  index: 'index',
  strategy: 'strategy',
};

const HUMAN_NAMES: Readonly<Record<string, string>> = {
  instrument: 'symbol',
  // `trigger` is taken: it says which price.
  triggerTicks: 'triggerPrice',
};

const RATES = ['interestE8', 'damperE8', 'capE8'];
/** Ticks of the clock, which are counted. */
const COUNTS = ['jumpHoldTicks'];
const INSTANTS = ['untilUs', 'expiresUs', 'sourceTimeUs'];
/** Seconds, milliseconds and hours stand as they are: they are whole and read well. */
const SUFFIX = /(Ticks|Lots|Atoms|E8|Ppm|X100|Us)$/;

function meaningOf(name: string, field: Field): Meaning {
  if (field.type !== 'integer' || COUNTS.includes(name)) return { is: 'number' };
  const named = NAMED[name];
  if (named !== undefined) return { is: named };
  switch (SUFFIX.exec(name)?.[1] ?? '') {
    case 'Ticks':
      return { is: 'ticks' };
    case 'Lots':
      return { is: 'lots' };
    case 'Atoms':
      return { is: 'atoms' };
    case 'E8':
      return { is: RATES.includes(name) ? 'rateE8' : 'e8' };
    case 'Ppm':
      return { is: 'ppm' };
    case 'X100':
      return { is: 'x100' };
    case 'Us':
      return { is: INSTANTS.includes(name) ? 'timeUs' : 'durationUs' };
    default:
      return { is: 'number' };
  }
}

/** The name that people use for a field or an event's column of this name. */
export function humanName(name: string): string {
  if (COUNTS.includes(name)) return name;
  return HUMAN_NAMES[name] ?? name.replace(SUFFIX, '');
}

const described = new WeakMap<Fields, readonly HumanField[]>();

/** The fields of a record as people write them: names first, for the rest may depend on them. */
export function humanFields(fields: Fields): readonly HumanField[] {
  const known = described.get(fields);
  if (known !== undefined) return known;
  const list = Object.entries(fields).map(([name, given]): HumanField => {
    const field = given.type === 'optional' ? (given.field as HumanField['field']) : given;
    const isOptional = given.type === 'optional';
    const meaning = meaningOf(name, field);
    const human = field.type === 'integer' ? humanName(name) : name;
    return { name, human, field, isOptional, meaning };
  });
  list.sort((a, b) => rank(a) - rank(b));
  described.set(fields, list);
  return list;
}

/** Who is meant before how much: prices and sizes are read in the scales of what is named. */
function rank({ meaning }: HumanField): number {
  if (meaning.is === 'ticks' || meaning.is === 'lots' || meaning.is === 'atoms') return 2;
  return meaning.is === 'e8' || meaning.is === 'number' ? 1 : 0;
}
