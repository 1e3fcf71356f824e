/** `bulkhead bench`: figures of this machine, with the conditions under which they hold. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { HostError } from '../../host/browser/browser-host.ts';
import { isExpected } from '../../host/open-core.ts';
import { COMMANDS, DEPTH, runBook, RUNS } from '../bench/book.ts';
import type { BookFigures } from '../bench/book.ts';
import { runSoak } from '../bench/book-soak.ts';
import type { SoakFigures } from '../bench/book-soak.ts';
import { renderDesk } from '../bench/desk-figures.ts';
import { BenchError } from '../bench/desk-window.ts';
import { runDesk } from '../bench/desk.ts';
import { MARK_BENCH, runMarkBench } from '../bench/mark.ts';
import type { MarkFigures } from '../bench/mark.ts';
import { runPipeline } from '../bench/pipeline.ts';
import type { PipelineFigures } from '../bench/pipeline.ts';
import { ProgressBar } from '../bench/progress.ts';
import { runVenueBench, VENUE_BENCH } from '../bench/venue.ts';
import type { VenueFigures } from '../bench/venue.ts';

const DEFAULT_SECONDS = 5;
const MOST_SECONDS = 600;
const DESK_SECONDS = 20;
const DESK_MINUTES = 10;
const MOST_MINUTES = 240;
const MOST_COMMANDS = 20_000_000;

interface Options {
  readonly data: string;
  readonly seconds: number;
  readonly subaccounts: number;
  readonly json?: true;
}

interface DeskOptions {
  readonly feed?: string;
  readonly seconds: number;
  readonly minutes: number;
  readonly json?: true;
}

interface BookOptions {
  readonly commands: number;
  readonly soak?: true;
  readonly minutes: number;
  readonly json?: true;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
  };
}

const parseSeconds = wholeNumber(1, MOST_SECONDS);

const micros = (ns: number): string => `${Math.round(ns / 1_000)} us`;

const grouped = (perSecond: number): string => perSecond.toLocaleString('en');

/** The figures as a person reads them. */
export function render(figures: PipelineFigures): string {
  const { ratio, replay, acknowledged, targets, conditions, machine } = figures;
  const { saturation, ackP50, ackP99, replay: replaying } = targets;
  const lines = [
    `at saturation        ${grouped(figures.commandsPerSecond)} commands a second`,
    `the venue alone      ${grouped(figures.venueCommandsPerSecond)} commands a second`,
    `ratio of the two     ${ratio} (floor ${saturation.floor}, goal ${saturation.goal})`,
    `one fdatasync, 4 KB  p50 ${micros(figures.fdatasync_p50_ns)}, ` +
      `p99 ${micros(figures.fdatasync_p99_ns)}`,
    ...acknowledged.map(
      ({ offeredPerSecond, p50_ns: p50, p99_ns: p99, ratioP50, ratioP99 }) =>
        `acknowledged         p50 ${micros(p50)}, p99 ${micros(p99)} at ` +
        `${grouped(offeredPerSecond)} a second: ${ratioP50} (floor ${ackP50.floor}, ` +
        `goal ${ackP50.goal}) and ${ratioP99} (goal ${ackP99.goal}) times one fdatasync`,
    ),
    ...acknowledged.map(
      ({ offeredPerSecond, disk }) =>
        `the disk alone       p50 ${micros(disk.p50_ns)}, p99 ${micros(disk.p99_ns)} at ` +
        `${grouped(offeredPerSecond)} a second`,
    ),
    `replay               ${grouped(replay.commandsPerSecond)} commands a second, ` +
      `${replay.ratio} of the venue alone (floor ${replaying.floor}, goal ${replaying.goal})`,
    `conditions           ${JSON.stringify({ ...conditions, ...machine })}`,
  ];
  return `${lines.join('\n')}\n`;
}

