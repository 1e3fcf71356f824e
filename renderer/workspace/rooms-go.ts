/** Brings a workspace to the front. */
import { setDesk } from './desk-state.ts';
import { DOCKS } from './dock/dock.ts';
import type { RoomId } from './rooms.ts';

export function goToRoom(room: RoomId): void {
  // Panels are arranged where they are seen.
  for (const dock of DOCKS) {
    if (dock.room !== room && dock.isArranging) dock.arrange(false);
  }
  setDesk({ room });
}
