/**
 * Sends a script to a process that it keeps killing, and sends again, under the same request
 * numbers, what was not answered.
 */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SYSTEM_SPEAKERS } from '../../core/cli/bench/founding.ts';
import type { SpeakerName } from '../../core/cli/bench/founding.ts';
import type { Random } from '../../core/feeds/simulated/random.ts';
import { isOutcome } from '../../core/sequencer/answers.ts';
import type { Answer } from '../../core/sequencer/answers.ts';
import type { Outcome } from '../../core/venue/outcomes.ts';
import type { Entry } from './flow.ts';
import { commandOf } from './flow.ts';
import type { FromChild, Started, ToChild } from './protocol.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const WINDOW = 64;
/** Answers of the life before that are asked for again. */
const ASKED_AGAIN = 5;

/** When a life ends: so long after its start, or so many answers into it, whichever is first. */
export interface Death {
  readonly afterMs: number;
  readonly afterAnswers: number;
}

export interface Lives {
  kills: number;
  /** Kills before the process could take anything. */
  killsWhileStarting: number;
  /** Kills with commands sent and not answered, and how many those were in all. */
  killsInFlight: number;
  unanswered: number;
  /** Commands sent again that had been applied before the kill. */
  repeated: number;
  /** Answers given before a kill that came back otherwise, or not. */
  lost: string[];
  fromSnapshot: number;
  mostReplayed: number;
  /** What the starts had to say: a kill alone damages nothing. */
  notices: string[];
}

export class Driver {
  readonly #directory: string;
  readonly #script: readonly Entry[];
  readonly #outcomes: (Outcome | undefined)[];
  readonly lives: Lives = {
    kills: 0,
    killsWhileStarting: 0,
    killsInFlight: 0,
    unanswered: 0,
    repeated: 0,
    lost: [],
    fromSnapshot: 0,
    mostReplayed: 0,
    notices: [],
  };
  #answered = 0;

  constructor(directory: string, script: readonly Entry[]) {
    this.#directory = directory;
    this.#script = script;
    this.#outcomes = script.map(() => undefined);
  }

  get isDone(): boolean {
    return this.#answered === this.#script.length;
  }

  get remaining(): number {
    return this.#script.length - this.#answered;
  }

  get outcomes(): readonly (Outcome | undefined)[] {
    return this.#outcomes;
  }

  /** Runs one life: with a death to its end, without one to the end of the script. */
  async live(death: Death | null, random: Random): Promise<void> {
    const life = new Life(this.#directory, death, random);
    try {
      await this.#play(life);
      await (death === null ? life.stop() : life.kill());
    } catch (thrown) {
      if (!(thrown instanceof Killed)) throw thrown;
      await life.gone();
      this.#count(life);
    }
  }

  #count(life: Life): void {
    this.lives.kills += 1;
    if (life.started === null) this.lives.killsWhileStarting += 1;
    if (life.inFlight > 0) this.lives.killsInFlight += 1;
    this.lives.unanswered += life.inFlight;
  }

