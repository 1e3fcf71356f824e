/** Applies a batch of the log to a venue: the same way live, at recovery and in verification. */
import type { BatchHeader } from '../journal/batch.ts';
import { readRecords } from '../journal/records-reader.ts';
import { sentenceOf } from '../journal/errors.ts';
import type { StampedCommand } from '../venue/commands.ts';
import { done } from '../venue/outcomes.ts';
import type { Outcome } from '../venue/outcomes.ts';
import { stampedOf } from '../venue/plain-order.ts';
import type { PlainOrder } from '../venue/plain-order.ts';
import type { Venue } from '../venue/venue.ts';
import { SequencerError } from './errors.ts';

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

/** What hears of each command of a batch once it is applied. */
interface Hearer {
  applied(stamped: StampedCommand, outcome: Outcome): void;
  /** A plain order that was taken at once, in a record that the next one is read into. */
  placed(plain: Readonly<PlainOrder>, orderId: number): void;
}

/**
 * Applies the commands of a batch below sequence number `before`. What is applied is read back from
 * the batch's own bytes, so that nothing else can make the state. Throws CANNOT_APPLY naming the
 * first command that cannot be read or applied.
 */
function applyEach(venue: Venue, batch: AppliedBatch, before: number, hearer: Hearer): void {
  const { firstSequence, count, venueTimeUs, batchNumber } = batch.header;
  const records = { firstSequence, count, batchTimeUs: venueTimeUs };
  let applied = 0;
  try {
    readRecords(
      batch.body,
      records,
      (stamped) => {
        if (stamped.sequence >= before) return;
        const outcome = venue.apply(stamped);
        applied += 1;
        hearer.applied(stamped, outcome);
      },
      (plain) => {
        if (plain.sequence >= before) return true;
        const orderId = venue.applyPlain(plain);
        if (orderId === 0) return false;
        applied += 1;
        hearer.placed(plain, orderId);
        return true;
      },
    );
  } catch (thrown) {
    const sequence = firstSequence + applied;
    // What cannot be applied is not asked for, beyond `before`.
    if (sequence < before) throw cannotApply(sequence, batchNumber, thrown);
  }
}

/**
 * Applies a batch and returns the outcomes of its commands, whose events its caller reads and
 * releases. `commands` collects them, for who keeps what was asked. Throws as `applyEach` does.
 */
export function applyBatch(
  venue: Venue,
  batch: AppliedBatch,
  before = Infinity,
  commands?: StampedCommand[],
): Outcome[] {
  const outcomes: Outcome[] = [];
  applyEach(venue, batch, before, {
    applied: (stamped, outcome) => {
      outcomes.push(outcome);
      commands?.push(stamped);
    },
    placed: (plain, orderId) => {
      outcomes.push(done(orderId));
      commands?.push(stampedOf(plain));
    },
  });
  return outcomes;
}

/** Events that nobody reads are released after so many commands: they stay in the nearer caches. */
export const UNHEARD_COMMANDS = 256;

/** Applies a batch of which nobody is told, its events released. Throws as `applyEach` does. */
export function replayBatch(venue: Venue, batch: AppliedBatch, before = Infinity): void {
  const { events } = venue;
  let unheard = 0;
  const hear = (): void => {
    unheard += 1;
    if (unheard % UNHEARD_COMMANDS === 0) events.release(events.written);
  };
  applyEach(venue, batch, before, { applied: hear, placed: hear });
  events.release(events.written);
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
