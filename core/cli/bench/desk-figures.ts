/** The figures of `bench desk`: what they are, how they are reckoned, and whether they suffice. */

/** Longer than one frame at 60 Hz by a fifth: a frame was missed. */
const MISSED_MS = 20;
const LONG_MS = 33;
/** By then the executions that a window keeps are as many as it ever keeps. */
const FILLED_MINUTE = 2;

export interface Fluency {
  readonly fps: number;
  readonly over20msPercent: number;
  readonly over33msPercent: number;
  /** Of more than 50 ms, as the browser counts them. */
  readonly longTasks: { readonly count: number; readonly totalMs: number };
}

/** Of one core, in per cent; null where this system does not say. */
export interface CpuShares {
  readonly rendererPercent: number | null;
  readonly gpuProcessPercent: number | null;
  readonly corePercent: number | null;
}

export interface Phase extends Fluency, CpuShares {
  readonly name: 'replay' | 'load';
  /** What the desk showed meanwhile, in a sentence. */
  readonly what: string;
  readonly subaccounts: number;
  readonly positions: number;
  /** Cells of rows, quotes and ladder whose text changed, counted apart from the frames. */
  readonly cellsPerSecond: number;
  readonly messagesPerSecond: number;
  readonly seconds: number;
}

export interface Heap {
  readonly minutes: number;
  readonly startBytes: number;
  /** Once the executions are full, which are most of what a window keeps of the past. */
  readonly filledBytes: number;
  readonly endBytes: number;
  /** From then to the end. */
  readonly growthPercent: number;
  /** Of a line through the samples from then on. */
  readonly slopeBytesPerMinute: number;
  readonly samples: readonly HeapSample[];
}

export interface HeapSample {
  readonly minute: number;
  readonly bytes: number;
}

export interface Start {
  /** From the browser's launch to the first pixel, medians of as many rounds each. */
  readonly firstPaintMs: number;
  readonly trivialPageMs: number;
  readonly ratio: number;
  /** The same without the browser's own launch: from the navigation on. */
  readonly firstContentfulPaintMs: number;
  readonly trivialContentfulPaintMs: number;
  /** From the navigation to the first row of a grid. */
  readonly firstRowMs: number;
  readonly rounds: number;
  readonly pageBytes: number;
  readonly scriptBytes: number;
}

export interface Goal {
  readonly goal: string;
  readonly figure: string;
  readonly verdict: 'pass' | 'fail';
}

export interface DeskFigures {
  readonly bench: 'desk';
  readonly goals: readonly Goal[];
  readonly start: Start;
  readonly phases: readonly Phase[];
  /** Null where it was not asked for. */
  readonly heap: Heap | null;
  readonly conditions: Readonly<Record<string, unknown>>;
}

export function rounded(value: number, decimals = 1): number {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = low] =
    sorted.length % 2 === 1
      ? [sorted[middle], sorted[middle]]
      : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/** From the gaps between frames of the screen and the lengths of long tasks, both in ms. */
export function fluencyOf(gapsMs: readonly number[], tasksMs: readonly number[]): Fluency {
  const totalMs = gapsMs.reduce((sum, gap) => sum + gap, 0);
  const share = (limitMs: number): number => {
    const over = gapsMs.filter((gap) => gap > limitMs).length;
    return gapsMs.length === 0 ? 0 : rounded((over / gapsMs.length) * 100, 2);
  };
  return {
    fps: totalMs === 0 ? 0 : rounded((gapsMs.length / totalMs) * 1_000),
    over20msPercent: share(MISSED_MS),
    over33msPercent: share(LONG_MS),
    longTasks: {
      count: tasksMs.length,
      totalMs: Math.round(tasksMs.reduce((sum, task) => sum + task, 0)),
    },
  };
}

