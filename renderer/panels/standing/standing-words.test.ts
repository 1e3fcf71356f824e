import { expect, test } from 'vitest';
import type { StandingRow } from '../../../core/desk/messages.ts';
import {
  becauseWords,
  indicativeWords,
  leftWords,
  mayMove,
  shutWords,
  surplusWords,
  toneOf,
} from './standing-words.ts';

const S = 1_000_000;
const OPEN: StandingRow = {
  key: 'BTCUSDT',
  instrument: 'BTCUSDT',
  state: 'open',
  orders: 'all',
  isCollecting: false,
  title: 'Open',
  why: '',
  takes: '',
  sinceUs: 0,
  untilUs: 0,
  isExtended: false,
  indicative: '',
  indicativeTicks: 0,
  indicativeSize: '',
  surplus: '',
  surplusSide: '',
  moves: ['halt'],
};
const CALL = { ...OPEN, state: 'auction', isCollecting: true, title: 'Auction' } as const;
const HALT = { ...OPEN, state: 'halt', orders: 'cancelOnly', title: 'Halted' } as const;

test('what takes nothing new is grave, what takes less than all a warning', () => {
  const reduce = { ...OPEN, orders: 'reduceOnly' } as const;
  const settled = { ...OPEN, orders: 'none' } as const;
  expect([OPEN, reduce, CALL, HALT, settled].map(toneOf)).toEqual([
    '',
    'warned',
    'warned',
    'grave',
    'grave',
  ]);
});

test('a call says how long it has left, and that it waits', () => {
  expect(leftWords({ ...CALL, untilUs: 124 * S }, 100 * S)).toBe('0:24 left');
  expect(leftWords({ ...CALL, untilUs: 124 * S, isExtended: true }, 123.2 * S)).toBe(
    '0:01 left, extended',
  );
  expect(leftWords({ ...CALL, untilUs: 124 * S }, 130 * S)).toBe('0:00 left');
  expect([leftWords(CALL, 0), leftWords(HALT, 0)]).toEqual(['waits for its index', '']);
});

test('it says what it would trade, and whose orders would be left over', () => {
  const crossed = { ...CALL, indicative: '61,634.0', indicativeSize: '12.400' };
  expect(indicativeWords(crossed)).toBe('61,634.0 \u00d7 12.400');
  expect([indicativeWords(CALL), surplusWords(CALL)]).toEqual(['nothing crosses', 'none']);
  expect(surplusWords({ ...crossed, surplus: '3.100', surplusSide: 'BUY' })).toBe('BUY 3.100');
});

test('entry is shut in words where nothing is taken, and by nothing else', () => {
  const takes = 'Only cancels.';
  const why = 'by S. Lindqvist: feeds differ';
  const halted = { ...HALT, takes, why, sinceUs: 86_399 * S };
  expect(shutWords(halted)).toBe(
    'BTCUSDT is halted, by S. Lindqvist: feeds differ, since 23:59:59. Only cancels.',
  );
  expect(shutWords({ ...HALT, takes })).toBe('BTCUSDT is halted. Only cancels.');
  expect([shutWords(CALL), shutWords(OPEN), shutWords(undefined)]).toEqual(['', '', '']);
  expect(becauseWords(OPEN)).toBe('');
});

test('risk and admins are offered to change it, as the venue has it', () => {
  const roles = ['trader', 'risk', 'treasurer', 'compliance', 'auditor', 'admin'] as const;
  expect(roles.filter((role) => mayMove({ operator: 1, role }))).toEqual(['risk', 'admin']);
  expect(mayMove(null)).toBe(false);
});
