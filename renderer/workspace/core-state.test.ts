import { expect, test } from 'vitest';
import type { CoreState } from '../../core/desk/desktop.ts';
import { goneWords } from './core-state.ts';

const failed: CoreState = {
  state: 'failed',
  restarts: 5,
  sentence: 'It ended 6 times within 60 s, last by SIGKILL.',
  directory: '/var/lib/bulkhead',
  isTemporary: false,
};

test('a core that is started again is waited for', () => {
  expect(goneWords(null)).toMatchObject({ title: 'Core stopped, restarting', comesBack: true });
  const sentence = 'It ended by SIGKILL and is started again in 0.25 s.';
  expect(goneWords({ ...failed, state: 'waiting', sentence })).toMatchObject({
    advice: `Its host says: ${sentence}`,
    comesBack: true,
  });
});

test('a core that was given up says why, where its log is and what to do', () => {
  const { title, advice, comesBack } = goneWords(failed);
  expect(title).toBe('Core stopped, not started again');
  expect(advice).toContain(failed.sentence);
  expect(advice).toContain(failed.directory);
  expect(comesBack).toBe(false);
  expect(goneWords({ ...failed, isTemporary: true }).advice).toContain('copy it first');
});

test('a host that does not answer is said to be gone too', () => {
  expect(goneWords('silent')).toMatchObject({ title: 'Core and host are gone', comesBack: false });
});
