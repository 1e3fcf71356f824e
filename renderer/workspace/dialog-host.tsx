/** The one dialog that stands over the desk, shown from wherever it is asked for. */
import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';

/** Renders a dialog; `close` takes it away. */
export type ShownDialog = (close: () => void) => ReactNode;

let shown: ShownDialog | null = null;
const listeners = new Set<() => void>();

function set(dialog: ShownDialog | null): void {
  shown = dialog;
  for (const listener of listeners) listener();
}

/** Shows a dialog in the place of whatever stood there. */
export function showDialog(dialog: ShownDialog): void {
  set(dialog);
}

export function closeDialog(): void {
  set(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function DialogHost() {
  const dialog = useSyncExternalStore(subscribe, () => shown);
  return dialog?.(closeDialog) ?? null;
}
