/** What many measured values come to. */

export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export function spreadOf(values: ArrayLike<number>): Spread {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/**
 * The spread of a round, the median over all of them, so that what else the machine did in one of
 * them is not taken for ours; the greatest value is that of all.
 */
export function spreadOfRounds(values: Float64Array, roundLength: number): Spread {
  const rounds: Spread[] = [];
  for (let from = 0; from < values.length; from += roundLength) {
    rounds.push(spreadOf(values.subarray(from, from + roundLength)));
  }
  return {
    p50: spreadOf(rounds.map(({ p50 }) => p50)).p50,
    p99: spreadOf(rounds.map(({ p99 }) => p99)).p50,
    max: Math.max(...rounds.map(({ max }) => max)),
  };
}

export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
