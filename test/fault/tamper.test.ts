import Database from 'better-sqlite3';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openCommand, SYSTEM_SPEAKERS } from '../../core/cli/bench/founding.ts';
import type { SpeakerName } from '../../core/cli/bench/founding.ts';
import { run } from '../../core/cli/main.ts';
import { Random } from '../../core/feeds/simulated/random.ts';
import { BATCH_FORMAT_VERSION, encodeBatch } from '../../core/journal/batch.ts';
import type { Journal } from '../../core/journal/open-journal.ts';
import { openJournal } from '../../core/journal/open-journal.ts';
import type { Connection } from '../../core/sequencer/connection.ts';
import { stateHashOf } from '../../core/sequencer/recovery.ts';
import { Sequencer } from '../../core/sequencer/sequencer.ts';
import { RULES_VERSION } from '../../core/venue/venue.ts';
import type { Entry } from './flow.ts';
import { commandOf, FIRST_TIME_US, scriptOf } from './flow.ts';

const LONG = process.env['BULKHEAD_LONG'] === '1';
const FLIPS = LONG ? 100 : 20;
const SEED = Number(process.env['BULKHEAD_SEED'] ?? Date.now() % 1_000_000);
const NO_KEYCHAIN = { keychain: 'none' } as const;

/** Entries of the script, from and to, in batches of up to nine. */
async function play(directory: string, script: readonly Entry[], from: number, orders: number[]) {
  const sequencer = await Sequencer.open(directory, { ...NO_KEYCHAIN, snapshotEveryCommands: 150 });
  const connections = new Map<SpeakerName, Connection>();
  const open = async (speaker: SpeakerName): Promise<Connection> => {
    const connection = sequencer.connect({ internal: true });
    await connection.submit(openCommand(speaker), { timeUs: FIRST_TIME_US });
    connections.set(speaker, connection);
    return connection;
  };
  for (const speaker of SYSTEM_SPEAKERS) await open(speaker);
  for (let n = from; n < script.length; n += 9) {
    const together = script.slice(n, n + 9).map(async (entry) => {
      const connection = connections.get(entry.speaker) ?? (await open(entry.speaker));
      const command = commandOf(entry, (of) => orders[of] ?? 0);
      const { request, timeUs } = entry;
      const answer = await connection.submit(command, { request, timeUs });
      return 'reference' in answer ? answer.reference : 0;
    });
    orders.push(...(await Promise.all(together)));
  }
  await sequencer.stop();
  return stateHashOf(sequencer.venue);
}

let parent = '';
/** A whole directory, its last state, and its journal as it was half-way. */
let whole = '';
let halfJournal = '';
let stateHash = '';
/** The copy that a test works on. */
let directory = '';

beforeAll(async () => {
  parent = mkdtempSync(path.join(tmpdir(), 'bulkhead-tamper-'));
  whole = path.join(parent, 'whole');
  halfJournal = path.join(parent, 'half.db');
  const script = scriptOf(SEED, 600).slice(0, 600);
  const orders: number[] = [];
  await play(whole, script.slice(0, 300), 0, orders);
  copyFileSync(path.join(whole, 'journal.db'), halfJournal);
  stateHash = await play(whole, script, 300, orders);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let copies = 0;
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  if (directory !== '') rmSync(directory, { recursive: true, force: true });
  directory = '';
});

function copyOfWhole(): string {
  copies += 1;
  directory = path.join(parent, `copy-${copies}`);
  cpSync(whole, directory, { recursive: true });
  return directory;
}

/** What the verb prints, by lines, and how it exits. */
async function verify(...args: string[]): Promise<{ code: number; lines: string[] }> {
  let printed = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const code = await run(['verify', directory, ...args]);
  write.mockRestore();
  process.exitCode = undefined;
  return { code, lines: printed.trimEnd().split('\n') };
}

/** Changes the journal behind everybody's back. */
function edit(change: (database: Database.Database) => void): void {
  const database = new Database(path.join(directory, 'journal.db'));
  try {
    change(database);
  } finally {
    database.close();
  }
}

interface Row {
  readonly batch: number;
  readonly hash: Buffer;
  readonly bytes: Buffer;
}

function rowsOf(database: Database.Database): Row[] {
  return database.prepare('SELECT * FROM batch ORDER BY batch').all() as Row[];
}

function store(database: Database.Database, { batch, hash, bytes }: Row): void {
  database.prepare('UPDATE batch SET hash = ?, bytes = ? WHERE batch = ?').run(hash, bytes, batch);
}

/** Appends a batch of any body that follows the head; the anchor and the checkpoints agree. */
async function append(body: Uint8Array, rulesVersion = RULES_VERSION): Promise<number> {
  return inJournal(async ({ log, head }) => {
    const header = {
      formatVersion: BATCH_FORMAT_VERSION,
      rulesVersion,
      epoch: head.epoch,
      writer: 1,
      batchNumber: head.batchNumber + 1,
      firstSequence: head.sequence + 1,
      count: 1,
      venueTimeUs: head.venueTimeUs,
      wallTimeUs: 1,
      previousHash: head.hash,
    };
    await log.append(header.batchNumber, encodeBatch(header, body));
    return header.batchNumber;
  });
}

async function inJournal<T>(use: (journal: Journal) => Promise<T>): Promise<T> {
  const journal = await openJournal(directory, NO_KEYCHAIN);
  try {
    return await use(journal);
  } finally {
    await journal.close();
  }
}

