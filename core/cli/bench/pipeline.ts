/**
 * The path from a command to its durable acknowledgement, measured on the product's own modules:
 * sequencer, codec, SQLite with synchronous=FULL in the journal's thread, venue; and the way back,
 * from the journal to its venue. The load is made beforehand and sent from the core's thread.
 */
import * as fs from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_BATCH_COMMANDS } from '../../journal/batch.ts';
import { isOutcome } from '../../sequencer/answers.ts';
import type { Answer } from '../../sequencer/answers.ts';
import type { Connection } from '../../sequencer/connection.ts';
import { stateHashOf } from '../../sequencer/recovery.ts';
import { Sequencer } from '../../sequencer/sequencer.ts';
import { offerToDisk, timeSyncs } from './disk.ts';
import { machine } from './machine.ts';
import type { PreparedFlow } from './prepared-flow.ts';
import { prepareFlow } from './prepared-flow.ts';
import { rounded, spreadOf, spreadOfRounds } from './spread.ts';
import type { Spread } from './spread.ts';
import type { Given } from './stream-commands.ts';
import { SESSIONS, SPEAKERS } from './stream-commands.ts';
import { makeStream, STREAM_MIX } from './stream.ts';
import { STREAM_SEED, VENUE_BENCH, roundsOf } from './venue.ts';

/** Commands kept on their way at saturation: a batch is written, one applied, and one waits. */
const OUTSTANDING = 3 * MAX_BATCH_COMMANDS;
const OFFERED_PER_SECOND = [10_000, 50_000] as const;
/** Commands at saturation for each second that a phase is to take: it takes what it takes. */
const SATURATION_PER_SECOND = 60_000;
/** Before each rate is timed: a core that has just been started still compiles its own code. */
const WARM_UP_S = 1;
const SYNCS = 500;
/** Starts that replay the journal, of which the median is taken. */
const STARTS = 3;
/** Seconds for which the disk alone is offered the same. */
const DISK_S = 1;
/** Rounds of the stream on the venue alone, of which the median is taken. */
const VENUE_ROUNDS = 3;

/** What must be reached, and what is aimed at. */
export const TARGETS = {
  /** Saturation over the rate of `bench venue`. */
  saturation: { floor: 0.35, goal: 0.45 },
  /** Acknowledgement over the median of one fdatasync. */
  ackP50: { floor: 3, goal: 2 },
  ackP99: { goal: 10 },
  /** Replay of the journal over the rate of `bench venue`. */
  replay: { floor: 0.4, goal: 0.6 },
} as const;

export interface PipelineOptions {
  /** An empty folder on the disk to measure. */
  readonly folder: string;
  /** Rounds of each rate offered, a second each, and the length of the rest. */
  readonly seconds: number;
  readonly onProgress: (done: number, total: number) => void;
}

/** Acknowledgements at one rate; the ratios are to the median of one fdatasync. */
export interface Acknowledged {
  readonly offeredPerSecond: number;
  readonly p50_ns: number;
  readonly p99_ns: number;
  readonly max_ns: number;
  readonly ratioP50: number;
  readonly ratioP99: number;
  /** The same arrivals on the disk alone: one fdatasync after the other, and nothing else. */
  readonly disk: { readonly p50_ns: number; readonly p99_ns: number };
  readonly batchCommands: Spread;
}

export interface PipelineFigures {
  readonly bench: 'pipeline';
  /** Saturation over the rate of `bench venue` on the same stream, in the same run. */
  readonly ratio: number;
  readonly floor: number;
  readonly goal: number;
  /** Acknowledgements at the lowest rate offered. */
  readonly p50_ns: number;
  readonly p99_ns: number;
  readonly commandsPerSecond: number;
  readonly venueCommandsPerSecond: number;
  readonly fdatasync_p50_ns: number;
  readonly fdatasync_p99_ns: number;
  readonly acknowledged: readonly Acknowledged[];
  /** The orders of the flow; and the whole start that replays them and what founds their venue. */
  readonly replay: {
    readonly commandsPerSecond: number;
    readonly ratio: number;
    readonly startMs: number;
  };
  readonly targets: typeof TARGETS;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly machine: Readonly<Record<string, unknown>>;
}

