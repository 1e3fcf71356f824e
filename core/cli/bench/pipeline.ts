/**
 * The path from a command to its durable acknowledgement, measured on the product's own modules:
 * sequencer, codec, SQLite with synchronous=FULL, venue. The load runs in the same thread, so its
 * cost is in every figure.
 */
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DESKS, MIX, OrderFlow } from './order-flow.ts';

/** Orders that rest while it is measured. */
const DEPTH = 1_000;
/** Commands kept on their way at saturation: two full batches. */
const OUTSTANDING = 16_384;
const OFFERED_PER_SECOND = 10_000;
const WARM_UP_S = 1;
const SYNCS = 500;
const SYNC_BYTES = 4_096;

export interface PipelineOptions {
  /** An empty folder on the disk to measure. */
  readonly folder: string;
  /** Length of each of the two phases. */
  readonly seconds: number;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface PipelineFigures {
  readonly bench: 'pipeline';
  /** Acknowledgement p50 over the p50 of one fdatasync in the same run. */
  readonly ratio: number;
  readonly p50_ns: number;
  readonly p99_ns: number;
  readonly commandsPerSecond: number;
  readonly fdatasync_p50_ns: number;
  readonly fdatasync_p99_ns: number;
  readonly conditions: Readonly<Record<string, unknown>>;
}

function spreadOf(values: number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Nanoseconds of each overwrite of the same 4 KB, made durable. */
function timeSyncs(folder: string, count: number): number[] {
  const file = path.join(folder, 'fdatasync');
  const descriptor = fs.openSync(file, 'w', 0o600);
  try {
    const block = Buffer.alloc(SYNC_BYTES, 7);
    fs.writeSync(descriptor, block, 0, SYNC_BYTES, 0);
    fs.fsyncSync(descriptor);
    const timesNs: number[] = [];
    for (let n = 0; n < count; n++) {
      const begunMs = performance.now();
      fs.writeSync(descriptor, block, 0, SYNC_BYTES, 0);
      fs.fdatasyncSync(descriptor);
      timesNs.push((performance.now() - begunMs) * 1e6);
    }
    return timesNs;
  } finally {
    fs.closeSync(descriptor);
    fs.rmSync(file);
  }
}

/** The batches of a phase, by how many commands each had. */
function watchBatches({ sequencer }: OrderFlow): { sizes: number[]; stop: () => void } {
  const sizes: number[] = [];
  let before = sequencer.venue.state.sequence;
  const stop = sequencer.onApplied(() => {
    const { sequence } = sequencer.venue.state;
    sizes.push(sequence - before);
    before = sequence;
  });
  return { sizes, stop };
}

interface Saturation {
  readonly commandsPerSecond: number;
  readonly batchCommands: Spread;
}

/** As many commands a second as it takes, with so many always on their way. */
async function saturate(
  flow: OrderFlow,
  seconds: number,
  onProgress: (share: number) => void,
): Promise<Saturation> {
  const { sizes, stop } = watchBatches(flow);
  const before = flow.counts.answered;
  const begunMs = performance.now();
  const lengthMs = seconds * 1_000;
  let elapsedMs = 0;
  const sent = { underway: 0 };
  const answered = (): void => {
    sent.underway -= 1;
  };
  const waits: Promise<void>[] = [];
  while (elapsedMs < lengthMs) {
    waits.push(flow.observe());
    for (; sent.underway < OUTSTANDING; sent.underway++) void flow.next().then(answered);
    await setImmediate();
    elapsedMs = performance.now() - begunMs;
    onProgress(elapsedMs / lengthMs);
  }
  const commands = flow.counts.answered - before;
  while (sent.underway > 0) await setImmediate();
  await Promise.all(waits);
  stop();
  return {
    commandsPerSecond: Math.round((commands / elapsedMs) * 1_000),
    batchCommands: spreadOf(sizes),
  };
}

interface Latency {
  readonly timesNs: Spread;
  readonly batchCommands: Spread;
  readonly commands: number;
}

/**
 * Open loop: a command is due every 100 us whether or not the ones before it are answered, and its
 * time counts from when it was due, so a stall is not hidden by sending less.
 */
async function offer(
  flow: OrderFlow,
  seconds: number,
  onProgress: (share: number) => void,
): Promise<Latency> {
  const { sizes, stop } = watchBatches(flow);
  const gapMs = 1_000 / OFFERED_PER_SECOND;
  const total = Math.round((WARM_UP_S + seconds) * OFFERED_PER_SECOND);
  const warmUp = WARM_UP_S * OFFERED_PER_SECOND;
  const timesNs: number[] = [];
  const waits: Promise<void>[] = [];
  const begunMs = performance.now();
  const send = async (n: number): Promise<void> => {
    const dueMs = begunMs + n * gapMs;
    await flow.next();
    if (n >= warmUp) timesNs.push((performance.now() - dueMs) * 1e6);
  };
  for (let sent = 0; sent < total;) {
    waits.push(flow.observe());
    const due = Math.min(total, Math.floor((performance.now() - begunMs) / gapMs) + 1);
    for (; sent < due; sent++) waits.push(send(sent));
    await setImmediate();
    onProgress(sent / total);
  }
  await Promise.all(waits);
  stop();
  return { timesNs: spreadOf(timesNs), batchCommands: spreadOf(sizes), commands: timesNs.length };
}

/** The machine and what else it is doing. */
export function machine(): Readonly<Record<string, unknown>> {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model ?? 'unknown',
    cores: cpus.length,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    /** What else ran: above the number of cores, the latencies are the machine's, not ours. */
    loadAverageBefore: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** Runs the bench. The venue that it makes in the folder is the caller's to remove. */
export async function runPipeline(options: PipelineOptions): Promise<PipelineFigures> {
  const { folder, seconds, onProgress } = options;
  const conditions = machine();
  const flow = await OrderFlow.open(path.join(folder, 'data'), DEPTH);
  const syncsNs = timeSyncs(folder, SYNCS / 2);
  const latency = await offer(flow, seconds, (share) => onProgress(share, 2));
  syncsNs.push(...timeSyncs(folder, SYNCS / 2));
  const saturation = await saturate(flow, seconds, (share) => onProgress(1 + share, 2));
  const { refused, answered, unanswered } = flow.counts;
  await flow.sequencer.stop();
  const sync = spreadOf(syncsNs);
  const { p50, p99, max } = latency.timesNs;
  return {
    bench: 'pipeline',
    ratio: Math.round((p50 / sync.p50) * 100) / 100,
    p50_ns: Math.round(p50),
    p99_ns: Math.round(p99),
    commandsPerSecond: saturation.commandsPerSecond,
    fdatasync_p50_ns: Math.round(sync.p50),
    fdatasync_p99_ns: Math.round(sync.p99),
    conditions: {
      ...conditions,
      journal: 'SQLite, write-ahead log, synchronous=FULL; journal, venue and load in one thread',
      desks: DESKS,
      restingOrders: DEPTH,
      mixPercent: MIX,
      refusedPercent: Math.round((refused / answered) * 1_000) / 10,
      unanswered,
      offeredPerSecond: OFFERED_PER_SECOND,
      secondsEach: seconds,
      latencySamples: latency.commands,
      max_ns: Math.round(max),
      batchCommandsOffered: latency.batchCommands,
      outstandingAtSaturation: OUTSTANDING,
      batchCommandsAtSaturation: saturation.batchCommands,
      fdatasyncs: SYNCS,
    },
  };
}
