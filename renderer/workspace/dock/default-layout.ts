/** The layouts that a desk begins with, as the design draws them; each for the space there is. */
import { GAP } from './layout.ts';
import type { Layout, Place } from './layout.ts';
import type { RoomId } from '../rooms.ts';
import { BLOTTER_IDS } from './panel-ids.ts';
import type { PanelId } from './panel-ids.ts';

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

/** Of the Risk workspace: where the design has a stress matrix, the queue has its room. */
const RISK = {
  columns: [548, 816, 540],
  calls: [232, 768],
  modes: [440, 560],
  oracles: [492, 508],
};
const RISK_COMPACT = { columns: [600, 668], calls: [176, 544], modes: [460, 260] };

/** Two places over each other. */
function column(
  size: number,
  [upper = 0, lower = 0]: readonly number[],
  over: readonly PanelId[],
  under: readonly PanelId[],
): Place {
  return {
    size,
    parts: [
      { size: upper, tabs: over },
      { size: lower, tabs: under },
    ],
  };
}

export function wideRiskLayout({ width, height }: Space): Layout {
  const [left = 0, middle = 0, right = 0] = shared(width, RISK.columns);
  return {
    isAcross: true,
    parts: [
      column(left, shared(height, RISK.calls), ['calls'], ['liquidations']),
      column(middle, shared(height, RISK.modes), ['modes'], ['adl']),
      column(right, shared(height, RISK.oracles), ['oracles'], ['funds']),
    ],
  };
}

/** Two columns: what finds no place is a tab of the nearest. */
export function compactRiskLayout({ width, height }: Space): Layout {
  const [left = 0, right = 0] = shared(width, RISK_COMPACT.columns);
  return {
    isAcross: true,
    parts: [
      column(left, shared(height, RISK_COMPACT.calls), ['calls'], ['liquidations', 'adl']),
      column(right, shared(height, RISK_COMPACT.modes), ['modes', 'oracles'], ['funds']),
    ],
  };
}

const DEFAULTS = {
  trading: [wideLayout, compactLayout],
  risk: [wideRiskLayout, compactRiskLayout],
} as const;

export function defaultLayout(room: RoomId, isCompact: boolean, space: Space): Layout {
  return DEFAULTS[room][isCompact ? 1 : 0](space);
}
