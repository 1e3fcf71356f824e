/** What keys do to orders and positions from anywhere, and the dialogs that they open. */
import { useEffect } from 'react';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { isInDialog } from '../../workspace/key-table.ts';
import { meantKey } from '../../workspace/keys.ts';
import { notify } from '../../workspace/notices.ts';
import { instrumentOf } from '../../workspace/watching.ts';
import { cancelAll } from '../ticket/commands.ts';
import { AmendOrder } from './amend-order.tsx';
import { ask, useAsked } from './asked.ts';
import { LessPosition } from './less-position.tsx';
import { ProtectPosition } from './protect-position.tsx';

/** Opens the first step of closing the position that is on the screen. */
function askClose(feed: Feed): void {
  const { subaccount, instrument } = deskState();
  const row = feed.rows.positions
    .values()
    .find((one) => one.subaccount === subaccount && one.instrument === instrument);
  if (row !== undefined) return ask({ kind: 'close', key: row.key });
  notify('information', 'Nothing to close', `${subaccount} has no position in ${instrument}.`);
}

function useTradeKeys(feed: Feed): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (isInDialog(event.target)) return;
      const key = meantKey(event, 'everywhere');
      if (key === 'Alt X') void cancelAll(feed);
      else if (key === 'Alt C') askClose(feed);
      else if (key === 'Alt O') ask({ kind: 'arm' });
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [feed]);
}

function Gone({ what, back }: { what: string; back: () => void }) {
  return (
    <Dialog title={`The ${what} is no more`} back={back}>
      <p>It was filled, closed or cancelled meanwhile. Nothing was sent.</p>
      <div className="acts">
        <button type="button" className="outline" data-first-focus onClick={back}>
          Back <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}

function close(): void {
  ask(null);
}

export function TradeDialogs() {
  const feed = useFeed();
  const asked = useAsked();
  useTradeKeys(feed);
  useSlow('strip');
  if (asked === null || asked.kind === 'arm') return null;
  const { kind, key } = asked;
  if (kind === 'amend') {
    const row = feed.rows.orders.get(key);
    const instrument = row && instrumentOf(feed, row.instrument);
    if (row === undefined || instrument === undefined) return <Gone what="order" back={close} />;
    return <AmendOrder key={key} row={row} instrument={instrument} back={close} />;
  }
  const row = feed.rows.positions.get(key);
  const instrument = row && instrumentOf(feed, row.instrument);
  if (row === undefined || instrument === undefined) return <Gone what="position" back={close} />;
  if (kind === 'protect') {
    return <ProtectPosition key={key} row={row} instrument={instrument} back={close} />;
  }
  const whole = { isWhole: kind === 'close' };
  return <LessPosition key={key} row={row} instrument={instrument} {...whole} back={close} />;
}
