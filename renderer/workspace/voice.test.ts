import { expect, onTestFinished, test, vi } from 'vitest';
import { Voice } from './voice.ts';

function voice(operator: number): Voice {
  const one = new Voice(navigator.locks);
  one.join(operator);
  onTestFinished(() => one.leave());
  return one;
}

async function isHeard(one: Voice, ...others: Voice[]): Promise<void> {
  await vi.waitFor(() => expect(one.isHeld).toBe(true), 20_000);
  await vi.waitFor(() => expect(others.map(({ isHeld }) => isHeld)).not.toContain(true), 20_000);
}

test('the first window of an operator is heard, then whichever was touched last', async () => {
  const first = voice(1);
  await isHeard(first);
  const [second, third] = [voice(1), voice(1)];
  await isHeard(first, second, third);
  second.take();
  await isHeard(second, first, third);
  first.take();
  await isHeard(first, second, third);
  first.take();
  await isHeard(first, second, third);
});

test('a window that goes hands it on to one that waits', async () => {
  const [first, second] = [voice(2), voice(2)];
  await isHeard(first, second);
  second.take();
  await isHeard(second, first);
  second.leave();
  await isHeard(first, second);
});

test('each operator has a window that is heard', async () => {
  const [first, second] = [voice(3), voice(4)];
  await isHeard(first);
  await isHeard(second);
  second.join(3);
  await isHeard(first, second);
  first.join(4);
  await isHeard(first);
  await isHeard(second);
});
