/** Calls of what is costly to paint, no closer together than a person can tell apart. */
export interface Paced {
  /** Asks for a call: at once after a rest, else when the rest is over. */
  (): void;
  readonly stop: () => void;
}

export function atMost(everyMs: number, run: () => void): Paced {
  let timer = 0;
  let ranMs = -Infinity;
  const ask = (): void => {
    if (timer !== 0) return;
    timer = window.setTimeout(
      () => {
        timer = 0;
        ranMs = performance.now();
        run();
      },
      Math.max(0, ranMs + everyMs - performance.now()),
    );
  };
  return Object.assign(ask, { stop: () => window.clearTimeout(timer) });
}
