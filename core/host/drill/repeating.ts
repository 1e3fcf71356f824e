/**
 * What stands many times in a drill and is written once: subaccounts whose name has a range, and
 * steps in rounds. In both `{n}` stands for the number, and `{600+2n}` for what is made of it.
 */

/** A drill is a page; nobody rehearses with more. */
export const MOST_ROUNDS = 1_000;

const RANGE = /\{(\d{1,4})\.\.(\d{1,4})\}/;
const NUMBER = /\{(?:(\d{1,9})([+-]))?(\d{0,6})n\}/g;

/** A text with its numbers for one round. */
function textIn(text: string, round: number): string {
  return text.replace(NUMBER, (_, base = '', sign = '+', times = '') => {
    const size = round * (times === '' ? 1 : Number(times));
    return String(Number(base) + (sign === '-' ? -size : size));
  });
}

/** Whatever a drill holds, names and values, with its numbers for one round. */
export function valueIn(value: unknown, round: number): unknown {
  if (typeof value === 'string') return textIn(value, round);
  if (Array.isArray(value)) return value.map((inner) => valueIn(inner, round));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, inner]) => [textIn(name, round), valueIn(inner, round)]),
  );
}

/** The rounds of a range, or why it is none. */
export function roundsOf(from: number, to: number): number[] | string {
  const count = to - from + 1;
  if (count < 1) return `a range goes up: ${from} to ${to} does not`;
  if (count > MOST_ROUNDS) return `a range has at most ${MOST_ROUNDS} numbers, and not ${count}`;
  return Array.from({ length: count }, (_, n) => from + n);
}

/** Entries by name, those with a range as often as it says; or what is wrong. */
export function spreadNames<T>(
  entries: Readonly<Record<string, T>>,
): { readonly spread: Record<string, T> } | { readonly name: string; readonly sentence: string } {
  const spread: [string, T][] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const range = RANGE.exec(name);
    if (range === null) {
      spread.push([name, entry]);
      continue;
    }
    const rounds = roundsOf(Number(range[1]), Number(range[2]));
    if (typeof rounds === 'string') return { name, sentence: rounds };
    for (const round of rounds) {
      spread.push([name.replace(RANGE, String(round)), valueIn(entry, round) as T]);
    }
  }
  return { spread: Object.fromEntries(spread) };
}
