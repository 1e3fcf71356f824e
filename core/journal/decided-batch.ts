/** A batch of the log together with what became of each of its commands. */
import type { StampedCommand } from '../venue/commands.ts';
import type { EventRing } from '../venue/event-ring.ts';
import type { Outcome } from '../venue/outcomes.ts';
import type { ChainPosition } from './chain.ts';

export interface DecidedBatch {
  /** Where the log stands after it. */
  readonly position: ChainPosition;
  readonly commands: readonly StampedCommand[];
  /** One for each command, in their order. */
  readonly outcomes: readonly Outcome[];
  /** Its events are those from `from` to below `to`, readable until the listener returns. */
  readonly events: EventRing;
  readonly from: number;
  readonly to: number;
}
