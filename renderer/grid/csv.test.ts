import { expect, test } from 'vitest';
import { csvText } from './csv.ts';

test.each([
  '=1+1',
  '=HYPERLINK("http://x","y")',
  "+cmd|' /C calc'!A0",
  '-1+1',
  '-A1',
  '@SUM(A1)',
  '\t=1',
  '\rx',
  '\nx',
  '  =1',
  '+1 2',
  '-1,00',
  '\uff1d1',
])('%j would run in a spreadsheet and is written as text', (text) => {
  expect(csvText(text)).toBe(`'${text}`);
});

test.each([
  ['\u221221,024.00', '-21024.00'],
  ['-21024.00', '-21024.00'],
  ['+111,686.14', '111686.14'],
  ['7,396,464', '7396464'],
  ['0.00', '0.00'],
  ['+0.0062 %', '0.0062'],
  ['\u22120.28 %', '-0.28'],
  ['2818048', '2818048'],
])('%s is a figure and stays one: %s', (text, figure) => {
  expect(csvText(text)).toBe(figure);
  expect(Number.isNaN(Number(figure))).toBe(false);
});

test.each(['', 'Vol-Arb', '\u2014', 'none', '> 9,999 %', '23:58:41', "it's", '1,23', 'a=b'])(
  '%j is a text that nothing runs, and stays as it is',
  (text) => {
    expect(csvText(text)).toBe(text);
  },
);
