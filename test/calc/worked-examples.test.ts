/**
 * The examples of the venue's README, each as a line of a calculation, and what the command answers
 * to the file.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answer, rules } from '../../core/cli/calc/answer.ts';
import { absolute, compare, divide, parseRational } from '../../core/cli/calc/rational.ts';
import type { Rational } from '../../core/cli/calc/rational.ts';
import { rational, subtract } from '../../core/cli/calc/rational.ts';
import { uncalculated } from '../../core/cli/calc/uncalculated.ts';
import { definedCodes } from '../tidy/documents.ts';

interface Example {
  readonly rule: string;
  readonly inputs: object;
  readonly settings?: { readonly scale?: { readonly atom?: string } };
}
interface Told {
  readonly line: number;
  readonly rule: string;
  readonly exact: Readonly<Record<string, string | null>>;
  readonly rounded: Readonly<Record<string, string | null>>;
}

/** Figures that come with an example and that the README does not speak of. */
const UNSAID: Readonly<Record<string, readonly string[]>> = {
  'EXT-06': ['kept'],
  'INS-09': ['owed'],
  'MODE-02': ['missing'],
  'PM-06': ['depeg', 'concentration'],
  'PM-07': ['basis', 'depeg'],
  'VAR-05': ['cost'],
  'VAR-17': ['maintenance'],
  'VAR-37': ['fund', 'owed'],
  'PROF-02': ['initial'],
  'PROF-03': ['equity', 'maintenance', 'initial', 'share', 'bankruptcy'],
};

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const venue = read('../../core/venue/README.md');
const linesOf = (path: string): string[] => read(path).trim().split('\n');
const examples = linesOf('worked-examples.jsonl').map((line) => JSON.parse(line) as Example);
const answers = linesOf('worked-examples.answers.jsonl').map((line) => JSON.parse(line) as Told);

/** What the README says of a rule: its row, and its example. */
function saidOf(code: string): string {
  const row = venue.split('\n').find((line) => line.startsWith(`| ${code} `)) ?? '';
  const example = new RegExp(`^- ${code}: .*\\n(?: {2}.*\\n)*`, 'mu').exec(venue)?.[0] ?? '';
  return `${row.split('|')[2] ?? ''} ${example.slice(`- ${code}: `.length)}`;
}

interface Said {
  readonly value: Rational;
  readonly decimals: number;
}

/** The numbers in a text, without their signs; a share in per cent also as a fraction. */
function numbersIn(text: string): Said[] {
  const found = text.matchAll(/\d[\d,]*(?:\.\d+)?(\s%)?/gu);
  return [...found].flatMap(([whole, percent = '']) => {
    const digits = whole.slice(0, whole.length - percent.length).replaceAll(',', '');
    const value = parseRational(digits);
    if (value === null) return [];
    const decimals = digits.split('.')[1]?.length ?? 0;
    const said = { value, decimals };
    return percent === ''
      ? [said]
      : [said, { value: divide(value, rational(100)), decimals: decimals + 2 }];
  });
}

const figureOf = (text: string): Rational => absolute(parseRational(text) ?? rational(-1));

/** Whether a text says a figure: whole, in atoms, or with four decimals or more of it, rounded. */
function says(numbers: readonly Said[], text: string, atom: string): boolean {
  const figure = figureOf(text);
  const all = [figure, divide(figure, figureOf(atom))];
  return numbers.some(({ value, decimals }) => {
    if (all.some((one) => compare(one, value) === 0)) return true;
    const off = absolute(subtract(figure, value));
    return decimals >= 4 && compare(off, rational(1n, 2n * 10n ** BigInt(decimals))) <= 0;
  });
}

describe('the examples of the README', () => {
  test('each line has its answer', () => {
    expect(answers.map(({ line, rule }) => [line, rule])).toEqual(
      examples.map(({ rule }, n) => [n + 1, rule]),
    );
  });

  test.each(answers.map((told, n) => [told, examples[n]] as const))(
    '%o is said by the calculation and by the README',
    ({ rule, exact, rounded }, example) => {
      expect(answer(example)).toEqual({ rule, exact, rounded });
      const numbers = numbersIn(saidOf(rule));
      const missing = Object.entries(rounded).filter(([name, figure]) => {
        if (figure === null || UNSAID[rule]?.includes(name) === true) return false;
        return !says(numbers, figure, example?.settings?.scale?.atom ?? '0.00000001');
      });
      expect(missing).toEqual([]);
    },
  );

  test('every rule that is calculated has one, and none another', () => {
    const shown = new Set(examples.map(({ rule }) => rule));
    expect([...shown].toSorted()).toEqual(rules.map(({ code }) => code).toSorted());
  });

  test('every bullet of them is of a rule that is calculated', () => {
    const bullets = [...venue.matchAll(/^- ([A-Z]{2,}-\d{2}): /gmu)].map(([, code]) => code);
    const calculated = rules.map(({ code }) => code);
    expect(bullets.filter((code) => !calculated.includes(code ?? ''))).toEqual([]);
  });

  test('numbers are found in a text as they are written', () => {
    const said = numbersIn('-7 of 1,234.5 are 0.5 %, or 0.2637');
    const texts = ['7', '-7', '1234.5', '0.005', '0.000007', '0.263666', '0.2638', '8'];
    const isSaid = texts.map((text) => says(said, text, '0.000001'));
    expect(isSaid).toEqual([true, true, true, true, true, true, false, false]);
  });
});

test('each rule of the venue is calculated, or it stands somewhere why it is not', () => {
  const defined = definedCodes(venue);
  const calculated = rules.map(({ code }) => code);
  const both = [...calculated, ...uncalculated];
  expect({
    neither: defined.filter((code) => !both.includes(code)),
    twice: both.filter((code, n) => both.indexOf(code) !== n),
    unknown: both.filter((code) => !defined.includes(code)),
  }).toEqual({ neither: [], twice: [], unknown: [] });
});

test('who asks for a rule without arithmetic is told why there is none', () => {
  const found = answer({ rule: 'LIQ-01', inputs: {} });
  expect(found).toMatchObject({ refused: { code: 'UNKNOWN_RULE', field: 'rule' } });
  expect(JSON.stringify(found)).toContain('has no arithmetic of its own: it says what comes');
});
