/** Which world the window shows: its badges, in the order of how much they matter. */
import type { Strip } from '../../core/desk/messages.ts';

/** How fast a virtual market may go, in its own seconds a second. */
export const SPEEDS = ['1', '2', '5', '10', '20', '60'];

const VIRTUAL = ['REPLAY', 'SIMULATED', 'SHOCKED', 'REHEARSAL'];

export interface WorldBadges {
  readonly main: string;
  readonly others: readonly string[];
  readonly quiet: readonly string[];
}

function startsAs(badge: string, names: readonly string[]): boolean {
  return names.some((name) => badge === name || badge.startsWith(`${name} `));
}

/** A replay or a simulation: marked at the top edge of every window. */
export function isVirtual(badges: readonly string[]): boolean {
  return badges.some((badge) => startsAs(badge, VIRTUAL) && badge !== 'SIMULATED CUSTODY');
}

/** The filled badge carries the speed, or says that time stands still. Null without a world. */
export function worldBadge(badges: readonly string[], strip: Strip | null): WorldBadges | null {
  const world = badges.filter((badge) => isVirtual([badge]));
  const [first = ''] = world;
  if (first === '') return null;
  const speed = strip === null ? '' : ` ${strip.transport.speed}`;
  const main = strip?.transport.isPaused === true ? `${first} PAUSED` : `${first}${speed}`;
  const outlined = [...world.slice(1), ...badges.filter((badge) => badge.endsWith('CUSTODY'))];
  // What an index is made of stands beside that index.
  const elsewhere = strip?.indices.flatMap((index) => index.badges) ?? [];
  const shown = [first, ...outlined, ...elsewhere];
  const quiet = badges.filter((badge) => !shown.includes(badge));
  return { main, others: outlined, quiet };
}
