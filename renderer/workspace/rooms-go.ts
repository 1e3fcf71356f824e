/** Brings a workspace to the front. */
import { setDesk } from './desk-state.ts';
import { dock } from './dock/dock.ts';
import type { RoomId } from './rooms.ts';

export function goToRoom(room: RoomId): void {
  // Panels are arranged where they are seen.
  if (room !== 'trading' && dock.isArranging) dock.arrange(false);
  setDesk({ room });
}
