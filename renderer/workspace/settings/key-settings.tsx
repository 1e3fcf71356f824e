/** Every act with its key: press another one for it, or take the desk's own again. */
import { Keyboard, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { setDesk, useDesk } from '../desk-state.ts';
import { Dialog } from '../dialog.tsx';
import { showDialog } from '../dialog-host.tsx';
import { isWholeKey, keyNow, NO_OWN_KEYS, refusalOf, REMAPPABLE, withKey } from '../key-map.ts';
import { keyName, PLACES } from '../key-table.ts';
import type { KeyLine } from '../key-table.ts';

/** What a person tried last, and why it was not taken. */
interface Refused {
  readonly line: KeyLine;
  readonly why: string;
}

interface RowProps {
  readonly line: KeyLine;
  readonly isFirst: boolean;
  readonly isAsking: boolean;
  readonly refused: Refused | null;
  readonly ask: (line: KeyLine | null) => void;
  readonly take: (line: KeyLine, key: string) => void;
}

function Row({ line, isFirst, isAsking, refused, ask, take }: RowProps) {
  const { where, keys, does } = line;
  const key = useDesk((state) => keyNow(state.keys, where, keys));
  const pressed = (event: React.KeyboardEvent): void => {
    if (!isAsking) return;
    const name = keyName(event);
    if (name === 'Tab' || name === 'Shift Tab') return ask(null);
    event.preventDefault();
    event.stopPropagation();
    if (name === 'Esc') ask(null);
    else if (isWholeKey(name)) take(line, name);
  };
  return (
    <>
      <tr>
        <td>
          <button
            type="button"
            className="outline small"
            aria-label={`${does}: ${isAsking ? 'press a key' : key}`}
            aria-pressed={isAsking}
            {...(isFirst && { 'data-first-focus': true })}
            onClick={() => ask(isAsking ? null : line)}
            onKeyDown={pressed}
            onBlur={() => isAsking && ask(null)}
          >
            {isAsking ? 'Press a key' : <kbd>{key}</kbd>}
          </button>
        </td>
        <td>{does}</td>
        <td>
          {key !== keys && (
            <button
              type="button"
              className="icon small"
              aria-label={`${does}: ${keys} again`}
              title={`${keys} again`}
              onClick={() => take(line, keys)}
            >
              <RotateCcw size={14} strokeWidth={1.75} />
            </button>
          )}
        </td>
      </tr>
      {refused?.line === line && (
        <tr>
          <td colSpan={3}>
            <p className="refusal" role="alert">
              {refused.why}
            </p>
          </td>
        </tr>
      )}
    </>
  );
}

function KeySettings({ close }: { close: () => void }) {
  const own = useDesk((state) => state.keys);
  const [asking, setAsking] = useState<KeyLine | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const ask = (line: KeyLine | null): void => {
    setAsking(line);
    if (line !== null) setRefused(null);
  };
  const take = (line: KeyLine, key: string): void => {
    const why = refusalOf(own, line, key);
    setRefused(why === '' ? null : { line, why });
    setAsking(null);
    if (why === '') setDesk({ keys: withKey(own, line, key) });
  };
  const title = (
    <>
      <Keyboard size={16} strokeWidth={1.75} aria-hidden />
      Change keys
    </>
  );
  return (
    <Dialog title={title} back={close} className="settings keys">
      <p>
        Choose a key, then press the one to take its place. Arrows, Enter, Space, Tab, Esc and
        figures cannot be given away.
      </p>
      <table>
        {PLACES.map((place) => (
          <tbody key={place}>
            {REMAPPABLE.some(({ where }) => where === place) && (
              <tr>
                <th scope="rowgroup" colSpan={3}>
                  {place}
                </th>
              </tr>
            )}
            {REMAPPABLE.filter(({ where }) => where === place).map((line) => (
              <Row
                key={line.keys}
                line={line}
                isFirst={line === REMAPPABLE[0]}
                isAsking={asking === line}
                refused={refused}
                ask={ask}
                take={take}
              />
            ))}
          </tbody>
        ))}
      </table>
      <div className="acts">
        {Object.keys(own).length > 0 && (
          <button type="button" className="plain" onClick={() => setDesk({ keys: NO_OWN_KEYS })}>
            All the desk{'\u2019'}s own again
          </button>
        )}
        <button type="button" className="outline" onClick={close}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}

export function showKeySettings(): void {
  showDialog((close) => <KeySettings close={close} />);
}
