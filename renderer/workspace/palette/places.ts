/** Instruments, accounts, panels and blotters: what the desk can be turned to. */
import type { Feed } from '../../feed/feed.ts';
import { deskOf } from '../authority.ts';
import { BLOTTERS, setDesk } from '../desk-state.ts';
import type { Command } from './commands.ts';

export function instrumentCommands(feed: Feed): Command[] {
  const quotes = feed.get('quotes');
  return (feed.get('welcome')?.instruments ?? []).map(({ symbol, contract }) => ({
    id: `instrument ${symbol}`,
    group: 'Instrument',
    title: symbol,
    detail: quotes.find(({ instrument }) => instrument === symbol)?.last ?? '',
    words: contract === 'linear' ? 'perpetual linear' : 'perpetual inverse',
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

/** Takes the keyboard to a panel, as F6 does. */
function focusPanel(panel: HTMLElement): void {
  (panel.querySelector<HTMLElement>('[data-first-focus]') ?? panel).focus();
}

/** The panels that stand on the desk now. */
export function panelCommands(): Command[] {
  const panels = [...document.querySelectorAll<HTMLElement>('[data-panel]')];
  return panels.map((panel) => {
    const name = panel.getAttribute('aria-label') ?? panel.dataset['panel'] ?? '';
    return {
      id: `panel ${name}`,
      group: 'Go to',
      title: name,
      detail: 'panel',
      run: () => focusPanel(panel),
    };
  });
}

export function blotterCommands(): Command[] {
  const tabs = BLOTTERS.filter((name) => document.querySelector(`#tab-${name}`) !== null);
  return tabs.map((name) => ({
    id: `blotter ${name}`,
    group: 'Go to',
    title: name,
    detail: 'blotter',
    run: () => {
      setDesk({ blotter: name });
      document.querySelector<HTMLElement>(`#tab-${name}`)?.focus();
    },
  }));
}
