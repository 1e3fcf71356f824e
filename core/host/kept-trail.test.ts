/** The trail beside a real sequencer: killed, deleted, made again. */
import Database from 'better-sqlite3';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Trail, WRITE_COMMANDS } from '../projections/trail.ts';
import type { Sequencer } from '../sequencer/sequencer.ts';
import {
  account,
  openAt,
  openSystem,
  openTemporary,
  TICK,
} from '../sequencer/testing/small-venue.ts';
import { temporaryDataDirectory } from '../sequencer/testing/small-venue.ts';
import { KeptTrail } from './kept-trail.ts';

const OPERATOR = 5;
const ALL = { beforeSequence: 0, count: 100_000 } as const;

/** Every row of the file and how far it goes, as SQLite has them. */
function rowsOf(directory: string): { commands: unknown[]; standing: unknown; names: unknown[] } {
  const handle = new Database(join(directory, 'projections.db'), { readonly: true });
  try {
    return {
      commands: handle.prepare('SELECT * FROM command ORDER BY sequence').all(),
      standing: handle.prepare('SELECT * FROM standing').get(),
      names: handle.prepare('SELECT * FROM session ORDER BY session').all(),
    };
  } finally {
    handle.close();
  }
}

async function openTrail(directory: string, sequencer: Sequencer): Promise<Trail> {
  const trail = await Trail.open(directory, sequencer, (sentence) => expect(sentence).toBe(''));
  onTestFinished(() => trail.close());
  return trail;
}

/** An operator with an open window, a few acts and a few refusals. */
async function act(sequencer: Sequencer): Promise<void> {
  const core = await openSystem(sequencer, 'core');
  await core.submit({
    kind: 'operator.register',
    operator: OPERATOR,
    roles: ['trader'],
    desks: [],
  });
  await core.submit(account('client'));
  await core.submit(account('client'));
  const window = sequencer.connect();
  const opening = {
    kind: 'session.open',
    session: 'window',
    operator: OPERATOR,
    channel: 'window',
    workstation: 'desk',
  } as const;
  await window.submit({ ...opening, role: 'risk' });
  await window.submit({ ...opening, role: 'trader' });
  await window.submit({ kind: 'order.cancelAll', subaccount: 99 });
  const clock = await openSystem(sequencer, 'clock');
  await Promise.all(Array.from({ length: 50 }, () => clock.submit(TICK)));
}

function removeTrail(directory: string): void {
  for (const end of ['', '-wal', '-shm']) {
    rmSync(join(directory, `projections.db${end}`), { force: true });
  }
}

describe('PROJ-01 one row per command, with who spoke', () => {
  test('PROJ-01 the operator is the session’s, and a refused sign-in’s is its claim', async () => {
    const { directory, sequencer } = await openTemporary();
    const trail = await openTrail(directory, sequencer);
    await act(sequencer);
    await trail.caughtUp();
    const rows = trail.page({ ...ALL, operator: OPERATOR });
    expect(rows.map(({ kind, outcome, role, channel }) => [kind, outcome, role, channel])).toEqual([
      ['order.cancelAll', 'UNKNOWN_SUBACCOUNT', 'trader', 'window'],
      ['session.open', 'OK', 'trader', 'window'],
      ['session.open', 'NOT_AUTHORISED', '', ''],
    ]);
    expect(rows[2]).toMatchObject({ session: 0, command: { role: 'risk' } });
    expect(rowsOf(directory).commands).toHaveLength(sequencer.sequence);
    const refused = trail.page(ALL).find(({ outcome }) => outcome === 'ALREADY_EXISTS');
    expect(refused).toMatchObject({ system: 'core', kind: 'account.open', operator: 0 });
    await sequencer.stop();
  });
});

