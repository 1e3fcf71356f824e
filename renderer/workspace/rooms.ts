/** The workspaces that a window can have in front. */

export const ROOMS = [
  { id: 'trading', title: 'Trading', keys: 'Alt 1' },
  { id: 'risk', title: 'Risk', keys: 'Alt 2' },
] as const;
export type RoomId = (typeof ROOMS)[number]['id'];

/** What was stored, where it is one; else the first. */
export function readRoom(stored: unknown): RoomId {
  return ROOMS.find(({ id }) => id === stored)?.id ?? 'trading';
}
