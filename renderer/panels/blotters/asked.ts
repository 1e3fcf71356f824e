/** Which dialog a key or a button has asked for, wherever it was pressed. */
import { useSyncExternalStore } from 'react';

export type Asked =
  | { readonly kind: 'close' | 'reduce' | 'protect' | 'amend'; readonly key: string }
  | { readonly kind: 'arm' };

let asked: Asked | null = null;
const listeners = new Set<() => void>();

/** Opens a dialog in the place of any other; null closes it. */
export function ask(what: Asked | null): void {
  asked = what;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useAsked(): Asked | null {
  return useSyncExternalStore(subscribe, () => asked);
}
