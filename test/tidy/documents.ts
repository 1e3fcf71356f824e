/** What documents say that the code can be asked about. */
import type { TextFile } from './files.ts';

/** First cells of the rows of a Markdown table that stand in backquotes or are codes. */
export function firstCells(markdown: string, cell: RegExp): string[] {
  const row = new RegExp(`^\\|\\s*(${cell.source})\\s*\\|`, 'gmu');
  return [...markdown.matchAll(row)].map((match) => match[1] ?? '');
}

const RULE_CODE = /[A-Z]{2,}-\d{2,}/;
const TITLE = /\b(?:describe|it|test)(?:\.\w+)*(?:\([^)]*\))?\(\s*(['"`])(.*?)\1/gsu;
const LEADING_CODES = /^(?:[A-Z]{2,}-\d{2,}(?:,\s*|\s+|$))+/u;

/** The codes of the rules that a README's table defines. */
export function definedCodes(markdown: string): string[] {
  return firstCells(markdown, RULE_CODE);
}

/** The codes at the beginning of a test file's titles: `BOOK-03 ...`, `BOOK-03, BOOK-04 ...`. */
export function provedCodes(source: string): string[] {
  return [...source.matchAll(TITLE)].flatMap((match) => {
    const leading = LEADING_CODES.exec(match[2] ?? '')?.[0] ?? '';
    return leading.match(new RegExp(RULE_CODE, 'gu')) ?? [];
  });
}

/** The relative links of a document, without what stands after `#`. */
export function relativeLinks({ text }: TextFile): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/gu)]
    .map((match) => (match[1] ?? '').replace(/#.*$/u, ''))
    .filter((link) => link !== '' && !/^[a-z]+:/u.test(link));
}
