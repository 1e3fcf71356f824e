import { expect, test } from 'vitest';
import { allows } from './permissions.ts';

const LADDER = [
  ['NONE', 'none', 'off none onePercent excluded'],
  ['GREEN', 'none', 'on all normal normal'],
  ['AMBER', 'none', 'confirmTwo all halved flagged'],
  ['HOLD', 'none', 'off reduceOnly onePercent excluded'],
  ['FALLBACK', 'agreeing', 'off reduceOnly onePercent flagged'],
  ['FALLBACK', 'agreed', 'confirmTwo reduceOnly onePercent flagged'],
  ['HALT', 'none', 'off cancelOnly onePercent postponed'],
  ['RESUME', 'greenWait', 'off reduceOnly onePercent normal'],
  ['RESUME', 'postOnly', 'off postOnly halved normal'],
] as const;

test.each(LADDER)('ORA-14 %s (%s) allows: %s', (state, phase, expected) => {
  const { liquidations, orders, collar, funding, source } = allows(state, phase);
  expect([liquidations, orders, collar, funding].join(' ')).toBe(expected);
  expect(source).not.toBe('');
});
