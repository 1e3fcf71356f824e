/** Where the kill switch stands: in the app bar, in the strip and on the ticket. */
import { OctagonX } from 'lucide-react';
import { useEffect } from 'react';
import { useFeed, useScalar } from '../../feed/hooks.ts';
import { deskOf } from '../../workspace/authority.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { showDialog } from '../../workspace/dialog-host.tsx';
import { ariaKey, meantKey, useKey } from '../../workspace/keys.ts';
import { KillDialog } from './kill-dialog.tsx';
import { byWords, killOf, mayKill } from './kill-words.ts';
import { useKills } from './use-kills.ts';
import type { Feed } from '../../feed/feed.ts';

const KEY = 'Shift F12';

export function showKillSwitch(): void {
  showDialog((close) => <KillDialog close={close} />);
}

/** Only for who may use it, and never folded away. */
export function KillButton() {
  const signedIn = useScalar('signedIn');
  const isOffered = mayKill(signedIn);
  const key = useKey('everywhere', KEY);
  useEffect(() => {
    if (!isOffered) return;
    const pressed = (event: KeyboardEvent): void => {
      if (meantKey(event, 'everywhere') !== KEY) return;
      event.preventDefault();
      // Another dialog is answered first; in its own the key is held.
      if (document.querySelector('dialog[open]') === null) showKillSwitch();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [isOffered]);
  if (!isOffered) return null;
  return (
    <button
      type="button"
      className="kill-button"
      aria-label={`Kill switch ${key}`}
      aria-keyshortcuts={ariaKey(key)}
      title={`Kill switch, ${key}`}
      onClick={showKillSwitch}
    >
      <OctagonX size={16} strokeWidth={1.75} aria-hidden />
      <span>
        Kill<span className="wide-only"> switch</span>
      </span>
    </button>
  );
}

/** What is stopped, for everybody; whoever may release opens the switch from here. */
export function KilledInStrip() {
  const [kill, ...others] = useKills();
  const isOffered = mayKill(useScalar('signedIn'));
  if (kill === undefined) return null;
  const words = (
    <>
      <OctagonX size={14} strokeWidth={1.75} aria-hidden />
      <b>STOPPED</b>
      <span className="clipped">
        {kill.scope === 'venue' ? 'Venue' : `${kill.scope} ${kill.name}`}, {byWords(kill)}
      </span>
      {others.length > 0 && <span>+{others.length} more</span>}
    </>
  );
  const title = `Kill switch: ${kill.words} is stopped by ${byWords(kill)}`;
  if (!isOffered) {
    return (
      <div className="killed" title={title}>
        {words}
      </div>
    );
  }
  return (
    <button type="button" className="killed" title={title} onClick={showKillSwitch}>
      {words}
    </button>
  );
}

/** The account of a subaccount, by the tree. */
function accountOf(feed: Feed, subaccount: string): string {
  const rows = feed.rows.accounts.values();
  const leaf = rows.find(({ depth, name }) => depth === 2 && name === subaccount);
  const desk = rows.find(({ key }) => key === leaf?.parent);
  return rows.find(({ key }) => key === desk?.parent)?.name ?? '';
}

/** On a trader's ticket before anything is typed: only closing is taken, and who said so. */
export function KilledBar() {
  const feed = useFeed();
  const kills = useKills();
  const subaccount = useDesk((state) => state.subaccount);
  const isTrader = useScalar('signedIn')?.role === 'trader';
  if (kills.length === 0 || subaccount === '' || !isTrader) return null;
  const desk = deskOf(feed.rows.accounts.values(), subaccount);
  const kill = killOf(kills, { subaccount, desk, account: accountOf(feed, subaccount) });
  if (kill === undefined) return null;
  return (
    <div className="killed-bar" title={`${kill.words} is stopped by ${byWords(kill)}`}>
      <OctagonX size={14} strokeWidth={1.75} aria-hidden />
      <span className="clipped">
        <b>KILLED</b> {kill.by}, {kill.role}: reduce only
      </span>
    </div>
  );
}
