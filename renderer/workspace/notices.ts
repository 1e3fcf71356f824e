/** What the desk tells a person unasked. Information goes after 4 s, everything else stays. */
import { useSyncExternalStore } from 'react';
import { announce } from './announce.ts';

export const NOTICES_SHOWN = 3;
const INFORMATION_MS = 4_000;

export interface Notice {
  readonly id: number;
  readonly tone: 'information' | 'cured' | 'warning' | 'grave';
  readonly title: string;
  readonly text: string;
  /** The call that this is about; 0 for none. */
  readonly call: number;
}

let notices: readonly Notice[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function show(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

export function dismiss(id: number): void {
  show(notices.filter((notice) => notice.id !== id));
}

/** Takes away what a call said, once it is acknowledged or closed. */
export function dismissCall(call: number): void {
  if (notices.some((notice) => notice.call === call)) {
    show(notices.filter((notice) => notice.call !== call));
  }
}

export function notify(tone: Notice['tone'], title: string, text: string, call = 0): void {
  lastId += 1;
  const id = lastId;
  const others = notices.filter((notice) => call === 0 || notice.call !== call);
  show([...others, { id, tone, title, text, call }]);
  announce(tone === 'warning' || tone === 'grave' ? 'alert' : 'status', `${title}. ${text}`);
  if (tone === 'information' || tone === 'cured') setTimeout(() => dismiss(id), INFORMATION_MS);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(subscribe, () => notices);
}
