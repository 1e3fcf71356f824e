/** How a sequencer stands, for whoever looks after it. */
import type { LogHealth } from '../journal/command-log.ts';
import type { Notice, SequencerError } from './errors.ts';

export type SequencerState = 'running' | 'readOnly' | 'stopped';

export interface SequencerHealth {
  readonly state: SequencerState;
  /** Why it stopped by itself. */
  readonly fault: SequencerError | null;
  /** The last command applied, and its batch. */
  readonly sequence: number;
  readonly batch: number;
  readonly timeUs: number;
  readonly waiting: number;
  readonly log: LogHealth;
  /** How the venue came up: from which snapshot, and how many commands were replayed. */
  readonly snapshotSequence: number;
  readonly replayed: number;
  readonly notices: readonly Notice[];
}
