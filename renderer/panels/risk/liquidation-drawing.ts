/** Where things stand in the drawing of the liquidation ladder, in per cent of its box. */
import type { LiquidationLadder, LiquidationRow } from '../../../core/desk/messages.ts';

const MIDDLE = 50;
const PPM_PER_PERCENT = 10_000;
const PER_MILLE = 10;
/** Labels on each side of the middle. */
const LABELS = 5;

interface Box {
  readonly key: string;
  readonly side: 'above' | 'below';
  readonly top: string;
  readonly width: string;
}

export interface Drawing {
  readonly steps: readonly (Box & { readonly height: string })[];
  readonly bars: readonly Box[];
  readonly labels: readonly { readonly text: string; readonly top: string }[];
}

/** Steps of one width are one box: between two the ground would show as a hairline. */
function stepsOf(shares: readonly number[], side: Box['side']): Drawing['steps'] {
  const height = MIDDLE / shares.length;
  const begins = shares.flatMap((share, n) => (share === shares[n - 1] ? [] : [n]));
  return begins.map((from, n) => {
    const to = begins[n + 1] ?? shares.length;
    return {
      key: `${side} ${from}`,
      side,
      top: `${side === 'above' ? MIDDLE - to * height : MIDDLE + from * height}%`,
      height: `${(to - from) * height}%`,
      width: `${shares[from]! / PER_MILLE}%`,
    };
  });
}

/** One bar for each row that is not farther than the drawing goes. */
function barsOf(rows: readonly LiquidationRow[], side: Box['side'], spanPercent: number): Box[] {
  return rows.flatMap(({ key, awayPpm, share }): Box[] => {
    const away = awayPpm / PPM_PER_PERCENT / spanPercent;
    if (Math.abs(away) > 1) return [];
    return [{ key, side, top: `${MIDDLE - away * MIDDLE}%`, width: `${share / PER_MILLE}%` }];
  });
}

/** +10 % above, a true minus below; nothing at the mark itself. */
function labelsOf(spanPercent: number): Drawing['labels'] {
  return Array.from({ length: 2 * LABELS + 1 }, (_, n) => n - LABELS).flatMap((n) => {
    if (n === 0) return [];
    const percent = Number(((Math.abs(n) * spanPercent) / LABELS).toFixed(1));
    const text = `${n > 0 ? '+' : '\u2212'}${percent} %`;
    return [{ text, top: `${MIDDLE - (n * MIDDLE) / LABELS}%` }];
  });
}

export function drawingOf(ladder: LiquidationLadder): Drawing {
  const { above, below, aboveShares, belowShares, spanPercent } = ladder;
  return {
    steps: [...stepsOf(aboveShares, 'above'), ...stepsOf(belowShares, 'below')],
    bars: [...barsOf(above, 'above', spanPercent), ...barsOf(below, 'below', spanPercent)],
    labels: labelsOf(spanPercent),
  };
}

/** How many rows of each side fit: half for each, and what one leaves for the other. */
export function roomFor(above: number, below: number, rows: number): [number, number] {
  const room = Math.max(0, rows);
  const half = Math.floor(room / 2);
  const shorts = Math.min(above, Math.max(half, room - below));
  return [shorts, Math.min(below, room - shorts)];
}
