import { expect, test } from 'vitest';
import { shownFirst, withFigures } from './notices.ts';
import type { Notice } from './notices.ts';

function notice(id: number, tone: Notice['tone']): Notice {
  const told = { title: '', text: '', call: 0, key: '', timeUs: 0, enablesAlerts: false };
  return { id, tone, ...told };
}

test('at most three are shown: the gravest, then the newest, in the order that they came', () => {
  const notices = [
    notice(1, 'grave'),
    notice(2, 'information'),
    notice(3, 'warning'),
    notice(4, 'information'),
    notice(5, 'information'),
  ];
  expect(shownFirst(notices).map(({ id }) => id)).toEqual([1, 3, 5]);
  expect(shownFirst(notices.slice(0, 2)).map(({ id }) => id)).toEqual([1, 2]);
});

test('newer figures are written in at the place of a notice, and only where they differ', () => {
  const call = { ...notice(2, 'warning'), call: 7, key: 'call 7', timeUs: 5, title: 'L2 Vol-Arb' };
  const notices = [notice(1, 'information'), call, notice(3, 'grave')];
  const given = { tone: 'grave', title: 'L3 Vol-Arb', text: 'Cure 504.95 USDT.', call: 7 } as const;
  const followed = withFigures(notices, given);
  expect(followed).toEqual([notices[0], { ...call, ...given }, notices[2]]);
  expect(withFigures(followed, given)).toBe(followed);
  expect(withFigures(notices, { ...given, call: 8 })).toBe(notices);
  expect(withFigures(notices, { ...given, call: 0 })).toBe(notices);
});
