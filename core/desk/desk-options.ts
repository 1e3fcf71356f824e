/** What the desk needs of the core around it, and what all its windows share. */
import type { FundingPayment, FundingQuery } from '../projections/funding-record.ts';
import type { TrailQuery, TrailRow } from '../projections/trail-query.ts';
import type { Connection } from '../sequencer/connection.ts';
import type { AppliedListener } from '../sequencer/sequencer.ts';
import type { SecurityLog } from '../sequencer/admission/security-log.ts';
import type { Venue } from '../venue/venue.ts';
import type { Strip } from './messages.ts';
import type { FundHistory } from './views/fund-news.ts';

/** Who orders commands: the sequencer, or a test's own. */
export interface CorePort {
  readonly venue: Venue;
  connect(options: { readonly internal: boolean }): Connection;
  onApplied(listener: AppliedListener): () => void;
  health?(): { readonly state: Strip['core']; readonly batch: number };
}

/** How a replay is held and hurried; absent on a live market. */
export interface Transport {
  pause(): void;
  resume(): void;
  /** Times real time, 0 for as fast as it goes; false where that speed is not offered. */
  setSpeed(speed: number): boolean;
  readonly state: Strip['transport'];
}

/** The audit trail, as windows ask for it. */
export interface TrailPages {
  /** Commands that were applied and are not yet to be found. */
  readonly lag: number;
  page(query: TrailQuery): TrailRow[];
  /** Fundings of one instrument, newest first. */
  fundings(query: FundingQuery): FundingPayment[];
}

/** What operators' windows keep: a text for each, beside the log and never in it. */
export interface PreferenceStore {
  /** Empty where the operator has none. Throws where what there is cannot be read. */
  read(operator: number): Promise<string>;
  /**
   * The whole text, or nothing of it where it throws, and where it answers false: `isKnown` did
   * not know what is there now, empty where that cannot be read.
   */
  write(operator: number, text: string, isKnown: (now: string) => boolean): Promise<boolean>;
}

export interface DeskServerOptions {
  readonly port: CorePort;
  /** A person's name by operator id; empty where it is not known. */
  readonly people: (operator: number) => string;
  readonly badges: readonly string[];
  /** Wall time, microseconds since 1970 UTC. */
  readonly clockUs: () => number;
  readonly securityLog: SecurityLog;
  /** Orders worth more are large: whole units of the quote, at the index. */
  readonly largeOrder: { readonly above: number };
  readonly transport?: Transport;
  readonly trail?: TrailPages;
  readonly fundHistory?: FundHistory;
  readonly preferences?: PreferenceStore;
  /** Names this workstation in the sessions that its windows open. */
  readonly workstation?: string;
  /** Told of what went wrong in a view, in a sentence; the core goes on. */
  readonly onFault?: (sentence: string) => void;
}
