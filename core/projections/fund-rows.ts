/** The insurance fund's changes in SQLite: written once each, and read up to a command. */
import type Database from 'better-sqlite3';
import type { FundChange, FundPast, FundQuery, FundSums } from './fund-record.ts';

export const FUND_SQL = `
  INSERT INTO fund VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (sequence, step) DO NOTHING`;

export function fundValues(change: FundChange): (number | string)[] {
  const { sequence, step, timeUs, asset, part, amountAtoms, balanceAtoms } = change;
  const { reason, instrument, liquidation, subaccount } = change;
  const what = [sequence, step, timeUs, asset, part, amountAtoms, balanceAtoms];
  return [...what, reason, instrument, liquidation, subaccount];
}

const CHANGES = `
  SELECT sequence, step, time_us AS timeUs, asset, part, amount AS amountAtoms,
    balance AS balanceAtoms, reason, instrument, liquidation, subaccount
  FROM fund WHERE sequence <= ? ORDER BY sequence DESC, step DESC LIMIT ?`;

const SUMS = `
  SELECT asset, part, SUM(MAX(amount, 0)) AS inAtoms, SUM(MAX(-amount, 0)) AS outAtoms
  FROM fund WHERE sequence <= ? GROUP BY asset, part`;

/** What a part had at the end of each minute in which it changed. */
const BALANCES = `
  SELECT timeUs, asset, part, balanceAtoms FROM (
    SELECT time_us AS timeUs, asset, part, balance AS balanceAtoms,
      row_number() OVER (
        PARTITION BY time_us / 60000000 ORDER BY sequence DESC, step DESC
      ) AS place
    FROM fund WHERE asset = ? AND part = ? AND time_us >= ? AND sequence <= ?
  ) WHERE place = 1 ORDER BY timeUs`;

const BALANCE_BEFORE = `
  SELECT time_us AS timeUs, asset, part, balance AS balanceAtoms
  FROM fund WHERE asset = ? AND part = ? AND time_us < ? AND sequence <= ?
  ORDER BY time_us DESC, sequence DESC, step DESC LIMIT 1`;

type Prepared = (sql: string) => Database.Statement;

/** Reads all that is asked for. */
export function fundPast(prepared: Prepared, { sequence, count, sinceUs }: FundQuery): FundPast {
  const changes = prepared(CHANGES).all(sequence, count) as FundChange[];
  const sums = prepared(SUMS).all(sequence) as FundSums[];
  const balances = sums.flatMap(({ asset, part }) =>
    [BALANCE_BEFORE, BALANCES].flatMap(
      (sql) => prepared(sql).all(asset, part, sinceUs, sequence) as FundPast['balances'],
    ),
  );
  return { changes: changes.toReversed(), sums, balances };
}
