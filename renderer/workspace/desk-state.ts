/** What this window is set to: the one small store besides the feed. Kept over reloads. */
import { useSyncExternalStore } from 'react';
import type { Watch } from '../../core/desk/messages.ts';
import { OWN_COLOURS, readColours } from '../theme/replaced.ts';
import type { Colours } from '../theme/replaced.ts';
import { PALETTES, THEMES } from '../theme/tokens.ts';
import type { Palette, Theme } from '../theme/tokens.ts';

export const CANDLE_SECONDS = [1, 5, 15, 60] as const;
export const LADDER_STEPS = [10, 50, 100] as const;
export const BLOTTERS = [
  'Positions',
  'Orders',
  'Executions',
  'Alerts',
  'Trail',
  'Collateral',
  'Margin',
] as const;
export type Blotter = (typeof BLOTTERS)[number];

/** A line drawn in ladder and chart for what the ticket has staged. */
export interface StagedOrder {
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly priceTicks: number;
  readonly size: string;
}

export interface DeskState {
  /** Empty until the core has said what there is. */
  readonly instrument: string;
  readonly subaccount: string;
  readonly candleSeconds: Watch['candleSeconds'];
  readonly ladderStep: number;
  readonly theme: Theme;
  readonly palette: Palette;
  readonly colours: Colours;
  readonly hasDepth: boolean;
  readonly hasOwnOrders: boolean;
  readonly blotter: Blotter;
  readonly isSelectedOnly: boolean;
  readonly staged: StagedOrder | null;
}

const STORED = 'bulkhead.desk';
const FIRST: DeskState = {
  instrument: '',
  subaccount: '',
  candleSeconds: 5,
  ladderStep: 50,
  theme: 'dark',
  palette: 'green and red',
  colours: OWN_COLOURS,
  hasDepth: true,
  hasOwnOrders: true,
  blotter: 'Positions',
  isSelectedOnly: false,
  staged: null,
};

function among<T>(choices: readonly T[], value: unknown, other: T): T {
  return choices.find((choice) => choice === value) ?? other;
}

/** Takes of a stored text what is still understood; anything else stays as it comes. */
export function readStored(text: string | null): DeskState {
  if (text === null) return FIRST;
  let given: Partial<Record<keyof DeskState, unknown>>;
  try {
    given = Object(JSON.parse(text)) as typeof given;
  } catch {
    return FIRST;
  }
  return {
    ...FIRST,
    instrument: typeof given.instrument === 'string' ? given.instrument : '',
    subaccount: typeof given.subaccount === 'string' ? given.subaccount : '',
    candleSeconds: among(CANDLE_SECONDS, given.candleSeconds, FIRST.candleSeconds),
    ladderStep: among<number>(LADDER_STEPS, given.ladderStep, FIRST.ladderStep),
    theme: among(THEMES, given.theme, FIRST.theme),
    palette: among(PALETTES, given.palette, FIRST.palette),
    colours: readColours(given.colours),
    hasDepth: given.hasDepth !== false,
    hasOwnOrders: given.hasOwnOrders !== false,
    blotter: among(BLOTTERS, given.blotter, FIRST.blotter),
  };
}

let current = readStored(localStorage.getItem(STORED));
const listeners = new Set<() => void>();

export function deskState(): DeskState {
  return current;
}

export function setDesk(change: Partial<DeskState>): void {
  current = { ...current, ...change };
  const { staged: _, ...kept } = current;
  localStorage.setItem(STORED, JSON.stringify(kept));
  for (const listener of listeners) listener();
}

export function onDesk(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useDesk<T>(select: (state: DeskState) => T): T {
  return useSyncExternalStore(onDesk, () => select(current));
}