async function pipeline({ data, seconds, subaccounts, json }: Options): Promise<void> {
  const folder = mkdtempSync(path.join(data, 'bulkhead-bench-'));
  const bar = new ProgressBar('bench');
  try {
    const onProgress = (done: number, total: number): void => bar.update(done, total);
    const figures = await runPipeline({ folder, seconds, subaccounts, onProgress });
    bar.end();
    process.stdout.write(json === true ? `${JSON.stringify(figures)}\n` : render(figures));
  } finally {
    bar.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface VenueOptions {
  readonly commands: number;
  readonly rounds: number;
  readonly json?: true;
}

/** The figures of `bench venue` as a person reads them. */
export function renderVenue(figures: VenueFigures): string {
  const { ratio, floor, goal, commandsPerSecond, matchOnlyPerSecond, conditions } = figures;
  const other =
    matchOnlyPerSecond?.toLocaleString('en') ?? 'not measured: nodejs-order-book is not installed';
  const lines = [
    `the venue            ${commandsPerSecond.toLocaleString('en')} commands a second`,
    `matching only        ${other}`,
    `ratio                ${ratio ?? 'none'}, at least ${floor}, meant to be ${goal}`,
    `one command          p50 ${figures.p50_ns} ns, p99 ${figures.p99_ns} ns, p99.9 ` +
      `${figures.p999_ns} ns`,
    `conditions           ${JSON.stringify(conditions)}`,
    `machine              ${JSON.stringify(figures.machine)}`,
  ];
  return `${lines.join('\n')}\n`;
}

async function venue({ commands, rounds, json }: VenueOptions): Promise<void> {
  const bar = new ProgressBar('bench');
  try {
    const onProgress = (done: number, total: number): void => bar.update(done, total);
    const figures = await runVenueBench({ ...VENUE_BENCH, commands, rounds, onProgress });
    bar.end();
    process.stdout.write(json === true ? `${JSON.stringify(figures)}\n` : renderVenue(figures));
  } finally {
    bar.end();
  }
}

interface MarkOptions {
  readonly subaccounts: number;
  readonly json?: true;
}

/** The figures of `bench mark` as a person reads them. */
export function renderMark(figures: MarkFigures): string {
  const { ratio, floor, goal, stretch, coreShare, ticksPerSecond } = figures;
  const percent = Math.round(coreShare * 10_000) / 100;
  const lines = [
    `one tick             p50 ${micros(figures.p50_ns)}, p99 ${micros(figures.p99_ns)}, ` +
      `mean ${micros(figures.mean_ns)}`,
    `the naive twin       ${micros(figures.twin_ns)}`,
    `ratio                ${ratio} (floor ${floor}, goal ${goal}, stretch ${stretch})`,
    `valued at a tick     ${figures.candidatesPerTick}, at most ${figures.mostCandidates}`,
    `valuing everybody    ${micros(figures.fullPass_ns)}, ratio ${figures.fullPassRatio}`,
    `${ticksPerSecond} ticks a second   ${percent} % of a core`,
    `conditions           ${JSON.stringify(figures.conditions)}`,
    `machine              ${JSON.stringify(figures.machine)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function mark({ subaccounts, json }: MarkOptions): void {
  const bar = new ProgressBar('bench');
  try {
    const onProgress = (done: number, total: number): void => bar.update(done, total);
    const figures = runMarkBench({ ...MARK_BENCH, subaccounts, onProgress });
    bar.end();
    process.stdout.write(json === true ? `${JSON.stringify(figures)}\n` : renderMark(figures));
    if (figures.ratio < figures.floor || !figures.leavesFree) process.exitCode = 1;
  } finally {
    bar.end();
  }
}

/** The figures of the matching engine as a person reads them. */
export function renderBook(figures: BookFigures): string {
  const { p50_ns: p50, p99_ns: p99, p999_ns: p999, floor, goal, stretch } = figures;
  const rate = figures.commandsPerSecond.toLocaleString('en');
  const theirs = figures.peerCommandsPerSecond.toLocaleString('en');
  const lines = [
    `matching             ${rate} commands a second`,
    `the package          ${theirs} commands a second`,
    `ratio                ${figures.ratio} (floor ${floor}, goal ${goal}, stretch ${stretch})`,
    `one command          p50 ${p50} ns, p99 ${p99} ns, p99.9 ${p999} ns`,
    `conditions           ${JSON.stringify(figures.conditions)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function renderSoak(figures: SoakFigures): string {
  const rows = figures.samples.map((sample) =>
    [
      `${sample.seconds} s`.padStart(7),
      `${sample.commands.toLocaleString('en')} orders`,
      `heap ${sample.heapBytes.toLocaleString('en')}`,
      `arrays ${sample.arrayBytes.toLocaleString('en')}`,
      `room for ${sample.orderCapacity} orders, ${sample.levelCapacity} levels`,
    ].join('  '),
  );
  const { isFlat, heapGrowthPercent: heap, arrayGrowthPercent: arrays } = figures;
  const verdict = `${isFlat ? 'flat' : 'NOT flat'}: heap ${heap} %, arrays ${arrays} %`;
  return `${[...rows, verdict].join('\n')}\n`;
}

async function book({ commands, soak, minutes, json }: BookOptions): Promise<void> {
  const bar = new ProgressBar('bench');
  const onProgress = (done: number, total: number): void => bar.update(done, total);
  try {
    if (soak === true) {
      const figures = await runSoak(minutes, DEPTH, onProgress);
      bar.end();
      process.stdout.write(json === true ? `${JSON.stringify(figures)}\n` : renderSoak(figures));
      if (!figures.isFlat) process.exitCode = 1;
      return;
    }
    const figures = await runBook({ depth: DEPTH, commands, runs: RUNS, onProgress });
    bar.end();
    process.stdout.write(json === true ? `${JSON.stringify(figures)}\n` : renderBook(figures));
  } catch (thrown) {
    if (!(thrown instanceof BenchError)) throw thrown;
    process.stderr.write(`bulkhead: ${thrown.message}\n`);
    process.exitCode = 1;
  } finally {
    bar.end();
  }
}

async function desk({ feed, seconds, minutes, json }: DeskOptions): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-bench-'));
  const bar = new ProgressBar('bench');
  try {
    const onProgress = (done: number, total: number): void => bar.update(done, total);
    const figures = await runDesk({ folder, feed: feed ?? null, seconds, minutes, onProgress });
    bar.end();
    process.stdout.write(json === true ? `${JSON.stringify(figures)}\n` : renderDesk(figures));
  } catch (thrown) {
    const isOurs = thrown instanceof BenchError || thrown instanceof HostError;
    if (!isOurs && !isExpected(thrown)) throw thrown;
    process.stderr.write(`bulkhead: ${thrown.message}\n`);
    process.exitCode = 1;
  } finally {
    bar.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function register(program: Command): void {
  const bench = program.command('bench').description('measure this machine, conditions stated');
  bench
    .command('pipeline')
    .description('from a command to its durable acknowledgement, beside one fdatasync')
    .option('--data <dir>', 'a folder on the disk to measure', os.tmpdir())
    .option('--seconds <n>', 'length of each phase', parseSeconds, DEFAULT_SECONDS)
    .option(
      '--subaccounts <n>',
      'whose orders they are',
      wholeNumber(100, 60_000),
      VENUE_BENCH.subaccounts,
    )
    .option('--json', 'print the figures as one line of JSON')
    .action((options: Options) => pipeline(options));
  bench
    .command('venue')
    .description('orders through the whole venue, beside a book that only matches')
    .option(
      '--commands <n>',
      'length of the stream',
      wholeNumber(10_000, MOST_COMMANDS),
      VENUE_BENCH.commands,
    )
    .option('--rounds <n>', 'how often each side runs it', wholeNumber(1, 99), VENUE_BENCH.rounds)
    .option('--json', 'print the figures as one line of JSON')
    .action((options: VenueOptions) => venue(options));
  bench
    .command('book')
    .description('the matching engine by itself, beside a package from npm on the same stream')
    .option('--commands <n>', 'commands of a run', wholeNumber(1_000, 10_000_000), COMMANDS)
    .option('--soak', 'instead of that, minutes of churn: does its memory stay what it is?')
    .option('--minutes <n>', 'how long it soaks', wholeNumber(1, MOST_MINUTES), DESK_MINUTES)
    .option('--json', 'print the figures as one line of JSON')
    .action((options: BookOptions) => book(options));
  bench
    .command('mark')
    .description('one price over many positions, beside a naive twin that values every one')
    .option(
      '--subaccounts <n>',
      'how many hold five positions each',
      wholeNumber(10, 100_000),
      MARK_BENCH.subaccounts,
    )
    .option('--json', 'print the figures as one line of JSON')
    .action((options: MarkOptions) => mark(options));
  bench
    .command('desk')
    .description('the desk in Chromium: frames, processor, heap and start, on the real core')
    .option('--feed <dir>', 'recordings to replay (default: a simulated market)')
    .option('--seconds <n>', 'length of each timed window', parseSeconds, DESK_SECONDS)
    .option(
      '--minutes <n>',
      'how long the heap is watched, 0 for not at all',
      wholeNumber(0, MOST_MINUTES),
      DESK_MINUTES,
    )
    .option('--json', 'print the figures as one line of JSON')
    .action((options: DeskOptions) => desk(options));
}
