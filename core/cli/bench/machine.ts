import os from 'node:os';

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
