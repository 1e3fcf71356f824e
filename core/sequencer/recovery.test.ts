import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BATCH_FORMAT_VERSION, encodeBatch } from '../journal/batch.ts';
import type { Checkpoint } from '../journal/checkpoint.ts';
import { JournalError } from '../journal/errors.ts';
import { openJournal } from '../journal/open-journal.ts';
import { SnapshotStore } from '../journal/snapshots.ts';
import { WorkerLog } from '../journal/worker-log.ts';
import { verifyDirectory } from '../journal/verify-chain.ts';
import { RULES_VERSION, Venue } from '../venue/venue.ts';
import { stateHashOf } from './recovery.ts';
import { Sequencer } from './sequencer.ts';
import {
  account,
  NO_KEYCHAIN,
  openAt,
  openSystem,
  openTemporary,
  temporaryDataDirectory,
  TICK,
} from './testing/small-venue.ts';

/** A directory that a venue of `accounts` accounts was stopped in, and the state it had. */
async function stopped(accounts: number, snapshotEveryCommands = 1_000_000) {
  const { directory, sequencer } = await openTemporary({ snapshotEveryCommands });
  const core = await openSystem(sequencer, 'core');
  for (let n = 0; n < accounts; n++) await core.submit(account(`account ${n}`), { request: n + 1 });
  await sequencer.stop();
  return { directory, state: stateHashOf(sequencer.venue), sequence: 1 + accounts };
}

/** Sequence numbers of the snapshots that are there, newest first. */
function snapshotsOf(directory: string): Promise<number[]> {
  return new SnapshotStore(directory).list();
}

function snapshotFiles(directory: string): string[] {
  const folder = join(directory, 'snapshots');
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
}

/** Every good checkpoint of a directory, oldest first. */
function checkpointsOf(directory: string): Checkpoint[] {
  const checkpoints: Checkpoint[] = [];
  verifyDirectory(directory, { onCheckpoint: (checkpoint) => checkpoints.push(checkpoint) });
  return checkpoints;
}

describe('SEQ-07 checkpoints say how far the log went', () => {
  test('the one at shutdown names the state, and a start without traffic adds none', async () => {
    const { directory, state, sequence } = await stopped(3);
    const expected = { batch: 4, sequence, stateHash: state, rulesVersion: RULES_VERSION };
    expect(checkpointsOf(directory)).toMatchObject([expected]);
    const { sequencer } = await openAt(directory);
    await sequencer.stop();
    expect(checkpointsOf(directory)).toHaveLength(1);
    expect(verifyDirectory(directory).findings).toEqual([]);
  });

  test('one after 1,000 batches', async () => {
    const { directory, sequencer } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    for (let n = 0; n < 1_005; n++) await clock.submit(TICK);
    await sequencer.stop();
    const batches = checkpointsOf(directory).map(({ batch, stateHash }) => [batch, stateHash]);
    expect(batches).toEqual([
      [1_000, null],
      [1_006, expect.any(String)],
    ]);
  });

  test('one after 10 s in which there was traffic, even if it has ceased', async () => {
    const { directory, sequencer } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    await clock.submit(TICK);
    const now = performance.now();
    const later = vi.spyOn(performance, 'now').mockReturnValue(now + 11_000);
    await vi.waitFor(() => expect(checkpointsOf(directory)).toHaveLength(1), 20_000);
    later.mockRestore();
    expect(checkpointsOf(directory)).toMatchObject([{ batch: 2, stateHash: null }]);
    await sequencer.stop();
  });
});

