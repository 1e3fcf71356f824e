/** How long to wait before the next attempt: quickly at first, then never longer than 4 s. */
const FIRST_MS = 250;
const LONGEST_MS = 4_000;

/** `attempt` counts from 1. */
export function backoffMs(attempt: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10));
}
