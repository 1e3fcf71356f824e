/**
 * A flow made beforehand, with its stamps: the stream of `bench venue` and what founds its venue. A
 * venue is a function, so a sequencer that is sent the same ends in the same state, and the cost of
 * making the load is in no figure.
 */
import { stateHashOf } from '../../sequencer/recovery.ts';
import type { Given } from './stream-commands.ts';
import { StreamCommands, streamFounding } from './stream-commands.ts';
import type { Stream } from './stream.ts';
import { VenueRun } from './venue-run.ts';

export interface PreparedFlow {
  /** Founds the venue and fills its book: all of it is done. */
  readonly founding: readonly Given[];
  readonly commands: readonly Given[];
  /** The state that founding and commands end in. */
  readonly stateHash: string;
}

/** Makes the flow of a stream over so many subaccounts. */
export function prepareFlow(stream: Stream, accounts: number): PreparedFlow {
  const founding = streamFounding(accounts);
  const following = new StreamCommands(stream, founding.length);
  while (following.place < stream.warmUp) founding.push(following.next());
  const commands = Array.from({ length: stream.length - stream.warmUp }, () => following.next());
  return { founding, commands, stateHash: stateOf(stream, accounts) };
}

/** The state that a venue alone ends in. */
function stateOf(stream: Stream, accounts: number): string {
  const run = new VenueRun(stream, accounts);
  while (run.parse(stream.length) > 0) run.apply();
  return stateHashOf(run.venue);
}
