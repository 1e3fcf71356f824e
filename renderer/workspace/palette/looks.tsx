/** How the desk looks, and what helps to use it. */
import { PALETTES, THEMES } from '../../theme/tokens.ts';
import { deskState, setDesk } from '../desk-state.ts';
import { showDialog } from '../dialog-host.tsx';
import { KeyList } from '../key-list.tsx';
import { keyFor } from '../keys.ts';
import { showKeySettings } from '../settings/key-settings.tsx';
import { showSettings } from '../settings/settings.tsx';
import type { Command } from './commands.ts';

export function lookCommands(): Command[] {
  const { theme, palette, hasDepth, hasOwnOrders } = deskState();
  const themes = THEMES.filter((name) => name !== theme).map((name): Command => ({
    id: `theme ${name}`,
    group: 'Look',
    title: `${name === 'dark' ? 'Dark' : 'Light'} theme`,
    words: 'colours',
    run: () => setDesk({ theme: name }),
  }));
  const palettes = PALETTES.filter((name) => name !== palette).map((name): Command => ({
    id: `palette ${name}`,
    group: 'Look',
    title: `Directions in ${name}`,
    words: 'colours palette colour-blind',
    run: () => setDesk({ palette: name }),
  }));
  const chart: Command[] = [
    {
      id: 'chart depth',
      group: 'Look',
      title: `${hasDepth ? 'Hide' : 'Show'} depth in the chart`,
      run: () => setDesk({ hasDepth: !hasDepth }),
    },
    {
      id: 'chart own orders',
      group: 'Look',
      title: `${hasOwnOrders ? 'Hide' : 'Show'} own orders in the chart`,
      run: () => setDesk({ hasOwnOrders: !hasOwnOrders }),
    },
  ];
  const settings: Command = {
    id: 'settings',
    group: 'Look',
    title: 'Settings',
    detail: 'theme and colours',
    words: 'preferences replace colour',
    run: showSettings,
  };
  return [settings, ...themes, ...palettes, ...chart];
}

export function helpCommands(): Command[] {
  return [
    {
      id: 'keys',
      group: 'Help',
      title: 'List of keys',
      words: 'shortcuts keyboard about',
      keys: keyFor('everywhere', '?'),
      run: () => showDialog((close) => <KeyList close={close} />),
    },
    {
      id: 'keys change',
      group: 'Help',
      title: 'Change keys',
      detail: 'each act and its key',
      words: 'shortcuts keyboard remap settings',
      run: showKeySettings,
    },
  ];
}
