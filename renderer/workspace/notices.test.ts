import { expect, test } from 'vitest';
import { shownFirst } from './notices.ts';
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
