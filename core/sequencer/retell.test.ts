/** What views of the log live from: each batch with its outcomes, live and told again. */
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../venue/outcomes.ts';
import type { Sequencer } from './sequencer.ts';
import { account, openAt, openSystem, openTemporary } from './testing/small-venue.ts';

interface Told {
  readonly sequence: number;
  readonly kind: string;
  readonly outcome: Outcome;
}

async function retold(sequencer: Sequencer, after: number): Promise<Told[]> {
  const told: Told[] = [];
  for await (const { commands, outcomes } of sequencer.retell(after)) {
    commands.forEach(({ sequence, command }, n) => {
      told.push({ sequence, kind: command.kind, outcome: outcomes[n] as Outcome });
    });
  }
  return told;
}

describe('SEQ-15 batches are told with their outcomes', () => {
  test('SEQ-15 live, once they are answered; and again from the log with the same', async () => {
    const { directory, sequencer } = await openTemporary({ snapshotEveryCommands: 4 });
    const live: Told[] = [];
    sequencer.onBatch(({ commands, outcomes }) => {
      commands.forEach(({ sequence, command }, n) => {
        live.push({ sequence, kind: command.kind, outcome: outcomes[n] as Outcome });
      });
    });
    const core = await openSystem(sequencer, 'core');
    for (const label of ['one', 'two', 'two', 'three', 'one', 'four', 'five', 'five']) {
      await core.submit(account(label));
    }
    expect(live.map(({ outcome }) => outcome.code)).toContain('ALREADY_EXISTS');
    expect(live.at(-1)?.sequence).toBe(sequencer.sequence);
    expect(await retold(sequencer, 0)).toEqual(live);
    const before = sequencer.venue.state.sequence;
    expect(await retold(sequencer, 6)).toEqual(live.slice(6));
    expect(sequencer.venue.state.sequence).toBe(before);
    await sequencer.stop();

    const again = await openAt(directory);
    expect(await retold(again.sequencer, 0)).toEqual(live);
    await again.sequencer.stop();
  });

  test('SEQ-15 a listener that throws is dropped, and said', async () => {
    const { sequencer, notices } = await openTemporary();
    sequencer.onBatch(() => {
      throw new Error('no room');
    });
    const core = await openSystem(sequencer, 'core');
    expect((await core.submit(account('one'))).code).toBe('OK');
    expect(notices.map(({ code }) => code)).toEqual(['LISTENER_FAILED']);
    await sequencer.stop();
  });
});
