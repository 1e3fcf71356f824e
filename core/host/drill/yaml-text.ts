/**
 * A drill file as text becomes plain values, and every mistake in it gets its line. Numbers stay
 * the text that was written, so that 60000.1 is exactly that; a drill file is hostile until parsed.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';

/** A drill is a page; this is a book. */
export const MOST_BYTES = 262_144;
const MOST_DEPTH = 24;

export interface YamlFault {
  readonly line: number;
  readonly sentence: string;
}

export interface YamlText {
  readonly value: unknown;
  /** The line of what stands at a path, from 1; of the nearest thing above it otherwise. */
  lineOf(path: readonly PropertyKey[]): number;
}

class Fault extends Error {
  readonly node: unknown;

  constructor(node: unknown, sentence: string) {
    super(sentence);
    this.node = node;
  }
}

function plain(node: unknown, depth: number): unknown {
  if (depth > MOST_DEPTH) throw new Fault(node, 'is nested too deep');
  if (isAlias(node)) throw new Fault(node, 'anchors and aliases have no place in a drill');
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      if (!isScalar(key)) throw new Fault(key, 'a name must be a text');
      return [String(key.source ?? key.value), plain(value, depth + 1)];
    });
    return Object.fromEntries(entries) as unknown;
  }
  if (isSeq(node)) return node.items.map((item) => plain(item, depth + 1));
  if (!isScalar(node)) return null;
  return typeof node.value === 'number' ? (node.source ?? String(node.value)) : node.value;
}

function lineOf(document: Document, counter: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const found = document.getIn(path.slice(0, length), true);
    const offset = isNode(found) ? found.range?.[0] : undefined;
    if (offset !== undefined) return counter.linePos(offset).line;
  }
  return 1;
}

/** Parses one document; never throws. */
export function readYaml(text: string): YamlText | YamlFault {
  if (text.length > MOST_BYTES) {
    return { line: 1, sentence: `the file has more than ${MOST_BYTES} characters` };
  }
  const counter = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
    const error = document.errors[0];
    if (error !== undefined) {
      return { line: counter.linePos(error.pos[0]).line, sentence: error.message };
    }
    const value = plain(document.contents, 0);
    return { value, lineOf: (path) => lineOf(document, counter, path) };
  } catch (error) {
    if (!(error instanceof Fault)) return { line: 1, sentence: 'the file is not readable YAML' };
    const offset = isNode(error.node) ? error.node.range?.[0] : undefined;
    const line = offset === undefined ? 1 : counter.linePos(offset).line;
    return { line, sentence: error.message };
  }
}
