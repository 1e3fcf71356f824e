/** What the replay and the demo need of whoever orders commands: the sequencer, or a test's own. */
import type { Connection } from '../../sequencer/connection.ts';
import type { AppliedListener } from '../../sequencer/sequencer.ts';
import type { Venue } from '../../venue/venue.ts';

export interface Port {
  readonly venue: Venue;
  connect(options: { readonly internal: boolean }): Connection;
  onApplied(listener: AppliedListener): () => void;
}
