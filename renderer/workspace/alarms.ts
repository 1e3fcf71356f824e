/** Rings for what the feed brings: chime, notification of the system, toast. Seen or not. */
import { useSyncExternalStore } from 'react';
import { DESKTOP_BRIDGE } from '../../core/desk/desktop.ts';
import type { Alert } from '../../core/desk/messages.ts';
import { desktop } from '../desktop.ts';
import type { Feed } from '../feed/feed.ts';
import {
  CallWatch,
  missingOf,
  noticeOfAlert,
  noticeOfCall,
  repeatOf,
  waysOf,
} from './alert-plan.ts';
import type { Missing } from './alert-plan.ts';
import { alertSettings, onAlertSettings } from './alert-settings.ts';
import { dismissCall, follow, keepNoticeTime, tell } from './notices.ts';
import type { NoticeOf } from './notices.ts';
import { Sound } from './sound.ts';
import type { CallLevel } from './sound.ts';
import { Voice } from './voice.ts';

const listeners = new Set<() => void>();
let missing: Missing = { words: [], canAsk: false };
let lastSoundMs = 0;
const voice = new Voice(navigator.locks);

const sound = new Sound('AudioContext' in globalThis ? () => new AudioContext() : null, review);

/** Looks again at what is missing, after anything that may have changed it. */
function review(): void {
  const next = missingOf(sound.standing, desktop().notify.standing(), alertSettings());
  if (JSON.stringify(next) === JSON.stringify(missing)) return;
  missing = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What of alerts is missing in this window. */
export function useMissingAlerts(): Missing {
  return useSyncExternalStore(subscribe, () => missing);
}

/** From a click: gives the sound its gesture, and asks for notifications. */
export async function enableAlerts(): Promise<void> {
  await Promise.all([sound.wake(), desktop().notify.ask()]);
  review();
}

/** Sounds a level at the volume that is set, so that it can be judged. */
export function tryChime(): void {
  void chime(1);
}

/** In every window the time of the last chime is that of the one that is heard. */
function ring(level: CallLevel): void {
  lastSoundMs = performance.now();
  if (voice.isHeld) void chime(level);
}

async function chime(level: CallLevel): Promise<void> {
  const isHeard = await sound.play(level, alertSettings().volume);
  review();
  if (isHeard) return;
  const text = `${missing.words.join(' ')} Calls are told on the screen alone.`;
  tell({ tone: 'warning', title: 'Alerts are silent', text, key: 'silent', enablesAlerts: true });
}

function sayEverywhere(level: Alert['level'], notice: NoticeOf): void {
  tell(notice);
  const isAway = document.hidden || !document.hasFocus();
  const { sounds, notifies } = waysOf(level, alertSettings(), isAway);
  if (sounds && level > 0) ring(level as CallLevel);
  if (notifies && voice.isHeld)
    void desktop().notify.run({ title: notice.title, body: notice.text }).then(review);
}

function watchCalls(feed: Feed): () => void {
  const watch = new CallWatch();
  return feed.on('calls', (changes) => {
    const { raised, followed, settled } = watch.take(changes);
    for (const row of raised) sayEverywhere(row.level, noticeOfCall(row));
    for (const row of followed) follow(noticeOfCall(row));
    for (const call of settled) dismissCall(call);
  });
}

/** Alerts that the core kept from before this window attached are history, and ring nothing. */
function watchAlerts(feed: Feed): () => void {
  let knownTo: number | null = null;
  const stops = [
    feed.on('strip', (strip) => {
      knownTo ??= strip?.sequence ?? null;
    }),
    feed.on('link', ({ state }) => {
      if (state === 'gone') knownTo = feed.get('strip')?.sequence ?? null;
    }),
    feed.on('alerts', (alerts) => {
      for (const alert of alerts) {
        if (knownTo === null || alert.sequence <= knownTo) continue;
        const notice = noticeOfAlert(alert);
        if (notice === null) continue;
        if (alert.event === 'call.cured') dismissCall(alert.call);
        sayEverywhere(notice.level, { ...notice, timeUs: alert.timeUs });
      }
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** The feed brings a strip every second at least: its beat, and no timer, repeats the chime. */
function repeatChime(feed: Feed): () => void {
  return feed.on('strip', () => {
    const level = repeatOf(feed.rows.calls.values(), performance.now() - lastSoundMs);
    if (level !== null && waysOf(level, alertSettings(), false).sounds) ring(level);
  });
}

/** The first gesture of any kind is what a browser waits for before it lets a page be heard. */
function wakeWithGesture(): () => void {
  const wake = (): void => {
    for (const name of ['pointerdown', 'keydown']) document.removeEventListener(name, wake, true);
    void sound.wake().then(review);
  };
  for (const name of ['pointerdown', 'keydown']) document.addEventListener(name, wake, true);
  // A desktop host lets its own page be heard at once.
  if (DESKTOP_BRIDGE in window) wake();
  return () => {
    for (const name of ['pointerdown', 'keydown']) document.removeEventListener(name, wake, true);
  };
}

/** Of an operator's windows the one that a person touched last is heard, and one is. */
function keepVoice(feed: Feed): () => void {
  const ended = new AbortController();
  const options = { capture: true, signal: ended.signal };
  const touched = (): void => voice.take();
  for (const name of ['pointerdown', 'keydown']) document.addEventListener(name, touched, options);
  // Brought to the front without a touch it can be heard only where it was touched before.
  window.addEventListener('focus', () => sound.standing === 'ready' && touched(), options);
  voice.join(feed.get('signedIn')?.operator ?? 0);
  const stop = feed.on('signedIn', (who) => voice.join(who?.operator ?? 0));
  return () => {
    stop();
    ended.abort();
    voice.leave();
  };
}

/** Rings until the returned function is called. */
export function keepAlarms(feed: Feed): () => void {
  keepNoticeTime(() => feed.get('strip')?.timeUs ?? 0);
  document.addEventListener('visibilitychange', review);
  review();
  const stops = [
    watchCalls(feed),
    watchAlerts(feed),
    repeatChime(feed),
    keepVoice(feed),
    wakeWithGesture(),
    onAlertSettings(review),
    () => document.removeEventListener('visibilitychange', review),
  ];
  return () => stops.forEach((stop) => stop());
}
