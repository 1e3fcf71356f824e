/** The menu of layouts: which one is shown, how it is saved, and further windows. */
import { Check, PanelsTopLeft } from 'lucide-react';
import { useState } from 'react';
import { useScalar } from '../../feed/hooks.ts';
import { showDialog } from '../dialog-host.tsx';
import { Dialog } from '../dialog.tsx';
import { useKey } from '../keys.ts';
import { openAnotherWindow } from '../windows.ts';
import { deskState } from '../desk-state.ts';
import { dockOf } from './dock.ts';
import {
  chooseLayout,
  deleteLayout,
  saveLayoutAs,
  useKept,
  useLayoutName,
} from './keep-preferences.ts';
import { Menu } from './menu.tsx';
import { LAYOUT_NAME_MAX } from './preferences.ts';

interface ItemProps {
  readonly text: string;
  readonly keys?: string;
  readonly act: () => void;
}

function Item({ text, keys = '', act }: ItemProps) {
  return (
    <button type="button" role="menuitem" onClick={act}>
      {text}
      <span className="spring" />
      {keys !== '' && <kbd>{keys}</kbd>}
    </button>
  );
}

function Choice({ name, isShown }: { name: string; isShown: boolean }) {
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={isShown}
      onClick={() => chooseLayout(name)}
    >
      {name || 'Default'}
      <span className="spring" />
      {isShown && <Check size={14} strokeWidth={1.75} aria-hidden />}
    </button>
  );
}

function SaveAs({ close }: { close: () => void }) {
  const before = useLayoutName();
  const [name, setName] = useState(before);
  const trimmed = name.trim();
  return (
    <Dialog title="Save layout as" back={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (trimmed === '') return;
          close();
          void saveLayoutAs(trimmed);
        }}
      >
        <label htmlFor="layout-name" className="muted">
          Name; a layout of this name is replaced
        </label>
        <input
          id="layout-name"
          type="text"
          data-first-focus
          autoComplete="off"
          maxLength={LAYOUT_NAME_MAX}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <div className="acts">
          <button type="button" className="outline" onClick={close}>
            Back <kbd>Esc</kbd>
          </button>
          <button type="submit" className="primary" disabled={trimmed === ''}>
            Save layout <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Asks for the name under which the layout is kept. */
export function showSaveLayout(): void {
  showDialog((close) => <SaveAs close={close} />);
}

function KeptItems() {
  const name = useLayoutName();
  return (
    <>
      {name !== '' && <Item text={`Save ${name}`} act={() => void saveLayoutAs(name)} />}
      <Item text="Save layout as…" act={showSaveLayout} />
      {name !== '' && <Item text={`Delete ${name}`} act={() => void deleteLayout(name)} />}
    </>
  );
}

export function LayoutMenu() {
  const kept = useKept();
  const isSignedIn = useScalar('signedIn') !== null;
  const shown = useLayoutName();
  const names = ['', ...(kept?.preferences.layouts ?? []).map(({ name }) => name)];
  return (
    <Menu label="Layouts" icon={<PanelsTopLeft size={16} strokeWidth={1.75} />}>
      <div role="group" aria-label="Layout">
        {names.map((name) => (
          <Choice key={name} name={name} isShown={name === shown} />
        ))}
      </div>
      <hr />
      {isSignedIn && kept?.isReadOnly === false && <KeptItems />}
      <Item text="Reset to default" act={() => chooseLayout('')} />
      <Item
        text="Arrange panels"
        keys={useKey('everywhere', 'Alt L')}
        act={() => dockOf(deskState().room).arrange(true)}
      />
      <hr />
      <Item
        text="Open another window"
        keys={useKey('everywhere', 'Alt N')}
        act={() => void openAnotherWindow()}
      />
      {!isSignedIn && (
        <p className="menu-note">Sign in to save layouts: each operator has their own.</p>
      )}
    </Menu>
  );
}
