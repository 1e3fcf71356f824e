/** What the driver and the process that it kills say to each other. */
import type { SpeakerName } from '../../core/cli/bench/founding.ts';
import type { Answer } from '../../core/sequencer/answers.ts';
import type { Command } from '../../core/venue/commands.ts';

/** `n` comes back with the answer. */
export type ToChild =
  | { readonly kind: 'open'; readonly n: number; readonly speaker: SpeakerName }
  | {
      readonly kind: 'submit';
      readonly n: number;
      readonly speaker: SpeakerName;
      readonly command: Command;
      readonly request: number;
      readonly timeUs: number;
    }
  | { readonly kind: 'stop' };

export type FromChild =
  | { readonly n: number; readonly answer: Answer }
  | { readonly n: -1; readonly started: Started };

export interface Started {
  readonly snapshotSequence: number;
  readonly replayed: number;
  /** Codes of what a person would have been told. */
  readonly notices: readonly string[];
}
