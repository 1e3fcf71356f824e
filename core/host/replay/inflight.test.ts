import { expect, test } from 'vitest';
import type { Outcome } from '../../venue/outcomes.ts';
import { done, refused } from '../../venue/outcomes.ts';
import { Inflight } from './inflight.ts';

test('tells outcomes, refusals among them, before it is settled', async () => {
  const inflight = new Inflight();
  const told: string[] = [];
  const hear = ({ code }: Outcome): void => void told.push(code);
  inflight.add(Promise.resolve(done(7)), hear);
  inflight.add(Promise.resolve(refused('NO_PRICE')), hear);
  await inflight.settled();
  expect(told).toEqual(['OK', 'NO_PRICE']);
  await inflight.settled();
  expect(told).toHaveLength(2);
});

test('throws what was not decided, when asked and not before, the first one', async () => {
  const inflight = new Inflight();
  inflight.add(Promise.resolve({ code: 'STOPPED' }), () => expect.unreachable());
  inflight.add(Promise.reject(new Error('no record')));
  await expect(inflight.settled()).rejects.toMatchObject({ code: 'STOPPED' });
});

test('throws what the sequencer threw', async () => {
  const inflight = new Inflight();
  inflight.add(Promise.reject(new Error('no record')));
  await expect(inflight.settled()).rejects.toThrow('no record');
});
