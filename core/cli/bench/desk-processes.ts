/** How much processor the processes below this one take: from /proc, where there is one. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for whoever asks there. */
const MS_PER_TICK = 10;

export interface ProcessTime {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
}

/** A line of /proc/PID/stat; its second field is a name in brackets, which may hold anything. */
export function parseStat(text: string): ProcessTime | null {
  const close = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(close + 2).split(' ');
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number);
  if (close === -1 || parent === undefined || user === undefined || system === undefined)
    return null;
  if (![pid, parent, user, system].every(Number.isInteger)) return null;
  return { pid, parent, cpuMs: (user + system) * MS_PER_TICK };
}

/** What Chromium calls a process of its own: "renderer", "gpu-process"; "" of any other. */
export function typeOf(commandLine: string): string {
  return /--type=([\w-]+)/.exec(commandLine)?.[1] ?? '';
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

function allProcesses(): ProcessTime[] {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap((pid) => parseStat(read(pid, 'stat')) ?? []);
  } catch {
    return [];
  }
}

/** Those of `all` that a process has started, and that these have. */
export function descendants(all: readonly ProcessTime[], of: number): ProcessTime[] {
  const children = all.filter(({ parent }) => parent === of);
  return children.flatMap((child) => [child, ...descendants(all, child.pid)]);
}

/** Processor time since the start of each, in milliseconds; null where this system has no /proc. */
export interface CpuTimes {
  readonly rendererMs: number | null;
  readonly gpuProcessMs: number | null;
  readonly coreMs: number | null;
}

function sum(processes: readonly ProcessTime[]): number {
  return processes.reduce((total, { cpuMs }) => total + cpuMs, 0);
}

/** Of the browser and the core that this process has started. */
export function cpuTimes(core: number): CpuTimes {
  const own = descendants(allProcesses(), process.pid);
  if (own.length === 0) return { rendererMs: null, gpuProcessMs: null, coreMs: null };
  const ofType = (type: string): number =>
    sum(own.filter(({ pid }) => typeOf(read(String(pid), 'cmdline')) === type));
  return {
    rendererMs: ofType('renderer'),
    gpuProcessMs: ofType('gpu-process'),
    coreMs: sum(own.filter(({ pid }) => pid === core)),
  };
}

/** Per cent of one core between two readings. */
export function sharePercent(beforeMs: number | null, afterMs: number | null, elapsedMs: number) {
  if (beforeMs === null || afterMs === null || elapsedMs <= 0) return null;
  return Math.round(((afterMs - beforeMs) / elapsedMs) * 1_000) / 10;
}
