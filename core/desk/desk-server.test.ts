/** The desk on the real sequencer, over its end and its new beginning. */
import { describe, expect, test } from 'vitest';
import { SecurityLog } from '../sequencer/admission/security-log.ts';
import type { Sequencer } from '../sequencer/sequencer.ts';
import { openAt, openSystem, temporaryDataDirectory } from '../sequencer/testing/small-venue.ts';
import { DeskServer } from './desk-server.ts';
import type { HumanCommand, Reply } from './messages.ts';
import { TestWindow } from './testing/test-window.ts';

const STRATEGY: HumanCommand = {
  kind: 'strategy.register',
  label: 'carry',
  decisionMaker: 1,
  executor: 1,
};

function serve(sequencer: Sequencer): DeskServer {
  return new DeskServer({
    port: sequencer,
    people: () => '',
    badges: [],
    clockUs: () => Date.now() * 1_000,
    securityLog: new SecurityLog(),
    largeOrder: { above: 250_000 },
  });
}

/** The answer to a request, whenever the log has given it. */
async function answerTo(window: TestWindow, id: number): Promise<Reply | undefined> {
  const answer = (): Reply | undefined => window.of('reply').findLast((reply) => reply.id === id);
  await expect.poll(answer).toBeDefined();
  return answer();
}

async function ask(window: TestWindow, id: number, command: HumanCommand | null) {
  const call =
    command === null
      ? ({ name: 'signIn', operator: 1, role: 'trader' } as const)
      : ({ name: 'command', command } as const);
  window.send({ type: 'request', id, call });
  return answerTo(window, id);
}

describe('DESK-07 over a restart of the core', () => {
  test('DESK-07 a window resumes its session, and a retry is what was done before', async () => {
    const directory = temporaryDataDirectory();
    const first = await openAt(directory);
    const core = await openSystem(first.sequencer, 'core');
    await core.submit({ kind: 'operator.register', operator: 1, roles: ['trader'], desks: [] });
    const before = serve(first.sequencer);
    const window = new TestWindow(before);
    await window.hello({ window: 'w-restart' });
    const signedIn = await ask(window, 1, null);
    expect(signedIn).toMatchObject({ result: 'done', code: 'OK' });
    const made = await ask(window, 2, STRATEGY);
    expect(made).toMatchObject({ result: 'done', reference: 1 });
    before.publish();
    await expect.poll(() => window.frames.length).toBeGreaterThan(0);
    expect(window.frames.at(-1)?.strip).toMatchObject({ core: 'running', sequence: 4 });
    expect(window.frames.at(-1)?.strip.batch).toBe(first.sequencer.health().batch);

    await first.sequencer.stop();
    expect(await ask(window, 3, { ...STRATEGY, label: 'basis' })).toMatchObject({
      result: 'refused',
      code: 'STOPPED',
    });
    before.close();

    const second = await openAt(directory);
    const after = serve(second.sequencer);
    const back = new TestWindow(after);
    const resume = { epoch: before.epoch, positions: { executions: 0 } };
    await back.hello({ window: 'w-restart', resume });
    expect(back.welcome?.epoch).not.toBe(before.epoch);
    expect(await ask(back, 4, null)).toMatchObject({ reference: signedIn?.reference });
    expect(await ask(back, 2, STRATEGY)).toMatchObject({ result: 'done', reference: 1 });
    expect(await ask(back, 5, STRATEGY)).toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(second.sequencer.venue.state.strategies).toHaveLength(1);
    after.close();
    await second.sequencer.stop();
  });
});
