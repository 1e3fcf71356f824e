/** Round trips of a window that does its work while others misbehave. */
import type { Call } from '../../core/desk/messages.ts';
import type { RawWindow } from './raw-window.ts';

const EVERY_MS = 20;

export interface RoundTrips {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

function rank(sorted: readonly number[], share: number): number {
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return Math.round((sorted[at] ?? 0) * 10) / 10;
}

/** Asks these in turn, fifty times a second at most, for so long. */
export async function roundTrips(
  window: RawWindow,
  calls: readonly Call[],
  forMs: number,
): Promise<RoundTrips> {
  const taken: number[] = [];
  const until = performance.now() + forMs;
  for (let n = 0; performance.now() < until; n++) {
    const call = calls[n % calls.length];
    if (call === undefined) throw new Error('nothing to ask');
    const begun = performance.now();
    const reply = await window.ask(call);
    const tookMs = performance.now() - begun;
    if (reply.result !== 'done') throw new Error(`${reply.code}: ${reply.sentence}`);
    taken.push(tookMs);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, EVERY_MS - tookMs)));
  }
  const sorted = taken.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    p50Ms: rank(sorted, 0.5),
    p99Ms: rank(sorted, 0.99),
    worstMs: rank(sorted, 1),
  };
}
