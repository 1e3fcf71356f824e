/** The workspaces of a window: what stands where, and the keys that work everywhere in it. */
import { useEffect, useState } from 'react';
import { useFeed, useScalar } from '../feed/hooks.ts';
import type { Feed } from '../feed/feed.ts';
import { TradeDialogs } from '../panels/blotters/trade-dialogs.tsx';
import { OneClick } from '../panels/ladder/arm-one-click.tsx';
import { showContract } from '../panels/chart/contract.tsx';
import { showModes } from '../panels/margin/modes.tsx';
import { useSeatKeys } from '../panels/seat/seat-dialog.tsx';
import { useStandingKeys } from '../panels/standing/standing-keys.ts';
import { AppBar } from './app-bar.tsx';
import { CoreGone } from './core-gone.tsx';
import { ArrangeBar } from './dock/arrange-bar.tsx';
import { DockView } from './dock/dock-view.tsx';
import { dockOf } from './dock/dock.ts';
import { deskState, useDesk } from './desk-state.ts';
import { DialogHost } from './dialog-host.tsx';
import { isInDialog, isTyping } from './key-table.ts';
import { KeyList } from './key-list.tsx';
import { meantKey } from './keys.ts';
import { acknowledgeCall, unacknowledged } from './calls.ts';
import { notify } from './notices.ts';
import { goToRoom } from './rooms-go.ts';
import { ROOMS } from './rooms.ts';
import type { RoomId } from './rooms.ts';
import { Strip } from './strip.tsx';
import { Toasts } from './toasts.tsx';
import { openAnotherWindow } from './windows.ts';

/** Regions in the order that a person reads them: from the top, and from the left. */
function panelsAsRead(): HTMLElement[] {
  const panels = [...document.querySelectorAll<HTMLElement>('[data-panel]')];
  const shown = panels.filter((panel) => panel.checkVisibility());
  const placed = shown.map((panel) => ({ panel, box: panel.getBoundingClientRect() }));
  placed.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left);
  return placed.map(({ panel }) => panel);
}

/** Where the focus enters a panel: its tab, or the first control that asks for it. */
const ENTRANCE = '[role="tab"][aria-selected="true"], [data-first-focus]';

function enter(panel: HTMLElement | undefined): void {
  (panel?.querySelector<HTMLElement>(ENTRANCE) ?? panel)?.focus();
}

function nextPanel(by: 1 | -1): void {
  const panels = panelsAsRead();
  const at = panels.findIndex((panel) => panel.contains(document.activeElement));
  const start = at === -1 && by === -1 ? 0 : at;
  enter(panels[(start + by + panels.length) % panels.length]);
}

/** Screen frames in which a workspace that was never shown has its panels. */
const FRAMES_TO_STAND = 30;

/** The keyboard goes into the first panel as soon as as many stand as stood a frame before. */
function focusFirst(before: number, framesLeft: number): void {
  requestAnimationFrame(() => {
    const panels = panelsAsRead();
    const isWhole = panels.length > 0 && panels.length === before;
    if (isWhole) panels[0]?.focus();
    else if (framesLeft > 0) focusFirst(panels.length, framesLeft - 1);
  });
}

/** The workspace comes to the front, and the keyboard into its first panel. */
function enterRoom(room: RoomId): void {
  goToRoom(room);
  focusFirst(0, FRAMES_TO_STAND);
}

async function acknowledgePinned(feed: Feed): Promise<void> {
  const [pinned] = unacknowledged(feed.rows.calls.values());
  if (pinned === undefined) return;
  const reply = await acknowledgeCall(feed, pinned.call);
  if (reply.result !== 'done') notify('warning', reply.code, reply.sentence);
}

function useWorkspaceKeys(feed: Feed, listKeys: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const name = meantKey(event, 'everywhere');
      const dock = dockOf(deskState().room);
      if (name === 'F6' || name === 'Shift F6') nextPanel(name === 'F6' ? 1 : -1);
      else if (name === 'F8') void acknowledgePinned(feed);
      else if (name === 'Alt 1') enterRoom('trading');
      else if (name === 'Alt 2') enterRoom('risk');
      else if (name === 'Alt M' && !isInDialog(event.target)) showModes();
      else if (name === 'Alt I' && !isInDialog(event.target)) showContract();
      else if (name === 'Alt L') dock.arrange(!dock.isArranging);
      else if (name === 'Alt N') void openAnotherWindow();
      else if (name === 'Esc' && dock.isArranging && !isTyping(event.target)) dock.arrange(false);
      else if (name === '?' && !isTyping(event.target)) listKeys();
      else if (name === '/' && !isTyping(event.target)) {
        document.querySelector<HTMLElement>('#account-filter')?.focus();
      } else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [feed, listKeys]);
}

export function Desk() {
  const feed = useFeed();
  const link = useScalar('link');
  const [isListing, setListing] = useState(false);
  const [listKeys] = useState(() => () => setListing(true));
  useWorkspaceKeys(feed, listKeys);
  useStandingKeys();
  useSeatKeys();
  const room = useDesk((state) => state.room);
  return (
    <div className={`desk${link.state === 'gone' ? ' is-gone' : ''}`}>
      <AppBar />
      <Strip />
      <main className="work">
        {ROOMS.map(({ id }) => (
          <DockView key={id} room={id} isHidden={room !== id} />
        ))}
        <ArrangeBar />
      </main>
      <TradeDialogs />
      <OneClick />
      <Toasts />
      <CoreGone />
      <DialogHost />
      {isListing && <KeyList close={() => setListing(false)} />}
      <output className="hidden-text" data-announce="status" />
      <div className="hidden-text" role="alert" data-announce="alert" />
    </div>
  );
}
