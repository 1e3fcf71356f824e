/** One window: its feed, its colours, its workspace. */
import { createRoot } from 'react-dom/client';
import { Feed } from './feed/feed.ts';
import { FeedContext } from './feed/hooks.ts';
import { connectOf } from './host.ts';
import { keepSeat } from './panels/seat/seat.ts';
import { applyTokens } from './theme/tokens.ts';
import { tokensNow } from './workspace/colours.ts';
import { deskState, onDesk } from './workspace/desk-state.ts';
import { Desk } from './workspace/desk.tsx';
import { keepPreferences } from './workspace/dock/keep-preferences.ts';
import { keepWatching } from './workspace/watching.ts';
import { holdWorkspace, workspace } from './workspace/windows.ts';
import { MAIN_WORKSPACE } from './workspace/workspace-id.ts';

/** Of this workspace alone: a window that another one opened begins with a copy of its storage. */
const WINDOW = `bulkhead.window.${workspace}`;

/** The window's own name, kept over reloads: its sessions resume under it. */
function windowName(): string {
  const known = sessionStorage.getItem(WINDOW);
  if (known !== null) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const name = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  sessionStorage.setItem(WINDOW, name);
  return name;
}

const feed = new Feed({
  connect: connectOf(window),
  window: windowName(),
  nowMs: () => performance.now(),
  startTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  onScreenFrame: (run) => requestAnimationFrame(run),
  isHidden: () => document.hidden,
});

function paintTheme(): void {
  applyTokens(document.documentElement, deskState().theme, tokensNow());
}

paintTheme();
onDesk(paintTheme);
holdWorkspace();
if (workspace !== MAIN_WORKSPACE) document.title = `Bulkhead ${workspace}`;
keepWatching(feed);
keepPreferences(feed);
keepSeat(feed);
feed.start();

const root = document.querySelector('#desk');
if (root === null) throw new Error('the page has no place for the desk');
createRoot(root).render(
  <FeedContext value={feed}>
    <Desk />
  </FeedContext>,
);
