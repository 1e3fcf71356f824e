/** Open margin calls: which is the worst that nobody has acknowledged, and the act of doing so. */
import { useEffect, useState } from 'react';
import type { CallRow, Reply } from '../../core/desk/messages.ts';
import type { Feed } from '../feed/feed.ts';
import { useFeed } from '../feed/hooks.ts';

/** The worst first: the higher level, then the one raised earlier. */
export function unacknowledged(calls: readonly CallRow[]): CallRow[] {
  return calls
    .filter(({ acknowledgedBy }) => acknowledgedBy === '')
    .sort((a, b) => b.level - a.level || a.call - b.call);
}

export function useOpenCalls(): readonly CallRow[] {
  const feed = useFeed();
  const [calls, show] = useState(() => unacknowledged(feed.rows.calls.values()));
  useEffect(() => feed.on('calls', () => show(unacknowledged(feed.rows.calls.values()))), [feed]);
  return calls;
}

/** A record with the name of the one who signed in; the core refuses who may not. */
export function acknowledgeCall(feed: Feed, call: number): Promise<Reply> {
  return feed.request({ name: 'command', command: { kind: 'call.acknowledge', call } });
}
