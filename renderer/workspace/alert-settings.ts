/** How this window may be heard: kept over reloads under one key, for all windows of a browser. */
import { useSyncExternalStore } from 'react';

export interface AlertSettings {
  readonly isMuted: boolean;
  /** Of the chime, 0 to 100. */
  readonly volume: number;
  /** Whether the system is to show notifications while nobody looks at the window. */
  readonly notifies: boolean;
}

const STORED = 'bulkhead.alerts';
const FIRST: AlertSettings = { isMuted: false, volume: 60, notifies: true };

/** Takes of a stored text what is understood; what is not stays as it comes. */
export function readAlertSettings(text: string | null): AlertSettings {
  let given: Partial<Record<keyof AlertSettings, unknown>>;
  try {
    given = Object(JSON.parse(text ?? '{}')) as typeof given;
  } catch {
    return FIRST;
  }
  const { isMuted, volume, notifies } = given;
  const isVolume = typeof volume === 'number' && volume >= 0 && volume <= 100;
  return {
    isMuted: typeof isMuted === 'boolean' ? isMuted : FIRST.isMuted,
    volume: isVolume ? volume : FIRST.volume,
    notifies: typeof notifies === 'boolean' ? notifies : FIRST.notifies,
  };
}

let current: AlertSettings | null = null;
const listeners = new Set<() => void>();

export function alertSettings(): AlertSettings {
  current ??= readAlertSettings(localStorage.getItem(STORED));
  return current;
}

export function setAlertSettings(change: Partial<AlertSettings>): void {
  current = { ...alertSettings(), ...change };
  localStorage.setItem(STORED, JSON.stringify(current));
  for (const listener of listeners) listener();
}

export function onAlertSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAlertSettings(): AlertSettings {
  return useSyncExternalStore(onAlertSettings, alertSettings);
}
