/** The file of the projections and how it is laid out. It can always be deleted and made again. */
import Database from 'better-sqlite3';
import { FUNDING_SCHEMA } from './funding-record.ts';

export const PROJECTIONS_FILE = 'projections.db';
/** Another layout is not converted but made again from the log. */
export const PROJECTIONS_FORMAT = 3;

const BUSY_TIMEOUT_MS = 1_000;

/** Nearly all rows are routine and no index holds them: a page of people's acts reads no other. */
const SCHEMA = `
  CREATE TABLE standing (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL, batch INTEGER NOT NULL, hash BLOB NOT NULL
  ) STRICT;
  CREATE TABLE session (
    session INTEGER PRIMARY KEY, operator INTEGER NOT NULL, system TEXT NOT NULL,
    role TEXT NOT NULL, channel TEXT NOT NULL, workstation TEXT NOT NULL,
    strategy INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE subject (
    kind TEXT NOT NULL, number INTEGER NOT NULL, subaccount INTEGER NOT NULL,
    PRIMARY KEY (kind, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE command (
    sequence INTEGER PRIMARY KEY, batch INTEGER NOT NULL, time_us INTEGER NOT NULL,
    session INTEGER NOT NULL, operator INTEGER NOT NULL, kind TEXT NOT NULL,
    subaccount INTEGER NOT NULL, counterpart INTEGER NOT NULL, instrument INTEGER NOT NULL,
    order_id INTEGER NOT NULL, outcome TEXT NOT NULL, reference INTEGER NOT NULL,
    detail INTEGER NOT NULL, is_repeated INTEGER NOT NULL, is_routine INTEGER NOT NULL, body TEXT,
    strategy INTEGER NOT NULL, is_by_hand INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE fund (
    sequence INTEGER NOT NULL, step INTEGER NOT NULL, time_us INTEGER NOT NULL,
    asset INTEGER NOT NULL, part INTEGER NOT NULL, amount INTEGER NOT NULL,
    balance INTEGER NOT NULL, reason TEXT NOT NULL, instrument INTEGER NOT NULL,
    liquidation INTEGER NOT NULL, subaccount INTEGER NOT NULL,
    PRIMARY KEY (sequence, step)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX fund_part ON fund (asset, part, time_us);
  CREATE INDEX command_told ON command (sequence) WHERE is_routine = 0;
  CREATE INDEX command_subaccount ON command (subaccount, sequence)
    WHERE is_routine = 0 AND subaccount > 0;
  CREATE INDEX command_counterpart ON command (counterpart, sequence)
    WHERE is_routine = 0 AND counterpart > 0;
  CREATE INDEX command_order ON command (order_id, sequence)
    WHERE is_routine = 0 AND order_id > 0;
  CREATE INDEX command_operator ON command (operator, sequence)
    WHERE is_routine = 0 AND operator > 0;
  CREATE INDEX command_strategy ON command (strategy, sequence)
    WHERE is_routine = 0 AND strategy > 0;
  CREATE INDEX command_by_hand ON command (sequence) WHERE is_routine = 0 AND is_by_hand = 1;
`;

function layOut(handle: Database.Database): void {
  handle.exec(SCHEMA + FUNDING_SCHEMA);
  handle.prepare('INSERT INTO standing VALUES (1, 0, 0, zeroblob(32))').run();
  handle.pragma(`user_version = ${PROJECTIONS_FORMAT}`);
}

/**
 * Opens the file, laid out where it is new. Null where it is of another layout or no database that
 * can be read: then it is to be removed and made again. An error of the file system passes through.
 */
export function openProjections(path: string): Database.Database | null {
  const handle = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // A power cut may cost the newest rows, which the log gives back.
    handle.pragma('journal_mode = WAL');
    handle.pragma('synchronous = NORMAL');
    const format = handle.pragma('user_version', { simple: true });
    const tables = handle.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
    if (format === 0 && tables === 0) handle.transaction(layOut)(handle);
    else if (format !== PROJECTIONS_FORMAT || !isWhole(handle)) {
      handle.close();
      return null;
    }
    return handle;
  } catch (thrown) {
    handle.close();
    if (isDamage(thrown)) return null;
    throw thrown;
  }
}

function isWhole(handle: Database.Database): boolean {
  return handle.prepare('SELECT count(*) FROM standing').pluck().get() === 1;
}

/** Whether SQLite says that the file is not, or no longer, a database of ours. */
function isDamage(thrown: unknown): boolean {
  if (!(thrown instanceof Database.SqliteError)) return false;
  return ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_ERROR'].some((code) =>
    thrown.code.startsWith(code),
  );
}
