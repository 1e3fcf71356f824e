/** What the replay and the demo need of whoever orders commands: the sequencer, or a test's own. */
import type { Command } from '../../venue/commands.ts';
import type { Outcome } from '../../venue/outcomes.ts';
import type { Venue } from '../../venue/venue.ts';

export interface SubmitOptions {
  /** The client's own number of the request; without one nothing is remembered. */
  readonly request?: number;
  /** The time the command carries; without one the sequencer's clock stamps it. */
  readonly timeUs?: number;
}

export interface Connection {
  /** Commands of all connections are applied in the order in which they are submitted. */
  submit(command: Command, options?: SubmitOptions): Promise<Outcome>;
}

/** Told after commands have been applied, and before any of them is answered. */
export type AppliedListener = (fromEventPosition: number, toEventPosition: number) => void;

export interface Port {
  readonly venue: Venue;
  connect(options: { readonly internal: boolean }): Connection;
  onApplied(listener: AppliedListener): void;
}
