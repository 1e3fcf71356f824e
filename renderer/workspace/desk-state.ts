/** What this window is set to: the one small store besides the feed. Kept over reloads. */
import { useSyncExternalStore } from 'react';
import { readRoom } from './rooms.ts';
import type { RoomId } from './rooms.ts';
import { FIRST_SETTINGS, readSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { workspace } from './windows.ts';
import { MAIN_WORKSPACE } from './workspace-id.ts';

export { CANDLE_SECONDS, LADDER_STEPS } from './settings.ts';

/** A line drawn in ladder and chart for what the ticket has staged. */
export interface StagedOrder {
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly priceTicks: number;
  readonly size: string;
  /** Its exits, where it would bring any; 0 for none. */
  readonly takeProfitTicks?: number;
  readonly stopTicks?: number;
}

export interface DeskState extends Settings {
  /** Which work is in front: Trading or Risk. */
  readonly room: RoomId;
  /** Empty until the core has said what there is. */
  readonly instrument: string;
  readonly subaccount: string;
  readonly isSelectedOnly: boolean;
  readonly staged: StagedOrder | null;
}

const MAIN_STORED = 'bulkhead.desk';
const STORED = workspace === MAIN_WORKSPACE ? MAIN_STORED : `${MAIN_STORED}.${workspace}`;
const FIRST: DeskState = {
  room: 'trading',
  instrument: '',
  subaccount: '',
  ...FIRST_SETTINGS,
  isSelectedOnly: false,
  staged: null,
};

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
    room: readRoom(given.room),
    instrument: typeof given.instrument === 'string' ? given.instrument : '',
    subaccount: typeof given.subaccount === 'string' ? given.subaccount : '',
    ...readSettings(given),
  };
}

let current = readStored(localStorage.getItem(STORED) ?? localStorage.getItem(MAIN_STORED));
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
