/** The one way from the ladder to the ticket. */
import type { OrderFields } from './ticket-state.ts';

export type StagedFields = Pick<OrderFields, 'side' | 'price'> | Pick<OrderFields, 'size'>;
type Listener = (fields: StagedFields) => void;

let listener: Listener | null = null;

export function onStaging(heard: Listener): () => void {
  listener = heard;
  return () => {
    listener = null;
  };
}

/** Puts side and price of a ladder's row, or a size, into the ticket; sends nothing. */
export function stageFromLadder(fields: StagedFields): void {
  listener?.(fields);
}
