/** One window: its feed, its colours, its workspace. */
import { createRoot } from 'react-dom/client';
import { DESK_SOCKET_PATH } from '../core/desk/port.ts';
import { Feed } from './feed/feed.ts';
import { FeedContext } from './feed/hooks.ts';
import { webSocketPort } from './feed/web-socket-port.ts';
import { applyTokens, tokensOf } from './theme/tokens.ts';
import { deskState, onDesk } from './workspace/desk-state.ts';
import { Desk } from './workspace/desk.tsx';
import { keepWatching } from './workspace/watching.ts';

const WINDOW = 'bulkhead.window';

/** The window's own name, kept over reloads: its sessions resume under it. */
function windowName(): string {
  const known = sessionStorage.getItem(WINDOW);
  if (known !== null) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const name = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  sessionStorage.setItem(WINDOW, name);
  return name;
}

const url = new URL(DESK_SOCKET_PATH, location.href);
url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
url.search = '';

const feed = new Feed({
  connect: () => webSocketPort(url.href),
  window: windowName(),
  nowMs: () => performance.now(),
  startTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  onScreenFrame: (run) => requestAnimationFrame(run),
});

function paintTheme(): void {
  const { theme, palette } = deskState();
  applyTokens(document.documentElement, theme, tokensOf(theme, palette));
}

paintTheme();
onDesk(paintTheme);
keepWatching(feed);
feed.start();

const root = document.querySelector('#desk');
if (root === null) throw new Error('the page has no place for the desk');
createRoot(root).render(
  <FeedContext value={feed}>
    <Desk />
  </FeedContext>,
);
