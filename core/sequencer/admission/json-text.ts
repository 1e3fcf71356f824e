/**
 * From text or bytes to a value, with every bound checked before anything is built: size first,
 * then one pass for depth and for names given twice, of which JSON.parse would take the last.
 */
import { inside, Refusal, refuse } from './refusals.ts';

/** The largest command as text: a definition of an index is 2 KB, so this is generous. */
export const MOST_BYTES = 65_536;
/** The deepest command, a proposal to list an instrument, has five levels. */
export const MOST_DEPTH = 16;

function tooBig(size: number): Refusal {
  return refuse('TOO_BIG', '', `has ${size} bytes; the most is ${MOST_BYTES}`);
}

/** The text of a message within the bound, or why not. */
function textOf(input: string | Uint8Array): string | Refusal {
  if (typeof input !== 'string') {
    if (input.byteLength > MOST_BYTES) return tooBig(input.byteLength);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(input);
    } catch {
      return refuse('NOT_JSON', '', 'is not UTF-8 text');
    }
  }
  // A character has at least one byte, so the length alone settles the large cases for nothing.
  if (input.length > MOST_BYTES) return tooBig(input.length);
  const bytes = Buffer.byteLength(input);
  return bytes > MOST_BYTES ? tooBig(bytes) : input;
}

/** Position of the quote that ends the string begun at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"') return at;
  }
  return text.length;
}

function isFollowedByColon(text: string, after: number): boolean {
  let at = after;
  while (at < text.length && ' \t\r\n'.includes(text[at] as string)) at += 1;
  return text[at] === ':';
}

/** What a name means once its escapes are read: `"\u006bind"` is `"kind"`. */
function nameOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

/** Too deep, or a name twice in one record; null when neither. Says nothing of the grammar. */
function structureFault(text: string): Refusal | null {
  const names: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      names.push(new Set());
      if (names.length > MOST_DEPTH) {
        return refuse('TOO_DEEP', '', `is nested deeper than ${MOST_DEPTH} levels`);
      }
    } else if (character === '}' || character === ']') {
      names.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      const seen = names.at(-1);
      if (seen !== undefined && isFollowedByColon(text, end + 1)) {
        const name = nameOf(text.slice(at, end + 1));
        if (seen.has(name)) return refuse('DUPLICATE_FIELD', inside('', name), 'is given twice');
        seen.add(name);
      }
      at = end;
    }
  }
  return null;
}

/** The value that a message holds, or why it holds none. Never throws. */
export function readJson(input: string | Uint8Array): { readonly value: unknown } | Refusal {
  const text = textOf(input);
  if (text instanceof Refusal) return text;
  const fault = structureFault(text);
  if (fault !== null) return fault;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return refuse('NOT_JSON', '', 'is not JSON; one record of names and values is expected');
  }
}
