/** The tabs of the workspaces, with the key of each. */
import { useDesk } from './desk-state.ts';
import { Key } from './key.tsx';
import { ariaKey, useKey } from './keys.ts';
import { ROOMS } from './rooms.ts';
import { goToRoom } from './rooms-go.ts';

function RoomTab({ id, title, keys }: (typeof ROOMS)[number]) {
  const isHere = useDesk((state) => state.room === id);
  const key = useKey('everywhere', keys);
  return (
    <button
      type="button"
      aria-current={isHere ? 'page' : undefined}
      aria-keyshortcuts={ariaKey(key)}
      title={`${title} workspace (${key})`}
      onClick={() => goToRoom(id)}
    >
      {title}
      <span className="wide-only">
        <Key where="everywhere" of={keys} />
      </span>
    </button>
  );
}

export function RoomTabs() {
  return (
    <nav className="workspace-tabs" aria-label="Workspaces">
      {ROOMS.map((room) => (
        <RoomTab key={room.id} {...room} />
      ))}
    </nav>
  );
}