describe('SEQ-08 a start loads the newest snapshot that it believes, and replays', () => {
  test('snapshots are written by number of commands, with the state they hold', async () => {
    const { directory, state } = await stopped(25, 10);
    const named = checkpointsOf(directory).filter(({ stateHash }) => stateHash !== null);
    const sequences = named.map(({ sequence }) => sequence);
    expect([sequences[0], sequences.at(-1)]).toEqual([10, 26]);
    expect(await snapshotsOf(directory)).toEqual(sequences.toReversed());
    const { sequencer } = await openAt(directory);
    expect(sequencer.health()).toMatchObject({ snapshotSequence: 26, replayed: 0, sequence: 26 });
    expect(stateHashOf(sequencer.venue)).toBe(state);
    await sequencer.stop();
  });

  test('none before the venue has run 19 times as long as the last one took', async () => {
    const { directory, sequencer } = await openTemporary({ snapshotEveryCommands: 2 });
    const clock = await openSystem(sequencer, 'clock');
    let nowMs = performance.now();
    const now = vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    // It is called with a `this` of its own below.
    // oxlint-disable-next-line typescript/unbound-method
    const real = Venue.prototype.save;
    const save = vi.spyOn(Venue.prototype, 'save').mockImplementation(function (this: Venue) {
      nowMs += 100;
      return real.call(this);
    });
    const tick = async (ticks: number): Promise<void> => {
      for (let n = 0; n < ticks; n++) await clock.submit(TICK);
    };
    await tick(5);
    // None is taken while one is written, which takes as long as the disk does.
    await vi.waitFor(() => expect(snapshotFiles(directory)).toHaveLength(1));
    nowMs += 1_890;
    await tick(4);
    expect(save).toHaveBeenCalledTimes(1);
    nowMs += 20;
    await vi.waitFor(async () => {
      await tick(1);
      expect(save).toHaveBeenCalledTimes(2);
    });
    const { sequence: last } = sequencer;
    now.mockRestore();
    save.mockRestore();
    await sequencer.stop();
    const named = checkpointsOf(directory).filter(({ stateHash }) => stateHash !== null);
    expect(named.map(({ sequence }) => sequence)).toEqual([2, last]);
  });

  test('a venue that was killed comes back from the log alone', async () => {
    const { directory, sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    await Promise.all(Array.from({ length: 50 }, (_, n) => core.submit(account(`account ${n}`))));
    const state = stateHashOf(sequencer.venue);
    await sequencer.stop();
    for (const file of snapshotFiles(directory)) renameSync(file, `${file}.away`);
    const again = await openAt(directory);
    expect(again.sequencer.health()).toMatchObject({ snapshotSequence: 0, replayed: 51 });
    expect(again.notices).toEqual([]);
    expect(stateHashOf(again.sequencer.venue)).toBe(state);
    await again.sequencer.stop();
  });

  test('a damaged one is skipped, said and kept; the one before it is loaded', async () => {
    const { directory, state } = await stopped(25, 10);
    const [, before = 0] = await snapshotsOf(directory);
    const newest = snapshotFiles(directory).at(-1)!;
    const bytes = readFileSync(newest);
    bytes[200] = bytes[200]! ^ 1;
    writeFileSync(newest, bytes);
    const { sequencer, notices } = await openAt(directory);
    expect(notices).toMatchObject([{ code: 'SNAPSHOT_SKIPPED' }]);
    expect(before).toBeGreaterThan(0);
    expect(sequencer.health()).toMatchObject({ snapshotSequence: before, sequence: 26 });
    expect(stateHashOf(sequencer.venue)).toBe(state);
    expect(existsSync(`${newest}.bad`)).toBe(true);
    await sequencer.stop();
  });

  test('one of another state is not believed, nor is one that is no state', async () => {
    const { directory, state } = await stopped(25, 10);
    const [, before] = await snapshotsOf(directory);
    const store = new SnapshotStore(directory);
    const { snapshot } = await store.newest();
    const text = Buffer.from(snapshot!.image).toString('utf8');
    await store.write({ ...snapshot!, image: Buffer.from(text.replace('account 7', 'account X')) });
    const second = await openAt(directory);
    expect(second.notices).toMatchObject([{ code: 'SNAPSHOT_SKIPPED' }]);
    expect(second.sequencer.health()).toMatchObject({ snapshotSequence: before });
    await second.sequencer.stop();
    await store.write({ ...snapshot!, image: Buffer.from('{}') });
    const third = await openAt(directory);
    expect(third.notices).toMatchObject([{ code: 'SNAPSHOT_SKIPPED' }]);
    expect(stateHashOf(third.sequencer.venue)).toBe(state);
    await third.sequencer.stop();
  });

  test('one that no signed checkpoint names is passed over', async () => {
    const { directory } = await stopped(25, 10);
    const store = new SnapshotStore(directory);
    const { snapshot } = await store.newest();
    await store.write({ ...snapshot!, sequence: 25, batch: 25 });
    await store.write({ ...snapshot!, sequence: 999, batch: 999 });
    const { sequencer, notices } = await openAt(directory);
    expect(notices).toEqual([]);
    expect(sequencer.health()).toMatchObject({ snapshotSequence: 26, replayed: 0 });
    await sequencer.stop();
  });

  test('a snapshot that cannot be written is said, and the venue goes on', async () => {
    const write = vi
      .spyOn(SnapshotStore.prototype, 'write')
      .mockRejectedValue(new JournalError('SNAPSHOT_NOT_WRITTEN', 'No room.'));
    const { sequencer, notices } = await openTemporary({ snapshotEveryCommands: 5 });
    const core = await openSystem(sequencer, 'core');
    for (let n = 0; n < 8; n++) await core.submit(account(`account ${n}`));
    expect(notices).toEqual([{ code: 'SNAPSHOT_NOT_WRITTEN', sentence: 'No room.' }]);
    expect(await core.submit(account('last'))).toMatchObject({ code: 'OK' });
    await sequencer.stop();
    write.mockRestore();
  });

  test('a replay that meets another signed state is refused, naming it', async () => {
    const { directory } = await stopped(4);
    for (const file of snapshotFiles(directory)) renameSync(file, `${file}.away`);
    const journal = await openJournal(directory, NO_KEYCHAIN);
    const newest = journal.checkpoints.newest()!;
    await journal.checkpoints.take({ ...newest, stateHash: '0'.repeat(64) });
    await journal.close();
    await expect(Sequencer.open(directory, NO_KEYCHAIN)).rejects.toMatchObject({
      code: 'STATE_DIFFERS',
      facts: { sequence: 5, batch: 5 },
    });
    await (await openJournal(directory, NO_KEYCHAIN)).close();
  });
});

/** A venue that breaks at its seventh command, which is the third of its batch. */
async function broken() {
  const opened = await openTemporary();
  const { directory, sequencer } = opened;
  const core = await openSystem(sequencer, 'core');
  for (const label of ['one', 'two', 'three']) await core.submit(account(label));
  const state = stateHashOf(sequencer.venue);
  const apply = sequencer.venue.apply.bind(sequencer.venue);
  sequencer.venue.apply = (stamped) => {
    if (stamped.sequence === 7) throw new Error('the books do not balance');
    return apply(stamped);
  };
  const labels = ['four', 'five', 'six', 'seven'];
  const answers = await Promise.all(labels.map((label) => core.submit(account(label))));
  return { ...opened, directory, core, state, answers };
}

describe('SEQ-09 a venue that cannot apply a command stops, and says which', () => {
  test('nothing of its batch is acknowledged, and the sentence names it', async () => {
    const { sequencer, core, answers, faults, directory } = await broken();
    expect(answers).toEqual(answers.map(() => ({ code: 'UNKNOWN' })));
    expect(await core.submit(account('eight'))).toEqual({ code: 'STOPPED' });
    expect(faults).toMatchObject([{ code: 'CANNOT_APPLY', facts: { sequence: 7, batch: 5 } }]);
    expect(faults[0]!.message).toContain('Command 7');
    expect(faults[0]!.message).toContain('the books do not balance');
    expect(existsSync(join(directory, 'halted'))).toBe(true);
    await sequencer.stop();
  });

  test('SEQ-10 the next start stands before that command, read-only', async () => {
    const { sequencer, directory } = await broken();
    await sequencer.stop();
    const again = await openAt(directory);
    expect(again.sequencer.state).toBe('readOnly');
    expect(again.notices).toMatchObject([{ code: 'READ_ONLY' }]);
    expect(again.notices[0]!.sentence).toContain('command 7');
    const labels = again.sequencer.venue.state.accounts.map(({ label }) => label);
    expect(labels).toEqual(['system', 'one', 'two', 'three', 'four', 'five']);
    expect(again.sequencer.health()).toMatchObject({ sequence: 6 });
    const connection = again.sequencer.connect({ internal: true });
    expect(await connection.submit(TICK)).toEqual({ code: 'READ_ONLY' });
    await again.sequencer.stop();
    expect(verifyDirectory(directory)).toMatchObject({ findings: [], head: { sequence: 8 } });
  });

  test('SEQ-10 another program version tries again, and goes on if it can', async () => {
    const { sequencer, directory } = await broken();
    await sequencer.stop();
    const path = join(directory, 'halted');
    const halt = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...halt, programVersion: '0.0.0-other' }));
    const again = await openAt(directory);
    expect(again.sequencer.health()).toMatchObject({ state: 'running', sequence: 8 });
    expect(again.notices).toMatchObject([{ code: 'HALT_LIFTED' }]);
    expect(existsSync(path)).toBe(false);
    const core = await openSystem(again.sequencer, 'core');
    expect(await core.submit(account('eight'))).toMatchObject({ code: 'OK' });
    await again.sequencer.stop();
  });

  test('SEQ-10 a start that finds such a command comes up read-only by itself', async () => {
    const { directory } = await stopped(6);
    for (const file of snapshotFiles(directory)) renameSync(file, `${file}.away`);
    // It is called with a `this` of its own below.
    // oxlint-disable-next-line typescript/unbound-method
    const real = Venue.prototype.apply;
    const apply = vi.spyOn(Venue.prototype, 'apply').mockImplementation(function (
      this: Venue,
      stamped,
    ) {
      if (stamped.sequence === 4) throw new Error('unheard of');
      return real.call(this, stamped);
    });
    const first = await openAt(directory);
    apply.mockRestore();
    expect(first.sequencer.health()).toMatchObject({ state: 'readOnly', sequence: 3 });
    await first.sequencer.stop();
    const second = await openAt(directory);
    expect(second.sequencer.health()).toMatchObject({ state: 'readOnly', sequence: 3 });
    await second.sequencer.stop();
  });

  test('a venue whose value is not conserved stops before it acknowledges', async () => {
    const { directory, sequencer, faults } = await openTemporary({ snapshotEveryCommands: 4 });
    const core = await openSystem(sequencer, 'core');
    await core.submit(account('one'));
    sequencer.venue.conservationBreach = () => 'USDT is out by 1 atom';
    await core.submit(account('two'));
    expect(await core.submit(account('three'))).toEqual({ code: 'UNKNOWN' });
    expect(faults).toMatchObject([{ code: 'NOT_CONSERVED', facts: { sequence: 4 } }]);
    expect(faults[0]!.message).toContain('USDT is out by 1 atom');
    await sequencer.stop();
    const again = await openAt(directory);
    expect(again.sequencer.health()).toMatchObject({ state: 'readOnly', sequence: 3 });
    await again.sequencer.stop();
  });

  test('a file of a stop that cannot be read is refused', async () => {
    const { directory } = await stopped(1);
    for (const text of ['', 'null', '{"sequence":-1,"programVersion":"1","sentence":"x"}']) {
      writeFileSync(join(directory, 'halted'), text);
      await expect(Sequencer.open(directory, NO_KEYCHAIN)).rejects.toMatchObject({
        code: 'HALT_DAMAGED',
      });
    }
  });
});

