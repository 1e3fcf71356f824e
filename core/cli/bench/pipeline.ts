/**
 * The path from a command to its durable acknowledgement, measured on the product's own modules:
 * sequencer, codec, SQLite with synchronous=FULL in the journal's thread, venue; and the way back,
 * from the journal to its venue. The load is made beforehand and sent from the core's thread.
 */
import path from 'node:path';
import type { Answer } from '../../sequencer/answers.ts';
import { stateHashOf } from '../../sequencer/recovery.ts';
import { offerToDisk, timeSyncs } from './disk.ts';
import { machine } from './machine.ts';
import type { Saturation } from './pipeline-load.ts';
import { Load, OUTSTANDING, saturate } from './pipeline-load.ts';
import type { Replayed } from './pipeline-replay.ts';
import { replay, requireState } from './pipeline-replay.ts';
import type { PreparedFlow } from './prepared-flow.ts';
import { prepareFlow } from './prepared-flow.ts';
import { rounded, spreadOf, spreadOfRounds } from './spread.ts';
import type { Spread } from './spread.ts';
import { SESSIONS } from './stream-commands.ts';
import { makeStream, STREAM_MIX } from './stream.ts';
import { STREAM_SEED, VENUE_BENCH, venueRates } from './venue.ts';

const OFFERED_PER_SECOND = [10_000, 50_000] as const;
/**
 * Commands at saturation for each second that a phase is to take: it takes what it takes. The first
 * half is not counted, for a core compiles its code for some millions of orders.
 */
const SATURATION_PER_SECOND = 120_000;
/** Before each rate is timed: a core that has just been started still compiles its own code. */
const WARM_UP_S = 1;
const SYNCS = 500;
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
  /** Whose orders they are; each is opened by a command of its own. */
  readonly subaccounts: number;
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
  readonly replay: Replayed & { readonly ratio: number };
  readonly targets: typeof TARGETS;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly machine: Readonly<Record<string, unknown>>;
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
  const { folder, seconds, subaccounts: accounts } = options;
  const machineBefore = machine();
  const directory = path.join(folder, 'data');
  const beforeSaturation = OFFERED_PER_SECOND.reduce(
    (sum, perSecond) => sum + (WARM_UP_S + seconds) * perSecond,
    0,
  );
  const saturating = SATURATION_PER_SECOND * seconds;
  const { resting } = VENUE_BENCH;
  const commands = beforeSaturation + saturating;
  const stream = makeStream({ seed: STREAM_SEED, commands, resting, accounts });
  const flow = prepareFlow(stream, accounts);
  const { syncsNs, offered, saturation, unanswered } = await measure(directory, flow, options);
  const replayed = await replay(directory, folder, flow);
  const alonePerSecond = spreadOf(
    venueRates({ commands, resting, subaccounts: accounts }, VENUE_ROUNDS),
  ).p50;

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
      smallBatchesPerSecond: Math.round(replayed.smallBatchesPerSecond),
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
      countedAtSaturation: 'the later half',
      outstandingAtSaturation: OUTSTANDING,
      batchCommandsAtSaturation: saturation.batchCommands,
      fdatasyncs: SYNCS,
    },
    machine: machineBefore,
  };
}