/** A sequencer that is sent a prepared flow, in its order. */
class Load {
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

interface Saturation {
  readonly commandsPerSecond: number;
  readonly batchCommands: Spread;
}

/** As many commands a second as it takes, with so many always on their way. */
async function saturate(
  load: Load,
  commands: number,
  onProgress: (share: number) => void,
): Promise<Saturation> {
  const { sizes, stop } = load.watchBatches();
  const end = load.sent + commands;
  const way = { commands: 0 };
  const hear = (answer: Answer): void => {
    way.commands -= 1;
    load.note(answer);
  };
  const begunMs = performance.now();
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
    commandsPerSecond: Math.round((commands / elapsedMs) * 1_000),
    batchCommands: spreadOf(sizes),
  };
}

/** Acknowledgements at one rate, beside what the disk alone made of the same arrivals. */
interface Offered {
  readonly timesNs: Spread;
  readonly diskNs: Spread;
  readonly batchCommands: Spread;
}

/**
 * Open loop: a command is due at its time whether or not the ones before it are answered, and its
 * own time counts from when it was due, so a stall is not hidden by sending less. The thread looks
 * for what is due in each turn of its event loop and never sleeps; it makes nothing for a turn, so
 * that no garbage of the load's is collected while ours is timed.
 */
async function offer(
  load: Load,
  perSecond: number,
  seconds: number,
  onProgress: (share: number) => void,
): Promise<Omit<Offered, 'diskNs'>> {
  const { sizes, stop } = load.watchBatches();
  const gapMs = 1_000 / perSecond;
  const warmUp = WARM_UP_S * perSecond;
  const total = warmUp + seconds * perSecond;
  const timesNs = new Float64Array(total - warmUp);
  const begunMs = performance.now();
  await new Promise<void>((resolve) => {
    let sent = 0;
    let heard = 0;
    // They are answered in the order in which they were sent.
    const hear = (answer: Answer): void => {
      load.note(answer);
      const n = heard++;
      if (n >= warmUp) timesNs[n - warmUp] = (performance.now() - begunMs - n * gapMs) * 1e6;
    };
    const turn = (): void => {
      const due = Math.min(total, Math.floor((performance.now() - begunMs) / gapMs) + 1);
      for (; sent < due; sent++) load.send(hear);
      onProgress(sent / total);
      if (heard < total) setImmediate(turn);
      else resolve();
    };
    turn();
  });
  stop();
  return { timesNs: spreadOfRounds(timesNs, perSecond), batchCommands: spreadOf(sizes) };
}

interface Start {
  readonly elapsedMs: number;
  readonly replayed: number;
  readonly stateHash: string;
}

/** A start from the journal alone, without snapshots. */
async function start(directory: string): Promise<Start> {
  fs.rmSync(path.join(directory, 'snapshots'), { recursive: true, force: true });
  const begunMs = performance.now();
  const sequencer = await Sequencer.open(directory, { keychain: 'none' });
  const elapsedMs = performance.now() - begunMs;
  const { replayed } = sequencer.health();
  const stateHash = stateHashOf(sequencer.venue);
  await sequencer.stop();
  return { elapsedMs, replayed, stateHash };
}

/** The one of several starts that took the median. */
async function startOften(directory: string): Promise<Start> {
  const starts: Start[] = [];
  for (let n = 0; n < STARTS; n++) starts.push(await start(directory));
  const byTime = starts.toSorted((a, b) => a.elapsedMs - b.elapsedMs);
  return byTime[Math.floor(STARTS / 2)] as Start;
}

/** What a start takes for the flow's orders, over one that has only its founding to replay. */
async function replay(
  directory: string,
  folder: string,
  flow: PreparedFlow,
): Promise<{ readonly commandsPerSecond: number; readonly startMs: number }> {
  const founded = path.join(folder, 'founded');
  const load = await Load.begin(founded, { ...flow, commands: [] });
  await load.sequencer.stop();
  const least = await startOften(founded);
  const whole = await startOften(directory);
  requireState('replayed', whole.stateHash, flow.stateHash);
  const elapsedMs = whole.elapsedMs - least.elapsedMs;
  const commandsPerSecond = ((whole.replayed - least.replayed) / elapsedMs) * 1_000;
  return { commandsPerSecond, startMs: Math.round(whole.elapsedMs) };
}

function requireState(what: string, found: string, expected: string): void {
  if (found !== expected) throw new Error(`The ${what} state is ${found}, not ${expected}.`);
}

