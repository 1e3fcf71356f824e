/** Whose order it is, in words; for who trades more than one account a menu to switch it. */
import { ChevronDown } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { AccountRow } from '../../../core/desk/messages.ts';
import { useFeed, useScalar, useSlow } from '../../feed/hooks.ts';
import { mayAct } from '../../workspace/authority.ts';
import { setDesk, useDesk } from '../../workspace/desk-state.ts';
import { isInDialog, keyName } from '../../workspace/key-table.ts';
import { ariaKey, meantKey, useKey } from '../../workspace/keys.ts';
import { KindBadge, useAccountRow } from '../../workspace/kind-badge.tsx';
import { modeWord } from '../mode-word.ts';
import { focusTicket } from './focus.ts';

/** Subaccounts that the one who sits here may trade, by name. */
function useTradable(): AccountRow[] {
  const feed = useFeed();
  const signedIn = useScalar('signedIn');
  useSlow('strip');
  return feed.rows.accounts
    .values()
    .filter(({ depth, name }) => depth === 2 && mayAct(feed, signedIn, name, ['trader']))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function Words({ row, subaccount }: { row: AccountRow | undefined; subaccount: string }) {
  const mode: AccountRow['mode'] = row?.mode ?? '';
  return (
    <>
      <KindBadge kind={row?.kind ?? ''} />
      {mode !== '' && (
        <span className="mode" title={modeWord(mode)}>
          {mode}
        </span>
      )}
      <b className="ticket-account">{subaccount}</b>
    </>
  );
}

/** A small ticket has no room for the badge: there the tooltip alone says it. */
function kindWords(row: AccountRow | undefined): string {
  return row === undefined || row.kind === '' ? '' : `${row.name}, ${row.kind} account. `;
}

function inView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}

interface PopupProps {
  readonly rows: readonly AccountRow[];
  readonly close: () => void;
  /** Closes it and takes the focus back. */
  readonly leave: () => void;
}

/** Type to filter, arrows to choose, Enter to switch, Esc to leave it as it was. */
function Popup({ rows, close, leave }: PopupProps) {
  const id = useId();
  const subaccount = useDesk((state) => state.subaccount);
  const [filter, setFilter] = useState('');
  const shown = rows.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
  const [at, setAt] = useState(() => rows.findIndex(({ name }) => name === subaccount));
  const chosen = shown[Math.min(Math.max(at, 0), shown.length - 1)];
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
  }, []);
  const choose = (row: AccountRow | undefined): void => {
    if (row === undefined) return;
    setDesk({ subaccount: row.name, staged: null });
    close();
    focusTicket();
  };
  const move = (by: 1 | -1): void => {
    const from = chosen === undefined ? 0 : shown.indexOf(chosen);
    setAt(Math.min(shown.length - 1, Math.max(0, from + by)));
  };
  const pressed = (event: React.KeyboardEvent): void => {
    const key = keyName(event);
    if (key === 'Up' || key === 'Down') move(key === 'Up' ? -1 : 1);
    else if (key === 'Enter') choose(chosen);
    else if (key === 'Esc') leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="popup"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) close();
      }}
    >
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label="Trade for"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen.name}`}
        autoComplete="off"
        placeholder="Type to filter"
        value={filter}
        onChange={({ target }) => {
          setFilter(target.value);
          setAt(0);
        }}
        onKeyDown={pressed}
      />
      <div id={id} role="listbox" aria-label="Subaccounts you trade">
        {shown.map((row) => (
          <div
            key={row.key}
            id={`${id}-${row.name}`}
            role="option"
            tabIndex={-1}
            ref={row === chosen ? inView : undefined}
            aria-selected={row === chosen}
            onMouseDown={(event) => {
              event.preventDefault();
              choose(row);
            }}
          >
            <span className="mode">{row.mode}</span>
            {row.name}
            <span className="muted">{row.kind}</span>
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className="none">None of yours is called that.</p>}
    </div>
  );
}

export function AccountMenu() {
  const subaccount = useDesk((state) => state.subaccount);
  const row = useAccountRow(subaccount);
  const rows = useTradable();
  const [isOpen, setOpen] = useState(false);
  const key = useKey('everywhere', 'Alt A');
  const button = useRef<HTMLButtonElement>(null);
  const mayChoose = rows.length > 0;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (meantKey(event, 'everywhere') !== 'Alt A' || !mayChoose || isInDialog(event.target))
        return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [mayChoose]);
  const close = (): void => setOpen(false);
  const leave = (): void => {
    close();
    button.current?.focus();
  };
  if (!mayChoose) {
    return (
      <span className="account-words" title={kindWords(row)}>
        <Words row={row} subaccount={subaccount} />
      </span>
    );
  }
  return (
    <span className="account-menu">
      <button
        ref={button}
        type="button"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-keyshortcuts={ariaKey(key)}
        title={`${kindWords(row)}Trade for another subaccount (${key})`}
        onClick={() => setOpen(!isOpen)}
      >
        <Words row={row} subaccount={subaccount} />
        <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
      </button>
      {isOpen && <Popup rows={rows} close={close} leave={leave} />}
    </span>
  );
}