/** Least squares, in bytes a minute; 0 of fewer than two samples. */
function slopeOf(samples: readonly HeapSample[]): number {
  const mean = (of: (sample: HeapSample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [minute, bytes] = [mean((one) => one.minute), mean((one) => one.bytes)];
  const spread = samples.reduce((sum, one) => sum + (one.minute - minute) ** 2, 0);
  if (spread === 0) return 0;
  const joint = samples.reduce((sum, one) => sum + (one.minute - minute) * (one.bytes - bytes), 0);
  return Math.round(joint / spread);
}

/** From samples taken after a forced collection each, the first one at minute 0. */
export function heapOf(samples: readonly HeapSample[]): Heap | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 2) return null;
  const later = samples.filter(({ minute }) => minute >= FILLED_MINUTE);
  // A run that is over before says what it can.
  const settled = later.length < 2 ? samples : later;
  const filledBytes = settled[0]?.bytes ?? first.bytes;
  return {
    minutes: rounded(last.minute),
    startBytes: first.bytes,
    filledBytes,
    endBytes: last.bytes,
    growthPercent: rounded((last.bytes / filledBytes - 1) * 100),
    slopeBytesPerMinute: slopeOf(settled),
    samples,
  };
}

function judge(goal: string, figure: string, isMet: boolean): Goal {
  return { goal, figure, verdict: isMet ? 'pass' : 'fail' };
}

/** What the desk is held to, with the figure that decides. */
export function goalsOf({ phases, heap, start }: Pick<DeskFigures, 'phases' | 'heap' | 'start'>) {
  const goals = phases.flatMap(({ name, fps, over33msPercent }) => [
    judge(`${name}: at least 58 frames a second`, `${fps}`, fps >= 58),
    judge(`${name}: under 2 % of frames over 33 ms`, `${over33msPercent} %`, over33msPercent < 2),
  ]);
  if (heap !== null) {
    const figure = `${heap.growthPercent} % in ${heap.minutes} min`;
    goals.push(judge('heap: grows by less than 10 %', figure, heap.growthPercent < 10));
  }
  const figure = `${start.ratio} times`;
  goals.push(judge('first paint: within 1.5 of a trivial page', figure, start.ratio <= 1.5));
  return goals;
}

const percent = (value: number | null): string => (value === null ? 'not known' : `${value} %`);
const megabytes = (bytes: number): string => `${rounded(bytes / 1e6)} MB`;

function phaseLines(phase: Phase): string[] {
  const { fps, over20msPercent, over33msPercent, longTasks } = phase;
  return [
    `${phase.name}: ${phase.what}`,
    `  frames     ${fps} a second; ${over33msPercent} % over 33 ms, ` +
      `${over20msPercent} % over 20 ms`,
    `  long tasks ${longTasks.count}, ${longTasks.totalMs} ms in ${phase.seconds} s`,
    `  cells      ${phase.cellsPerSecond.toLocaleString('en')} a second, ` +
      `${phase.messagesPerSecond} messages a second`,
    `  processor  renderer ${percent(phase.rendererPercent)}, GPU process ` +
      `${percent(phase.gpuProcessPercent)}, core ${percent(phase.corePercent)} of one core`,
  ];
}

/** The figures as a person reads them. */
export function renderDesk(figures: DeskFigures): string {
  const { goals, start, phases, heap, conditions } = figures;
  const width = Math.max(...goals.map(({ goal }) => goal.length));
  const lines = [
    ...goals.map(({ goal, figure, verdict }) => `${verdict}  ${goal.padEnd(width)}  ${figure}`),
    ...phases.flatMap(phaseLines),
    `start: first paint ${start.firstPaintMs} ms after the launch, a trivial page ` +
      `${start.trivialPageMs} ms; first row ${start.firstRowMs} ms after the navigation`,
    `page: ${megabytes(start.pageBytes)}, of it scripts ${megabytes(start.scriptBytes)}`,
    ...(heap === null
      ? []
      : [
          `heap: ${megabytes(heap.startBytes)}, filled ${megabytes(heap.filledBytes)}, after ` +
            `${heap.minutes} min ${megabytes(heap.endBytes)}, ` +
            `${rounded(heap.slopeBytesPerMinute / 1e3)} kB a minute`,
        ]),
    `conditions: ${JSON.stringify(conditions)}`,
  ];
  return `${lines.join('\n')}\n`;
}
