/** The Trading workspace: what stands where, and the keys that work everywhere in it. */
import { useEffect, useState } from 'react';
import { useFeed, useScalar } from '../feed/hooks.ts';
import type { Feed } from '../feed/feed.ts';
import { Accounts } from '../panels/accounts/accounts.tsx';
import { Blotters } from '../panels/blotters/blotters.tsx';
import { TradeDialogs } from '../panels/blotters/trade-dialogs.tsx';
import { Chart } from '../panels/chart/chart.tsx';
import { OneClick } from '../panels/ladder/arm-one-click.tsx';
import { Ladder } from '../panels/ladder/ladder.tsx';
import { Margin } from '../panels/margin/margin.tsx';
import { Ticket } from '../panels/ticket/ticket.tsx';
import { AppBar } from './app-bar.tsx';
import { CoreGone } from './core-gone.tsx';
import { isTyping, keyName } from './key-table.ts';
import { KeyList } from './key-list.tsx';
import { acknowledgeCall, unacknowledged } from './calls.ts';
import { notify } from './notices.ts';
import { Strip } from './strip.tsx';
import { Toasts } from './toasts.tsx';
import { useCompact } from './use-compact.ts';

/** Moves the focus to the next panel's first control, in the order that they stand. */
function nextPanel(by: 1 | -1): void {
  const panels = [...document.querySelectorAll<HTMLElement>('[data-panel]')];
  const at = panels.findIndex((panel) => panel.contains(document.activeElement));
  const start = at === -1 && by === -1 ? 0 : at;
  const panel = panels[(start + by + panels.length) % panels.length];
  const inside = panel?.querySelector<HTMLElement>('[data-first-focus]');
  (inside ?? panel)?.focus();
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
      const name = keyName(event);
      if (name === 'F6' || name === 'Shift F6') nextPanel(name === 'F6' ? 1 : -1);
      else if (name === 'F8') void acknowledgePinned(feed);
      else if (name === 'Alt 1') document.querySelector<HTMLElement>('[data-panel]')?.focus();
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
  const isCompact = useCompact();
  const [isListing, setListing] = useState(false);
  const [listKeys] = useState(() => () => setListing(true));
  useWorkspaceKeys(feed, listKeys);
  return (
    <div className={`desk${link.state === 'gone' ? ' is-gone' : ''}`}>
      <AppBar />
      <Strip />
      <main className="work">
        <Accounts isCompact={isCompact} />
        <Chart />
        <Ladder />
        <Ticket isCompact={isCompact} />
        {!isCompact && <Margin />}
        <Blotters isCompact={isCompact} />
      </main>
      <TradeDialogs />
      <OneClick />
      <Toasts />
      <CoreGone />
      {isListing && <KeyList close={() => setListing(false)} />}
      <output className="hidden-text" data-announce="status" />
      <div className="hidden-text" role="alert" data-announce="alert" />
    </div>
  );
}
