/**
 * Keeps what the signed-in operator prefers at the core: taken over at sign-in, saved a moment
 * after every change. Windows of one operator share the text, so each changes only its own part of
 * what it has just read.
 */
import { useSyncExternalStore } from 'react';
import type { Reply } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { deskState, onDesk, setDesk } from '../desk-state.ts';
import { notify } from '../notices.ts';
import { settingsOf } from '../settings.ts';
import { workspace } from '../windows.ts';
import { DOCKS, dockOf } from './dock.ts';
import { overNewest } from './over-newest.ts';
import {
  AS_DESIGNED,
  LAYOUTS_MAX,
  PREFERENCES_VERSION,
  readPreferences,
  withLayout,
  withoutLayout,
  withWindow,
  writePreferences,
} from './preferences.ts';
import type {
  Arrangements,
  Preferences,
  ReadPreferences,
  WindowPreferences,
} from './preferences.ts';

const SAVE_AFTER_MS = 600;

type Edit = (preferences: Preferences) => Preferences;

/** What is kept of whom; null before anybody signed in. */
export interface Kept {
  readonly operator: number;
  readonly preferences: Preferences;
  /** Of the text that they were last read from, or written as. */
  readonly version: string;
  /** A later version's: what is changed here is not saved. */
  readonly isReadOnly: boolean;
}

const trading = dockOf('trading');
const risk = dockOf('risk');

/** How both workspaces of this window stand. */
function arranged(): Arrangements {
  return { ...trading.arrangement, risk: risk.arrangement };
}

function arrange({ wide, compact, front, risk: ofRisk }: Arrangements): void {
  trading.show({ wide, compact, front });
  risk.show(ofRisk);
}

const ALL_AS_DESIGNED: Arrangements = { ...AS_DESIGNED, risk: AS_DESIGNED };

let feedOf: Feed | null = null;
let kept: Kept | null = null;
/** The named layout that this window began with; empty for the default. */
let layoutName = '';
/** As it was last taken over or saved. */
let saved = { settings: '', window: '' };
let edits: Edit[] = [];
let timer = 0;
let isTakingOver = false;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is kept of the one who signed in, for a menu. */
export function useKept(): Kept | null {
  return useSyncExternalStore(subscribe, () => kept);
}

/** Whether the one who sits here has a place to keep layouts in. */
export function mayKeepLayouts(): boolean {
  return kept?.isReadOnly === false;
}

export function useLayoutName(): string {
  return useSyncExternalStore(subscribe, () => layoutName);
}

function nothingYet(): Preferences {
  const settings = settingsOf(deskState());
  return { version: PREFERENCES_VERSION, settings, layouts: [], windows: [] };
}

function windowNow(): WindowPreferences {
  const { instrument, subaccount } = deskState();
  return { workspace, layout: layoutName, instrument, subaccount, ...arranged() };
}

function asItIs(): typeof saved {
  return {
    settings: JSON.stringify(settingsOf(deskState())),
    window: JSON.stringify(windowNow()),
  };
}

// ---- taking over ----

function lookedAt({
  instrument,
  subaccount,
}: Pick<WindowPreferences, 'instrument' | 'subaccount'>) {
  return { instrument, subaccount };
}

/** What somebody has turned to meanwhile stays: it is newer than what was kept. */
function takeOver({ settings, windows }: Preferences, isUntouched: boolean): void {
  const own = windows.find((one) => one.workspace === workspace);
  isTakingOver = true;
  layoutName = own?.layout ?? '';
  setDesk({
    ...settings,
    ...(own !== undefined && isUntouched ? lookedAt(own) : {}),
  });
  // Which tabs are in front nobody has asked to be changed.
  const { front, risk: ofRisk } = arranged();
  arrange(own ?? { ...AS_DESIGNED, front, risk: { ...AS_DESIGNED, front: ofRisk.front } });
  isTakingOver = false;
}

type Newest = ReadPreferences & { readonly version: string };

/** What the core has of an operator; null where the connection or the operator is gone. */
async function read(feed: Feed, operator: number): Promise<Newest | null> {
  const { result, code, body } = await feed.request({ name: 'preferences', act: 'read' });
  if (feed.get('signedIn')?.operator !== operator || code === 'NOT_CONNECTED') return null;
  if (body?.name === 'preferences') {
    return { ...readPreferences(body.text), version: body.version };
  }
  return result === 'refused' ? { kind: 'bad', version: '' } : null;
}

const NOT_READ = {
  newer: 'A later version saved them. The default is shown, and nothing is saved over them.',
  bad: 'What is kept cannot be read. The default is shown, and replaces it once it changes.',
};

async function signedIn(feed: Feed, operator: number): Promise<void> {
  kept = null;
  tell();
  const before = JSON.stringify(lookedAt(deskState()));
  const given = await read(feed, operator);
  if (given === null) return;
  const { kind } = given;
  if (kind === 'newer' || kind === 'bad') {
    notify('warning', 'Layouts were not read', NOT_READ[kind]);
  }
  const preferences = kind === 'read' ? given.preferences : nothingYet();
  kept = { operator, preferences, version: given.version, isReadOnly: kind === 'newer' };
  edits = [];
  takeOver(preferences, JSON.stringify(lookedAt(deskState())) === before);
  saved = asItIs();
  tell();
  document.documentElement.dataset['keptFor'] = String(operator);
}

