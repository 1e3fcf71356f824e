/** Engages, closes and releases, each by the core's word. */
import type { HumanCommand, KillChoice, KillSwitch, Reply } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';

/** So many closings go at once: the core takes 100 requests of a window in a second. */
const AT_ONCE = 40;
const PAUSE_MS = 1_000;

function give(feed: Feed, command: HumanCommand): Promise<Reply> {
  return feed.request({ name: 'command', command });
}

/** What may be stopped now, about a subaccount; null where the core did not say. */
export async function askKillSwitch(feed: Feed, subaccount: string): Promise<KillSwitch | null> {
  const about = subaccount === '' ? {} : { subaccount };
  const { body } = await feed.request({ name: 'killSwitch', ...about });
  return body?.name === 'killSwitch' ? body : null;
}

export function engage(feed: Feed, { scope, name }: KillChoice): Promise<Reply> {
  const subject = scope === 'venue' ? {} : { [scope]: name };
  return give(feed, { kind: 'kill.engage', scope, ...subject });
}

export function release(feed: Feed, kill: number): Promise<Reply> {
  return give(feed, { kind: 'kill.release', kill });
}

/** Closes each position at the market; the ends of all of them, in order. */
export async function flatten(
  feed: Feed,
  positions: KillChoice['positions'],
): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  for (let from = 0; from < positions.length; from += AT_ONCE) {
    if (from > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const asked = positions
      .slice(from, from + AT_ONCE)
      .map((position) => give(feed, { kind: 'position.close', ...position }));
    replies.push(...(await Promise.all(asked)));
  }
  return replies;
}
