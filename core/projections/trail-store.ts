/** The trail's rows in SQLite: written by sequence number, any number of times with one result. */
import type Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import type { ChainPosition } from '../journal/chain.ts';
import { GENESIS } from '../journal/chain.ts';
import { pageSql, rowOf } from './trail-query.ts';
import type { StoredRow, TrailQuery, TrailRow } from './trail-query.ts';
import type { TrailAddition, TrailMemory, TrailRecord, TrailSession } from './trail-record.ts';
import type { TrailSubject } from './trail-record.ts';
import { subjectKey } from './trail-record.ts';
import { openProjections } from './trail-schema.ts';

/** How far the rows go: all commands up to `sequence`. The batch is the last that is whole. */
export type Standing = Pick<ChainPosition, 'sequence' | 'batchNumber' | 'hash'>;

const INSERT = `
  INSERT INTO command VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (sequence) DO NOTHING`;

function valuesOf(record: TrailRecord): unknown[] {
  return [
    record.sequence,
    record.batch,
    record.timeUs,
    record.session,
    record.operator,
    record.kind,
    record.subaccount,
    record.counterpart,
    record.instrument,
    record.order,
    record.outcome,
    record.reference,
    record.detail,
    record.isRepeated ? 1 : 0,
    record.isRoutine ? 1 : 0,
    record.command === null ? null : JSON.stringify(record.command),
  ];
}

function removeFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

export class TrailStore {
  readonly #path: string;
  #handle: Database.Database;
  #isClosed = false;

  private constructor(path: string, handle: Database.Database) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Opens the file; one that is damaged or of another layout is made again, empty. */
  static open(path: string): TrailStore {
    return new TrailStore(path, TrailStore.#openOrRemake(path));
  }

  static #openOrRemake(path: string): Database.Database {
    const handle = openProjections(path);
    if (handle !== null) return handle;
    removeFile(path);
    const made = openProjections(path);
    if (made === null) throw new Error(`${path} cannot be made`);
    return made;
  }

  /** Begins again with nothing: the rows are not of the log that is there. */
  remake(): void {
    this.#handle.close();
    removeFile(this.#path);
    this.#handle = TrailStore.#openOrRemake(this.#path);
  }

  standing(): Standing {
    const row = this.#handle.prepare('SELECT sequence, batch, hash FROM standing').get() as
      | { readonly sequence: number; readonly batch: number; readonly hash: Uint8Array }
      | undefined;
    if (row === undefined) return GENESIS;
    return { sequence: row.sequence, batchNumber: row.batch, hash: row.hash };
  }

  /** What earlier commands told, for whoever reads on from here. */
  memory(): TrailMemory {
    const sessions = this.#handle.prepare('SELECT * FROM session').all() as TrailSession[];
    const subjects = this.#handle.prepare('SELECT * FROM subject').all() as TrailSubject[];
    return {
      sessions: new Map(sessions.map((entry) => [entry.session, entry])),
      subjects: new Map(
        subjects.map((entry) => [subjectKey(entry.kind, entry.number), entry] as const),
      ),
    };
  }

  /** Writes rows and how far they go, all or nothing. */
  write(additions: readonly TrailAddition[], standing: Standing): void {
    const handle = this.#handle;
    const command = handle.prepare(INSERT);
    const session = handle.prepare('INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?)');
    const subject = handle.prepare('INSERT OR REPLACE INTO subject VALUES (?, ?, ?)');
    handle.transaction(() => {
      for (const { records, sessions, subjects } of additions) {
        for (const record of records) command.run(...valuesOf(record));
        for (const { session: number, operator, system, role, channel, workstation } of sessions) {
          session.run(number, operator, system, role, channel, workstation);
        }
        for (const entry of subjects) subject.run(entry.kind, entry.number, entry.subaccount);
      }
      const { sequence, batchNumber, hash } = standing;
      handle
        .prepare('UPDATE standing SET sequence = ?, batch = ?, hash = ?')
        .run(sequence, batchNumber, hash);
    })();
  }

  page(query: TrailQuery): TrailRow[] {
    const { text, values } = pageSql(query);
    const rows = this.#handle.prepare(text).all(...values) as StoredRow[];
    return rows.map(rowOf);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handle.close();
  }
}
