/** Applies a batch of the log to a venue: the same way live, at recovery and in verification. */
import type { BatchHeader } from '../journal/batch.ts';
import { CommandForm, readRecords } from '../journal/records-reader.ts';
import { sentenceOf } from '../journal/errors.ts';
import type { StampedCommand } from '../venue/commands.ts';
import type { Outcome } from '../venue/outcomes.ts';
import type { Venue } from '../venue/venue.ts';
import { SequencerError } from './errors.ts';

/** What is read to be applied, and to nothing else: a venue keeps no command. */
const form = new CommandForm();

export interface AppliedBatch {
  readonly header: BatchHeader;
  readonly body: Uint8Array;
}

/** The fail-stop of one command, or of bytes that should have been one. One that is, stays. */
export function cannotApply(sequence: number, batch: number, cause: unknown): SequencerError {
  if (cause instanceof SequencerError) return cause;
  const why = sentenceOf(cause);
  const sentence = `Command ${sequence}, in batch ${batch}, cannot be applied: ${why}.`;
  return new SequencerError('CANNOT_APPLY', sentence, { sequence, batch }, cause);
}

/**
 * Applies the commands of a batch below sequence number `before`, and returns their outcomes. What
 * is applied is read back from the batch's own bytes, so that nothing else can make the state.
 * `commands` collects them, for who keeps what was asked. Throws CANNOT_APPLY naming the first
 * command that cannot be read or applied.
 */
export function applyBatch(
  venue: Venue,
  batch: AppliedBatch,
  before = Infinity,
  commands?: StampedCommand[],
): Outcome[] {
  const { firstSequence, count, venueTimeUs, batchNumber } = batch.header;
  const outcomes: Outcome[] = [];
  const records = { firstSequence, count, batchTimeUs: venueTimeUs };
  try {
    const visit = (stamped: StampedCommand): void => {
      if (stamped.sequence >= before) return;
      outcomes.push(venue.apply(stamped));
      commands?.push(stamped);
    };
    readRecords(batch.body, records, visit, commands === undefined ? form : null);
  } catch (thrown) {
    const sequence = firstSequence + outcomes.length;
    // What cannot be applied is not asked for, beyond `before`.
    if (sequence < before) throw cannotApply(sequence, batchNumber, thrown);
  }
  return outcomes;
}

/**
 * Throws NOT_CONSERVED where the full sum over all accounts does not balance after a batch.
 * DESIGN section 1, rule 3.
 */
export function requireConserved(venue: Venue, header: BatchHeader): void {
  const breach = venue.conservationBreach();
  if (breach === null) return;
  const { firstSequence: sequence, batchNumber: batch } = header;
  const sentence =
    `Value is not conserved after batch ${batch}, which begins with command ${sequence}: ` +
    `${breach}.`;
  throw new SequencerError('NOT_CONSERVED', sentence, { sequence, batch });
}