/** A directory whose one batch was written under the next rules. */
async function ofOtherRules(directory: string): Promise<void> {
  const journal = await openJournal(directory, NO_KEYCHAIN);
  const header = {
    formatVersion: BATCH_FORMAT_VERSION,
    rulesVersion: RULES_VERSION + 1,
    epoch: 1,
    writer: 1,
    batchNumber: 1,
    firstSequence: 1,
    count: 1,
    venueTimeUs: 1,
    wallTimeUs: 1,
    previousHash: new Uint8Array(32),
  };
  await journal.log.append(1, encodeBatch(header, Buffer.from('whatever these rules say')));
  await journal.close();
}

describe('SEQ-11 a directory of another rules version is set aside, never half-read', () => {
  test('it is kept under another name, said in one sentence, and a new one is begun', async () => {
    const directory = temporaryDataDirectory();
    const aside = `data.rules-${RULES_VERSION + 1}`;
    for (const expected of [aside, `${aside}-2`]) {
      await ofOtherRules(directory);
      const { sequencer, notices } = await openAt(directory);
      expect(notices).toMatchObject([{ code: 'RULES_SET_ASIDE' }]);
      expect(notices[0]!.sentence).toContain(`${expected}, and the venue begins anew`);
      expect(sequencer.health()).toMatchObject({ state: 'running', sequence: 0, batch: 0 });
      await sequencer.stop();
      const report = verifyDirectory(join(dirname(directory), expected));
      expect(report).toMatchObject({ findings: [], batches: 1 });
      renameSync(directory, `${directory}.done-${expected}`);
    }
  });
});

