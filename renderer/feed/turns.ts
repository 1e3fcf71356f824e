/**
 * When a figure that a person reads is shown again. Topics take turns, so that what comes in one
 * frame of the core is not rendered in one frame of the screen.
 */
import type { ScalarTopic } from './streams.ts';

/** It changes no faster than this. */
export const SLOW_MS = 200;
/** After the beginning of each such span; the others are told now and then only. */
const TURN_MS: Partial<Record<ScalarTopic, number>> = {
  strip: 0,
  quotes: 40,
  margin: 80,
  ladder: 120,
  depth: 160,
};

/** How long to wait yet: not at all after a rest, else until the topic's next turn. */
export function untilTurnMs(topic: ScalarTopic, shownMs: number, nowMs: number): number {
  if (nowMs >= shownMs + SLOW_MS) return 0;
  const turnMs = TURN_MS[topic] ?? 0;
  // A turn that came late is not followed by two at once.
  const leastMs = shownMs + SLOW_MS / 2;
  const next = Math.ceil((leastMs - turnMs) / SLOW_MS) * SLOW_MS + turnMs;
  return Math.max(0, next - nowMs);
}
