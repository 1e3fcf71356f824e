import type { TextFile } from './files.ts';

/** A house rule that one file keeps or breaks by itself. */
export interface Rule {
  readonly name: string;
  readonly reason: string;
  readonly appliesTo: RegExp;
  readonly exceptFor?: RegExp;
  /** The numbers of the lines that break it, from 1. */
  readonly broken: (lines: readonly string[]) => number[];
  /** A file that breaks it: the rule is tried on it before it is believed. */
  readonly bad: TextFile;
}

const CODE = /\.(ts|tsx|mjs)$/;
const TEST = /\.test\.tsx?$/;
const ANY = /./;

/** A word that this file must not contain itself. */
function word(...parts: string[]): string {
  return parts.join('');
}

function longerThan(most: number): Rule['broken'] {
  return (lines) => (lines.length > most ? [most + 1] : []);
}

function linesLike(pattern: RegExp, unless?: RegExp): Rule['broken'] {
  return (lines) =>
    lines.flatMap((line, index) =>
      pattern.test(line) && unless?.test(line) !== true ? [index + 1] : [],
    );
}

const marks = [word('TO', 'DO'), word('FIX', 'ME'), word('X', 'XX'), word('HA', 'CK')].join('|');
const notOfTheVenue = /\b(parseFloat|toFixed|Math\.random|Date\.now|performance\.now|setTimeout)\b/;

export const rules: readonly Rule[] = [
  {
    name: 'a source file has at most 400 lines',
    reason: 'a file is one room; what is longer is two',
    appliesTo: CODE,
    exceptFor: TEST,
    broken: longerThan(400),
    bad: { path: 'core/long.ts', text: 'x;\n'.repeat(400) + 'x;' },
  },
  {
    name: 'a test file has at most 500 lines',
    reason: 'it describes one thing',
    appliesTo: TEST,
    broken: longerThan(500),
    bad: { path: 'core/long.test.ts', text: 'x;\n'.repeat(500) + 'x;' },
  },
  {
    name: 'a line has at most 100 columns, unless it is a link or the row of a table',
    reason: 'two files side by side fit a screen',
    appliesTo: /\.(ts|tsx|mjs|css|html|md)$/,
    broken: linesLike(/^.{101,}$/u, /https?:|^\|/),
    bad: { path: 'core/wide.ts', text: 'x'.repeat(101) },
  },
  {
    name: 'nothing is left to do',
    reason: 'a finished thing has no notes to somebody',
    appliesTo: ANY,
    broken: linesLike(new RegExp(`\\b(${marks})\\b`)),
    bad: { path: 'core/mark.ts', text: `// ${word('TO', 'DO')}: later` },
  },
  {
    name: 'no test is alone, switched off, or expected to fail',
    reason: 'context.skip(reason) prints the reason; these say nothing',
    appliesTo: TEST,
    broken: linesLike(/\b(test|it|describe|suite)\.((\w|\.)*\.)?(only|skip|skipIf|todo|fails)\b/),
    bad: { path: 'core/lone.test.ts', text: `test.${word('on', 'ly')}('one', () => {});` },
  },
  {
    name: 'a skipped test says why',
    reason: 'what was not tested stands in the output',
    appliesTo: TEST,
    broken: linesLike(/\bskip\(\s*(\)|true|'')/),
    bad: { path: 'core/mute.test.ts', text: `context.${word('sk', 'ip')}();` },
  },
  {
    name: 'no path of one machine',
    reason: 'a clone works anywhere',
    appliesTo: ANY,
    broken: linesLike(/[/](home|Users|work|farm|root)[/]/),
    bad: { path: 'core/path.ts', text: `read('${['', 'home', 'somebody', 'file'].join('/')}');` },
  },
  {
    name: 'no tabs and no white space at the end of a line',
    reason: 'a change shows what changed',
    appliesTo: ANY,
    broken: linesLike(/\t|\s$/),
    bad: { path: 'core/space.ts', text: 'x; ' },
  },
  {
    name: 'the venue has no clock, no randomness and no text of floats',
    reason: 'the same commands give the same bytes, on any machine',
    appliesTo: /^core\/venue\/.*\.ts$/,
    exceptFor: TEST,
    broken: linesLike(notOfTheVenue),
    bad: { path: 'core/venue/now.ts', text: 'const now = Date.now();' },
  },
];

/** Where a file breaks a rule, as `path:line`. */
export function breaches(file: TextFile, rule: Rule): string[] {
  if (!rule.appliesTo.test(file.path) || rule.exceptFor?.test(file.path) === true) return [];
  const lines = file.text.replace(/\n$/, '').split('\n');
  return rule.broken(lines).map((line) => `${file.path}:${line}`);
}