interface Measured {
  readonly syncsNs: readonly number[];
  readonly offered: readonly Offered[];
  readonly saturation: Saturation;
  readonly unanswered: number;
}

async function measure(
  directory: string,
  flow: PreparedFlow,
  { folder, seconds, onProgress }: PipelineOptions,
): Promise<Measured> {
  const load = await Load.begin(directory, flow);
  const phases = OFFERED_PER_SECOND.length + 1;
  const syncsNs: number[] = [];
  const offered: Offered[] = [];
  for (const [n, perSecond] of OFFERED_PER_SECOND.entries()) {
    syncsNs.push(...timeSyncs(folder, SYNCS / OFFERED_PER_SECOND.length));
    const diskNs = offerToDisk(folder, perSecond, DISK_S);
    const onShare = (share: number): void => onProgress(n + share, phases);
    offered.push({ diskNs, ...(await offer(load, perSecond, seconds, onShare)) });
  }
  const left = flow.commands.length - load.sent;
  const saturation = await saturate(load, left, (share) => onProgress(phases - 1 + share, phases));
  requireState('live', stateHashOf(load.sequencer.venue), flow.stateHash);
  await load.sequencer.stop();
  return { syncsNs, offered, saturation, unanswered: load.unanswered };
}

/** Runs the bench. The venue that it makes in the folder is the caller's to remove. */
export async function runPipeline(options: PipelineOptions): Promise<PipelineFigures> {
  const { folder, seconds } = options;
  const machineBefore = machine();
  const directory = path.join(folder, 'data');
  const beforeSaturation = OFFERED_PER_SECOND.reduce(
    (sum, perSecond) => sum + (WARM_UP_S + seconds) * perSecond,
    0,
  );
  const saturating = SATURATION_PER_SECOND * seconds;
  const { resting, subaccounts: accounts } = VENUE_BENCH;
  const commands = beforeSaturation + saturating;
  const stream = makeStream({ seed: STREAM_SEED, commands, resting, accounts });
  const flow = prepareFlow(stream, accounts);
  const { syncsNs, offered, saturation, unanswered } = await measure(directory, flow, options);
  const replayed = await replay(directory, folder, flow);
  const alonePerSecond = spreadOf(roundsOf(stream, accounts, VENUE_ROUNDS)).p50;

  const sync = spreadOf(syncsNs);
  const acknowledged = offered.map(({ timesNs: { p50, p99, max }, diskNs, batchCommands }, n) => ({
    offeredPerSecond: OFFERED_PER_SECOND[n] as number,
    p50_ns: Math.round(p50),
    p99_ns: Math.round(p99),
    max_ns: Math.round(max),
    ratioP50: rounded(p50 / sync.p50),
    ratioP99: rounded(p99 / sync.p50),
    disk: { p50_ns: Math.round(diskNs.p50), p99_ns: Math.round(diskNs.p99) },
    batchCommands,
  }));
  return {
    bench: 'pipeline',
    ratio: rounded(saturation.commandsPerSecond / alonePerSecond),
    ...TARGETS.saturation,
    p50_ns: acknowledged[0]?.p50_ns ?? 0,
    p99_ns: acknowledged[0]?.p99_ns ?? 0,
    commandsPerSecond: saturation.commandsPerSecond,
    venueCommandsPerSecond: Math.round(alonePerSecond),
    fdatasync_p50_ns: Math.round(sync.p50),
    fdatasync_p99_ns: Math.round(sync.p99),
    acknowledged,
    replay: {
      commandsPerSecond: Math.round(replayed.commandsPerSecond),
      ratio: rounded(replayed.commandsPerSecond / alonePerSecond),
      startMs: replayed.startMs,
    },
    targets: TARGETS,
    conditions: {
      journal: 'SQLite, write-ahead log, synchronous=FULL, in a thread of its own',
      load: 'made beforehand, sent from the thread of sequencer and venue, which never sleeps',
      subaccounts: accounts,
      sessions: SESSIONS,
      restingMean: stream.meanResting,
      mixPercent: STREAM_MIX,
      unanswered,
      secondsOffered: seconds,
      commandsAtSaturation: saturating,
      outstandingAtSaturation: OUTSTANDING,
      batchCommandsAtSaturation: saturation.batchCommands,
      fdatasyncs: SYNCS,
    },
    machine: machineBefore,
  };
}
