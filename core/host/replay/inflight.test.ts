import { expect, test } from 'vitest';
import { STOPPED } from '../../sequencer/answers.ts';
import type { Answer } from '../../sequencer/answers.ts';
import type { Connection } from '../../sequencer/connection.ts';
import type { Command } from '../../venue/commands.ts';
import type { Outcome } from '../../venue/outcomes.ts';
import { done, refused } from '../../venue/outcomes.ts';
import { Inflight } from './inflight.ts';

/** A connection that answers so after a turn; an error is thrown at once, as by the sequencer. */
function answering(answer: Answer | Error): Pick<Connection, 'send'> {
  return {
    send: (_, hear) => {
      if (answer instanceof Error) throw answer;
      queueMicrotask(() => hear(answer));
      return null;
    },
  };
}

const TICK: Command = { kind: 'clock.tick' };

test('tells outcomes, refusals among them, before it is settled', async () => {
  const inflight = new Inflight();
  const told: string[] = [];
  const hear = ({ code }: Outcome): void => void told.push(code);
  inflight.send(answering(done(7)), TICK, 1, hear);
  inflight.send(answering(refused('NO_PRICE')), TICK, 1, hear);
  await inflight.settled();
  expect(told).toEqual(['OK', 'NO_PRICE']);
  await inflight.settled();
  expect(told).toHaveLength(2);
});

test('throws what was not decided, when asked and not before, the first one', async () => {
  const inflight = new Inflight();
  inflight.send({ send: () => STOPPED }, TICK, 1, () => expect.unreachable());
  inflight.send(answering(new Error('no record')), TICK, 1);
  await expect(inflight.settled()).rejects.toMatchObject({ code: 'STOPPED' });
});

test('throws what the sequencer threw', async () => {
  const inflight = new Inflight();
  inflight.send(answering(new Error('no record')), TICK, 1);
  await expect(inflight.settled()).rejects.toThrow('no record');
});
