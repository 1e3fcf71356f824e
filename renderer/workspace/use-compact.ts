/** Whether the window is one of the small ones, in which panels give way to tabs. */
import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(max-width: 1599px)');

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

export function useCompact(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