  async #play(life: Life): Promise<void> {
    const { snapshotSequence, replayed, notices } = await life.begin();
    if (snapshotSequence > 0) this.lives.fromSnapshot += 1;
    this.lives.mostReplayed = Math.max(this.lives.mostReplayed, replayed);
    this.lives.notices.push(...notices);
    for (const speaker of SYSTEM_SPEAKERS) await life.open(speaker);
    await this.#askAgain(life);
    await this.#sendRest(life);
  }

  #send(life: Life, n: number): Promise<Answer> {
    const entry = this.#script[n] as Entry;
    const command = commandOf(entry, (of) => this.#outcomes[of]?.reference ?? 0);
    const { speaker, request, timeUs } = entry;
    return life.ask({ kind: 'submit', n, speaker, command, request, timeUs });
  }

  async #need(life: Life, { speaker }: Entry): Promise<void> {
    if (!life.isOpen(speaker)) await life.open(speaker);
  }

  /** The newest answers must come back as they were. */
  async #askAgain(life: Life): Promise<void> {
    for (let n = Math.max(0, this.#answered - ASKED_AGAIN); n < this.#answered; n++) {
      await this.#need(life, this.#script[n] as Entry);
      const again = await this.#send(life, n);
      const before = JSON.stringify({ ...this.#outcomes[n], repeated: true });
      if (JSON.stringify(again) !== before) this.lives.lost.push(`${n}: ${JSON.stringify(again)}`);
    }
  }

  /** In the script's order, at most WINDOW at once, each after the order that it names is known. */
  async #sendRest(life: Life): Promise<void> {
    const first = this.#answered;
    const asked: Promise<void>[] = [];
    for (let n = first; n < this.#script.length; n++) {
      const entry = this.#script[n] as Entry;
      const needed = Math.max(n - WINDOW, entry.orderOf ?? -1);
      if (needed >= this.#answered) await asked[needed - first];
      // What a session's opening depends on comes before it in the script.
      if (!life.isOpen(entry.speaker)) await Promise.all(asked);
      await this.#need(life, entry);
      const told = this.#send(life, n).then((answer) => this.#told(n, answer));
      // It is awaited later; a kill before that is no unhandled failure.
      told.catch(() => {});
      asked.push(told);
    }
    await Promise.all(asked);
  }

  #told(n: number, answer: Answer): void {
    const { lost } = this.lives;
    if (n !== this.#answered) lost.push(`${n}: answered in place of ${this.#answered}`);
    this.#answered = n + 1;
    if (!isOutcome(answer)) {
      lost.push(`${n}: answered ${answer.code}`);
      return;
    }
    if (answer.repeated) this.lives.repeated += 1;
    this.#outcomes[n] = { ...answer, repeated: false };
  }
}

/** The process was killed, as was meant. */
class Killed extends Error {}

/** One life of the process. */
class Life {
  readonly #child: ChildProcess;
  readonly #death: Death | null;
  readonly #random: Random;
  readonly #asked = new Map<number, PromiseWithResolvers<Answer>>();
  readonly #open = new Set<SpeakerName>();
  readonly #begun = Promise.withResolvers<Started>();
  readonly #exit: Promise<unknown[]>;
  #answers = 0;
  #opened = 0;
  #isKilled = false;
  started: Started | null = null;
  inFlight = 0;

  constructor(directory: string, death: Death | null, random: Random) {
    this.#death = death;
    this.#random = random;
    this.#child = fork(CHILD, [directory], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#exit = once(this.#child, 'exit');
    this.#child.on('message', (message) => this.#hear(message as FromChild));
    this.#child.on('exit', () => this.#dismiss());
    if (death !== null) this.#killLater(death.afterMs);
  }

  begin(): Promise<Started> {
    return this.#begun.promise;
  }

  isOpen(speaker: SpeakerName): boolean {
    return this.#open.has(speaker);
  }

  /** Opens a speaker's session. Numbers of its own keep it apart from the script's entries. */
  async open(speaker: SpeakerName): Promise<void> {
    this.#opened += 1;
    const answer = await this.ask({ kind: 'open', n: -1 - this.#opened, speaker });
    if (answer.code !== 'OK') throw new Error(`The session of ${speaker}: ${answer.code}.`);
    this.#open.add(speaker);
  }

  ask(message: Exclude<ToChild, { kind: 'stop' }>): Promise<Answer> {
    if (this.#isKilled) return Promise.reject(new Killed());
    const asked = Promise.withResolvers<Answer>();
    // Whoever awaits it hears; but it may be rejected before anybody does.
    asked.promise.catch(() => {});
    this.#asked.set(message.n, asked);
    this.#say(message);
    return asked.promise;
  }

  async stop(): Promise<void> {
    this.#say({ kind: 'stop' });
    const [code] = await this.#exit;
    if (code !== 0) throw new Error(`The process ended with ${String(code)}.`);
  }

  /** Kills it now. Never resolves otherwise than by throwing Killed. */
  async kill(): Promise<never> {
    this.#kill();
    throw new Killed();
  }

  async gone(): Promise<void> {
    await this.#exit;
  }

  #say(message: ToChild): void {
    // A message to a process that has just been killed goes nowhere, which is the point.
    this.#child.send(message, () => {});
  }

  #hear(message: FromChild): void {
    if (this.#isKilled) return;
    if ('started' in message) {
      this.started = message.started;
      this.#begun.resolve(message.started);
      return;
    }
    this.#asked.get(message.n)?.resolve(message.answer);
    this.#asked.delete(message.n);
    if (message.n >= 0) this.#answers += 1;
    // Not always at the moment of an answer: somewhere in the next two milliseconds.
    if (this.#answers === this.#death?.afterAnswers) this.#killLater(this.#random.below(3));
  }

  #killLater(afterMs: number): void {
    setTimeout(() => this.#kill(), afterMs);
  }

  #kill(): void {
    if (this.#isKilled) return;
    this.#isKilled = true;
    this.#child.kill('SIGKILL');
  }

  /** What was asked and is not answered never will be. */
  #dismiss(): void {
    this.inFlight = this.#asked.size;
    const reason = this.#isKilled ? new Killed() : new Error('The process ended by itself.');
    this.#begun.promise.catch(() => {});
    this.#begun.reject(reason);
    for (const asked of this.#asked.values()) asked.reject(reason);
  }
}