describe('PROJ-03 the trail goes on from its own last row', () => {
  test('PROJ-03 what was applied without it is told again, with the outcomes given', async () => {
    const { directory, sequencer } = await openTemporary();
    const whole = await openTrail(directory, sequencer);
    await act(sequencer);
    await whole.caughtUp();
    await whole.close();
    const expected = rowsOf(directory);
    removeTrail(directory);

    const late = await openTrail(directory, sequencer);
    expect(late.lag).toBe(sequencer.sequence);
    // What is applied meanwhile finds its place behind what is caught up with.
    const clock = await openSystem(sequencer, 'clock');
    await clock.submit(TICK);
    await late.caughtUp();
    expect(late.lag).toBe(0);
    const { commands } = rowsOf(directory);
    expect(commands.slice(0, expected.commands.length)).toEqual(expected.commands);
    expect(commands).toHaveLength(sequencer.sequence);
    await sequencer.stop();
  });

  test('PROJ-03 killed at any moment, it ends with the rows of one made anew', async () => {
    const directory = temporaryDataDirectory();
    for (const rounds of [3, 11, 5]) {
      const script = new URL('testing/trail-child.ts', import.meta.url).pathname;
      const child = fork(script, [directory], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      for (let round = 0; round < rounds; round++) await once(child, 'message');
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const kept = new KeptTrail();
    const { sequencer } = await openAt(directory, { keepSnapshotsFor: () => kept.sequences });
    await kept.open(directory, sequencer, (sentence) => expect(sentence).toBe(''));
    await kept.trail?.caughtUp();
    await kept.trail?.close();
    const resumed = rowsOf(directory);
    expect(resumed.commands.length).toBe(sequencer.sequence);
    expect(resumed.commands.length).toBeGreaterThan(4_000);

    removeTrail(directory);
    const anew = await openTrail(directory, sequencer);
    await anew.caughtUp();
    await anew.close();
    expect(rowsOf(directory)).toEqual(resumed);
    await sequencer.stop();
  });
});

describe('PROJ-04 the file can always be made again', () => {
  test('PROJ-04 one that is damaged or of another log is made again from the log', async () => {
    const other = await openTemporary();
    const foreign = await openTrail(other.directory, other.sequencer);
    await (await openSystem(other.sequencer, 'clock')).submit(TICK);
    await foreign.caughtUp();
    await foreign.close();
    await other.sequencer.stop();

    const { directory, sequencer } = await openTemporary();
    const trail = await openTrail(directory, sequencer);
    await act(sequencer);
    await trail.caughtUp();
    await trail.close();
    const expected = rowsOf(directory);
    const file = join(directory, 'projections.db');
    for (const spoil of [
      () => writeFileSync(file, 'no database, but long enough to be looked at as if it were one'),
      () => cpSync(join(other.directory, 'projections.db'), file),
    ]) {
      removeTrail(directory);
      spoil();
      const again = await openTrail(directory, sequencer);
      await again.caughtUp();
      await again.close();
      expect(rowsOf(directory)).toEqual(expected);
    }
    await sequencer.stop();
  });
});

describe('PROJ-05 rows are written after the answers', () => {
  test('PROJ-05 the lag is what was applied and is not yet written; then it is none', async () => {
    const { directory, sequencer } = await openTemporary();
    const trail = await openTrail(directory, sequencer);
    const clock = await openSystem(sequencer, 'clock');
    await Promise.all(Array.from({ length: 3 * WRITE_COMMANDS }, () => clock.submit(TICK)));
    expect(trail.lag).toBeGreaterThan(0);
    expect(trail.lag).toBe(sequencer.sequence - trail.sequence);
    await trail.caughtUp();
    expect(trail.lag).toBe(0);
    await clock.submit(TICK);
    expect(trail.lag).toBe(1);
    await expect.poll(() => trail.lag).toBe(0);
    await sequencer.stop();
  });
});

describe('PROJ-07 a trail that cannot be written stops nothing else', () => {
  test('PROJ-07 it says where it stands, and the core goes on', async () => {
    const { directory, sequencer } = await openTemporary();
    const sentences: string[] = [];
    const trail = await Trail.open(directory, sequencer, (sentence) => sentences.push(sentence));
    const clock = await openSystem(sequencer, 'clock');
    await trail.caughtUp();
    const spoiler = new Database(join(directory, 'projections.db'));
    spoiler.exec('DROP TABLE command');
    spoiler.close();
    expect((await clock.submit(TICK)).code).toBe('OK');
    await expect.poll(() => sentences).toHaveLength(1);
    expect(sentences[0]).toContain(`The audit trail stands at ${trail.sequence}`);
    expect((await clock.submit(TICK)).code).toBe('OK');
    await trail.close();
    await sequencer.stop();
  });

  test('PROJ-07 where there can be none, that is said', async () => {
    const { directory, sequencer } = await openTemporary();
    const sentences: string[] = [];
    const kept = new KeptTrail();
    await kept.open(join(directory, 'missing'), sequencer, (one) => sentences.push(one));
    expect(kept.trail).toBeNull();
    expect(sentences[0]).toContain('There is no audit trail');
    expect(existsSync(join(directory, 'missing'))).toBe(false);
    await sequencer.stop();
  });
});

describe('PROJ-09 the fund is told up to a command that the rows have reached', () => {
  test('PROJ-09 also of what was before this core, and made anew from the log', async () => {
    const { directory, sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    await core.submit({ kind: 'asset.list', symbol: 'USDT', decimals: 6 });
    await core.submit({ kind: 'insurance.contribute', asset: 1, amountAtoms: 7 });
    await sequencer.stop();

    const { sequencer: later } = await openAt(directory);
    const trail = await openTrail(directory, later);
    const query = { sequence: later.sequence, count: 10, sinceUs: 0 };
    expect(trail.fund(query)).toBeNull();
    await trail.caughtUp();
    const past = trail.fund(query);
    expect(past?.changes).toMatchObject([{ amountAtoms: 7, reason: 'contribution' }]);
    expect(past?.sums).toMatchObject([{ asset: 1, part: 0, inAtoms: 7, outAtoms: 0 }]);
    await later.stop();
  });
});
