/**
 * A flow made beforehand on a venue alone, command by command with its stamps. A venue is a
 * function, so a sequencer that is sent the same ends in the same state, and the cost of making the
 * load is in no figure.
 */
import { stateHashOf } from '../../sequencer/recovery.ts';
import type { Command } from '../../venue/commands.ts';
import type { Outcome } from '../../venue/outcomes.ts';
import { Venue } from '../../venue/venue.ts';
import type { SpeakerName } from './founding.ts';
import { foundingScript, openCommand, SYSTEM_SPEAKERS } from './founding.ts';
import { DESKS, observationAt, OrderFlow } from './order-flow.ts';

const START_US = 1_735_689_630_000_000;
/** Venue time between two commands, whatever rate they are sent at. */
const STEP_US = 20;
const OBSERVE_EVERY = 25_000;
const RELEASE_EVERY = 1_024;
const COLLATERAL_ATOMS = 10_000_000_000_000;
const FUND_ATOMS = 1_000_000_000_000;

/** A command, who gives it, and what the connection is told with it. */
export interface Given {
  readonly speaker: SpeakerName;
  readonly command: Command;
  readonly stamp: { readonly request: number; readonly timeUs: number };
}

export interface PreparedFlow {
  /** Founds the venue and fills its book: all of it is done. */
  readonly founding: readonly Given[];
  /** Some of it is refused. */
  readonly commands: readonly Given[];
  readonly refused: number;
  /** The state that founding and commands end in. */
  readonly stateHash: string;
}

/** A venue without sequencer and journal, to which commands are given as these would. */
class BareVenue {
  readonly venue = Venue.create();
  readonly #sessions = new Map<SpeakerName, number>();

  give({ speaker, command, stamp }: Given): Outcome {
    const { venue } = this;
    const sequence = venue.state.sequence + 1;
    const session = this.#sessions.get(speaker) ?? 0;
    const outcome = venue.apply({
      sequence,
      session,
      digest: 0,
      internal: true,
      command,
      ...stamp,
    });
    if (command.kind === 'session.open') this.#sessions.set(speaker, outcome.reference);
    if (sequence % RELEASE_EVERY === 0) venue.events.release(venue.events.written);
    return outcome;
  }
}

function foundingCommands(): readonly (readonly [SpeakerName, Command])[] {
  const desks = Array.from({ length: DESKS }, (_, n) => ({
    label: `Desk ${n + 1}`,
    mode: n % 4 === 3 ? ('isolated' as const) : ('cross' as const),
    collateralAtoms: COLLATERAL_ATOMS,
  }));
  return [
    ...SYSTEM_SPEAKERS.map((speaker) => [speaker, openCommand(speaker)] as const),
    ...foundingScript(desks, FUND_ATOMS).map(({ speaker, command }) => [speaker, command] as const),
    ['trader', openCommand('trader')],
    ['feed', observationAt(START_US)],
  ];
}

function requireDone({ command }: Given, { code }: Outcome): void {
  if (code !== 'OK') throw new Error(`The bench's venue: ${command.kind} was answered ${code}.`);
}

/** Makes a flow of so many commands on a book of `depth` resting orders: always the same. */
export function prepareFlow(depth: number, count: number): PreparedFlow {
  const bare = new BareVenue();
  const flow = new OrderFlow(depth);
  const founding: Given[] = [];
  const commands: Given[] = [];
  let refused = 0;
  let request = 0;
  let timeUs = START_US;
  for (const [speaker, command] of foundingCommands()) {
    const given = { speaker, command, stamp: { request: 0, timeUs } };
    requireDone(given, bare.give(given));
    founding.push(given);
  }
  for (let n = 1; commands.length < count; n++) {
    timeUs += STEP_US;
    const isObserved = n % OBSERVE_EVERY === 0;
    const command = isObserved ? observationAt(timeUs) : flow.next();
    const speaker = isObserved ? 'feed' : 'trader';
    if (!isObserved) request += 1;
    const given = {
      speaker,
      command,
      stamp: { request: isObserved ? 0 : request, timeUs },
    } as const;
    const outcome = bare.give(given);
    if (!isObserved) flow.told(command, outcome);
    if (n <= depth) {
      requireDone(given, outcome);
      founding.push(given);
    } else {
      if (outcome.code !== 'OK') refused += 1;
      commands.push(given);
    }
  }
  return { founding, commands, refused, stateHash: stateHashOf(bare.venue) };
}

/** Commands a second of `venue.apply` alone, over the commands from place `from` on. */
export function venueRate({ founding, commands }: PreparedFlow, from: number): number {
  const bare = new BareVenue();
  for (const given of founding) bare.give(given);
  for (let n = 0; n < from; n++) bare.give(commands[n] as Given);
  const begunMs = performance.now();
  for (let n = from; n < commands.length; n++) bare.give(commands[n] as Given);
  return ((commands.length - from) / (performance.now() - begunMs)) * 1_000;
}
