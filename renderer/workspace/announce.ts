/** The two places where the desk speaks: politely, and at once. Rate-limited; ticks never speak. */
const SHORTEST_MS = 1_000;

let lastMs = -SHORTEST_MS;

/** Says a sentence to whoever listens; a second one within a second replaces it silently. */
export function announce(how: 'status' | 'alert', sentence: string): void {
  const region = document.querySelector(`[data-announce="${how}"]`);
  const nowMs = performance.now();
  if (region === null || (how === 'status' && nowMs - lastMs < SHORTEST_MS)) return;
  lastMs = nowMs;
  region.textContent = sentence;
}
