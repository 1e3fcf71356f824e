/** A sequencer under load: what is sent to it, and how much of that it takes at most. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_BATCH_COMMANDS } from '../../journal/batch.ts';
import { isOutcome } from '../../sequencer/answers.ts';
import type { Answer } from '../../sequencer/answers.ts';
import type { Connection } from '../../sequencer/connection.ts';
import { Sequencer } from '../../sequencer/sequencer.ts';
import type { PreparedFlow } from './prepared-flow.ts';
import { spreadOf } from './spread.ts';
import type { Spread } from './spread.ts';
import type { Given } from './stream-commands.ts';
import { SPEAKERS } from './stream-commands.ts';

/** Commands kept on their way at saturation: a batch is written, one applied, and one waits. */
export const OUTSTANDING = 3 * MAX_BATCH_COMMANDS;

/** A sequencer that is sent a prepared flow, in its order. */
export class Load {
  readonly sequencer: Sequencer;
  readonly #commands: readonly Given[];
  readonly #connections: readonly Connection[];
  /** Answers that are no outcome: there should be none. */
  unanswered = 0;
  #next = 0;

  private constructor(sequencer: Sequencer, commands: readonly Given[]) {
    this.sequencer = sequencer;
    this.#commands = commands;
    this.#connections = Array.from({ length: SPEAKERS }, () =>
      sequencer.connect({ internal: true }),
    );
  }

  static async begin(directory: string, { founding, commands }: PreparedFlow): Promise<Load> {
    const sequencer = await Sequencer.open(directory, { keychain: 'none' });
    const load = new Load(sequencer, commands);
    let done: Promise<void>[] = [];
    for (const given of founding) {
      done.push(load.#found(given));
      if (given.command.kind !== 'session.open') continue;
      // What is sent before the answer would not be sent under this session.
      await Promise.all(done);
      done = [];
    }
    await Promise.all(done);
    return load;
  }

  async #found(given: Given): Promise<void> {
    const { command, speaker } = given;
    const { code } = await this.#connection(speaker).submit(command, given);
    if (code !== 'OK') throw new Error(`${command.kind} was answered ${code}.`);
  }

  get sent(): number {
    return this.#next;
  }

  /** Sends the next command. */
  send(hear: (answer: Answer) => void): void {
    const given = this.#commands[this.#next++];
    if (given === undefined) throw new Error('The bench sends more than it made.');
    const refusal = this.#connection(given.speaker).send(given.command, hear, given);
    if (refusal !== null) hear(refusal);
  }

  note(answer: Answer): void {
    if (!isOutcome(answer)) this.unanswered += 1;
  }

  #connection(speaker: number): Connection {
    return this.#connections[speaker] as Connection;
  }

  /** How many commands each batch has, until it is stopped. */
  watchBatches(): { sizes: number[]; stop: () => void } {
    const { sequencer } = this;
    const sizes: number[] = [];
    let before = sequencer.sequence;
    const stop = sequencer.onApplied(() => {
      sizes.push(sequencer.sequence - before);
      before = sequencer.sequence;
    });
    return { sizes, stop };
  }
}

export interface Saturation {
  readonly commandsPerSecond: number;
  readonly batchCommands: Spread;
}

/**
 * As many commands a second as it takes, with so many always on their way; counted from when half
 * of the commands are answered.
 */
export async function saturate(
  load: Load,
  commands: number,
  onProgress: (share: number) => void,
): Promise<Saturation> {
  const { sizes, stop } = load.watchBatches();
  const end = load.sent + commands;
  const way = { commands: 0 };
  const counted = Math.floor(commands / 2);
  let unheard = commands;
  let begunMs = 0;
  const hear = (answer: Answer): void => {
    way.commands -= 1;
    if (unheard === counted) begunMs = performance.now();
    unheard -= 1;
    load.note(answer);
  };
  while (load.sent < end || way.commands > 0) {
    for (; way.commands < OUTSTANDING && load.sent < end; way.commands++) {
      load.send(hear);
    }
    await nextTurn();
    onProgress(1 - (end - load.sent) / commands);
  }
  const elapsedMs = performance.now() - begunMs;
  stop();
  return {
    commandsPerSecond: Math.round((counted / elapsedMs) * 1_000),
    batchCommands: spreadOf(sizes),
  };
}