// ---- saving ----

/** What differs from what was saved, as changes of this window's own part. */
function ownEdits(): Edit[] {
  const now = asItIs();
  const own: Edit[] = [];
  if (now.settings !== saved.settings) {
    const settings = settingsOf(deskState());
    own.push((preferences) => ({ ...preferences, settings }));
  }
  if (now.window !== saved.window) {
    const left = windowNow();
    own.push((preferences) => withWindow(preferences, left));
  }
  saved = now;
  return own;
}

/** All that is not saved yet, as one change. */
function takeEdits(): Edit {
  const all = [...edits, ...ownEdits()];
  edits = [];
  return (preferences) => all.reduce((before, edit) => edit(before), preferences);
}

/** The text to be kept; null where it is too long, which is said. */
function textOf(preferences: Preferences): string | null {
  const text = writePreferences(preferences);
  if (text === null) {
    notify('warning', 'Layouts were not saved', 'They are too many: delete one and try again.');
  }
  return text;
}

async function write(feed: Feed, text: string, version: string): Promise<Reply> {
  const over = version === '' ? {} : { version };
  const reply = await feed.request({ name: 'preferences', act: 'write', text, ...over });
  const { body } = reply;
  if (kept !== null && body?.name === 'preferences') kept = { ...kept, version: body.version };
  return reply;
}

async function save(): Promise<boolean> {
  window.clearTimeout(timer);
  timer = 0;
  const [feed, before] = [feedOf, kept];
  if (feed === null || before === null || before.isReadOnly) return false;
  let edit: Edit | null = null;
  const reply = await overNewest<Newest>({
    read: async () => {
      const given = await read(feed, before.operator);
      return given?.kind === 'newer' || kept?.operator !== before.operator ? null : given;
    },
    change: (given) => {
      const newest = given.kind === 'read' ? given.preferences : before.preferences;
      edit ??= takeEdits();
      kept = { ...before, preferences: edit(newest), version: given.version };
      tell();
      return textOf(kept.preferences);
    },
    write: (text, version) => write(feed, text, version),
  });
  if (reply === null || reply.result === 'done') return reply !== null;
  // A lost connection is shown as such; what was changed goes with the next change.
  if (reply.code !== 'NOT_CONNECTED') notify('warning', 'Layouts were not saved', reply.sentence);
  return false;
}

function changed(): void {
  if (isTakingOver || kept === null || kept.isReadOnly || timer !== 0) return;
  const now = asItIs();
  if (now.settings === saved.settings && now.window === saved.window) return;
  timer = window.setTimeout(() => void save(), SAVE_AFTER_MS);
}

/** At the end of the page there is no time to ask first: over what another wrote it is refused. */
function saveAtOnce(feed: Feed): void {
  if (timer === 0 || kept === null || feed.get('signedIn')?.operator !== kept.operator) return;
  window.clearTimeout(timer);
  timer = 0;
  const text = textOf(takeEdits()(kept.preferences));
  if (text !== null) void write(feed, text, kept.version);
}

/** From now on what the signed-in operator changes is kept, and taken over at the next sign-in. */
export function keepPreferences(feed: Feed): void {
  feedOf = feed;
  feed.on('signedIn', (who) => {
    if (who === null) return;
    if (who.operator === kept?.operator) changed();
    else void signedIn(feed, who.operator);
  });
  onDesk(changed);
  for (const dock of DOCKS) dock.onChange(changed);
  window.addEventListener('pagehide', () => saveAtOnce(feed));
}

// ---- layouts by name ----

/** Shows a layout by its name, or the default for none. */
export function chooseLayout(name: string): void {
  const found = kept?.preferences.layouts.find((layout) => layout.name === name);
  layoutName = found?.name ?? '';
  arrange(found ?? ALL_AS_DESIGNED);
  changed();
  tell();
}

/** Saves the panels as they stand under a name; says whether it was done. */
export async function saveLayoutAs(name: string): Promise<void> {
  const layout = { name, ...arranged() };
  if (kept !== null && withLayout(kept.preferences, layout) === null) {
    notify('warning', 'The layout was not saved', `There are ${LAYOUTS_MAX}: delete one first.`);
    return;
  }
  layoutName = name;
  edits.push((preferences) => withLayout(preferences, layout) ?? preferences);
  if (await save()) notify('information', 'Layout saved', `${name} is kept for you at this core.`);
  tell();
}

export async function deleteLayout(name: string): Promise<void> {
  if (layoutName === name) layoutName = '';
  edits.push((preferences) => withoutLayout(preferences, name));
  if (await save()) notify('information', 'Layout deleted', `${name} is no more.`);
  tell();
}
