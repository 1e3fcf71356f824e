/** Open margin calls: which is the worst that nobody has answered, and the acts on one. */
import { useEffect, useState } from 'react';
import type { CallRow, Reply } from '../../core/desk/messages.ts';
import type { Feed } from '../feed/feed.ts';
import { useFeed } from '../feed/hooks.ts';
import { isUnanswered } from './alert-plan.ts';
import { dismissCall, notify } from './notices.ts';

const SNOOZE_US = 300_000_000;

/** The higher level, then the one raised earlier. */
function worstFirst(calls: readonly CallRow[]): CallRow[] {
  return calls.toSorted((a, b) => b.level - a.level || a.call - b.call);
}

/** Those that somebody must still answer, the worst first. */
export function unacknowledged(calls: readonly CallRow[]): CallRow[] {
  return worstFirst(calls.filter(isUnanswered));
}

/** All that are open, those first that nobody has answered. */
function callsOf(feed: Feed): CallRow[] {
  const rows = feed.rows.calls.values();
  return [...unacknowledged(rows), ...worstFirst(rows.filter((row) => !isUnanswered(row)))];
}

export function useCalls(): readonly CallRow[] {
  const feed = useFeed();
  const [calls, show] = useState(() => callsOf(feed));
  useEffect(() => feed.on('calls', () => show(callsOf(feed))), [feed]);
  return calls;
}

export function useOpenCalls(): readonly CallRow[] {
  return useCalls().filter(isUnanswered);
}

/** A record with the name of the one who signed in; the core refuses who may not. */
export function acknowledgeCall(feed: Feed, call: number): Promise<Reply> {
  return feed.request({ name: 'command', command: { kind: 'call.acknowledge', call } });
}

/** Puts a call off for five minutes of the venue's time, for everybody, under one's own name. */
export function snoozeCall(feed: Feed, call: number): Promise<Reply> {
  const untilUs = (feed.get('strip')?.timeUs ?? 0) + SNOOZE_US;
  return feed.request({ name: 'command', command: { kind: 'call.snooze', call, untilUs } });
}

/** Does one of these from a button, which has no place of its own for what is refused. */
export async function answerCall(
  feed: Feed,
  call: number,
  act: typeof acknowledgeCall,
): Promise<void> {
  const reply = await act(feed, call);
  if (reply.result === 'done') dismissCall(call);
  else notify('warning', reply.code, reply.sentence);
}
