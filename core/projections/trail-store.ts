/** The trail's rows in SQLite: written by sequence number, any number of times with one result. */
import type Database from 'better-sqlite3';
import { rmSync } from 'node:fs';
import type { ChainPosition } from '../journal/chain.ts';
import { GENESIS } from '../journal/chain.ts';
import { FUND_SQL, fundPast, fundValues } from './fund-rows.ts';
import type { FundPast, FundQuery } from './fund-record.ts';
import { fundingPage, writeFunding } from './funding-record.ts';
import type { FundingPayment, FundingQuery } from './funding-record.ts';
import { pageSql, rowOf } from './trail-query.ts';
import type { StoredRow, TrailQuery, TrailRow } from './trail-query.ts';
import type { TrailAddition, TrailMemory, TrailRecord, TrailSession } from './trail-record.ts';
import type { TrailSubject } from './trail-record.ts';
import { subjectKey } from './trail-record.ts';
import { openProjections } from './trail-schema.ts';

/** How far the rows go: all commands up to `sequence`. The batch is the last that is whole. */
export type Standing = Pick<ChainPosition, 'sequence' | 'batchNumber' | 'hash'>;

const TOLD = `
  INSERT INTO command VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
  ON CONFLICT (sequence) DO NOTHING`;
/** Nearly all rows are routine: many with one statement cost half of as many with one each. */
const ROUTINE_AT_ONCE = 50;
const ROUTINE_ROW = '(?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, NULL, 0, 0)';

const ROUTINE_SQL = Array.from({ length: ROUTINE_AT_ONCE + 1 }, (_, rows) => {
  const values = Array.from({ length: rows }, () => ROUTINE_ROW).join(', ');
  return `INSERT INTO command VALUES ${values} ON CONFLICT (sequence) DO NOTHING`;
});

function addValues(values: (number | string)[], record: TrailRecord): void {
  const { sequence, batch, timeUs, session, operator, kind } = record;
  values.push(sequence, batch, timeUs, session);
  if (!record.isRoutine) values.push(operator);
  const { subaccount, counterpart, instrument, order, outcome, reference, detail } = record;
  values.push(kind, subaccount, counterpart, instrument, order, outcome, reference, detail);
  values.push(record.isRepeated ? 1 : 0);
  if (record.isRoutine) return;
  values.push(JSON.stringify(record.command), record.strategy, record.isByHand ? 1 : 0);
}

function removeFile(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

export class TrailStore {
  readonly #path: string;
  #handle: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
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
    this.#statements.clear();
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
    this.#handle.transaction(() => {
      for (const { records, sessions, subjects, funds, fundings } of additions) {
        this.#writeRecords(records);
        for (const change of funds) this.#prepared(FUND_SQL).run(fundValues(change));
        for (const funding of fundings) writeFunding((sql) => this.#prepared(sql), funding);
        for (const { session, operator, system, role, ...rest } of sessions) {
          const { channel, workstation, strategy } = rest;
          const sql = 'INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?)';
          const who = [session, operator, system, role, channel, workstation, strategy];
          this.#prepared(sql).run(who);
        }
        for (const { kind, number, subaccount } of subjects) {
          const sql = 'INSERT OR REPLACE INTO subject VALUES (?, ?, ?)';
          this.#prepared(sql).run(kind, number, subaccount);
        }
      }
      const { sequence, batchNumber, hash } = standing;
      const sql = 'UPDATE standing SET sequence = ?, batch = ?, hash = ?';
      this.#prepared(sql).run(sequence, batchNumber, hash);
    })();
  }

  #writeRecords(records: readonly TrailRecord[]): void {
    let values: (number | string)[] = [];
    let waiting = 0;
    for (const record of records) {
      if (!record.isRoutine) {
        const told: (number | string)[] = [];
        addValues(told, record);
        this.#prepared(TOLD).run(told);
        continue;
      }
      addValues(values, record);
      waiting += 1;
      if (waiting < ROUTINE_AT_ONCE) continue;
      this.#prepared(ROUTINE_SQL[waiting] ?? '').run(values);
      values = [];
      waiting = 0;
    }
    if (waiting > 0) this.#prepared(ROUTINE_SQL[waiting] ?? '').run(values);
  }

  #prepared(sql: string): Database.Statement {
    const known = this.#statements.get(sql) ?? this.#handle.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  page(query: TrailQuery): TrailRow[] {
    const { text, values } = pageSql(query);
    const rows = this.#prepared(text).all(...values) as StoredRow[];
    return rows.map(rowOf);
  }

  /** What is known of the fund up to a command. */
  fund(query: FundQuery): FundPast {
    return fundPast((sql) => this.#prepared(sql), query);
  }

  fundings(query: FundingQuery): FundingPayment[] {
    return fundingPage((sql) => this.#prepared(sql), query);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handle.close();
  }
}
