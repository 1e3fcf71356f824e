/** Instruments, accounts, panels and blotters: what the desk can be turned to. */
import type { Feed } from '../../feed/feed.ts';
import { showContract } from '../../panels/chart/contract.tsx';
import { showModes } from '../../panels/margin/modes.tsx';
import { contractWords } from '../../text/contracts.ts';
import { deskOf, maySeeSecurity } from '../authority.ts';
import { deskState, setDesk } from '../desk-state.ts';
import { dockOf } from '../dock/dock.ts';
import { chooseLayout, mayKeepLayouts } from '../dock/keep-preferences.ts';
import { showSaveLayout } from '../dock/layout-menu.tsx';
import { isBlotter, PANEL_IDS, roomOf, titleOf } from '../dock/panel-ids.ts';
import type { PanelId } from '../dock/panel-ids.ts';
import { keyFor } from '../keys.ts';
import { ROOMS } from '../rooms.ts';
import { goToRoom } from '../rooms-go.ts';
import { openAnotherWindow } from '../windows.ts';
import type { Command } from './commands.ts';

export function instrumentCommands(feed: Feed): Command[] {
  const quotes = feed.get('quotes');
  return (feed.get('welcome')?.instruments ?? []).map(({ symbol, ...entry }) => ({
    id: `instrument ${symbol}`,
    group: 'Instrument',
    title: symbol,
    detail: quotes.find(({ instrument }) => instrument === symbol)?.last ?? '',
    words: contractWords({ symbol, ...entry }),
    run: () => setDesk({ instrument: symbol, staged: null }),
  }));
}

/** The worst first, as everywhere. */
export function accountCommands(feed: Feed): Command[] {
  const rows = feed.rows.accounts.values();
  const leaves = rows.filter(({ depth }) => depth === 2);
  leaves.sort((a, b) => a.healthPpm - b.healthPpm);
  return leaves.map(({ name, health }) => ({
    id: `account ${name}`,
    group: 'Account',
    title: name,
    detail: `${deskOf(rows, name)}, ${health}`,
    words: 'subaccount',
    run: () => setDesk({ subaccount: name }),
  }));
}

/** Brings a panel to the front and the keyboard into it, once it is drawn. */
export function goToPanel(id: PanelId): void {
  const dock = dockOf(roomOf(id));
  goToRoom(dock.room);
  dock.open(id);
  requestAnimationFrame(() => {
    const panel = document.querySelector<HTMLElement>(`[data-panel="${id}"]`);
    const inside = panel?.querySelector<HTMLElement>('[data-first-focus]') ?? panel;
    if (inside) inside.focus();
    else dock.focusTab(id);
  });
}

/** Every panel, closed or behind another one too. */
export function panelCommands(feed: Feed): Command[] {
  const maySee = maySeeSecurity(feed.get('signedIn'));
  return PANEL_IDS.filter((id) => id !== 'security' || maySee).map((id) => ({
    id: `panel ${id}`,
    group: 'Go to',
    title: titleOf(id),
    detail: isBlotter(id) ? 'blotter' : 'panel',
    run: () => goToPanel(id),
  }));
}

/** What each margin mode would make of the selected subaccount, for who signed in. */
export function modeCommands(feed: Feed): Command[] {
  const { subaccount } = deskState();
  if (subaccount === '' || feed.get('signedIn') === null) return [];
  return [
    {
      id: 'margin by mode',
      group: 'Go to',
      title: `Margin by mode of ${subaccount}`,
      words: 'isolated cross portfolio multi-asset compare switch',
      keys: keyFor('everywhere', 'Alt M'),
      run: showModes,
    },
  ];
}

/** What the listing of the instrument in front says. */
export function contractCommands(): Command[] {
  const { instrument } = deskState();
  if (instrument === '') return [];
  return [
    {
      id: 'contract details',
      group: 'Go to',
      title: `Contract details of ${instrument}`,
      words: 'terms specification tick lot leverage funding settlement expiry cap haircut',
      keys: keyFor('everywhere', 'Alt I'),
      run: showContract,
    },
  ];
}

/** The workspaces of this window. */
export function roomCommands(): Command[] {
  return ROOMS.map(({ id, title, keys }) => ({
    id: `workspace ${id}`,
    group: 'Go to',
    title: `${title} workspace`,
    keys: keyFor('everywhere', keys),
    run: () => goToRoom(id),
  }));
}

export function layoutCommands(): Command[] {
  const saving: Command = {
    id: 'layout save',
    group: 'Look',
    title: 'Save layout as\u2026',
    words: 'keep panels',
    run: showSaveLayout,
  };
  return [
    ...(mayKeepLayouts() ? [saving] : []),
    {
      id: 'layout arrange',
      group: 'Look',
      title: 'Arrange panels',
      words: 'layout move dock',
      keys: keyFor('everywhere', 'Alt L'),
      run: () => dockOf(deskState().room).arrange(true),
    },
    {
      id: 'layout reset',
      group: 'Look',
      title: 'Reset the layout to default',
      run: () => chooseLayout(''),
    },
    {
      id: 'window another',
      group: 'Look',
      title: 'Open another window',
      words: 'second monitor screen',
      keys: keyFor('everywhere', 'Alt N'),
      run: openAnotherWindow,
    },
  ];
}
