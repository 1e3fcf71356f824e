/** The layouts that a desk begins with, as the design draws them; each for the space there is. */
import { GAP } from './layout.ts';
import type { Layout, Place } from './layout.ts';
import { BLOTTER_IDS } from './panel-ids.ts';

export interface Space {
  readonly width: number;
  readonly height: number;
}

/** The design's figures, for a work area of 1912 x 1004 and one of 1272 x 724. */
const WIDE = { accounts: 460, ladder: 308, order: 312, upper: 644, lower: 356 };
const COMPACT = { accounts: 236, ladder: 304, upper: 320, middle: 128, lower: 268 };

/** What is left of a length after so many gaps, shared in proportion; the last takes the rest. */
function shared(length: number, shares: readonly number[]): number[] {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const left = length - GAP * (shares.length - 1);
  const sizes = shares.slice(0, -1).map((share) => Math.round((left * share) / whole));
  return [...sizes, left - sizes.reduce((sum, size) => sum + size, 0)];
}

/** Sizes are those on the screen, without the gaps. */
export function wideLayout({ width, height }: Space): Layout {
  const right = width - WIDE.accounts - GAP;
  const chart = right - WIDE.ladder - WIDE.order - 2 * GAP;
  const [upper = 0, lower = 0] = shared(height, [WIDE.upper, WIDE.lower]);
  const top: Place[] = [
    { size: chart, tabs: ['chart'] },
    { size: WIDE.ladder, tabs: ['ladder'] },
    { size: WIDE.order, tabs: ['order'] },
  ];
  return {
    isAcross: true,
    parts: [
      {
        size: WIDE.accounts,
        parts: [
          { size: upper, tabs: ['accounts'] },
          { size: lower, tabs: ['margin'] },
        ],
      },
      {
        size: right,
        parts: [
          { size: upper, parts: top },
          { size: lower, tabs: BLOTTER_IDS },
        ],
      },
    ],
  };
}

/** For a window of less than 1600: the margin is a tab, and the ladder stands over the ticket. */
export function compactLayout({ width, height }: Space): Layout {
  const { upper, middle, lower } = COMPACT;
  const [top = 0, between = 0, bottom = 0] = shared(height, [upper, middle, lower]);
  return {
    isAcross: true,
    parts: [
      { size: COMPACT.accounts, tabs: ['accounts'] },
      {
        size: width - COMPACT.accounts - COMPACT.ladder - 2 * GAP,
        parts: [
          { size: top + GAP + between, tabs: ['chart'] },
          { size: bottom, tabs: [...BLOTTER_IDS, 'margin'] },
        ],
      },
      {
        size: COMPACT.ladder,
        parts: [
          { size: top, tabs: ['ladder'] },
          { size: between + GAP + bottom, tabs: ['order'] },
        ],
      },
    ],
  };
}

export function defaultLayout(isCompact: boolean, space: Space): Layout {
  return isCompact ? compactLayout(space) : wideLayout(space);
}