describe('SEQ-13 verify replays a directory and names whatever is wrong with it', () => {
  test('one that is whole: all is well, the state hash, and nothing is changed', async () => {
    copyOfWhole();
    const before = readFileSync(path.join(directory, 'journal.db'));
    const { code, lines } = await verify();
    expect(code).toBe(0);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^All is well: \d+ batches, \d+ checkpoints, [2-9]\d* signed states/);
    expect(lines[1]).toContain(stateHash);
    const json = await verify('--json');
    expect(json.code).toBe(0);
    expect(JSON.parse(json.lines.join('\n'))).toMatchObject({ ok: true, findings: [], stateHash });
    expect(readFileSync(path.join(directory, 'journal.db')).equals(before)).toBe(true);
  });

  test('without the private key it verifies all the same', async () => {
    copyOfWhole();
    rmSync(path.join(directory, 'key'));
    expect((await verify()).code).toBe(0);
  });

  test(`one byte flipped in any of its batches, ${FLIPS} times: the batch is named`, async () => {
    copyOfWhole();
    const random = new Random(SEED, 2);
    const named: string[] = [];
    for (let flip = 0; flip < FLIPS; flip++) {
      const flipped: { row: Row | null } = { row: null };
      edit((database) => {
        const rows = rowsOf(database);
        const row = rows[random.below(rows.length)] as Row;
        const bytes = Buffer.from(row.bytes);
        const at = random.below(bytes.length);
        bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
        store(database, { ...row, bytes });
        flipped.row = row;
      });
      const row = flipped.row as unknown as Row;
      const { code, lines } = await verify();
      const isNamed = lines.some((line) => line.startsWith(`batch ${row.batch} `));
      if (code === 1 && isNamed && !lines.join().includes('All is well')) named.push('named');
      else named.push(`seed ${SEED}, flip ${flip} of batch ${row.batch}: exit ${code}`);
      edit((database) => store(database, row));
    }
    const found = named.filter((one) => one === 'named').length;
    process.stdout.write(`seed ${SEED}: ${FLIPS} flips, ${found} named\n`);
    expect(named.filter((one) => one !== 'named')).toEqual([]);
    expect((await verify()).code).toBe(0);
  });

  test('a batch deleted, in the middle or the last one', async () => {
    copyOfWhole();
    edit((database) => database.prepare('DELETE FROM batch WHERE batch = 20').run());
    const middle = await verify();
    expect(middle.code).toBe(1);
    expect(middle.lines[0]).toMatch(/^batch 20 .*BATCH_MISSING/);
    expect(middle.lines.at(-1)).toContain('(batch 19)');

    copyOfWhole();
    let last = 0;
    edit((database) => {
      last = rowsOf(database).length;
      database.prepare('DELETE FROM batch WHERE batch = ?').run(last);
    });
    const end = await verify();
    expect(end.code).toBe(1);
    expect(end.lines.some((line) => line.startsWith(`anchor ${last} `))).toBe(true);
    expect(end.lines.some((line) => line.startsWith(`checkpoint ${last} `))).toBe(true);
  });

  test('two batches swapped', async () => {
    copyOfWhole();
    edit((database) => {
      const rows = rowsOf(database);
      const [first, second] = [rows[29] as Row, rows[34] as Row];
      store(database, { ...second, batch: first.batch });
      store(database, { ...first, batch: second.batch });
    });
    const { code, lines } = await verify();
    expect(code).toBe(1);
    expect(lines.some((line) => line.startsWith('batch 30 '))).toBe(true);
    expect(lines.some((line) => line.startsWith('batch 35 '))).toBe(true);
  });

  test('an older journal.db put back beside the newer anchor', async () => {
    copyOfWhole();
    copyFileSync(halfJournal, path.join(directory, 'journal.db'));
    const { code, lines } = await verify();
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^anchor \d+ .*BELOW_ANCHOR/);
    const [finding] = (JSON.parse((await verify('--json')).lines.join()) as { findings: unknown[] })
      .findings;
    expect(finding).toMatchObject({ code: 'BELOW_ANCHOR', about: 'anchor' });
    await expect(Sequencer.open(directory, NO_KEYCHAIN)).rejects.toMatchObject({
      code: 'BELOW_ANCHOR',
    });
  });

  test('a batch of the chain whose body is no command', async () => {
    copyOfWhole();
    const batch = await append(Buffer.from('these are forty-eight bytes, and yet no command'));
    const { code, lines } = await verify();
    expect(code).toBe(1);
    expect(lines[0]).toMatch(new RegExp(`^batch ${batch} .*CANNOT_APPLY`));
    expect(lines.at(-1)).toContain(`(batch ${batch - 1})`);
  });

  test('a batch of other rules is not replayed, and that is said', async () => {
    copyOfWhole();
    const batch = await append(Buffer.from('whatever'), RULES_VERSION + 1);
    const { code, lines } = await verify();
    expect(code).toBe(1);
    expect(lines[0]).toMatch(new RegExp(`^batch ${batch} .*NOT_REPLAYED`));
  });

  test('a signed state that the replay does not reach', async () => {
    copyOfWhole();
    const batch = await inJournal(async ({ checkpoints }) => {
      const newest = checkpoints.newest();
      if (newest === null) throw new Error('there is no checkpoint');
      await checkpoints.take({ ...newest, stateHash: '0'.repeat(64) });
      return newest.batch;
    });
    const { code, lines } = await verify();
    expect(code).toBe(1);
    expect(lines[0]).toMatch(new RegExp(`^checkpoint ${batch} .*STATE_DIFFERS`));
  });

  test('no journal at all', async () => {
    directory = path.join(parent, 'nothing-here');
    const { code, lines } = await verify();
    expect(code).toBe(1);
    expect(lines.some((line) => line.startsWith('journal') && line.includes('UNREADABLE'))).toBe(
      true,
    );
  });
});
