/**
 * What goes when this window goes: whether its session's orders do, and the dead man's switch that
 * it keeps putting off. Kept over a reload of the page, and by nothing else: a window that is
 * closed puts nothing off any more.
 */
import { useSyncExternalStore } from 'react';
import type { Reply } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import type { Role } from '../../feed/streams.ts';
import { notify } from '../../workspace/notices.ts';
import { workspace } from '../../workspace/windows.ts';
import { armedOf, dueOf } from './seat-plan.ts';
import type { Arming, Kept } from './seat-plan.ts';

const STORED = `bulkhead.seat.${workspace}`;

/** As whom the window sits, where something depends on its sitting there. */
interface Held {
  readonly operator: number;
  readonly role: Role;
  readonly cancelOnDisconnect: boolean;
  readonly arming: Arming | null;
}

let held: Held | null = readHeld();
let kept: Kept | null = keptAfter(held);
let isAsking = false;
const listeners = new Set<() => void>();

/** A page that was loaded anew goes on with what the one before it had armed. */
function keptAfter(before: Held | null): Kept | null {
  const arming = before?.arming ?? null;
  return arming === null ? null : { arming, isSeen: true, sinceUs: 0 };
}

function readHeld(): Held | null {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? 'null') as Held | null;
  } catch {
    return null;
  }
}

function hold(next: Held | null): void {
  const isNeeded = next !== null && (next.cancelOnDisconnect || next.arming !== null);
  held = isNeeded ? next : null;
  if (held === null) sessionStorage.removeItem(STORED);
  else sessionStorage.setItem(STORED, JSON.stringify(held));
  for (const listener of listeners) listener();
}

function heldBy(feed: Feed): Held | null {
  const signedIn = feed.get('signedIn');
  if (signedIn === null) return null;
  const { operator, role } = signedIn;
  const isSame = held?.operator === operator && held.role === role;
  return isSame ? held : { operator, role, cancelOnDisconnect: false, arming: null };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What this window puts off; null for nothing. */
export function useArming(): Arming | null {
  return useSyncExternalStore(subscribe, () => held?.arming ?? null);
}

/** Signs in; as the same again, what was said of the window's orders stays said. */
export async function takeSeat(feed: Feed, operator: number, role: Role): Promise<Reply> {
  const isSame = held?.operator === operator && held.role === role;
  const cancelOnDisconnect = isSame && held?.cancelOnDisconnect === true;
  const reply = await feed.request({ name: 'signIn', operator, role, cancelOnDisconnect });
  if (reply.result === 'done' && !isSame) {
    kept = null;
    hold(null);
  }
  return reply;
}

/** Has the session's orders go with this window, or stay. */
export async function setGoes(feed: Feed, cancelOnDisconnect: boolean): Promise<Reply | null> {
  const now = heldBy(feed);
  if (now === null) return null;
  const { operator, role } = now;
  const reply = await feed.request({ name: 'signIn', operator, role, cancelOnDisconnect });
  // A switch may have been armed meanwhile: what is held by now stays held.
  const then = heldBy(feed);
  const isSame = then?.operator === operator && then.role === role;
  if (reply.result === 'done' && isSame) hold({ ...then, cancelOnDisconnect });
  return reply;
}

function commandOf({ subaccount, seconds }: Arming) {
  const whose = subaccount === '' ? {} : { subaccount };
  return { kind: 'order.cancelAllAfter', ...whose, afterMs: seconds * 1_000 };
}

/** Arms a switch, and puts it off from now on. */
export async function arm(feed: Feed, arming: Arming): Promise<Reply> {
  const sinceUs = feed.get('strip')?.timeUs ?? 0;
  const reply = await feed.request({ name: 'command', command: commandOf(arming) });
  const now = heldBy(feed);
  if (reply.result === 'done' && now !== null) {
    kept = { arming, isSeen: false, sinceUs };
    hold({ ...now, arming });
  }
  return reply;
}

/** Disarms it; whatever becomes of that, this window puts it off no more. */
export async function disarm(feed: Feed): Promise<Reply | null> {
  const arming = held?.arming ?? null;
  if (arming === null) return null;
  forget();
  return feed.request({ name: 'command', command: commandOf({ ...arming, seconds: 0 }) });
}

function forget(): void {
  kept = null;
  if (held !== null) hold({ ...held, arming: null });
}

async function putOff(feed: Feed, now: Kept, nowUs: number): Promise<void> {
  isAsking = true;
  const command = commandOf(now.arming);
  const { result, code, sentence } = await feed.request({ name: 'command', command });
  isAsking = false;
  if (kept?.arming !== now.arming) return;
  if (result === 'done') kept = { ...now, isSeen: true, sinceUs: nowUs };
  else if (result === 'refused' && code !== 'NOT_CONNECTED' && code !== 'BUSY') {
    forget();
    notify('warning', 'The dead man\u2019s switch is not put off', `${code}: ${sentence}`);
  }
}

/** Looks at it with every frame that comes, which also wakes a window that nobody sees. */
function look(feed: Feed): void {
  const strip = feed.get('strip');
  if (kept === null || isAsking || strip === null || feed.get('signedIn') === null) return;
  const seat = feed.get('seat');
  const due = dueOf(kept, seat, strip.timeUs);
  if (armedOf(seat, kept.arming) !== undefined) kept = { ...kept, isSeen: true };
  if (due === 'putOff') void putOff(feed, kept, strip.timeUs);
  if (due !== 'over') return;
  forget();
  const what =
    'It fired, or was disarmed or taken over elsewhere. Arm it again where it should hold.';
  notify('warning', 'The dead man\u2019s switch is not armed any more', what);
}

/** After a reload or a new core the seat is taken again where something hangs on it. */
async function resume(feed: Feed): Promise<void> {
  if (held === null || feed.get('signedIn') !== null) return;
  const { operator, role } = held;
  const { result, code, sentence } = await takeSeat(feed, operator, role);
  if (result === 'done') return;
  notify('warning', 'This window did not sign in again', `${code}: ${sentence}`);
}

export function keepSeat(feed: Feed): void {
  feed.on('welcome', () => void resume(feed));
  feed.on('strip', () => look(feed));
}
