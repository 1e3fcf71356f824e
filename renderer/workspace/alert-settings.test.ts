import { expect, test } from 'vitest';
import { readAlertSettings } from './alert-settings.ts';

const FIRST = { isMuted: false, volume: 60, notifies: true };

test.each([null, 'no JSON', '[]', '7', '{"volume":-1,"isMuted":"yes"}'])(
  'what is not understood stays as it comes: %j',
  (text) => expect(readAlertSettings(text)).toEqual(FIRST),
);

test('what was set is kept', () => {
  const set = { isMuted: true, volume: 20, notifies: false };
  expect(readAlertSettings(JSON.stringify({ ...set, other: 1 }))).toEqual(set);
});
