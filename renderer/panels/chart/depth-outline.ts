/** Cumulative depth as a staircase that stands on the price axis. */
import type { DepthPoint } from '../../../core/desk/messages.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * The outline of one side, from the axis at its best price to the axis where it ends. What rests up
 * to a price is there from that price on, to the next.
 */
export function outlineOf(
  points: readonly DepthPoint[],
  yOf: (ticks: number) => number,
  { axis, width }: { readonly axis: number; readonly width: number },
): Place[] {
  const outline: Place[] = [];
  let x = axis;
  for (const { priceTicks, share } of points) {
    const y = yOf(priceTicks);
    outline.push({ x, y });
    x = axis - share * width;
    outline.push({ x, y });
  }
  const last = outline.at(-1);
  if (last !== undefined) outline.push({ x: axis, y: last.y });
  return outline;
}
