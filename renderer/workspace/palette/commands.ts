/**
 * What the command palette offers. A part of the desk that has something to offer calls
 * `addCommands` once with a source; it is asked whenever the palette opens, and answers with what
 * the person may do at that moment and nothing else.
 */
import type { Feed } from '../../feed/feed.ts';

/** In the order that they are offered in. */
export const GROUPS = [
  'Instrument',
  'Account',
  'Act',
  'Go to',
  'Market',
  'Look',
  'Sign in',
  'Help',
];
export type CommandGroup = (typeof GROUPS)[number];

export interface Command {
  /** The same whenever the same thing is meant: recent ones are remembered by it. */
  readonly id: string;
  readonly group: CommandGroup;
  readonly title: string;
  /** Stands quietly at its right: a figure, a role, what it is about. */
  readonly detail?: string;
  /** Further words that it is found by. */
  readonly words?: string;
  /** Where a key does the same, as the key table writes it. */
  readonly keys?: string;
  /** Called once the palette is gone and the focus is back where it was. */
  readonly run: () => unknown;
}

export type CommandSource = (feed: Feed) => readonly Command[];

const sources = new Set<CommandSource>();

/** Offers what a source knows, until the returned function is called. */
export function addCommands(source: CommandSource): () => void {
  sources.add(source);
  return () => sources.delete(source);
}

/** Everything that may be done now, by group. */
export function commandsNow(feed: Feed): Command[] {
  const all = [...sources].flatMap((source) => source(feed));
  return all.toSorted((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group));
}
