/** Reads the inputs and settings of a calculation: every field is looked at, none is guessed. */
import { isLess, parseRational, ZERO } from './rational.ts';
import type { Rational } from './rational.ts';
import { Refusal } from './refusal.ts';

/** A record of which every field that is there must be asked for. */
export class Reader {
  readonly path: string;
  readonly #record: Readonly<Record<string, unknown>>;
  readonly #asked = new Set<string>();

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Refusal('NOT_A_RECORD', path, `${path} must be a record`);
    }
    this.#record = value as Record<string, unknown>;
    this.path = path;
  }

  has(name: string): boolean {
    this.#asked.add(name);
    return this.#record[name] !== undefined;
  }

  #get(name: string): unknown {
    if (!this.has(name)) throw new Refusal('MISSING', this.at(name), `${this.at(name)} is missing`);
    return this.#record[name];
  }

  /** Whether it is said to be none. */
  isNull(name: string): boolean {
    return this.#get(name) === null;
  }

  /** As it stands, to be read elsewhere. */
  raw(name: string): unknown {
    return this.#get(name);
  }

  at(name: string): string {
    return `${this.path}.${name}`;
  }

  /** Any decimal. */
  decimal(name: string): Rational {
    return decimalOf(this.#get(name), this.at(name));
  }

  /** A decimal above zero. */
  positive(name: string): Rational {
    const value = this.decimal(name);
    if (value.top > 0n) return value;
    throw new Refusal('OUT_OF_RANGE', this.at(name), `${this.at(name)} must be above zero`);
  }

  /** A decimal that is not below zero. */
  notNegative(name: string): Rational {
    const value = this.decimal(name);
    if (!isLess(value, ZERO)) return value;
    throw new Refusal('OUT_OF_RANGE', this.at(name), `${this.at(name)} must not be below zero`);
  }

  /** A text that is one of some. */
  choice<const C extends string>(name: string, of: readonly C[]): C {
    const value = this.#get(name);
    const found = of.find((one) => one === value);
    if (found !== undefined) return found;
    const known = of.join(', ');
    throw new Refusal('NOT_A_CHOICE', this.at(name), `${this.at(name)} must be one of ${known}`);
  }

  flag(name: string): boolean {
    const value = this.#get(name);
    if (typeof value === 'boolean') return value;
    const sentence = `${this.at(name)} must be true or false`;
    throw new Refusal('NOT_A_CHOICE', this.at(name), sentence);
  }

  text(name: string): string {
    const value = this.#get(name);
    if (typeof value === 'string') return value;
    throw new Refusal('NOT_A_CHOICE', this.at(name), `${this.at(name)} must be a text`);
  }

  record(name: string): Reader {
    return new Reader(this.#get(name), this.at(name));
  }

  records(name: string): Reader[] {
    const value = this.#get(name);
    if (!Array.isArray(value)) {
      throw new Refusal(
        'NOT_A_RECORD',
        this.at(name),
        `${this.at(name)} must be a list of records`,
      );
    }
    return value.map((one, n) => new Reader(one, `${this.at(name)}[${n}]`));
  }

  /** Refuses what nobody asked for: a misspelt field must not pass for an absent one. */
  end(): void {
    const unknown = Object.keys(this.#record).find((name) => !this.#asked.has(name));
    if (unknown === undefined) return;
    const known = [...this.#asked].join(', ');
    const sentence = `${this.at(unknown)} is not known here; known are: ${known}`;
    throw new Refusal('UNKNOWN_FIELD', this.at(unknown), sentence);
  }
}

/** Decimals are texts: a JSON number has been rounded already. */
function decimalOf(value: unknown, path: string): Rational {
  const parsed = typeof value === 'string' ? parseRational(value) : null;
  if (parsed !== null) return parsed;
  throw new Refusal('NOT_A_DECIMAL', path, `${path} must be a decimal in quotes, such as "0.005"`);
}