describe('SEQ-12 the anchor follows what was acknowledged', () => {
  test('it names the last batch within 100 ms, and at shutdown', async () => {
    const { directory, sequencer } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    for (let n = 0; n < 20; n++) await clock.submit(TICK);
    const anchor = (): string => readFileSync(join(directory, 'anchor'), 'latin1');
    // The promise is 100 ms; the patience is for a busy machine.
    await vi.waitFor(() => expect(anchor()).toContain('batch 21 sequence 21'), 20_000);
    await clock.submit(TICK);
    await sequencer.stop();
    expect(anchor()).toContain('batch 22 sequence 22');
  });

  test('what the log took without telling is applied at the next start', async () => {
    const { directory, sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    // It is called with a `this` of its own below.
    // oxlint-disable-next-line typescript/unbound-method
    const real = WorkerLog.prototype.append;
    const append = vi.spyOn(WorkerLog.prototype, 'append').mockImplementationOnce(async function (
      this: WorkerLog,
      number,
      bytes,
    ) {
      await real.call(this, number, bytes);
      throw new Error('the answer was lost');
    });
    expect(await core.submit(account('one'), { request: 1 })).toEqual({ code: 'UNKNOWN' });
    append.mockRestore();
    await sequencer.stop();
    const again = await openAt(directory);
    const resumed = await openSystem(again.sequencer, 'core');
    const answer = await resumed.submit(account('one'), { request: 1 });
    expect(answer).toMatchObject({ code: 'OK', repeated: true });
    await again.sequencer.stop();
  });
});
