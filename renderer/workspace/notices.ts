/** What the desk tells a person unasked. Information goes after 4 s, everything else stays. */
import { useSyncExternalStore } from 'react';
import { announce } from './announce.ts';

export const NOTICES_SHOWN = 3;
const INFORMATION_MS = 4_000;
/** Of the last ones, the bell lists so many. */
const HISTORY_KEPT = 30;

export interface Notice {
  readonly id: number;
  readonly tone: 'information' | 'cured' | 'warning' | 'grave';
  readonly title: string;
  readonly text: string;
  /** The call that this is about; 0 for none. */
  readonly call: number;
  /** A newer one of the same key takes its place; empty for one that stands by itself. */
  readonly key: string;
  /** Venue time; 0 before anything is known of it. */
  readonly timeUs: number;
  /** Offers to allow alerts. */
  readonly enablesAlerts: boolean;
}

/** A notice as it is given. */
export type NoticeOf = Pick<Notice, 'tone' | 'title' | 'text'> &
  Partial<Pick<Notice, 'call' | 'key' | 'timeUs' | 'enablesAlerts'>>;

interface Told {
  readonly shown: readonly Notice[];
  /** The newest first. */
  readonly history: readonly Notice[];
}

let told: Told = { shown: [], history: [] };
let lastId = 0;
let clockUs = (): number => 0;
const listeners = new Set<() => void>();

function set(change: Partial<Told>): void {
  told = { ...told, ...change };
  for (const listener of listeners) listener();
}

/** Says which time it is in the venue, for the notices from here on. */
export function keepNoticeTime(clock: () => number): void {
  clockUs = clock;
}

export function dismiss(id: number): void {
  set({ shown: told.shown.filter((notice) => notice.id !== id) });
}

/** Takes away what a call said, once it is acknowledged or closed. */
export function dismissCall(call: number): void {
  if (told.shown.some((notice) => notice.call === call)) {
    set({ shown: told.shown.filter((notice) => notice.call !== call) });
  }
}

function keyOf({ key, call = 0 }: NoticeOf): string {
  return key ?? (call === 0 ? '' : `call ${call}`);
}

/** With newer figures in the notice of a key, at its place; as it was where nothing differs. */
export function withFigures(notices: readonly Notice[], given: NoticeOf): readonly Notice[] {
  const key = keyOf(given);
  const { tone, title, text } = given;
  const isOld = (notice: Notice): boolean =>
    key !== '' && notice.key === key && (notice.title !== title || notice.text !== text);
  if (!notices.some(isOld)) return notices;
  return notices.map((notice) => (isOld(notice) ? { ...notice, tone, title, text } : notice));
}

/** Keeps what is on the screen true, silently; the history keeps what was said at its time. */
export function follow(given: NoticeOf): void {
  const shown = withFigures(told.shown, given);
  if (shown !== told.shown) set({ shown });
}

/** Shows a notice, in the place of the one of its key where that is still there. */
export function tell(given: NoticeOf): void {
  const { tone, title, text, call = 0, timeUs = clockUs(), enablesAlerts = false } = given;
  const key = keyOf(given);
  lastId += 1;
  const notice = { id: lastId, tone, title, text, call, key, enablesAlerts, timeUs };
  const isOther = (other: Notice): boolean => key === '' || other.key !== key;
  const isNew = told.shown.every(isOther);
  const shown = isNew
    ? [...told.shown, notice]
    : told.shown.map((other) => (isOther(other) ? other : notice));
  const history = [notice, ...told.history.filter(isOther)].slice(0, HISTORY_KEPT);
  set({ shown, history });
  const isUrgent = tone === 'warning' || tone === 'grave';
  // The steps of something that was told are followed politely.
  announce(isUrgent && (isNew || call !== 0) ? 'alert' : 'status', `${title}. ${text}`);
  if (!isUrgent) setTimeout(() => dismiss(notice.id), INFORMATION_MS);
}

export function notify(tone: Notice['tone'], title: string, text: string, call = 0): void {
  tell({ tone, title, text, call });
}

const WEIGHT = { grave: 2, warning: 1, cured: 0, information: 0 } as const;

/** The gravest and then the newest, as many as are shown at once, in the order that they came. */
export function shownFirst(notices: readonly Notice[]): readonly Notice[] {
  const ranked = notices.toSorted((a, b) => WEIGHT[b.tone] - WEIGHT[a.tone] || b.id - a.id);
  return ranked.slice(0, NOTICES_SHOWN).toSorted((a, b) => a.id - b.id);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(subscribe, () => told.shown);
}

/** The last ones, the newest first, shown or not. */
export function useNoticeHistory(): readonly Notice[] {
  return useSyncExternalStore(subscribe, () => told.history);
}
