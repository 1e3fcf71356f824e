/** What should have come of a script: a venue in memory that nothing interrupts. */
import { openCommand, SYSTEM_SPEAKERS } from '../../core/cli/bench/founding.ts';
import type { SpeakerName } from '../../core/cli/bench/founding.ts';
import { readRecords } from '../../core/journal/records-reader.ts';
import { MAX_BATCH_BYTES } from '../../core/journal/batch.ts';
import { RecordWriter } from '../../core/journal/records-writer.ts';
import { verifyDirectory } from '../../core/journal/verify-chain.ts';
import { stateHashOf } from '../../core/sequencer/recovery.ts';
import type { Command, StampedCommand } from '../../core/venue/commands.ts';
import { columnOf } from '../../core/venue/event-ring.ts';
import type { Outcome } from '../../core/venue/outcomes.ts';
import { Venue } from '../../core/venue/venue.ts';
import type { Entry } from './flow.ts';
import { commandOf, FIRST_TIME_US } from './flow.ts';

/** A venue, and a tally of what its events say; ids are left out, as they follow from sequence. */
class Tally {
  readonly venue = Venue.create();
  readonly trades: string[] = [];
  readonly counts: Record<string, number> = {};

  apply(stamped: StampedCommand): Outcome {
    const { events } = this.venue;
    const from = events.written;
    const outcome = this.venue.apply(stamped);
    for (let at = from; at < events.written; at++) {
      const kind = events.kindAt(at);
      this.counts[kind] = (this.counts[kind] ?? 0) + 1;
      if (kind !== 'trade') continue;
      const column = (name: string): number => events.columnAt(at, columnOf('trade', name));
      this.trades.push(`${column('quantityLots')}@${column('priceTicks')}`);
    }
    events.release(events.written);
    return outcome;
  }
}

/** Events that are about the market; those about sessions depend on how often it was restarted. */
export function marketCounts(counts: Readonly<Record<string, number>>): Record<string, number> {
  const ofMarket = Object.entries(counts).filter(([kind]) => !kind.startsWith('session.'));
  return Object.fromEntries(ofMarket);
}

export interface Expected {
  readonly stateHash: string;
  readonly outcomes: readonly Outcome[];
  readonly trades: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Runs a script without interruption. */
export function runUninterrupted(script: readonly Entry[]): Expected {
  const tally = new Tally();
  const writer = new RecordWriter(new Uint8Array(MAX_BATCH_BYTES));
  const sessions = new Map<SpeakerName, number>();
  const outcomes: Outcome[] = [];
  // Through the codec, so that a request's digest is the one that the log would have.
  const give = (command: Command, session: number, request: number, timeUs: number): Outcome => {
    writer.begin(timeUs);
    writer.append({ session, request, internal: true, timeUs }, command);
    const told: Outcome[] = [];
    const firstSequence = tally.venue.state.sequence + 1;
    readRecords(writer.written, { firstSequence, count: 1, batchTimeUs: timeUs }, (stamped) => {
      told.push(tally.apply(stamped));
    });
    return told[0] as Outcome;
  };
  const open = (speaker: SpeakerName): void => {
    const { reference } = give(openCommand(speaker), 0, 0, FIRST_TIME_US);
    sessions.set(speaker, reference);
  };
  for (const speaker of SYSTEM_SPEAKERS) open(speaker);
  for (const entry of script) {
    if (!sessions.has(entry.speaker)) open(entry.speaker);
    const command = commandOf(entry, (n) => outcomes[n]?.reference ?? 0);
    outcomes.push(give(command, sessions.get(entry.speaker) ?? 0, entry.request, entry.timeUs));
  }
  const { trades, counts } = tally;
  return { stateHash: stateHashOf(tally.venue), outcomes, trades, counts };
}

export interface Replayed extends Omit<Expected, 'outcomes'> {
  /** By session name and request: every time that the request was applied, not answered again. */
  readonly applied: ReadonlyMap<string, readonly Outcome[]>;
  readonly findings: number;
}

/** Replays a directory from its first command. */
export function replayDirectory(directory: string): Replayed {
  const tally = new Tally();
  const applied = new Map<string, Outcome[]>();
  const { findings } = verifyDirectory(directory, {
    onBatch: ({ header, body }) => {
      const { firstSequence, count, venueTimeUs } = header;
      readRecords(body, { firstSequence, count, batchTimeUs: venueTimeUs }, (stamped) => {
        const outcome = tally.apply(stamped);
        if (stamped.request === 0 || outcome.repeated) return;
        const name = tally.venue.state.sessions[stamped.session - 1]?.name ?? '';
        const key = `${name} ${stamped.request}`;
        applied.set(key, [...(applied.get(key) ?? []), outcome]);
      });
    },
  });
  const { trades, counts } = tally;
  const stateHash = stateHashOf(tally.venue);
  return { stateHash, applied, trades, counts, findings: findings.length };
}
