/** Symbol or command: one field that finds whatever the desk can do now. Ctrl K opens it. */
import { Search } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { useFeed } from '../../feed/hooks.ts';
import { limitsCommands } from '../../panels/accounts/limits.tsx';
import { seatCommands } from '../../panels/seat/seat-dialog.tsx';
import { moveCommands } from '../../panels/standing/move-dialog.tsx';
import { Dialog } from '../dialog.tsx';
import { closeDialog, showDialog } from '../dialog-host.tsx';
import { keyName } from '../key-table.ts';
import { ariaKey, meantKey, useKey } from '../keys.ts';
import { marketCommands, reducingCommands, signInCommands } from './acts.ts';
import { addCommands, commandsNow } from './commands.ts';
import type { Command } from './commands.ts';
import { helpCommands, lookCommands } from './looks.tsx';
import { sectionsFor } from './match.ts';
import type { Section } from './match.ts';
import {
  accountCommands,
  instrumentCommands,
  layoutCommands,
  contractCommands,
  modeCommands,
  panelCommands,
  roomCommands,
} from './places.ts';
import { recentCommands, rememberCommand } from './recent.ts';

const OWN = [
  instrumentCommands,
  accountCommands,
  reducingCommands,
  limitsCommands,
  moveCommands,
  seatCommands,
  panelCommands,
  roomCommands,
  contractCommands,
  modeCommands,
  layoutCommands,
  marketCommands,
  lookCommands,
  signInCommands,
  helpCommands,
];
for (const source of OWN) addCommands(source);

/** As the table has it. */
const KEY = 'Ctrl K';
const NAME = 'Symbol or command';

/** Once the palette is gone, and the focus back where it was: an act may take it elsewhere. */
function choose(command: Command): void {
  rememberCommand(command.id);
  flushSync(closeDialog);
  command.run();
}

interface OptionsProps {
  readonly sections: readonly Section[];
  readonly active: Command | undefined;
  readonly idOf: (command: Command) => string;
  readonly point: (command: Command) => void;
}

function Options({ sections, active, idOf, point }: OptionsProps) {
  return sections.map(({ heading, commands }) => (
    <div key={heading} role="group" aria-label={heading}>
      <div className="heading" aria-hidden="true">
        {heading}
      </div>
      {commands.map((command) => (
        <button
          key={command.id}
          type="button"
          id={idOf(command)}
          role="option"
          tabIndex={-1}
          aria-selected={command === active}
          onPointerMove={() => command !== active && point(command)}
          onClick={() => choose(command)}
        >
          <span className="clipped">{command.title}</span>
          {command.detail !== undefined && <span className="detail">{command.detail}</span>}
          {command.keys !== undefined && <kbd>{command.keys}</kbd>}
        </button>
      ))}
    </div>
  ));
}

function Hints() {
  return (
    <div className="hints">
      <span>
        <kbd>{'\u2191'}</kbd> <kbd>{'\u2193'}</kbd> move
      </span>
      <span>
        <kbd>Enter</kbd> do it
      </span>
      <span>
        <kbd>Esc</kbd> back
      </span>
    </div>
  );
}

function Palette({ close }: { close: () => void }) {
  const feed = useFeed();
  const id = useId();
  const [commands] = useState(() => commandsNow(feed));
  const [recent] = useState(recentCommands);
  const [query, setQuery] = useState('');
  const [chosen, choosePlace] = useState(0);
  const sections = sectionsFor(query, commands, recent);
  const found = sections.flatMap((section) => section.commands);
  const active = found[chosen];
  const idOf = (command: Command): string => `${id} ${found.indexOf(command)}`.replaceAll(' ', '-');
  const activeId = active === undefined ? null : idOf(active);
  useEffect(() => {
    if (activeId === null) return;
    document.querySelector(`#${CSS.escape(activeId)}`)?.scrollIntoView({ block: 'nearest' });
  }, [activeId]);
  const pressed = (event: React.KeyboardEvent): void => {
    const name = keyName(event);
    const count = found.length;
    if (name === 'Down' && count > 0) choosePlace((chosen + 1) % count);
    else if (name === 'Up' && count > 0) choosePlace((chosen - 1 + count) % count);
    else if (name === 'Enter' && active !== undefined) choose(active);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={NAME} back={close} className="palette">
      <label className="query">
        <Search size={16} strokeWidth={1.75} aria-hidden />
        <span className="hidden-text">{NAME}</span>
        <input
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          placeholder={NAME}
          data-first-focus
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={activeId ?? undefined}
          value={query}
          onChange={({ target }) => {
            setQuery(target.value);
            choosePlace(0);
          }}
          onKeyDown={pressed}
        />
      </label>
      <div id={`${id}-list`} className="options" role="listbox" aria-label="Found">
        <Options
          sections={sections}
          active={active}
          idOf={idOf}
          point={(command) => choosePlace(found.indexOf(command))}
        />
      </div>
      {found.length === 0 && <p className="nothing">Nothing here is called that.</p>}
      <output className="hidden-text">{found.length} found</output>
      <Hints />
    </Dialog>
  );
}

function showPalette(): void {
  // Over another dialog it would answer a question that was not asked.
  if (document.querySelector('dialog[open]') !== null) return;
  showDialog((close) => <Palette close={close} />);
}

/** The place in the app bar that opens it; the key works wherever the focus is. */
export function PaletteButton() {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (meantKey(event, 'everywhere') !== KEY) return;
      event.preventDefault();
      showPalette();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  const key = useKey('everywhere', KEY);
  return (
    <button
      type="button"
      className="palette-button"
      aria-label={NAME}
      aria-keyshortcuts={ariaKey(key)}
      title={`${NAME}, ${key}`}
      onClick={showPalette}
    >
      <Search size={16} strokeWidth={1.75} aria-hidden />
      <span className="wide-only">{NAME}</span>
      <kbd className="wide-only">{key}</kbd>
    </button>
  );
}
