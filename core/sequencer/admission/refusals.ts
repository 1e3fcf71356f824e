/**
 * Why the boundary did not take a command: an enumerated code, where, and a sentence that helps.
 *
 * A refusal here changed nothing and is in no journal; what is well formed and refused by the venue
 * is another thing and is (DESIGN section 12).
 */

export const ADMISSION_CODES = [
  'TOO_BIG',
  'TOO_DEEP',
  'NOT_JSON',
  'UNKNOWN_COMMAND',
  'MISSING_FIELD',
  'UNKNOWN_FIELD',
  'DUPLICATE_FIELD',
  'WRONG_TYPE',
  'NOT_A_NUMBER',
  'NOT_A_TIME',
  'NOT_A_CHOICE',
  'BAD_TEXT',
  'ZERO',
  'NEGATIVE',
  'TOO_SMALL',
  'TOO_LARGE',
  'TOO_FINE',
  'TOO_MANY',
  'OFF_TICK',
  'OFF_LOT',
  'OFF_ATOM',
  'UNKNOWN_SYMBOL',
  'UNKNOWN_SUBACCOUNT',
  'UNKNOWN_ACCOUNT',
  'UNKNOWN_ASSET',
  'UNKNOWN_INDEX',
  'UNKNOWN_STRATEGY',
] as const;
export type AdmissionCode = (typeof ADMISSION_CODES)[number];

export class Refusal {
  readonly code: AdmissionCode;
  /** The field as its writer named it, empty for the command as a whole. */
  readonly path: string;
  readonly sentence: string;

  constructor(code: AdmissionCode, path: string, sentence: string) {
    this.code = code;
    this.path = path;
    this.sentence = sentence;
  }
}

/** A refusal of one field: the sentence begins with the field's name. */
export function refuse(code: AdmissionCode, path: string, rest: string): Refusal {
  return new Refusal(code, path, `${path === '' ? 'the command' : path} ${rest}`);
}

const SHOWN_LENGTH = 40;
// What a log or a terminal could take for an order of its own.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/gu;

/** A text cut to a length, with nothing in it that a terminal or a log would obey. */
export function printable(text: string, length: number): string {
  const short = text.length > length ? `${text.slice(0, length)}...` : text;
  return short.toWellFormed().replace(CONTROL, '\uFFFD');
}

/** A text from outside, short and harmless enough to be shown and logged. */
export function shown(text: string): string {
  return printable(text, SHOWN_LENGTH);
}

/** Any value from outside in a few words. */
export function described(value: unknown): string {
  if (typeof value === 'string') return `"${shown(value)}"`;
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined) return 'nothing';
  return typeof value === 'object' ? 'a record' : `a ${typeof value}`;
}

/** The path of a field inside another one. */
export function inside(path: string, name: string): string {
  return path === '' ? shown(name) : `${path}.${shown(name)}`;
}
