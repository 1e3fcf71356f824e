/** A funding as it was paid: heard with the batch that paid it, kept beside the trail. */
import type Database from 'better-sqlite3';
import type { DecidedBatch } from '../journal/decided-batch.ts';

/** Amounts in atoms of the settlement asset, rates and premium in 1e-8. */
export interface FundingPayment {
  readonly instrument: number;
  readonly sequence: number;
  readonly timeUs: number;
  readonly rateE8: number;
  /** Mean of the interval that it ended. */
  readonly premiumE8: number;
  readonly markTicks: number;
  readonly observedMinutes: number;
  readonly positions: number;
  readonly paidAtoms: number;
  readonly receivedAtoms: number;
  readonly remainderAtoms: number;
}

/** A page of one instrument, newest first; 0 begins with the newest. */
export interface FundingQuery {
  readonly instrument: number;
  readonly beforeSequence: number;
  readonly count: number;
}

/** Eleven months of one every eight hours. Rule PROJ-10. */
export const FUNDINGS_KEPT = 1_000;

export const FUNDING_SCHEMA = `
  CREATE TABLE funding (
    instrument INTEGER NOT NULL, sequence INTEGER NOT NULL, time_us INTEGER NOT NULL,
    rate_e8 INTEGER NOT NULL, premium_e8 INTEGER NOT NULL, mark_ticks INTEGER NOT NULL,
    minutes INTEGER NOT NULL, positions INTEGER NOT NULL,
    paid INTEGER NOT NULL, received INTEGER NOT NULL, remainder INTEGER NOT NULL,
    PRIMARY KEY (instrument, sequence)
  ) STRICT, WITHOUT ROWID;
`;

/** What of a batch's event is kept, at a position of its ring that is a `funding.settled`. */
export function fundingAt({ events }: Pick<DecidedBatch, 'events'>, at: number): FundingPayment {
  const event = events.decode(at);
  return {
    instrument: Number(event['instrument']),
    sequence: event.sequence,
    timeUs: event.timeUs,
    rateE8: Number(event['rateE8']),
    premiumE8: Number(event['premiumE8']),
    markTicks: Number(event['markTicks']),
    observedMinutes: Number(event['samples']),
    positions: Number(event['positions']),
    paidAtoms: Number(event['paidAtoms']),
    receivedAtoms: Number(event['receivedAtoms']),
    remainderAtoms: Number(event['remainderAtoms']),
  };
}

/** A statement of the file, prepared once. */
type Prepare = (sql: string) => Database.Statement;

/** Any number of times with one result: what is beyond the newest of an instrument goes. */
export function writeFunding(prepare: Prepare, one: FundingPayment): void {
  prepare('INSERT OR REPLACE INTO funding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    one.instrument,
    one.sequence,
    one.timeUs,
    one.rateE8,
    one.premiumE8,
    one.markTicks,
    one.observedMinutes,
    one.positions,
    one.paidAtoms,
    one.receivedAtoms,
    one.remainderAtoms,
  );
  const beyond =
    'SELECT sequence FROM funding WHERE instrument = ? ORDER BY sequence DESC LIMIT 1 OFFSET ?';
  prepare(`DELETE FROM funding WHERE instrument = ? AND sequence <= (${beyond})`).run(
    one.instrument,
    one.instrument,
    FUNDINGS_KEPT,
  );
}

const PAGE = `
  SELECT instrument, sequence, time_us AS timeUs, rate_e8 AS rateE8, premium_e8 AS premiumE8,
    mark_ticks AS markTicks, minutes AS observedMinutes, positions, paid AS paidAtoms,
    received AS receivedAtoms, remainder AS remainderAtoms
  FROM funding WHERE instrument = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?`;

export function fundingPage(prepare: Prepare, query: FundingQuery): FundingPayment[] {
  const before = query.beforeSequence || Number.MAX_SAFE_INTEGER;
  return prepare(PAGE).all(query.instrument, before, query.count) as FundingPayment[];
}
